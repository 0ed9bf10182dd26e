/**
 * `npm run version-one`: what the first version's recipe makes of SAVEE when it has heard neither SAVEE nor CREMA-D, so that
 * the card can say what the recipes since have gained. That version's own code is taken from the history; its figure
 * joins the record that `npm run train` wrote.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { EMOTIONS, type Emotion } from '../src/emotions';
import { readSavee } from './corpora/savee';
import { CROSS_VALIDATION_PATH, type CrossValidation } from './evaluation/crossValidation';
import { confusionMatrix, likeliest, unweightedAverageRecall } from './evaluation/metrics';

/** "The model that ships: the recipe on training and validation speakers together": the first that was landed. */
const COMMIT = '6be09c7f26b0b36cee0c496c18da01979574e41e';
const NAME = 'version one';
const CHECKOUT = resolve('training/.cache/versionOne');
const HEARD = resolve('training/.cache/versionOneData');
const HEARD_CORPORA = ['ravdess', 'goemotions'];
const TRAINED_WITHOUT = ['savee', 'crema-d'];

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    seed: { type: 'string', default: '1' },
    python: { type: 'string', default: 'training/.cache/python/bin/python' },
  },
});

/** Runs a program of that version to its end. @returns what it wrote to standard output. */
function runThere(program: string, words: readonly string[]): string {
  return execFileSync(program, words, {
    cwd: CHECKOUT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
    env: { ...process.env, PYTHONPATH: 'training', INIT_CWD: CHECKOUT },
  });
}

const typescript = (file: string, ...words: string[]): string =>
  runThere(process.execPath, ['--import', 'tsx', file, ...words]);

function prepare(data: string): void {
  if (!existsSync(CHECKOUT)) {
    execFileSync('git', ['worktree', 'prune']);
    execFileSync('git', ['worktree', 'add', '--detach', CHECKOUT, COMMIT]);
    symlinkSync(resolve('node_modules'), join(CHECKOUT, 'node_modules'));
  }
  rmSync(HEARD, { recursive: true, force: true });
  mkdirSync(HEARD, { recursive: true });
  for (const corpus of HEARD_CORPORA) symlinkSync(join(data, corpus), join(HEARD, corpus));
}

/** Its own calibration serves: no temperature changes which emotion of a window is the likeliest. */
function fit(seed: string): void {
  typescript('training/extract.ts', '--data', HEARD);
  const calibration = join(CHECKOUT, 'training/.cache/calibration.json');
  writeFileSync(calibration, execFileSync('git', ['show', `${COMMIT}:public/model/manifest.json`]));
  runThere(resolve(values.python), ['-m', 'stsam_training.fit', '--seed', seed, '--calibrated', calibration]);
}

/** Figures on all of SAVEE's clips, read by that version's own `predict`. */
function judge(data: string): Readonly<Record<string, number>> {
  const clips = readSavee(data);
  if (clips.length === 0) throw new Error(`There is no SAVEE under ${data} to judge by.`);
  const batch = join(CHECKOUT, 'training/.cache/savee.jsonl');
  writeFileSync(batch, clips.map(({ id, path }) => JSON.stringify({ id, audio: path })).join('\n'));
  const readings = typescript('training/predict/predict.ts', '--batch', batch)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly probabilities: Readonly<Record<Emotion, number>> }).probabilities);
  const truth = clips.map(({ emotion }) => EMOTIONS.indexOf(emotion));
  const own = new Set(truth);
  const recall = (isCounted: (label: number) => boolean): number => {
    const predicted = readings.map((reading) =>
      likeliest(EMOTIONS.map((emotion, label) => (isCounted(label) ? reading[emotion] : -1))),
    );
    return unweightedAverageRecall(confusionMatrix(truth, predicted, EMOTIONS.length));
  };
  return { uar: recall(() => true), uarOwnLabels: recall((label) => own.has(label)), items: clips.length };
}

function record(seed: number, savee: Readonly<Record<string, number>>): void {
  const known = JSON.parse(readFileSync(CROSS_VALIDATION_PATH, 'utf8')) as CrossValidation;
  const others = (known.crossCorpus ?? []).filter((run) => !(run.name === NAME && run.seed === seed));
  const run = { seed, name: NAME, trainedWithout: TRAINED_WITHOUT, figures: { savee } };
  writeFileSync(CROSS_VALIDATION_PATH, `${JSON.stringify({ ...known, crossCorpus: [...others, run] }, null, 2)}\n`);
}

const data = resolve(process.env['INIT_CWD'] ?? '.', values.data);
prepare(data);
fit(values.seed);
const savee = judge(data);
record(Number(values.seed), savee);
console.log(`SAVEE, heard by version one without ${TRAINED_WITHOUT.join(' and ')}: ${JSON.stringify(savee)}`);
