/** Holds the growing matrix to plain arrays. */
import { describe, expect, it } from 'vitest';

import { FrameCollector, sliceFrames } from './frameMatrix';

function collect(frames: number): FrameCollector {
  const collector = new FrameCollector(2, 3);
  for (let frame = 0; frame < frames; frame += 1) collector.push([frame, -frame]);
  return collector;
}

describe('FrameCollector', () => {
  it('keeps all rows in order when it grows past its first size', () => {
    const { data, frames, width } = collect(20).matrix();
    expect([frames, width]).toEqual([20, 2]);
    expect([...data]).toEqual(Array.from({ length: 20 }, (_, frame) => [frame, -frame]).flat());
  });

  it('forgets its first rows and goes on', () => {
    const collector = collect(5);
    collector.dropFirst(3);
    collector.push([9, 9]);
    expect([...collector.matrix().data]).toEqual([3, -3, 4, -4, 9, 9]);
  });
});

describe('sliceFrames', () => {
  it('views rows without their end', () => {
    const slice = sliceFrames(collect(6).matrix(), 2, 4);
    expect(slice.frames).toBe(2);
    expect([...slice.data]).toEqual([2, -2, 3, -3]);
  });
});
