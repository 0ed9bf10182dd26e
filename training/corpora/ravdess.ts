/** RAVDESS, speech and song (Livingstone and Russo 2018): everything stands in the file name. */
import { join } from 'node:path';

import { EMOTIONS } from '../../src/emotions';
import type { Clip } from './corpus';
import { audioFilesUnder, foldersOf, readTranscripts, stem } from './files';

/** Folders that a copy lies in: ours, then those of the publisher's archives, speech and song apart. */
const LAYOUTS = [['ravdess'], ['RAVDESS'], ['Audio_Speech_Actors_01-24', 'Audio_Song_Actors_01-24'], ['.']];

/** The publisher's two sentences, for copies that come without a table of transcripts. */
const STATEMENTS: ReadonlyMap<string, string> = new Map([
  ['01', 'Kids are talking by the door'],
  ['02', 'Dogs are sitting by the door'],
]);

/**
 * Reads a name such as `03-01-06-01-02-01-12`: modality 03 is audio; channel 01 speech, 02 song; emotions count from
 * 01 in the order of EMOTIONS; odd actors are men.
 *
 * @returns null for a name that is not RAVDESS's, or that is not an audio-only take.
 */
export function parseRavdessName(
  name: string,
): (Pick<Clip, 'corpus' | 'emotion' | 'speaker' | 'sex'> & { statement: string }) | null {
  const match = /^03-(01|02)-(\d\d)-\d\d-(\d\d)-\d\d-(\d\d)$/u.exec(name);
  if (!match) return null;
  const [, channel, emotionCode, statement = '', actor] = match;
  const emotion = EMOTIONS[Number(emotionCode) - 1];
  if (emotion === undefined) return null;
  return {
    corpus: channel === '01' ? 'ravdess-speech' : 'ravdess-song',
    emotion,
    speaker: `ravdess-${actor}`,
    sex: Number(actor) % 2 === 1 ? 'male' : 'female',
    statement,
  };
}

/** Every take under `root`, once: some copies hold all of them twice. Empty when the corpus is not there. */
export function readRavdess(root: string): Clip[] {
  const folders = foldersOf(root, LAYOUTS);
  const table = new Map(folders.flatMap((folder) => [...readTranscripts(join(folder, 'transcripts.tsv'))]));
  const transcripts = table.size > 0 ? table : STATEMENTS;
  const takes = new Map<string, Clip>();
  for (const path of folders.flatMap(audioFilesUnder)) {
    const name = stem(path);
    const parsed = parseRavdessName(name);
    if (parsed === null || takes.has(name)) continue;
    const { statement, ...labels } = parsed;
    takes.set(name, { ...labels, id: `${labels.corpus}/${name}`, path, transcript: transcripts.get(statement) ?? '' });
  }
  return [...takes.values()];
}
