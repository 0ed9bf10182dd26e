/** Ids must be those the network was trained with. */
import { describe, expect, it } from 'vitest';

import { TEXT_SPEC } from './textSpec';
import { Vocabulary } from './vocabulary';

const vocabulary = Vocabulary.parse("so\ndon't\nmom\n!\n");
const { maxTokens, paddingId, unknownId, firstWordId } = TEXT_SPEC;

describe('Vocabulary', () => {
  it('numbers words by their line and pads on the right', () => {
    const ids = vocabulary.encode("So don't!");
    expect([...ids.slice(0, 4)]).toEqual([firstWordId, firstWordId + 1, firstWordId + 3, paddingId]);
    expect(ids).toHaveLength(maxTokens);
  });

  it('marks unknown words', () => {
    expect(vocabulary.encode('zebra')[0]).toBe(unknownId);
  });

  it('finds a known word behind stretched letters and a possessive', () => {
    expect(vocabulary.idOf('soo')).toBe(vocabulary.idOf('so'));
    expect(vocabulary.idOf("mom's")).toBe(vocabulary.idOf('mom'));
  });

  it.each([
    ['xyzzy!!', false],
    ['Ich weine so', false],
    ['私はとても悲しいです', false],
    ['🔥', false],
    ['so 🔥🔥🔥', true],
    ['zebra 🔥', false],
    ['🔥🔥😡', false],
    ["so don't zebra yak", true],
    ['...?!', true],
    ['', true],
    [`${'zebra '.repeat(100)}${'so '.repeat(16)}`, true],
  ])('tells whether it knows half of the words of "%s"', (text, isKnown) => {
    expect(vocabulary.knowsHalfOf(text)).toBe(isKnown);
  });

  it('keeps the last tokens of a long text', () => {
    const ids = vocabulary.encode('mom '.repeat(100) + "don't");
    expect(ids[maxTokens - 1]).toBe(vocabulary.idOf("don't"));
  });

  it('counts padding and unknown in its size', () => {
    expect(vocabulary.size).toBe(6);
  });
});
