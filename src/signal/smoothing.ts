/** Probabilities over time: calm while the mood lasts, and turning within half a second when it turns. */

export interface SmoothingOptions {
  /** What is shown is the mean of what was remembered over so many seconds of sound. */
  readonly memorySeconds: number;
  /** After a rest, what was before it counts for no more than so many seconds. */
  readonly restSeconds: number;
  /** Time constant of the exponential mean over the newest evidence, which tells of a turn. */
  readonly newestSeconds: number;
  /** The mood turns when the newest differs from what is shown by more than this (total variation, 0..1)... */
  readonly disagreement: number;
  /** ...and its own top is ahead of the top that is shown by more than this... */
  readonly lead: number;
  /** ...for longer than this. */
  readonly patienceSeconds: number;
  /** What is shown at a turn counts for so many seconds against what comes. */
  readonly turnSeconds: number;
}

/**
 * Chosen by random search on takes of the validation speakers, with a network that had not heard them: for a top emotion
 * that is the take's own reading, few changes of it, and a prompt turn where two takes of different moods are joined.
 */
export const SMOOTHING: SmoothingOptions = {
  memorySeconds: 3,
  restSeconds: 0.6,
  newestSeconds: 0.2,
  disagreement: 0.35,
  lead: 0.3,
  patienceSeconds: 0.2,
  turnSeconds: 0.1,
};

/** The first evidence after a rest stands for this time. */
const FIRST_SECONDS = 0.1;

/** What is known at one moment. Both are distributions: not negative, summing to 1. */
export interface Evidence {
  /** From the longer past: surer, and later at a turn. */
  readonly steady: readonly number[];
  /** From what is being said now. */
  readonly newest: readonly number[];
  /** What the steady evidence counts for, 0..1: the share of its time that is filled with sound. */
  readonly weight: number;
}

/** A running mean with a memory, which is dropped when the newest evidence says that the mood has turned. */
export class ProbabilitySmoother {
  private readonly options: SmoothingOptions;
  private shown: readonly number[] | null = null;
  /** Seconds that `shown` counts for. */
  private remembered = 0;
  private newest: readonly number[] | null = null;
  private disagreedSeconds = 0;

  /** @throws RangeError when an option makes no sense. */
  constructor(options: Partial<SmoothingOptions> = {}) {
    this.options = { ...SMOOTHING, ...options };
    const { memorySeconds, newestSeconds, turnSeconds, restSeconds, patienceSeconds, disagreement, lead } =
      this.options;
    const sensible =
      [memorySeconds, newestSeconds, turnSeconds].every((seconds) => seconds > 0) &&
      [restSeconds, patienceSeconds].every((seconds) => seconds >= 0) &&
      [disagreement, lead].every((share) => share >= 0 && share <= 1);
    if (!sensible) throw new RangeError('smoothing: seconds are not negative, disagreement and lead in 0..1');
  }

  /**
   * Takes new evidence and returns what to show: a distribution.
   *
   * @param elapsedSeconds since the evidence before; without meaning for the first, and for the first after a rest.
   */
  push({ steady, newest, weight }: Evidence, elapsedSeconds: number): readonly number[] {
    const { memorySeconds, newestSeconds, patienceSeconds, turnSeconds } = this.options;
    const seconds = this.newest === null ? FIRST_SECONDS : Math.max(0, elapsedSeconds);
    this.newest = this.newest === null ? newest : moved(this.newest, newest, 1 - Math.exp(-seconds / newestSeconds));

    this.remembered = Math.min(memorySeconds, this.remembered + weight * seconds);
    const share = this.remembered > 0 ? Math.min(1, (weight * seconds) / this.remembered) : 0;
    this.shown = this.shown === null ? steady : moved(this.shown, steady, share);

    this.disagreedSeconds = this.disagrees(this.shown, this.newest) ? this.disagreedSeconds + seconds : 0;
    if (this.disagreedSeconds > patienceSeconds) {
      this.shown = this.newest;
      this.remembered = turnSeconds;
      this.disagreedSeconds = 0;
    }
    return this.shown;
  }

  /** Somebody paused: what comes next may be another mood, and is believed sooner. */
  rest(): void {
    this.remembered = Math.min(this.remembered, this.options.restSeconds);
    this.newest = null;
    this.disagreedSeconds = 0;
  }

  /** Forgets: the next evidence is shown as it is. */
  reset(): void {
    this.rest();
    this.shown = null;
    this.remembered = 0;
  }

  private disagrees(shown: readonly number[], newest: readonly number[]): boolean {
    const lead = Math.max(...newest) - (newest[topOf(shown)] ?? 0);
    return lead > this.options.lead && totalVariation(newest, shown) > this.options.disagreement;
  }
}

function moved(from: readonly number[], to: readonly number[], share: number): readonly number[] {
  return from.map((value, index) => value + share * ((to[index] ?? 0) - value));
}

function topOf(probabilities: readonly number[]): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

/** Half the sum of the absolute differences: 0 for the same distribution, 1 for two that share nothing. */
function totalVariation(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / 2;
}
