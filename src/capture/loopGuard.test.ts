/** What asks for the same bytes for ever is told that there are none; what gets on never is. */
import type { CustomSource } from 'mediabunny';
import { expect, it } from 'vitest';

import { guardAgainstLoops } from './loopGuard';

/** As mediabunny's readers see a source. */
class FakeSource {
  _read(start: number, end: number): Uint8Array | null {
    return new Uint8Array(end - start);
  }
}

function guardedSource(): FakeSource {
  const source = new FakeSource();
  guardAgainstLoops(source as unknown as CustomSource);
  return source;
}

it('ends a loop over the same bytes', () => {
  const source = guardedSource();
  let reads = 0;
  while (reads < 5_000 && source._read(16, 24) !== null) reads += 1;
  expect(reads).toBeGreaterThan(500);
  expect(reads).toBeLessThan(5_000);
  // Other bytes can be read, and then the same ones again.
  expect(source._read(0, 8)).toHaveLength(8);
  expect(source._read(16, 24)).toHaveLength(8);
});

it('lets be what reads on, in however small steps', () => {
  const source = guardedSource();
  for (let start = 0; start < 5_000; start += 1) expect(source._read(start, start + 8)).toHaveLength(8);
});
