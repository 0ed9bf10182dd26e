/** Long work in short stretches, so that a thread hears of an abort or of new words while it is at it. */

const LONGEST_MILLISECONDS = 60;

/** The stretches of one piece of work. */
export class Stretches {
  private start = performance.now();

  /** To be awaited between two steps: lets the thread hear what it has been told, when it has been a while. */
  async pause(): Promise<void> {
    if (performance.now() - this.start <= LONGEST_MILLISECONDS) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.start = performance.now();
  }
}
