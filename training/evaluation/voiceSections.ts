/** What the voice alone tells: emotions by corpus, women and men, and under noise, a telephone and less to go by. */
import { EMOTIONS } from '../../src/emotions';
import type { MoodReader } from '../../src/inference/reader';
import type { Voice } from '../../src/inference/protocol';
import type { Clip, CorpusName } from '../corpora/corpus';
import {
  CONTEXT_SECONDS,
  NOISE_KINDS,
  NOISE_RATIOS,
  STABILITY_NAMES,
  STABILITY_STEP,
  TALKERS,
  TELEPHONE,
  contextName,
  noiseName,
} from './disturbances';
import { likeliest } from './metrics';
import { calibrationFigure, confusionOf, judgedVoices, recallFigure, type HeardClip, type Judged } from './readings';
import { NOISE_LOSS, voiceConfusionName, type Confusion, type Section } from './record';
import type { Figure } from './tables';

const HAPPY = EMOTIONS.indexOf('happy');
const SAD = EMOTIONS.indexOf('sad');

/** Corpora with enough labels for an average of recalls to mean something. */
const JUDGED_CORPORA: readonly CorpusName[] = ['ravdess-speech', 'savee', 'ravdess-song'];
/** Speech corpora that are read under noise, and whose clips are paired with texts. */
export const SPEECH_CORPORA: readonly CorpusName[] = ['ravdess-speech', 'savee'];

/** What was heard of each clip by condition. */
export type Conditions = ReadonlyMap<string, ReadonlyMap<string, Voice | null>>;

/** The corpora of some clips, in the order of their first clips. */
export function corporaOf(heard: readonly HeardClip[]): CorpusName[] {
  return [...new Set(heard.map(({ clip }) => clip.corpus))];
}

/** The clips of one corpus. */
export function ofCorpus(heard: readonly HeardClip[], corpus: CorpusName): HeardClip[] {
  return heard.filter(({ clip }) => clip.corpus === corpus);
}

/** The clips that are read under noise and paired. */
export function speechOf(heard: readonly HeardClip[]): HeardClip[] {
  return heard.filter(({ clip }) => SPEECH_CORPORA.includes(clip.corpus));
}

/** What the voice alone is taken for, corpus by corpus. */
export function voiceConfusions(heard: readonly HeardClip[]): Confusion[] {
  return corporaOf(heard).map((corpus) => ({
    title: `Voice alone, ${corpus}`,
    name: voiceConfusionName(corpus),
    counts: confusionOf(judgedVoices(ofCorpus(heard, corpus))),
  }));
}

/** How often each corpus's emotions are recognised by the voice alone. */
export function voiceSection(heard: readonly HeardClip[]): Section {
  const speech = heard.filter(({ clip }) => clip.corpus !== 'ravdess-song');
  return {
    title: 'Voice alone',
    note: 'UAR is the unweighted average recall, over the emotions that occur in a corpus; chance among eight is 0.125.',
    figures: [
      ...JUDGED_CORPORA.flatMap((corpus) => {
        const items = ofCorpus(heard, corpus);
        return items.length === 0 ? [] : corpusFigures(`voice, ${corpus}`, judgedVoices(items));
      }),
      { ...happyOrSad('voice, speech of all corpora', speech), headline: true as const },
      ...corporaOf(heard).map((corpus) => happyOrSad(`voice, ${corpus}`, ofCorpus(heard, corpus))),
    ],
  };
}

/** UAR of the likeliest emotion: of all eight, and of those that occur in the items. */
function corpusFigures(name: string, judged: Judged): Figure[] {
  const present = new Set(judged.labels);
  const restricted = judged.readings.map((row) => row.map((value, label) => (present.has(label) ? value : 0)));
  return [
    { ...recallFigure(`${name}: UAR, likeliest of all eight`, judged), headline: true },
    recallFigure(`${name}: UAR, likeliest of the corpus's own`, { labels: judged.labels, readings: restricted }),
    calibrationFigure(`${name}: expected calibration error`, judged),
  ];
}

/** Of the happy and the sad clips, the share whose own emotion is the likelier one of the two. */
function happyOrSad(name: string, heard: readonly HeardClip[]): Figure {
  const pairs = heard.filter(({ label }) => label === HAPPY || label === SAD);
  const right = pairs.filter(({ label, probabilities }) => {
    const [happy = 0, sad = 0] = [probabilities[HAPPY], probabilities[SAD]];
    return happy > sad === (label === HAPPY);
  });
  return { name: `${name}: happy or sad, share right`, value: right.length / pairs.length, items: pairs.length };
}

