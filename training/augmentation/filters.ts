/** Second-order filters for rooms, telephones and equalisers. */

export interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** The kinds of filter used here, with the formulas of Robert Bristow-Johnson's Audio EQ Cookbook. */
export type FilterKind = 'lowpass' | 'highpass' | 'peaking' | 'highshelf';

/** @param gainDecibels of peaking and shelf filters; the others have none. */
export function designBiquad(
  kind: FilterKind,
  frequency: number,
  sampleRate: number,
  quality = Math.SQRT1_2,
  gainDecibels = 0,
): Biquad {
  const omega = (2 * Math.PI * frequency) / sampleRate;
  const cosine = Math.cos(omega);
  const alpha = Math.sin(omega) / (2 * quality);
  const amplitude = 10 ** (gainDecibels / 40);
  const root = 2 * Math.sqrt(amplitude) * alpha;
  const normalised = (b0: number, b1: number, b2: number, a0: number, a1: number, a2: number): Biquad => ({
    b0: b0 / a0,
    b1: b1 / a0,
    b2: b2 / a0,
    a1: a1 / a0,
    a2: a2 / a0,
  });
  switch (kind) {
    case 'lowpass':
      return normalised((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
    case 'highpass':
      return normalised((1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
    case 'peaking':
      return normalised(
        1 + alpha * amplitude,
        -2 * cosine,
        1 - alpha * amplitude,
        1 + alpha / amplitude,
        -2 * cosine,
        1 - alpha / amplitude,
      );
    case 'highshelf': {
      const plus = amplitude + 1;
      const minus = amplitude - 1;
      return normalised(
        amplitude * (plus + minus * cosine + root),
        -2 * amplitude * (minus + plus * cosine),
        amplitude * (plus + minus * cosine - root),
        plus - minus * cosine + root,
        2 * (minus - plus * cosine),
        plus - minus * cosine - root,
      );
    }
  }
}

/** The samples through one filter, from rest (direct form I). */
export function filter(samples: Float32Array, { b0, b1, b2, a1, a2 }: Biquad): Float32Array {
  const output = new Float32Array(samples.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let index = 0; index < samples.length; index += 1) {
    const x = samples[index] ?? 0;
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    output[index] = y;
  }
  return output;
}
