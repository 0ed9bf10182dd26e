/** What the setup scripts share: where the project lies, how its commands are run, how a failure is said. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const PROJECT_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** A failure whose message tells the person at the terminal what happened and what to do: shown without a stack. */
export class SetupError extends Error {}

/** A command line that was not understood; its message is shown with the script's usage. */
export class UsageError extends SetupError {}

/** Somebody ends the command: nothing more is begun. */
export class ToldToEndError extends SetupError {}

/**
 * What was thrown, in words: mostly an Error, of which nobody can be certain.
 *
 * @param {unknown} thrown
 */
export function reasonOf(thrown) {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * Node's own `parseArgs`.
 *
 * @template {import('node:util').ParseArgsConfig} T
 * @param {T} config
 * @returns {ReturnType<typeof parseArgs<T>>}
 * @throws {UsageError} When an option is unknown or lacks its value.
 */
export function readOptions(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(`${reasonOf(error).replace(/\.$/, '')}.`, { cause: error });
  }
}

/**
 * Runs a program without standard input, its output going to the terminal, and waits for it.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMilliseconds?: number, shell?: boolean }} [options]
 * @returns {Promise<number>} The exit code; 127 when the program could not be started, 1 when a signal ended it.
 * @throws {ToldToEndError} as {@link runToItsEnd}.
 */
export function run(program, programArguments, { env = {}, timeoutMilliseconds, shell = false } = {}) {
  const ending = runToItsEnd(program, programArguments, {
    cwd: PROJECT_FOLDER,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: timeoutMilliseconds,
    shell,
  });
  return ending.then(
    ({ status }) => status ?? 1,
    (error) => {
      if (error instanceof ToldToEndError) throw error;
      return 127;
    },
  );
}

/**
 * Runs a program as `spawn` does, and waits for its end.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<{ status: number | null, signal: NodeJS.Signals | null }>} How it ended; rejects when it does not start.
 * @throws {ToldToEndError} When this process was told to end meanwhile, once the program has ended.
 */
export async function runToItsEnd(program, programArguments, options) {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  // Ctrl+C reaches the program by itself; whoever ends this process alone means the program, too. That is listened for before
  // there is a program, which would stay alone if this process ended first; it is told once this function waits.
  let isToldToEnd = false;
  const endToo = () => {
    isToldToEnd = true;
    child?.kill();
  };
  process.once('SIGTERM', endToo);
  try {
    child = spawn(program, programArguments, options);
    const [status, signal] = await once(child, 'close');
    // Whoever called this must not go on to the next program.
    if (isToldToEnd) throw new ToldToEndError(`This was told to end, and has ended ${program}.`);
    return { status, signal };
  } finally {
    process.off('SIGTERM', endToo);
  }
}

/**
 * Runs npm: the one that runs this script where there is one, because Windows cannot start `npm` without a shell.
 *
 * @param {readonly string[]} npmArguments
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMilliseconds?: number }} [options]
 * @returns {Promise<number>} The exit code.
 */
export function runNpm(npmArguments, options = {}) {
  // Other package managers that run a script leave themselves here.
  const npm = process.env.npm_execpath;
  if (npm && path.basename(npm) === 'npm-cli.js') return run(process.execPath, [npm, ...npmArguments], options);
  return run('npm', npmArguments, { ...options, shell: process.platform === 'win32' });
}

/**
 * Runs a script's main function; a {@link SetupError} ends the process with its sentence and exit code 1, or 2 after a
 * command line that was not understood.
 *
 * @param {() => Promise<void>} main
 * @param {string} [usage] What `--help` prints; a script without it has no options.
 */
export async function runMain(main, usage) {
  if (usage !== undefined && process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(usage);
    return;
  }
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const isUsage = error instanceof UsageError && usage !== undefined;
    console.error(isUsage ? `${error.message}\n\n${usage}` : error.message);
    // Threads and servers may still be at work for what has failed.
    process.exit(isUsage ? 2 : 1);
  }
}
