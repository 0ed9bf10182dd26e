/**
 * Looks into a WAV file's header for what mediabunny passes over: sizes that a crashed or streaming recorder never
 * wrote, and sound that the header promises and the file does not hold.
 */
import { withBytesReplaced, type ByteSource } from './byteSource';

/** Recorders that write to a pipe put one of the largest 32-bit sizes; anything near is "until the end". */
const OPEN_ENDED_SIZE = 0x7fff_0000;
const UNKNOWN_SIZE = new Uint8Array([0xff, 0xff, 0xff, 0xff]);
const RIFF_SIZE_OFFSET = 4;
const FIRST_CHUNK_OFFSET = 12;
const CHUNK_HEADER_LENGTH = 8;
/** Four printable characters. */
const CHUNK_NAME = /^[\x20-\x7e]{4}$/;

export interface WavInspection {
  /** The file with sizes that make every byte of its sound reachable. */
  readonly source: ByteSource;
  /** What the header promises; null when it leaves the length open. */
  readonly promisedSeconds: number | null;
}

/** Null unless the file is a RIFF WAVE with a data chunk. Other shapes (RF64, RIFX) are left as they are. */
export async function inspectWav(source: ByteSource): Promise<WavInspection | null> {
  if (source.size < FIRST_CHUNK_OFFSET) return null;
  const riff = await readView(source, 0, FIRST_CHUNK_OFFSET);
  if (fourCharacters(riff, 0) !== 'RIFF' || fourCharacters(riff, 8) !== 'WAVE') return null;
  const riffEnd = riff.getUint32(RIFF_SIZE_OFFSET, true) + CHUNK_HEADER_LENGTH;

  let bytesPerSecond = 0;
  let position = FIRST_CHUNK_OFFSET;
  while (position + CHUNK_HEADER_LENGTH <= source.size) {
    const header = await readView(source, position, CHUNK_HEADER_LENGTH);
    const size = header.getUint32(4, true);
    const start = position + CHUNK_HEADER_LENGTH;
    const name = fourCharacters(header, 0);
    // Not a chunk: zeros, say, of which a crashed recorder leaves millions.
    if (!CHUNK_NAME.test(name)) return null;
    if (name === 'fmt ' && start + 14 <= source.size) {
      const format = await readView(source, start, 14);
      bytesPerSecond = format.getUint32(4, true) * format.getUint16(12, true);
    }
    if (name === 'data') return inspectData(source, { start, size, riffEnd, bytesPerSecond });
    position = start + size + (size % 2);
  }
  return null;
}

interface DataChunk {
  readonly start: number;
  readonly size: number;
  readonly riffEnd: number;
  readonly bytesPerSecond: number;
}

function inspectData(source: ByteSource, { start, size, riffEnd, bytesPerSecond }: DataChunk): WavInspection {
  // A size of zero is meant only if the RIFF size counts something after it; else nobody came back to fill it in.
  const neverFilledIn = size === 0 && riffEnd <= start;
  const openEnded = neverFilledIn || size >= OPEN_ENDED_SIZE;
  let repaired = source;
  if (neverFilledIn) repaired = withBytesReplaced(repaired, start - 4, UNKNOWN_SIZE);
  if (neverFilledIn || riffEnd < Math.min(start + size, source.size)) {
    repaired = withBytesReplaced(repaired, RIFF_SIZE_OFFSET, UNKNOWN_SIZE);
  }
  return {
    source: repaired,
    promisedSeconds: openEnded || bytesPerSecond === 0 ? null : size / bytesPerSecond,
  };
}

async function readView(source: ByteSource, start: number, length: number): Promise<DataView> {
  const bytes = await source.read(start, start + length);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function fourCharacters(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));
}
