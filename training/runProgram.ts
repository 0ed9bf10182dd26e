/** Programs that a command runs to their end, with their output on the screen. */
import { CommandError, reasonOf, runToItsEnd, ToldToEndError } from './options';

export interface ProgramRun {
  /** What the program does, for the sentence that says that it failed. */
  readonly what: string;
  /** What to do then. */
  readonly advice: string;
  /** Variables beside this process's own. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** @throws CommandError when the program cannot be started or fails. */
export async function runProgram(program: string, words: readonly string[], options: ProgramRun): Promise<void> {
  const { what, advice, environment = {} } = options;
  const ending = runToItsEnd(program, words, { stdio: 'inherit', env: { ...process.env, ...environment } });
  const { status, signal } = await ending.catch((cause: unknown) => {
    if (cause instanceof ToldToEndError) throw cause;
    throw new CommandError(`${what}: ${program} could not be started (${reasonOf(cause)}). ${advice}`, { cause });
  });
  if (signal !== null) throw new CommandError(`${what} was ended by ${signal}. ${advice}`);
  if (status !== 0) throw new CommandError(`${what} failed (its own words are above). ${advice}`);
}
