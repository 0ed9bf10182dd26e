/** Writes all that is made of recorded figures: the card, its pictures, the README's table and the manifest's figures. */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { CommandError } from '../options';
import { writeWhole } from '../wholeFiles';
import { ABLATIONS_PATH, type Ablations } from './ablations';
import {
  headlineTable,
  headlines,
  modelCard,
  picturePath,
  recipeText,
  type CardSources,
  type ShippedManifest,
} from './card';
import { confusionPicture } from './confusionPicture';
import { CROSS_VALIDATION_PATH, type CrossValidation } from './crossValidation';
import { RECORD_PATH, type EvaluationRecord, type Recipe } from './record';
import { sizeSection } from './size';

const SHIPPED = 'public/model';
const PICTURES = 'docs';

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Puts the figures between two marks of a Markdown file. */
function writeBetweenMarks(path: string, text: string): void {
  const marks = /(<!-- figures -->\n)[\s\S]*(<!-- end of figures -->)/u;
  const file = readFileSync(path, 'utf8');
  if (!marks.test(file)) throw new Error(`${path} has no marks for the figures`);
  writeWhole(
    path,
    file.replace(marks, (_match, start: string, end: string) => `${start}\n${text}\n\n${end}`),
  );
}

/** What the manifest tells: the headlines only, as the page loads it. */
export function manifestFigures(record: EvaluationRecord): object {
  return {
    command: record.command,
    measuredOn: `${record.model.version} in ${record.model.folder}: the same recipe without the test speakers`,
    heldOut: record.heldOut,
    values: headlines(record.sections).map(({ name, value, items }) => ({ name, value, items })),
    all: 'MODEL_CARD.md',
  };
}

function writeManifestFigures(manifest: object, record: EvaluationRecord): void {
  const figures = manifestFigures(record);
  writeWhole(join(SHIPPED, 'manifest.json'), `${JSON.stringify({ ...manifest, figures }, null, 2)}\n`);
}

/** What is to be told together. */
export interface Told extends Pick<CardSources, 'manifest' | 'crossValidation'> {
  /** The model that was judged. */
  readonly model: EvaluationRecord['model'];
}

/**
 * Figures of one recipe, or of other data, may not be told of another's model.
 *
 * @throws CommandError when a recorded run is of another recipe or other data than the model that ships.
 */
export function assertSameMaking({ manifest, model, crossValidation }: Told): void {
  const { recipe, data } = manifest;
  const shipped = { recipe, data: data.digest };
  const evaluated = { recipe: model.recipe, data: model.data };
  if (!isDeepStrictEqual(evaluated, shipped)) {
    throw otherMaking(RECORD_PATH, evaluated, shipped, '`npm run -s evaluate -- --write` measures anew.');
  }
  if (crossValidation === null) return;
  // Its runs are of several seeds.
  const seedless = {
    ...shipped,
    recipe: Object.fromEntries(Object.entries(recipe).filter(([name]) => name !== 'seed')),
  };
  const crossValidated = { recipe: crossValidation.recipe, data: crossValidation.data };
  if (!isDeepStrictEqual(crossValidated, seedless)) {
    throw otherMaking(CROSS_VALIDATION_PATH, crossValidated, seedless, '`npm run train` makes both.');
  }
}

/**
 * Figures on a part of the held-out clips may not be told: those that the judged model has not heard are all that the
 * model that ships has heard beside its.
 *
 * @param shipped clips by corpus, as are `judged`; what either model was fitted on.
 * @param heldOut the corpus of each clip that the judged model has not heard.
 * @param stage of those at hand, some may yet turn out to be broken, as they were for the fit; of those read, none.
 * @throws CommandError
 */
export function assertAllHeldOut(
  shipped: Readonly<Record<string, number>>,
  judged: Readonly<Record<string, number>>,
  heldOut: readonly string[],
  stage: 'at hand' | 'read',
): void {
  for (const [corpus, all] of Object.entries(shipped)) {
    const wanted = all - (judged[corpus] ?? 0);
    const found = heldOut.filter((each) => each === corpus).length;
    if (stage === 'at hand' ? found >= wanted : found === wanted) continue;
    throw new CommandError(
      `Of ${corpus}, ${found} held-out clips are ${stage}, and the models were made with ${wanted}: give --data the corpora ` +
        'that they were made with, or leave --write out.',
    );
  }
}

/** What writing needs to know before anything is heard. @throws CommandError as `assertSameMaking` and `assertAllHeldOut`. */
export function assertTellable(
  model: EvaluationRecord['model'],
  judged: Readonly<Record<string, number>>,
  heldOut: readonly string[],
): void {
  const { manifest, crossValidation } = readMade();
  assertSameMaking({ manifest, model, crossValidation });
  assertAllHeldOut(manifest.data.voice, judged, heldOut, 'at hand');
}

/** What it needs to know of the clips that could be read. @throws CommandError as `assertAllHeldOut`. */
export function assertAllRead(judged: Readonly<Record<string, number>>, read: readonly string[]): void {
  assertAllHeldOut(readMade().manifest.data.voice, judged, read, 'read');
}

/** What the training has left. */
function readMade(): Pick<CardSources, 'manifest' | 'crossValidation'> {
  return {
    manifest: readJson(join(SHIPPED, 'manifest.json')) as ShippedManifest,
    crossValidation: existsSync(CROSS_VALIDATION_PATH) ? (readJson(CROSS_VALIDATION_PATH) as CrossValidation) : null,
  };
}

interface Making {
  readonly recipe?: Recipe | undefined;
  readonly data?: string | undefined;
}

function otherMaking(path: string, recorded: Making, shipped: Making, advice: string): Error {
  const [its, ours] = [recorded, shipped].map(({ recipe, data = 'untold' }) => `${recipeText(recipe)} on data ${data}`);
  return new CommandError(`${path} is of ${its}, and ${SHIPPED} of ${ours}: ${advice}`);
}

/** The evaluation that was recorded last. @throws CommandError when there is none. */
export function readRecord(): EvaluationRecord {
  if (!existsSync(RECORD_PATH)) {
    throw new CommandError(`There is no ${RECORD_PATH}: \`npm run -s evaluate -- --write\` records one.`);
  }
  return readJson(RECORD_PATH) as EvaluationRecord;
}

/** All that the card is made of, as it is tracked. @throws CommandError when the parts do not belong together. */
export function readSources(record: EvaluationRecord): CardSources {
  const made = readMade();
  assertSameMaking({ ...made, model: record.model });
  const ablations = existsSync(ABLATIONS_PATH) ? (readJson(ABLATIONS_PATH) as Ablations) : null;
  return { ...made, record, ablations, size: sizeSection(SHIPPED) };
}

/** @throws CommandError when the record is of another recipe or other data than the model that ships. */
export function writeCard(record: EvaluationRecord): void {
  // Its figures are a part of the manifest's size, which the card tells.
  writeManifestFigures(readSources(record).manifest, record);
  const sources = readSources(record);
  writeWhole(RECORD_PATH, `${JSON.stringify(record, null, 2)}\n`);
  writeWhole('MODEL_CARD.md', modelCard(sources));
  writeBetweenMarks('README.md', headlineTable(sources));
  const old = readdirSync(PICTURES).filter((name) => /^confusion-.*\.svg$/u.test(name));
  for (const name of old) rmSync(join(PICTURES, name));
  for (const { title, name, counts } of record.confusions) {
    writeWhole(picturePath(name), confusionPicture(title, counts));
  }
}
