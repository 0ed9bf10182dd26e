/** A probability as people read it. */

/** For example '62%', and '<1%' for what would round to nothing though it is something. */
export function percent(probability: number): string {
  if (probability > 0 && probability < 0.005) return '<1%';
  return `${Math.round(probability * 100)}%`;
}
