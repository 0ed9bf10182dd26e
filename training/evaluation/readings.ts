/** What the evaluation holds in its hands: held-out clips and texts with what the network said of them. */
import { EMOTIONS } from '../../src/emotions';
import type { Voice } from '../../src/inference/protocol';
import type { Words } from '../../src/inference/words';
import type { Clip, LabelledText } from '../corpora/corpus';
import {
  calibrationErrorByChance,
  confusionMatrix,
  coverageFrom,
  coverageOfSurest,
  expectedCalibrationError,
  likeliest,
  unweightedAverageRecall,
} from './metrics';
import type { Figure } from './tables';

/** A clip as the network heard it, and what it said of the voice alone. */
export interface HeardClip {
  readonly clip: Clip;
  readonly label: number;
  readonly voice: Voice;
  readonly probabilities: readonly number[];
}

/** A text as the network read it, and what it said of the words alone. */
export interface ReadText {
  readonly text: LabelledText;
  readonly words: Words;
  readonly probabilities: readonly number[];
}

/** Probabilities of items with the emotion that each was acted or written in. */
export interface Judged {
  readonly labels: readonly number[];
  readonly readings: readonly (readonly number[])[];
}

/** Clips of the voice alone. */
export function judgedVoices(heard: readonly HeardClip[]): Judged {
  return { labels: heard.map(({ label }) => label), readings: heard.map(({ probabilities }) => probabilities) };
}

/** Texts of one emotion. */
export function judgedWords(read: readonly ReadText[]): Judged {
  const singles = textsOfOneEmotion(read);
  return {
    labels: singles.map(({ text }) => EMOTIONS.findIndex((emotion) => emotion === text.emotions[0])),
    readings: singles.map(({ probabilities }) => probabilities),
  };
}

/** Those that one emotion alone was read into by whoever labelled them. */
export function textsOfOneEmotion(read: readonly ReadText[]): ReadText[] {
  return read.filter(({ text }) => text.emotions.length === 1);
}

/** Counts of [acted, likeliest]. */
export function confusionOf({ labels, readings }: Judged): number[][] {
  return confusionMatrix(labels, readings.map(likeliest), EMOTIONS.length);
}

/** UAR of the likeliest emotion. */
export function recallFigure(name: string, judged: Judged): Figure {
  return { name, value: unweightedAverageRecall(confusionOf(judged)), items: judged.labels.length };
}

/** Expected calibration error of the likeliest emotion. */
export function calibrationFigure(name: string, { labels, readings }: Judged): Figure {
  return { name, value: expectedCalibrationError(readings, labels), items: labels.length };
}

/** How far certainty is from accuracy, and how far it would be by chance if every certainty were true. */
export function calibrationFigures(name: string, judged: Judged, headline = false): Figure[] {
  const error = calibrationFigure(`${name}: expected calibration error`, judged);
  return [
    headline ? { ...error, headline } : error,
    {
      name: `${name}: the same by chance alone`,
      value: calibrationErrorByChance(judged.readings),
      items: judged.readings.length,
    },
  ];
}

/** Mean probability of the likeliest emotion. */
export function certaintyFigure(name: string, { readings }: Judged): Figure {
  return { name, value: meanCertainty(readings), items: readings.length };
}

function meanCertainty(readings: readonly (readonly number[])[]): number {
  return readings.reduce((sum, row) => sum + (row[likeliest(row)] ?? 0), 0) / readings.length;
}

/** The surest shares that accuracy is told at. */
const SHARES = [1, 0.75, 0.5];

/**
 * How often the likeliest emotion is right, of all and of the surest readings.
 *
 * @param sureFrom the certainty from which the page is sure.
 */
export function coverageFigures(name: string, { labels, readings }: Judged, sureFrom: number): Figure[] {
  const figures = SHARES.flatMap((share): Figure[] => {
    const { accuracy, answered } = coverageOfSurest(readings, labels, share);
    const what = share === 1 ? 'right of all' : `right of the surest ${share * 100} %`;
    return accuracy === null ? [] : [{ name: `${name}: ${what}`, value: accuracy, items: answered }];
  });
  const { share, accuracy, answered } = coverageFrom(readings, labels, sureFrom);
  figures.push({
    name: `${name}: share that the page is sure of`,
    value: share,
    items: readings.length,
    headline: true,
  });
  if (accuracy !== null) {
    figures.push({ name: `${name}: right of what it is sure of`, value: accuracy, items: answered, headline: true });
  }
  return figures;
}
