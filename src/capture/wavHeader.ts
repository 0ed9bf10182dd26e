/**
 * Looks into a WAV file's header for what mediabunny passes over: sizes that a crashed or streaming recorder never
 * wrote, and sound that the header promises and the file does not hold.
 */
import { withHeader, type ByteSource } from './byteSource';

/** Recorders that write to a pipe put one of the largest 32-bit sizes; anything near is "until the end". */
const OPEN_ENDED_SIZE = 0x7fff_0000;
const LARGEST_SIZE = 0xffff_ffff;
const RIFF_SIZE_OFFSET = 4;
const FIRST_CHUNK_OFFSET = 12;
const CHUNK_HEADER_LENGTH = 8;
/** The fields of a format chunk that every WAV has; the longest in use, WAVE_FORMAT_EXTENSIBLE's, has 40 bytes. */
const FORMAT_LENGTH = { least: 14, most: 4096 };
/** Four printable characters, of which a short name's spaces come last. */
const CHUNK_NAME = /^[\x21-\x7e][\x20-\x7e]{3}$/;

export interface WavInspection {
  /**
   * The file as mediabunny is to see it: format and sound with their true sizes, and nothing else. It reads titles and
   * the like, too, and gives up the whole file for one that is written wrongly, or for a second chunk of sound.
   */
  readonly source: ByteSource;
  /** What the header promises; null when it leaves the length open. */
  readonly promisedSeconds: number | null;
}

/** Null unless the file is a RIFF WAVE with a format and then data. Other shapes (RF64, RIFX) are left as they are. */
export async function inspectWav(source: ByteSource): Promise<WavInspection | null> {
  if (source.size < FIRST_CHUNK_OFFSET) return null;
  const riff = await readView(source, 0, FIRST_CHUNK_OFFSET);
  if (fourCharacters(riff, 0) !== 'RIFF' || fourCharacters(riff, 8) !== 'WAVE') return null;
  const riffEnd = riff.getUint32(RIFF_SIZE_OFFSET, true) + CHUNK_HEADER_LENGTH;

  let format: Uint8Array | null = null;
  let chunk = await readChunk(source, FIRST_CHUNK_OFFSET);
  while (chunk !== null) {
    const { name, start, size } = chunk;
    if (name === 'fmt ') {
      const isWhole = size >= FORMAT_LENGTH.least && size <= FORMAT_LENGTH.most && start + size <= source.size;
      format = isWhole ? await source.read(start, start + size) : null;
    }
    if (name === 'data') return format && inspectData(source, format, chunk, riffEnd);
    chunk = await nextChunk(source, chunk);
  }
  return null;
}

interface Chunk {
  readonly name: string;
  /** Where its content begins. */
  readonly start: number;
  /** Of its content, as it says itself. */
  readonly size: number;
}

/** Null where no chunk begins: at the end, or at zeros, say, of which a crashed recorder leaves millions. */
async function readChunk(source: ByteSource, position: number): Promise<Chunk | null> {
  const start = position + CHUNK_HEADER_LENGTH;
  if (start > source.size) return null;
  const header = await readView(source, position, CHUNK_HEADER_LENGTH);
  const name = fourCharacters(header, 0);
  return CHUNK_NAME.test(name) ? { name, start, size: header.getUint32(4, true) } : null;
}

async function nextChunk(source: ByteSource, { start, size }: Chunk): Promise<Chunk | null> {
  const end = start + size;
  // A zero fills an odd size up, and no name begins with one. Some writers leave it out.
  const unpadded = await readChunk(source, end);
  return unpadded !== null || size % 2 === 0 ? unpadded : readChunk(source, end + 1);
}

async function inspectData(
  source: ByteSource,
  format: Uint8Array,
  { start, size }: Chunk,
  riffEnd: number,
): Promise<WavInspection> {
  // A size of zero is meant only where another chunk follows; else nobody came back to fill it in.
  const neverFilledIn = size === 0 && (riffEnd <= start || !(await holdsChunk(source, start)));
  const openEnded = neverFilledIn || size >= OPEN_ENDED_SIZE;
  const end = openEnded ? source.size : Math.min(start + size, source.size);
  const view = new DataView(format.buffer, format.byteOffset, format.byteLength);
  const bytesPerSecond = view.getUint32(4, true) * view.getUint16(12, true);
  return {
    source: withHeader(plainHeader(format, end - start), source, { start, end }),
    promisedSeconds: openEnded || bytesPerSecond === 0 ? null : size / bytesPerSecond,
  };
}

async function holdsChunk(source: ByteSource, position: number): Promise<boolean> {
  const chunk = await readChunk(source, position);
  return chunk !== null && chunk.start + chunk.size <= source.size;
}

/** All of a WAV file before its samples: what they are, and how many bytes. */
function plainHeader(format: Uint8Array, dataBytes: number): Uint8Array {
  const formatEnd = FIRST_CHUNK_OFFSET + CHUNK_HEADER_LENGTH + format.length + (format.length % 2);
  const header = new Uint8Array(formatEnd + CHUNK_HEADER_LENGTH);
  const view = new DataView(header.buffer);
  const write = (offset: number, name: string, size: number): void => {
    header.set(new TextEncoder().encode(name), offset);
    view.setUint32(offset + 4, Math.min(size, LARGEST_SIZE), true);
  };
  write(0, 'RIFF', header.length - CHUNK_HEADER_LENGTH + dataBytes);
  header.set(new TextEncoder().encode('WAVE'), 8);
  write(FIRST_CHUNK_OFFSET, 'fmt ', format.length);
  header.set(format, FIRST_CHUNK_OFFSET + CHUNK_HEADER_LENGTH);
  write(formatEnd, 'data', dataBytes);
  return header;
}

async function readView(source: ByteSource, start: number, length: number): Promise<DataView> {
  const bytes = await source.read(start, start + length);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function fourCharacters(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));
}
