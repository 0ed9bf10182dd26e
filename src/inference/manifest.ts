/** manifest.json: what a model says of itself, checked against what this code can feed it. */
import { EMOTIONS } from '../emotions';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { TEXT_SPEC } from '../text/textSpec';
import { InferenceError } from './inferenceError';
import type { WordsWeight } from './jointLogits';

export const FORMAT_VERSION = 1;

/** One number for each kind of reading. */
export interface PerSource {
  readonly voice: number;
  readonly words: number;
  readonly both: number;
}

/** What of the manifest the page uses; the rest (data, splits, figures, licence) is for readers and tools. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly temperature: PerSource;
  /** The likeliest emotion's probability from which a reading is said without reserve. */
  readonly sureFrom: PerSource;
  readonly wordsWeight: WordsWeight;
  readonly vocabularyFile: string;
  readonly vocabularySize: number;
  /** Layer names of the three models inside the one. */
  readonly parts: { readonly voice: string; readonly words: string; readonly fusion: string };
  /** All files of the model but the manifest. */
  readonly files: readonly ListedFile[];
}

/** By what a file is known to be the one that the manifest means. */
export interface ListedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, in hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Reads and checks a manifest.
 *
 * @throws InferenceError 'model-mismatch' that names the entry and both values.
 */
export function parseManifest(json: unknown): Manifest {
  const manifest = asRecord(json, 'manifest.json');
  expectEqual('formatVersion', manifest['formatVersion'], FORMAT_VERSION);
  expectEqual('labels', manifest['labels'], EMOTIONS);
  const featureSpec = asRecord(manifest['featureSpec'], 'featureSpec');
  for (const [key, value] of Object.entries(FEATURE_SPEC)) expectEqual(`featureSpec.${key}`, featureSpec[key], value);
  const textSpec = asRecord(manifest['textSpec'], 'textSpec');
  for (const [key, value] of Object.entries(TEXT_SPEC)) expectEqual(`textSpec.${key}`, textSpec[key], value);
  expectInput(manifest, 'mfcc', [FEATURE_SPEC.windowFrames, FEATURE_SPEC.coefficients], 'float32');
  expectInput(manifest, 'tokens', [TEXT_SPEC.maxTokens], 'int32');
  const parts = asRecord(manifest['parts'], 'parts');
  return {
    name: asText(manifest['name'], 'name'),
    version: asText(manifest['version'], 'version'),
    temperature: asPerSource(manifest['temperature'], 'temperature', asPositive),
    sureFrom: asPerSource(manifest['sureFrom'], 'sureFrom', asProbability),
    wordsWeight: asWordsWeight(manifest['wordsWeight']),
    vocabularyFile: asText(textSpec['vocabularyFile'], 'textSpec.vocabularyFile'),
    vocabularySize: asPositive(textSpec['vocabularySize'], 'textSpec.vocabularySize'),
    parts: {
      voice: asText(parts['voice'], 'parts.voice'),
      words: asText(parts['words'], 'parts.words'),
      fusion: asText(parts['fusion'], 'parts.fusion'),
    },
    files: asList(manifest['files'], 'files').map((entry, index) => {
      const file = asRecord(entry, `files[${index}]`);
      return {
        name: asText(file['name'], `files[${index}].name`),
        bytes: asPositive(file['bytes'], `files[${index}].bytes`),
        sha256: asText(file['sha256'], `files[${index}].sha256`),
      };
    }),
  };
}

/** By which a model is told from every other: whether what one has computed means anything to the other. */
export function fingerprintOf({ files }: Pick<Manifest, 'files'>): string {
  return files.map(({ sha256 }) => sha256).join();
}

/** A mismatch between what the model files hold and what this page needs, with both values. */
export function modelMismatch(entry: string, found: unknown, expected: string): InferenceError {
  const value = found === undefined ? 'missing' : JSON.stringify(found);
  return new InferenceError(
    'model-mismatch',
    `The model does not fit this page: its ${entry} is ${value}, and the page needs ${expected}. ` +
      'Reload the page; if that does not help, the model files on the server are of another version.',
  );
}

function expectEqual(entry: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw modelMismatch(entry, found, JSON.stringify(expected));
}

/** The batch, the first number of a shape, may be anything. */
function expectInput(manifest: Record<string, unknown>, name: string, shape: readonly number[], dtype: string): void {
  const inputs = asList(manifest['inputs'], 'inputs').map((entry) => asRecord(entry, 'inputs'));
  const input = inputs.find((candidate) => candidate['name'] === name);
  if (!input) {
    throw modelMismatch(
      'list of inputs',
      inputs.map((candidate) => candidate['name']),
      `one named ${name}`,
    );
  }
  expectEqual(`input ${name}'s shape`, asList(input['shape'], `input ${name}'s shape`).slice(1), shape);
  expectEqual(`input ${name}'s dtype`, input['dtype'], dtype);
}

function asRecord(value: unknown, entry: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw modelMismatch(entry, value, 'an object');
  return value as Record<string, unknown>;
}

function asPerSource(value: unknown, entry: string, asOne: (value: unknown, entry: string) => number): PerSource {
  const record = asRecord(value, entry);
  return {
    voice: asOne(record['voice'], `${entry}.voice`),
    words: asOne(record['words'], `${entry}.words`),
    both: asOne(record['both'], `${entry}.both`),
  };
}

function asWordsWeight(value: unknown): WordsWeight {
  const record = asRecord(value, 'wordsWeight');
  const prior = asList(record['prior'], 'wordsWeight.prior');
  expectEqual('number of emotions in wordsWeight.prior', prior.length, EMOTIONS.length);
  return {
    exponent: asPositive(record['exponent'], 'wordsWeight.exponent'),
    fusedPart: asProbability(record['fusedPart'], 'wordsWeight.fusedPart'),
    prior: prior.map((each, index) => asPositive(each, `wordsWeight.prior[${index}]`)),
  };
}

function asList(value: unknown, entry: string): readonly unknown[] {
  if (!Array.isArray(value)) throw modelMismatch(entry, value, 'a list');
  return value;
}

function asText(value: unknown, entry: string): string {
  if (typeof value !== 'string' || value === '') throw modelMismatch(entry, value, 'a text');
  return value;
}

function asPositive(value: unknown, entry: string): number {
  if (typeof value !== 'number' || !(value > 0)) throw modelMismatch(entry, value, 'a number above 0');
  return value;
}

function asProbability(value: unknown, entry: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw modelMismatch(entry, value, 'a number from 0 to 1');
  }
  return value;
}
