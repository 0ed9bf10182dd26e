/** A figure on a speaker whom the network has heard is worth nothing, and must not come about by a slip of the keyboard. */
import { describe, expect, it } from 'vitest';

import { isHeldOutSplit, JUDGED_MODELS, reasonNotToJudge, reasonWithoutModel, unknownSplit } from './heldOut';

describe('reasonNotToJudge', () => {
  const clips = [{ speaker: 'savee-JK' }, { speaker: 'ravdess-17' }];

  it('lets a model be judged on speakers whom it has not heard', () => {
    expect(reasonNotToJudge(['savee-DC', 'ravdess-01'], clips, 'test')).toBeNull();
    expect(reasonNotToJudge(['savee-DC'], [], 'test')).toBeNull();
  });

  it('names a speaker whom the model has heard, and the model to judge instead', () => {
    const reason = reasonNotToJudge(['savee-DC', 'ravdess-17'], clips, 'validation');
    expect(reason).toContain('ravdess-17');
    expect(reason).toContain(JUDGED_MODELS.validation);
  });
});

describe('what to judge', () => {
  it.each(['test', 'validation'])('can be %s', (name) => {
    expect(isHeldOutSplit(name)).toBe(true);
  });

  it.each(['train', 'Test', 'validate', '', 'toString'])('cannot be "%s", and the sentence says what can', (name) => {
    expect(isHeldOutSplit(name)).toBe(false);
    expect(unknownSplit(name)).toContain('validation or test');
  });

  it('must be there', () => {
    expect(reasonWithoutModel('training/nowhere')).toContain('training/nowhere');
    expect(reasonWithoutModel('public/model')).toBeNull();
  });
});
