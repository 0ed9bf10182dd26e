/** What the commands of the training have in common: options, `--help`, paths, and failures that are sentences. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { RecordingError } from '../src/capture/recordingError';
import { InferenceError } from '../src/inference/inferenceError';
import {
  readOptions,
  reasonOf,
  runMain,
  runToItsEnd,
  SetupError,
  ToldToEndError,
  UsageError,
} from '../scripts/project.mjs';

export { readOptions, reasonOf, runToItsEnd, ToldToEndError, UsageError };

/** What is left out on the command line is looked for from here... */
const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
/** ...and what is given, from where the person is: npm changes to the repository's folder and leaves theirs here. */
const START_DIRECTORY = process.env['INIT_CWD'] ?? process.cwd();

/** Where the corpora lie when `--data` does not say. */
export const DATA_FOLDER = '../shared/data';

/** NumPy and Keras take no other seeds. */
const LARGEST_SEED = 2 ** 32 - 1;

/** A failure that the person at the terminal can do something about; the message says what. */
export const CommandError = SetupError;

/** A path as a person gives it, from where they are; `fallback`, from the repository's folder, when they give none. */
export function pathOption(given: string | undefined, fallback: string): string {
  return given === undefined ? resolve(REPOSITORY, fallback) : fromStart(given);
}

/** A path as a person gives it, from where they are. */
export function fromStart(path: string): string {
  return resolve(START_DIRECTORY, path);
}

/** @throws UsageError */
export function seedOption(given: string): number {
  const seed = Number(given);
  if (!/^\d+$/u.test(given) || seed > LARGEST_SEED) {
    throw new UsageError(`--seed ${given} is no seed: give a whole number from 0 to ${LARGEST_SEED}.`);
  }
  return seed;
}

/** Runs a command to its end, as the scripts do; the page's own errors are made for people, too. */
export function runCommand(usage: string, main: () => Promise<void> | void): Promise<void> {
  return runMain(async () => {
    try {
      await main();
    } catch (error) {
      throw forPeople(error);
    }
  }, usage);
}

/** The error as a sentence when there is something that a person can do about it; else as it is. */
function forPeople(error: unknown): unknown {
  if (error instanceof InferenceError || error instanceof RecordingError) {
    return new CommandError(error.message, { cause: error });
  }
  // A full disk, or a folder that may not be written to.
  if (error instanceof Error && 'syscall' in error) {
    return new CommandError(`The system refused: ${error.message}. Run the command again when that is mended.`, {
      cause: error,
    });
  }
  return error;
}
