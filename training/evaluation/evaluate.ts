/** `npm run -s evaluate`: a model on speakers and texts it was not trained on, read as the page reads them. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { EMOTIONS } from '../../src/emotions';
import { fingerprintOf, type Manifest, type PerSource } from '../../src/inference/manifest';
import type { MoodReader } from '../../src/inference/reader';
import type { Clip, LabelledText } from '../corpora/corpus';
import { readGoEmotions } from '../corpora/goEmotions';
import { readRecordings } from '../corpora/recordings';
import { CommandError, DATA_FOLDER, pathOption, readOptions, runCommand, UsageError } from '../options';
import { loadEngineInNode } from '../predict/nodeEngine';
import { Random } from '../random';
import { splitOfSpeaker, splitOfText } from '../splits';
import { STABILITY_STEP, TALKERS } from './disturbances';
import { heldOutSplit, JUDGED_MODELS, modelToJudge, reasonNotToJudge } from './heldOut';
import { UNCHANGED, hearAll, type HearingJob } from './hearing';
import type { HeardClip, ReadText } from './readings';
import { tidied, type EvaluationRecord, type Recipe } from './record';
import { sizeSection } from './size';
import { confusionTable, figureTable } from './tables';
import {
  SPEECH_CORPORA,
  robustnessSection,
  sexSection,
  stabilitySection,
  voiceConfusions,
  voiceSection,
  type Conditions,
} from './voiceSections';
import {
  calibrationSection,
  conflictSection,
  coverageSection,
  pair,
  pairedSection,
  wordsConfusions,
  wordsSection,
} from './wordsSections';
import { assertAllRead, assertTellable, writeCard } from './writeCard';

const USAGE = `Judges a model on speakers and texts that it has not heard, and prints the figures.

  npm run -s evaluate -- [--data DIR] [--model DIR] [--split test | validation] [--write]

  --data DIR     where the corpora lie (default: ${DATA_FOLDER} from the repository)
  --model DIR    the model to judge (default: ${JUDGED_MODELS.test}, or ${JUDGED_MODELS.validation} for validation)
  --split NAME   on whom: the test speakers (the default), or those of the validation, to choose by
  --write        record the figures, and tell them in MODEL_CARD.md, README.md and the manifest
  --help         this text

Paths are relative to where you are.
`;

/** Further clips of the same speaker, emotion and corpus, for contexts longer than one. */
const SIBLINGS = 3;

/** What the evaluation needs of a manifest beyond what the page does. */
interface EvaluatedManifest extends Pick<Manifest, 'files'> {
  readonly version: string;
  readonly recipe: Recipe;
  readonly data: { readonly digest: string; readonly voice: Readonly<Record<string, number>> };
  readonly wordsThreshold: number;
  readonly sureFrom: PerSource;
  readonly splits: { readonly trainedOn: readonly string[]; readonly calibratedOnFolds: readonly number[] };
}

/** What is to be heard of each clip: noise and the like for the speech corpora, other levels for a third of all. */
function hearingJobs(clips: readonly Clip[]): HearingJob[] {
  const speech = clips.filter(({ corpus }) => SPEECH_CORPORA.includes(corpus));
  return clips.map((clip, index) => {
    const isSpeech = SPEECH_CORPORA.includes(clip.corpus);
    return {
      clipId: clip.id,
      path: clip.path,
      robustness: isSpeech ? { otherPaths: talkersUnder(clip, speech), siblingPaths: siblingsOf(clip, speech) } : null,
      stability: index % STABILITY_STEP === 0,
    };
  });
}

/** Nobody where there is one speaker alone, who would talk under himself. */
function talkersUnder(clip: Clip, speech: readonly Clip[]): string[] {
  const random = new Random(`talkers ${clip.id}`);
  const others = speech.filter(({ speaker }) => speaker !== clip.speaker);
  if (others.length === 0) return [];
  return Array.from({ length: TALKERS }, () => others[random.index(others.length)]?.path ?? clip.path);
}

/** The clips that follow in the corpus, from its start again. */
function siblingsOf(clip: Clip, speech: readonly Clip[]): string[] {
  const family = speech.filter(
    ({ corpus, speaker, emotion }) => corpus === clip.corpus && speaker === clip.speaker && emotion === clip.emotion,
  );
  const place = family.indexOf(clip);
  return Array.from({ length: SIBLINGS }, (_, step) => family[(place + step + 1) % family.length]?.path ?? clip.path);
}

