/** Programs that a command runs to their end, with their output on the screen. */
import { spawnSync } from 'node:child_process';

import { CommandError } from './options';

export interface ProgramRun {
  /** What the program does, for the sentence that says that it failed. */
  readonly what: string;
  /** What to do then. */
  readonly advice: string;
  /** Variables beside this process's own. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** @throws CommandError when the program cannot be started or fails. */
export function runProgram(program: string, words: readonly string[], options: ProgramRun): void {
  const { what, advice, environment = {} } = options;
  const { status, signal, error } = spawnSync(program, words, {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (error) throw new CommandError(`${what}: ${program} could not be started (${error.message}). ${advice}`);
  if (signal !== null) throw new CommandError(`${what} was ended by ${signal}. ${advice}`);
  if (status !== 0) throw new CommandError(`${what} failed (its own words are above). ${advice}`);
}