/** The recall of women and of men, and how far they lie apart. */
export function sexSection(heard: readonly HeardClip[]): Section {
  const compared = corporaOf(heard)
    .map((corpus) => {
      const of = (sex: Clip['sex']) => ofCorpus(heard, corpus).filter(({ clip }) => clip.sex === sex);
      return { corpus, women: of('female'), men: of('male') };
    })
    .filter(({ women, men }) => women.length > 0 && men.length > 0);
  const speakersOf = (items: readonly HeardClip[]): number => new Set(items.map(({ clip }) => clip.speaker)).size;
  const speakers = compared.map(({ corpus, women, men }) => `${corpus} ${speakersOf(women)} and ${speakersOf(men)}`);
  const figures = compared.flatMap(({ corpus, women, men }): Figure[] => {
    const [womenFigure, menFigure] = [
      recallFigure(`${corpus}, women: UAR`, judgedVoices(women)),
      recallFigure(`${corpus}, men: UAR`, judgedVoices(men)),
    ];
    const gap = Math.abs(womenFigure.value - menFigure.value);
    const items = women.length + men.length;
    return [womenFigure, menFigure, { name: `${corpus}, women and men: gap of UAR`, value: gap, items }];
  });
  return {
    title: 'Women and men',
    note:
      `Voice alone, in corpora that have both and say which is which; women and men: ${speakers.join(', ')}. The lead of women's ` +
      "voices over all folds (above) rests on more speakers. In the copy at hand some singers' takes are cut short and " +
      "others' are whole, so that song compares takes rather than sexes.",
    figures,
  };
}

/** Clips as they were heard and read under a condition; those that it left nothing of are missing. */
async function underCondition(
  reader: Pick<MoodReader, 'read'>,
  heard: readonly HeardClip[],
  conditions: Conditions,
  condition: string,
): Promise<HeardClip[]> {
  const changed: HeardClip[] = [];
  for (const item of heard) {
    const voice = conditions.get(item.clip.id)?.get(condition) ?? null;
    if (voice === null) continue;
    changed.push({ ...item, voice, probabilities: (await reader.read(voice, null)).probabilities });
  }
  return changed;
}

/** How often speech is recognised under noise, over a telephone, and with less or more of it to go by. */
export async function robustnessSection(
  reader: Pick<MoodReader, 'read'>,
  heard: readonly HeardClip[],
  conditions: Conditions,
): Promise<Section> {
  const items = speechOf(heard);
  const figureOf = async (name: string): Promise<Figure> =>
    recallFigure(`${name}: UAR`, judgedVoices(await underCondition(reader, items, conditions, name)));
  const clean = recallFigure('as recorded: UAR', judgedVoices(items));
  const figures: Figure[] = [clean];
  for (const kind of NOISE_KINDS) {
    for (const decibels of NOISE_RATIOS) figures.push(await figureOf(noiseName(kind, decibels)));
  }
  const names = NOISE_KINDS.map((kind) => noiseName(kind, 10));
  const atTen = figures.filter(({ name }) => names.some((each) => name.startsWith(each)));
  figures.push({
    name: NOISE_LOSS,
    value: clean.value - Math.min(...atTen.map(({ value }) => value)),
    // Of two kinds, the worse is not the worst of the three.
    items: atTen.every((figure) => figure.items > 0) ? items.length : 0,
    headline: true,
  });
  figures.push(await figureOf(TELEPHONE));
  for (const seconds of CONTEXT_SECONDS) figures.push(await figureOf(contextName(seconds)));
  return {
    title: 'Noise, telephone, and how much is heard',
    note:
      "Voice alone, RAVDESS's speech and SAVEE together. The signal-to-noise ratio compares the root mean square of the speech, " +
      'over the frames that the network hears (without the silence around them), with that of the noise over its whole length; ' +
      `noise within the recording itself is not counted. Babble is ${TALKERS} clips of other held-out speakers at once, equally ` +
      'loud. White noise is uniform. Babble, chords and the telephone band are made by the functions that disturb the clips in ' +
      'training, with other voices and other seeds, so this kind of noise is not new to the network. Sound of a given length ' +
      'starts where the sound starts; a shorter clip is continued with others of the same speaker, emotion and corpus.',
    figures,
  };
}

/** How far readings move with level, and with silence or faint noise around the sound. */
export async function stabilitySection(
  reader: Pick<MoodReader, 'read'>,
  heard: readonly HeardClip[],
  conditions: Conditions,
): Promise<Section> {
  const figures: Figure[] = [];
  const originals = new Map(heard.map(({ clip, probabilities }) => [clip.id, probabilities]));
  for (const name of STABILITY_NAMES) {
    const changed = await underCondition(reader, heard, conditions, name);
    let [kept, moved] = [0, 0];
    for (const { clip, probabilities } of changed) {
      const original = originals.get(clip.id) ?? [];
      kept += Number(likeliest(probabilities) === likeliest(original));
      const moves = probabilities.map((probability, label) => Math.abs(probability - (original[label] ?? 0)));
      moved += moves.reduce((sum, move) => sum + move, 0) / moves.length;
    }
    const items = changed.length;
    figures.push(
      { name: `${name}: share of same likeliest emotion`, value: kept / items, items },
      { name: `${name}: mean change of a probability`, value: moved / items, items },
    );
  }
  return {
    title: 'What must not decide',
    note:
      'How loud a recording is, and what surrounds its sound: digital silence, or the noise of a quiet room, which the ' +
      `recordings themselves hardly have; measured on one in ${STABILITY_STEP} held-out clips.`,
    figures,
  };
}
