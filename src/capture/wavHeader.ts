/**
 * Looks into a WAV file's header for what mediabunny passes over: sizes that a crashed or streaming recorder never
 * wrote, and sound that the header promises and the file does not hold.
 */
import { bytesOf, fourCharacters, joined, readView, sliceOf, type ByteSource } from './byteSource';

/**
 * Recorders that write to a pipe put the largest size they know, signed or not, or one that leaves room for a header:
 * SoX 0x7fff_f000, FFmpeg 0xffff_ffff, and arecord 0x8000_0000. What is near those limits is "until the end".
 */
const LIMITS = [2 ** 31, 2 ** 32];
const NEAR_A_LIMIT = 0x1_0000;
/** In an RF64 or BW64, "see the ds64 chunk"; in other files a size that nobody knew. */
const SIZE_ELSEWHERE = 0xffff_ffff;
/** Sizes of 64 bits of the whole file, of the sound and in samples; then no further ones. */
const LONG_SIZES_LENGTH = 28;
const LONG_DATA_SIZE_OFFSET = 8;
const RIFF_SIZE_OFFSET = 4;
const FIRST_CHUNK_OFFSET = 12;
const CHUNK_HEADER_LENGTH = 8;
/** The fields of a format chunk that every WAV has; the longest in use, WAVE_FORMAT_EXTENSIBLE's, has 40 bytes. */
const FORMAT_LENGTH = { least: 14, most: 4096 };
/** Where a format chunk holds what its samples are. */
const FORMAT_FIELDS = { tag: 0, channels: 2, sampleRate: 4, blockLength: 12, bits: 14, subFormat: 24 };
const PCM = 1;
const EXTENSIBLE = 0xfffe;
/** Kinds of WAV. The two for more than 4 GB are one: the EBU named it first (Tech 3306), then the ITU (BS.2088). */
const KINDS: readonly string[] = ['RIFF', 'RF64', 'BW64'];
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

/**
 * Whether it is a WAV whose numbers have their upper bytes first, as old workstations wrote it. mediabunny, and Chromium, too,
 * take its samples for those of any WAV, and hear noise, in which the network finds a mood.
 */
export async function isBigEndianWav(source: ByteSource): Promise<boolean> {
  return source.size >= RIFF_SIZE_OFFSET && fourCharacters(await readView(source, 0, RIFF_SIZE_OFFSET), 0) === 'RIFX';
}

