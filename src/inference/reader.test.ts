/** From files and words to probabilities, on a small network that really runs. */
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { bytesOfBlob } from '../capture/byteSource';
import { hum, wavFile } from '../capture/testing';
import { EMOTIONS } from '../emotions';
import { concatenate } from '../signal/concatenate';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { whiteNoise } from '../signal/testSignals';
import { InferenceError } from './inferenceError';
import { readModelBundle, type ModelFileReader } from './modelFiles';
import { loadNetwork, type Network } from './network';
import { startNodeBackend } from './nodeBackend';
import { MoodReader } from './reader';
import { tinyModelFiles } from './testing';

const EVENLY = { exponent: 1, fusedPart: 0.5, prior: EMOTIONS.map(() => 1 / EMOTIONS.length) };

let files: Map<string, Uint8Array<ArrayBuffer>>;
let network: Network;
let reader: MoodReader;

function readerOf(available: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): ModelFileReader {
  return (name, onBytes) => {
    const bytes = available.get(name);
    if (!bytes) return Promise.reject(new InferenceError('model-missing', name));
    onBytes?.(bytes.length);
    return Promise.resolve(bytes);
  };
}

beforeAll(async () => {
  await startNodeBackend();
  files = await tinyModelFiles();
  const bundle = await readModelBundle(readerOf(files), () => undefined);
  network = await loadNetwork(bundle);
  reader = new MoodReader(network, bundle.vocabulary, bundle.manifest);
});

async function voiceOf(samples: Float32Array) {
  return (await reader.readVoice(bytesOfBlob(new Blob([wavFile([samples])])), {})).voice;
}

function total(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, probability) => sum + probability, 0);
}

describe('MoodReader', () => {
  it('reads nothing, words, voice and both', async () => {
    const voice = await voiceOf(hum(2, 16_000));
    const [words = null] = await reader.embedTranscripts(['Leave me alone!']);
    expect(await reader.read(null, null)).toEqual({ source: 'nothing', probabilities: EMOTIONS.map(() => 0) });
    const readings = [await reader.read(null, words), await reader.read(voice, null), await reader.read(voice, words)];
    expect(readings.map(({ source }) => source)).toEqual(['words', 'voice', 'both']);
    for (const { probabilities } of readings) {
      expect(probabilities).toHaveLength(EMOTIONS.length);
      expect(total(probabilities)).toBeCloseTo(1, 9);
    }
    expect(new Set(readings.map(({ probabilities }) => probabilities[0])).size).toBe(3);
  });

  it('leaves the reading to the voice as far as its words say nothing', async () => {
    const voice = await voiceOf(hum(2, 16_000));
    const [words = null] = await reader.embedTranscripts(['Leave me alone!']);
    const { vocabulary } = await readModelBundle(readerOf(files), () => undefined);
    const readerOfExponent = (exponent: number) => {
      const wordsWeight = { ...EVENLY, exponent };
      return new MoodReader(network, vocabulary, { temperature: { voice: 1, words: 1, both: 1 }, wordsWeight });
    };
    const alone = (await readerOfExponent(1).read(voice, null)).probabilities;
    const distance = async (exponent: number) => {
      const { probabilities } = await readerOfExponent(exponent).read(voice, words);
      return total(probabilities.map((probability, index) => Math.abs(probability - (alone[index] ?? 0))));
    };
    // As if the words said all there is to say, somewhat less, and nothing.
    const [all, some, nothing] = [await distance(1e-9), await distance(1), await distance(1e6)];
    expect(nothing).toBeLessThan(1e-6);
    expect(some).toBeGreaterThan(1e-4);
    expect(all).toBeGreaterThan(some);
  });

  it('is as sure as the temperature of what it was read from says', async () => {
    const voice = await voiceOf(hum(2, 16_000));
    const [words = null] = await reader.embedTranscripts(['Leave me alone!']);
    const { vocabulary } = await readModelBundle(readerOf(files), () => undefined);
    const readerAt = (voiced: number, worded: number, both: number) =>
      new MoodReader(network, vocabulary, { temperature: { voice: voiced, words: worded, both }, wordsWeight: EVENLY });
    const plain = readerAt(1, 1, 1);
    const tempered = readerAt(2, 3, 4);
    for (const [heard, said, temperature] of [
      [voice, null, 2],
      [null, words, 3],
      [voice, words, 4],
    ] as const) {
      // Of one window: softmax(logits / t) is softmax(logits)^(1 / t), normalised.
      expect(heard?.embeddings ?? [0]).toHaveLength(1);
      const powers = (await plain.read(heard, said)).probabilities.map((each) => each ** (1 / temperature));
      const { probabilities } = await tempered.read(heard, said);
      probabilities.forEach((each, index) => expect(each).toBeCloseTo((powers[index] ?? NaN) / total(powers), 6));
    }
  });

  it('says of a sound without a voice that its mood is a guess, also when words come to it', async () => {
    const file = (samples: Float32Array) => bytesOfBlob(new Blob([wavFile([samples])]));
    const noisy = await reader.readVoice(file(whiteNoise(-20, 2)), {});
    expect(noisy.decoded.notice).toMatch(/^No voice was found/u);
    const [words = null] = await reader.embedTranscripts(['Leave me alone!']);
    expect(await reader.read(noisy.voice, words)).toMatchObject({ source: 'both', voiceMissing: true });
    const { voice, decoded } = await reader.readVoice(file(hum(2, 16_000)), {});
    expect(decoded.notice).toBeNull();
    expect(await reader.read(voice, null)).not.toHaveProperty('voiceMissing');
  });

  it('finds no words in white space', async () => {
    expect(await reader.embedTranscripts(['', ' \n', 'love'])).toEqual([
      null,
      null,
      { embedding: expect.any(Float32Array) as unknown, areKnown: true },
    ]);
  });

  it('weighs the windows of a long recording', async () => {
    const evenly = await voiceOf(hum(20, 16_000));
    expect(evenly.embeddings.length).toBeGreaterThan(8);
    expect(evenly.weights).toHaveLength(evenly.embeddings.length);
    const long = { ...evenly, weights: evenly.weights.map((_, index) => (index === 0 ? 100 : index)) };
    const { probabilities } = await reader.read(long, null);
    const single = await Promise.all(
      long.embeddings.map((embedding) => reader.read({ embeddings: [embedding], weights: [1], isFound: true }, null)),
    );
    const weights = total(long.weights);
    EMOTIONS.forEach((_, index) => {
      const mean = single.reduce(
        (sum, reading, row) => sum + ((reading.probabilities[index] ?? 0) * (long.weights[row] ?? 0)) / weights,
        0,
      );
      expect(probabilities[index]).toBeCloseTo(mean, 6);
    });
  });

  it('is not swayed by silence at both ends, however long', async () => {
    const { probabilities } = await reader.read(await voiceOf(hum(2.5, 16_000)), null);
    for (const length of [100, 8_000, 16_000 * 8 + 77]) {
      const silence = new Float32Array(length);
      const padded = concatenate(silence, hum(2.5, 16_000), silence);
      expect((await reader.read(await voiceOf(padded), null)).probabilities).toEqual(probabilities);
    }
  });

  it('hears no more of a recording than there is', async () => {
    const noise = Float32Array.from({ length: 8_640 }, (_, index) => 0.3 * Math.sin(index ** 2));
    const source = bytesOfBlob(new Blob([wavFile([noise])]));
    const { heardSeconds, decoded } = await reader.readVoice(source, {});
    expect(heardSeconds).toBeLessThanOrEqual(decoded.durationSeconds);
    expect(heardSeconds).toBeGreaterThan(0.5);
  });

  it('refuses a silent recording', async () => {
    await expect(voiceOf(new Float32Array(32_000))).rejects.toMatchObject({ code: 'no-sound' });
  });

  it('leaves no tensor behind', async () => {
    const read = async () => {
      const [words = null] = await reader.embedTranscripts(['love me']);
      await reader.read(await voiceOf(hum(4, 16_000)), words);
    };
    await read();
    const before = memory().numTensors;
    await read();
    expect(memory().numTensors).toBe(before);
  });
});

