/** Accuracy against coverage as the card tells it, on four readings that can be counted by eye. */
import { describe, expect, it } from 'vitest';

import { EMOTIONS } from '../../src/emotions';
import { certaintyFigure, coverageFigures, judgedWords, recallFigure, type Judged } from './readings';

/** All of the rest on the last emotion but one. */
function reading(top: number, certainty: number): number[] {
  return EMOTIONS.map((_, label) => (label === top ? certainty : label === 6 ? 1 - certainty : 0));
}

const judged: Judged = {
  labels: [0, 0, 3, 3],
  readings: [reading(0, 0.9), reading(3, 0.6), reading(3, 0.8), reading(3, 0.7)],
};

describe('coverageFigures', () => {
  it('tells how often all, the surest and the sure ones are right', () => {
    const figures = coverageFigures('voice', judged, 0.75);
    expect(figures.map(({ value, items }) => [value, items])).toEqual([
      [0.75, 4],
      [1, 3],
      [1, 2],
      [0.5, 4],
      [1, 2],
    ]);
  });

  it('tells of no accuracy when nothing is answered', () => {
    expect(coverageFigures('voice', judged, 0.95)).toHaveLength(4);
  });
});

describe('figures of readings', () => {
  it('average recall and certainty', () => {
    expect(recallFigure('voice', judged).value).toBe(0.75);
    expect(certaintyFigure('voice', judged).value).toBeCloseTo(0.75, 12);
  });

  it('takes texts of one emotion only', () => {
    const text = (emotions: readonly (typeof EMOTIONS)[number][]) => ({
      text: { id: '', text: '', emotions },
      words: { embedding: new Float32Array(1), areKnown: true },
      probabilities: reading(3, 1),
    });
    expect(judgedWords([text(['sad']), text(['sad', 'happy'])]).labels).toEqual([3]);
  });
});
