/** Which model may be judged on whom: the same for `evaluate` and `live`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Clip } from '../corpora/corpus';
import { CommandError, pathOption, UsageError } from '../options';
import type { Split } from '../splits';

/** Those of whom a model that has not heard them is kept. Nothing is chosen by what is said of the test speakers. */
export type HeldOutSplit = Exclude<Split, 'train'>;

/** Where the training leaves the model that has not heard a split's speakers. */
export const JUDGED_MODELS: Readonly<Record<HeldOutSplit, string>> = {
  validation: 'training/.cache/validated',
  test: 'training/judged',
};

/** Whether it is the name of a split whose speakers a model can be judged on. */
export function isHeldOutSplit(name: string): name is HeldOutSplit {
  return Object.hasOwn(JUDGED_MODELS, name);
}

/** What to say of a `--split` that is none. */
export function unknownSplit(name: string): string {
  return `--split ${name} is not known: what can be judged on is ${Object.keys(JUDGED_MODELS).join(' or ')}.`;
}

/** @throws UsageError when `--split` names none. */
export function heldOutSplit(name: string): HeldOutSplit {
  if (!isHeldOutSplit(name)) throw new UsageError(unknownSplit(name));
  return name;
}

/**
 * The folder of the model that `--model` names, or of the split's own.
 *
 * @throws CommandError when there is no model.
 */
export function modelToJudge(given: string | undefined, split: HeldOutSplit): string {
  const folder = pathOption(given, JUDGED_MODELS[split]);
  const missing = reasonWithoutModel(folder);
  if (missing !== null) throw new CommandError(missing);
  return folder;
}

/** Why there is nothing to judge in a folder; null when there is a model. */
export function reasonWithoutModel(folder: string): string | null {
  return existsSync(join(folder, 'manifest.json'))
    ? null
    : `There is no model in ${folder} to judge: \`npm run train\` makes one for each split that never heard its speakers, ` +
        'and --model names another.';
}

/** Why figures on these clips would mean nothing; null when they do mean something. */
export function reasonNotToJudge(
  trainedOn: readonly string[],
  clips: readonly Pick<Clip, 'speaker'>[],
  split: HeldOutSplit,
): string | null {
  const known = new Set(trainedOn);
  const seen = clips.find(({ speaker }) => known.has(speaker));
  return seen === undefined
    ? null
    : `The model was trained on ${seen.speaker}: its figures on ${split} speakers would mean nothing. ` +
        `What ships is fitted on every speaker; its twin in ${JUDGED_MODELS[split]} was not, and is judged in its place.`;
}