describe('loadNetwork', () => {
  it('gives the same rows alone and in a batch', async () => {
    const size = FEATURE_SPEC.windowFrames * FEATURE_SPEC.coefficients;
    const windows = Array.from({ length: 21 }, (_, row) =>
      Float32Array.from({ length: size }, (__, index) => Math.sin(index * (row + 1))),
    );
    const together = await network.embedVoice(windows);
    expect(together).toHaveLength(windows.length);
    for (const [row, window] of windows.entries()) {
      const [alone] = await network.embedVoice([window]);
      alone?.forEach((value, index) => expect(together[row]?.[index]).toBeCloseTo(value, 5));
    }
  });
});

describe('readModelBundle', () => {
  it('reports progress to 1', async () => {
    const fractions: number[] = [];
    await readModelBundle(readerOf(files), (fraction) => fractions.push(fraction));
    expect(fractions.at(-1)).toBe(1);
  });

  it('asks for all that the manifest lists at once', async () => {
    const asked: string[] = [];
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const bundle = readModelBundle(
      async (name, onBytes) => {
        asked.push(name);
        if (name !== 'manifest.json') await arrived;
        return readerOf(files)(name, onBytes);
      },
      () => undefined,
    );
    await vi.waitFor(() => expect(asked.toSorted()).toEqual([...files.keys()].toSorted()));
    arrive();
    await bundle;
  });

  it.each<[string, string, string | null, string]>([
    ['no manifest', 'manifest.json', null, 'model-missing'],
    ['a web page for a manifest', 'manifest.json', '<!doctype html><title>Hello</title>', 'model-missing'],
    ['no weights', 'weights.bin', null, 'model-missing'],
    ['weights cut short', 'weights.bin', 'abc', 'model-mismatch'],
    ['another vocabulary', 'vocabulary.txt', 'a\nb\n', 'model-mismatch'],
  ])('tells %s apart', async (_, name, content, code) => {
    const spoilt = new Map(files);
    if (content === null) spoilt.delete(name);
    else spoilt.set(name, new TextEncoder().encode(content));
    await expect(readModelBundle(readerOf(spoilt), () => undefined)).rejects.toMatchObject({ code });
  });

  describe('with weights of another version, which are of the same size', () => {
    const mixed = () =>
      new Map(files).set(
        'weights.bin',
        (files.get('weights.bin') ?? new Uint8Array()).map((byte) => byte ^ 1),
      );

    it('says which file does not belong to the others, and what to do', async () => {
      await expect(readModelBundle(readerOf(mixed()), () => undefined)).rejects.toMatchObject({
        code: 'model-mismatch',
        message: expect.stringMatching(/different versions.*weights\.bin.*try again/) as string,
      });
    });

    it('cannot tell on a page without a secure connection, and loads, unless one is cut short', async () => {
      vi.stubGlobal('crypto', {});
      onTestFinished(() => void vi.unstubAllGlobals());
      await readModelBundle(readerOf(mixed()), () => undefined);
      const cut = mixed().set('weights.bin', new Uint8Array(1));
      await expect(readModelBundle(readerOf(cut), () => undefined)).rejects.toMatchObject({ code: 'model-mismatch' });
    });
  });
});
