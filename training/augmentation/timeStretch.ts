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
  // With zeros behind it, so that nothing is read beyond its end, which would be slow.
  const padded = new Float32Array(Math.max(samples.length, Math.round(length / factor)) + SEARCH + 2 * SEGMENT);
  padded.set(samples);
  let natural = 0;
  for (let position = 0; position < length; position += OVERLAP) {
    const target = Math.round(position / factor);
    const start = position === 0 ? 0 : mostSimilar(padded, natural, target);
    for (let n = 0; n < SEGMENT; n += 1) {
      output[position + n] = (output[position + n] ?? 0) + (padded[start + n] ?? 0) * (window[n] ?? 0);
    }
    natural = start + OVERLAP;
  }
  return output.subarray(0, length);
}

/** Near `target`, where the signal looks most like what would have come next at `natural`; by every second sample. */
function mostSimilar(samples: Float32Array, natural: number, target: number): number {
  const first = Math.max(0, target - SEARCH);
  const wanted = everySecond(samples, natural, OVERLAP / 2);
  const candidates = Math.floor((target + SEARCH - first) / 2) + 1;
  const near = everySecond(samples, first, candidates + wanted.length);
  let best = target;
  let bestSimilarity = -Infinity;
  for (let candidate = 0; candidate < candidates; candidate += 1) {
    let similarity = 0;
    for (let n = 0; n < wanted.length; n += 1) {
      similarity += (wanted[n] ?? 0) * (near[candidate + n] ?? 0);
    }
    if (similarity > bestSimilarity) {
      bestSimilarity = similarity;
      best = first + 2 * candidate;
    }
  }
  return best;
}

function everySecond(samples: Float32Array, start: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) => samples[start + 2 * index] ?? 0);
}
