/** What the setup scripts share: where the project lies, how its commands are run, how a failure is said. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const PROJECT_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** A failure whose message tells the person at the terminal what happened and what to do: shown without a stack. */
export class SetupError extends Error {}

/**
 * Runs a program without standard input, its output going to the terminal, and waits for it.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMilliseconds?: number, shell?: boolean }} [options]
 * @returns {Promise<number>} The exit code; 127 when the program could not be started, 1 when a signal ended it.
 */
export function run(program, programArguments, { env = {}, timeoutMilliseconds, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      cwd: PROJECT_FOLDER,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: timeoutMilliseconds,
      shell,
    });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs npm: the one that runs this script where there is one, because Windows cannot start `npm` without a shell.
 *
 * @param {readonly string[]} npmArguments
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMilliseconds?: number }} [options]
 * @returns {Promise<number>} The exit code.
 */
export function runNpm(npmArguments, options = {}) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) return run(process.execPath, [npm, ...npmArguments], options);
  return run('npm', npmArguments, { ...options, shell: process.platform === 'win32' });
}

/**
 * Runs a script's main function; a {@link SetupError} ends the process with its sentence and exit code 1.
 *
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
