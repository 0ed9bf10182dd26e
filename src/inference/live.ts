/** Readings while somebody speaks: frames in, about ten readings a second out, never more than one prediction under way. */
import type { FramesMessage } from '../capture/listeningMessages';
import { FEATURE_SPEC, HOP_SECONDS } from '../signal/featureSpec';
import { FrameCollector, sliceFrames } from '../signal/frameMatrix';
import { ProbabilitySmoother } from '../signal/smoothing';
import { VOICE_ACTIVITY, VoiceActivity, speechBandLevel } from '../signal/voiceActivity';
import {
  PEAK_PERCENTILE,
  SILENCE_DECIBELS,
  frameLevels,
  logMelBands,
  networkWindow,
  percentile,
  type NetworkWindow,
} from '../signal/window';
import type { LiveReading, Reading } from './protocol';

const { coefficients, windowFrames } = FEATURE_SPEC;

/** Ten readings a second: more would not look any more alive. */
const SHORTEST_INTERVAL = 0.1;
/** A slow machine rests for this share of the time that a reading took: left to everything else, the transcript above all. */
const REST_SHARE = 0.25;
/** Seconds. What seems to take longer is a machine asleep, and a rest in proportion to its sleep would last for hours. */
const LONGEST_PREDICTION = 8;
/**
 * Two windows are read: three seconds of speech, as a file's windows are, so that a take is read live as it will be
 * afterwards; and of what is being said now no more than NEWEST_FRAMES (1.5 s), which turns soonest. The three seconds are
 * looked for so far back (7.7 s): who speaks in short sentences pauses as long as they speak.
 */
const LOOKED_BACK_FRAMES = 2.5 * windowFrames;
const NEWEST_FRAMES = 96;
/** Less speech than this (0.4 s) says nothing about a mood. */
const FEWEST_SPEECH_FRAMES = 24;
/**
 * Speech that for 0.64 s stays this far under what was said before it is another mood, or another voice, and stands for
 * itself: beside the louder past its own frames would be trimmed off. Sad and angry takes of one RAVDESS actor lie 8 to 32 dB
 * apart 9 times in 10, the words of one take some 10 dB. A louder voice needs no rule: it trims off the softer past.
 */
const HUSHED_FRAMES = 40;
const HUSHED_DECIBELS = 18;
/** Where so many of them are as periodic as this, somebody speaks softly; with fewer, a voice fades or breathes. */
const FEWEST_VOICED_FRAMES = 12;
/** What comes after a rest longer than this (3.1 s) stands for itself: nothing of what was said before it counts. */
const LONGEST_REST_FRAMES = windowFrames;
/** Frames before the one at which speech was noticed that belong to it, too. */
const ONSET_FRAMES = 18;
/** A sample this near to full scale was probably cut off there; it is told of for a second. */
const CLIPPED_PEAK = 0.999;
const CLIPPING_HOLD_SECONDS = 1;
/** Speech whose loudest frames are under this (dB of a full-scale sine) comes from far away or a deaf microphone. */
const VERY_QUIET_DECIBELS = -45;
/** Before this nobody can say that nothing comes. */
const QUIET_PATIENCE_SECONDS = 2;
/** The rate of readings is measured over this time. */
const RATE_SECONDS = 2;

/** Time as the reader knows it: the machine's, unless a recording is to be played faster than it was spoken. */
export interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  /** Calls back after so many milliseconds; what it returns takes that back. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
}

const MACHINE_CLOCK: Clock = {
  now: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

type WindowReading = Omit<Reading, 'sequence'>;

interface LiveWindows {
  readonly steady: NetworkWindow;
  /** Null when nothing but a pause would be in it. */
  readonly newest: NetworkWindow | null;
}

export interface LiveReaderOptions {
  /** Reads windows [windowFrames * coefficients] of one voice, each for itself, with the words of the moment. */
  readonly read: (windows: readonly Float32Array[]) => Promise<readonly WindowReading[]>;
  /** The embedding of the words that `read` would read with now, null without words; left out where they never change. */
  readonly words?: () => Float32Array | null;
  /** The number of the reading that is begun now. */
  readonly nextSequence: () => number;
  readonly onLive: (live: LiveReading) => void;
  /** Said once; nothing comes afterwards. */
  readonly onFailure: (error: unknown) => void;
  readonly clock?: Clock;
}

/** The newest frames always win: whatever came while a prediction ran is in the next one, and nothing queues. */
export class LiveReader {
  private readonly rows = new FrameCollector(coefficients, 2 * LOOKED_BACK_FRAMES);
  private readonly levels = new FrameCollector(1, 2 * LOOKED_BACK_FRAMES);
  private readonly voicing = new FrameCollector(1, 2 * LOOKED_BACK_FRAMES);
  private readonly activity = new VoiceActivity();
  private readonly smoother = new ProbabilitySmoother();