async function readVoices(reader: MoodReader, clips: readonly Clip[], conditions: Conditions): Promise<HeardClip[]> {
  const heard: HeardClip[] = [];
  for (const clip of clips) {
    const voice = conditions.get(clip.id)?.get(UNCHANGED) ?? null;
    if (voice === null) continue;
    const { probabilities } = await reader.read(voice, null);
    heard.push({ clip, label: EMOTIONS.indexOf(clip.emotion), voice, probabilities });
  }
  return heard;
}

async function readTexts(reader: MoodReader, texts: readonly LabelledText[]): Promise<ReadText[]> {
  const embedded = await reader.embedTranscripts(texts.map(({ text }) => text));
  const read: ReadText[] = [];
  for (const [index, text] of texts.entries()) {
    const words = embedded[index] ?? null;
    if (words === null) continue;
    read.push({ text, words, probabilities: (await reader.read(null, words)).probabilities });
  }
  return read;
}

async function main(): Promise<void> {
  const { values } = readOptions({
    options: {
      data: { type: 'string' },
      model: { type: 'string' },
      split: { type: 'string', default: 'test' },
      write: { type: 'boolean', default: false },
    },
  });
  const root = pathOption(values.data, DATA_FOLDER);
  const split = heldOutSplit(values.split);
  if (values.write && split !== 'test') {
    throw new UsageError('Only figures of the test speakers are recorded: leave out --write or --split.');
  }
  const model = modelToJudge(values.model, split);
  const manifest = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8')) as EvaluatedManifest;
  // Standard output belongs to the figures.
  const clips = readRecordings(root, console.error).filter(({ speaker }) => splitOfSpeaker(speaker) === split);
  const texts =
    split === 'test'
      ? readGoEmotions(root, 'dev', console.error)
      : readGoEmotions(root, 'train', console.error).filter((text) => splitOfText(text) === split);
  if (clips.length === 0 || texts.length === 0) {
    throw new CommandError(
      `No held-out recordings or no GoEmotions under ${root}: say where the corpora lie with --data.`,
    );
  }
  const reason = reasonNotToJudge(manifest.splits.trainedOn, clips, split);
  if (reason !== null) throw new CommandError(reason);
  const judged: EvaluationRecord['model'] = {
    folder: relative('.', model),
    version: manifest.version,
    recipe: manifest.recipe,
    data: manifest.data.digest,
    fingerprint: fingerprintOf(manifest),
    trainedOn: manifest.splits.trainedOn,
    calibratedOnFolds: manifest.splits.calibratedOnFolds,
  };
  if (values.write) {
    const corpora = clips.map(({ corpus }) => corpus);
    assertTellable(judged, manifest.data.voice, corpora);
  }

  const { reader } = await loadEngineInNode(model);
  const conditions = await hearAll(model, hearingJobs(clips));
  const heard = await readVoices(reader, clips, conditions);
  if (values.write) {
    const corpora = heard.map(({ clip }) => clip.corpus);
    assertAllRead(manifest.data.voice, corpora);
  }
  const read = await readTexts(reader, texts);
  const pairs = await pair(reader, heard, read);
  const { sureFrom } = manifest;
  const record: EvaluationRecord = tidied({
    command: 'npm run -s evaluate -- --write',
    model: judged,
    heldOut: [...new Set(heard.map(({ clip }) => clip.speaker))].sort(),
    sections: [
      voiceSection(heard),
      wordsSection(read, manifest.wordsThreshold),
      pairedSection(pairs),
      calibrationSection(heard, read, pairs),
      coverageSection(heard, read, pairs, sureFrom),
      conflictSection(pairs, sureFrom),
      sexSection(heard),
      await robustnessSection(reader, heard, conditions),
      await stabilitySection(reader, heard, conditions),
    ],
    confusions: [...voiceConfusions(heard), ...wordsConfusions(read, pairs)],
  });

  console.log(`Model ${manifest.version} in ${model}. Held-out speakers: ${record.heldOut.join(', ')}.`);
  for (const { title, counts } of record.confusions) {
    console.log(`\n${title}: rows are what is true, columns what was read\n\n${confusionTable(counts)}`);
  }
  for (const { title, figures } of [...record.sections, sizeSection(model)]) {
    console.log(`\n${title}\n\n${figureTable(figures)}`);
  }
  if (values.write) writeCard(record);
}

await runCommand(USAGE, main);
