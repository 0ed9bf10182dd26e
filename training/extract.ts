/** `npm run train -- --features-only`: from the corpora to the windows, token ids and vocabulary that the fit reads. */
import { createWriteStream, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

import { EMOTIONS } from '../src/emotions';
import { FEATURE_SPEC } from '../src/signal/featureSpec';
import { pickFrames, sliceFrames, type FrameMatrix } from '../src/signal/frameMatrix';
import { recordingWindows } from '../src/signal/recording';
import {
  frameLevels,
  logMelBands,
  networkWindow,
  soundFrames,
  windowStarts,
  type NetworkWindow,
} from '../src/signal/window';
import { TEXT_SPEC } from '../src/text/textSpec';
import { Vocabulary } from '../src/text/vocabulary';
import { onAllCores } from './allCores';
import type { Clip } from './corpora/corpus';
import { audioFilesUnder } from './corpora/files';
import { readGoEmotions } from './corpora/goEmotions';
import { readRecordings } from './corpora/recordings';
import { englishSentences } from './englishSentences';
import { ENGLISH_WORDS } from './englishWords';
import { extractionJobs, isCrowded, VARIANTS } from './extractionJobs';
import type { CachedJob, ExtractionReport } from './extractWorker';
import { cachePaths, contentDigests, readCached } from './featureCache';
import { CommandError, DATA_FOLDER, pathOption, readOptions, runCommand } from './options';
import { Random } from './random';
import { referenceInput } from './referenceInput';
import { foldOfSpeaker, splitOfText } from './splits';
import { learnVocabulary, unmask } from './vocabularyLearning';
import { partialPath, writeWhole } from './wholeFiles';

const USAGE = `Extracts the features that the fit reads, which \`npm run train\` does by itself.

  npx tsx training/extract.ts [--data DIR] [--cache DIR]

  --data DIR    where the corpora lie (default: ${DATA_FOLDER} from the repository); a missing corpus is skipped
  --cache DIR   where features are kept and the dataset is written (default: training/.cache)
  --help        this text
`;

/** Recordings of ours: their windows may be in the repo, a corpus's may not. */
const SAMPLES = 'public/samples';

/** Windows with less sound than this teach nothing: 0.4 s. */
const MIN_SPEECH_FRAMES = 24;

/** Runs the jobs on all cores. Returns the clips that could not be read, with the reason. */
async function extractAll(jobs: readonly CachedJob[]): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  await onAllCores<CachedJob, ExtractionReport>({
    module: new URL('./extractWorker.ts', import.meta.url),
    jobs,
    dataOf: (share) => share,
    onReport: ({ clipId, error }) => {
      if (error !== null) failures.set(clipId, error);
    },
    unit: 'features',
  });
  return failures;
}

/** A window that starts and ends anywhere in the sound, as when somebody goes on speaking. */
function randomWindow(raw: FrameMatrix, random: Random): NetworkWindow {
  const heard = pickFrames(raw, soundFrames(frameLevels(logMelBands(raw))));
  const start = random.index((windowStarts(heard.frames).at(-1) ?? 0) + 1);
  return networkWindow(sliceFrames(heard, start, Math.min(heard.frames, start + FEATURE_SPEC.windowFrames)));
}

/** A clip, and where the coefficients of each of its variants lie. */
interface ExtractedClip {
  readonly clip: Clip;
  readonly cached: readonly string[];
}

/**
 * Writes `windows.f32` ([windows, frames, coefficients]), a line of `windows.jsonl` for each of its windows, and in
 * `recordings.json` where each clip lies.
 */
async function writeWindows(clips: readonly ExtractedClip[], output: string): Promise<number> {
  // A fit may have the file mapped that an earlier run wrote: it is replaced, not written over.
  const path = join(output, 'windows.f32');
  const partial = partialPath(path);
  let lines: string[];
  try {
    lines = await writeFeatures(clips, partial);
    renameSync(partial, path);
  } finally {
    // It takes a gigabyte; left where the disk was full, it would keep it so.
    rmSync(partial, { force: true });
  }
  writeWhole(join(output, 'windows.jsonl'), lines.join('\n'));
  const paths = clips.map(({ clip }) => [clip.id, clip.path]);
  writeWhole(join(output, 'recordings.json'), JSON.stringify(Object.fromEntries(paths)));
  return lines.length;
}

