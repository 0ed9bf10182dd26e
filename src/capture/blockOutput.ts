/** Decoded sound of any rate and number of channels in, blocks of 16 kHz mono out. */
import type { AudioSample } from 'mediabunny';

import { Stretches } from '../scheduling/stretches';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { Resampler } from '../signal/resample';
import { MonoMixer } from './mono';
import { RECORDING_ERRORS } from './recordingError';

export interface BlockOptions {
  readonly signal?: AbortSignal;
  /** Takes the next samples, 16 kHz mono. Decoding waits for the promise. */
  readonly onBlock: (samples: Float32Array) => void | Promise<void>;
}

/** Wraps what the taker of the blocks throws, or that it was aborted, so that it is not taken for damage of the file. */
export class ConsumerError extends Error {}

/** Channels of any rate in, 16 kHz mono out to `onBlock`, with a breath for the event loop now and then. */
export class BlockOutput {
  private resampler: Resampler | null = null;
  private inputRate = 0;
  private samples = 0;
  private readonly mixer = new MonoMixer();
  private readonly stretches = new Stretches();

  constructor(private readonly options: BlockOptions) {}

  /** Seconds given out so far. */
  get seconds(): number {
    return this.samples / FEATURE_SPEC.sampleRate;
  }

  /**
   * @param exactRate Hz, of which some files write fractions: it is rounded, as the resampler takes none.
   * @throws ConsumerError
   */
  async push(channels: readonly Float32Array[], exactRate: number): Promise<void> {
    const rate = Math.round(exactRate);
    if (this.options.signal?.aborted) throw new ConsumerError('aborted', { cause: RECORDING_ERRORS.aborted() });
    if (this.resampler === null || rate !== this.inputRate) {
      // A chained stream may change its rate: what the old filter still holds comes first.
      await this.finish();
      this.inputRate = rate;
      this.resampler = new Resampler(rate, FEATURE_SPEC.sampleRate);
    }
    await this.give(this.resampler.push(this.mixer.mix(channels)));
    await this.stretches.pause();
  }

  /** Gives out what the filter still holds. @throws ConsumerError */
  async finish(): Promise<void> {
    if (this.resampler) await this.give(this.resampler.flush());
    this.resampler = null;
  }

  private async give(block: Float32Array): Promise<void> {
    if (block.length === 0) return;
    this.samples += block.length;
    try {
      await this.options.onBlock(block);
    } catch (error) {
      throw new ConsumerError('the taker of the samples failed', { cause: error });
    }
  }
}

/** Copies a sample's channels out and frees it. What lies before time zero is an encoder's priming: dropped. */
export function takeChannels(sample: AudioSample): Float32Array[] {
  const priming = Math.min(sample.numberOfFrames, Math.max(0, Math.round(-sample.timestamp * sample.sampleRate)));
  const channels = Array.from({ length: sample.numberOfChannels }, (_, planeIndex) => {
    const channel = new Float32Array(sample.numberOfFrames);
    sample.copyTo(channel, { planeIndex, format: 'f32-planar' });
    return channel.subarray(priming);
  });
  sample.close();
  return channels;
}
