/** What parts of the voice's recipe earn, as the training recorded it: how strangers were read without each of them. */
import { meanOf, standardDeviation } from './metrics';
import { markdownTable } from './tables';

interface Judged {
  readonly uar: number;
  /** Mean of minus the logarithm of what was said of the truth. */
  readonly crossEntropy: number;
  readonly items: number;
}

interface AblationRun {
  readonly leftOut: string;
  readonly seed: number;
  /** By corpus. */
  readonly figures: Readonly<Record<string, Judged>>;
}

/** ablations.json, as `stsam_training.ablation` writes it. */
export interface Ablations {
  /** The recipe's version. */
  readonly recipe: number;
  /** Of the one course that was run. */
  readonly epochs: number;
  readonly runs: readonly AblationRun[];
}

/** Where the training keeps it. */
export const ABLATIONS_PATH = 'training/reference/ablations.json';

/** The run that is whole, by its name in the record. */
const NOTHING = 'nothing';

/**
 * @returns a row for each part that was left out, in the order of the runs: means over its seeds, and in brackets what the
 * part earns, with its deviation between them, if each of its seeds was also run with nothing left out.
 */
export function ablationTable({ runs }: Ablations): string {
  const corpora = [...new Set(runs.flatMap(({ figures }) => Object.keys(figures)))];
  const heading = ['left out', ...corpora.flatMap((corpus) => [`${corpus}: UAR`, 'cross-entropy']), 'seeds'];
  const parts = [...new Set(runs.map(({ leftOut }) => leftOut))];
  const rows = parts.map((part) => {
    const own = runs.filter(({ leftOut }) => leftOut === part);
    const wholeOf = ({ seed }: AblationRun) => runs.find((run) => run.leftOut === NOTHING && run.seed === seed);
    const told = (corpus: string, figure: 'uar' | 'crossEntropy') => {
      const figureOf = (run: AblationRun | undefined) => run?.figures[corpus]?.[figure];
      const without = meanOf(own.map((run) => figureOf(run) ?? null)).toFixed(3);
      const earned = own.flatMap((run) => {
        const [there, left] = [figureOf(wholeOf(run)), figureOf(run)];
        if (there === undefined || left === undefined) return [];
        return figure === 'uar' ? there - left : left - there;
      });
      if (part === NOTHING || earned.length < own.length) return without;
      const deviation = standardDeviation(earned);
      const spread = deviation === null ? '' : ` ± ${deviation.toFixed(3)}`;
      return `${without} (${signed(meanOf(earned))}${spread})`;
    };
    const cells = corpora.flatMap((corpus) => [told(corpus, 'uar'), told(corpus, 'crossEntropy')]);
    return [part, ...cells, own.map(({ seed }) => seed).join(', ')];
  });
  return markdownTable(heading, rows);
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}

/** `240 of ravdess-speech, 120 of savee`: clips that every run was judged on. */
export function judgedOn({ runs }: Ablations): string {
  return Object.entries(runs[0]?.figures ?? {})
    .map(([corpus, { items }]) => `${items} of ${corpus}`)
    .join(', ');
}
