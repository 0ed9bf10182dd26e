/** Shows mediabunny a FLAC file as it can read it: of some it passes over the last frame, and of others over all. */
import { bytesOf, fourCharacters, joined, readView, sliceOf, type ByteSource } from './byteSource';

/**
 * mediabunny reads no frame of under 16 bytes at the end of a file; the shortest has 10, and is of silence. Not zeros, with
 * which a frame may end: the decoder must know the filling again, for libflac would keep it for the beginning of the next
 * file.
 */
const FILLING = new TextEncoder().encode('no FLAC');
/** Where the first block of metadata begins, which is STREAMINFO. Each has its length in three bytes, after one of its kind. */
const FIRST_BLOCK_OFFSET = 4;
const BLOCK_HEADER_LENGTH = 4;
const STREAMINFO = 0;
/** STREAMINFO's 20 bits of the sample rate, in Hz, and 4 of something else (RFC 9639, section 8.2). */
const RATE_OFFSET = FIRST_BLOCK_OFFSET + BLOCK_HEADER_LENGTH + 10;
const RATE_LENGTH = 3;
/** The frame's byte whose lower half says how its rate is told, and the value for whole kHz (section 9.1.2). */
const FRAME_RATE_OFFSET = 2;
const IN_KILOHERTZ = 0b1100;

export interface FlacInspection {
  /** The file as mediabunny is to see it. */
  readonly source: ByteSource;
  /** How many Hz are one in the rates that mediabunny finds there. */
  readonly hertz: 1 | 1000;
}

/** Null unless the file is a FLAC. */
export async function inspectFlac(source: ByteSource): Promise<FlacInspection | null> {
  if (source.size < FIRST_BLOCK_OFFSET) return null;
  if (fourCharacters(await readView(source, 0, FIRST_BLOCK_OFFSET), 0) !== 'fLaC') return null;
  const inKilohertz = await sayingKilohertz(source);
  return { source: joined(inKilohertz ?? source, bytesOf(FILLING)), hertz: inKilohertz === null ? 1 : 1000 };
}

/** A frame as it is in the file. */
export function withoutRoom(frame: Uint8Array): Uint8Array {
  const end = frame.length - FILLING.length;
  return FILLING.every((byte, index) => frame[end + index] === byte) ? frame.subarray(0, end) : frame;
}

/**
 * The file with its rate in kHz where its frames have it so, as FFmpeg's do at 12, 64 or 192 kHz; else null. mediabunny takes
 * theirs for Hz and passes over all frames whose rate is not the file's (`readSampleRate` in its flac/flac-misc.ts, of 1.61.0).
 */
async function sayingKilohertz(source: ByteSource): Promise<ByteSource | null> {
  const frame = await firstFrame(source);
  if (frame === null || frame + FRAME_RATE_OFFSET >= source.size) return null;
  const view = await readView(source, frame + FRAME_RATE_OFFSET, 1);
  if ((view.getUint8(0) & 0x0f) !== IN_KILOHERTZ) return null;
  const told = await readView(source, RATE_OFFSET, RATE_LENGTH);
  const rate = (told.getUint16(0) << 4) | (told.getUint8(2) >> 4);
  const kilohertz = Math.round(rate / 1000);
  const bytes = Uint8Array.of(0, kilohertz >> 4, ((kilohertz & 0x0f) << 4) | (told.getUint8(2) & 0x0f));
  const rest = sliceOf(source, RATE_OFFSET + RATE_LENGTH, source.size);
  return joined(joined(sliceOf(source, 0, RATE_OFFSET), bytesOf(bytes)), rest);
}

/** Where the first frame begins; null where the file ends before, or its metadata does. */
async function firstFrame(source: ByteSource): Promise<number | null> {
  let position = FIRST_BLOCK_OFFSET;
  let isLast = false;
  while (!isLast) {
    if (position + BLOCK_HEADER_LENGTH > source.size) return null;
    const header = (await readView(source, position, BLOCK_HEADER_LENGTH)).getUint32(0);
    // Only the first block may be it. Zeros, in which a broken download may end, would be one at every header's length.
    if (position > FIRST_BLOCK_OFFSET && ((header >>> 24) & 0x7f) === STREAMINFO) return null;
    isLast = header >>> 31 === 1;
    position += BLOCK_HEADER_LENGTH + (header & 0xff_ffff);
  }
  return position;
}
