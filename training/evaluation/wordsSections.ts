/** What words alone tell, and what they add to a voice: of its own emotion, of none, and of the opposite one. */
import { EMOTIONS } from '../../src/emotions';
import type { PerSource } from '../../src/inference/manifest';
import type { MoodReader } from '../../src/inference/reader';
import type { Words } from '../../src/inference/words';
import { Random } from '../random';
import { decideLabels, f1Scores, likeliest, meanOf } from './metrics';
import {
  calibrationFigures,
  certaintyFigure,
  confusionOf,
  coverageFigures,
  judgedVoices,
  judgedWords,
  recallFigure,
  textsOfOneEmotion,
  type HeardClip,
  type Judged,
  type ReadText,
} from './readings';
import { WORDS_CONFUSION, WORDS_MACRO_F1, type Confusion, type Section } from './record';
import { perSourceText, type Figure } from './tables';
import { SPEECH_CORPORA, corporaOf, ofCorpus, speechOf } from './voiceSections';

const NEUTRAL = EMOTIONS.indexOf('neutral');
const CALM = EMOTIONS.indexOf('calm');
const HAPPY = EMOTIONS.indexOf('happy');
/** Emotions that a happy text contradicts, and whose texts contradict a happy voice. */
const OPPOSED = (['sad', 'angry', 'fearful', 'disgust'] as const).map((emotion) => EMOTIONS.indexOf(emotion));

/** Of texts alone; `threshold` is the probability from which an emotion is said of a text. */
export function wordsSection(read: readonly ReadText[], threshold: number): Section {
  const truth = read.map(({ text }) => new Set(text.emotions.map((emotion) => EMOTIONS.indexOf(emotion))));
  const scores = f1Scores(
    truth,
    read.map(({ probabilities }) => decideLabels(probabilities, threshold)),
    EMOTIONS.length,
  );
  const single = judgedWords(read);
  const singleF1 = f1Scores(
    single.labels.map((label) => new Set([label])),
    single.readings.map((probabilities) => new Set([likeliest(probabilities)])),
    EMOTIONS.length,
  );
  return {
    title: 'Words alone',
    note:
      "GoEmotions' dev part, in Ekman's grouping with neutral. A text may have several emotions: the likeliest is always said of it, " +
      `and every other with a probability of at least ${threshold.toFixed(3)}, a threshold chosen on validation texts.`,
    figures: [
      {
        name: WORDS_MACRO_F1,
        value: meanOf(scores),
        items: read.length,
        headline: true,
      },
      {
        name: 'words, GoEmotions: macro-F1, texts of one emotion',
        value: meanOf(singleF1),
        items: single.labels.length,
      },
      ...EMOTIONS.flatMap((emotion, label): Figure[] => {
        const score = scores[label] ?? null;
        const items = truth.filter((labels) => labels.has(label)).length;
        return score === null ? [] : [{ name: `words, GoEmotions: F1 of ${emotion}`, value: score, items }];
      }),
    ],
  };
}

/** Held-out voices together with words. */
export interface Pairs {
  readonly items: readonly HeardClip[];
  /**
   * Each with several texts of its own emotion; calm, which no text is labelled with, with neutral ones: the clips, once
   * for each text, and what is read.
   */
  readonly congruent: { readonly items: readonly HeardClip[]; readonly readings: Judged };
  /** What those texts say without the voice. */
  readonly wordsAlone: Judged;
  /** With the sentence that is spoken, where the corpus tells it: the clips, and what is read. */
  readonly own: { readonly items: readonly HeardClip[]; readonly readings: Judged };
  /** Happy voices with texts of the opposed emotions and the other way round: their clips, and what is read. */
  readonly conflict: { readonly items: readonly HeardClip[]; readonly readings: Judged };
}

/** Texts that each clip is paired with: with one, which texts are drawn would move the figures by some points. */
const TEXTS_A_CLIP = 8;

