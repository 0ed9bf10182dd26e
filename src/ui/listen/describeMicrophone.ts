/** What the browser really gave, in one line: it need not be what was asked for. */
import type { MicrophoneDetails } from '../../session/state';

function kilohertz(hertz: number): string {
  return `${Number((hertz / 1000).toFixed(3))} kHz`;
}

function switchedOn(name: string, isOn: boolean | null): string {
  if (isOn === null) return `${name} unknown`;
  return `${name} ${isOn ? 'on' : 'off'}`;
}

/** @param framesLost said when there are any. For example 'USB microphone, 48 kHz, given at 16 kHz; echo cancellation off, noise suppression off, auto gain on.'. */
export function describeMicrophone(details: MicrophoneDetails, framesLost: number): string {
  const { label, deviceSampleRate, contextSampleRate, echoCancellation, noiseSuppression, autoGainControl } = details;
  const ownRate = deviceSampleRate ?? contextSampleRate;
  const rates =
    ownRate === contextSampleRate
      ? kilohertz(ownRate)
      : `${kilohertz(ownRate)}, given at ${kilohertz(contextSampleRate)}`;
  const processing = [
    switchedOn('echo cancellation', echoCancellation),
    switchedOn('noise suppression', noiseSuppression),
    switchedOn('auto gain', autoGainControl),
  ];
  const lost = framesLost === 0 ? '' : ` Frames lost: ${framesLost}.`;
  return `${label || 'Microphone'}, ${rates}; ${processing.join(', ')}.${lost}`;
}
