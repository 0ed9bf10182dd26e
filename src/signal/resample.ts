/**
 * Any sample rate to another, band-limited, in blocks: a polyphase windowed-sinc filter. Our own because the
 * well-kept libraries weigh two megabytes in a worklet, and because the output may not depend on the block lengths.
 */

import { concatenate } from './concatenate';

/** Attenuation the Kaiser window is designed for. At 80 dB, aliases lie as low as the noise of a 13-bit recording. */
const STOP_BAND_DECIBELS = 80;
/** The pass band ends at this share of the lower rate's Nyquist frequency; the stop band starts at the Nyquist frequency. */
const PASS_BAND_SHARE = 0.9;
/**
 * Filters of no more phases than this are worked out before the first sample comes: an audio thread has 3 ms for a block, and
 * those of 44.1 kHz, worked out on the way, took up to 9. It is what 11.025 kHz needs, the most of all rates in use.
 */
const MOST_PREPARED_PHASES = 640;
/**
 * Of all phases' filters together, 32 MB. No rate in use needs a sixth of that, but some that only damage makes, such as
 * 352.801 kHz, hundreds of megabytes. With the nearest of as many phases as fit, their samples are off by under a nanosecond:
 * an error that at 8 kHz lies 88 dB down.
 */
const MOST_TAPS = 4_000_000;

/** Zeroth-order modified Bessel function of the first kind, by its power series (Abramowitz and Stegun 9.6.12). */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-16; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Resamples a stream. Output sample k stands for the time k / outputRate, without delay; samples before the start and
 * after the end count as zero. The same stream cut into other blocks gives bit-identical output.
 */
export class Resampler {
  private readonly upsampling: number;
  private readonly downsampling: number;
  /** Filter half-width in input samples. */
  private readonly halfWidth: number;
  private readonly cutoff: number;
  private readonly beta: number;
  /** Into how many parts the time from one input sample to the next is divided: as many as there can be, if they fit. */
  private readonly phaseCount: number;
  private readonly phases = new Map<number, Float64Array>();
  private pending: Float32Array;
  private pendingLength: number;
  /** Index, in the input stream, of `pending[0]`; negative for the zeros before the start. */
  private pendingStart: number;
  private received = 0;
  private produced = 0;

  /** @throws RangeError unless both rates are positive whole numbers of Hz. */
  constructor(inputRate: number, outputRate: number) {
    if (!(Number.isInteger(inputRate) && Number.isInteger(outputRate) && inputRate > 0 && outputRate > 0)) {
      throw new RangeError(`cannot resample from ${inputRate} Hz to ${outputRate} Hz`);
    }
    const divisor = greatestCommonDivisor(inputRate, outputRate);
    this.upsampling = outputRate / divisor;
    this.downsampling = inputRate / divisor;

    const nyquist = Math.min(inputRate, outputRate) / 2;
    const transition = (nyquist * (1 - PASS_BAND_SHARE)) / inputRate;
    this.cutoff = (nyquist * (1 + PASS_BAND_SHARE)) / 2 / inputRate;
    // Kaiser's design formulas (Kaiser 1974; Oppenheim and Schafer, section 7.5.3).
    this.beta = 0.1102 * (STOP_BAND_DECIBELS - 8.7);
    this.halfWidth = Math.ceil((STOP_BAND_DECIBELS - 8) / (2.285 * 2 * Math.PI * transition) / 2);
    this.phaseCount = Math.min(this.upsampling, Math.ceil(MOST_TAPS / (2 * this.halfWidth)));
    this.pendingStart = -this.halfWidth;
    this.pendingLength = this.halfWidth;
    this.pending = new Float32Array(4 * this.halfWidth);
    const prepared = inputRate === outputRate || this.upsampling > MOST_PREPARED_PHASES ? 0 : this.upsampling;
    for (let phase = 0; phase < prepared; phase += 1) this.phase(phase);
  }

  /** Takes a block of samples and returns the output samples it completes. */
  push(samples: Float32Array): Float32Array {
    if (this.upsampling === this.downsampling) return samples.slice();
    this.append(samples);
    this.received += samples.length;
    const complete = Math.ceil(((this.received - this.halfWidth) * this.upsampling) / this.downsampling);
    return this.produce(complete);
  }

  /** The output samples still owed for all that was pushed. Push nothing afterwards. */
  flush(): Float32Array {
    if (this.upsampling === this.downsampling) return new Float32Array(0);
    this.append(new Float32Array(this.halfWidth + 1));
    return this.produce(Math.ceil((this.received * this.upsampling) / this.downsampling));
  }

  private append(samples: Float32Array): void {
    const needed = this.pendingLength + samples.length;
    if (needed > this.pending.length) {
      const larger = new Float32Array(2 * needed);
      larger.set(this.pending.subarray(0, this.pendingLength));
      this.pending = larger;
    }
    this.pending.set(samples, this.pendingLength);
    this.pendingLength = needed;
  }

  private produce(until: number): Float32Array {
    const output = new Float32Array(Math.max(0, until - this.produced));
    const { pending, upsampling, downsampling, halfWidth, phaseCount } = this;
    for (let index = 0; index < output.length; index += 1) {
      const position = (this.produced + index) * downsampling;
      const taps = this.phase(Math.round(((position % upsampling) * phaseCount) / upsampling));
      const start = Math.floor(position / upsampling) - halfWidth + 1 - this.pendingStart;
      let sum = 0;
      for (let tap = 0; tap < taps.length; tap += 1) {
        sum += (taps[tap] ?? 0) * (pending[start + tap] ?? 0);
      }
      output[index] = sum;
    }
    this.produced += output.length;
    this.discardUsed();
    return output;
  }

  private discardUsed(): void {
    const nextStart = Math.floor((this.produced * this.downsampling) / this.upsampling) - this.halfWidth + 1;
    const used = Math.min(nextStart - this.pendingStart, this.pendingLength);
    if (used <= 0) return;
    this.pending.copyWithin(0, used, this.pendingLength);
    this.pendingLength -= used;
    this.pendingStart += used;
  }

  /** The filter's taps for output samples that lie `phase / phaseCount` of an input sample after an input sample. */
  private phase(phase: number): Float64Array {
    const known = this.phases.get(phase);
    if (known) return known;
    const { halfWidth, cutoff } = this;
    const taps = new Float64Array(2 * halfWidth);
    const normalisation = besselI0(this.beta);
    let total = 0;
    for (let tap = 0; tap < taps.length; tap += 1) {
      const distance = tap - halfWidth + 1 - phase / this.phaseCount;
      const edge = 1 - (distance / halfWidth) ** 2;
      const window = edge < 0 ? 0 : besselI0(this.beta * Math.sqrt(edge)) / normalisation;
      const argument = 2 * Math.PI * cutoff * distance;
      const sinc = argument === 0 ? 1 : Math.sin(argument) / argument;
      taps[tap] = window * sinc;
      total += window * sinc;
    }
    // Every phase passes a constant unchanged; otherwise the phases would modulate it.
    for (let tap = 0; tap < taps.length; tap += 1) taps[tap] = (taps[tap] ?? 0) / total;
    this.phases.set(phase, taps);
    return taps;
  }
}

/** A whole recording at another rate. */
export function resample(samples: Float32Array, inputRate: number, outputRate: number): Float32Array {
  const resampler = new Resampler(inputRate, outputRate);
  return concatenate(resampler.push(samples), resampler.flush());
}
