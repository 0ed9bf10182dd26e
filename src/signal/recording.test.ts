/** Streaming must give the windows that slicing the whole recording gives, and quiet windows must not count. */
import { describe, expect, it } from 'vitest';

import { concatenate } from './concatenate';
import { FEATURE_SPEC } from './featureSpec';
import { alignedMfccOf } from './frameAlignment';
import { pickFrames, sliceFrames, type FrameMatrix } from './frameMatrix';
import { mfccOf } from './mfcc';
import { RecordingWindows, recordingWindows, windowWeights, type RecordingWindow } from './recording';
import { frameLevels, logMelBands, networkWindow, soundFrames, windowStarts } from './window';

const { sampleRate, frameLength, hopLength, windowFrames } = FEATURE_SPEC;

/** A tone whose pitch and level move, so that no two windows are alike. */
function voiceLike(seconds: number, gain = 0.3): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) => {
    const time = index / sampleRate;
    return gain * Math.sin(2 * Math.PI * (200 + 40 * time) * time) * Math.sin(3 * time) ** 2;
  });
}

function windowsOf(samples: Float32Array): { windows: RecordingWindow[]; heardSeconds: number } {
  const windows: RecordingWindow[] = [];
  const stream = new RecordingWindows((window) => windows.push(window));
  const matrix = mfccOf(samples);
  for (let frame = 0; frame < matrix.frames; frame += 1) stream.push([...sliceFrames(matrix, frame, frame + 1).data]);
  stream.finish();
  return { windows, heardSeconds: stream.heardSeconds(windows) };
}

/** Expects the windows of `samples` to be those of `matrix`, cut without streaming. */
function expectWindows(samples: Float32Array, matrix: FrameMatrix): void {
  const { windows } = windowsOf(samples);
  const starts = windowStarts(matrix.frames);
  expect(windows).toHaveLength(starts.length);
  windows.forEach(({ mfcc, speechFrames }, index) => {
    const start = starts[index] ?? 0;
    const expected = networkWindow(sliceFrames(matrix, start, Math.min(matrix.frames, start + windowFrames)));
    expect(speechFrames).toBe(expected.speechFrames);
    expect(mfcc).toEqual(expected.mfcc);
  });
}

describe('RecordingWindows', () => {
  it.each([30, 191, 192, 193, 289, 400, 1000])(
    'frees a recording of %i frames of its pauses, then cuts it',
    (frames) => {
      const samples = voiceLike((frameLength + (frames - 1) * hopLength) / sampleRate);
      const matrix = mfccOf(samples);
      expect(matrix.frames).toBe(frames);
      expectWindows(samples, pickFrames(matrix, soundFrames(frameLevels(logMelBands(matrix)))));
    },
  );

  it.each([3_753, 3_840, 3_841, 3_900])('cuts a recording of %i frames as it comes', (frames) => {
    const samples = voiceLike((frameLength + (frames - 1) * hopLength) / sampleRate);
    expectWindows(samples, mfccOf(samples));
  });

  it('frees a recording of exactly a minute of its pauses as a whole', () => {
    const minute = concatenate(voiceLike(20), new Float32Array(40 * sampleRate));
    const windowsIn = (samples: Float32Array) => recordingWindows(alignedMfccOf(samples)).length;
    expect(windowsIn(minute)).toBe(windowsIn(voiceLike(20)));
  });

  it('moves no window for silence around the recording', () => {
    const silence = new Float32Array(7 * sampleRate);
    const padded = windowsOf(concatenate(silence, voiceLike(6), silence)).windows;
    expect(padded).toHaveLength(windowsOf(voiceLike(6)).windows.length);
  });

  it('reads the same of a voice whether it pauses for one second or for four', () => {
    // Whole hops, so that the frames of both lie alike.
    const pause = (seconds: number) => new Float32Array(Math.round((seconds * sampleRate) / hopLength) * hopLength);
    const sentence = voiceLike(2).subarray(0, 125 * hopLength);
    const { windows } = windowsOf(concatenate(sentence, pause(1), sentence));
    const longer = windowsOf(concatenate(sentence, pause(4), sentence)).windows;
    expect(longer.map(({ mfcc }) => mfcc)).toEqual(windows.map(({ mfcc }) => mfcc));
  });

  it('finds two seconds of voice in fifty of silence', () => {
    const silence = new Float32Array(25 * sampleRate);
    const { windows } = windowsOf(concatenate(silence, voiceLike(2), silence));
    expect(windowWeights(windows).some((weight) => weight > 50)).toBe(true);
  });

  it('gives half a second one window', () => {
    expect(windowsOf(voiceLike(0.5)).windows).toHaveLength(1);
  });

  it('counts what can be heard', () => {
    const { heardSeconds } = windowsOf(
      concatenate(new Float32Array(5 * sampleRate), voiceLike(4), new Float32Array(sampleRate)),
    );
    expect(heardSeconds).toBeGreaterThan(3);
    expect(heardSeconds).toBeLessThan(4.1);
  });

  it('hears nothing in silence', () => {
    const { windows, heardSeconds } = windowsOf(new Float32Array(4 * sampleRate));
    expect(heardSeconds).toBe(0);
    expect(windowWeights(windows).every((weight) => weight === 0)).toBe(true);
  });
});

describe('windowWeights', () => {
  it('skips silence and whispers in the next room, however loud the recording', () => {
    for (const gain of [1, 0.01]) {
      const { windows } = windowsOf(
        concatenate(voiceLike(4, gain), voiceLike(8, 0.01 * gain), new Float32Array(6 * sampleRate)),
      );
      const weights = windowWeights(windows);
      expect(weights[0]).toBeGreaterThan(100);
      expect(weights.slice(3)).toEqual(weights.slice(3).map(() => 0));
    }
  });

  it('keeps a voice 20 dB under the loudest', () => {
    const weights = windowWeights([
      { speechFrames: 192, peakDecibels: -10 },
      { speechFrames: 100, peakDecibels: -30 },
      { speechFrames: 100, peakDecibels: -41 },
      { speechFrames: 0, peakDecibels: -12 },
    ]);
    expect(weights).toEqual([192, 100, 0, 0]);
  });

  it('weighs nothing when there is nothing', () => {
    expect(windowWeights([])).toEqual([]);
  });
});
