/** Live readings against a network played by the test and a clock that the test turns. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { hum } from '../capture/testing';
import { EMOTIONS } from '../emotions';
import { concatenate } from '../signal/concatenate';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { FrameCollector } from '../signal/frameMatrix';
import { Listening, type FrameBatch } from '../signal/listening';
import { LiveReader } from './live';
import type { LiveReading, Reading } from './protocol';

const RATE = FEATURE_SPEC.sampleRate;
const FRAMES_PER_SECOND = RATE / FEATURE_SPEC.hopLength;
const ANGRY: readonly number[] = EMOTIONS.map((emotion) => (emotion === 'angry' ? 1 : 0));
/** Half as angry: no turn from that. */
const CALMER = EMOTIONS.map((emotion) => (emotion === 'angry' ? 0.5 : emotion === 'calm' ? 0.5 : 0));
const SAD = EMOTIONS.map((emotion) => (emotion === 'sad' ? 1 : 0));

/** The batches that the worklet would send for a sound. */
function batchesOf(sound: Float32Array): FrameBatch[] {
  const batches: FrameBatch[] = [];
  const listening = new Listening(RATE, { onFrames: (batch) => batches.push(batch), onSamples: () => undefined });
  listening.push(sound);
  listening.finish();
  return batches;
}

/** Seconds of something periodic in syllables, as loud as speech at full volume. */
const speech = (seconds: number) => hum(seconds, RATE, 160);
const silence = (seconds: number) => new Float32Array(seconds * RATE);

/** Frames of a window that hold sound. */
function filledFrames(window: Float32Array): number {
  const { coefficients, windowFrames } = FEATURE_SPEC;
  const rows = Array.from({ length: windowFrames }, (_, row) =>
    window.subarray(row * coefficients, (row + 1) * coefficients),
  );
  return rows.filter((row) => row.some((value) => value !== 0)).length;
}

interface Setup {
  readonly milliseconds?: number;
  readonly read?: () => Promise<readonly Omit<Reading, 'sequence'>[]>;
}

