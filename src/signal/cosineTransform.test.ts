/** Holds the cosine transforms to SciPy's. */
import { describe, expect, it } from 'vitest';

import { CosineTransform } from './cosineTransform';
import reference from './fixtures/cosineTransform.json';

/** Both sides compute in double precision: what remains is the order of 40 additions. */
const TOLERANCE = 1e-10;

const transform = new CosineTransform(reference.values.length);

function largestDifference(actual: Float64Array, expected: readonly number[]): number {
  return Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] ?? NaN))));
}

describe('CosineTransform', () => {
  it('computes the orthonormal DCT-II as SciPy does', () => {
    const output = new Float64Array(reference.values.length);
    transform.forwardOrthonormal(reference.values, output);
    expect(largestDifference(output, reference.orthonormal)).toBeLessThan(TOLERANCE);
  });

  it("inverts SciPy's DCT-II without normalisation, which is Meyda's", () => {
    const output = new Float64Array(reference.values.length);
    transform.invertMeyda(reference.meyda, output);
    expect(largestDifference(output, reference.values)).toBeLessThan(TOLERANCE);
  });

  it('keeps the energy of its input in the orthonormal scaling', () => {
    const output = new Float64Array(reference.values.length);
    transform.forwardOrthonormal(reference.values, output);
    const energy = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value ** 2, 0);
    expect(energy(output)).toBeCloseTo(energy(reference.values), 9);
  });
});
