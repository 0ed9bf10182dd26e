/** A recording that is replaced under its old name must not be trained on as it was. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { ExtractionJob } from './extractionJobs';
import { cachePaths, contentDigests, isCached, readCached, writeCached } from './featureCache';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stsam-cache-'));
});
beforeEach(() =>
  Promise.all(['clip.wav', 'talker.wav'].map((name) => writeFile(join(folder, name), `the sound of ${name}`))),
);
afterAll(() => rm(folder, { recursive: true }));

/** Where the cache looks for a clip's three variants, given what lies in `folder` now. */
async function pathsNow(clip = 'clip.wav', talker = 'talker.wav'): Promise<string[]> {
  const path = join(folder, clip);
  const babble = join(folder, talker);
  const variants = { ordinary: 1, crowded: 1 };
  const job: ExtractionJob = { clipId: 'savee/DC_a01', path, variants, babblePaths: [babble] };
  return cachePaths(folder, job, await contentDigests([path, babble]));
}

describe('the feature cache', () => {
  it('keeps a file for each variant', async () => {
    expect(new Set(await pathsNow()).size).toBe(3);
  });

  it('finds what was made of the same recordings, wherever they lie', async () => {
    await Promise.all(
      ['clip.wav', 'talker.wav'].map((name) => copyFile(join(folder, name), join(folder, `copy of ${name}`))),
    );
    expect(await pathsNow('copy of clip.wav', 'copy of talker.wav')).toEqual(await pathsNow());
  });

  it('finds nothing for a recording that was replaced by another of the same name', async () => {
    const before = await pathsNow();
    await writeFile(join(folder, 'clip.wav'), 'another voice');
    for (const path of await pathsNow()) expect(before).not.toContain(path);
  });

  it('finds the recording itself, and no variant, when somebody who talks underneath was replaced', async () => {
    const before = await pathsNow();
    await writeFile(join(folder, 'talker.wav'), 'another voice');
    const [unchanged, ...variants] = await pathsNow();
    expect(unchanged).toBe(before[0]);
    for (const path of variants) expect(before).not.toContain(path);
  });

  it('gives back what was written', () => {
    const path = join(folder, 'deep', 'down.f32');
    expect(isCached(path)).toBe(false);
    expect(readCached(path)).toBeNull();
    const matrix = { data: Float32Array.from({ length: 80 }, (_, index) => index), frames: 2, width: 40 };
    writeCached(path, matrix);
    expect(readCached(path)).toEqual(matrix);
  });
});
