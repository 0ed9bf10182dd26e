/** Holds the model in public/model to the network it was converted from, on windows of our own recordings. */
import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from 'vitest';

import { FEATURE_SPEC } from '../src/signal/featureSpec';
import { TEXT_SPEC } from '../src/text/textSpec';
import { loadEngineInNode, type NodeEngine } from './predict/nodeEngine';
import { referenceInput, type ReferenceInput } from './referenceInput';

/** What Keras gave for each sample, written by `stsam_training.fit`. */
interface RecordedLogits {
  readonly sample: string;
  readonly both: readonly number[];
  readonly voice: readonly number[];
  readonly words: readonly number[];
}

/** Float32 sums in another order differ in the sixth digit; anything wrong in the conversion shows in the first. */
const TOLERANCE = 1e-3;

const recorded = JSON.parse(
  readFileSync(new URL('./reference/logits.json', import.meta.url), 'utf8'),
) as readonly RecordedLogits[];

describe('the converted model', () => {
  let engine: NodeEngine;

  beforeAll(async () => {
    engine = await loadEngineInNode('public/model');
  });

  async function logitsOf(mfcc: readonly number[], tokens: readonly number[]): Promise<number[]> {
    const voices = await engine.network.embedVoice([Float32Array.from(mfcc)]);
    const words = await engine.network.embedWords([Int32Array.from(tokens)]);
    const [logits = new Float32Array()] = await engine.network.fuse(voices, words);
    return [...logits];
  }

  it('has recorded outputs to be held to', () => {
    expect(recorded.length).toBeGreaterThanOrEqual(3);
  });

  it.each(recorded)('gives the trained logits for $sample', async ({ sample, both, voice, words }) => {
    const input: ReferenceInput = await referenceInput(`public/samples/${sample}.wav`, engine.bundle.vocabulary);
    const silence = new Array<number>(FEATURE_SPEC.windowFrames * FEATURE_SPEC.coefficients).fill(0);
    const noWords = new Array<number>(TEXT_SPEC.maxTokens).fill(TEXT_SPEC.paddingId);
    const outputs = [
      [await logitsOf(input.mfcc, input.tokens), both],
      [await logitsOf(input.mfcc, noWords), voice],
      [await logitsOf(silence, input.tokens), words],
    ] as const;
    for (const [converted, trained] of outputs) {
      expect(converted).toHaveLength(trained.length);
      converted.forEach((logit, index) => expect(Math.abs(logit - (trained[index] ?? NaN))).toBeLessThan(TOLERANCE));
    }
  });
});