/** Pairs clips of RAVDESS's speech and SAVEE with texts, drawn with a seed. */
export async function pair(
  reader: Pick<MoodReader, 'read' | 'embedTranscripts'>,
  heard: readonly HeardClip[],
  read: readonly ReadText[],
): Promise<Pairs> {
  const random = new Random('pairs');
  const singles = textsOfOneEmotion(read);
  const textsOf = EMOTIONS.map((emotion) => singles.filter(({ text }) => text.emotions[0] === emotion));
  const draw = (label: number): ReadText | undefined => textsOf[label]?.[random.index(textsOf[label].length)];
  const items = speechOf(heard);
  const readWith = async (clips: readonly HeardClip[], words: readonly (Words | null)[]): Promise<Judged> => {
    const readings: (readonly number[])[] = [];
    for (const [index, { voice }] of clips.entries()) {
      readings.push((await reader.read(voice, words[index] ?? null)).probabilities);
    }
    return { labels: clips.map(({ label }) => label), readings };
  };

  const repeated = items.flatMap((item) => Array.from({ length: TEXTS_A_CLIP }, () => item));
  const partners = repeated.map(({ label }) => draw(label === CALM ? NEUTRAL : label));
  const told = items.filter(({ clip }) => clip.transcript !== '');
  const torn = items.filter(({ label }) => label === HAPPY || OPPOSED.includes(label));
  const contradictions = torn.map(({ label }) =>
    draw(label === HAPPY ? (OPPOSED[random.index(OPPOSED.length)] ?? HAPPY) : HAPPY),
  );
  return {
    items,
    congruent: {
      items: repeated,
      readings: await readWith(
        repeated,
        partners.map((partner) => partner?.words ?? null),
      ),
    },
    wordsAlone: {
      labels: repeated.map(({ label }) => label),
      readings: partners.map((partner) => partner?.probabilities ?? []),
    },
    own: {
      items: told,
      readings: await readWith(told, await reader.embedTranscripts(told.map(({ clip }) => clip.transcript))),
    },
    conflict: {
      items: torn,
      readings: await readWith(
        torn,
        contradictions.map((text) => text?.words ?? null),
      ),
    },
  };
}

/** Of judged items, those whose clip fulfils a condition. */
function only({ labels, readings }: Judged, items: readonly HeardClip[], holds: (clip: HeardClip) => boolean): Judged {
  const keeps = items.map(holds);
  return { labels: labels.filter((_, index) => keeps[index]), readings: readings.filter((_, index) => keeps[index]) };
}

/** Of voices with words: of one emotion, and with what is really said. */
export function pairedSection({ items, congruent, wordsAlone, own }: Pairs): Section {
  return {
    title: 'Voice and words',
    note:
      `No corpus at hand has both, so each held-out clip is paired with ${TEXTS_A_CLIP} held-out texts of the same emotion. ` +
      "No text is labelled calm; calm clips get neutral texts, so that words alone are never right there. The clips' own " +
      'transcripts are sentences of little or no emotion: with them, words must do no harm, and the less they say about a mood, ' +
      'the more the voice decides. The head met these sentences as plain words when it was fitted; clips whose sentence the ' +
      'corpus does not give are left out.',
    figures: [
      recallFigure('paired by emotion, voice alone: UAR', judgedVoices(items)),
      recallFigure('paired by emotion, words alone: UAR', wordsAlone),
      { ...recallFigure('paired by emotion, voice and words: UAR', congruent.readings), headline: true as const },
      recallFigure('RAVDESS and SAVEE with their own transcripts: UAR', own.readings),
      ...SPEECH_CORPORA.flatMap((corpus): Figure[] => {
        const voices = judgedVoices(ofCorpus(own.items, corpus));
        if (voices.labels.length === 0) return [];
        const withWords = only(own.readings, own.items, ({ clip }) => clip.corpus === corpus);
        const [alone, together] = [
          recallFigure(`${corpus}, voice alone: UAR`, voices),
          recallFigure(`${corpus} with its own transcripts: UAR`, withWords),
        ];
        const difference = together.value - alone.value;
        return [
          alone,
          together,
          {
            name: `${corpus}, own transcripts against voice alone: UAR gained`,
            value: difference,
            items: voices.labels.length,
            headline: true,
          },
        ];
      }),
    ],
  };
}

