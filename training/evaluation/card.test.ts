/** The card is what people quote: every figure must reach it, and no recorded part may be needed that is not there. */
import { describe, expect, it } from 'vitest';

import { EMOTIONS } from '../../src/emotions';
import { headlineTable, modelCard, speakerList, type CardSources } from './card';
import { confusionPicture } from './confusionPicture';
import { crossCorpusSpreads, foldSpreads, spreadText, temperedSpreads, type CrossValidation } from './crossValidation';
import { ALL_FILES, NOISE_LOSS, tidied, WORDS_MACRO_F1 } from './record';
import { assertAllHeldOut, assertSameMaking } from './writeCard';

const crossValidation: CrossValidation = {
  recipe: { version: 2 },
  data: 'all',
  folds: [
    {
      seed: 1,
      fold: 0,
      heldOut: ['ravdess-01'],
      figures: { savee: { uar: 0.5, items: 120 }, calibrationError: { voice: 0.04 } },
    },
    { seed: 1, fold: 1, figures: { savee: { uar: 0.7, items: 100 } } },
    {
      seed: 1,
      fold: 2,
      figures: {
        'ravdess-speech': { uar: 0.6, calibrationError: 0.0712, items: 240 },
        'crema-d': { calibrationError: 0.2891, items: 300 },
        happyOrSad: { share: 0.9, items: 300 },
      },
    },
    { seed: 1, fold: 3 },
    { seed: 2, fold: 0, figures: { savee: { uar: 0.54, items: 120 } } },
  ],
  tempered: [{ seed: 2, folds: [0, 1], figures: { voice: { calibrationError: 0.0456, items: 340 } } }],
  crossCorpus: [
    {
      seed: 1,
      name: 'this recipe',
      trainedWithout: ['savee', 'crema-d'],
      figures: { savee: { uar: 0.4, items: 360 }, happyOrSad: { share: 0.8, items: 90 } },
    },
    {
      seed: 2,
      name: 'this recipe',
      trainedWithout: ['savee', 'crema-d'],
      figures: { savee: { uar: 0.42, items: 360 } },
    },
    {
      seed: 1,
      name: 'version one',
      trainedWithout: ['savee', 'crema-d'],
      figures: { savee: { uar: 0.3, items: 360 } },
    },
  ],
};

