/** What was spoken into the microphone, kept as it comes in: whatever goes wrong later, this is not lost. */
import { FEATURE_SPEC } from '../signal/featureSpec';
import { wavBlob } from './wav';

const { sampleRate } = FEATURE_SPEC;

/** Half an hour, 58 MB: more than anybody will say to a demo, and no browser runs out of memory for it. */
export const MAXIMUM_TAKE_SECONDS = 30 * 60;

export class Take {
  private readonly chunks: Int16Array<ArrayBuffer>[] = [];
  private samples = 0;

  constructor(private readonly maximumSeconds = MAXIMUM_TAKE_SECONDS) {}

  get seconds(): number {
    return this.samples / sampleRate;
  }

  /** True once nothing more is kept. */
  get isFull(): boolean {
    return this.seconds >= this.maximumSeconds;
  }

  /** Keeps the next samples, 16 kHz, 16-bit; those beyond the maximum are dropped. */
  push(samples: Int16Array<ArrayBuffer>): void {
    const kept = samples.subarray(0, Math.max(0, Math.floor(this.maximumSeconds * sampleRate) - this.samples));
    if (kept.length === 0) return;
    this.chunks.push(kept);
    this.samples += kept.length;
  }

  /** All of it as a WAV file, read by the page like any other recording. */
  file(name: string): File {
    return new File([wavBlob(this.chunks, sampleRate)], name, { type: 'audio/wav' });
  }
}
