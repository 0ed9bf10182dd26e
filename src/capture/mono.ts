/** Any number of channels to one, with nothing in it that could poison what follows. */

/**
 * No meaningful sample is larger: full scale is 1, and even files that hold 16-bit numbers as floats stay under 32769.
 * Beyond it powers of samples would leave single precision.
 */
const LARGEST_SAMPLE = 1e6;
/** Samples with sound in them before the channels are compared: by chance a few may well cancel each other. */
const LEAST_HEARD = 4096;
/** After so many the question is settled: cables do not change, and comparing takes its time. */
const MOST_HEARD = 500_000;
/** The mean of channels that have nothing to do with each other keeps 1 / their number of their mean energy. */
const CANCELLED_SHARE = 0.01;

/**
 * Mixes the blocks of one recording, one after the other. What comes out does not depend on where they are divided.
 *
 * Channels of opposite phases, as a wrongly wired cable gives them, cancel each other: as soon as this is clear, the
 * loudest is taken alone, up to the end.
 */
export class MonoMixer {
  /** Of each channel, and of their mean, so far: of its steps from sample to sample, to which an offset is nothing. */
  private readonly energies: number[] = [];
  private meanEnergy = 0;
  private readonly previous: number[] = [];
  private previousMean = 0;
  private heard = 0;
  private loudest: number | null = null;

  /** The mean of the channels, sample by sample. NaN, infinities and absurdly large samples count as zero. */
  mix(channels: readonly Float32Array[]): Float32Array {
    const mono = meanOf(channels);
    if (channels.length < 2) return mono;
    const start = this.loudest === null ? this.compare(channels, mono) : 0;
    const alone = this.loudest === null ? undefined : channels[this.loudest];
    if (alone) mono.set(meanOf([alone.subarray(start)]), start);
    return mono;
  }

  /** @returns where it became clear that the channels cancel each other; their length when it did not. */
  private compare(channels: readonly Float32Array[], mean: Float32Array): number {
    for (let index = 0; index < mean.length && this.heard < MOST_HEARD; index += 1) {
      let total = 0;
      let isHeard = false;
      for (let channel = 0; channel < channels.length; channel += 1) {
        const sample = sound(channels[channel]?.[index]);
        const step = sample - (this.previous[channel] ?? 0);
        const energy = (this.energies[channel] ?? 0) + step * step;
        this.previous[channel] = sample;
        this.energies[channel] = energy;
        total += energy;
        isHeard ||= step !== 0;
      }
      const step = (mean[index] ?? 0) - this.previousMean;
      this.previousMean += step;
      this.meanEnergy += step * step;
      if (isHeard) this.heard += 1;
      if (this.heard >= LEAST_HEARD && this.meanEnergy < (CANCELLED_SHARE * total) / channels.length) {
        this.loudest = this.energies.indexOf(Math.max(...this.energies));
        return index;
      }
    }
    return mean.length;
  }
}

function meanOf(channels: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(channels[0]?.length ?? 0);
  for (const channel of channels) {
    for (let index = 0; index < mean.length; index += 1) {
      mean[index] = (mean[index] ?? 0) + sound(channel[index]) / channels.length;
    }
  }
  return mean;
}

function sound(sample = 0): number {
  // Written so that NaN fails the comparison.
  return Math.abs(sample) <= LARGEST_SAMPLE ? sample : 0;
}
