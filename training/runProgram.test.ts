/** A fit runs for hours: whoever ends the command that started it must not find it at work the next day. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

import { CommandError } from './options';
import { runProgram } from './runProgram';

const TOLD = { what: 'The work', advice: 'Do it again.' };
const node = (script: string) => runProgram(process.execPath, ['--eval', script], TOLD);

describe('runProgram', () => {
  it('comes to an end when the program does', async () => {
    await expect(node('')).resolves.toBeUndefined();
  });

  it.each([
    ['fails', () => node('process.exitCode = 3'), 'The work failed (its own words are above). Do it again.'],
    ['is not there', () => runProgram('no-such-program', [], TOLD), /^The work: no-such-program could not be started/u],
  ])('says so when the program %s', async (_, run, sentence) => {
    await expect(run()).rejects.toThrow(sentence);
    await expect(run()).rejects.toBeInstanceOf(CommandError);
  });

  // Windows has no signals.
  it.skipIf(process.platform === 'win32')('says so when the program is ended by a signal', async () => {
    await expect(node('process.kill(process.pid)')).rejects.toThrow('The work was ended by SIGTERM. Do it again.');
  });

  it.skipIf(process.platform === 'win32')('ends the program when the command alone is ended', async () => {
    const words = JSON.stringify(['sh', ['-c', 'echo at work; exec sleep 60'], TOLD]);
    const module = pathToFileURL('training/runProgram.ts').href;
    const script = `import { runProgram } from '${module}'; await runProgram(...${words});`;
    const command = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(command.stdout, 'data');
    // Its output is closed when the last process that holds it has ended.
    const closed = once(command, 'close', { signal: AbortSignal.timeout(10_000) });
    command.kill('SIGTERM');
    await expect(closed).resolves.toEqual([1, null]);
  });
});
