/** Work that never pauses hears of no abort, and work that always does takes much longer. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Stretches } from './stretches';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('lets the thread turn once the work has taken a while, and not before', async () => {
  const stretches = new Stretches();
  const goOn = vi.fn();
  await stretches.pause().then(goOn);
  expect(goOn).toHaveBeenCalledTimes(1);

  vi.advanceTimersByTime(100);
  const paused = stretches.pause().then(goOn);
  // Promises that could settle have: only a turn of the thread lets it go on.
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  expect(goOn).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(0);
  await paused;
  expect(goOn).toHaveBeenCalledTimes(2);

  // The next stretch has begun then.
  await stretches.pause();
});