  /** Frames at the end of `rows` that belong to what is being said now. */
  private utteranceFrames = 0;
  /** Frames at the end of `rows` that may be looked at: those since a voice dropped, or since a long rest. */
  private usableFrames = 0;
  /** Frames since somebody spoke. */
  private restFrames = 0;
  private framesReceived = 0;
  /** The number that the next frame must have if none is lost; null before the first. */
  private nextFrame: number | null = null;
  private framesSkipped = 0;
  private missedSeconds = 0;
  private secondsSinceClipping = Infinity;

  private framesAtLastReading = 0;
  private isReading = false;
  private isStopped = false;
  /** Takes the next reading back; null when none is set. */
  private cancelNext: (() => void) | null = null;
  /** Milliseconds of the clock. */
  private nextDue = 0;
  private lastEvidence: { readonly seconds: number; readonly words: Float32Array | null } | null = null;
  /** When the predictions of the last RATE_SECONDS began, in seconds. */
  private predictionStarts: number[] = [];

  private readonly clock: Clock;

  constructor(private readonly options: LiveReaderOptions) {
    this.clock = options.clock ?? MACHINE_CLOCK;
  }

  /** Takes the next frames. */
  push(frames: FramesMessage): void {
    if (this.isStopped) return;
    const count = frames.voicing.length;
    if (this.nextFrame !== null) this.framesSkipped += Math.max(0, frames.firstFrame - this.nextFrame);
    this.nextFrame = frames.firstFrame + count;
    this.missedSeconds = frames.missedSeconds;
    for (let index = 0; index < count; index += 1) {
      const row = frames.coefficients.subarray(index * coefficients, (index + 1) * coefficients);
      this.addFrame(row, frames.voicing[index] ?? 0, frames.peaks[index] ?? 0);
    }
    this.forgetOld();
    this.schedule();
  }

  /** A prediction under way is dropped. */
  stop(): void {
    this.isStopped = true;
    this.cancelNext?.();
  }

  private addFrame(row: Float32Array, voicing: number, peak: number): void {
    const bands = logMelBands({ data: row, frames: 1, width: coefficients });
    const levels = frameLevels(bands);
    this.rows.push(row);
    this.levels.push(levels);
    this.voicing.push([voicing]);
    this.framesReceived += 1;
    this.usableFrames += 1;
    this.secondsSinceClipping = peak >= CLIPPED_PEAK ? 0 : this.secondsSinceClipping + HOP_SECONDS;

    const wasSpeaking = this.activity.speaking;
    const speaking = this.activity.push({ levelDecibels: speechBandLevel(bands), voicing });
    if (speaking && !wasSpeaking) this.beginUtterance();
    else if (speaking) this.utteranceFrames += 1;
    this.restFrames = speaking ? 0 : this.restFrames + 1;
  }

  private beginUtterance(): void {
    this.utteranceFrames = ONSET_FRAMES;
    if (this.restFrames > LONGEST_REST_FRAMES) {
      this.usableFrames = ONSET_FRAMES;
      this.smoother.reset();
    } else this.smoother.rest();
    this.predictionStarts = [];
  }

  private forgetOld(): void {
    const surplus = this.rows.matrix().frames - LOOKED_BACK_FRAMES;
    if (surplus < windowFrames / 2) return;
    this.rows.dropFirst(surplus);
    this.levels.dropFirst(surplus);
    this.voicing.dropFirst(surplus);
  }

  private schedule(): void {
    if (this.cancelNext !== null || this.isReading || this.isStopped) return;
    this.cancelNext = this.clock.after(Math.max(0, this.nextDue - this.clock.now()), () => {
      this.cancelNext = null;
      void this.answer();
    });
  }

  private async answer(): Promise<void> {
    const started = this.clock.now();
    this.isReading = true;
    this.framesAtLastReading = this.framesReceived;
    try {
      const live = await this.read(started / 1000);
      // It may have been stopped while the network was at work.
      if (this.hasStopped()) return;
      this.options.onLive(live);
    } catch (error) {
      if (this.hasStopped()) return;
      this.stop();
      this.options.onFailure(error);
    } finally {
      this.isReading = false;
    }
    const ended = this.clock.now();
    const atWork = Math.min(ended - started, LONGEST_PREDICTION * 1000);
    this.nextDue = Math.max(started + SHORTEST_INTERVAL * 1000, ended + REST_SHARE * atWork);
    if (this.framesReceived > this.framesAtLastReading) this.schedule();
  }

  private hasStopped(): boolean {
    return this.isStopped;
  }

