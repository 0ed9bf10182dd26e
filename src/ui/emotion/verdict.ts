/** Puts a reading into words. */
import { EMOTION_APPEARANCE, type Emotion } from '../../emotions';
import { ranking, type ReadingSource, type ShownReading } from '../../session/state';
import { percent } from './percent';

const READ_FROM: Readonly<Record<ReadingSource, string>> = {
  voice: 'from the voice',
  words: 'from the words',
  both: 'from voice and words',
  nothing: 'nothing read yet',
};

/** Below this the likeliest emotion is hardly likelier than the rest (chance is 1/8), and the page says "perhaps". */
const SURE_ENOUGH = 0.35;

export interface Verdict {
  readonly source: string;
  /** Null when nothing was read. */
  readonly emotion: Emotion | null;
  /** 'perhaps' before a reading that hardly leans anywhere, else empty. */
  readonly hedge: string;
  /** The likeliest emotion's display name, or an invitation. */
  readonly word: string;
  /** The two likeliest with their numbers, or empty. */
  readonly detail: string;
}

export function verdictOf(reading: ShownReading): Verdict {
  const [first, second] = ranking(reading);
  const source = READ_FROM[reading.source];
  if (first === undefined || second === undefined) {
    return { source, emotion: null, hedge: '', word: 'Speak, drop a recording, or type a sentence.', detail: '' };
  }
  return {
    source,
    emotion: first.emotion,
    hedge: first.probability < SURE_ENOUGH ? 'perhaps' : '',
    word: EMOTION_APPEARANCE[first.emotion].displayName,
    detail: `${percent(first.probability)}, then ${EMOTION_APPEARANCE[second.emotion].displayName} at ${percent(second.probability)}`,
  };
}
