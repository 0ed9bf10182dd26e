/** `npm run -s evaluate`: the shipped model on speakers and texts it was not trained on, read as the page reads them. */
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { SingleBar } from 'cli-progress';

import { EMOTIONS, type Emotion } from '../../src/emotions';
import type { Voice } from '../../src/inference/protocol';
import type { Clip, CorpusName, LabelledText } from '../corpora/corpus';
import { readCremaD } from '../corpora/cremaD';
import { readGoEmotions } from '../corpora/goEmotions';
import { readRavdess } from '../corpora/ravdess';
import { readSavee } from '../corpora/savee';
import { loadEngineInNode, withFileBytes, type NodeEngine } from '../predict/nodeEngine';
import { Random } from '../random';
import { splitOfSpeaker, splitOfText, type Split } from '../splits';
import {
  confusionMatrix,
  decideLabels,
  expectedCalibrationError,
  f1Scores,
  likeliest,
  meanOf,
  unweightedAverageRecall,
} from './metrics';
import { stabilityFigures } from './stability';
import { confusionTable, figureTable, type Figure } from './tables';

const HAPPY = EMOTIONS.indexOf('happy');
const SAD = EMOTIONS.indexOf('sad');
const NEUTRAL = EMOTIONS.indexOf('neutral');
const CALM = EMOTIONS.indexOf('calm');

/** Corpora with enough labels for an average of recalls to mean something. */
const JUDGED_CORPORA: readonly CorpusName[] = ['ravdess-speech', 'savee', 'ravdess-song'];
/** Corpora whose clips are paired with texts. */
const PAIRED_CORPORA: readonly CorpusName[] = ['ravdess-speech', 'savee'];

/** What the evaluation needs of a manifest beyond what the page does. */
interface EvaluatedManifest {
  readonly version: string;
  readonly wordsThreshold: number;
  readonly splits: { readonly trainedOn: readonly string[] };
}

/** A held-out clip as the network heard it, and what it said of the voice alone. */
interface HeardClip {
  readonly clip: Clip;
  readonly label: number;
  readonly voice: Voice;
  readonly probabilities: readonly number[];
}

interface ReadText {
  readonly text: LabelledText;
  readonly words: Float32Array | null;
  readonly probabilities: readonly number[];
}

async function hear({ reader }: NodeEngine, clips: readonly Clip[]): Promise<HeardClip[]> {
  const bar = new SingleBar({ format: 'voices [{bar}] {value}/{total}, {eta_formatted} left', stream: process.stderr });
  bar.start(clips.length, 0);
  const heard: HeardClip[] = [];
  for (const clip of clips) {
    try {
      const { voice } = await withFileBytes(clip.path, (source) => reader.readVoice(source, {}));
      const { probabilities } = await reader.read(voice, null);
      heard.push({ clip, label: EMOTIONS.indexOf(clip.emotion), voice, probabilities });
    } catch (error) {
      console.error(`${clip.id}: left out (${error instanceof Error ? error.message : String(error)})`);
    }
    bar.increment();
  }
  bar.stop();
  return heard;
}

async function readTexts({ reader }: NodeEngine, texts: readonly LabelledText[]): Promise<ReadText[]> {
  const embedded = await reader.embedTranscripts(texts.map(({ text }) => text));
  const read: ReadText[] = [];
  for (const [index, text] of texts.entries()) {
    const words = embedded[index] ?? null;
    if (words === null) continue;
    read.push({ text, words, probabilities: (await reader.read(null, words)).probabilities });
  }
  return read;
}

/** UAR of the likeliest emotion: of all eight, and of those that occur in the items. */
function recallFigures(name: string, labels: readonly number[], readings: readonly (readonly number[])[]): Figure[] {
  const present = new Set(labels);
  const restricted = readings.map((row) => row.map((value, label) => (present.has(label) ? value : 0)));
  const average = (rows: readonly (readonly number[])[]) =>
    unweightedAverageRecall(confusionMatrix(labels, rows.map(likeliest), EMOTIONS.length));
  return [
    { name: `${name}: UAR, likeliest of all eight`, value: average(readings), items: labels.length },
    { name: `${name}: UAR, likeliest of the corpus's own`, value: average(restricted), items: labels.length },
    {
      name: `${name}: expected calibration error`,
      value: expectedCalibrationError(readings, labels),
      items: labels.length,
    },
  ];
}

