/** The cross-validation's recorded runs as mean and spread: what the card gives as the shipped recipe's figures. */
import { meanOf, standardDeviation } from './metrics';
import type { Recipe } from './record';

/** A figure that is measured on fewer items than its group's others, with the name of their count. */
const COUNTS: Readonly<Record<string, string>> = { uarWithOwnWords: 'itemsWithOwnWords' };
const COUNT = 'items';

/** Figures of one group (a corpus, or a kind of error) by name, and how many items they were measured on. */
type FigureGroups = Readonly<Record<string, FigureGroup | undefined>>;
type FigureGroup = Readonly<Record<string, number | undefined>>;

interface Fold {
  readonly seed: number;
  readonly fold: number;
  readonly heldOut?: readonly string[];
  readonly figures?: FigureGroups;
}

/** Calibration errors over the strangers of all these folds, tempered by the others. */
interface TemperedRun {
  readonly seed: number;
  readonly folds: readonly number[];
  readonly figures?: FigureGroups;
}

interface CrossCorpusRun {
  readonly seed: number;
  readonly name: string;
  readonly trainedWithout: readonly string[];
  readonly figures?: FigureGroups;
}

/** What another recipe, of an earlier version, said in the same folds. */
interface EarlierRecipe {
  readonly version: number;
  readonly folds: readonly Fold[];
}

/** crossValidation.json, as the training writes it; any part may be missing. */
export interface CrossValidation {
  /** Without the seed: the runs tell theirs. */
  readonly recipe?: Recipe;
  /** Digest of the data at hand. */
  readonly data?: string;
  readonly folds?: readonly Fold[];
  readonly tempered?: readonly TemperedRun[];
  readonly crossCorpus?: readonly CrossCorpusRun[];
  /** In the order of their versions. */
  readonly earlier?: readonly EarlierRecipe[];
}

/** Where the training keeps it. */
export const CROSS_VALIDATION_PATH = 'training/reference/crossValidation.json';

/** One figure over several runs. */
export interface Spread {
  readonly group: string;
  readonly figure: string;
  /** Over the folds, of each fold's mean over its seeds: a fold that was fitted more often counts no more. */
  readonly mean: number;
  /** Sample standard deviation over the folds' means; null for one fold. */
  readonly deviation: number | null;
  /** Standard deviation between seeds of the same fold, pooled over folds; null where every fold has but one seed. */
  readonly seedDeviation: number | null;
  readonly runs: number;
  /** Items that were judged, each counted once however many seeds judged it; null when not told of all. */
  readonly items: number | null;
}

/** Which folds were fitted with which seed. */
export function foldsBySeed({ folds = [] }: CrossValidation): ReadonlyMap<number, readonly number[]> {
  const seeds = new Map<number, number[]>();
  for (const { seed, fold } of folds) seeds.set(seed, [...(seeds.get(seed) ?? []), fold]);
  return seeds;
}

/** Mean and spread over folds and seeds of every figure, in the order of their first appearance. */
export function foldSpreads({ folds = [] }: CrossValidation): Spread[] {
  return spreadsOf(Object.values(groupedBy(folds, ({ fold }) => String(fold))).map(figuresOf));
}

/** The run over the most folds, and those of other seeds over the same: other strangers would tell nothing of the seeds. */
export function temperedRuns({ tempered = [] }: CrossValidation): TemperedRun[] {
  const most = Math.max(...tempered.map(({ folds }) => folds.length));
  const widest = tempered.find(({ folds }) => folds.length === most);
  return tempered.filter(({ folds }) => folds.join() === widest?.folds.join());
}

/** The same over the seeds of the calibration errors that were measured over folds together. */
export function temperedSpreads(crossValidation: CrossValidation): Spread[] {
  return spreadsOf([figuresOf(temperedRuns(crossValidation))]);
}

/** A figure of a recipe that was fitted without some corpora: by its name, and by this and what it was fitted without. */
export interface CrossCorpusSpread extends Spread {
  readonly name: string;
  readonly recipe: string;
}

/** The same over the seeds of each recipe that was fitted without some corpora. */
export function crossCorpusSpreads({ crossCorpus = [] }: CrossValidation): CrossCorpusSpread[] {
  return Object.entries(groupedBy(crossCorpus, recipeOf)).flatMap(([recipe, runs]) =>
    spreadsOf([figuresOf(runs)]).map((spread) => ({ ...spread, name: runs[0]?.name ?? recipe, recipe })),
  );
}

function recipeOf({ name, trainedWithout }: CrossCorpusRun): string {
  return `${name}, without ${trainedWithout.join(' and ')}`;
}

function groupedBy<T>(runs: readonly T[], keyOf: (run: T) => string): Readonly<Record<string, readonly T[]>> {
  const groups: Record<string, T[]> = {};
  for (const run of runs) (groups[keyOf(run)] ??= []).push(run);
  return groups;
}

function figuresOf(runs: readonly { readonly figures?: FigureGroups }[]): FigureGroups[] {
  return runs.map(({ figures = {} }) => figures);
}

/** @param judged for each set of held-out items, what each seed said of it. */
function spreadsOf(judged: readonly (readonly FigureGroups[])[]): Spread[] {
  const groups = [...new Set(judged.flat().flatMap((run) => Object.keys(run)))];
  return groups.flatMap((group) => {
    const held = judged
      .map((seeds) => seeds.map((run) => run[group]).filter((each) => each !== undefined))
      .filter((seeds) => seeds.length > 0);
    const counts = [COUNT, ...Object.values(COUNTS)];
    const names = [...new Set(held.flat().flatMap((each) => Object.keys(each)))];
    const figures = names.filter((name) => !counts.includes(name));
    return figures.map((figure): Spread => {
      const telling = held
        .map((seeds) => seeds.filter((each) => each[figure] !== undefined))
        .filter((seeds) => seeds.length > 0);
      const values = telling.map((seeds) => seeds.map((each) => each[figure] ?? NaN));
      const items = telling
        .map((seeds) => seeds.map((each) => each[COUNTS[figure] ?? COUNT]).find((count) => count !== undefined))
        .reduce((sum: number | null, count) => (sum === null || count === undefined ? null : sum + count), 0);
      const means = values.map(meanOf);
      return {
        group,
        figure,
        mean: meanOf(means),
        deviation: standardDeviation(means),
        seedDeviation: pooledDeviation(values),
        runs: values.flat().length,
        items,
      };
    });
  });
}

/** Root of the mean variance within groups, each weighted by its degrees of freedom; null when no group has two values. */
function pooledDeviation(groups: readonly (readonly number[])[]): number | null {
  const freedom = groups.reduce((sum, values) => sum + values.length - 1, 0);
  if (freedom === 0) return null;
  const squares = groups.reduce((sum, values) => {
    const mean = meanOf(values);
    return sum + values.reduce((within, value) => within + (value - mean) ** 2, 0);
  }, 0);
  return Math.sqrt(squares / freedom);
}

/** `0.701 ± 0.020`, or the mean alone. */
export function spreadText({ mean, deviation }: Pick<Spread, 'mean' | 'deviation'>): string {
  return deviation === null ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
}
