/**
 * Makes the sample recordings in public/samples with espeak-ng, so that everybody can try the page without a file and
 * nobody's voice is in the repo. Run it with `npx tsx scripts/makeSamples.ts` after changing a sample's words.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SAMPLES } from '../src/session/samples';

/** espeak-ng's voice, pitch (0 to 99), speed (words a minute) and amplitude (0 to 200): as much acting as it can do. */
const DELIVERY: Readonly<Record<string, readonly string[]>> = {
  'leave-me-alone.wav': ['-v', 'en-us+m3', '-p', '75', '-s', '215', '-a', '180'],
  'we-really-won.wav': ['-v', 'en-us+f5', '-p', '55', '-s', '160', '-a', '150'],
  'so-quiet-now.wav': ['-v', 'en-us+f2', '-p', '22', '-s', '115', '-a', '60'],
};

const directory = fileURLToPath(new URL('../public/samples/', import.meta.url));
mkdirSync(directory, { recursive: true });
for (const { fileName, words } of SAMPLES) {
  const delivery = DELIVERY[fileName];
  if (delivery === undefined) throw new Error(`${fileName} has no delivery in scripts/makeSamples.ts: add one.`);
  execFileSync('espeak-ng', [...delivery, '-w', directory + fileName, words]);
}
