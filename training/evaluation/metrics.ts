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

/**
 * Standard error of the unweighted average recall, of the items alone: each recall is a binomial share, and the variance of
 * their mean is the sum of r (1 - r) / n over the labels that occur, by the square of their number. That some speakers are
 * read better than others comes on top.
 */
export function recallError(confusion: readonly (readonly number[])[]): number {
  const rows = confusion.map((row, label) => {
    const items = row.reduce((sum, count) => sum + count, 0);
    return { items, recall: (row[label] ?? 0) / items };
  });
  const known = rows.filter(({ items }) => items > 0);
  const variance = known.reduce((sum, { items, recall }) => sum + (recall * (1 - recall)) / items, 0);
  return Math.sqrt(variance) / known.length;
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

/** Of several labels a text may have, the likeliest, and every other at or above the threshold. */
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

/** Bins of certainty in which calibration is measured. */
const CERTAINTY_BINS = 15;

/** Mean distance between certainty and accuracy over equal bins of certainty, weighted by their items. */
export function expectedCalibrationError(
  readings: readonly (readonly number[])[],
  truth: readonly number[],
  bins = CERTAINTY_BINS,
): number {
  const outcomes = outcomesOf(readings, truth);
  const distances = inBinsOfCertainty(outcomes, bins).map((bin) =>
    Math.abs(bin.reduce((sum, { certainty, isRight }) => sum + certainty - Number(isRight), 0)),
  );
  return distances.reduce((sum, distance) => sum + distance, 0) / readings.length;
}

/**
 * The calibration error to be expected of readings whose certainties are all true: by chance, accuracy lies beside
 * certainty even then, the more so the fewer items there are. Of each bin it is the mean absolute deviation of a sum of
 * independent outcomes, by the normal approximation: sqrt(2 / pi * sum of p (1 - p)).
 */
export function calibrationErrorByChance(readings: readonly (readonly number[])[], bins = CERTAINTY_BINS): number {
  const certainties = readings.map((probabilities) => ({ certainty: probabilities[likeliest(probabilities)] ?? 0 }));
  const distances = inBinsOfCertainty(certainties, bins).map((bin) =>
    Math.sqrt((2 / Math.PI) * bin.reduce((sum, { certainty }) => sum + certainty * (1 - certainty), 0)),
  );
  return distances.reduce((sum, distance) => sum + distance, 0) / readings.length;
}

function inBinsOfCertainty<Item extends { readonly certainty: number }>(
  items: readonly Item[],
  bins: number,
): Item[][] {
  return Array.from({ length: bins }, (_, bin) =>
    items.filter(({ certainty }) => Math.min(bins - 1, Math.floor(certainty * bins)) === bin),
  );
}

/** Mean of numbers of which some may be missing. */
export function meanOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** How much is answered, and how much of that is right. */
export interface Coverage {
  /** Share of the items that are answered, 0..1. */
  readonly share: number;
  /** Share of the answered items that are right; null when none is answered. */
  readonly accuracy: number | null;
  readonly answered: number;
}

/** Answers only the readings whose likeliest label has at least this probability. */
export function coverageFrom(
  readings: readonly (readonly number[])[],
  truth: readonly number[],
  certainty: number,
): Coverage {
  const outcomes = outcomesOf(readings, truth).filter((outcome) => outcome.certainty >= certainty);
  return coverageOf(outcomes, readings.length);
}

/** Answers the surest share of the readings. */
export function coverageOfSurest(
  readings: readonly (readonly number[])[],
  truth: readonly number[],
  share: number,
): Coverage {
  const outcomes = outcomesOf(readings, truth).sort((a, b) => b.certainty - a.certainty);
  return coverageOf(outcomes.slice(0, Math.round(share * outcomes.length)), readings.length);
}

interface Outcome {
  readonly certainty: number;
  readonly isRight: boolean;
}

function outcomesOf(readings: readonly (readonly number[])[], truth: readonly number[]): Outcome[] {
  return readings.map((probabilities, index) => {
    const top = likeliest(probabilities);
    return { certainty: probabilities[top] ?? 0, isRight: top === truth[index] };
  });
}

function coverageOf(answered: readonly Outcome[], items: number): Coverage {
  const right = answered.filter(({ isRight }) => isRight).length;
  return {
    share: answered.length / items,
    accuracy: answered.length === 0 ? null : right / answered.length,
    answered: answered.length,
  };
}

/** Sample standard deviation (n - 1); null for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
