/** Whoever ends a command ends what it has started: nothing goes on in the background. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, describe, expect, it } from 'vitest';

import { PROJECT_FOLDER } from './project.mjs';

/** What the commands start, in the place of hours of work. */
const LONG_WORK = 'echo at work; exec sleep 60';
const SECONDS_TO_END = 10;
const AT_ONCE = 8;

const folder = mkdtempSync(path.join(tmpdir(), 'stsam-ending-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** Starts a command, ends it alone once its work has begun, and waits for the last one that could still write. */
async function endAtWork(program: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  // Its output is closed when the last process that holds it has ended.
  const closed = once(child, 'close', { signal: AbortSignal.timeout(1000 * SECONDS_TO_END) });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const [code] = (await closed) as [number | null];
  return code;
}

// Windows has no signals: there a process is ended with its window.
describe.skipIf(process.platform === 'win32')('nothing is left of', () => {
  it('what a script has run, and of what it would have run next', async () => {
    const project = pathToFileURL(path.join(PROJECT_FOLDER, 'scripts', 'project.mjs')).href;
    const next = path.join(folder, 'next');
    const words = `['-c', '${LONG_WORK}']); await run('touch', ['${next}']`;
    const script = `import { run } from '${project}'; await run('sh', ${words});`;
    const ended = () => endAtWork(process.execPath, ['--input-type=module', '--eval', script]);
    // So many at once that some come to their work before the script that began it goes on.
    expect(await Promise.all(Array.from({ length: AT_ONCE }, ended))).toEqual(Array(AT_ONCE).fill(1));
    expect(existsSync(next)).toBe(false);
  });

  it('.ci/run', async () => {
    const npm = path.join(folder, 'npm');
    writeFileSync(npm, `#!/bin/sh\n${LONG_WORK}\n`);
    chmodSync(npm, 0o755);
    const search = `${folder}${path.delimiter}${process.env.PATH ?? ''}`;
    expect(await endAtWork(path.join(PROJECT_FOLDER, '.ci', 'run'), [], { PATH: search })).toBe(143);
  });
});
