/** What is given up too soon is lost, and what is never given up holds up everything. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { unlessGivenUp, watchForLife } from './patience';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('watchForLife', () => {
  it('gives up once, after so many looks in vain, one after the other', () => {
    const giveUp = vi.fn();
    const signs = [false, false, true, false, false, false, false];
    watchForLife(3, () => signs.shift() ?? false, giveUp);
    vi.advanceTimersByTime(5_000);
    expect(giveUp).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(giveUp).toHaveBeenCalledTimes(1);
    // What comes too late begins nothing anew.
    signs.push(true);
    vi.advanceTimersByTime(60_000);
    expect(giveUp).toHaveBeenCalledTimes(1);
  });

  it('ends', () => {
    const giveUp = vi.fn();
    const end = watchForLife(1, () => false, giveUp);
    end();
    vi.advanceTimersByTime(10_000);
    expect(giveUp).not.toHaveBeenCalled();
  });
});

describe('unlessGivenUp', () => {
  it('gives the answer, or its failure, and ends the watch', async () => {
    const end = vi.fn();
    await expect(unlessGivenUp(Promise.resolve(1), () => end)).resolves.toBe(1);
    await expect(unlessGivenUp(Promise.reject(new Error('no')), () => end)).rejects.toThrow('no');
    expect(end).toHaveBeenCalledTimes(2);
  });

  it('gives the reason when it is given up, and ends the watch', async () => {
    const end = vi.fn();
    const never = new Promise<never>(() => undefined);
    const answer = unlessGivenUp(never, (giveUp) => {
      setTimeout(() => giveUp(new Error('in vain')), 1_000);
      return end;
    });
    const told = expect(answer).rejects.toThrow('in vain');
    await vi.advanceTimersByTimeAsync(1_000);
    await told;
    expect(end).toHaveBeenCalledTimes(1);
  });
});
