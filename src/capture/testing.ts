/** Sounds, WAV and FLAC files made on the spot, for tests: every shape a recorder writes, no binary in the repo. */

/** A sine with an envelope, like a syllable every half second, so that it has pauses and a level. */
export function hum(seconds: number, sampleRate: number, frequency = 300): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) => {
    const time = index / sampleRate;
    return 0.4 * Math.sin(2 * Math.PI * frequency * time) * Math.sin(2 * Math.PI * time) ** 2;
  });
}

export interface WavChunk {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Leaves out the zero that fills an odd size up. */
  readonly unpadded?: boolean;
}

export interface WavShape {
  readonly sampleRate?: number;
  readonly format?: 'integer' | 'float';
  readonly bits?: 8 | 16 | 24 | 32 | 64;
  /** The bits of a sample that are said to be used; default: all. */
  readonly usedBits?: number;
  /** What the header claims of the bytes of a sample of all channels; default: the truth. */
  readonly claimedBlockLength?: number;
  /** WAVE_FORMAT_EXTENSIBLE instead of the plain header. */
  readonly extensible?: boolean;
  /** Chunks between the format and the data, as editors and phones write them. */
  readonly chunksBefore?: readonly WavChunk[];
  readonly chunksAfter?: readonly WavChunk[];
  /** What the header claims of the data's size; default: the truth. */
  readonly claimedDataSize?: number;
  readonly claimedRiffSize?: number;
  /** One of the long kinds, with its sizes in a chunk of their own. */
  readonly long?: 'RF64' | 'BW64';
}

/** A WAV file of the given channels, of which integers keep what is within full scale, 1. */
export function wavFile(channels: readonly Float32Array[], shape: WavShape = {}): Uint8Array<ArrayBuffer> {
  const { format = 'integer', bits = 16, long } = shape;
  const data = sampleBytes(channels, format, bits);
  // The size of the whole, which nobody reads, of the data, and the number of samples, each in 64 bits; then no others.
  const sizes = [0, 0, shape.claimedDataSize ?? data.length, 0, 0, 0, 0].map(number32);
  const chunks = [
    ...(long ? [chunk({ name: 'ds64', bytes: joined(sizes) })] : []),
    chunk({ name: 'fmt ', bytes: formatBytes(channels.length, shape) }),
    ...(shape.chunksBefore ?? []).map(chunk),
    joined([
      text('data'),
      number32(long ? 0xffff_ffff : (shape.claimedDataSize ?? data.length)),
      data,
      new Uint8Array(data.length % 2),
    ]),
    ...(shape.chunksAfter ?? []).map(chunk),
  ];
  const body = joined([text('WAVE'), ...chunks]);
  return joined([text(long ?? 'RIFF'), number32(shape.claimedRiffSize ?? body.length), body]);
}

function formatBytes(channels: number, shape: WavShape): Uint8Array {
  const { sampleRate = 16_000, format = 'integer', bits = 16, usedBits = bits, extensible = false } = shape;
  const code = format === 'integer' ? 1 : 3;
  const blockAlign = (channels * bits) / 8;
  const plain = joined([
    number16(extensible ? 0xfffe : code),
    number16(channels),
    number32(sampleRate),
    number32(sampleRate * blockAlign),
    number16(shape.claimedBlockLength ?? blockAlign),
    number16(usedBits),
  ]);
  if (!extensible) return plain;
  // The sub-format's GUID is the plain code followed by Microsoft's fixed bytes.
  const fixed = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
  return joined([plain, number16(22), number16(usedBits), number32(0), number16(code), Uint8Array.from(fixed)]);
}

function sampleBytes(channels: readonly Float32Array[], format: 'integer' | 'float', bits: number): Uint8Array {
  const frames = channels[0]?.length ?? 0;
  const view = new DataView(new ArrayBuffer((frames * channels.length * bits) / 8));
  let offset = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    for (const channel of channels) {
      writeSample(view, offset, channel[frame] ?? 0, format, bits);
      offset += bits / 8;
    }
  }
  return new Uint8Array(view.buffer);
}

function writeSample(view: DataView, offset: number, sample: number, format: 'integer' | 'float', bits: number): void {
  if (format === 'float') {
    if (bits === 64) view.setFloat64(offset, sample, true);
    else view.setFloat32(offset, sample, true);
    return;
  }
  const value = Math.round(Math.max(-1, Math.min(1, sample)) * (2 ** (bits - 1) - 1));
  if (bits === 8) view.setUint8(offset, value + 128);
  else if (bits === 16) view.setInt16(offset, value, true);
  else if (bits === 32) view.setInt32(offset, value, true);
  else {
    view.setUint16(offset, value & 0xffff, true);
    view.setInt8(offset + 2, value >> 16);
  }
}

