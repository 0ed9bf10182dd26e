/** Coefficients of clips and their variants on disk, so that a second run starts where the first one ended. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { FEATURE_SPEC } from '../src/signal/featureSpec';
import type { FrameMatrix } from '../src/signal/frameMatrix';
import { AUGMENTATION_VERSION } from './augmentation/augment';
import { hash } from './random';

const { sampleRate, frameLength, hopLength, melBands, coefficients, sampleScale } = FEATURE_SPEC;

/** Changes with everything that changes raw coefficients; the window's constants are applied after the cache. */
const FINGERPRINT = hash(
  JSON.stringify([sampleRate, frameLength, hopLength, melBands, coefficients, sampleScale, AUGMENTATION_VERSION]),
).toString(16);

/** Where the coefficients of a clip's variant lie; variant 0 is the recording as it is. */
export function cachePath(cache: string, clipId: string, variant: number): string {
  return join(cache, FINGERPRINT, `${clipId}.${variant}.f32`);
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

/** Writes whole files only: a run that is stopped leaves none half-written. */
export function writeCached(path: string, { data }: FrameMatrix): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  writeFileSync(partial, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  renameSync(partial, path);
}
