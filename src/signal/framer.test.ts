/** Holds the framer to slicing the whole stream. */
import { describe, expect, it } from 'vitest';

import { Framer } from './framer';
import { blocksOf } from './testSignals';

const ramp = Float32Array.from({ length: 1000 }, (_, index) => index);

function framesOf(blocks: readonly Float32Array[], frameLength: number, hopLength: number): number[][] {
  const framer = new Framer(frameLength, hopLength);
  const frames: number[][] = [];
  for (const block of blocks) framer.push(block, (frame) => frames.push([...frame]));
  return frames;
}

function slices(frameLength: number, hopLength: number): number[][] {
  const frames: number[][] = [];
  for (let start = 0; start + frameLength <= ramp.length; start += hopLength) {
    frames.push([...ramp.slice(start, start + frameLength)]);
  }
  return frames;
}

describe('Framer', () => {
  it.each([
    [16, 8],
    [16, 5],
    [16, 16],
    [16, 1],
  ])('cuts frames of %i every %i samples, however the stream is cut', (frameLength, hopLength) => {
    const expected = slices(frameLength, hopLength);
    for (const lengths of [[1000], [128], [1], [3, 0, 50, 16, 17, 1]]) {
      expect(framesOf(blocksOf(ramp, lengths), frameLength, hopLength)).toEqual(expected);
    }
  });

  it.each([
    [16, 0],
    [16, 17],
    [16, NaN],
  ])('refuses frames of %i every %d samples', (frameLength, hopLength) => {
    expect(() => new Framer(frameLength, hopLength)).toThrow(RangeError);
  });
});
