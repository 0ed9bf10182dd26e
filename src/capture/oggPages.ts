/**
 * Finds where an Ogg file's whole pages end. At a page that is cut off mediabunny fails, and what it had decoded ahead
 * is lost with it.
 */
import { fourCharacters, readView, sliceOf, type ByteSource } from './byteSource';

const HEADER_LENGTH = 27;
const FLAGS_OFFSET = 5;
const IS_LAST_OF_STREAM = 0x04;
const SEGMENT_COUNT_OFFSET = 26;
/** A page is a header, up to 255 lengths, and as many segments of up to 255 bytes. */
const LONGEST_PAGE = HEADER_LENGTH + 255 + 255 * 255;

export interface OggInspection {
  /** The file as mediabunny is to see it: up to the end of its last whole page. */
  readonly source: ByteSource;
  /** Whether sound is missing, and not just something else stuck on behind. */
  readonly isCutOff: boolean;
}

/** Null unless the file is an Ogg. */
export async function inspectOgg(source: ByteSource): Promise<OggInspection | null> {
  if (source.size < HEADER_LENGTH || fourCharacters(await readView(source, 0, 4), 0) !== 'OggS') return null;
  // Before a page that is cut off there is a whole one, or the beginning of the file.
  const start = Math.max(0, source.size - 2 * LONGEST_PAGE);
  const last = lastWholePage(await source.read(start, source.size));
  const end = last === null ? source.size : start + last.end;
  if (last === null || end === source.size) return { source, isCutOff: false };
  return { source: sliceOf(source, 0, end), isCutOff: !last.isLastOfStream };
}

function lastWholePage(bytes: Uint8Array): { readonly end: number; readonly isLastOfStream: boolean } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.length - HEADER_LENGTH; at >= 0; at -= 1) {
    if (fourCharacters(view, at) !== 'OggS') continue;
    const segmentsStart = at + HEADER_LENGTH + view.getUint8(at + SEGMENT_COUNT_OFFSET);
    const lengths = bytes.subarray(at + HEADER_LENGTH, segmentsStart);
    const end = lengths.reduce((sum, length) => sum + length, segmentsStart);
    const isLastOfStream = (view.getUint8(at + FLAGS_OFFSET) & IS_LAST_OF_STREAM) !== 0;
    if (end <= bytes.length) return { end, isLastOfStream };
  }
  return null;
}
