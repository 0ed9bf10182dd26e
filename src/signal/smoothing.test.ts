/** Calm and prompt: what the smoother does to a flicker, to a turn, to a rest, and to a slow machine. */
import { describe, expect, it } from 'vitest';

import { ProbabilitySmoother } from './smoothing';

const HAPPY = [0.9, 0.1, 0];
const SAD = [0.05, 0.9, 0.05];
const INTERVAL = 0.1;

const top = (probabilities: readonly number[]) => probabilities.indexOf(Math.max(...probabilities));
/** Steady and newest evidence that say the same. */
const heard = (probabilities: readonly number[], weight = 1) => ({
  steady: { probabilities, weight },
  newest: { probabilities, weight },
  levelDecibels: -20,
});

describe('ProbabilitySmoother', () => {
  it('shows the first evidence as it is, also after a reset', () => {
    const smoother = new ProbabilitySmoother();
    expect(smoother.push(heard(HAPPY), 99)).toEqual(HAPPY);
    smoother.reset();
    expect(smoother.push(heard(SAD), 0)).toEqual(SAD);
  });

  it('is not moved by one odd window', () => {
    const smoother = new ProbabilitySmoother();
    for (let step = 0; step < 10; step += 1) smoother.push(heard(HAPPY), INTERVAL);
    expect(smoother.push(heard(SAD), INTERVAL)[0]).toBeGreaterThan(0.75);
    expect(smoother.push(heard(HAPPY), INTERVAL)[0]).toBeGreaterThan(0.75);
  });

  it('keeps its top while evidence flickers', () => {
    const smoother = new ProbabilitySmoother();
    const tops = Array.from({ length: 60 }, (_, step) =>
      top(smoother.push(heard(step % 3 === 2 ? SAD : HAPPY), INTERVAL)),
    );
    expect(new Set(tops)).toEqual(new Set([0]));
  });

  it('turns within half a second when the newest evidence does, long before the steady one', () => {
    const smoother = new ProbabilitySmoother();
    for (let step = 0; step < 50; step += 1) smoother.push(heard(HAPPY), INTERVAL);
    const shown = Array.from({ length: 5 }, () =>
      smoother.push({ ...heard([0.6, 0.4, 0]), newest: { probabilities: SAD, weight: 1 } }, INTERVAL),
    );
    expect(shown.map(top).indexOf(1)).toBeLessThanOrEqual(4);
  });

  it('leaves no more of the old mood when the steady evidence has turned, too', () => {
    const smoother = new ProbabilitySmoother();
    for (let step = 0; step < 50; step += 1) smoother.push(heard(HAPPY), INTERVAL);
    const shown = Array.from({ length: 10 }, () => smoother.push(heard(SAD), INTERVAL));
    expect(shown[9]?.[1]).toBeGreaterThan(0.85);
  });

  it('takes no turn for newest evidence that is not sure of itself', () => {
    const smoother = new ProbabilitySmoother();
    for (let step = 0; step < 50; step += 1) smoother.push(heard(HAPPY), INTERVAL);
    const unsure = { ...heard(HAPPY), newest: { probabilities: [0.22, 0.4, 0.38], weight: 1 } };
    const shown = Array.from({ length: 20 }, () => smoother.push(unsure, INTERVAL));
    expect(shown.at(-1)).toEqual(expect.arrayContaining([expect.closeTo(0.9, 6)]));
  });

  it('is the mean of the steady evidence by weight while the memory is not full', () => {
    const smoother = new ProbabilitySmoother();
    const near = [0.7, 0.3, 0];
    smoother.push(heard(HAPPY, 0.5), 0);
    // 0.1 s at half weight against 0.3 s at full weight.
    expect(smoother.push(heard(near), 0.3)[0]).toBeCloseTo((0.05 * 0.9 + 0.3 * 0.7) / 0.35, 9);
  });

  it('takes as long in few steps as in many', () => {
    const after = (steps: number) => {
      const smoother = new ProbabilitySmoother();
      smoother.push(heard(HAPPY), 0);
      let shown: readonly number[] = [];
      for (let step = 0; step < steps; step += 1) shown = smoother.push(heard([0.7, 0.3, 0]), 1 / steps);
      return shown[0] ?? NaN;
    };
    expect(after(2)).toBeCloseTo(after(20), 9);
  });

  it('shows in the end what the mean over the whole take is, though one sentence of four was another mood', () => {
    const smoother = new ProbabilitySmoother();
    const doubtful = [0.45, 0.55, 0];
    let shown: readonly number[] = [];
    for (const sentence of [HAPPY, HAPPY, doubtful, HAPPY]) {
      smoother.rest();
      // The first evidence of a sentence stands for an interval, too.
      for (let step = 0; step < 30; step += 1) shown = smoother.push(heard(sentence), INTERVAL);
    }
    expect(shown[0]).toBeCloseTo((3 * 0.9 + 0.45) / 4, 9);
  });

  it('remembers no more than its memory', () => {
    const smoother = new ProbabilitySmoother({ memorySeconds: 2 });
    for (let step = 0; step < 100; step += 1) smoother.push(heard(HAPPY), INTERVAL);
    // A twentieth of the memory is new.
    expect(smoother.push(heard([0.7, 0.3, 0]), INTERVAL)[0]).toBeCloseTo(0.9 - 0.2 / 20, 9);
  });

  it('takes back a turn that the steady evidence does not bear out', () => {
    const smoother = new ProbabilitySmoother();
    for (let step = 0; step < 50; step += 1) smoother.push(heard(HAPPY), INTERVAL);
    const turning = { ...heard(HAPPY), newest: { probabilities: SAD, weight: 1 } };
    const turned = Array.from({ length: 5 }, () => top(smoother.push(turning, INTERVAL)));
    expect(turned).toContain(1);
    const afterwards = Array.from({ length: 5 }, () => top(smoother.push(heard(HAPPY), INTERVAL)));
    expect(afterwards.at(-1)).toBe(0);
  });

  it('takes less to turn where the voice is louder or softer than it was since the last turn', () => {
    const half = [0.3, 0.7, 0];
    const turnsAt = (levelDecibels: number) => {
      const smoother = new ProbabilitySmoother();
      for (let step = 0; step < 50; step += 1) smoother.push(heard(HAPPY), INTERVAL);
      const turning = { ...heard(HAPPY), newest: { probabilities: half, weight: 1 }, levelDecibels };
      return Array.from({ length: 8 }, () => top(smoother.push(turning, INTERVAL))).includes(1);
    };
    expect([-20, -17, -23].map(turnsAt)).toEqual([false, false, false]);
    expect([-28, -12].map(turnsAt)).toEqual([true, true]);
  });

  it('adds moments of another mood up to no turn, neither over what lies between them nor over a rest', () => {
    const odd = { ...heard(HAPPY), newest: { probabilities: SAD, weight: 1 } };
    const topAfterMoments = (between: (smoother: ProbabilitySmoother) => void) => {
      const smoother = new ProbabilitySmoother({ newestSeconds: INTERVAL });
      smoother.push(heard(HAPPY), 0);
      return Array.from({ length: 10 }, () => {
        between(smoother);
        return top(smoother.push(odd, INTERVAL));
      });
    };
    expect(topAfterMoments((smoother) => smoother.push(heard(HAPPY), INTERVAL))).not.toContain(1);
    expect(topAfterMoments((smoother) => smoother.rest())).not.toContain(1);
    expect(topAfterMoments(() => undefined)).toContain(1);
  });

  it('believes the newest the less, the less sound it was read from', () => {
    const stepsToTurn = (weight: number) => {
      const smoother = new ProbabilitySmoother({ newestSeconds: 1 });
      for (let step = 0; step < 50; step += 1) smoother.push(heard(HAPPY), INTERVAL);
      const turning = { ...heard(HAPPY), newest: { probabilities: SAD, weight } };
      return Array.from({ length: 40 }, () => top(smoother.push(turning, INTERVAL))).indexOf(1);
    };
    expect(stepsToTurn(0.5)).toBeGreaterThan(stepsToTurn(1) + 4);
  });

  it('judges what comes after a rest without what was said right before it', () => {
    const stepsToTurn = (isRested: boolean) => {
      const smoother = new ProbabilitySmoother({ newestSeconds: 1 });
      for (let step = 0; step < 50; step += 1) smoother.push(heard(HAPPY), INTERVAL);
      if (isRested) smoother.rest();
      const turning = { ...heard(HAPPY), newest: { probabilities: SAD, weight: 1 } };
      return Array.from({ length: 30 }, () => top(smoother.push(turning, INTERVAL))).indexOf(1);
    };
    expect(stepsToTurn(true)).toBeLessThanOrEqual(2);
    expect(stepsToTurn(false)).toBeGreaterThan(4);
  });

  it('gives distributions', () => {
    const smoother = new ProbabilitySmoother();
    for (const evidence of [HAPPY, SAD, [0, 0, 1], HAPPY]) {
      const shown = smoother.push(heard(evidence), INTERVAL);
      expect(shown.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
      expect(Math.min(...shown)).toBeGreaterThanOrEqual(0);
    }
  });

  it.each([
    { memorySeconds: 0 },
    { turnSeconds: 0 },
    { disagreement: 2 },
    { disagreementAtOtherLevel: 2 },
    { otherLevelDecibels: -1 },
    { lead: -0.1 },
    { patienceSeconds: -1 },
  ])('refuses %j', (options) => {
    expect(() => new ProbabilitySmoother(options)).toThrow(RangeError);
  });
});
