/** The figures of the model card rest on these; the values are worked out by hand. */
import { describe, expect, it } from 'vitest';

import {
  confusionMatrix,
  decideLabels,
  expectedCalibrationError,
  f1Scores,
  meanOf,
  recalls,
  unweightedAverageRecall,
} from './metrics';

describe('metrics', () => {
  it('averages recall over the labels that occur', () => {
    const confusion = confusionMatrix([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0], 3);
    expect(confusion).toEqual([
      [3, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
    expect(recalls(confusion)).toEqual([0.75, 0.5, null]);
    expect(unweightedAverageRecall(confusion)).toBe(0.625);
  });

  it('scores several labels an item', () => {
    const truth = [new Set([0]), new Set([0, 1]), new Set([1])];
    const decided = [new Set([0]), new Set([1]), new Set([0])];
    // Label 0: one hit, two items, two decisions. Label 1: one hit, two items, one decision.
    expect(f1Scores(truth, decided, 3)).toEqual([0.5, 2 / 3, null]);
    expect(meanOf([0.5, null, 1])).toBe(0.75);
  });

  it('decides for the likeliest and for all above the threshold', () => {
    expect([...decideLabels([0.1, 0.5, 0.4], 0.3)].sort()).toEqual([1, 2]);
    expect([...decideLabels([0.2, 0.5, 0.3], 0.9)]).toEqual([1]);
  });

  it('is perfectly calibrated when half of the half-certain readings are right', () => {
    const readings = [
      [0.5, 0.3, 0.2],
      [0.5, 0.3, 0.2],
    ];
    expect(expectedCalibrationError(readings, [0, 1])).toBe(0);
    expect(expectedCalibrationError(readings, [0, 0])).toBe(0.5);
  });
});
