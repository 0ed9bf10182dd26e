/** `npm run train`: from the corpora to `public/model` in one command. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = `Fits the network and writes public/model, and training/judged, which has not heard the test speakers.

  npm run train -- [--data DIR] [--seed N] [--quick] [--record-only] [--folds LIST] [--python PROGRAM]
                   [--features-only]

  --data DIR        where the corpora lie (default: ../shared/data); a missing corpus is skipped
  --seed N          of everything random (default: 1)
  --quick           three fits instead of seven: of the cross-validation's five folds those of the validation and the
                    test speakers, and nothing without whole corpora
  --record-only     write no model: only add what the folds say to the cross-validation's record, beside what other
                    seeds said
  --folds LIST      which of the five folds, 0,1,2,3,4, to fit, and nothing without whole corpora
  --python PROGRAM  a Python with training/requirements.txt and, with --no-deps, requirements-teachers.txt installed
                    (default: one is made in training/.cache)
  --features-only   stop when the features are extracted
`;

/** Runs a program to its end with its output on the screen. */
function run(program: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}): void {
  const { status, error } = spawnSync(program, words, { stdio: 'inherit', env: { ...process.env, ...environment } });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${words[0] ?? ''} ended with code ${String(status)}.`);
}

const REQUIREMENTS = 'training/requirements.txt';
const TEACHERS_REQUIREMENTS = 'training/requirements-teachers.txt';

/** A virtual environment with what the fit needs, made on first use and completed when that changes. */
function preparePython(): string {
  const folder = join('training', '.cache', 'python');
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  // Written last, so that what was left half made does not pass for ready.
  const stamp = join(folder, 'complete');
  const wanted = createHash('sha256');
  for (const file of [REQUIREMENTS, TEACHERS_REQUIREMENTS]) wanted.update(readFileSync(file));
  const checksum = wanted.digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== checksum) {
    run('python3', ['-m', 'venv', folder]);
    run(python, ['-m', 'pip', 'install', '--requirement', REQUIREMENTS]);
    run(python, ['-m', 'pip', 'install', '--no-deps', '--requirement', TEACHERS_REQUIREMENTS]);
    writeFileSync(stamp, checksum);
  }
  return python;
}

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    seed: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    'record-only': { type: 'boolean', default: false },
    folds: { type: 'string' },
    python: { type: 'string' },
    'features-only': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(USAGE);
} else {
  run(process.execPath, ['--import', 'tsx', 'training/extract.ts', '--data', values.data]);
  if (!values['features-only']) {
    const folds = values.folds ?? (values.quick ? '3,4' : undefined);
    const extent = folds === undefined ? ['--cross-corpus'] : ['--folds', folds];
    const words = ['-m', 'stsam_training.fit', '--seed', values.seed, ...extent];
    if (values['record-only']) words.push('--record-only');
    run(values.python ?? preparePython(), words, { PYTHONPATH: 'training' });
  }
}
