/** Every shape of WAV must come out as the same sound, and every broken file as its own error. */
import { CustomSource } from 'mediabunny';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { bytesOfBlob, type ByteSource } from './byteSource';
import { decodeRecording, type DecodeOptions, type SoundClaim } from './decodeRecording';
import { RECORDING_ERRORS, RecordingError } from './recordingError';
import { flacFile, hum, joined, oggPage, wavFile, type WavShape } from './testing';
import { aacFile, mkvFile, mp4File } from './testingMuxed';

async function decode(bytes: Uint8Array<ArrayBuffer>, options: Omit<DecodeOptions, 'onBlock'> = {}) {
  const blocks: Float32Array[] = [];
  const source = bytesOfBlob(new Blob([bytes]));
  const summary = await decodeRecording(source, { ...options, onBlock: (block) => void blocks.push(block) });
  return { summary, blocks, samples: Float32Array.from(blocks.flatMap((block) => [...block])) };
}

async function failureOf(bytes: Uint8Array<ArrayBuffer>, options: Omit<DecodeOptions, 'onBlock'> = {}) {
  const error: unknown = await decode(bytes, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RecordingError);
  return error as RecordingError;
}

/** Frames of MPEG-1 Layer III, 128 kbit/s at 44.1 kHz, that hold nothing. */
function silentMp3(): Uint8Array<ArrayBuffer> {
  const frame = [0xff, 0xfb, 0x90, 0x00, ...new Array<number>(413).fill(0)];
  return Uint8Array.from(Array.from({ length: 40 }, () => frame).flat());
}

/** Largest difference, without the resampler's ramps at both ends. */
function largestDifference(actual: Float32Array, expected: Float32Array): number {
  let largest = 0;
  for (let index = 400; index < expected.length - 400; index += 1) {
    largest = Math.max(largest, Math.abs((actual[index] ?? NaN) - (expected[index] ?? NaN)));
  }
  return largest;
}

