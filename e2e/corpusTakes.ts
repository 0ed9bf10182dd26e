/** Takes of one mood for the tests to speak: of RAVDESS's actors where the corpus is at hand, else the site's own samples. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { EMOTIONS } from '../src/emotions';
import { SAMPLES } from '../src/session/samples';
import { concatenate } from '../src/signal/concatenate';
import { FEATURE_SPEC } from '../src/signal/featureSpec';
import { samplesOf } from './samplesOf';
import { fileOf, type SoundFile } from './sounds';

const CORPUS = path.resolve('..', 'shared', 'data', 'ravdess', 'speech');
/** Whether the takes are acted ones, each of a clear mood. The samples' synthetic voices have none. */
export const HAS_CORPUS = existsSync(CORPUS);
const TAKES = 10;
/** Clips of a take: some fifteen seconds. */
const CLIPS = 4;

/**
 * Ten actors, men and women, each with all takes of one emotion in its stronger intensity where it has two.
 *
 * @throws when the corpus is there in part only.
 */
export async function longTakes(): Promise<SoundFile[]> {
  if (!HAS_CORPUS)
    return Promise.all(SAMPLES.map(({ fileName }) => repeated(path.join('public', 'samples', fileName))));
  const actors = readdirSync(CORPUS)
    .filter((name) => name.startsWith('Actor_'))
    .sort();
  return Promise.all(
    Array.from({ length: TAKES }, (_, index) => {
      const actor = path.join(CORPUS, actors[(index * (actors.length - 1)) % actors.length] ?? '');
      return takeOf(actor, index % EMOTIONS.length);
    }),
  );
}

async function takeOf(actor: string, emotion: number): Promise<SoundFile> {
  const name = EMOTIONS[emotion] ?? '';
  const code = String(emotion + 1).padStart(2, '0');
  const files = readdirSync(actor)
    .filter((file) => file.startsWith(`03-01-${code}-`))
    .sort()
    .slice(-CLIPS);
  if (files.length < CLIPS) {
    throw new Error(
      `${actor} holds ${files.length} of ${CLIPS} clips of its actor being ${name}, 03-01-${code}-*: complete RAVDESS's speech there, or move it away to have the site's samples spoken.`,
    );
  }
  const sounds = await Promise.all(files.map((file) => samplesOf(path.join(actor, file))));
  return fileOf([concatenate(...sounds)], FEATURE_SPEC.sampleRate, `${path.basename(actor)}-${name}.wav`);
}

async function repeated(file: string): Promise<SoundFile> {
  const sound = await samplesOf(file);
  return fileOf(
    [concatenate(...Array.from({ length: CLIPS }, () => sound))],
    FEATURE_SPEC.sampleRate,
    path.basename(file),
  );
}
