/** Logits to probabilities, and the probabilities of many windows to those of a recording. */
import type { EmotionVector } from '../emotions';

/**
 * softmax(logits / temperature), stable for logits of any size. A temperature above 1 makes an overconfident network
 * say what it knows (Guo et al. 2017, "On Calibration of Modern Neural Networks").
 *
 * @throws RangeError unless temperature > 0.
 */
export function softmax(logits: ArrayLike<number>, temperature: number): number[] {
  if (!(temperature > 0)) throw new RangeError(`temperature must be positive, not ${temperature}`);
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const largest = Math.max(...scaled);
  const powers = scaled.map((value) => Math.exp(value - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Mean of probability vectors of equal length. Weights are positive; there is at least one vector. */
export function weightedMean(vectors: readonly EmotionVector[], weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = new Array<number>(vectors[0]?.length ?? 0).fill(0);
  vectors.forEach((vector, row) => {
    const share = (weights[row] ?? 0) / total;
    vector.forEach((value, index) => {
      mean[index] = (mean[index] ?? 0) + share * value;
    });
  });
  return mean;
}
