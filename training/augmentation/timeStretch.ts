/** Slower or faster without another pitch: waveform-similarity overlap-add (Verhelst and Roelands 1993). */

const SEGMENT = 512;
const OVERLAP = SEGMENT / 2;
const SEARCH = 160;

/**
 * @param samples 16 kHz mono.
 * @param factor Length of the output relative to the input; 1.1 is 10 % slower.
 */
export function timeStretch(samples: Float32Array, factor: number): Float32Array {
  const length = Math.round(samples.length * factor);
  const output = new Float32Array(length + SEGMENT);
  const window = Float32Array.from({ length: SEGMENT }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / SEGMENT));
  let natural = 0;
  for (let position = 0; position < length; position += OVERLAP) {
    const target = Math.round(position / factor);
    const start = position === 0 ? 0 : mostSimilar(samples, natural, target);
    for (let n = 0; n < SEGMENT; n += 1) {
      output[position + n] = (output[position + n] ?? 0) + (samples[start + n] ?? 0) * (window[n] ?? 0);
    }
    natural = start + OVERLAP;
  }
  return output.subarray(0, length);
}

/** Near `target`, where the signal looks most like what would have come next at `natural`. */
function mostSimilar(samples: Float32Array, natural: number, target: number): number {
  let best = target;
  let bestSimilarity = -Infinity;
  for (let candidate = Math.max(0, target - SEARCH); candidate <= target + SEARCH; candidate += 2) {
    let similarity = 0;
    for (let n = 0; n < OVERLAP; n += 2) {
      similarity += (samples[natural + n] ?? 0) * (samples[candidate + n] ?? 0);
    }
    if (similarity > bestSimilarity) {
      bestSimilarity = similarity;
      best = candidate;
    }
  }
  return best;
}
