/**
 * Ends mediabunny's endless loop: its search for the next part of a damaged WebM or MKV comes to a standstill eight bytes
 * before the end of what it searches, asks for them over and over, and lets nothing else run meanwhile
 * (`resync` in its matroska/ebml.ts, of 1.61.0 and before).
 */
import type { CustomSource } from 'mediabunny';

/** Nobody who gets on asks for the same bytes so often in a row. */
const MOST_REPEATS = 1_000;

type Read = (start: number, end: number, ...further: readonly unknown[]) => unknown;

/** What mediabunny's readers call, also for bytes that it keeps. Its types leave it out. */
interface ReadsBytes {
  _read?: Read;
}

/** Has `source` answer as it does past its end, null, where it is asked for the same bytes a thousand times in a row. */
export function guardAgainstLoops(source: CustomSource): CustomSource {
  const inner = source as unknown as ReadsBytes;
  // A later mediabunny may read in another way, and may be trusted to have mended the loop.
  const read = inner._read?.bind(source);
  if (read === undefined) return source;
  let last = { start: -1, end: -1 };
  let repeats = 0;
  inner._read = (start, end, ...further) => {
    const isRepeated = start === last.start && end === last.end;
    repeats = isRepeated ? repeats + 1 : 0;
    last = { start, end };
    return repeats > MOST_REPEATS ? null : read(start, end, ...further);
  };
  return source;
}