function voiceFigures(heard: readonly HeardClip[]): Figure[] {
  const figures = JUDGED_CORPORA.flatMap((corpus) => {
    const items = heard.filter(({ clip }) => clip.corpus === corpus);
    if (items.length === 0) return [];
    const labels = items.map(({ label }) => label);
    const readings = items.map(({ probabilities }) => probabilities);
    console.log(`\nVoice alone, ${corpus}: rows are what was acted, columns what was read\n`);
    console.log(confusionTable(confusionMatrix(labels, readings.map(likeliest), EMOTIONS.length)));
    return recallFigures(`voice, ${corpus}`, labels, readings);
  });
  const speech = heard.filter(({ clip }) => clip.corpus !== 'ravdess-song');
  const corpora = [...new Set(heard.map(({ clip }) => clip.corpus))];
  return [
    ...figures,
    happyOrSad('voice, speech of all corpora', speech),
    ...corpora.map((corpus) =>
      happyOrSad(
        `voice, ${corpus}`,
        heard.filter(({ clip }) => clip.corpus === corpus),
      ),
    ),
  ];
}

/** Of the happy and the sad clips, the share whose own emotion is the likelier one of the two. */
function happyOrSad(name: string, heard: readonly HeardClip[]): Figure {
  const pairs = heard.filter(({ label }) => label === HAPPY || label === SAD);
  const right = pairs.filter(({ label, probabilities }) => {
    const [happy = 0, sad = 0] = [probabilities[HAPPY], probabilities[SAD]];
    return happy > sad === (label === HAPPY);
  });
  return { name: `${name}: happy or sad, share right`, value: right.length / pairs.length, items: pairs.length };
}

function wordsFigures(read: readonly ReadText[], threshold: number): Figure[] {
  const truth = read.map(({ text }) => new Set(text.emotions.map((emotion) => EMOTIONS.indexOf(emotion))));
  const scores = f1Scores(
    truth,
    read.map(({ probabilities }) => decideLabels(probabilities, threshold)),
    EMOTIONS.length,
  );
  const single = read.filter(({ text }) => text.emotions.length === 1);
  const labels = single.map(({ text }) => EMOTIONS.indexOf(text.emotions[0] as Emotion));
  const singleF1 = f1Scores(
    labels.map((label) => new Set([label])),
    single.map(({ probabilities }) => new Set([likeliest(probabilities)])),
    EMOTIONS.length,
  );
  return [
    { name: 'words, GoEmotions: macro-F1, several emotions a text', value: meanOf(scores), items: read.length },
    { name: 'words, GoEmotions: macro-F1, texts of one emotion', value: meanOf(singleF1), items: single.length },
    ...EMOTIONS.flatMap((emotion, label) => {
      const score = scores[label];
      const items = truth.filter((labelsOfText) => labelsOfText.has(label)).length;
      return score === null || score === undefined
        ? []
        : [{ name: `words, GoEmotions: F1 of ${emotion}`, value: score, items }];
    }),
    {
      name: 'words, GoEmotions: expected calibration error',
      value: expectedCalibrationError(
        single.map(({ probabilities }) => probabilities),
        labels,
      ),
      items: single.length,
    },
  ];
}

/** Each clip with a text of its own emotion, drawn with a seed; calm, which texts are not labelled with, with neutral. */
async function pairedFigures(
  { reader }: NodeEngine,
  heard: readonly HeardClip[],
  read: readonly ReadText[],
): Promise<Figure[]> {
  const random = new Random('pairs');
  const singles = read.filter(({ text }) => text.emotions.length === 1);
  const textsOf = EMOTIONS.map((_, label) =>
    singles.filter(({ text }) => text.emotions[0] === EMOTIONS[label === CALM ? NEUTRAL : label]),
  );
  const items = heard.filter(({ clip }) => PAIRED_CORPORA.includes(clip.corpus));
  const labels = items.map(({ label }) => label);
  const partners = items.map(({ label }) => textsOf[label]?.[random.index(textsOf[label].length)]);
  const both: (readonly number[])[] = [];
  const own: (readonly number[])[] = [];
  const transcripts = await reader.embedTranscripts(items.map(({ clip }) => clip.transcript));
  for (const [index, { voice }] of items.entries()) {
    both.push((await reader.read(voice, partners[index]?.words ?? null)).probabilities);
    own.push((await reader.read(voice, transcripts[index] ?? null)).probabilities);
  }
  const figure = (name: string, readings: readonly (readonly number[])[]): Figure => ({
    name: `${name}: UAR`,
    value: unweightedAverageRecall(confusionMatrix(labels, readings.map(likeliest), EMOTIONS.length)),
    items: labels.length,
  });
  return [
    figure(
      'paired by emotion, voice alone',
      items.map(({ probabilities }) => probabilities),
    ),
    figure(
      'paired by emotion, words alone',
      partners.map((partner) => partner?.probabilities ?? []),
    ),
    figure('paired by emotion, voice and words', both),
    figure('RAVDESS and SAVEE with their own transcripts', own),
    {
      name: 'paired by emotion: expected calibration error',
      value: expectedCalibrationError(both, labels),
      items: labels.length,
    },
  ];
}

