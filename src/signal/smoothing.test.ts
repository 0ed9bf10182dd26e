/** Calm and prompt: what the smoother does to a flicker, to a turn, and to a slow machine. */
import { describe, expect, it } from 'vitest';

import { ProbabilitySmoother, SMOOTHING } from './smoothing';

const HAPPY = [0.9, 0.1, 0];
const SAD = [0.05, 0.9, 0.05];
const INTERVAL = 0.1;

const top = (probabilities: readonly number[]) => probabilities.indexOf(Math.max(...probabilities));

describe('ProbabilitySmoother', () => {
  it('shows the first evidence as it is, also after a reset', () => {
    const smoother = new ProbabilitySmoother();
    expect(smoother.push(HAPPY, 99)).toEqual(HAPPY);
    smoother.reset();
    expect(smoother.push(SAD, 0)).toEqual(SAD);
  });

  it('is not moved by one odd window', () => {
    const smoother = new ProbabilitySmoother();
    smoother.push(HAPPY, 0);
    expect(smoother.push(SAD, INTERVAL)[0]).toBeGreaterThan(0.75);
    expect(smoother.push(HAPPY, INTERVAL)[0]).toBeGreaterThan(0.75);
  });

  it('keeps its top while evidence flickers', () => {
    const smoother = new ProbabilitySmoother();
    smoother.push(HAPPY, 0);
    const tops = Array.from({ length: 60 }, (_, step) => top(smoother.push(step % 3 === 2 ? SAD : HAPPY, INTERVAL)));
    expect(new Set(tops)).toEqual(new Set([0]));
  });

  it('turns within half a second when the mood turns', () => {
    const smoother = new ProbabilitySmoother();
    for (let step = 0; step < 50; step += 1) smoother.push(HAPPY, INTERVAL);
    const shown = Array.from({ length: 10 }, () => smoother.push(SAD, INTERVAL));
    expect(shown.map(top).indexOf(1)).toBeLessThanOrEqual(4);
    expect(shown[9]?.[1]).toBeGreaterThan(0.8);
  });

  it('takes as long in few steps as in many', () => {
    const near = [0.7, 0.3, 0];
    const after = (steps: number) => {
      const smoother = new ProbabilitySmoother();
      smoother.push(HAPPY, 0);
      let shown: readonly number[] = [];
      for (let step = 0; step < steps; step += 1) shown = smoother.push(near, 1 / steps);
      return shown[0] ?? NaN;
    };
    expect(after(2)).toBeCloseTo(after(20), 9);
    expect(after(20)).toBeCloseTo(0.7 + 0.2 * Math.exp(-1 / SMOOTHING.calmSeconds), 9);
  });

  it('gives distributions', () => {
    const smoother = new ProbabilitySmoother();
    for (const evidence of [HAPPY, SAD, [0, 0, 1], HAPPY]) {
      const shown = smoother.push(evidence, INTERVAL);
      expect(shown.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
      expect(Math.min(...shown)).toBeGreaterThanOrEqual(0);
    }
  });

  it.each([{ turningSeconds: 0 }, { calmSeconds: 0.05 }, { disagreement: 2 }, { patienceSeconds: -1 }])(
    'refuses %j',
    (options) => {
      expect(() => new ProbabilitySmoother(options)).toThrow(RangeError);
    },
  );
});
