/** How long to wait for what may never come, in one place: counted in looks, not timed. */

/**
 * By a clock, all that is waited for would be late after a laptop's sleep: the first look comes before what has waited
 * meanwhile has had its turn.
 */
const LOOK_MILLISECONDS = 1_000;

/**
 * Looks once a second whether there is any sign of life, and gives up after so many looks in vain, one after the other.
 *
 * @returns what ends the watch.
 */
export function watchForLife(looksInVain: number, isAlive: () => boolean, giveUp: () => void): () => void {
  let looks = 0;
  const watch = setInterval(() => {
    looks = isAlive() ? 0 : looks + 1;
    if (looks < looksInVain) return;
    clearInterval(watch);
    giveUp();
  }, LOOK_MILLISECONDS);
  return () => clearInterval(watch);
}

/**
 * What `answer` gives, unless the watch over it gives it up before, which rejects with its reason.
 *
 * @param startWatch given what to call with the reason, starts the watch and returns what ends it.
 */
export async function unlessGivenUp<T>(
  answer: Promise<T>,
  startWatch: (giveUp: (reason: Error) => void) => () => void,
): Promise<T> {
  let endWatch: () => void = () => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    endWatch = startWatch(reject);
  });
  try {
    return await Promise.race([answer, givenUp]);
  } finally {
    endWatch();
  }
}