/** Enough clips of every speaker and emotion for a share that hardly moves, in a third of the time. */
function everyThird<T>(items: readonly T[]): T[] {
  return items.filter((_, index) => index % 3 === 0);
}

/** Puts the figures between two marks of a Markdown file. */
function writeBetweenMarks(path: string, text: string): void {
  const marks = /(<!-- figures -->\n)[\s\S]*(<!-- end of figures -->)/u;
  const file = readFileSync(path, 'utf8');
  if (!marks.test(file)) throw new Error(`${path} has no marks for the figures`);
  writeFileSync(
    path,
    file.replace(marks, (_match, start: string, end: string) => `${start}\n${text}\n\n${end}`),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: '../shared/data' },
      model: { type: 'string', default: 'public/model' },
      split: { type: 'string', default: 'test' },
      write: { type: 'boolean', default: false },
    },
  });
  const root = resolve(process.env['INIT_CWD'] ?? '.', values.data);
  // Recipes are chosen on the validation speakers; the test speakers are looked at once a model.
  const split: Split = values.split === 'validation' ? 'validation' : 'test';
  const clips = [...readRavdess(root), ...readSavee(root), ...readCremaD(root)].filter(
    ({ speaker }) => splitOfSpeaker(speaker) === split,
  );
  const texts =
    split === 'test'
      ? readGoEmotions(root, 'dev')
      : readGoEmotions(root, 'train').filter((text) => splitOfText(text) === split);
  if (clips.length === 0 || texts.length === 0) {
    console.error(`No held-out recordings or no GoEmotions under ${root}: say where the corpora lie with --data.`);
    process.exitCode = 1;
    return;
  }
  if (values.write && split !== 'test') throw new Error('Only figures of the test speakers are recorded.');
  const manifestPath = join(values.model, 'manifest.json');
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as EvaluatedManifest;

  const known = new Set(manifest.splits.trainedOn);
  const seen = clips.filter(({ speaker }) => known.has(speaker));
  if (split === 'test' && seen.length > 0) {
    throw new Error(
      `The model was trained on ${seen[0]?.speaker ?? ''}: its figures on test speakers would mean nothing.`,
    );
  }

  const engine = await loadEngineInNode(values.model);
  const heard = await hear(engine, clips);
  const read = await readTexts(engine, texts);
  const speakers = [...new Set(heard.map(({ clip }) => clip.speaker))].sort();
  console.log(`Model ${manifest.version}. Held-out speakers: ${speakers.join(', ')}.`);
  const figures = [
    ...voiceFigures(heard),
    ...wordsFigures(read, manifest.wordsThreshold),
    ...(await pairedFigures(engine, heard, read)),
    ...(await stabilityFigures(
      engine.reader,
      everyThird(heard).map(({ clip }) => clip.path),
    )),
  ];
  const table = figureTable(figures);
  console.log(`\n${table}`);
  const bytes = readdirSync(values.model).reduce((sum, name) => sum + statSync(join(values.model, name)).size, 0);
  console.log(`\nModel files together: ${(bytes / 2 ** 20).toFixed(2)} MiB.`);
  if (values.write) {
    const rounded = figures.map(({ name, value, items }) => ({ name, value: Number(value.toFixed(4)), items }));
    const recorded = {
      ...manifest,
      figures: { command: 'npm run -s evaluate -- --write', heldOut: speakers, values: rounded },
    };
    writeFileSync(manifestPath, `${JSON.stringify(recorded, null, 2)}\n`);
    writeBetweenMarks('README.md', table);
  }
}

await main();
