/** The figures of the model card rest on these; the values are worked out by hand. */
import { describe, expect, it } from 'vitest';

import {
  calibrationErrorByChance,
  confusionMatrix,
  coverageFrom,
  coverageOfSurest,
  decideLabels,
  expectedCalibrationError,
  f1Scores,
  meanOf,
  recallError,
  recalls,
  standardDeviation,
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
    // Variances of the recalls: 0.75 * 0.25 / 4, and 0.5 * 0.5 / 2.
    expect(recallError(confusion)).toBeCloseTo(Math.sqrt(0.046875 + 0.125) / 2, 12);
  });

  it('scores several labels an item', () => {
    const truth = [new Set([0]), new Set([0, 1]), new Set([1])];
    const decided = [new Set([0]), new Set([1]), new Set([0])];
    // Label 0: one hit, two items, two decisions. Label 1: one hit, two items, one decision.
    expect(f1Scores(truth, decided, 3)).toEqual([0.5, 2 / 3, null]);
    expect(meanOf([0.5, null, 1])).toBe(0.75);
    // What is never said of any item counts as missed.
    expect(f1Scores([new Set([0])], [new Set([1])], 2)).toEqual([0, null]);
  });

  it('decides for the likeliest and for all above the threshold', () => {
    expect([...decideLabels([0.1, 0.5, 0.4], 0.3)].sort()).toEqual([1, 2]);
    expect([...decideLabels([0.2, 0.5, 0.3], 0.9)]).toEqual([1]);
    expect([...decideLabels([0.25, 0.5, 0.25], 0.25)].sort()).toEqual([0, 1, 2]);
  });

  it('is perfectly calibrated when half of the half-certain readings are right', () => {
    const readings = [
      [0.5, 0.3, 0.2],
      [0.5, 0.3, 0.2],
    ];
    expect(expectedCalibrationError(readings, [0, 1])).toBe(0);
    expect(expectedCalibrationError(readings, [0, 0])).toBe(0.5);
    // The surest of all are in the last bin.
    expect(expectedCalibrationError([[1, 0]], [1])).toBe(1);
  });

  it('expects of true certainties what chance makes of them', () => {
    // De Moivre's mean absolute deviation of 100 tosses of a coin: 100 * C(99, 50) / 2^100 = 3.98; the normal one is 0.3 % more.
    const tosses = (count: number) => Array.from({ length: count }, () => [0.5, 0.5]);
    expect(calibrationErrorByChance(tosses(100))).toBeCloseTo(0.0398, 3);
    // Four times the items halve it, and what is certain leaves nothing to chance.
    expect(calibrationErrorByChance(tosses(400))).toBeCloseTo(calibrationErrorByChance(tosses(100)) / 2, 10);
    expect(calibrationErrorByChance([[1, 0]])).toBe(0);
    // Deviations of two bins do not cancel out.
    const nine = Array.from({ length: 100 }, () => [0.9, 0.1]);
    expect(calibrationErrorByChance([...tosses(100), ...nine])).toBeCloseTo(
      ((Math.sqrt(25) + Math.sqrt(9)) * Math.sqrt(2 / Math.PI)) / 200,
      10,
    );
  });

  it('answers what is sure enough, and tells how often that is right', () => {
    const readings = [
      [0.9, 0.1],
      [0.4, 0.6],
      [0.8, 0.2],
      [0.3, 0.7],
    ];
    const truth = [0, 0, 0, 1];
    expect(coverageFrom(readings, truth, 0.7)).toEqual({ share: 0.75, accuracy: 1, answered: 3 });
    expect(coverageFrom(readings, truth, 0)).toEqual({ share: 1, accuracy: 0.75, answered: 4 });
    expect(coverageFrom(readings, truth, 0.95)).toEqual({ share: 0, accuracy: null, answered: 0 });
    expect(coverageOfSurest(readings, [1, 0, 0, 1], 0.5)).toEqual({ share: 0.5, accuracy: 0.5, answered: 2 });
  });

  it('tells the spread of a sample', () => {
    // Deviations of -2, 0 and 2 from 5: (4 + 0 + 4) / 2 = 4.
    expect(standardDeviation([3, 5, 7])).toBe(2);
    expect(standardDeviation([3])).toBeNull();
  });
});
