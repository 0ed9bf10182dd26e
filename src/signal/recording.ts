/** A recording of any length as the windows the network reads, in bounded memory, and what each window counts for. */
import { FEATURE_SPEC, HOP_SECONDS } from './featureSpec';
import { KEPT_SECONDS } from './frameAlignment';
import { FrameCollector, pickFrames, sliceFrames, type FrameMatrix } from './frameMatrix';
import {
  PEAK_PERCENTILE,
  SILENCE_DECIBELS,
  frameLevels,
  logMelBands,
  networkWindow,
  percentile,
  soundFrames,
  windowStarts,
} from './window';

const { coefficients, windowFrames, windowHopFrames, hopLength, sampleRate } = FEATURE_SPEC;

/**
 * Recordings no longer than a minute are freed of pauses as a whole: of so many frames, one for each hop and those that hear
 * the ends; 600 kB of coefficients.
 */
const WHOLE_FRAMES = Math.ceil((KEPT_SECONDS * sampleRate) / hopLength) + 2;
/** Windows whose peak lies this far under the loudest window's are somebody in the next room, or nobody. */
const QUIET_WINDOW_DECIBELS = 30;
/** Frames this far under the loudest window's peak are not heard. */
const HEARD_RANGE_DECIBELS = 35;

/** One window of a recording. */
export interface RecordingWindow {
  /** Row-major [windowFrames, coefficients], as the network takes it. */
  readonly mfcc: Float32Array;
  /** Frames of sound in it; zero means silence. */
  readonly speechFrames: number;
  /** Level of its loudest frames in dB, where a full-scale sine is near 0. */
  readonly peakDecibels: number;
}

/** What of a window is needed to weigh it. */
export type WindowLevel = Omit<RecordingWindow, 'mfcc'>;

/**
 * Takes the frames of a recording one by one and gives out its windows. A recording of up to `WHOLE_FRAMES` is freed of
 * its pauses as a whole first, so that silence moves no window; of a longer one, each window comes as soon as it is
 * certain and loses its own pauses, and a window and a half of frames are kept, however long it is.
 */
export class RecordingWindows {
  private readonly rows = new FrameCollector(coefficients);
  private readonly levels = new FrameCollector(1);
  private readonly levelCounts = new LevelHistogram();
  private received = 0;
  /** Frames already forgotten. */
  private dropped = 0;
  private nextStart = 0;

  constructor(private readonly onWindow: (window: RecordingWindow) => void) {}

  /** Takes Meyda's raw coefficients of the next frame. */
  push(row: ArrayLike<number>): void {
    const level = frameLevels(logMelBands({ data: Float32Array.from(row), frames: 1, width: coefficients }));
    this.rows.push(row);
    this.levels.push(level);
    this.levelCounts.add(level[0] ?? -Infinity);
    this.received += 1;
    if (this.received > WHOLE_FRAMES) this.emitCertain();
  }

  /** Gives out the windows still owed. Push nothing afterwards. */
  finish(): void {
    const rows = this.rows.matrix();
    const levels = this.levels.matrix();
    if (this.received > WHOLE_FRAMES) {
      const start = Math.max(0, rows.frames - windowFrames);
      this.emit(sliceFrames(rows, start, rows.frames), sliceFrames(levels, start, rows.frames));
      return;
    }
    const heard = soundFrames(levels.data);
    // None also when the sound is a small share of a long silence: its windows then find it.
    const isFound = heard.length > 0;
    this.emitWindows(isFound ? pickFrames(rows, heard) : rows, isFound ? pickFrames(levels, heard) : levels);
  }

  /** Seconds in which somebody or something could be heard, up to now. */
  heardSeconds(windows: readonly WindowLevel[]): number {
    const threshold = Math.max(SILENCE_DECIBELS, loudestPeak(windows) - HEARD_RANGE_DECIBELS);
    return this.levelCounts.countFrom(threshold) * HOP_SECONDS;
  }

  /** Gives out the windows that are certain not to be the last one, which lies flush with the end. */
  private emitCertain(): void {
    while (this.received > this.nextStart + windowFrames) {
      const start = this.nextStart - this.dropped;
      const end = start + windowFrames;
      this.emit(sliceFrames(this.rows.matrix(), start, end), sliceFrames(this.levels.matrix(), start, end));
      this.nextStart += windowHopFrames;
    }
    // The last window can start anywhere after the one before the next, so that one's frames are still needed.
    this.forgetBefore(this.nextStart - windowHopFrames);
  }

  private emitWindows(rows: FrameMatrix, levels: FrameMatrix): void {
    for (const start of windowStarts(rows.frames)) {
      const end = Math.min(rows.frames, start + windowFrames);
      this.emit(sliceFrames(rows, start, end), sliceFrames(levels, start, end));
    }
  }

  private emit(rows: FrameMatrix, levels: FrameMatrix): void {
    this.onWindow({ ...networkWindow(rows), peakDecibels: percentile(levels.data, PEAK_PERCENTILE) });
  }

  private forgetBefore(frame: number): void {
    if (frame <= this.dropped) return;
    this.rows.dropFirst(frame - this.dropped);
    this.levels.dropFirst(frame - this.dropped);
    this.dropped = frame;
  }
}

/** The windows of a recording that is at hand as a whole. @param raw Meyda's coefficients. */
export function recordingWindows(raw: FrameMatrix): RecordingWindow[] {
  const windows: RecordingWindow[] = [];
  const recording = new RecordingWindows((window) => windows.push(window));
  for (let frame = 0; frame < raw.frames; frame += 1) recording.push(sliceFrames(raw, frame, frame + 1).data);
  recording.finish();
  return windows;
}

/**
 * What each window counts for in the recording's overall reading: its frames of sound; zero for silence and for
 * windows far below the loudest. All zero: there is no sound in the recording.
 */
export function windowWeights(windows: readonly WindowLevel[]): number[] {
  const quietest = loudestPeak(windows) - QUIET_WINDOW_DECIBELS;
  return windows.map(({ speechFrames, peakDecibels }) => (peakDecibels >= quietest ? speechFrames : 0));
}

function loudestPeak(windows: readonly WindowLevel[]): number {
  return windows.reduce((loudest, { peakDecibels }) => Math.max(loudest, peakDecibels), -Infinity);
}

/** Counts frames by whole decibels, so that "how many are louder than x" can be asked when x is known at last. */
class LevelHistogram {
  private static readonly lowest = -150;
  private static readonly highest = 150;
  private readonly counts = new Uint32Array(LevelHistogram.highest - LevelHistogram.lowest + 1);

  add(decibels: number): void {
    const bin = this.binOf(decibels);
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
  }

  countFrom(decibels: number): number {
    return this.counts.subarray(this.binOf(decibels)).reduce((sum, count) => sum + count, 0);
  }

  private binOf(decibels: number): number {
    const { lowest, highest } = LevelHistogram;
    return Math.round(Math.min(highest, Math.max(lowest, decibels))) - lowest;
  }
}
