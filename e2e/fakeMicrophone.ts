/** Gives Chromium a microphone that hears what a test wants it to. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHROMIUM_ARGUMENTS } from '../scripts/chromium.mjs';
import type { SoundFile } from './sounds';

/** Launch options of a Chromium whose microphone hears a sound, again and again. */
export function hearing({ name, buffer }: SoundFile) {
  const folder = path.resolve('test-results', 'microphone');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, buffer);
  return {
    ...(process.env.CHROMIUM_PATH === undefined ? {} : { executablePath: process.env.CHROMIUM_PATH }),
    args: [...CHROMIUM_ARGUMENTS, `--use-file-for-fake-audio-capture=${file}`],
  };
}