describe('decodeRecording', () => {
  const sound = hum(1.2, 16_000);

  it.each<[string, WavShape, number]>([
    ['8-bit', { bits: 8 }, 0.01],
    ['16-bit', { bits: 16 }, 2e-4],
    ['24-bit', { bits: 24 }, 1e-5],
    ['32-bit', { bits: 32 }, 1e-5],
    ['32-bit float', { format: 'float', bits: 32 }, 1e-7],
    ['64-bit float', { format: 'float', bits: 64 }, 1e-7],
    ['extensible 16-bit', { extensible: true }, 2e-4],
    ['extensible 24-bit', { extensible: true, bits: 24 }, 1e-5],
    ['12 bits in two bytes', { usedBits: 12 }, 2e-4],
    ['20 bits in three bytes', { bits: 24, usedBits: 20 }, 1e-5],
    ['24 bits in four bytes', { bits: 32, usedBits: 24 }, 1e-5],
    ['extensible 20 bits in three bytes', { extensible: true, bits: 24, usedBits: 20 }, 1e-5],
    ['extensible float', { extensible: true, format: 'float', bits: 32 }, 1e-7],
  ])('reads %s', async (_, shape, tolerance) => {
    const { samples, summary } = await decode(wavFile([sound], shape));
    expect(samples).toHaveLength(sound.length);
    expect(largestDifference(samples, sound)).toBeLessThan(tolerance);
    expect(summary).toEqual({ durationSeconds: 1.2, sampleRate: 16_000, channels: 1, notice: null });
  });

  it.each([8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])('brings %i Hz to 16 kHz', async (sampleRate) => {
    const { samples, summary } = await decode(wavFile([hum(1.2, sampleRate)], { sampleRate, bits: 24 }));
    expect(summary.durationSeconds).toBeCloseTo(1.2, 3);
    // The pass band's ripple, 80 dB down.
    expect(largestDifference(samples, sound)).toBeLessThan(3e-4);
  });

  it.each([1, 2, 3, 4, 6])('mixes %i channels to their mean', async (count) => {
    const channels = Array.from({ length: count }, (_, index) => sound.map((sample) => (sample * index) / count));
    const { samples, summary } = await decode(wavFile(channels, { bits: 24, extensible: count > 2 }));
    const mean = sound.map((sample) => (sample * (count - 1)) / 2 / count);
    expect(largestDifference(samples, mean)).toBeLessThan(1e-5);
    expect(summary.channels).toBe(count);
  });

  it.each<[string, number, WavShape]>([
    ['nothing', 1, { claimedBlockLength: 0 }],
    ['nothing, of floats', 2, { claimedBlockLength: 0, format: 'float', bits: 32 }],
    ['one channel', 2, { claimedBlockLength: 2 }],
  ])('reads samples that are said to take the bytes of %s', async (_, count, shape) => {
    const channels = Array.from({ length: count }, () => sound);
    const { samples, summary } = await decode(wavFile(channels, shape));
    expect(largestDifference(samples, sound)).toBeLessThan(2e-4);
    expect(samples).toHaveLength(sound.length);
    expect(summary).toEqual({ durationSeconds: 1.2, sampleRate: 16_000, channels: count, notice: null });
  });

  it('says of samples that are said to take no bytes, too, how many are missing', async () => {
    const whole = wavFile([hum(4, 16_000)], { claimedBlockLength: 0 });
    const { summary } = await decode(whole.slice(0, whole.length / 2));
    expect(summary.notice).toContain('2.0 seconds of 4.0 seconds');
  });

  it('passes over junk chunks, odd sizes and tags', async () => {
    const { samples } = await decode(
      wavFile([sound], {
        chunksBefore: [
          { name: 'JUNK', bytes: new Uint8Array(333) },
          { name: 'bext', bytes: new Uint8Array(602).fill(65) },
        ],
        chunksAfter: [{ name: 'LIST', bytes: new TextEncoder().encode('INFOIART\u0004\0\0\0abc\0') }],
      }),
    );
    expect(samples).toHaveLength(sound.length);
  });

  const title = new TextEncoder().encode('INFOIART\u00ff\0\0\0abc\0');
  it.each<[string, WavShape]>([
    ['a title of the wrong size before it', { chunksBefore: [{ name: 'LIST', bytes: title }] }],
    ['a title of the wrong size after it', { chunksAfter: [{ name: 'LIST', bytes: title }] }],
    ['a tag that breaks off', { chunksBefore: [{ name: 'id3 ', bytes: new TextEncoder().encode('ID3') }] }],
    ['an odd chunk that is not filled up', { chunksBefore: [{ name: 'bext', bytes: title, unpadded: true }] }],
    ['other sound behind it', { chunksAfter: [{ name: 'data', bytes: new Uint8Array(9_000).fill(50) }] }],
  ])('is not misled by %s', async (_, shape) => {
    const { samples, summary } = await decode(wavFile([sound], shape));
    expect(largestDifference(samples, sound)).toBeLessThan(2e-4);
    expect(samples).toHaveLength(sound.length);
    expect(summary).toEqual({ durationSeconds: 1.2, sampleRate: 16_000, channels: 1, notice: null });
  });

  it.each<[string, WavShape]>([
    ['sizes of zero, as a crashed recorder leaves them', { claimedDataSize: 0, claimedRiffSize: 0 }],
    ['sizes of zero, header counted', { claimedDataSize: 0, claimedRiffSize: 36 }],
    ['the largest sizes, as a pipe gets them', { claimedDataSize: 0xffff_ffff, claimedRiffSize: 0xffff_ffff }],
    ['the largest signed sizes', { claimedDataSize: 0x7fff_ffff, claimedRiffSize: 0x7fff_ffff }],
    [
      'nearly the largest signed sizes, as SoX has them',
      { claimedDataSize: 0x7fff_f000, claimedRiffSize: 0x7fff_f024 },
    ],
    ['one more than those, as arecord has them', { claimedDataSize: 0x8000_0000, claimedRiffSize: 0x8000_0024 }],
    ['nearly the largest sizes', { claimedDataSize: 0xffff_ffdb, claimedRiffSize: 0xffff_ffff }],
    ['a RIFF size of zero only', { claimedRiffSize: 0 }],
    ['a data size of zero only', { claimedDataSize: 0 }],
  ])('reads to the end with %s', async (_, shape) => {
    const { samples, summary } = await decode(wavFile([sound], shape));
    expect(samples).toHaveLength(sound.length);
    expect(summary.notice).toBeNull();
  });

  it('takes no sound for a chunk where the sizes were never filled in', async () => {
    const bytes = wavFile([sound], { claimedDataSize: 0, claimedRiffSize: 36 });
    bytes.set(new TextEncoder().encode('abcd\u0008\0\0\0'), 44);
    const { samples } = await decode(bytes);
    expect(samples).toHaveLength(sound.length);
  });

  it('takes NaN, infinities and absurd samples for silence', async () => {
    const poisoned = sound.slice();
    poisoned.set([NaN, Infinity, -Infinity, 1e38], 9_000);
    const { samples } = await decode(wavFile([poisoned], { format: 'float', bits: 32 }));
    expect([...samples.subarray(9_000, 9_004)]).toEqual([0, 0, 0, 0]);
    expect(samples.every(Number.isFinite)).toBe(true);
  });

  it('gives a long file out in short blocks', async () => {
    const { blocks, samples } = await decode(wavFile([hum(30, 16_000)]));
    expect(samples).toHaveLength(480_000);
    expect(Math.max(...blocks.map((block) => block.length))).toBeLessThanOrEqual(4_096);
  });

  it('reads a file cut short, and says so', async () => {
    const whole = wavFile([hum(4, 16_000)]);
    const { summary } = await decode(whole.slice(0, whole.length / 2));
    expect(summary.durationSeconds).toBeCloseTo(2, 1);
    expect(summary.notice).toContain('2.0 seconds of 4.0 seconds');
  });

  it.each([1.75, 2.25, 3.75])('says of a file of %f GiB, too, that it is cut short', async (gibibytes) => {
    const { summary } = await decode(wavFile([sound], { claimedDataSize: gibibytes * 2 ** 30 }));
    expect(summary.notice).toMatch(/only 1\.2 seconds of \d+ min/);
  });

  describe.each(['RF64', 'BW64'] as const)('%s', (long) => {
    it('is read, and when cut short as far as it goes, and says so', async () => {
      const whole = wavFile([hum(4, 16_000)], { long });
      const { samples, summary } = await decode(whole);
      expect(largestDifference(samples, hum(4, 16_000))).toBeLessThan(2e-4);
      expect(summary.notice).toBeNull();
      const { summary: half } = await decode(whole.slice(0, whole.length / 2));
      expect(half.notice).toContain('2.0 seconds of 4.0 seconds');
    });

    it('is read to its end when its size was never filled in', async () => {
      const { samples, summary } = await decode(wavFile([sound], { long, claimedDataSize: 0 }));
      expect(samples).toHaveLength(sound.length);
      expect(summary.notice).toBeNull();
    });
  });

  it('hears channels of opposite phases', async () => {
    const { samples } = await decode(wavFile([sound, sound.map((sample) => -sample)], { bits: 24 }));
    expect(samples.subarray(8_000).some((sample) => Math.abs(sample) > 0.3)).toBe(true);
  });

  it('reports progress that grows to 1', async () => {
    const fractions: number[] = [];
    await decode(wavFile([hum(4, 16_000)]), { onProgress: (fraction) => void fractions.push(fraction) });
    expect(fractions.length).toBeGreaterThan(5);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    const error = await failureOf(wavFile([hum(30, 16_000)]), {
      signal: controller.signal,
      onProgress: (fraction) => fraction > 0.2 && controller.abort(),
    });
    expect(error.code).toBe('aborted');
  });

  it('passes on what the taker of the samples throws', async () => {
    const source = bytesOfBlob(new Blob([wavFile([sound])]));
    const onBlock = () => Promise.reject(new TypeError('the network'));
    await expect(decodeRecording(source, { onBlock })).rejects.toThrow(new TypeError('the network'));
  });

  it.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ['an empty file', new Uint8Array(0), 'empty-file'],
    ['a text', new TextEncoder().encode('Dear diary, today I was angry. '.repeat(200)), 'not-audio'],
    [
      'a picture',
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...new Array<number>(500).fill(7)]),
      'not-audio',
    ],
    ['a few bytes', new Uint8Array([1, 2, 3]), 'not-audio'],
    ['0.4 seconds', wavFile([hum(0.4, 16_000)]), 'too-short'],
    ['a WAV without samples', wavFile([new Float32Array(0)]), 'too-short'],
    [
      'a WAV of tags alone',
      wavFile([new Float32Array(0)], { chunksAfter: [{ name: 'JUNK', bytes: new Uint8Array(100_000) }] }),
      'too-short',
    ],
    ['a WAV cut off in its header', wavFile([sound]).slice(0, 30), 'damaged'],
    ['a WAV cut off after a moment', wavFile([sound]).slice(0, 4_000), 'damaged'],
    ['a WAV of no channels', wavFile([], { claimedDataSize: 1_000 }), 'damaged'],
    ['a WAV at 0 Hz', wavFile([sound], { sampleRate: 0 }), 'damaged'],
    ['a FLAC cut off in its header', new TextEncoder().encode('fLaC\0\0\0\u0022\u0010'), 'damaged'],
  ])('tells %s apart', async (_, bytes, code) => {
    const error = await failureOf(bytes);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z].+\.$/);
  });

  it('names a codec that nothing here unpacks', async () => {
    const adpcm = wavFile([sound]);
    new DataView(adpcm.buffer).setUint16(20, 2, true);
    expect((await failureOf(adpcm)).code).toBe('unsupported-codec');
  });

  const pageSound = { samples: hum(1.2, 48_000), sampleRate: 48_000, channels: 1 };
  const mp3InWav = wavFile([sound]);
  new DataView(mp3InWav.buffer).setUint16(20, 0x55, true);
  const foreignOgg = joined([
    oggPage(new TextEncoder().encode('\u007fFLAC\u0001'), { isFirst: true }),
    oggPage(new Uint8Array(500), { isLast: true }),
  ]);

  it.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ['MP3 in a WAV', mp3InWav, 'unsupported-codec'],
    ['an Ogg with no stream known here', foreignOgg, 'unsupported-codec'],
    ['an Ogg cut off before its sound', foreignOgg.slice(0, 60), 'damaged'],
    ['a file in which no sound was found, though it was promised', flacFile(sound).slice(0, 42), 'damaged'],
  ])('asks the page for %s before giving up', async (_, bytes, code) => {
    const { summary } = await decode(bytes, { decodeOtherwise: () => Promise.resolve(pageSound) });
    expect(summary.durationSeconds).toBe(1.2);
    const failing = { decodeOtherwise: () => Promise.reject(new Error('EncodingError')) };
    expect((await failureOf(bytes, failing)).code).toBe(code);
    expect((await failureOf(bytes)).code).toBe(code);
    const refusing = { decodeOtherwise: () => Promise.reject(RECORDING_ERRORS.tooLong('30 MB')) };
    expect((await failureOf(bytes, refusing)).code).toBe(code);
  });

  it('does not bother the page with an empty WAV', async () => {
    const decodeOtherwise = vi.fn(() => Promise.resolve(pageSound));
    expect((await failureOf(wavFile([new Float32Array(0)]), { decodeOtherwise })).code).toBe('too-short');
    expect(decodeOtherwise).not.toHaveBeenCalled();
  });

  it('does not take a WAV whose upper bytes come first for noise, nor has the page do so', async () => {
    const bytes = joined([new TextEncoder().encode('RIFX'), wavFile([sound]).subarray(4)]);
    const decodeOtherwise = vi.fn(() => Promise.resolve(pageSound));
    expect((await failureOf(bytes, { decodeOtherwise })).code).toBe('unsupported-codec');
    expect(decodeOtherwise).not.toHaveBeenCalled();
  });

  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ['an MP3', silentMp3(), /cannot be unpacked here \(mp3\).*\(PCM\) WAV or as FLAC/],
    ['MP3 in a WAV', mp3InWav, /cannot be unpacked here.* WAV or as FLAC/],
    ['what is no recording', new Uint8Array(1_000).fill(3), /such as WAV or FLAC/],
  ])('advises what can be read where there is no page: %s', async (_, bytes, sentence) => {
    const { message } = await failureOf(bytes);
    expect(message).toMatch(sentence);
    expect(message).not.toContain('MP3');
  });

  it('asks the page for what it cannot read itself', async () => {
    const unknown = new Uint8Array(1_000).fill(3);
    const { summary, samples } = await decode(unknown, {
      decodeOtherwise: () => Promise.resolve({ samples: hum(1.2, 48_000), sampleRate: 48_000, channels: 2 }),
    });
    expect(summary).toMatchObject({ durationSeconds: 1.2, sampleRate: 48_000, channels: 2 });
    expect(largestDifference(samples, sound)).toBeLessThan(3e-4);
    const failing = { decodeOtherwise: () => Promise.reject(new Error('EncodingError')) };
    expect((await failureOf(unknown, failing)).message).toContain('such as WAV, MP3, M4A, OGG, FLAC or WebM.');
    const refusing = { decodeOtherwise: () => Promise.reject(RECORDING_ERRORS.tooLong('30 MB')) };
    expect((await failureOf(unknown, refusing)).code).toBe('not-audio');
  });

  it('says of an MP3 that it is too large for the page, or damaged, and not that it should be an MP3', async () => {
    // Node unpacks no MP3, as a browser without WebCodecs.
    const refusing = { decodeOtherwise: () => Promise.reject(RECORDING_ERRORS.tooLong('30 MB')) };
    expect((await failureOf(silentMp3(), refusing)).code).toBe('too-long');
    const failing = { decodeOtherwise: () => Promise.reject(new Error('EncodingError')) };
    expect((await failureOf(silentMp3(), failing)).code).toBe('damaged');
  });

  it('does not call AAC damaged, which some browsers cannot unpack anywhere', async () => {
    const failing = { decodeOtherwise: () => Promise.reject(new Error('EncodingError')) };
    const { code, message } = await failureOf(await aacFile(), failing);
    expect(code).toBe('unsupported-codec');
    expect(message).toMatch(/cannot be unpacked here \(aac\).*\(PCM\) WAV or as MP3/);
  });

  it.each([0, 100_000])('blames neither file nor network when the drive is gone after %i bytes', async (readable) => {
    const bytes = wavFile([hum(30, 16_000)]);
    const whole = bytesOfBlob(new Blob([bytes]));
    const source: ByteSource = {
      size: whole.size,
      read: (start, end) =>
        end > readable && start > 0 ? Promise.reject(RECORDING_ERRORS.unreadable(null)) : whole.read(start, end),
    };
    const reading = decodeRecording(source, { onBlock: () => undefined });
    await expect(reading).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('does not take the end of the drive for the end of the recording', async () => {
    const whole = bytesOfBlob(new Blob([flacFile(hum(30, 16_000))]));
    let blocks = 0;
    const source: ByteSource = {
      size: whole.size,
      read: async (start, end) => {
        if (end <= whole.size / 2) return whole.read(start, end);
        // A drive gives up late: when all that came before has been taken, and nothing will come after.
        let taken: number;
        do {
          taken = blocks;
          await new Promise((resolve) => setTimeout(resolve, 50));
        } while (blocks > taken);
        throw RECORDING_ERRORS.unreadable(null);
      },
    };
    const reading = decodeRecording(source, { onBlock: () => void (blocks += 1) });
    await expect(reading).rejects.toMatchObject({ code: 'unreadable' });
  });

  /** A FLAC whose first block of metadata is not its last. */
  const flacOfMoreMetadata = flacFile(new Float32Array(0)).fill(0, 4, 5);
  it.each<[string, Uint8Array]>([
    ['a WAV', wavFile([]).subarray(0, 12)],
    ['a FLAC', flacOfMoreMetadata],
  ])('gives up soon on the zeros that a crashed recorder or a broken download left of %s', async (_, beginning) => {
    const whole = bytesOfBlob(new Blob([joined([beginning, new Uint8Array(1_000_000)])]));
    let reads = 0;
    const read: ByteSource['read'] = (start, end) => {
      reads += 1;
      return whole.read(start, end);
    };
    await expect(decodeRecording({ size: whole.size, read }, { onBlock: () => undefined })).rejects.toThrow(
      RecordingError,
    );
    expect(reads).toBeLessThan(1_000);
  });

  it('stops when told to while it still looks at how the file begins, and asks no page', async () => {
    const controller = new AbortController();
    const whole = bytesOfBlob(new Blob([new Uint8Array(1_000).fill(3)]));
    const read: ByteSource['read'] = (start, end) => {
      controller.abort();
      return whole.read(start, end);
    };
    const decodeOtherwise = vi.fn(() => Promise.resolve(pageSound));
    const options = { signal: controller.signal, onBlock: () => undefined, decodeOtherwise };
    await expect(decodeRecording({ size: whole.size, read }, options)).rejects.toMatchObject({ code: 'aborted' });
    expect(decodeOtherwise).not.toHaveBeenCalled();
  });
});

