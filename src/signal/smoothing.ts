/** Probabilities over time, calm to look at, that still turn within about a second when the mood turns. */

export interface SmoothingOptions {
  /** Time constant of the exponential mean while new evidence agrees with what is shown. */
  readonly calmSeconds: number;
  /** Time constant once the evidence has disagreed for `patienceSeconds`. */
  readonly turningSeconds: number;
  /** Evidence disagrees when its distance to what is shown (total variation, 0..1) is larger than this. */
  readonly disagreement: number;
  readonly patienceSeconds: number;
}

/**
 * One odd window of ten a second moves the meters by an eighth of its difference; a lasting turn is noticed after a
 * quarter of a second and half done a tenth later. Chosen on joined takes of RAVDESS's actors 17
 * to 20 with a network that had not heard them, for few changes of the top emotion within a take and a prompt one at the join.
 */
export const SMOOTHING: SmoothingOptions = {
  calmSeconds: 0.7,
  turningSeconds: 0.15,
  disagreement: 0.3,
  patienceSeconds: 0.25,
};

/** An exponential mean whose time constant is in seconds, not in steps, so that a slow machine smooths no longer. */
export class ProbabilitySmoother {
  private readonly options: SmoothingOptions;
  private shown: readonly number[] | null = null;
  private disagreedSeconds = 0;

  /** @throws RangeError when an option makes no sense. */
  constructor(options: Partial<SmoothingOptions> = {}) {
    this.options = { ...SMOOTHING, ...options };
    const { calmSeconds, turningSeconds, disagreement, patienceSeconds } = this.options;
    const sensible =
      turningSeconds > 0 &&
      calmSeconds >= turningSeconds &&
      disagreement >= 0 &&
      disagreement <= 1 &&
      patienceSeconds >= 0;
    if (!sensible)
      throw new RangeError('smoothing: 0 < turningSeconds <= calmSeconds, disagreement in 0..1, patience >= 0');
  }

  /**
   * Takes new evidence and returns what to show.
   *
   * @param probabilities a distribution: not negative, summing to 1; so is the result.
   * @param elapsedSeconds since the evidence before; without meaning for the first, which is shown as it is.
   */
  push(probabilities: readonly number[], elapsedSeconds: number): readonly number[] {
    const { shown } = this;
    if (shown === null) {
      this.shown = [...probabilities];
      return this.shown;
    }
    const { calmSeconds, turningSeconds, disagreement, patienceSeconds } = this.options;
    const disagrees = totalVariation(probabilities, shown) > disagreement;
    this.disagreedSeconds = disagrees ? this.disagreedSeconds + elapsedSeconds : 0;
    const timeConstant = this.disagreedSeconds > patienceSeconds ? turningSeconds : calmSeconds;
    const share = 1 - Math.exp(-Math.max(0, elapsedSeconds) / timeConstant);
    this.shown = shown.map((value, index) => value + share * ((probabilities[index] ?? 0) - value));
    return this.shown;
  }

  /** Forgets: the next evidence is shown as it is. */
  reset(): void {
    this.shown = null;
    this.disagreedSeconds = 0;
  }
}

/** Half the sum of the absolute differences: 0 for the same distribution, 1 for two that share nothing. */
function totalVariation(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / 2;
}
