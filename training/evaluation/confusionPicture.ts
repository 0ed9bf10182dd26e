/** A confusion matrix as a picture that carries its own ground, so that it reads on light and dark pages. */
import { EMOTIONS } from '../../src/emotions';
import { recalls } from './metrics';

/** As wide as the longest name of an emotion. */
const CELL = { width: 62, height: 40 };
const LEFT = 104;
const TOP = 84;
const RIGHT = 64;
const BOTTOM = 16;
const WIDTH = LEFT + EMOTIONS.length * CELL.width + RIGHT;

const STYLE = `
  .ground { fill: #ffffff; stroke: #d0d4da } .cell { fill: #1f4e8f } text { font: 12px system-ui, sans-serif; fill: #1c2128 }
  .title { font-size: 15px; font-weight: 600 } .axis { fill: #57606a } .on { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #14161a; stroke: #3a4048 } .cell { fill: #82b4f5 } text { fill: #e8eaee }
    .axis { fill: #aab2bf } .half, .on { fill: #14161a }
  }`;

/**
 * Rows are what is true, columns what was read; a cell's shade is its share of the row. Emotions without items have no row.
 *
 * @param counts of [truth, reading] in the order of EMOTIONS.
 */
export function confusionPicture(title: string, counts: readonly (readonly number[])[]): string {
  const recall = recalls(counts);
  const rows = EMOTIONS.map((_, label) => label).filter((label) => recall[label] !== null);
  const height = TOP + rows.length * CELL.height + BOTTOM;
  const columnNames = EMOTIONS.map((emotion, column) =>
    text(LEFT + (column + 0.5) * CELL.width, TOP - 10, emotion, 'middle', 'axis'),
  );
  const body = rows.flatMap((label, row) => {
    const counted = counts[label] ?? [];
    const total = counted.reduce((sum, count) => sum + count, 0);
    const y = TOP + (row + 0.5) * CELL.height + 4;
    return [
      text(LEFT - 10, y, EMOTIONS[label] ?? '', 'end', 'axis'),
      ...counted.map((count, column) => cell(column, row, count, total)),
      text(WIDTH - 12, y, (recall[label] ?? 0).toFixed(2), 'end', 'axis'),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escaped(title)}: rows are what is true, columns what was read</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    text(16, 28, title, 'start', 'title'),
    text(16, 48, 'rows: what is true; columns: what was read', 'start', 'axis'),
    text(WIDTH - 12, TOP - 10, 'recall', 'end', 'axis'),
    ...columnNames,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function cell(column: number, row: number, count: number, total: number): string {
  const share = count / total;
  const x = LEFT + column * CELL.width;
  const y = TOP + row * CELL.height;
  const shade = `<rect class="cell" x="${x + 1}" y="${y + 1}" width="${CELL.width - 2}" height="${CELL.height - 2}" rx="3" fill-opacity="${(0.05 + 0.95 * share).toFixed(3)}"/>`;
  return shade + text(x + CELL.width / 2, y + CELL.height / 2 + 4, String(count), 'middle', inkOn(share));
}

/** On a light page a shade is dark enough for white figures later than it is light enough for black ones on a dark page. */
function inkOn(share: number): string {
  if (share >= 0.75) return 'on';
  return share >= 0.55 ? 'half' : '';
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', kind: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" class="${kind}">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
