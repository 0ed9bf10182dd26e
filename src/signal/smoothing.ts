/** Probabilities over time: the longer a mood lasts, the surer and calmer; and turning within a second when it turns. */

export interface SmoothingOptions {
  /** What is shown is the mean of what was heard since the mood last turned, of no more than so many seconds of sound. */
  readonly memorySeconds: number;
  /** The mean over so many seconds of the newest evidence tells of a turn. */
  readonly newestSeconds: number;
  /** The mood turns when the newest differs from what is shown by more than this (total variation, 0..1)... */
  readonly disagreement: number;
  /** ...or by more than this where the voice is louder or softer than it was by so many decibels... */
  readonly disagreementAtOtherLevel: number;
  readonly otherLevelDecibels: number;
  /** ...and its own top is ahead of the top that is shown by more than this... */
  readonly lead: number;
  /** ...for longer than this. */
  readonly patienceSeconds: number;
  /** What is shown at a turn counts for so many seconds against what comes. */
  readonly turnSeconds: number;
}

/**
 * A file's reading is the mean over all its windows, so the memory is long: what is shown comes to what the take will be read
 * as. What keeps it prompt is the turn, which drops the past; and a turn counts for little itself, so that the steady
 * evidence soon takes back one that was none.
 *
 * Chosen on takes of speakers that the network at hand had not heard (a random search in one fold, the disagreements and the
 * level in two): for a top emotion that is the take's own reading at its end, few changes of it, and a prompt turn where two
 * takes of different moods are joined. A smaller disagreement changes the top more often and turns little sooner; a larger
 * one, or more patience, misses turns. The level, of which the network knows nothing, tells turns from what is but another
 * sentence: who turns from angry to sad, or back, mostly speaks softer or louder, too.
 */
export const SMOOTHING: SmoothingOptions = {
  memorySeconds: 30,
  newestSeconds: 0.2,
  disagreement: 0.7,
  disagreementAtOtherLevel: 0.55,
  otherLevelDecibels: 5,
  lead: 0.2,
  patienceSeconds: 0.2,
  turnSeconds: 0.1,
};

/** The first evidence after a rest stands for this time. */
const FIRST_SECONDS = 0.1;

/** A distribution (not negative, summing to 1), and how much sound it was read from. */
export interface Evidence {
  readonly probabilities: readonly number[];
  /** What it counts for, 0..1: the share of its window that is filled with sound. */
  readonly weight: number;
}

/** What is known at one moment. */
export interface MomentEvidence {
  /** From the longer past: surer, and later at a turn. */
  readonly steady: Evidence;
  /** From what is being said now. */
  readonly newest: Evidence;
  /** How loud the voice was in the last second or two, dB. */
  readonly levelDecibels: number;
}

/** A running mean with a memory, which is dropped when the newest evidence says that the mood has turned. */
export class ProbabilitySmoother {
  private readonly options: SmoothingOptions;
  private shown: Mean | null = null;
  private newest: Mean | null = null;
  /** Of what is shown: the mean over the time since the mood last turned. */
  private level: Mean | null = null;
  private disagreedSeconds = 0;

  /** @throws RangeError when an option makes no sense. */
  constructor(options: Partial<SmoothingOptions> = {}) {
    this.options = { ...SMOOTHING, ...options };
    const { memorySeconds, newestSeconds, turnSeconds, patienceSeconds, otherLevelDecibels } = this.options;
    const { disagreement, disagreementAtOtherLevel, lead } = this.options;
    const sensible =
      [memorySeconds, newestSeconds, turnSeconds].every((seconds) => seconds > 0) &&
      [patienceSeconds, otherLevelDecibels].every((value) => value >= 0) &&
      [disagreement, disagreementAtOtherLevel, lead].every((share) => share >= 0 && share <= 1);
    if (!sensible)
      throw new RangeError(
        'smoothing: seconds are above 0 (patience may be 0), decibels from 0, disagreements and lead in 0..1',
      );
  }

  /**
   * Takes new evidence and returns what to show: a distribution.
   *
   * @param elapsedSeconds since the evidence before; without meaning for the first, and for the first after a rest.
   */
  push({ steady, newest, levelDecibels }: MomentEvidence, elapsedSeconds: number): readonly number[] {
    const { memorySeconds, newestSeconds, patienceSeconds, turnSeconds } = this.options;
    const seconds = this.newest === null ? FIRST_SECONDS : Math.max(0, elapsedSeconds);
    const heardNow = meanWith(this.newest, newest.probabilities, newest.weight * seconds, newestSeconds);
    const shown = meanWith(this.shown, steady.probabilities, steady.weight * seconds, memorySeconds);
    this.newest = heardNow;
    this.shown = shown;

    const disagrees = this.disagree(shown.values, heardNow.values, levelDecibels);
    this.disagreedSeconds = disagrees ? this.disagreedSeconds + seconds : 0;
    if (this.disagreedSeconds > patienceSeconds) {
      this.shown = { values: heardNow.values, seconds: turnSeconds };
      this.level = null;
      this.disagreedSeconds = 0;
    }
    this.level = meanWith(this.level, [levelDecibels], seconds, memorySeconds);
    return this.shown.values;
  }

  /**
   * Somebody paused: what is said next is judged for itself, against all that was shown. A pause alone is no turn, and who
   * pauses between sentences is still of the mood that the whole take will be read as.
   */
  rest(): void {
    this.newest = null;
    this.disagreedSeconds = 0;
  }

  /** Forgets: the next evidence is shown as it is. */
  reset(): void {
    this.rest();
    this.shown = null;
    this.level = null;
  }

  private disagree(shown: readonly number[], newest: readonly number[], levelDecibels: number): boolean {
    const { disagreement, disagreementAtOtherLevel, otherLevelDecibels } = this.options;
    const [usualDecibels = levelDecibels] = this.level?.values ?? [];
    const isAtOtherLevel = Math.abs(levelDecibels - usualDecibels) > otherLevelDecibels;
    const least = isAtOtherLevel ? disagreementAtOtherLevel : disagreement;
    const lead = Math.max(...newest) - (newest[topOf(shown)] ?? 0);
    return lead > this.options.lead && totalVariation(newest, shown) > least;
  }
}

/** A mean, of distributions or of levels, by the time they stand for. */
interface Mean {
  readonly values: readonly number[];
  /** What it counts for against what comes. */
  readonly seconds: number;
}

/**
 * @param added seconds that the values stand for.
 * @param memory seconds that the mean counts for at most.
 */
function meanWith(mean: Mean | null, values: readonly number[], added: number, memory: number): Mean {
  if (mean === null) return { values, seconds: Math.min(memory, added) };
  const seconds = Math.min(memory, mean.seconds + added);
  const share = seconds > 0 ? Math.min(1, added / seconds) : 0;
  return { values: moved(mean.values, values, share), seconds };
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