/** Null unless the file is a WAV, long or not, with a format and then data. */
export async function inspectWav(source: ByteSource): Promise<WavInspection | null> {
  if (source.size < FIRST_CHUNK_OFFSET) return null;
  const riff = await readView(source, 0, FIRST_CHUNK_OFFSET);
  if (!KINDS.includes(fourCharacters(riff, 0)) || fourCharacters(riff, 8) !== 'WAVE') return null;
  const riffEnd = riff.getUint32(RIFF_SIZE_OFFSET, true) + CHUNK_HEADER_LENGTH;

  let format: Uint8Array | null = null;
  let longSize = 0;
  let chunk = await readChunk(source, FIRST_CHUNK_OFFSET);
  while (chunk !== null) {
    const { name, start, size } = chunk;
    if (name === 'fmt ') {
      const isWhole = size >= FORMAT_LENGTH.least && size <= FORMAT_LENGTH.most && start + size <= source.size;
      format = isWhole ? await source.read(start, start + size) : null;
    }
    if (name === 'ds64' && size >= LONG_SIZES_LENGTH && start + size <= source.size) {
      const sizes = await readView(source, start, LONG_SIZES_LENGTH);
      longSize = Number(sizes.getBigUint64(LONG_DATA_SIZE_OFFSET, true));
    }
    if (name === 'data') {
      const isLong = size === SIZE_ELSEWHERE && longSize > 0;
      const promisedBytes = isLong ? longSize : await promisedSize(source, chunk, riffEnd);
      return format && inspectData(source, format, start, promisedBytes);
    }
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

/** The bytes of sound that its chunk promises; null when it leaves them open. */
async function promisedSize(source: ByteSource, { start, size }: Chunk, riffEnd: number): Promise<number | null> {
  // A size of zero is meant only where another chunk follows; else nobody came back to fill it in.
  const neverFilledIn = size === 0 && (riffEnd <= start || !(await holdsChunk(source, start)));
  const isOpenEnded = LIMITS.some((limit) => Math.abs(limit - size) <= NEAR_A_LIMIT);
  return neverFilledIn || isOpenEnded ? null : size;
}

function inspectData(
  source: ByteSource,
  written: Uint8Array,
  start: number,
  promisedBytes: number | null,
): WavInspection {
  const end = Math.min(start + (promisedBytes ?? Infinity), source.size);
  const format = withFullSamples(withWholeBlocks(written));
  const view = viewOf(format);
  const bytesPerSecond =
    view.getUint32(FORMAT_FIELDS.sampleRate, true) * view.getUint16(FORMAT_FIELDS.blockLength, true);
  return {
    source: joined(bytesOf(plainHeader(format, end - start)), sliceOf(source, start, end)),
    promisedSeconds: promisedBytes === null || bytesPerSecond === 0 ? null : promisedBytes / bytesPerSecond,
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * A block is a sample of all channels, and no shorter. Of blocks that are said to be empty mediabunny reads nothing, and by the
 * length of one channel's samples a whole file of two would seem to be cut short.
 */
function withWholeBlocks(format: Uint8Array): Uint8Array {
  const { channels, blockLength, bits } = FORMAT_FIELDS;
  const whole = format.slice();
  const view = viewOf(whole);
  if (whole.length < bits + 2) return whole;
  const least = view.getUint16(channels, true) * Math.ceil(view.getUint16(bits, true) / 8);
  if (view.getUint16(blockLength, true) < least) view.setUint16(blockLength, least, true);
  return whole;
}

/**
 * mediabunny takes no integers that leave bits of their bytes unused, such as 20 bits in three bytes or 24 in four. They
 * lie in the upper bits, with zeros below (IBM and Microsoft 1991, "Multimedia Programming Interface and Data
 * Specifications 1.0", on PCM), so that they can be read as if they used all.
 */
function withFullSamples(format: Uint8Array): Uint8Array {
  const { tag, channels, blockLength, bits, subFormat } = FORMAT_FIELDS;
  const full = format.slice();
  const view = viewOf(full);
  if (full.length < bits + 2) return full;
  const isExtensible = view.getUint16(tag, true) === EXTENSIBLE && full.length >= subFormat + 2;
  const isInteger = view.getUint16(isExtensible ? subFormat : tag, true) === PCM;
  const bitsOfBytes = (8 * view.getUint16(blockLength, true)) / view.getUint16(channels, true);
  if (isInteger && Number.isInteger(bitsOfBytes / 8) && bitsOfBytes > view.getUint16(bits, true)) {
    view.setUint16(bits, bitsOfBytes, true);
  }
  return full;
}

async function holdsChunk(source: ByteSource, position: number): Promise<boolean> {
  const chunk = await readChunk(source, position);
  return chunk !== null && chunk.start + chunk.size <= source.size;
}

/** All of a WAV file before its samples, as RF64, in which no size is too large: what they are, and how many bytes. */
function plainHeader(format: Uint8Array, dataBytes: number): Uint8Array {
  const sizesStart = FIRST_CHUNK_OFFSET + CHUNK_HEADER_LENGTH;
  const formatStart = sizesStart + LONG_SIZES_LENGTH + CHUNK_HEADER_LENGTH;
  const formatEnd = formatStart + format.length + (format.length % 2);
  const header = new Uint8Array(formatEnd + CHUNK_HEADER_LENGTH);
  const view = new DataView(header.buffer);
  const write = (contentStart: number, name: string, size: number): void => {
    header.set(new TextEncoder().encode(name), contentStart - CHUNK_HEADER_LENGTH);
    view.setUint32(contentStart - 4, size, true);
  };
  write(CHUNK_HEADER_LENGTH, 'RF64', SIZE_ELSEWHERE);
  header.set(new TextEncoder().encode('WAVE'), CHUNK_HEADER_LENGTH);
  write(sizesStart, 'ds64', LONG_SIZES_LENGTH);
  view.setBigUint64(sizesStart, BigInt(header.length - CHUNK_HEADER_LENGTH + dataBytes), true);
  view.setBigUint64(sizesStart + LONG_DATA_SIZE_OFFSET, BigInt(dataBytes), true);
  write(formatStart, 'fmt ', format.length);
  header.set(format, formatStart);
  write(header.length, 'data', SIZE_ELSEWHERE);
  return header;
}
