/** Writes all that is made of recorded figures: the card, its pictures, the README's table and the manifest's figures. */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { CommandError } from '../options';
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
  writeFileSync(
    path,
    file.replace(marks, (_match, start: string, end: string) => `${start}\n${text}\n\n${end}`),
  );
}

/** The manifest tells the headlines only: the page loads it. */
function writeManifestFigures(manifest: object, record: EvaluationRecord): void {
  const figures = {
    command: record.command,
    measuredOn: `${record.model.version} in ${record.model.folder}: the same recipe without the test speakers`,
    heldOut: record.heldOut,
    values: headlines(record.sections).map(({ name, value, items }) => ({ name, value, items })),
    all: 'MODEL_CARD.md',
  };
  writeFileSync(join(SHIPPED, 'manifest.json'), `${JSON.stringify({ ...manifest, figures }, null, 2)}\n`);
}

/**
 * Figures of one recipe, or of other data, may not be told of another's model.
 *
 * @throws CommandError when a recorded run is of another recipe or other data than the model that ships.
 */
export function assertSameMaking({ manifest, record, crossValidation }: Omit<CardSources, 'size'>): void {
  const { recipe, data } = manifest;
  const shipped = { recipe, data: data.digest };
  const evaluated = { recipe: record.model.recipe, data: record.model.data };
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

interface Making {
  readonly recipe?: Recipe | undefined;
  readonly data?: string | undefined;
}

function otherMaking(path: string, recorded: Making, shipped: Making, advice: string): Error {
  const [its, ours] = [recorded, shipped].map(({ recipe, data = 'untold' }) => `${recipeText(recipe)} on data ${data}`);
  return new CommandError(`${path} is of ${its}, and ${SHIPPED} of ${ours}: ${advice}`);
}

/** @throws CommandError when no evaluation is recorded, or one of another recipe or other data. */
export function writeCard(): void {
  if (!existsSync(RECORD_PATH)) {
    throw new CommandError(`There is no ${RECORD_PATH}: \`npm run -s evaluate -- --write\` records one.`);
  }
  const manifest = readJson(join(SHIPPED, 'manifest.json')) as ShippedManifest;
  const record = readJson(RECORD_PATH) as EvaluationRecord;
  const crossValidation = existsSync(CROSS_VALIDATION_PATH)
    ? (readJson(CROSS_VALIDATION_PATH) as CrossValidation)
    : null;
  assertSameMaking({ manifest, record, crossValidation });
  writeManifestFigures(manifest, record);
  const sources: CardSources = { manifest, record, crossValidation, size: sizeSection(SHIPPED) };
  writeFileSync('MODEL_CARD.md', modelCard(sources));
  writeBetweenMarks('README.md', headlineTable(sources));
  const old = readdirSync(PICTURES).filter((name) => /^confusion-.*\.svg$/u.test(name));
  for (const name of old) rmSync(join(PICTURES, name));
  for (const { title, name, counts } of record.confusions) {
    writeFileSync(picturePath(name), confusionPicture(title, counts));
  }
}
