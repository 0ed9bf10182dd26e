/** The command line of `train`, read and checked apart from doing anything. */
import { DATA_FOLDER, pathOption, readOptions, seedOption, UsageError } from './options';
import { FOLDS, TEST_FOLD, VALIDATION_FOLD } from './splits';

export const USAGE = `Fits the network and writes public/model, and training/judged, which has not heard the test speakers.

  npm run train -- [--data DIR] [--seed N] [--quick] [--record-only] [--folds LIST] [--python PROGRAM]
                   [--features-only]

  --data DIR        where the corpora lie (default: ${DATA_FOLDER} from the repository); a missing corpus is skipped
  --seed N          of all that is random in the fit (default: 1; what ships: the recipe's in public/model/manifest.json)
  --quick           three fits instead of seven: of the cross-validation's five folds those of the validation and the
                    test speakers, and nothing without whole corpora
  --record-only     write no model: only add what the folds and the network without whole corpora say to the
                    cross-validation's record, beside what other seeds said
  --folds LIST      which of the five folds, 0,1,2,3,4, to fit, and nothing without whole corpora; without --record-only,
                    3 and 4, which hold out the validation and the test speakers, must be among them
  --python PROGRAM  a Python with training/requirements.txt and, with --no-deps, requirements-teachers.txt and
                    requirements-encoders.txt installed (default: one is made in training/.cache)
  --features-only   stop when the features are extracted
  --help            this text

Paths are relative to where you are.
`;

export interface TrainCommand {
  readonly data: string;
  readonly featuresOnly: boolean;
  /** Null: one is made. */
  readonly python: string | null;
  /** Options of `stsam_training.fit`. */
  readonly fit: readonly string[];
}

/** What --quick fits, and what a model that ships cannot do without: each is calibrated and judged without its speakers. */
const HELD_OUT_FOLDS = [VALIDATION_FOLD, TEST_FOLD];

/** @param words the command line without Node and script. @throws UsageError */
export function parseTrainCommand(words: readonly string[]): TrainCommand {
  const { values } = readOptions({
    args: words,
    options: {
      data: { type: 'string' },
      seed: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      'record-only': { type: 'boolean', default: false },
      folds: { type: 'string' },
      python: { type: 'string' },
      'features-only': { type: 'boolean', default: false },
    },
  });
  const { quick, folds, python = null, 'record-only': recordOnly } = values;
  if (quick && folds !== undefined) throw new UsageError('--quick names folds itself: give it or --folds.');
  const chosen = folds === undefined ? (quick ? HELD_OUT_FOLDS : null) : foldsOption(folds, recordOnly);
  return {
    data: pathOption(values.data, DATA_FOLDER),
    featuresOnly: values['features-only'],
    python,
    fit: [
      ...['--seed', String(seedOption(values.seed))],
      ...(chosen === null ? ['--cross-corpus'] : ['--folds', chosen.join(',')]),
      ...(recordOnly ? ['--record-only'] : []),
    ],
  };
}

function foldsOption(list: string, recordOnly: boolean): number[] {
  const known = Array.from({ length: FOLDS }, (_, fold) => String(fold));
  const names = list.split(',').map((name) => name.trim());
  if (!names.every((name) => known.includes(name)) || new Set(names).size < names.length) {
    throw new UsageError(`--folds ${list} is no list of folds: give some of ${known.join(',')}, each once.`);
  }
  const folds = names.map(Number);
  const missing = HELD_OUT_FOLDS.filter((fold) => !folds.includes(fold));
  if (!recordOnly && missing.length > 0) {
    throw new UsageError(
      `--folds ${list} lacks ${missing.join(' and ')}, without which no model can be written: add what is missing, or ` +
        '--record-only to write none.',
    );
  }
  return folds;
}