  /** @param now seconds. */
  private async read(now: number): Promise<LiveReading> {
    const sequence = this.options.nextSequence();
    const state = this.describe();
    const windows = state.speaking ? this.newestWindows() : null;
    if (windows === null) return { ...state, sequence, reading: null, readingsPerSecond: null };

    this.predictionStarts = [...this.predictionStarts.filter((start) => start > now - RATE_SECONDS), now];
    const words = this.options.words?.() ?? null;
    const [steady, newest = steady] = await this.options.read(
      windows.newest === null ? [windows.steady.mfcc] : [windows.steady.mfcc, windows.newest.mfcc],
    );
    if (!steady || !newest) throw new Error('the neural network gave no reading');
    const reading = { source: steady.source, probabilities: this.smooth(windows, steady, newest, words) };
    return { ...state, sequence, reading, readingsPerSecond: this.rate() };
  }

  private smooth(
    windows: LiveWindows,
    steady: WindowReading,
    newest: WindowReading,
    words: Float32Array | null,
  ): readonly number[] {
    // Of sound: an interruption is no time in which a mood was heard.
    const seconds = this.framesReceived * HOP_SECONDS;
    const elapsed = this.lastEvidence === null ? 0 : seconds - this.lastEvidence.seconds;
    // With other words, what was shown is not comparable: it would fade only as slowly as a mood does.
    if (this.lastEvidence !== null && !areSame(this.lastEvidence.words, words)) this.smoother.reset();
    this.lastEvidence = { seconds, words };
    return this.smoother.push(
      {
        steady: { probabilities: steady.probabilities, weight: windows.steady.speechFrames / windowFrames },
        newest: {
          probabilities: newest.probabilities,
          // The whole is its own newest when nothing but a pause would be in the other.
          weight: windows.newest === null ? 1 : windows.newest.speechFrames / NEWEST_FRAMES,
        },
        levelDecibels: this.peakOf(Math.min(NEWEST_FRAMES, this.usableFrames)),
      },
      elapsed,
    );
  }

  private describe(): Omit<LiveReading, 'sequence' | 'reading' | 'readingsPerSecond'> {
    const speaking = this.activity.speaking;
    const loudest = this.levels
      .matrix()
      .data.slice(-windowFrames)
      .reduce((a, b) => Math.max(a, b), -Infinity);
    const secondsListened = (this.nextFrame ?? 0) * HOP_SECONDS;
    return {
      speaking,
      clipping: this.secondsSinceClipping < CLIPPING_HOLD_SECONDS,
      veryQuiet:
        secondsListened >= QUIET_PATIENCE_SECONDS && loudest < (speaking ? VERY_QUIET_DECIBELS : SILENCE_DECIBELS),
      secondsListened,
      framesLost: this.framesSkipped + Math.round(this.missedSeconds / HOP_SECONDS),
    };
  }

  /** What the network is to see; null while too little was said. */
  private newestWindows(): LiveWindows | null {
    this.dropLouderPast();
    const newest = this.lastWindow(Math.min(this.utteranceFrames, NEWEST_FRAMES));
    const steady = this.lastWindow(this.usableFrames);
    // The last second and a half may hold the pause that the hang-over bridges.
    if (newest.speechFrames >= FEWEST_SPEECH_FRAMES) return { steady, newest };
    const isBegun = this.utteranceFrames > NEWEST_FRAMES;
    return isBegun && steady.speechFrames >= FEWEST_SPEECH_FRAMES ? { steady, newest: null } : null;
  }

  private lastWindow(frames: number): NetworkWindow {
    const rows = this.rows.matrix();
    const looked = Math.min(frames, rows.frames, LOOKED_BACK_FRAMES);
    return networkWindow(sliceFrames(rows, rows.frames - looked, rows.frames));
  }

  /** Forgets what was said before when the voice has dropped far below it. */
  private dropLouderPast(): void {
    if (this.utteranceFrames < HUSHED_FRAMES || !this.isVoiced(HUSHED_FRAMES)) return;
    if (this.peakOf(this.usableFrames) - this.peakOf(HUSHED_FRAMES) <= HUSHED_DECIBELS) return;
    this.usableFrames = HUSHED_FRAMES;
    this.utteranceFrames = HUSHED_FRAMES;
    this.smoother.reset();
  }

  /** Level of the loudest of the last frames, dB. */
  private peakOf(frames: number): number {
    return percentile(this.levels.matrix().data.subarray(-Math.min(frames, LOOKED_BACK_FRAMES)), PEAK_PERCENTILE);
  }

  private isVoiced(frames: number): boolean {
    const newest = this.voicing.matrix().data.subarray(-frames);
    return newest.filter((voicing) => voicing >= VOICE_ACTIVITY.stayVoicing).length >= FEWEST_VOICED_FRAMES;
  }

  private rate(): number | null {
    const [first] = this.predictionStarts;
    const last = this.predictionStarts.at(-1);
    if (first === undefined || last === undefined || this.predictionStarts.length < 3) return null;
    return (this.predictionStarts.length - 1) / (last - first);
  }
}

/** By their values: a blank that is typed makes a new embedding of the same words. */
function areSame(one: Float32Array | null, other: Float32Array | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
