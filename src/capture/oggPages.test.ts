/** A cut-off Ogg must be read up to its last whole page, and only sound that is missing must be told. */
import { describe, expect, it } from 'vitest';

import { bytesOfBlob } from './byteSource';
import { inspectOgg } from './oggPages';
import { joined, oggPage } from './testing';

const first = oggPage(new Uint8Array(19), { isFirst: true });
const middle = oggPage(new Uint8Array(60_000).fill(1));
const last = oggPage(new Uint8Array(300).fill(2), { isLast: true });

async function inspect(...parts: readonly Uint8Array[]) {
  const bytes = joined(parts);
  const inspection = await inspectOgg(bytesOfBlob(new Blob([bytes])));
  if (inspection === null) return null;
  const { source, isCutOff } = inspection;
  return {
    isCutOff,
    size: source.size,
    isSame: (await source.read(0, source.size)).every((byte, at) => byte === bytes[at]),
  };
}

describe('inspectOgg', () => {
  const whole = first.length + 4 * middle.length + last.length;
  const pages = [first, middle, middle, middle, middle, last];

  it('leaves a whole file as it is', async () => {
    expect(await inspect(...pages)).toEqual({ isCutOff: false, size: whole, isSame: true });
  });

  it.each([1, 100, last.length - 1])(
    'ends a file without its last %i bytes at the last whole page',
    async (missing) => {
      const cut = last.subarray(0, last.length - missing);
      const size = whole - last.length;
      expect(await inspect(...pages.slice(0, -1), cut)).toEqual({ isCutOff: true, size, isSame: true });
    },
  );

  it.each([1, 300, 50_000])('ends a file cut off %i bytes into a long page before it', async (kept) => {
    const size = first.length + 2 * middle.length;
    const cut = middle.subarray(0, kept);
    expect(await inspect(first, middle, middle, cut)).toEqual({ isCutOff: true, size, isSame: true });
  });

  it('cuts off what others have stuck on behind the last page, and misses nothing', async () => {
    const tag = new TextEncoder().encode('TAG'.padEnd(128, 'x'));
    expect(await inspect(...pages, tag)).toEqual({ isCutOff: false, size: whole, isSame: true });
  });

  it('takes garbage where a page should be for sound that is missing', async () => {
    const size = whole - last.length;
    expect(await inspect(...pages.slice(0, -1), new Uint8Array(3_000))).toMatchObject({ isCutOff: true, size });
  });

  it.each([0, 3, 26, 500])('passes over %i bytes of something else', async (length) => {
    expect(await inspect(new Uint8Array(length).fill(79))).toBeNull();
  });
});
