/**
 * Coefficients of clips and their variants on disk, so that a second run starts where the first one ended. A file's name
 * tells what it is made of: a recording that is replaced by another of the same name is extracted anew.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { FEATURE_SPEC } from '../src/signal/featureSpec';
import type { FrameMatrix } from '../src/signal/frameMatrix';
import { AUGMENTATION_VERSION } from './augmentation/augment';
import { surroundingsOf, variantNumbers, type ExtractionJob } from './extractionJobs';
import { hash } from './random';
import { writeWhole } from './wholeFiles';

const { sampleRate, frameLength, hopLength, melBands, coefficients, sampleScale } = FEATURE_SPEC;

/** Of what the raw coefficients hang on. After a change of decoding, resampling or MFCCs, too, raise AUGMENTATION_VERSION. */
const FINGERPRINT = hash(
  JSON.stringify([sampleRate, frameLength, hopLength, melBands, coefficients, sampleScale, AUGMENTATION_VERSION]),
).toString(16);

/** A digest of each file's content. One that cannot be read has none; whoever reads it for its sound says why. */
export async function contentDigests(paths: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  for (const path of new Set(paths)) {
    const content = await readFile(path).catch(() => null);
    if (content !== null) digests.set(path, digestOf(content));
  }
  return digests;
}

/**
 * Where the coefficients of a clip lie, by variant: the recording as it is, then those made of it, its surroundings and
 * those who talk underneath.
 *
 * @param digests of all recordings of the job, from {@link contentDigests}.
 */
export function cachePaths(
  cache: string,
  { clipId, path, variants, babblePaths }: ExtractionJob,
  digests: ReadonlyMap<string, string>,
): string[] {
  const contentOf = (file: string): string | null => digests.get(file) ?? null;
  return variantNumbers(variants).map((variant) => {
    const added = variant === 0 ? [] : [surroundingsOf(variants, variant), babblePaths.map(contentOf)];
    const madeOf = digestOf(JSON.stringify([contentOf(path), ...added]));
    return join(cache, FINGERPRINT, `${clipId}.${variant}.${madeOf}.f32`);
  });
}

/** Long enough that no two recordings share one. */
function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** Whether `path` holds coefficients, without reading them. */
export function isCached(path: string): boolean {
  return existsSync(path);
}

/** The coefficients at `path`, or null when they are not cached. */
export function readCached(path: string): FrameMatrix | null {
  if (!isCached(path)) return null;
  const bytes = readFileSync(path);
  const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { data, frames: data.length / coefficients, width: coefficients };
}

/** Keeps coefficients at `path`, whose folder is made. */
export function writeCached(path: string, { data }: FrameMatrix): void {
  mkdirSync(dirname(path), { recursive: true });
  writeWhole(path, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
}
