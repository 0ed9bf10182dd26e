/** What a microphone hears must reach the take, the picture and the reader of its frames, and what it misses be counted. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import type { FramesMessage, MessageFromWorklet, MessageToWorklet } from './listeningMessages';
import { hum } from './testing';

const BLOCK_LENGTH = 128;

/** As the audio thread sees it. */
interface Processor {
  readonly port: { onmessage: (event: { data: MessageToWorklet }) => void };
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}
let Registered: new () => Processor;
let sent: MessageFromWorklet[];

class FakeProcessor {
  readonly port = { postMessage: (message: MessageFromWorklet) => sent.push(message) };
}

beforeAll(async () => {
  vi.stubGlobal('AudioWorkletProcessor', FakeProcessor);
  vi.stubGlobal('sampleRate', 16_000);
  vi.stubGlobal('registerProcessor', (_: string, processor: new () => Processor) => (Registered = processor));
  await import('./listening.worklet');
});
afterAll(() => vi.unstubAllGlobals());

/** Lets a processor listen to channels from their beginning to their end. */
function heard(channels: readonly Float32Array[]) {
  sent = [];
  const processor = new Registered();
  const { port1, port2 } = new MessageChannel();
  processor.port.onmessage({ data: { type: 'send-frames', port: port2 } });
  const drawn: number[] = [];
  const length = channels[0]?.length ?? 0;
  for (let start = 0; start + BLOCK_LENGTH <= length; start += BLOCK_LENGTH) {
    vi.stubGlobal('currentFrame', start);
    const outputs = [[new Float32Array(BLOCK_LENGTH)], [new Float32Array(BLOCK_LENGTH)]];
    processor.process([channels.map((channel) => channel.slice(start, start + BLOCK_LENGTH))], outputs);
    expect(outputs[0]?.[0]?.every((sample) => sample === 0)).toBe(true);
    drawn.push(...(outputs[1]?.[0] ?? []));
  }
  processor.port.onmessage({ data: { type: 'finish' } });
  port1.close();
  port2.close();
  const taken = sent.flatMap((message) => (message.type === 'samples' ? [...message.samples] : []));
  return { drawn, taken };
}

const sound = hum(2, 16_000);

it('hears a microphone whose channels are of opposite phase as it hears one channel', () => {
  const alone = heard([sound]);
  expect(Math.max(...alone.taken)).toBeGreaterThan(10_000);
  const opposite = heard([sound, sound.map((sample) => -sample)]);
  // The first third of a second is too little to tell.
  expect(opposite.taken.slice(8_000)).toEqual(alone.taken.slice(8_000));
  // Zero has two signs, of which nothing is seen.
  const drawn = ({ drawn: samples }: typeof alone) => samples.slice(8_000).map((sample) => sample + 0);
  expect(drawn(opposite)).toEqual(drawn(alone));
});

it('does not say that sound has started while the microphone gives no channel', () => {
  sent = [];
  const processor = new Registered();
  const process = (block: number, channels: Float32Array[]) => {
    vi.stubGlobal('currentFrame', block * BLOCK_LENGTH);
    return processor.process([channels], []);
  };
  // Called again all the same: the sound may yet come.
  expect([0, 1, 2].map((block) => process(block, []))).toEqual([true, true, true]);
  expect(sent).toEqual([]);
  process(3, [new Float32Array(BLOCK_LENGTH)]);
  expect(sent).toEqual([{ type: 'started' }]);
});

it('says that sound flows only when no block was skipped since the one before', () => {
  sent = [];
  const processor = new Registered();
  for (const block of [0, 5, 20]) {
    vi.stubGlobal('currentFrame', block * BLOCK_LENGTH);
    processor.process([[new Float32Array(BLOCK_LENGTH)]], []);
  }
  expect(sent).toEqual([]);
  vi.stubGlobal('currentFrame', 21 * BLOCK_LENGTH);
  processor.process([[new Float32Array(BLOCK_LENGTH)]], []);
  expect(sent).toEqual([{ type: 'started' }]);
});

it('begins take and frames with the asking for frames, and counts what is skipped from then on', async () => {
  sent = [];
  const processor = new Registered();
  const loud = new Float32Array(BLOCK_LENGTH).fill(0.5);
  const quiet = new Float32Array(BLOCK_LENGTH).fill(0.25);
  const process = (block: number, samples: Float32Array) => {
    vi.stubGlobal('currentFrame', block * BLOCK_LENGTH);
    processor.process([[samples]], []);
  };
  process(0, loud);
  process(100, loud);
  const { port1, port2 } = new MessageChannel();
  const batches: FramesMessage[] = [];
  port1.onmessage = ({ data }: MessageEvent<FramesMessage>): void => void batches.push(data);
  processor.port.onmessage({ data: { type: 'send-frames', port: port2 } });
  // Of 16 kHz, 125 blocks are a second; they are skipped in the middle.
  for (let block = 101; block < 110; block += 1) process(block, quiet);
  for (let block = 235; block < 250; block += 1) process(block, quiet);
  processor.port.onmessage({ data: { type: 'finish' } });
  await vi.waitFor(() => expect(batches.length).toBeGreaterThan(1));
  port1.close();
  const taken = sent.flatMap((message) => (message.type === 'samples' ? [...message.samples] : []));
  expect(taken).toHaveLength(24 * BLOCK_LENGTH);
  expect(new Set(taken)).toEqual(new Set([0x2000]));
  expect(batches.map(({ firstFrame }) => firstFrame)).toEqual(batches.map((_, index) => 4 * index));
  expect(batches.at(-1)?.missedSeconds).toBe(1);
});

it('hears the mean of two channels', () => {
  const other = hum(2, 16_000, 470);
  const mean = sound.map((sample, index) => (sample + (other[index] ?? 0)) / 2);
  expect(heard([sound, other])).toEqual(heard([mean]));
});
