/** One item of work for `predict`: a recording, words or both in, eight named probabilities or an error out. */
import { EMOTIONS, type Emotion } from '../../src/emotions';
import type { ReadingSource } from '../../src/inference/protocol';
import type { Words } from '../../src/inference/words';
import { reasonOf } from '../options';
import { withFileBytes, type NodeEngine } from './nodeEngine';

export interface PredictItem {
  /** Absolute path of a WAV or FLAC file, or null. */
  readonly audio: string | null;
  /** Null when nothing was said about words; an empty text counts as no words. */
  readonly text: string | null;
}

const WORDS_UNKNOWN = 'Few or none of the words are known: the model reads English.';

export type Prediction =
  | {
      readonly source: ReadingSource;
      readonly probabilities: Readonly<Record<Emotion, number>>;
      /** What the person should know though all went on, or null. */
      readonly notice: string | null;
    }
  | { readonly error: string };

/** Reads items; an item's error stays its own. All texts go through the network together. */
export async function predictItems(engine: NodeEngine, items: readonly PredictItem[]): Promise<Prediction[]> {
  const words = await engine.reader.embedTranscripts(items.map(({ text }) => text ?? ''));
  const predictions: Prediction[] = [];
  for (const [index, item] of items.entries()) {
    predictions.push(await predictOne(engine, item, words[index] ?? null));
  }
  return predictions;
}

async function predictOne({ reader }: NodeEngine, { audio }: PredictItem, words: Words | null): Promise<Prediction> {
  if (audio === null && words === null) {
    return { error: 'There is nothing to read: give "audio", "text" with a word in it, or both.' };
  }
  try {
    const heard = audio === null ? null : await withFileBytes(audio, (source) => reader.readVoice(source, {}));
    const { source, probabilities } = await reader.read(heard?.voice ?? null, words);
    const notices = [heard?.decoded.notice ?? null, words?.areKnown === false ? WORDS_UNKNOWN : null];
    const notice = notices.filter((each) => each !== null).join(' ');
    const named = EMOTIONS.map((emotion, index) => [emotion, probabilities[index] ?? 0] as const);
    return {
      source,
      probabilities: Object.fromEntries(named) as Record<Emotion, number>,
      notice: notice === '' ? null : notice,
    };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}
