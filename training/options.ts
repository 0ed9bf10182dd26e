/** What the commands of the training have in common: options, `--help`, paths, and failures that are sentences. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What is left out on the command line is looked for from here... */
const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
/** ...and what is given, from where the person is: npm changes to the repository's folder and leaves theirs here. */
const START_DIRECTORY = process.env['INIT_CWD'] ?? process.cwd();

/** Where the corpora lie when `--data` does not say. */
export const DATA_FOLDER = '../shared/data';

/** NumPy and Keras take no other seeds. */
const LARGEST_SEED = 2 ** 32 - 1;

/** A command line that was not understood; the message says why. */
export class UsageError extends Error {}

/** A failure that the person at the terminal can do something about; the message says what. */
export class CommandError extends Error {}

/**
 * Node's own `parseArgs`.
 *
 * @throws UsageError when an option is unknown or lacks its value.
 */
export function readOptions<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(`${messageOf(error).replace(/\.$/u, '')}.`, { cause: error });
  }
}

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

/**
 * Runs a command to its end: its usage for `--help`, exit code 2 and the usage after what was not understood, exit code 1
 * and a sentence after any other failure.
 */
export async function runCommand(usage: string, main: () => Promise<void> | void): Promise<void> {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(usage);
    return;
  }
  try {
    await main();
  } catch (error) {
    const isUsage = error instanceof UsageError;
    console.error(isBug(error) ? error : messageOf(error));
    if (isUsage) console.error(`\n${usage}`);
    // Threads may still be at work for the command that failed.
    process.exit(isUsage ? 2 : 1);
  }
}

/** What the language itself throws is nobody's sentence, and where it was thrown helps to mend it. */
function isBug(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
