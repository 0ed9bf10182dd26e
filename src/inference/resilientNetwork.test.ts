/** A lost graphics driver must cost time, not the answer. */
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Network } from './network';
import { ResilientNetwork, type RunningNetwork } from './resilientNetwork';

/** A network whose voice embedding is `value`, and whose backend is lost at its call number `losesAt`, mostly with an error. */
function fakeNetwork(value: number, losesAt = Infinity, { isSilent = false } = {}): RunningNetwork {
  let calls = 0;
  let questions = 0;
  const isLost = (): boolean => {
    questions += 1;
    // Such a loop would let no timer end the test.
    if (questions > 1_000) throw new Error('used for ever');
    return calls >= losesAt;
  };
  const network: Network = {
    embedVoice: () => {
      calls += 1;
      const fails = isLost() && !isSilent;
      return fails ? Promise.reject(new Error('context lost')) : Promise.resolve([Float32Array.of(value)]);
    },
    embedWords: () => Promise.resolve([]),
    fuse: () => Promise.reject(new RangeError('wrong sizes')),
  };
  return { network, isLost };
}

afterEach(() => void vi.useRealTimers());

describe('ResilientNetwork', () => {
  it('answers on the next backend when the first is lost, for all who wait', async () => {
    let replaced = 0;
    const network = new ResilientNetwork(fakeNetwork(1, 2), () => {
      replaced += 1;
      return Promise.resolve(fakeNetwork(2));
    });
    expect(await network.embedVoice([])).toEqual([Float32Array.of(1)]);
    const both = await Promise.all([network.embedVoice([]), network.embedVoice([])]);
    expect(both.flat()).toEqual([Float32Array.of(2), Float32Array.of(2)]);
    expect(replaced).toBe(1);
  });

  it('takes no result from a backend that was lost over it', async () => {
    const network = new ResilientNetwork(fakeNetwork(1, 1, { isSilent: true }), () => Promise.resolve(fakeNetwork(2)));
    expect(await network.embedVoice([])).toEqual([Float32Array.of(2)]);
  });

  it('waits for no answer from a backend that was lost over it, which gives none', async () => {
    vi.useFakeTimers();
    let isLost = false;
    const hanging = { ...fakeNetwork(1).network, embedVoice: () => new Promise<never>(() => undefined) };
    const network = new ResilientNetwork({ network: hanging, isLost: () => isLost }, () =>
      Promise.resolve(fakeNetwork(2)),
    );
    const onAnswer = vi.fn();
    const answer = network.embedVoice([]).then(onAnswer);
    // However long a computation takes, it is not given up for that.
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onAnswer).not.toHaveBeenCalled();
    isLost = true;
    await vi.advanceTimersByTimeAsync(1_000);
    await answer;
    expect(onAnswer).toHaveBeenCalledWith([Float32Array.of(2)]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('moves on again when the next backend is lost, too', async () => {
    const next = [fakeNetwork(2, 2), fakeNetwork(3)];
    const network = new ResilientNetwork(fakeNetwork(1, 1), () => {
      const replacement = next.shift();
      return replacement ? Promise.resolve(replacement) : Promise.reject(new Error('none left'));
    });
    expect(await network.embedVoice([])).toEqual([Float32Array.of(2)]);
    expect(await network.embedVoice([])).toEqual([Float32Array.of(3)]);
  });

  it('passes on errors that are not the backend’s', async () => {
    const network = new ResilientNetwork(fakeNetwork(1), () => Promise.reject(new Error('not asked for')));
    await expect(network.fuse([], [])).rejects.toThrow('wrong sizes');
  });

  it('fails when no backend is left', async () => {
    const network = new ResilientNetwork(fakeNetwork(1, 0), () => Promise.reject(new Error('none left')));
    await expect(network.embedVoice([])).rejects.toThrow('none left');
  });
});
