/** The cosine transforms between log mel bands and cepstral coefficients, in Meyda's scaling and orthonormal. */

/**
 * cos(pi / N * (n + 1/2) * k) as a row-major [k, n] matrix: the DCT-II's basis (Ahmed, Natarajan, Rao 1974).
 */
function cosineBasis(size: number): Float64Array {
  const basis = new Float64Array(size * size);
  for (let k = 0; k < size; k += 1) {
    for (let n = 0; n < size; n += 1) {
      basis[k * size + n] = Math.cos((Math.PI / size) * (n + 0.5) * k);
    }
  }
  return basis;
}

/** Both transforms for vectors of one length. */
export class CosineTransform {
  private readonly basis: Float64Array;

  constructor(private readonly size: number) {
    this.basis = cosineBasis(size);
  }

  /** Inverse of Meyda's DCT, which is twice the plain DCT-II: writes `size` log mel energies to `output`. */
  invertMeyda(coefficients: ArrayLike<number>, output: Float32Array | Float64Array): void {
    const { size, basis } = this;
    for (let n = 0; n < size; n += 1) {
      let sum = (coefficients[0] ?? 0) / 2;
      for (let k = 1; k < size; k += 1) {
        sum += (coefficients[k] ?? 0) * (basis[k * size + n] ?? 0);
      }
      output[n] = sum / size;
    }
  }

  /** Orthonormal DCT-II (SciPy's `dct(..., norm="ortho")`): writes `size` coefficients to `output`. */
  forwardOrthonormal(values: ArrayLike<number>, output: Float32Array | Float64Array): void {
    const { size, basis } = this;
    for (let k = 0; k < size; k += 1) {
      let sum = 0;
      for (let n = 0; n < size; n += 1) {
        sum += (values[n] ?? 0) * (basis[k * size + n] ?? 0);
      }
      output[k] = sum * Math.sqrt((k === 0 ? 1 : 2) / size);
    }
  }
}
