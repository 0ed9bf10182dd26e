/** Figures as Markdown tables: the same text on the screen, in the card and in the README. */
import { EMOTIONS } from '../../src/emotions';
import type { PerSource } from '../../src/inference/manifest';
import { recallError, recalls, unweightedAverageRecall } from './metrics';

/** One measured number. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** How many recordings or texts it was measured on. */
  readonly items: number;
  /** One of those that the README and the manifest tell. */
  readonly headline?: true;
}

/** @param rows cells; the first column is text, the others are set flush right. */
export function markdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(heading), line(rule), ...rows.map(line)].join('\n');
}

/** A row for each figure, with the number of its items. */
export function figureTable(figures: readonly Figure[]): string {
  return markdownTable(['what', 'value', 'items'], figures.map(figureRow));
}

/** A figure's cells in {@link figureTable}. */
export function figureRow({ name, value, items }: Figure): string[] {
  return [name, value.toFixed(3), String(items)];
}

/** `0.48 (voice), 0.51 (words) or 0.54 (both)`. */
export function perSourceText({ voice, words, both }: PerSource): string {
  return `${voice.toFixed(2)} (voice), ${words.toFixed(2)} (words) or ${both.toFixed(2)} (both)`;
}

/** @param confusion counts of [truth, reading] in the order of EMOTIONS; the last column is each row's recall. */
export function confusionTable(confusion: readonly (readonly number[])[]): string {
  const recall = recalls(confusion);
  return markdownTable(
    ['', ...EMOTIONS, 'recall'],
    EMOTIONS.map((emotion, label) => [
      emotion,
      ...(confusion[label] ?? []).map(String),
      recall[label]?.toFixed(2) ?? '',
    ]),
  );
}

/**
 * How often each emotion was recognised, a row for each confusion, and the mean with its standard error; empty cells for
 * emotions of which there was nothing.
 */
export function recallTable(
  confusions: readonly { readonly title: string; readonly counts: readonly (readonly number[])[] }[],
): string {
  return markdownTable(
    ['', ...EMOTIONS, 'UAR'],
    confusions.map(({ title, counts }) => [
      title,
      ...recalls(counts).map((recall) => recall?.toFixed(2) ?? ''),
      `${unweightedAverageRecall(counts).toFixed(3)} ± ${recallError(counts).toFixed(3)}`,
    ]),
  );
}
