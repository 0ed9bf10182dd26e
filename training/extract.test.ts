/** A clip that is broken is left out by name; a disk that is full is no clip's fault, and must not cost any. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { hum, wavFile } from '../src/capture/testing';
import { cachePaths } from './featureCache';
import { outcomeOf, startCommand } from './testing';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stsam-extract-'));
  const actor = join(folder, 'data', 'ravdess', 'Actor_01');
  await mkdir(actor, { recursive: true });
  await writeFile(join(actor, '03-01-01-01-01-01-01.wav'), wavFile([hum(1, 16_000)]));
  await writeFile(join(actor, '03-01-02-01-01-01-01.wav'), 'no sound at all');
});
afterAll(() => rm(folder, { recursive: true }));

const extract = (cache: string) =>
  outcomeOf(startCommand('training/extract.ts', ['--data', 'data', '--cache', cache], folder));

/** Where in a cache the coefficients of all clips lie. */
function featuresFolder(): string {
  const job = { clipId: 'clip', path: '', variants: { ordinary: 0, crowded: 0 }, babblePaths: [] };
  const [path = ''] = cachePaths('.', job, new Map());
  return relative('.', dirname(path));
}

describe('the extraction', () => {
  it('names a recording that is broken, counts it, and goes on', async () => {
    const { exitCode, output } = await extract('cache');
    expect(output).toContain('ravdess-speech/03-01-02-01-01-01-01: cannot be read');
    expect(output).toContain('1 of 2 clips could not be read.');
    expect(exitCode).toBe(0);
  });

  it('lays sentences of everyday life beside the texts, which nobody has labelled', async () => {
    const texts = await readFile(join(folder, 'cache', 'dataset', 'texts.jsonl'), 'utf8');
    const first = JSON.parse(texts.split('\n')[0] ?? '') as Record<string, unknown>;
    expect(first).toMatchObject({ split: 'unlabelled', labels: [], text: expect.stringMatching(/\w/u) as string });
    expect(first.tokens).toHaveLength(32);
  });

  it('stops with a sentence when what it makes cannot be written', async () => {
    await mkdir(join(folder, 'blocked'));
    // Nobody, whatever he may do, makes a folder where a file lies.
    await writeFile(join(folder, 'blocked', featuresFolder()), '');
    const { exitCode, output, complaint } = await extract('blocked');
    expect(complaint).toContain('The features stopped: E');
    expect(complaint).not.toMatch(/^ +at /mu);
    expect(output).not.toContain('03-01-01-01-01-01-01: cannot be read');
    expect(exitCode).toBe(1);
  });

  it('leaves nothing half-written when the windows cannot be', async () => {
    // No file takes the place of a folder.
    await mkdir(join(folder, 'taken', 'dataset', 'windows.f32'), { recursive: true });
    const { exitCode, complaint } = await extract('taken');
    expect(complaint).toMatch(/^The system refused: E.*windows\.f32/mu);
    expect(complaint).not.toMatch(/^ +at /mu);
    expect(exitCode).toBe(1);
    expect(await readdir(join(folder, 'taken', 'dataset'))).toEqual(['windows.f32']);
  });
});
