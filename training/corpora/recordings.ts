/** The recordings of all corpora at once: what is trained on and what is judged on comes from the same readers. */
import type { Clip } from './corpus';
import { readCremaD } from './cremaD';
import { readRavdess } from './ravdess';
import { readSavee } from './savee';

const CORPORA: readonly (readonly [name: string, read: (root: string) => Clip[]])[] = [
  ['RAVDESS', readRavdess],
  ['SAVEE', readSavee],
  ['CREMA-D', readCremaD],
];

/**
 * Every clip of every corpus found under `root`.
 *
 * @param tell gets a line for each corpus: how many clips it has, or that it is skipped.
 */
export function readRecordings(root: string, tell: (line: string) => void): Clip[] {
  return CORPORA.flatMap(([name, read]) => {
    const clips = read(root);
    tell(clips.length === 0 ? `${name}: not found under ${root}, skipped.` : `${name}: ${clips.length} clips.`);
    return clips;
  });
}
