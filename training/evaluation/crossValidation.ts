/** The cross-validation's recorded folds as mean and spread: what the card gives as the shipped recipe's figures. */
import { meanOf, standardDeviation } from './metrics';

/** Figures of one group (a corpus, or a kind of error) by name; `items` is how many they were measured on. */
type FigureGroups = Readonly<Record<string, FigureGroup | undefined>>;
type FigureGroup = Readonly<Record<string, number | undefined>>;

interface Fold {
  readonly seed: number;
  readonly fold: number;
  readonly heldOut?: readonly string[];
  readonly figures?: FigureGroups;
}

interface CrossCorpusRun {
  readonly seed: number;
  readonly name: string;
  readonly trainedWithout: readonly string[];
  readonly figures?: FigureGroups;
}

/** crossValidation.json, as the training writes it; any part may be missing. */
export interface CrossValidation {
  readonly command?: string;
  readonly recipe?: Readonly<Record<string, unknown>>;
  readonly seeds?: readonly number[];
  readonly folds?: readonly Fold[];
  readonly crossCorpus?: readonly CrossCorpusRun[];
}

/** Where the training keeps it. */
export const CROSS_VALIDATION_PATH = 'training/reference/crossValidation.json';

/** One figure over several runs. */
export interface Spread {
  readonly group: string;
  readonly figure: string;
  readonly mean: number;
  /** Sample standard deviation over the runs; null for one run. */
  readonly deviation: number | null;
  readonly runs: number;
  /** Items of all runs together; null when not told. */
  readonly items: number | null;
}

/** Mean and spread over folds and seeds of every figure, in the order of their first appearance. */
export function foldSpreads({ folds = [] }: CrossValidation): Spread[] {
  return spreadsOf(folds.map(({ figures = {} }) => figures));
}

/** The same over the seeds of each recipe that was fitted without some corpora. */
export function crossCorpusSpreads({ crossCorpus = [] }: CrossValidation): (Spread & { readonly recipe: string })[] {
  const recipes = [...new Set(crossCorpus.map(recipeOf))];
  return recipes.flatMap((recipe) =>
    spreadsOf(crossCorpus.filter((run) => recipeOf(run) === recipe).map(({ figures = {} }) => figures)).map(
      (spread) => ({ ...spread, recipe }),
    ),
  );
}

function recipeOf({ name, trainedWithout }: CrossCorpusRun): string {
  return `${name}, without ${trainedWithout.join(' and ')}`;
}

function spreadsOf(runs: readonly FigureGroups[]): Spread[] {
  const groups = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  return groups.flatMap((group) => {
    const held = runs.map((run) => run[group]).filter((each) => each !== undefined);
    const figures = [...new Set(held.flatMap((each) => Object.keys(each)))].filter((name) => name !== 'items');
    const items = held.some((each) => each['items'] !== undefined)
      ? held.reduce((sum, each) => sum + (each['items'] ?? 0), 0)
      : null;
    return figures.map((figure): Spread => {
      const values = held.map((each) => each[figure]).filter((value) => value !== undefined);
      return { group, figure, mean: meanOf(values), deviation: standardDeviation(values), runs: values.length, items };
    });
  });
}

/** `0.701 ± 0.020`, or the mean alone. */
export function spreadText({ mean, deviation }: Pick<Spread, 'mean' | 'deviation'>): string {
  return deviation === null ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
}
