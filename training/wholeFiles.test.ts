/** A card or a record that is cut short would be taken for what was measured; and a fit reads while another run writes. */
import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { partialPath, writeWhole } from './wholeFiles';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stsam-whole-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeWhole', () => {
  it('takes the place of a file, and writes nothing over it', async () => {
    const [path, old] = [join(folder, 'card.md'), join(folder, 'old.md')];
    await writeFile(path, 'what it was');
    // Another name of the same file, as whoever has it open reads it.
    await link(path, old);
    writeWhole(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readFile(old, 'utf8')).toBe('what it was');
    expect(await readdir(folder)).toEqual(['card.md', 'old.md']);
  });

  it('leaves nothing half-written when it fails', async () => {
    // No file takes the place of a folder.
    await mkdir(join(folder, 'taken'));
    expect(() => writeWhole(join(folder, 'taken'), 'new')).toThrow();
    expect(await readdir(folder)).toEqual(['taken']);
  });
});

describe('partialPath', () => {
  it('is not where another run is writing the same', () => {
    const path = join(folder, 'shared.f32');
    // Fixed names of half-written files would meet.
    expect(partialPath(path)).toContain(String(process.pid));
    expect(dirname(partialPath(path))).toBe(folder);
  });
});
