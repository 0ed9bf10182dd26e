/** The samples of a recording so that its frames lie where its sound does: silence before it moves none of them. */
import { concatenate } from './concatenate';
import { FEATURE_SPEC } from './featureSpec';
import type { FrameMatrix } from './frameMatrix';
import { mfccOf } from './mfcc';
import { soundOf } from './soundSample';

const { frameLength, hopLength, sampleRate } = FEATURE_SPEC;

/** So much of a recording tells where its frames lie, and is kept until then: 4 MB. */
export const KEPT_SECONDS = 60;
const KEPT_SAMPLES = KEPT_SECONDS * sampleRate;
/**
 * The sound begins with the first sample of this share of the loudest: above the noise of most rooms, and so far above
 * the last bit of 16 that the same sound 20 dB quieter begins there, too.
 */
const BEGINNING_SHARE = 0.1;

/**
 * Sample blocks of any length in, blocks to cut into frames out. A network reads strangers a little differently when all
 * frames lie a few milliseconds later (of one clip in sixteen it then names another mood), so that a recording must not be
 * read by how much silence happens to come before it. What comes out is as much longer that frames start whole hops from
 * where the sound begins, and that what a frame has of either end is in a frame, as if the recording lay in silence.
 */
export class FrameAlignment {
  private kept: Float32Array[] = [];
  private keptLength = 0;
  private isAligned = false;

  /** @param samples 16 kHz, mono; copied where they are needed later. */
  push(samples: Float32Array): readonly Float32Array[] {
    if (this.isAligned) return [samples];
    this.kept.push(samples.slice());
    this.keptLength += samples.length;
    return this.keptLength >= KEPT_SAMPLES ? this.align() : [];
  }

  /** What is still owed. Push nothing afterwards. */
  finish(): readonly Float32Array[] {
    const owed = this.isAligned ? [] : this.align();
    return [...owed, new Float32Array(frameLength - 1)];
  }

  private align(): readonly Float32Array[] {
    const { kept } = this;
    this.kept = [];
    this.isAligned = true;
    return [new Float32Array(silenceBefore(beginningOf(concatenate(...kept).subarray(0, KEPT_SAMPLES)))), ...kept];
  }
}

/** The coefficients of a whole recording (16 kHz, mono), one row a frame, on frames that lie where its sound does. */
export function alignedMfccOf(samples: Float32Array): FrameMatrix {
  const alignment = new FrameAlignment();
  return mfccOf(concatenate(...alignment.push(samples), ...alignment.finish()));
}

/** Samples of silence by which frames start whole hops from `sample`, and all that hear a recording's start are there. */
function silenceBefore(sample: number): number {
  const shortest = frameLength - hopLength;
  return shortest + ((hopLength - ((shortest + sample) % hopLength)) % hopLength);
}

/** The number of the sample with which the sound begins, of those that tell; zero when there is none. */
function beginningOf(samples: Float32Array): number {
  const loudest = samples.reduce((peak, sample) => Math.max(peak, Math.abs(soundOf(sample))), 0);
  const found = samples.findIndex((sample) => Math.abs(soundOf(sample)) >= BEGINNING_SHARE * loudest);
  return Math.max(0, found);
}
