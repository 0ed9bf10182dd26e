/** A script may hand over a list in any pieces, and all of it in one line by mistake: it must still hear of that soon. */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';

import { linesOf } from './lines';

async function linesIn(chunks: Iterable<string | Buffer>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(Readable.from(chunks, { objectMode: false }))) lines.push(line);
  return lines;
}

describe('linesOf', () => {
  it('puts lines together, wherever they were cut', async () => {
    expect(await linesIn(['a', 'b\nc', '\n', '\nd\r\n\u2028'])).toEqual(['ab', 'c', '', 'd\r', '\u2028']);
    const letter = Buffer.from('é');
    expect(await linesIn([letter.subarray(0, 1), letter.subarray(1)])).toEqual(['é']);
    expect(await linesIn([])).toEqual(['']);
  });

  it('takes a line of many chunks in a time that grows with its length, not with the square of it', async () => {
    const chunks = 10_000;
    const chunk = 'a'.repeat(1000);
    const [line] = await linesIn(Array.from({ length: chunks }, () => chunk));
    expect(line).toHaveLength(chunks * chunk.length);
    // It takes a tenth of a second; to search the whole line for each chunk takes many.
  }, 5000);
});
