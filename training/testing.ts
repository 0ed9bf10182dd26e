/** Commands as a person or a script starts them, for tests: real processes, as npm would run them. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

export interface Outcome {
  readonly exitCode: number | null;
  /** Standard output. */
  readonly output: string;
  /** Standard error. */
  readonly complaint: string;
}

/** Starts a command from the repository for somebody who is in `folder`. */
export function startCommand(script: string, words: readonly string[], folder: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--import', 'tsx', script, ...words], {
    env: { ...process.env, INIT_CWD: folder },
  });
}

/** Lets a started command come to its end. */
export function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let output = '';
    let complaint = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output, complaint }));
  });
}
