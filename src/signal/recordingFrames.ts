/** The frames of a recording, laid where its sound lies: silence before it, however long, moves none of them. */
import { concatenate } from './concatenate';
import { FEATURE_SPEC } from './featureSpec';
import { MfccStream } from './mfcc';
import { isSound } from './soundSample';

const { frameLength, hopLength, sampleRate } = FEATURE_SPEC;

/** The sound of so much of a recording tells where its frames lie, and is kept until they are cut: 4 MB. */
const KEPT_SAMPLES = 60 * sampleRate;
/**
 * The sound begins with the first sample of this share of the loudest: above the noise of most rooms, and so far above
 * the last bit of 16 that the same sound 20 dB quieter begins there, too.
 */
const BEGINNING_SHARE = 0.1;

/**
 * Sample blocks of any length in, coefficients out, as of an `MfccStream`, but for where the frames lie. A network reads
 * strangers a little differently when all frames lie a few milliseconds later (of one clip in sixteen it then names another
 * mood), so that a recording must not be read by how much silence happens to come before it. The frames start whole hops
 * from where the sound begins, and the recording counts as lying in silence, so that what a frame has of both its ends is
 * in a frame.
 */
export class RecordingFrames {
  private readonly frames = new MfccStream();
  private kept: Float32Array[] = [];
  private keptLength = 0;
  private isLaid = false;

  /** @param onCoefficients called once for each frame, as `MfccStream.push` does. */
  constructor(private readonly onCoefficients: Parameters<MfccStream['push']>[1]) {}

  /** @param samples 16 kHz, mono; copied where they are needed later. */
  push(samples: Float32Array): void {
    if (this.isLaid) {
      this.frames.push(samples, this.onCoefficients);
      return;
    }
    this.kept.push(samples.slice());
    this.keptLength += samples.length;
    if (this.keptLength >= KEPT_SAMPLES) this.layFrames();
  }

  /** Gives out the frames still owed. Push nothing afterwards. */
  finish(): void {
    if (!this.isLaid) this.layFrames();
    this.frames.push(new Float32Array(frameLength - 1), this.onCoefficients);
  }

  private layFrames(): void {
    const samples = concatenate(...this.kept);
    this.kept = [];
    this.isLaid = true;
    this.frames.push(new Float32Array(silenceBefore(beginning(samples))), this.onCoefficients);
    this.frames.push(samples, this.onCoefficients);
  }
}

/** Samples of silence by which frames start whole hops from `sample`, and all that hear a recording's start are there. */
function silenceBefore(sample: number): number {
  const shortest = frameLength - hopLength;
  return shortest + ((hopLength - ((shortest + sample) % hopLength)) % hopLength);
}

/** Where the sound begins; zero when there is none. */
function beginning(samples: Float32Array): number {
  let loudest = 0;
  for (const sample of samples) if (isSound(sample)) loudest = Math.max(loudest, Math.abs(sample));
  return Math.max(
    0,
    samples.findIndex((sample) => isSound(sample) && Math.abs(sample) >= BEGINNING_SHARE * loudest),
  );
}
