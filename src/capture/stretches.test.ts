/** Work that never pauses hears of no abort, and work that always does takes much longer. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Stretches } from './stretches';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('lets the thread turn once the work has taken a while, and not before', async () => {
  const stretches = new Stretches();
  const heard = vi.fn();
  setTimeout(heard, 0);
  await stretches.pause();
  expect(heard).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  heard.mockClear();
  setTimeout(heard, 0);
  const paused = stretches.pause();
  await vi.advanceTimersByTimeAsync(0);
  await paused;
  expect(heard).toHaveBeenCalledTimes(1);
  // The next stretch begins then.
  await stretches.pause();
});
