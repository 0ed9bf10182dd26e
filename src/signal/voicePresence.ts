/** Whether there is anything like a voice in a recording: noise is given a mood as readily as speech is. */
import { VOICE_ACTIVITY } from './voiceActivity';
import { periodicity } from './voicing';

const { startVoicing, largestStepDecibels, steadyRangeDecibels, onsetFrames } = VOICE_ACTIVITY;

/** So many voiced frames among `onsetFrames` (0.14 s) are a syllable. Half of what it takes live, where a wrong yes is seen. */
const SYLLABLE_FRAMES = 3;

/**
 * Takes the frames of a recording one by one. It goes by the criteria of `VoiceActivity` that know nothing of a room's level,
 * as a recording is to be judged alike however loud it is. Whispering, which is not voiced, is mostly not found.
 */
export class VoicePresence {
  private readonly recent: boolean[] = [];
  private hasSyllable = false;
  private previousLevel = -Infinity;
  /** Of voiced frames, dB. */
  private loudest = -Infinity;
  private quietest = Infinity;

  /** @param frame `frameLength` samples at 16 kHz. */
  push(frame: Float32Array): void {
    // Found once, it stays so: how periodic the rest is need not be known.
    if (this.isFound) return;
    const level = levelOf(frame);
    const isVoiced = Math.abs(level - this.previousLevel) <= largestStepDecibels && periodicity(frame) >= startVoicing;
    this.previousLevel = level;
    this.recent.push(isVoiced);
    if (this.recent.length > onsetFrames) this.recent.shift();
    if (!isVoiced) return;
    this.loudest = Math.max(this.loudest, level);
    this.quietest = Math.min(this.quietest, level);
    this.hasSyllable ||= this.recent.filter(Boolean).length >= SYLLABLE_FRAMES;
  }

  /** Whether there was a syllable, and voiced sound of more than one level, as no tone and no hum is. */
  get isFound(): boolean {
    return this.hasSyllable && this.loudest - this.quietest > steadyRangeDecibels;
  }
}

/** Mean square of a frame in dB; digital silence is lower than anything. */
function levelOf(frame: Float32Array): number {
  return 10 * Math.log10(frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length);
}
