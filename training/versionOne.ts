/**
 * `npm run version-one`: what the first version's recipe makes of SAVEE when it has heard neither SAVEE nor CREMA-D, so that
 * the card can say what the recipes since have gained. That version's own code is taken from the history; its figure
 * joins the record that `npm run train` wrote.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { EMOTIONS, type Emotion } from '../src/emotions';
import type { Clip } from './corpora/corpus';
import { readSavee } from './corpora/savee';
import { CROSS_VALIDATION_PATH, type CrossValidation } from './evaluation/crossValidation';
import { confusionMatrix, likeliest, unweightedAverageRecall } from './evaluation/metrics';
import { CommandError, DATA_FOLDER, pathOption, readOptions, runCommand, seedOption } from './options';
import { namedPython, preparePython } from './pythonEnvironment';
import { writeWhole } from './wholeFiles';

const USAGE = `Fits version one without SAVEE and CREMA-D, judges it on SAVEE, and adds its figure to the record.

  npm run version-one -- [--data DIR] [--seed N] [--python PROGRAM]

  --data DIR        where the corpora lie (default: ${DATA_FOLDER} from the repository)
  --seed N          of everything random (default: 1)
  --python PROGRAM  a Python as \`npm run train\` needs it (default: one is made in training/.cache)
  --help            this text

Paths are relative to where you are.
`;

/** "The model that ships: the recipe on training and validation speakers together": the first that was landed. */
const COMMIT = '6be09c7f26b0b36cee0c496c18da01979574e41e';
const NAME = 'version one';
const CHECKOUT = resolve('training/.cache/versionOne');
const HEARD = resolve('training/.cache/versionOneData');
const HEARD_CORPORA = ['ravdess', 'goemotions'];
const TRAINED_WITHOUT = ['savee', 'crema-d'];

/**
 * Runs a program to its end, in that version's folder unless told otherwise.
 *
 * @returns what it wrote to standard output.
 * @throws CommandError
 */
function runThere(program: string, words: readonly string[], folder = CHECKOUT): string {
  const { status, error, stdout } = spawnSync(program, words, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
    env: { ...process.env, PYTHONPATH: 'training', INIT_CWD: CHECKOUT },
  });
  if (error) throw new CommandError(`${program} could not be started (${error.message}). Is it installed?`);
  if (status !== 0) {
    throw new CommandError(
      `Version one could not be made: \`${[program, ...words].join(' ')}\` failed. Its own words are above.`,
    );
  }
  return stdout;
}

const git = (...words: string[]): string => runThere('git', words, resolve('.'));

const typescript = (file: string, ...words: string[]): string =>
  runThere(process.execPath, ['--import', 'tsx', file, ...words]);

function prepare(data: string): void {
  if (!existsSync(CHECKOUT)) {
    git('worktree', 'prune');
    git('worktree', 'add', '--detach', CHECKOUT, COMMIT);
    symlinkSync(resolve('node_modules'), join(CHECKOUT, 'node_modules'));
  }
  rmSync(HEARD, { recursive: true, force: true });
  mkdirSync(HEARD, { recursive: true });
  for (const corpus of HEARD_CORPORA) symlinkSync(join(data, corpus), join(HEARD, corpus));
}

/** Its own calibration serves: no temperature changes which emotion of a window is the likeliest. */
function fit(python: string, seed: number): void {
  typescript('training/extract.ts', '--data', HEARD);
  const calibration = join(CHECKOUT, 'training/.cache/calibration.json');
  writeFileSync(calibration, git('show', `${COMMIT}:public/model/manifest.json`));
  runThere(python, ['-m', 'stsam_training.fit', '--seed', String(seed), '--calibrated', calibration]);
}

/** Figures on all of SAVEE's clips, read by that version's own `predict`. */
function judge(clips: readonly Clip[]): Readonly<Record<string, number>> {
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
  writeWhole(CROSS_VALIDATION_PATH, `${JSON.stringify({ ...known, crossCorpus: [...others, run] }, null, 2)}\n`);
}

/**
 * SAVEE's clips, once it is sure that nothing else is missing that their figure cannot be had without: the fit takes long.
 *
 * @throws CommandError
 */
function clipsToJudge(data: string): Clip[] {
  const missing = HEARD_CORPORA.filter((corpus) => !existsSync(join(data, corpus)));
  if (missing.length > 0) {
    throw new CommandError(
      `There is no ${missing.join(' and no ')} under ${data} to learn from: name a folder with --data.`,
    );
  }
  const clips = readSavee(data);
  if (clips.length === 0) {
    throw new CommandError(`There is no SAVEE under ${data} to judge by: name a folder with --data.`);
  }
  if (!existsSync(CROSS_VALIDATION_PATH)) {
    throw new CommandError(`There is no ${CROSS_VALIDATION_PATH} to add to: \`npm run train\` writes one.`);
  }
  return clips;
}

await runCommand(USAGE, async () => {
  const { values } = readOptions({
    options: { data: { type: 'string' }, seed: { type: 'string', default: '1' }, python: { type: 'string' } },
  });
  const data = pathOption(values.data, DATA_FOLDER);
  const seed = seedOption(values.seed);
  const clips = clipsToJudge(data);
  const python = values.python === undefined ? await preparePython() : namedPython(values.python);
  prepare(data);
  fit(python, seed);
  const savee = judge(clips);
  record(seed, savee);
  console.log(`SAVEE, heard by version one without ${TRAINED_WITHOUT.join(' and ')}: ${JSON.stringify(savee)}`);
});
