/** What is a sample of sound, and what is damage: one question with one answer, wherever samples come in. */

/**
 * Full scale is 1; files that hold 16-bit or 24-bit integers as floats go up to this. Squared and scaled as `mfcc.ts` does,
 * it still fits into single precision; a larger one, NaN or an infinity would make a whole window NaN.
 */
const LARGEST_SAMPLE = 2 ** 24;

/** The sample, or silence in the place of NaN, infinities and absurdly large numbers. */
export function soundOf(sample: number): number {
  // Written so that NaN fails the comparison.
  return Math.abs(sample) <= LARGEST_SAMPLE ? sample : 0;
}