function chunk({ name, bytes, unpadded = false }: WavChunk): Uint8Array {
  return joined([text(name), number32(bytes.length), bytes, new Uint8Array(unpadded ? 0 : bytes.length % 2)]);
}

/** Samples of a FLAC frame, where nothing else is said. */
const FLAC_BLOCK = 4096;

/**
 * A FLAC file of some seconds at most, 16-bit mono, packed in the plainest way: silent frames to one value, others not at
 * all.
 *
 * @param sampleRate 16 kHz, or another one in whole kHz.
 * @param blockSize Samples of a frame.
 */
export function flacFile(samples: Float32Array, sampleRate = 16_000, blockSize = FLAC_BLOCK): Uint8Array<ArrayBuffer> {
  const streamInfo = new DataView(new ArrayBuffer(34));
  streamInfo.setUint16(0, blockSize);
  streamInfo.setUint16(2, blockSize);
  // Rate (20 bits), channels less one (3), bits less one (5), and the upper 4 bits of the number of samples.
  streamInfo.setUint32(10, (sampleRate << 12) | (15 << 4));
  streamInfo.setUint32(14, samples.length);
  const frames = Array.from({ length: Math.ceil(samples.length / blockSize) }, (_, index) =>
    flacFrame(index, samples.subarray(index * blockSize, (index + 1) * blockSize), sampleRate),
  );
  // The only, and so the last, block of metadata: a STREAMINFO of 34 bytes.
  return joined([text('fLaC'), Uint8Array.of(0x80, 0, 0, 34), new Uint8Array(streamInfo.buffer), ...frames]);
}

function flacFrame(number: number, samples: Float32Array, sampleRate: number): Uint8Array {
  // 16 kHz has a number of its own, another rate stands below in kHz.
  const rate = sampleRate === 16_000 ? { code: 0x5, below: [] } : { code: 0xc, below: [sampleRate / 1000] };
  const size = samples.length - 1;
  // Sync and fixed block size; the size in 16 bits below, the rate; mono, 16 bits.
  const start = [0xff, 0xf8, 0x70 | rate.code, 0x08, number, size >> 8, size & 0xff, ...rate.below];
  const header = Uint8Array.of(...start, crc(Uint8Array.from(start), 8, 0x07));
  const isSilent = samples.every((sample) => sample === 0);
  const packed = isSilent ? samples.subarray(0, 1) : samples;
  const subframe = new DataView(new ArrayBuffer(1 + 2 * packed.length));
  subframe.setUint8(0, isSilent ? 0x00 : 0x02);
  packed.forEach((sample, index) => subframe.setInt16(1 + 2 * index, Math.round(sample * 0x7fff)));
  const frame = joined([header, new Uint8Array(subframe.buffer)]);
  const check = crc(frame, 16, 0x8005);
  return joined([frame, Uint8Array.of(check >> 8, check & 0xff)]);
}

/** The cyclic redundancy check that begins with zero. @param width of the result in bits, 8 or 16. */
function crc(bytes: Uint8Array, width: number, polynomial: number): number {
  const top = 1 << (width - 1);
  let remainder = 0;
  for (const byte of bytes) {
    remainder ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit += 1) {
      remainder = ((remainder << 1) ^ (remainder & top ? polynomial : 0)) & (2 * top - 1);
    }
  }
  return remainder;
}

/** Of an Ogg page. */
export interface OggPageShape {
  /** Marks the first page of a stream. */
  readonly isFirst?: boolean;
  readonly isLast?: boolean;
}

/** A page of an Ogg file that holds one packet, of under 65,025 bytes. Its check sum is left out: nobody here asks. */
export function oggPage(packet: Uint8Array, { isFirst = false, isLast = false }: OggPageShape = {}): Uint8Array {
  const lengths = [...new Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
  const flags = (isFirst ? 2 : 0) | (isLast ? 4 : 0);
  // Version and flags; position of 64 bits, stream, number of the page and check sum.
  const header = [text('OggS'), Uint8Array.of(0, flags), new Uint8Array(20), Uint8Array.of(lengths.length)];
  return joined([...header, Uint8Array.from(lengths), packet]);
}

function text(characters: string): Uint8Array {
  return new TextEncoder().encode(characters);
}

function number16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >> 8);
}

function number32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