const sources: CardSources = {
  manifest: {
    version: '2.0.0',
    created: '2026-11-24',
    recipe: { version: 2, seed: 1 },
    sureFrom: { voice: 0.48, words: 0.51, both: 0.54 },
    data: { voice: { savee: 360 }, words: { goemotions: 43410 }, digest: 'all' },
    splits: { trainedOn: ['savee-DC', 'savee-JK', 'ravdess-01'], calibratedOnFolds: [0, 1, 4] },
    licence: { code: 'MIT', weights: 'CC BY-NC-SA 4.0', data: { SAVEE: 'research use' } },
  },
  record: {
    command: 'npm run -s evaluate -- --write',
    model: {
      folder: 'training/judged',
      version: '2.0.0',
      recipe: { version: 2, seed: 1 },
      data: 'all',
      fingerprint: 'a digest',
      trainedOn: ['savee-DC'],
      calibratedOnFolds: [0, 1],
    },
    heldOut: ['savee-JK'],
    sections: [
      {
        title: 'Voice alone',
        note: 'A note.',
        figures: [
          { name: 'voice, savee: UAR', value: 0.5123, items: 120, headline: true },
          { name: 'voice, savee: another', value: 0.2, items: 120 },
        ],
      },
    ],
    confusions: [
      {
        title: 'Voice alone, savee',
        name: 'confusion-voice-savee',
        counts: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
  },
  crossValidation,
  ablations: {
    recipe: 2,
    epochs: 24,
    runs: [
      { leftOut: 'nothing', seed: 1, figures: { savee: { uar: 0.6, crossEntropy: 1.1, items: 120 } } },
      { leftOut: 'nothing', seed: 2, figures: { savee: { uar: 0.62, crossEntropy: 1.0, items: 120 } } },
      { leftOut: 'mixup', seed: 2, figures: { savee: { uar: 0.5, crossEntropy: 1.3333, items: 120 } } },
      { leftOut: 'the contour path', seed: 1, figures: { savee: { uar: 0.65, crossEntropy: 0.9, items: 120 } } },
      { leftOut: 'swish', seed: 1, figures: { savee: { uar: 0.5, crossEntropy: 1.2, items: 120 } } },
      { leftOut: 'swish', seed: 2, figures: { savee: { uar: 0.6, crossEntropy: 1.3, items: 120 } } },
      { leftOut: 'averaged weights', seed: 3, figures: { savee: { uar: 0.4, crossEntropy: 1.5, items: 120 } } },
    ],
  },
  size: { title: 'Size', note: 'MB.', figures: [{ name: ALL_FILES, value: 2.2, items: 4, headline: true }] },
};

describe('foldSpreads', () => {
  it('averages over the folds that have a figure, each once however many seeds fitted it', () => {
    const [savee, calibration, ravdess] = foldSpreads(crossValidation);
    expect(savee).toMatchObject({ group: 'savee', runs: 3, items: 220 });
    // Fold 0 is (0.5 + 0.54) / 2; deviations of 0.09 from 0.61: sqrt(2 * 0.0081).
    expect(savee && spreadText(savee)).toBe('0.610 ± 0.127');
    // Two seeds of one fold, each 0.02 from their mean: sqrt(2 * 0.0004 / 1).
    expect(savee?.seedDeviation).toBeCloseTo(0.0283, 4);
    expect(calibration).toMatchObject({
      figure: 'voice',
      mean: 0.04,
      deviation: null,
      seedDeviation: null,
      items: null,
    });
    expect(ravdess && spreadText(ravdess)).toBe('0.600');
    expect(foldSpreads({})).toEqual([]);
  });

  it('pools what seeds differ by over the folds that several fitted', () => {
    const run = (seed: number, fold: number, uar: number) => ({ seed, fold, figures: { savee: { uar } } });
    // Variances of 0.02 about 0.5 and 0.08 about 0.6, a degree of freedom each; the third fold has none.
    const folds = [run(1, 0, 0.4), run(2, 0, 0.6), run(1, 1, 0.4), run(2, 1, 0.8), run(1, 2, 0.9)];
    expect(foldSpreads({ folds })[0]?.seedDeviation).toBeCloseTo(Math.sqrt(0.05), 12);
  });

  it('counts the items of the folds that tell a figure, and of no others', () => {
    const told = (seed: number, fold: number, figures: Record<string, number>) => ({
      seed,
      fold,
      figures: { savee: figures },
    });
    const first = told(1, 0, { uar: 0.5, items: 120 });
    const second = told(1, 1, { uar: 0.6, uarWithOwnWords: 0.55, items: 100, itemsWithOwnWords: 97 });
    const itemsOf = (...folds: ReturnType<typeof told>[]) =>
      foldSpreads({ folds }).map(({ figure, items }) => [figure, items]);
    expect(itemsOf(first, second)).toEqual([
      ['uar', 220],
      ['uarWithOwnWords', 97],
    ]);
    // An older record does not tell how many it left out: of its fold, and so of all together, it is not known.
    const older = told(2, 0, { uarWithOwnWords: 0.5, items: 120 });
    expect(itemsOf(second, older)).toContainEqual(['uarWithOwnWords', null]);
    // Another seed's run of the same fold does.
    expect(itemsOf({ ...older, fold: 1 }, second)).toContainEqual(['uarWithOwnWords', 97]);
  });

  it('tells certainty over folds together', () => {
    expect(temperedSpreads(crossValidation)).toMatchObject([{ group: 'voice', mean: 0.0456, runs: 1, items: 340 }]);
    expect(temperedSpreads({})).toEqual([]);
    const run = (seed: number, folds: number[], calibrationError: number) => ({
      seed,
      folds,
      figures: { voice: { calibrationError, items: 100 * folds.length } },
    });
    // The strangers of fewer folds are others: they tell nothing of the seeds.
    const tempered = [run(1, [0, 1, 2], 0.04), run(2, [0, 1], 0.09), run(3, [0, 1, 2], 0.06)];
    expect(temperedSpreads({ tempered })).toMatchObject([{ mean: 0.05, runs: 2, items: 300 }]);
  });

  it('keeps recipes apart', () => {
    const spreads = crossCorpusSpreads(crossValidation).filter(({ figure }) => figure === 'uar');
    expect(spreads.map(({ recipe, runs }) => [recipe, runs])).toEqual([
      ['this recipe, without savee and crema-d', 2],
      ['version one, without savee and crema-d', 1],
    ]);
  });
});

describe('modelCard', () => {
  it('tells every figure, the split, the licence and what ships', () => {
    const card = modelCard(sources);
    for (const part of [
      '0.512',
      '0.200',
      '0.610 ± 0.127',
      'folds 0, 1, 2, 3 with seed 1; folds 0 with seed 2',
      '0.046',
      'version one',
      'savee DC, JK',
      'research use',
      'Version 2.0.0: the same recipe',
      'Whisper base',
      '0.48 (voice), 0.51 (words) or 0.54 (both)',
      'speakers of folds 0, 1, each read',
      'come from folds 0, 1, 4;',
    ]) {
      expect(card).toContain(part);
    }
    expect(card).toContain('![Voice alone, savee](docs/confusion-voice-savee.svg)');
    expect(card).toContain('**What ships is not what was judged.**');
    expect(card).not.toMatch(/undefined|NaN|null/u);
  });

  it('says what UAR is before the first figure of it', () => {
    const [before] = modelCard(sources).split(/: UAR\b/);
    expect(before).toContain('UAR is the unweighted average recall');
  });

  it('names what was judged on one corpus after it, and certainty as not tempered, where it means something', () => {
    const rows = modelCard(sources).split('\n');
    const row = (name: string) => rows.find((line) => line.startsWith(`| ${name}`));
    expect(row('all corpora, happy or sad: share right')).toContain('0.900');
    expect(row('this recipe, without savee and crema-d, savee, happy or sad: share right')).toContain('0.800');
    expect(row('ravdess-speech: expected calibration error, before temperature')).toContain('0.071');
    expect(rows.join()).not.toContain('0.289');
  });

  it('puts this recipe beside the first, and tells of those between how often they are right', () => {
    const between = {
      seed: 1,
      name: 'recipe version 5',
      trainedWithout: ['savee', 'crema-d'],
      figures: { savee: { uar: 0.37, items: 360 }, happyOrSad: { share: 0.77, items: 90 } },
    };
    const crossCorpus = [between, ...(crossValidation.crossCorpus ?? [])];
    const told = { ...sources, crossValidation: { ...crossValidation, crossCorpus } };
    const recipes = modelCard(told).match(/^\| [^|]*(?=, without savee and crema-d, savee)/gmu);
    expect(recipes).toEqual(['| this recipe', '| this recipe', '| version one', '| recipe version 5']);
    const better = { ...between, name: 'recipe version 6', figures: { savee: { uar: 0.38, items: 360 } } };
    const table = headlineTable({
      ...told,
      crossValidation: { ...crossValidation, crossCorpus: [better, ...crossCorpus] },
    });
    expect(table).toContain('version one');
    expect(table).toMatch(/^\| best of those between, recipe version 6, .* 0\.380 \|/mu);
    expect(table).not.toContain('recipe version 5');
  });

  it('says so when there is no cross-validation', () => {
    expect(modelCard({ ...sources, crossValidation: null })).toContain('None is recorded yet.');
  });

  it('tells how strangers were read without each part, averaged over seeds, and of which recipe', () => {
    const card = modelCard(sources);
    expect(card).toContain('of recipe version 2: ');
    expect(card).toContain('(120 of savee)');
    expect(card.replaceAll(/ +/gu, ' ')).toContain(
      '| nothing | 0.610 | 1.050 | 1, 2 |\n| mixup | 0.500 (+0.120) | 1.333 (+0.333) | 2 |\n' +
        '| the contour path | 0.650 (-0.050) | 0.900 (-0.200) | 1 |\n' +
        '| swish | 0.550 (+0.060 ± 0.057) | 1.250 (+0.200 ± 0.141) | 1, 2 |\n| averaged weights | 0.400 | 1.500 | 3 |',
    );
    for (const ablations of [null, { recipe: 2, epochs: 24, runs: [] }]) {
      expect(modelCard({ ...sources, ablations })).toContain('earns\n\nNone is recorded yet.');
    }
  });
});

describe("the card's account of the data", () => {
  it('names the emotions that were found, and those of a copy that holds others otherwise', () => {
    const [confusion] = sources.record.confusions;
    const counts = (missing: readonly number[]) => EMOTIONS.map((_, label) => [missing.includes(label) ? 0 : 3]);
    const rowWith = (missing: readonly number[]) => {
      const confusions = confusion ? [{ ...confusion, counts: counts(missing) }] : [];
      const card = modelCard({ ...sources, record: { ...sources.record, confusions } });
      return card.split('\n').find((line) => line.startsWith('| savee ') && line.includes('recordings'));
    };
    expect(rowWith([])).toMatch(/ 360 \| +all eight \|$/u);
    expect(rowWith([1])).toMatch(/ all but calm \|$/u);
    expect(rowWith([0, 1, 4, 5, 6, 7])).toMatch(/ happy, sad \|$/u);
  });

  it('names every fold once, whichever seeds fitted it', () => {
    const run = (seed: number, fold: number, speaker: string) => ({ seed, fold, heldOut: [speaker] });
    const folds = [run(1, 3, 'savee-JE'), run(2, 0, 'savee-DC'), run(2, 3, 'savee-JE')];
    const card = modelCard({ ...sources, crossValidation: { ...crossValidation, folds } });
    expect(card.split('\n').filter((line) => line.startsWith('- fold'))).toEqual([
      '- fold 0 holds out savee DC',
      '- fold 3 holds out savee JE',
    ]);
  });

  it('sets the words beside what others have published', () => {
    const figure = { name: WORDS_MACRO_F1, value: 0.6123, items: 5426 };
    const sections = [{ title: 'Words alone', note: '', figures: [figure] }];
    const card = modelCard({ ...sources, record: { ...sources.record, sections } });
    expect(card).toMatch(/the judged twin +\| +macro-F1 0.612 /u);
  });
});

describe('tidied', () => {
  it('leaves out what there was no item of, and rounds', () => {
    const figures = [
      { name: 'of nobody', value: NaN, items: 0 },
      { name: 'of two', value: 0.333333, items: 2 },
    ];
    const sections = [{ title: '', note: '', figures }];
    const [section] = tidied({ ...sources.record, sections }).sections;
    expect(section?.figures).toEqual([{ name: 'of two', value: 0.3333, items: 2 }]);
  });
});

describe('assertSameMaking', () => {
  const { model } = sources.record;
  const told = { ...sources, model };

  it('refuses figures on other data', () => {
    expect(() => assertSameMaking({ ...told, model: { ...model, data: 'less' } })).toThrow(/evaluate -- --write/u);
    const less = { ...crossValidation, data: 'less' };
    expect(() => assertSameMaking({ ...told, crossValidation: less })).toThrow(/npm run train/u);
  });

  it('lets figures of the model that ships be told, with or without a cross-validation', () => {
    expect(() => assertSameMaking(told)).not.toThrow();
    expect(() => assertSameMaking({ ...told, crossValidation: null })).not.toThrow();
  });

  it.each([{ version: 1, seed: 1 }, { version: 2, seed: 1, voiceEpochs: 3 }, { version: 2, seed: 2 }, {}])(
    'refuses an evaluation of another recipe: %o',
    (recipe) => {
      expect(() => assertSameMaking({ ...told, model: { ...model, recipe } })).toThrow(/evaluate -- --write/u);
    },
  );

  it.each([{ version: 1 }, { version: 2, voiceEpochs: 3 }, {}])(
    'refuses a cross-validation of another recipe: %o',
    (recipe) => {
      expect(() => assertSameMaking({ ...told, crossValidation: { ...crossValidation, recipe } })).toThrow(
        /npm run train/u,
      );
    },
  );
});

describe('assertAllHeldOut', () => {
  it('wants every clip that the shipped model heard and the judged one did not, of every corpus', () => {
    const [shipped, judged] = [
      { savee: 3, 'crema-d': 2 },
      { savee: 1, 'crema-d': 2 },
    ];
    expect(() => assertAllHeldOut(shipped, judged, ['savee', 'savee'], 'read')).not.toThrow();
    expect(() => assertAllHeldOut(shipped, judged, ['savee'], 'read')).toThrow(/savee.*--data/u);
    expect(() => assertAllHeldOut(shipped, judged, ['savee', 'savee', 'crema-d'], 'read')).toThrow(/crema-d/u);
    // One of three may be broken, as it was for the fit.
    expect(() => assertAllHeldOut(shipped, judged, ['savee', 'savee', 'savee'], 'at hand')).not.toThrow();
    expect(() => assertAllHeldOut(shipped, judged, ['savee'], 'at hand')).toThrow(/savee.*--data/u);
  });
});

describe('headlineTable', () => {
  it('holds what matters only', () => {
    const table = headlineTable(sources);
    expect(table).toContain('0.512');
    expect(table).toContain('0.410');
    expect(table).not.toContain('another');
  });

  it('says of every figure what it is of, though the headings of the card are missing', () => {
    const figure = { name: NOISE_LOSS, value: 0.1091, items: 360, headline: true as const };
    const sections = [{ title: 'Noise', note: '', figures: [figure] }];
    const table = headlineTable({ ...sources, record: { ...sources.record, sections } });
    expect(table).toMatch(/^\| voice, noise at 10 dB.*0\.109 \|/mu);
    expect(table).toMatch(/^\| all files of the model: MB.*2\.20 \|/mu);
  });
});

describe('speakerList', () => {
  it('groups by corpus', () => {
    expect(speakerList(['savee-JK', 'crema-d-1002', 'crema-d-1001'])).toBe('crema-d 1001, 1002; savee JK');
  });

  it('shortens rows of three numbers and more', () => {
    const numbered = ['01', '02', '03', '05', '07', '08', '09', '10'].map((number) => `ravdess-${number}`);
    expect(speakerList(numbered)).toBe('ravdess 01 to 03, 05, 07 to 10');
  });
});

describe('confusionPicture', () => {
  it('has a title, and a row for each emotion that occurs', () => {
    const counts = Array.from({ length: 8 }, (_, row) => Array.from({ length: 8 }, () => (row < 2 ? 1 : 0)));
    const picture = confusionPicture('Voice <alone>', counts);
    expect(picture).toContain('<title>Voice &lt;alone>');
    expect(picture.match(/class="cell"/gu)).toHaveLength(16);
    expect(picture).toContain('>0.13<');
  });
});
