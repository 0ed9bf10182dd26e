/** Puts a reading into words. */
import { EMOTION_APPEARANCE, type Emotion } from '../../emotions';
import { ranking, type ReadingSource, type SessionState, type ShownReading } from '../../session/state';
import { percent } from './percent';

const READ_FROM: Readonly<Record<ReadingSource, string>> = {
  voice: 'from the voice',
  words: 'from the words',
  both: 'from voice and words',
  nothing: 'nothing read yet',
};

function readFrom(source: ReadingSource, voiceName: string | null): string {
  if (voiceName !== null && source === 'voice') return `from the voice in ${voiceName}`;
  if (voiceName !== null && source === 'both') return `from the words and the voice in ${voiceName}`;
  return READ_FROM[source];
}

export interface Verdict {
  readonly source: string;
  /** Null when nothing was read. */
  readonly emotion: Emotion | null;
  /** Said before the word where the model is more often wrong than elsewhere, else empty. */
  readonly hedge: string;
  /** The likeliest emotion's display name, or empty. */
  readonly word: string;
  /** The two likeliest with their numbers, or empty. */
  readonly detail: string;
}

/**
 * @param isSure whether it is said without reserve, see `isShownSure`.
 * @param voiceName of the recording whose voice was read, where that is to be said, see `voiceToName`.
 */
export function verdictOf(reading: ShownReading, isSure: boolean, voiceName: string | null = null): Verdict {
  const [first, second] = ranking(reading);
  const source = readFrom(reading.source, voiceName);
  if (first === undefined || second === undefined) {
    return { source, emotion: null, hedge: '', word: '', detail: '' };
  }
  return {
    source,
    emotion: first.emotion,
    hedge: isSure ? '' : 'not sure, perhaps',
    word: EMOTION_APPEARANCE[first.emotion].displayName,
    detail: `${percent(first.probability)}, then ${EMOTION_APPEARANCE[second.emotion].displayName} at ${percent(second.probability)}`,
  };
}

/** What stands in the word's place while there is no reading: what the page waits for. */
export function invitationOf({ phase, listening }: Pick<SessionState, 'phase' | 'listening'>): string {
  if (phase === 'listening') return listening?.pause ? 'paused' : 'listening…';
  if (phase === 'stopping' || phase === 'analysing') return 'reading…';
  // Not "drop" one: who holds a phone cannot.
  return 'Speak, choose a recording, or type a sentence.';
}

/** The word with its reserve, in one line. */
export function hedgedWord({ hedge, word }: Pick<Verdict, 'hedge' | 'word'>): string {
  return hedge === '' ? word : `${hedge} ${word}`;
}