/** How far certainty is to be trusted, for each kind of reading. */
export function calibrationSection(heard: readonly HeardClip[], read: readonly ReadText[], pairs: Pairs): Section {
  return {
    title: 'Calibration',
    note:
      'Expected calibration error: the mean distance between certainty and accuracy over 15 equal bins of certainty, weighted ' +
      'by items. The temperatures were fitted on other speakers and texts. "Speech pooled" is RAVDESS\'s speech and SAVEE ' +
      'together, where opposite errors of the two cancel out, so each also has a row of its own. Corpora of fewer emotions are ' +
      'read among all eight, too. "By chance alone" is the error to be expected of so many readings if every certainty were ' +
      'true: what lies above it tells of the network.',
    figures: [
      ...calibrationFigures('voice alone, speech pooled', judgedVoices(speechOf(heard)), true),
      ...corporaOf(heard).flatMap((corpus) =>
        calibrationFigures(
          `voice alone, ${corpus}`,
          judgedVoices(ofCorpus(heard, corpus)),
          SPEECH_CORPORA.includes(corpus),
        ),
      ),
      ...calibrationFigures('words alone', judgedWords(read), true),
      ...calibrationFigures('paired by emotion', pairs.congruent.readings, true),
      ...calibrationFigures('with their own transcripts', pairs.own.readings),
    ],
  };
}

/** How much more often right are the readings that are said without reserve: from the certainties of `sureFrom`. */
export function coverageSection(
  heard: readonly HeardClip[],
  read: readonly ReadText[],
  { congruent }: Pairs,
  sureFrom: PerSource,
): Section {
  return {
    title: 'When it is sure',
    note:
      'How often the likeliest emotion is right, among all readings and among the surest. With this model, the page would say ' +
      `"not sure" when its probability is below ${perSourceText(sureFrom)}.`,
    figures: [
      ...coverageFigures('voice alone', judgedVoices(speechOf(heard)), sureFrom.voice),
      ...coverageFigures('words alone', judgedWords(read), sureFrom.words),
      ...coverageFigures('voice and words, paired', congruent.readings, sureFrom.both),
    ],
  };
}

/** How certain readings are of voices and words that contradict each other. */
export function conflictSection({ congruent, conflict }: Pairs, sureFrom: PerSource): Section {
  const isTorn = ({ label }: HeardClip) => label === HAPPY || OPPOSED.includes(label);
  const agreeing = only(congruent.readings, congruent.items, isTorn);
  const sure = ({ readings }: Judged, name: string): Figure => {
    const certain = readings.filter((row) => (row[likeliest(row)] ?? 0) >= sureFrom.both);
    return { name, value: certain.length / readings.length, items: readings.length };
  };
  const side = (name: string, holds: (clip: HeardClip) => boolean) =>
    certaintyFigure(name, only(conflict.readings, conflict.items, holds));
  return {
    title: 'Open conflict',
    note:
      'Happy voices with sad, angry, fearful or disgusted texts, and voices of those four emotions with happy texts, compared to ' +
      'the same voices with texts of their own emotion. Certainty is the probability of the likeliest emotion; in conflict it ' +
      'should be lower.',
    figures: [
      certaintyFigure('agreeing: mean certainty', agreeing),
      certaintyFigure('in conflict: mean certainty', conflict.readings),
      side('happy voice, opposed words: mean certainty', ({ label }) => label === HAPPY),
      side('opposed voice, happy words: mean certainty', ({ label }) => label !== HAPPY),
      sure(agreeing, 'agreeing: share that the page is sure of'),
      sure(conflict.readings, 'in conflict: share that the page is sure of'),
    ],
  };
}

/** What texts alone and voices with words are taken for. */
export function wordsConfusions(read: readonly ReadText[], { congruent }: Pairs): Confusion[] {
  return [
    { title: 'Words alone, GoEmotions', name: WORDS_CONFUSION, counts: confusionOf(judgedWords(read)) },
    { title: 'Voice and words, paired by emotion', name: 'confusion-both', counts: confusionOf(congruent.readings) },
  ];
}