describe('a WebM or MKV', () => {
  const sound = hum(3, 16_000);

  // mediabunny's endless loop must fail a test and not stop it: it lets no timer run.
  beforeEach(() => {
    const prototype = CustomSource.prototype as unknown as { _read: (...range: unknown[]) => unknown };
    const read = prototype._read;
    let reads = 0;
    vi.spyOn(prototype, '_read').mockImplementation(function (this: unknown, ...range) {
      reads += 1;
      if (reads > 20_000) throw new Error('an endless loop');
      return read.apply(this, range);
    });
  });
  afterEach(() => void vi.restoreAllMocks());

  const html = new TextEncoder().encode('<html>error</html>\n'.repeat(20));
  it.each<[string, boolean, Uint8Array]>([
    ['zeros', false, new Uint8Array(10_000)],
    ['zeros behind a length left open', true, new Uint8Array(10_000)],
    ['a web page behind a length left open', true, html],
  ])('is read to its end with %s behind it', async (_, isLive, junk) => {
    const { samples, summary } = await decode(joined([await mkvFile(sound, 16_000, { isLive }), junk]));
    expect(samples).toHaveLength(sound.length);
    expect(summary.notice).toBeNull();
  });

  it.each([false, true])('is read as far as it goes before zeros; length left open: %s', async (isLive) => {
    const bytes = await mkvFile(sound, 16_000, { isLive });
    const { summary } = await decode(bytes.fill(0, bytes.length / 2));
    expect(summary.durationSeconds).toBeGreaterThanOrEqual(1);
    expect(summary.durationSeconds).toBeLessThan(2);
    expect(summary.notice === null).toBe(isLive);
  });

  it('misses nothing of a video whose pictures outlast its sound', async () => {
    const { samples, summary } = await decode(await mkvFile(sound, 16_000, { pictures: 5 }));
    expect(samples).toHaveLength(sound.length);
    expect(summary.notice).toBeNull();
  });

  it('in which the sound begins late is whole', async () => {
    const { samples, summary } = await decode(await mkvFile(sound, 16_000, { begin: 5 }));
    expect(samples).toHaveLength(sound.length);
    expect(summary.notice).toBeNull();
  });

  it('of a rate that is no whole number is read, here or by the page, at the nearest that is', async () => {
    // The Macintosh's first rate. The muxer writes whole ones only.
    const bytes = Buffer.from(await mkvFile(hum(1, 22_255), 22_255));
    const exact = Buffer.alloc(4);
    exact.writeFloatBE(22_255);
    const rateStart = bytes.indexOf(exact);
    expect(rateStart).toBeGreaterThan(0);
    bytes.writeFloatBE(22_254.5455, rateStart);
    const { samples, summary } = await decode(Uint8Array.from(bytes));
    expect(summary).toMatchObject({ sampleRate: 22_255, notice: null });
    expect(largestDifference(samples, hum(1, 16_000))).toBeLessThan(1e-3);

    // A codec that nobody knows.
    bytes.write('A_FOO/BAR/BAZ', bytes.indexOf('A_PCM/INT/LIT'));
    const page = { samples: hum(1, 22_254.5455), sampleRate: 22_254.5455, channels: 1 };
    const decodeOtherwise = vi.fn(() => Promise.resolve(page));
    expect((await decode(Uint8Array.from(bytes), { decodeOtherwise })).summary.durationSeconds).toBeCloseTo(1, 2);
    expect(decodeOtherwise).toHaveBeenCalledWith(expect.objectContaining({ sampleRate: 22_255, channels: 1 }));
  });
});

