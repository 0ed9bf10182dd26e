/** One input of the network made from a sample recording of ours: the fit and the conversion's tests make the same. */
import { alignedMfccOf } from '../src/signal/frameAlignment';
import { recordingWindows } from '../src/signal/recording';
import type { Vocabulary } from '../src/text/vocabulary';
import { stem } from './corpora/files';
import { readRecording } from './readRecording';

export interface ReferenceInput {
  /** The recording's file name without its ending. */
  readonly sample: string;
  /** [windowFrames * coefficients] of the recording's first window. */
  readonly mfcc: readonly number[];
  /** [maxTokens] of the words in the file's name. */
  readonly tokens: readonly number[];
}

/** @param path a recording whose name says its words, joined by dashes. */
export async function referenceInput(path: string, vocabulary: Vocabulary): Promise<ReferenceInput> {
  const sample = stem(path);
  const [window] = recordingWindows(alignedMfccOf(await readRecording(path)));
  const mfcc = window?.mfcc ?? [];
  return { sample, mfcc: [...mfcc], tokens: [...vocabulary.encode(sample.replaceAll('-', ' '))] };
}
