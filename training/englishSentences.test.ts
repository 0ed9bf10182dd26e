/** What the words' teacher is asked of beside the training texts: a dictionary's examples, and nothing else of it. */
import { describe, expect, it } from 'vitest';

import { englishSentences, examplesIn } from './englishSentences';

describe('examplesIn', () => {
  it('takes what stands in quotation marks after the bar, and no definition', () => {
    const file = [
      '  1 This software and database is being provided to you, the LICENSEE, "as is"',
      '00066397 29 v 02 weep 0 cry 3 000 | shed tears; "She wept in silence"; "He cried\u00a0bitterly " - Shakespeare  ',
      '00066781 29 v 01 blub 0 000 | cry or whine with snuffling  ',
    ].join('\n');
    expect(examplesIn(file)).toEqual(['She wept in silence', 'He cried\u00a0bitterly']);
  });
});

describe('englishSentences', () => {
  it('has tens of thousands of them, of every part of speech, each once', () => {
    const sentences = englishSentences();
    expect(sentences.length).toBeGreaterThan(40_000);
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(sentences.filter((sentence) => sentence.trim() === '' || sentence.includes('"'))).toEqual([]);
    for (const word of ['happily', 'furious', 'wept', 'grief']) {
      expect(sentences.some((sentence) => sentence.toLowerCase().split(/\W+/u).includes(word))).toBe(true);
    }
  });
});