describe('an MP4', () => {
  it.each([
    [0, 'too-short'],
    [50, 'damaged'],
  ])('whose table of times claims %i entries is %s, and the page may still read it', async (count, code) => {
    const bytes = await mp4File(hum(3, 16_000), 16_000);
    new DataView(bytes.buffer).setUint32(Buffer.from(bytes).indexOf('stts') + 8, count);
    expect((await failureOf(bytes)).code).toBe(code);
    const page = { samples: hum(3, 16_000), sampleRate: 16_000, channels: 1 };
    const { summary } = await decode(bytes, { decodeOtherwise: () => Promise.resolve(page) });
    // The page has read all of it: there is nothing to notice.
    expect(summary).toMatchObject({ durationSeconds: 3, notice: null });
  });
});

/** As a browser's: of each packet it gives the sound of an MP3's frame. */
class FakeAudioDecoder {
  static isConfigSupported() {
    return Promise.resolve({ supported: true });
  }
  readonly state = 'configured';
  readonly decodeQueueSize = 0;
  private decoded = 0;
  constructor(private readonly given: { readonly output: (sound: unknown) => void }) {}
  configure(): void {
    // Whatever it is.
  }
  decode(): void {
    const shape = { format: 'f32-planar', numberOfChannels: 1, sampleRate: 44_100 };
    this.given.output({ ...shape, timestamp: this.decoded / 44_100, data: new Float32Array(1_152).fill(0.1) });
    this.decoded += 1_152;
  }
  flush() {
    return Promise.resolve();
  }
  close(): void {
    // Nothing is held.
  }
}

