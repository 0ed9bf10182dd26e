/** What parts of the voice's recipe earn, as the training recorded it: how strangers were read without each of them. */
import { meanOf } from './metrics';
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
 * part earns, if each of its seeds was also run with nothing left out.
 */
export function ablationTable({ runs }: Ablations): string {
  const corpora = [...new Set(runs.flatMap(({ figures }) => Object.keys(figures)))];
  const heading = ['left out', ...corpora.flatMap((corpus) => [`${corpus}: UAR`, 'cross-entropy']), 'seeds'];
  const parts = [...new Set(runs.map(({ leftOut }) => leftOut))];
  const rows = parts.map((part) => {
    const own = runs.filter(({ leftOut }) => leftOut === part);
    const whole = own.flatMap(({ seed }) => runs.find((run) => run.leftOut === NOTHING && run.seed === seed) ?? []);
    const told = (corpus: string, figure: 'uar' | 'crossEntropy') => {
      const mean = (of: readonly AblationRun[]) => meanOf(of.flatMap(({ figures }) => figures[corpus]?.[figure] ?? []));
      const without = mean(own);
      if (part === NOTHING || whole.length < own.length) return without.toFixed(3);
      const earned = figure === 'uar' ? mean(whole) - without : without - mean(whole);
      return `${without.toFixed(3)} (${earned < 0 ? '' : '+'}${earned.toFixed(3)})`;
    };
    const cells = corpora.flatMap((corpus) => [told(corpus, 'uar'), told(corpus, 'crossEntropy')]);
    return [part, ...cells, own.map(({ seed }) => seed).join(', ')];
  });
  return markdownTable(heading, rows);
}

/** `240 of ravdess-speech, 120 of savee`: clips that every run was judged on. */
export function judgedOn({ runs }: Ablations): string {
  return Object.entries(runs[0]?.figures ?? {})
    .map(([corpus, { items }]) => `${items} of ${corpus}`)
    .join(', ');
}
