/** A model of another version must be refused in a sentence that says both values. */
import { describe, expect, it } from 'vitest';

import { EMOTIONS } from '../emotions';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { TEXT_SPEC } from '../text/textSpec';
import { InferenceError } from './inferenceError';
import { parseManifest } from './manifest';
import { tinyManifest } from './testing';

function refusal(json: unknown): string {
  try {
    parseManifest(json);
  } catch (error) {
    expect(error).toBeInstanceOf(InferenceError);
    expect((error as InferenceError).code).toBe('model-mismatch');
    return (error as InferenceError).message;
  }
  throw new Error('the manifest was accepted');
}

const WEIGHT = { exponent: 2, fusedPart: 0.5, prior: EMOTIONS.map(() => 1 / EMOTIONS.length) };

describe('parseManifest', () => {
  it('reads what the page needs', () => {
    expect(parseManifest(tinyManifest())).toMatchObject({
      name: 'tiny',
      version: '0.0.1',
      temperature: { voice: 1.5, words: 2, both: 1 },
      sureFrom: { voice: 0.4, words: 0.5, both: 0.6 },
      wordsWeight: { exponent: 2, fusedPart: 0.5, prior: [0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125] },
      vocabularyFile: 'vocabulary.txt',
      parts: { voice: 'voice', words: 'words', fusion: 'fusion' },
    });
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ['another format', { formatVersion: 2 }, '2', '1'],
    ['labels in another order', { labels: EMOTIONS.toReversed() }, '"surprised","disgust"', '"neutral","calm"'],
    ['another hop', { featureSpec: { ...FEATURE_SPEC, hopLength: 160 } }, '160', '256'],
    ['fewer tokens', { textSpec: { ...TEXT_SPEC, maxTokens: 16 } }, '16', '32'],
    ['no temperature', { temperature: undefined }, 'missing', 'an object'],
    ['a temperature of zero', { temperature: { voice: 0, words: 1, both: 1 } }, '0', 'a number above 0'],
    ['no word of when it is sure', { sureFrom: undefined }, 'missing', 'an object'],
    ['sure from a percentage', { sureFrom: { voice: 42, words: 0.5, both: 0.5 } }, 'sureFrom.voice is 42', '0 to 1'],
    ['no word of what words weigh', { wordsWeight: undefined }, 'wordsWeight is missing', 'an object'],
    ['a prior of seven', { wordsWeight: { ...WEIGHT, prior: WEIGHT.prior.slice(1) } }, 'prior is 7', '8'],
    [
      'a prior of nothing',
      { wordsWeight: { ...WEIGHT, prior: WEIGHT.prior.map(() => 0) } },
      'prior[0] is 0',
      'above 0',
    ],
    ['more than all of a head', { wordsWeight: { ...WEIGHT, fusedPart: 1.5 } }, 'fusedPart is 1.5', '0 to 1'],
    ['nothing to be sure from', { sureFrom: { voice: 0.4, words: 0.5 } }, 'sureFrom.both is missing', '0 to 1'],
    ['another input', { inputs: [{ name: 'audio', shape: [null, 1], dtype: 'float32' }] }, '"audio"', 'mfcc'],
    [
      'an input of another shape',
      { inputs: [{ name: 'mfcc', shape: [null, 100, 40], dtype: 'float32' }] },
      '[100,40]',
      '[192,40]',
    ],
    [
      'an input of another type',
      { inputs: [{ name: 'mfcc', shape: [null, 192, 40], dtype: 'float16' }] },
      '"float16"',
      '"float32"',
    ],
    ['no parts', { parts: 'voice' }, '"voice"', 'an object'],
    ['files without sizes', { files: [{ name: 'model.json' }] }, 'missing', 'a number above 0'],
    ['files without digests', { files: [{ name: 'model.json', bytes: 1 }] }, 'files[0].sha256 is missing', 'a text'],
  ])('refuses %s', (_, change, found, expected) => {
    const message = refusal({ ...tinyManifest(), ...change });
    expect(message).toContain(found);
    expect(message).toContain(expected);
  });

  it('names every entry of the feature spec that differs', () => {
    for (const key of Object.keys(FEATURE_SPEC)) {
      const message = refusal({ ...tinyManifest(), featureSpec: { ...FEATURE_SPEC, [key]: -7 } });
      expect(message).toContain(`featureSpec.${key} is -7`);
    }
  });

  it.each([null, 'a text', [], 3])('refuses %j', (json) => {
    expect(refusal(json)).toContain('an object');
  });
});
