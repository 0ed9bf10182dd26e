/** The training's commands as a person calls them: a slip of the keyboard gets a sentence, not a stack. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { outcomeOf, startCommand } from './testing';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stsam-commands-'));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (script: string, words: readonly string[]) => outcomeOf(startCommand(script, words, folder));

const STACK = /^ +at /mu;

describe.each([
  ['npm run train', 'training/train.ts'],
  ['training/extract.ts', 'training/extract.ts'],
  ['npm run version-one', 'training/versionOne.ts'],
  ['npm run -s evaluate', 'training/evaluation/evaluate.ts'],
  ['npm run -s live', 'training/evaluation/live.ts'],
])('%s', (name, script) => {
  it('answers an option that it does not know with a sentence and how it is called', async () => {
    const { exitCode, complaint } = await run(script, ['--loud']);
    expect(complaint).toMatch(/^Unknown option '--loud'\./u);
    expect(complaint).toContain(name);
    expect(complaint).not.toMatch(STACK);
    expect(exitCode).toBe(2);
  });

  it('shows how it is called when it is asked', async () => {
    const { exitCode, output, complaint } = await run(script, ['--help']);
    expect(output).toContain(name);
    expect(complaint).toBe('');
    expect(exitCode).toBe(0);
  });
});

describe('a command that cannot do what it is asked', () => {
  it.each([
    // Were the features extracted first, they would be what fails.
    ['train without its Python', 'training/train.ts', ['--python', 'no-such-python', '--data', '.'], 'no-such-python'],
    ['train without corpora', 'training/extract.ts', ['--data', '.', '--cache', '.'], 'no recordings under {folder}'],
    ['version-one without corpora', 'training/versionOne.ts', ['--data', '.'], 'under {folder}'],
    ['evaluate without a model', 'training/evaluation/evaluate.ts', ['--model', 'gone'], '{folder}/gone'],
    ['live without a model', 'training/evaluation/live.ts', ['--model', 'gone'], '{folder}/gone'],
  ])('says so, with paths from where the person is: %s', async (_, script, words, sentence) => {
    const { exitCode, complaint } = await run(script, words);
    expect(complaint).toContain(sentence.replace('{folder}', folder));
    expect(complaint).not.toMatch(STACK);
    expect(exitCode).toBe(1);
  });
});
