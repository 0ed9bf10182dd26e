/** How often the network is right, counted so that frequent emotions do not hide rare ones. */

/** Counts of [truth, prediction] over `labels` labels, row-major. */
export function confusionMatrix(truth: readonly number[], predicted: readonly number[], labels: number): number[][] {
  const matrix = Array.from({ length: labels }, () => new Array<number>(labels).fill(0));
  truth.forEach((label, index) => {
    const row = matrix[label];
    const column = predicted[index];
    if (row !== undefined && column !== undefined) row[column] = (row[column] ?? 0) + 1;
  });
  return matrix;
}

/** The share of each label's items that were recognised; null for a label without items. */
export function recalls(confusion: readonly (readonly number[])[]): (number | null)[] {
  return confusion.map((row, label) => {
    const items = row.reduce((sum, count) => sum + count, 0);
    return items === 0 ? null : (row[label] ?? 0) / items;
  });
}

/** Unweighted average recall: the mean recall of the labels that occur. */
export function unweightedAverageRecall(confusion: readonly (readonly number[])[]): number {
  const known = recalls(confusion).filter((recall) => recall !== null);
  return known.reduce((sum, recall) => sum + recall, 0) / known.length;
}

/** F1 of each label of a multi-label decision: 2 hits / (items + decisions); null for a label without items. */
export function f1Scores(
  truth: readonly ReadonlySet<number>[],
  decided: readonly ReadonlySet<number>[],
  labels: number,
): (number | null)[] {
  return Array.from({ length: labels }, (_, label) => {
    let [hits, items, decisions] = [0, 0, 0];
    truth.forEach((labelsOfItem, index) => {
      const isTrue = labelsOfItem.has(label);
      const isDecided = decided[index]?.has(label) ?? false;
      items += Number(isTrue);
      decisions += Number(isDecided);
      hits += Number(isTrue && isDecided);
    });
    return items === 0 ? null : (2 * hits) / (items + decisions);
  });
}

/** The likeliest label, and every other at or above the threshold: GoEmotions' protocol for several labels a text. */
export function decideLabels(probabilities: readonly number[], threshold: number): Set<number> {
  const decided = new Set([likeliest(probabilities)]);
  probabilities.forEach((probability, label) => {
    if (probability >= threshold) decided.add(label);
  });
  return decided;
}

/** Index of the largest number; the first one of equals. */
export function likeliest(probabilities: readonly number[]): number {
  return probabilities.reduce((best, value, index) => (value > (probabilities[best] ?? -Infinity) ? index : best), 0);
}

/** Mean distance between certainty and accuracy over equal bins of certainty, weighted by their items. */
export function expectedCalibrationError(
  readings: readonly (readonly number[])[],
  truth: readonly number[],
  bins = 15,
): number {
  const sums = Array.from({ length: bins }, () => ({ certainty: 0, right: 0 }));
  readings.forEach((probabilities, index) => {
    const top = likeliest(probabilities);
    const certainty = probabilities[top] ?? 0;
    const bin = sums[Math.min(bins - 1, Math.floor(certainty * bins))];
    if (bin === undefined) return;
    bin.certainty += certainty;
    bin.right += Number(top === truth[index]);
  });
  return sums.reduce((error, { certainty, right }) => error + Math.abs(certainty - right), 0) / readings.length;
}

/** Mean of numbers of which some may be missing. */
export function meanOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
