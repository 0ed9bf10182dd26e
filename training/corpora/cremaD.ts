/** CREMA-D (Cao et al. 2014): 91 actors, six emotions; a copy may hold only some of them. */
import { join } from 'node:path';

import type { Emotion } from '../../src/emotions';
import type { Clip } from './corpus';
import { audioFilesUnder, firstFolder, readTranscripts, stem } from './files';

const FOLDERS = ['crema-d', 'CREMA-D', 'AudioWAV'];

const EMOTION_OF_CODE: Readonly<Record<string, Emotion>> = {
  NEU: 'neutral',
  HAP: 'happy',
  SAD: 'sad',
  ANG: 'angry',
  FEA: 'fearful',
  DIS: 'disgust',
};

/** Reads a name such as `1055_TIE_HAP_XX`; null for a name that is not CREMA-D's. */
export function parseCremaDName(name: string): { actor: number; sentence: string; emotion: Emotion } | null {
  const match = /^(1\d{3})_([A-Z]{3})_([A-Z]{3})_(?:XX|X|LO|MD|HI)$/u.exec(name);
  if (!match) return null;
  const [, actor, sentence = '', code = ''] = match;
  const emotion = EMOTION_OF_CODE[code];
  return emotion === undefined ? null : { actor: Number(actor), sentence, emotion };
}

/** Every clip under `root`; empty when the corpus is not there. */
export function readCremaD(root: string): Clip[] {
  const folder = firstFolder(root, FOLDERS);
  if (folder === null) return [];
  const transcripts = readTranscripts(join(folder, 'transcripts.tsv'));
  return audioFilesUnder(folder).flatMap((path): Clip[] => {
    const name = stem(path);
    const parsed = parseCremaDName(name);
    if (parsed === null) return [];
    return [
      {
        corpus: 'crema-d',
        id: `crema-d/${name}`,
        path,
        emotion: parsed.emotion,
        speaker: `crema-d-${parsed.actor}`,
        // Told by a table of the publisher's that is not part of every copy.
        sex: 'unknown',
        transcript: transcripts.get(parsed.sentence) ?? '',
      },
    ];
  });
}
