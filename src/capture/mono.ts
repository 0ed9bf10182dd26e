/** Any number of channels to one, with nothing in it that could poison what follows. */

/**
 * No meaningful sample is larger: full scale is 1, and even files that hold 16-bit numbers as floats stay under 32769.
 * Beyond it powers of samples would leave single precision.
 */
const LARGEST_SAMPLE = 1e6;

/** The mean of the channels, sample by sample. NaN, infinities and absurdly large samples count as zero. */
export function mixToMono(channels: readonly Float32Array[]): Float32Array {
  const mono = new Float32Array(channels[0]?.length ?? 0);
  for (const channel of channels) {
    for (let index = 0; index < mono.length; index += 1) {
      const sample = channel[index] ?? 0;
      // Written so that NaN fails the comparison.
      if (Math.abs(sample) <= LARGEST_SAMPLE) mono[index] = (mono[index] ?? 0) + sample / channels.length;
    }
  }
  return mono;
}