describe('an MP3', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('is whole with a picture behind its sound, by whose size its length is guessed', async () => {
    vi.stubGlobal('AudioDecoder', FakeAudioDecoder);
    vi.stubGlobal('EncodedAudioChunk', vi.fn());
    const { summary } = await decode(joined([silentMp3(), new Uint8Array(200_000)]));
    expect(summary.notice).toBeNull();
    expect(summary.durationSeconds).toBeCloseTo((40 * 1_152) / 44_100, 1);
  });
});

describe('a FLAC', () => {
  const sound = hum(1.2, 16_000);

  // libflac tells of every broken frame there.
  beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue());
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** Thirty seconds of which the frames of the first `share` cannot be unpacked. */
  const brokenFlac = (share: number, { isLengthKnown = true } = {}) => {
    const bytes = flacFile(hum(30, 16_000));
    if (!isLengthKnown) bytes.fill(0, 22, 26);
    for (let at = 1_000; at < share * bytes.length; at += 1_000) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    return bytes;
  };

  it.each([true, false])('of which no frame can be unpacked is damaged; length known: %s', async (isLengthKnown) => {
    expect((await failureOf(brokenFlac(1, { isLengthKnown }))).code).toBe('damaged');
  });

  it('of which no frame can be unpacked here may be unpacked by the page', async () => {
    const decodeOtherwise = (claim: SoundClaim | null) =>
      Promise.resolve({ samples: sound, sampleRate: claim?.sampleRate ?? 0, channels: 1 });
    const { summary } = await decode(brokenFlac(1), { decodeOtherwise });
    expect(summary.durationSeconds).toBe(1.2);
    expect(summary.notice).toContain('1.2 seconds of 30 seconds');
  });

  it('of which no frame can be unpacked here, and all by the page, is whole', async () => {
    const decodeOtherwise = () => Promise.resolve({ samples: hum(30, 8_000), sampleRate: 8_000, channels: 1 });
    const { summary } = await decode(brokenFlac(1), { decodeOtherwise });
    // The rate is the file's, whatever the page has made of it.
    expect(summary).toMatchObject({ durationSeconds: 30, sampleRate: 16_000, notice: null });
  });

  it('of which some frames cannot be unpacked is read without them, and says so', async () => {
    const { summary } = await decode(brokenFlac(0.5));
    expect(summary.notice).toContain('30 seconds');
    expect(Math.abs(summary.durationSeconds - 15)).toBeLessThan(0.5);
    expect((await decode(brokenFlac(0.5, { isLengthKnown: false }))).summary.notice).toContain('damaged');
  });

  it('that ends in silence is whole', async () => {
    const threeBlocks = hum((3 * 4_096) / 16_000, 16_000);
    const { samples, summary } = await decode(
      flacFile(Float32Array.from([...threeBlocks, ...new Float32Array(4_096)])),
    );
    expect(summary.notice).toBeNull();
    expect(samples).toHaveLength(4 * 4_096);
  });

  it('leaves nothing in the decoder for the next one', async () => {
    const complaint = vi.spyOn(console, 'error');
    for (const blockSize of [4_096, 4_096, 1_152, 4_608]) {
      const { samples } = await decode(flacFile(sound, 16_000, blockSize));
      expect(largestDifference(samples, sound)).toBeLessThan(2e-5);
    }
    expect(complaint).not.toHaveBeenCalled();
    complaint.mockRestore();
  });

  // FFmpeg writes frames of these rates so.
  it.each([12_000, 64_000, 192_000])('of %i Hz whose frames have that in kHz is read', async (sampleRate) => {
    const { samples, summary } = await decode(flacFile(hum(1.2, sampleRate), sampleRate));
    expect(largestDifference(samples, sound)).toBeLessThan(3e-4);
    expect(summary).toEqual({ durationSeconds: 1.2, sampleRate, channels: 1, notice: null });
  });

  it('comes out sample for sample', async () => {
    const { samples, summary } = await decode(flacFile(sound));
    expect(largestDifference(samples, sound)).toBeLessThan(2e-5);
    expect(summary).toEqual({ durationSeconds: 1.2, sampleRate: 16_000, channels: 1, notice: null });
  });
});
