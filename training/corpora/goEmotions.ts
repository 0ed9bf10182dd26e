/** GoEmotions (Demszky et al. 2020): Reddit comments, folded to the paper's Ekman grouping with neutral. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Emotion } from '../../src/emotions';
import type { LabelledText } from './corpus';
import { firstFolder } from './files';

/** A clone of the publisher's repository has its tables in `data`; ours are at the top. */
const FOLDERS = ['goemotions/data', 'goemotions', 'GoEmotions/data', 'GoEmotions', 'data'];

/** The paper's Ekman grouping, table 4 of its appendix, in our names. */
const GROUPS: readonly (readonly [Emotion, readonly string[]])[] = [
  ['angry', ['anger', 'annoyance', 'disapproval']],
  ['disgust', ['disgust']],
  ['fearful', ['fear', 'nervousness']],
  [
    'happy',
    [
      'joy',
      'amusement',
      'approval',
      'excitement',
      'gratitude',
      'love',
      'optimism',
      'relief',
      'pride',
      'admiration',
      'desire',
      'caring',
    ],
  ],
  ['sad', ['sadness', 'disappointment', 'embarrassment', 'grief', 'remorse']],
  ['surprised', ['surprise', 'realization', 'confusion', 'curiosity']],
  ['neutral', ['neutral']],
];

const EMOTION_OF_LABEL: ReadonlyMap<string, Emotion> = new Map(
  GROUPS.flatMap(([emotion, labels]) => labels.map((label): [string, Emotion] => [label, emotion])),
);

/** One line, `text TAB label indices TAB id`; null where it is not of that form. */
export function parseGoEmotionsLine(line: string, labels: readonly string[]): LabelledText | null {
  const [text, indices, id] = line.split('\t');
  if (text === undefined || indices === undefined || id === undefined) return null;
  const emotions = indices.split(',').map((index) => EMOTION_OF_LABEL.get(labels[Number(index)] ?? ''));
  const known = emotions.filter((emotion) => emotion !== undefined);
  if (known.length !== emotions.length) return null;
  return { id, text, emotions: [...new Set(known)] };
}

/**
 * The lines of `train.tsv`, `dev.tsv` or `test.tsv` under `root`; empty when the file is not there.
 *
 * @param tell gets a line that counts those which cannot be read, if there are any.
 */
export function readGoEmotions(
  root: string,
  part: 'train' | 'dev' | 'test',
  tell: (line: string) => void,
): LabelledText[] {
  const folder = firstFolder(root, FOLDERS);
  if (folder === null) return [];
  const table = join(folder, `${part}.tsv`);
  const names = ['labels.txt', 'emotions.txt'].map((name) => join(folder, name)).find((path) => existsSync(path));
  if (!existsSync(table) || names === undefined) return [];
  const labels = readFileSync(names, 'utf8').trim().split(/\r?\n/u);
  const lines = readFileSync(table, 'utf8').trim().split(/\r?\n/u);
  const texts = lines.flatMap((line) => parseGoEmotionsLine(line, labels) ?? []);
  const broken = lines.length - texts.length;
  if (broken > 0) tell(`GoEmotions: ${broken} of ${lines.length} lines of ${table} cannot be read, left out.`);
  return texts;
}
