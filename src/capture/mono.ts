/** Any number of channels to one, with nothing in it that could poison what follows. */
import { soundOf } from '../signal/soundSample';

/** Samples with sound in them before the channels are compared: by chance a few may well cancel each other. */
const LEAST_HEARD = 4096;
/** After so many the question is settled for a while, as comparing takes its time... */
const MOST_HEARD = 500_000;
/** ...and put anew when so many have come: what a recording begins with need not go on. 22 s at 48 kHz. */
const NEXT_COMPARISON = 2 ** 20;
/** The mean of channels that have nothing to do with each other keeps 1 / their number of their mean energy. */
const CANCELLED_SHARE = 0.01;
/** With more than this they no longer cancel each other. Further up, so that it is not now this and now that. */
const RESTORED_SHARE = 0.04;

/**
 * Mixes the blocks of one recording, one after the other. What comes out does not depend on where they are divided.
 *
 * Channels of opposite phases, as a wrongly wired cable gives them, cancel each other: as soon as this is clear, the
 * loudest is taken alone, for as long as that is so.
 */
export class MonoMixer {
  /** Of each channel, and of their mean, in this comparison: of its steps from sample to sample, to which an offset is nothing. */
  private energies: number[] = [];
  private meanEnergy = 0;
  private readonly previous: number[] = [];
  private previousMean = 0;
  private heard = 0;
  private mixed = 0;
  private loudest: number | null = null;

  /** The mean of the channels, sample by sample. NaN, infinities and absurdly large samples count as zero. */
  mix(channels: readonly Float32Array[]): Float32Array {
    const mono = meanOf(channels);
    if (channels.length < 2) return mono;
    for (let index = 0; index < mono.length; index += 1) {
      if (this.mixed % NEXT_COMPARISON === 0) this.compareAnew();
      this.mixed += 1;
      if (this.heard < MOST_HEARD) this.compare(channels, index, mono[index] ?? 0);
      const alone = this.loudest === null ? undefined : channels[this.loudest];
      if (alone) mono[index] = soundOf(alone[index] ?? 0);
    }
    return mono;
  }

  private compare(channels: readonly Float32Array[], index: number, mean: number): void {
    let total = 0;
    let isHeard = false;
    for (let channel = 0; channel < channels.length; channel += 1) {
      const sample = soundOf(channels[channel]?.[index] ?? 0);
      const step = sample - (this.previous[channel] ?? 0);
      const energy = (this.energies[channel] ?? 0) + step * step;
      this.previous[channel] = sample;
      this.energies[channel] = energy;
      total += energy;
      isHeard ||= step !== 0;
    }
    const step = mean - this.previousMean;
    this.previousMean = mean;
    this.meanEnergy += step * step;
    if (isHeard) this.heard += 1;
    if (this.heard < LEAST_HEARD) return;
    const share = (this.meanEnergy * channels.length) / total;
    if (this.loudest === null && share < CANCELLED_SHARE) {
      this.loudest = this.energies.indexOf(Math.max(...this.energies));
    } else if (share > RESTORED_SHARE) this.loudest = null;
  }

  private compareAnew(): void {
    this.energies = [];
    this.meanEnergy = 0;
    this.heard = 0;
  }
}

function meanOf(channels: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(channels[0]?.length ?? 0);
  for (const channel of channels) {
    for (let index = 0; index < mean.length; index += 1) {
      mean[index] = (mean[index] ?? 0) + soundOf(channel[index] ?? 0) / channels.length;
    }
  }
  return mean;
}
