/** SAVEE (Haq and Jackson 2009): four men, seven emotions. */
import { basename, dirname, join } from 'node:path';

import type { Emotion } from '../../src/emotions';
import type { Clip } from './corpus';
import { audioFilesUnder, firstFolder, readTranscripts, stem } from './files';

const FOLDERS = ['savee', 'SAVEE', 'AudioData', 'ALL'];

const EMOTION_OF_CODE: Readonly<Record<string, Emotion>> = {
  a: 'angry',
  d: 'disgust',
  f: 'fearful',
  h: 'happy',
  n: 'neutral',
  sa: 'sad',
  su: 'surprised',
};

/**
 * Reads a name such as `DC_sa03`, or `sa03` in a folder named after the speaker, as the publisher ships it.
 *
 * @returns null for a name that is not SAVEE's.
 */
export function parseSaveeName(
  name: string,
  folder: string,
): { speaker: string; emotion: Emotion; utterance: string } | null {
  const match = /^(?:([A-Z]{2})_)?(a|d|f|h|n|sa|su)(\d\d)$/u.exec(name);
  if (!match) return null;
  const [, prefix, code = '', number = ''] = match;
  const speaker = prefix ?? folder;
  const emotion = EMOTION_OF_CODE[code];
  if (emotion === undefined || !/^[A-Z]{2}$/u.test(speaker)) return null;
  return { speaker, emotion, utterance: `${code}${number}` };
}

/** Every clip under `root`; empty when the corpus is not there. */
export function readSavee(root: string): Clip[] {
  const folder = firstFolder(root, FOLDERS);
  if (folder === null) return [];
  const transcripts = readTranscripts(join(folder, 'transcripts.tsv'));
  return audioFilesUnder(folder).flatMap((path): Clip[] => {
    const parsed = parseSaveeName(stem(path), basename(dirname(path)));
    if (parsed === null) return [];
    const { speaker, emotion, utterance } = parsed;
    return [
      {
        corpus: 'savee',
        id: `savee/${speaker}_${utterance}`,
        path,
        emotion,
        speaker: `savee-${speaker}`,
        sex: 'male',
        transcript: transcripts.get(utterance) ?? '',
      },
    ];
  });
}
