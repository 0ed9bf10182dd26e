/** Sounds and WAV files made on the spot, for tests: every shape a recorder writes, without a binary in the repo. */

/** A sine with an envelope, like a syllable every half second, so that it has pauses and a level. */
export function hum(seconds: number, sampleRate: number, frequency = 300): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) => {
    const time = index / sampleRate;
    return 0.4 * Math.sin(2 * Math.PI * frequency * time) * Math.sin(2 * Math.PI * time) ** 2;
  });
}

export interface WavShape {
  readonly sampleRate?: number;
  readonly format?: 'integer' | 'float';
  readonly bits?: 8 | 16 | 24 | 32 | 64;
  /** WAVE_FORMAT_EXTENSIBLE instead of the plain header. */
  readonly extensible?: boolean;
  /** Chunks between the format and the data, as editors and phones write them. */
  readonly chunksBefore?: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly chunksAfter?: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** What the header claims of the data's size; default: the truth. */
  readonly claimedDataSize?: number;
  readonly claimedRiffSize?: number;
}

/** A WAV file of the given channels. */
export function wavFile(channels: readonly Float32Array[], shape: WavShape = {}): Uint8Array<ArrayBuffer> {
  const { sampleRate = 16_000, format = 'integer', bits = 16, extensible = false } = shape;
  const data = sampleBytes(channels, format, bits);
  const chunks = [
    chunk('fmt ', formatBytes(channels.length, sampleRate, format, bits, extensible)),
    ...(shape.chunksBefore ?? []).map(({ name, bytes }) => chunk(name, bytes)),
    chunk('data', data, shape.claimedDataSize),
    ...(shape.chunksAfter ?? []).map(({ name, bytes }) => chunk(name, bytes)),
  ];
  const body = joined([text('WAVE'), ...chunks]);
  return joined([text('RIFF'), number32(shape.claimedRiffSize ?? body.length), body]);
}

function formatBytes(
  channels: number,
  sampleRate: number,
  format: 'integer' | 'float',
  bits: number,
  extensible: boolean,
): Uint8Array {
  const code = format === 'integer' ? 1 : 3;
  const blockAlign = (channels * bits) / 8;
  const plain = joined([
    number16(extensible ? 0xfffe : code),
    number16(channels),
    number32(sampleRate),
    number32(sampleRate * blockAlign),
    number16(blockAlign),
    number16(bits),
  ]);
  if (!extensible) return plain;
  // The sub-format's GUID is the plain code followed by Microsoft's fixed bytes.
  const fixed = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
  return joined([plain, number16(22), number16(bits), number32(0), number16(code), Uint8Array.from(fixed)]);
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
  const value = Math.round(sample * (2 ** (bits - 1) - 1));
  if (bits === 8) view.setUint8(offset, value + 128);
  else if (bits === 16) view.setInt16(offset, value, true);
  else if (bits === 32) view.setInt32(offset, value, true);
  else {
    view.setUint16(offset, value & 0xffff, true);
    view.setInt8(offset + 2, value >> 16);
  }
}

function chunk(name: string, bytes: Uint8Array, claimedSize = bytes.length): Uint8Array {
  return joined([text(name), number32(claimedSize), bytes, new Uint8Array(bytes.length % 2)]);
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

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