/** Writes [windows, frames, coefficients] to a file. @returns a line of JSON for each window. */
async function writeFeatures(clips: readonly ExtractedClip[], path: string): Promise<string[]> {
  const windows = createWriteStream(path);
  const lines: string[] = [];
  for (const { clip, cached } of clips) {
    const fold = foldOfSpeaker(clip.speaker);
    const random = new Random(`crop ${clip.id}`);
    const variants = VARIANTS[clip.corpus];
    for (const [variant, source] of cached.entries()) {
      const raw = readCached(source);
      if (raw === null) continue;
      // A variant gives one window, anywhere: its clip's other windows come with the other variants.
      const chosen = variant === 0 ? recordingWindows(raw) : [randomWindow(raw, random)];
      for (const { mfcc, speechFrames } of chosen) {
        if (speechFrames < MIN_SPEECH_FRAMES) continue;
        if (!windows.write(Buffer.from(mfcc.buffer))) await once(windows, 'drain');
        const { id, corpus, speaker, emotion, transcript } = clip;
        const label = EMOTIONS.indexOf(emotion);
        const crowded = isCrowded(variants, variant);
        lines.push(JSON.stringify({ id, corpus, speaker, label, fold, variant, crowded, speechFrames, transcript }));
      }
    }
  }
  windows.end();
  await finished(windows);
  return lines;
}

/** Writes the vocabulary, a line of `texts.jsonl` for each text, and the token ids of each transcript. @returns how many texts. */
function writeTexts(root: string, clips: readonly Clip[], output: string): number {
  const train = readGoEmotions(root, 'train', console.log);
  const dev = readGoEmotions(root, 'dev', console.log);
  if (train.length === 0) console.log(`GoEmotions: not found under ${root}, skipped.`);
  const learntFrom = train.filter((text) => splitOfText(text) === 'train').map(({ text }) => text);
  const tokens = learnVocabulary(learntFrom, ENGLISH_WORDS);
  writeWhole(join(output, 'vocabulary.txt'), `${tokens.join('\n')}\n`);
  const vocabulary = new Vocabulary(tokens);
  const sentences = englishSentences().map((text, index) => ({ id: `sentence ${index}`, text, emotions: [] }));
  const texts = [
    ...train.map((text) => ({ ...text, split: splitOfText(text) })),
    ...dev.map((text) => ({ ...text, split: 'test' })),
    ...sentences.map((text) => ({ ...text, split: 'unlabelled' })),
  ];
  const lines = texts.map(({ id, text, emotions, split }) =>
    JSON.stringify({
      id,
      split,
      text: unmask(text),
      labels: emotions.map((emotion) => EMOTIONS.indexOf(emotion)),
      tokens: [...vocabulary.encode(unmask(text))],
    }),
  );
  writeWhole(join(output, 'texts.jsonl'), lines.join('\n'));
  const transcripts = [...new Set(clips.map(({ transcript }) => transcript))].filter((transcript) => transcript !== '');
  writeWhole(
    join(output, 'transcripts.json'),
    JSON.stringify(Object.fromEntries(transcripts.map((text) => [text, [...vocabulary.encode(text)]]))),
  );
  return lines.length;
}

/** Inputs whose outputs the fit records, so that the converted model can be held to it: from sounds we may ship. */
async function writeReferences(output: string): Promise<number> {
  const vocabulary = Vocabulary.parse(readFileSync(join(output, 'vocabulary.txt'), 'utf8'));
  const inputs = await Promise.all(audioFilesUnder(SAMPLES).map((path) => referenceInput(path, vocabulary)));
  writeWhole(join(output, 'references.json'), JSON.stringify(inputs));
  return inputs.length;
}

async function main(): Promise<void> {
  const { values } = readOptions({ options: { data: { type: 'string' }, cache: { type: 'string' } } });
  const root = pathOption(values.data, DATA_FOLDER);
  const cache = pathOption(values.cache, 'training/.cache');
  const output = join(cache, 'dataset');

  const clips = readRecordings(root, console.log);
  if (clips.length === 0) throw new CommandError(`There are no recordings under ${root}: name a folder with --data.`);
  mkdirSync(output, { recursive: true });
  const digests = await contentDigests(clips.map(({ path }) => path));
  const jobs = extractionJobs(clips).map((job) => ({ ...job, cachePaths: cachePaths(cache, job, digests) }));
  const failures = await extractAll(jobs);
  for (const [clipId, reason] of failures) console.log(`${clipId}: cannot be read (${reason}), left out.`);
  if (failures.size > 0) console.log(`${failures.size} of ${clips.length} clips could not be read.`);

  const readable = clips.filter(({ id }) => !failures.has(id));
  const cachedOf = new Map(jobs.map((job) => [job.clipId, job.cachePaths]));
  const extracted = readable.map((clip) => ({ clip, cached: cachedOf.get(clip.id) ?? [] }));
  const windows = await writeWindows(extracted, output);
  const texts = writeTexts(root, readable, output);
  const references = await writeReferences(output);
  console.log(`${references} reference inputs from ${SAMPLES}.`);
  writeWhole(
    join(output, 'spec.json'),
    JSON.stringify({
      emotions: EMOTIONS,
      featureSpec: FEATURE_SPEC,
      textSpec: TEXT_SPEC,
    }),
  );
  console.log(`${windows} windows and ${texts} texts in ${output}.`);
}

await runCommand(USAGE, main);
