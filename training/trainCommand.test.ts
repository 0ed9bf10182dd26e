/** A fit takes hours: what cannot come to a good end is refused before it begins. */
import { describe, expect, it } from 'vitest';

import { UsageError } from './options';
import { parseTrainCommand } from './trainCommand';

describe('parseTrainCommand', () => {
  it.each([
    [[], ['--seed', '1', '--cross-corpus']],
    [['--quick'], ['--seed', '1', '--folds', '3,4']],
    [
      ['--seed', '2', '--folds', '0,3,4'],
      ['--seed', '2', '--folds', '0,3,4'],
    ],
    [
      ['--folds', '0, 1', '--record-only'],
      ['--seed', '1', '--folds', '0,1', '--record-only'],
    ],
  ])('%j is handed on to the fit as %j', (words, fit) => {
    expect(parseTrainCommand(words).fit).toEqual(fit);
  });

  it.each([
    [['--folds', '5', '--record-only'], 'give some of 0,1,2,3,4'],
    [['--folds', '3,,4'], 'give some of 0,1,2,3,4'],
    [['--folds', '3,4,3'], 'each once'],
    [['--folds', '0,3'], 'lacks 4'],
    [['--folds', '0'], 'lacks 3 and 4'],
    [['--folds', '3,4', '--quick'], 'give it or --folds'],
    [['--seed', 'one'], 'whole number'],
    [['--seed', '1.5'], 'whole number'],
    [['--seed', '4294967296'], '4294967295'],
    [['--data'], '--data'],
    [['corpora'], 'corpora'],
  ])('%j is refused with a sentence', (words, sentence) => {
    const parse = () => parseTrainCommand(words);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(sentence);
  });
});
