/** The page's decoder against a browser played by the test: what is too long, what was given up, and the mix. */
import { afterEach, beforeEach, expect, it, vi, type Mock } from 'vitest';

import type { SoundClaim } from './decodeRecording';
import { MonoMixer } from './mono';
import { decodeInPage } from './pageDecoding';
import { hum } from './testing';

const RATE = 8_000;
const NEVER = new AbortController().signal;
const FILE = new Blob(['an MP3']);

/** What the browser decodes any file to. */
let channels: Float32Array[];
let decodeAudioData: Mock<() => Promise<unknown>>;
let rates: number[];

beforeEach(() => {
  channels = [hum(1, RATE)];
  rates = [];
  decodeAudioData = vi.fn(() =>
    Promise.resolve({
      numberOfChannels: channels.length,
      sampleRate: RATE,
      getChannelData: (index: number) => channels[index],
    }),
  );
  class FakeContext {
    readonly decodeAudioData = decodeAudioData;
    constructor(_channels: number, _length: number, rate: number) {
      rates.push(rate);
    }
  }
  vi.stubGlobal('OfflineAudioContext', FakeContext);
});
afterEach(() => vi.unstubAllGlobals());

/** A file of so many bytes, of which none is there. */
function fileOf(size: number): Blob {
  return { size, arrayBuffer: () => Promise.resolve(new ArrayBuffer(0)) } as unknown as Blob;
}

it('mixes in pieces what it would mix in one', async () => {
  // Of opposite phases: which channel is taken must not be forgotten from piece to piece.
  channels = [hum(70, RATE), hum(70, RATE).map((sample) => -sample)];
  const { samples, ...shape } = await decodeInPage(FILE, null, NEVER);
  expect(shape).toEqual({ sampleRate: RATE, channels: 2 });
  expect(samples).toEqual(new MonoMixer().mix(channels));
});

it.each<[SoundClaim | null, number]>([
  [{ sampleRate: 22_050, channels: 1, seconds: 1 }, 22_050],
  [{ sampleRate: 4_000, channels: 1, seconds: 1 }, 8_000],
  [{ sampleRate: 192_000, channels: 1, seconds: 1 }, 96_000],
  [null, 48_000],
])('decodes %o at %i Hz', async (claim, rate) => {
  await decodeInPage(FILE, claim, NEVER);
  expect(rates).toEqual([rate]);
});

const stereo = { sampleRate: 44_100, channels: 2 };
it.each<[string, number, SoundClaim | null, RegExp]>([
  ['an hour of mono in 30 MB', 30e6, { sampleRate: 44_100, channels: 1, seconds: 3_720 }, /only up to 4\d min/],
  ['half an hour of six channels', 20e6, { ...stereo, channels: 6, seconds: 1_800 }, /only up to 1\d min/],
  ['a minute of sound in a gigabyte of pictures', 1e9, { ...stereo, seconds: 60 }, /only up to \d\d seconds/],
  ['31 MB of who knows what', 31e6, null, /only up to 30 MB/],
  ['31 MB of a length unknown', 31e6, { ...stereo, seconds: null }, /only up to 30 MB/],
  ['31 MB that say to last no time', 31e6, { ...stereo, seconds: 0 }, /only up to 30 MB/],
])('refuses %s, and says how much it takes', async (_, size, claim, sentence) => {
  const refused = decodeInPage(fileOf(size), claim, NEVER);
  await expect(refused).rejects.toMatchObject({ code: 'too-long', message: expect.stringMatching(sentence) as string });
  expect(decodeAudioData).not.toHaveBeenCalled();
});

it('takes twenty minutes of music, however little they are packed', async () => {
  const music = { ...stereo, seconds: 1_200 };
  expect((await decodeInPage(fileOf(48e6), music, NEVER)).sampleRate).toBe(RATE);
});

it('decodes nothing that was given up, and mixes nothing that was while it was decoded', async () => {
  const controller = new AbortController();
  const mix = vi.spyOn(MonoMixer.prototype, 'mix');
  decodeAudioData.mockImplementation(() => {
    controller.abort();
    return Promise.resolve({ numberOfChannels: 1, sampleRate: RATE, getChannelData: () => channels[0] });
  });
  await expect(decodeInPage(FILE, null, controller.signal)).rejects.toMatchObject({ code: 'aborted' });
  expect(decodeAudioData).toHaveBeenCalledTimes(1);
  await expect(decodeInPage(FILE, null, controller.signal)).rejects.toMatchObject({ code: 'aborted' });
  expect(decodeAudioData).toHaveBeenCalledTimes(1);
  expect(mix).not.toHaveBeenCalled();
  mix.mockRestore();
});

it('hears while it mixes that it is given up', async () => {
  channels = [hum(600, RATE)];
  const controller = new AbortController();
  setTimeout(() => controller.abort());
  const mix = vi.spyOn(MonoMixer.prototype, 'mix');
  await expect(decodeInPage(FILE, null, controller.signal)).rejects.toMatchObject({ code: 'aborted' });
  expect(mix.mock.calls.length).toBeLessThan(20);
  mix.mockRestore();
});
