/** Whether there is anything to be heard in a recording: what stays constant, or drifts slowly, is no sound. */
import { FEATURE_SPEC } from './featureSpec';
import { PEAK_PERCENTILE, SILENCE_DECIBELS } from './window';

const { frameLength, windowFrames } = FEATURE_SPEC;

/** Of each frame, the best-fitting cubic is not heard. It takes 70 dB from a drift of 5 Hz, and 4 dB from a hum of 50. */
const DRIFT_DEGREE = 3;
/** The mean square of a sound is some 2 dB under the sum of its mel bands, by which the silence of a window is judged. */
const BELOW_MEL_LEVEL_DECIBELS = 3;
/** The mean square from which a frame is heard: 16-bit dither is under it, whatever offset it lies on. */
const AUDIBLE_POWER = 10 ** ((SILENCE_DECIBELS - BELOW_MEL_LEVEL_DECIBELS) / 10) / 2;

const DRIFT = orthonormalPolynomials(DRIFT_DEGREE);

/** Polynomials over a frame, one of each degree up to `highest`, by Gram and Schmidt. */
function orthonormalPolynomials(highest: number): readonly Float64Array[] {
  const basis: Float64Array[] = [];
  for (let degree = 0; degree <= highest; degree += 1) {
    const values = Float64Array.from(
      { length: frameLength },
      (_, index) => ((2 * index + 1) / frameLength - 1) ** degree,
    );
    for (const lower of basis) {
      const share = product(values, lower);
      lower.forEach((value, index) => (values[index] = (values[index] ?? 0) - share * value));
    }
    const norm = Math.sqrt(product(values, values));
    basis.push(values.map((value) => value / norm));
  }
  return basis;
}

function product(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < frameLength; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

/** @param frame `frameLength` samples at 16 kHz. */
function isAudible(frame: Float32Array): boolean {
  const drift = DRIFT.reduce((sum, polynomial) => sum + product(frame, polynomial) ** 2, 0);
  return (product(frame, frame) - drift) / frameLength >= AUDIBLE_POWER;
}

/** Takes the frames of a recording one by one. */
export class Audibility {
  private frames = 0;
  private audibleFrames = 0;

  /** @param frame `frameLength` samples at 16 kHz. */
  push(frame: Float32Array): void {
    this.frames += 1;
    if (isAudible(frame)) this.audibleFrames += 1;
  }

  /** True unless so many frames are heard that they set the level of a window: a click is not enough. */
  get isSilent(): boolean {
    const frames = Math.min(this.frames, windowFrames);
    return this.audibleFrames < frames - Math.floor(PEAK_PERCENTILE * frames);
  }
}
