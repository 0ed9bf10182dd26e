/** What a recording turned out to be, and which take is which, in one line. */
import { wavSeconds } from '../../capture/wav';
import type { RecordingSummary } from '../../session/state';
import { FEATURE_SPEC } from '../../signal/featureSpec';

/** For example '3.2 s', '1:05 min', '2:03:00 h'. */
function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)} min`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)} h`;
}

function channelNames(channels: number): string {
  if (channels === 1) return ' mono';
  if (channels === 2) return ' stereo';
  return `, ${channels} channels`;
}

/** For example '3.2 s, 2.9 s of it heard, 48 kHz stereo'. */
export function describeRecording(summary: RecordingSummary): string {
  const { durationSeconds, heardSeconds, sampleRate, channels } = summary;
  const rate = `${Number((sampleRate / 1000).toFixed(3))} kHz${channelNames(channels)}`;
  return `${duration(durationSeconds)}, ${duration(heardSeconds)} of it heard, ${rate}`;
}

/** For example '23:41:05, 3.2 s': when a take ended, as people tell the time where the person lives, and its length. */
export function describeTake({ lastModified, size }: Pick<File, 'lastModified' | 'size'>): string {
  return `${new Date(lastModified).toLocaleTimeString()}, ${duration(wavSeconds(size, FEATURE_SPEC.sampleRate))}`;
}
