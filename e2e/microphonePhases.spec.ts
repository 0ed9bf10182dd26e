/** A microphone on a wrongly wired cable: what one channel of it hears is the opposite of what the other does. */
import { expect, test } from '@playwright/test';
import { wavFile } from '../src/capture/testing';
import { hearing } from './fakeMicrophone';
import { SitePage } from './sitePage';
import { voice, type SoundFile } from './sounds';

const SAMPLE_RATE = 48_000;
const HEADER_BYTES = 44;

/** The same in stereo, with the second channel inverted. */
function inOppositePhases({ buffer, ...rest }: SoundFile): SoundFile {
  const left = Float32Array.from(
    { length: (buffer.length - HEADER_BYTES) / 2 },
    (_, index) => buffer.readInt16LE(HEADER_BYTES + 2 * index) / 0x8000,
  );
  const right = left.map((sample) => -sample);
  return { ...rest, buffer: Buffer.from(wavFile([left, right], { sampleRate: SAMPLE_RATE })) };
}

test.use({
  launchOptions: hearing(inOppositePhases(voice({ seconds: 20, sampleRate: SAMPLE_RATE, name: 'phases.wav' }))),
});

test('is heard, drawn and read all the same', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.listen();
  const level = page.locator('[data-loud]');
  await expect.poll(() => level.evaluate(({ style }: HTMLElement) => style.transform)).not.toBe('scaleX(0)');
  await site.stopButton.click();
  await expect(site.emotion).toContainText('from the voice');
  await site.settled();
  await site.reading();
});