function setUp({ milliseconds = 5, read }: Setup = {}) {
  const told: LiveReading[] = [];
  const failures: unknown[] = [];
  const state = {
    /** How long the network takes. */
    milliseconds,
    probabilities: ANGRY,
    /** The words' embedding. */
    words: null as Float32Array | null,
    atWork: 0,
    mostAtWork: 0,
    windows: [] as number[][],
    sequence: 0,
  };
  const reader = new LiveReader({
    read:
      read ??
      (async (windows) => {
        state.windows.push(windows.map(filledFrames));
        state.atWork += 1;
        state.mostAtWork = Math.max(state.mostAtWork, state.atWork);
        const { probabilities } = state;
        await new Promise((resolve) => setTimeout(resolve, state.milliseconds));
        state.atWork -= 1;
        return windows.map(() => ({ source: state.words === null ? 'voice' : 'both', probabilities }));
      }),
    words: () => state.words,
    nextSequence: () => (state.sequence += 1),
    onLive: (live) => told.push(live),
    onFailure: (error) => failures.push(error),
  });
  /** Lets the sound come in as fast as it would be spoken. */
  const play = async (sound: Float32Array, firstFrame = 0, missedSeconds = 0): Promise<void> => {
    for (const batch of batchesOf(sound)) {
      reader.push({ ...batch, firstFrame: firstFrame + batch.firstFrame, missedSeconds });
      await vi.advanceTimersByTimeAsync((1000 * batch.voicing.length * FEATURE_SPEC.hopLength) / RATE);
    }
  };
  return { reader, told, failures, state, play };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('LiveReader', () => {
  it('rests while nobody speaks, and asks the network nothing', async () => {
    const { told, state, play } = setUp();
    await play(silence(5));
    expect(told.length).toBeGreaterThan(40);
    expect(told.every(({ speaking, reading }) => !speaking && reading === null)).toBe(true);
    expect(state.windows).toEqual([]);
    expect(told.at(-1)).toMatchObject({ veryQuiet: true, clipping: false, framesLost: 0 });
    expect(told.at(0)?.veryQuiet).toBe(false);
  });

  it('reads about ten times a second while somebody speaks, in order', async () => {
    const { told, state, play } = setUp();
    await play(speech(6));
    const readings = told.filter(({ reading }) => reading !== null);
    expect(readings.length).toBeGreaterThan(45);
    expect(readings.length).toBeLessThanOrEqual(60);
    expect(readings.at(-1)?.readingsPerSecond).toBeGreaterThan(8);
    expect(readings.at(-1)?.reading).toEqual({ source: 'voice', probabilities: ANGRY });
    const sequences = told.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(told.at(-1)?.secondsListened).toBeCloseTo(6, 0);
    // The last three seconds, and what is being said now.
    expect(state.windows.at(-1)).toEqual([FEATURE_SPEC.windowFrames, 96]);
  });

  it('slows down with the network, queues nothing and says so', async () => {
    const { told, state, play } = setUp({ milliseconds: 400 });
    await play(speech(8));
    expect(state.mostAtWork).toBe(1);
    const rate = told.at(-1)?.readingsPerSecond ?? NaN;
    // 400 ms of work and a quarter of it for the others.
    expect(rate).toBeGreaterThan(1.5);
    expect(rate).toBeLessThan(2.2);
  });

  it('takes a pause for no slowness', async () => {
    const { told, play } = setUp();
    await play(concatenate(speech(3), silence(1.3), speech(2)));
    const spoken = told.map(({ speaking }) => speaking);
    expect(spoken.slice(spoken.indexOf(true), spoken.lastIndexOf(true))).toContain(false);
    const rates = told.map(({ readingsPerSecond }) => readingsPerSecond ?? Infinity);
    expect(Math.min(...rates)).toBeGreaterThan(7);
  });

  it('reads what came in last, though nothing comes after it', async () => {
    const { reader, told } = setUp({ milliseconds: 400 });
    const batches = batchesOf(speech(3));
    // All but the last come while a prediction is under way.
    const [last] = batches.splice(-1);
    batches.forEach((batch) => reader.push({ ...batch, missedSeconds: 0 }));
    await vi.advanceTimersByTimeAsync(100);
    if (last) reader.push({ ...last, missedSeconds: 0 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toHaveLength(2);
    expect(told.at(-1)?.secondsListened).toBeCloseTo(3, 1);
  });

  it('goes on soon after the machine has slept over a prediction', async () => {
    const { told, state, play } = setUp();
    await play(speech(2));
    state.milliseconds = 8 * 3_600_000;
    await play(speech(0.5), 2 * FRAMES_PER_SECOND);
    await vi.advanceTimersByTimeAsync(state.milliseconds);
    state.milliseconds = 5;
    const before = told.length;
    await play(speech(4), 2.5 * FRAMES_PER_SECOND);
    expect(told.length - before).toBeGreaterThan(10);
  });

  it('turns within a second when the network does', async () => {
    const { told, state, play } = setUp();
    const batches = batchesOf(speech(8)).length;
    await play(speech(4));
    state.probabilities = SAD;
    const before = told.length;
    await play(speech(4), Math.floor(batches / 2) * 4);
    const turned = told
      .slice(before)
      .findIndex(({ reading }) => (reading?.probabilities[EMOTIONS.indexOf('sad')] ?? 0) > 0.5);
    expect(turned).toBeGreaterThan(1);
    expect(turned).toBeLessThan(10);
  });

  it.each([
    ['stays as loud as it was', 1, false],
    ['becomes 10 dB louder', 3, true],
  ])('takes what is no clear turn for one only where the voice changes its level: it %s', async (_, gain, isTurn) => {
    const { told, state, play } = setUp();
    const atLevel = (level: number) => speech(4).map((sample) => 0.2 * level * sample);
    await play(atLevel(1));
    state.probabilities = EMOTIONS.map((emotion) => (emotion === 'sad' ? 0.72 : emotion === 'angry' ? 0.28 : 0));
    const before = told.length;
    await play(atLevel(gain), 4 * FRAMES_PER_SECOND);
    const isSadShown = ({ reading }: LiveReading) => (reading?.probabilities[EMOTIONS.indexOf('sad')] ?? 0) > 0.6;
    expect(told.slice(before, before + 15).some(isSadShown)).toBe(isTurn);
  });

  it.each<[string, Float32Array | null, Float32Array | null]>([
    ['come', null, Float32Array.of(1, 2)],
    ['go', Float32Array.of(1, 2), null],
    ['change', Float32Array.of(1, 2), Float32Array.of(1, 3)],
  ])('shows at once what is read when words %s, though it is too near to be a turn', async (_, before, after) => {
    const { told, state, play } = setUp();
    state.words = before;
    await play(speech(8));
    state.words = after;
    state.probabilities = CALMER;
    const first = told.length;
    await play(speech(1), 8 * FRAMES_PER_SECOND);
    // One may have been under way.
    told.slice(first + 1).forEach(({ reading }) => expect(reading?.probabilities).toEqual(CALMER));
  });

  it('takes the same words, embedded once more, for no change', async () => {
    const { told, state, play } = setUp();
    state.words = Float32Array.of(1, 2);
    await play(speech(8));
    state.words = Float32Array.of(1, 2);
    state.probabilities = CALMER;
    await play(speech(1), 8 * FRAMES_PER_SECOND);
    expect(told.at(-1)?.reading?.probabilities[EMOTIONS.indexOf('angry')]).toBeGreaterThan(0.8);
  });

  it('counts a pause for no time in which the mood of what follows was heard', async () => {
    const { told, state, play } = setUp();
    await play(speech(3));
    await play(silence(2.5), 3 * FRAMES_PER_SECOND);
    expect(told.at(-1)?.speaking).toBe(false);
    state.probabilities = CALMER;
    const before = told.length;
    await play(speech(1), 5.5 * FRAMES_PER_SECOND);
    const first = told.slice(before).find(({ reading }) => reading !== null);
    expect(first?.reading?.probabilities[EMOTIONS.indexOf('angry')]).toBeGreaterThan(0.9);
  });

  it('keeps no more sound than it looks back on', async () => {
    const matrix = vi.spyOn(FrameCollector.prototype, 'matrix');
    const { play } = setUp();
    await play(silence(40));
    const frames = matrix.mock.results.map(({ type, value }) => (type === 'return' ? value.frames : Infinity));
    expect(Math.max(...frames)).toBeLessThan(15 * FRAMES_PER_SECOND);
    matrix.mockRestore();
  });

  it('begins anew after a rest: the mood before it does not linger', async () => {
    const { told, state, play } = setUp();
    await play(speech(3));
    await play(silence(4));
    expect(told.at(-1)).toMatchObject({ speaking: false, reading: null });
    state.probabilities = SAD;
    const before = told.length;
    await play(speech(2));
    const first = told.slice(before).find(({ reading }) => reading !== null);
    expect(first?.reading?.probabilities).toEqual(SAD);
    // And nothing of what was said before it is read.
    expect(state.windows.at(-1)?.[0]).toBeLessThan(2.3 * (RATE / FEATURE_SPEC.hopLength));
  });

  it('looks for three seconds of speech beyond the pauses of one who speaks in short sentences', async () => {
    const { state, play } = setUp();
    await play(concatenate(speech(1.5), silence(1.5), speech(1.5), silence(1.5), speech(1.5)));
    expect(state.windows.at(-1)?.[0]).toBe(FEATURE_SPEC.windowFrames);
  });

  it('reads a voice that drops by 40 dB for itself within a second, though no pause sets it apart', async () => {
    const { told, state, play } = setUp();
    await play(speech(4));
    const before = state.windows.length;
    // Not sure enough to be a turn by itself.
    state.probabilities = EMOTIONS.map((emotion) => (emotion === 'sad' ? 0.5 : emotion === 'angry' ? 0.4 : 0.1 / 6));
    await play(speech(2).map((sample) => sample / 100));
    expect(told.at(-1)?.speaking).toBe(true);
    const alone = state.windows
      .slice(before)
      .findIndex(([steady]) => (steady ?? Infinity) < FEATURE_SPEC.windowFrames / 2);
    expect(alone).toBeGreaterThan(3);
    expect(alone).toBeLessThan(10);
    expect(told.at(-1)?.reading?.probabilities[EMOTIONS.indexOf('sad')]).toBeCloseTo(0.5, 6);
  });

  it('takes a voice that fades out and breathes for no hushed one', async () => {
    const { told, state, play } = setUp();
    const faint = speech(0.08).map((sample) => sample / 60);
    await play(concatenate(speech(3), ...Array.from({ length: 4 }, () => [silence(0.4), faint]).flat()));
    expect(told.at(-1)?.speaking).toBe(true);
    expect(state.windows.at(-1)?.[0]).toBeGreaterThan(0.8 * FEATURE_SPEC.windowFrames);
  });

  it('points out clipping for a second, and a voice that is hardly heard', async () => {
    const loud = setUp();
    await loud.play(speech(3).map((sample) => sample * 4));
    expect(loud.told.at(-1)?.clipping).toBe(true);
    await loud.play(silence(2));
    expect(loud.told.at(-1)?.clipping).toBe(false);
    const faint = setUp();
    await faint.play(speech(4).map((sample) => sample / 400));
    expect(faint.told.filter(({ speaking }) => speaking).at(-1)?.veryQuiet).toBe(true);
  });

  it('counts the time of listening on where a reader before it was given up', async () => {
    const { told, play } = setUp();
    await play(silence(1), 600);
    expect(told.at(-1)?.secondsListened).toBeCloseTo((600 * FEATURE_SPEC.hopLength) / FEATURE_SPEC.sampleRate + 1, 1);
  });

  it('counts frames that never came', async () => {
    const { told, play } = setUp();
    await play(silence(1), 100);
    expect(told.at(-1)?.framesLost).toBe(0);
    await play(silence(1), 300, 0.16);
    expect(told.at(-1)?.framesLost).toBe(300 - 161 + 10);
  });

  it('tells a failure once, and nothing after it', async () => {
    const { told, failures, play } = setUp({ read: () => Promise.reject(new Error('gone')) });
    await play(speech(3));
    expect(failures).toEqual([new Error('gone')]);
    const count = told.length;
    await play(speech(1));
    expect(told).toHaveLength(count);
  });

  it('says nothing after it was stopped, not even what was under way', async () => {
    const { reader, told, state, play } = setUp({ milliseconds: 300 });
    await play(speech(2));
    const count = told.length;
    while (state.atWork === 0) await vi.advanceTimersByTimeAsync(20);
    reader.stop();
    await vi.advanceTimersByTimeAsync(2_000);
    await play(speech(1));
    expect(told).toHaveLength(count);
    expect(vi.getTimerCount()).toBe(0);
  });
});
