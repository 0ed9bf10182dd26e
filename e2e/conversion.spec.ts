/** Holds the page, on WebGL, to what the network gave for our own recordings where it was trained. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { jointLogits, type WordsWeight } from '../src/inference/jointLogits';
import { softmax } from '../src/inference/softmax';
import { distance, SitePage } from './sitePage';

/** As `training/stsam_training/fit.py` writes them. */
interface RecordedLogits {
  readonly sample: string;
  readonly both: readonly number[];
  readonly voice: readonly number[];
  readonly words: readonly number[];
}

/** Shorter than a window, so that the page reads the one window whose logits are recorded. */
const SAMPLES = ['leave-me-alone', 'we-really-won'];
/** Half-precision weights are in both; what remains is float32 sums in another order. */
const TOLERANCE = 1e-3;

const recorded = JSON.parse(readFileSync('training/reference/logits.json', 'utf8')) as readonly RecordedLogits[];
const { temperature, wordsWeight } = JSON.parse(readFileSync('public/model/manifest.json', 'utf8')) as {
  readonly temperature: Readonly<Record<'voice' | 'words' | 'both', number>>;
  readonly wordsWeight: WordsWeight;
};

test('on WebGL the page reads our samples as the network did where it was trained', async ({ page }) => {
  const site = await SitePage.visit(page, '?backend=webgl');
  for (const sample of SAMPLES) {
    const row = recorded.find((each) => each.sample === sample);
    expect(row, `recorded logits of ${sample}`).toBeDefined();
    if (!row) continue;
    const logits = { ...row, both: jointLogits(row, wordsWeight) };
    const expected = (source: 'voice' | 'words' | 'both') => softmax(logits[source], temperature[source]);
    const file = { name: `${sample}.wav`, mimeType: 'audio/wav', buffer: readFileSync(`public/samples/${sample}.wav`) };

    await site.type('');
    await site.upload(file);
    await expect(site.emotion).toContainText('from the voice');
    expect(distance(await site.reading(), expected('voice'))).toBeLessThan(TOLERANCE);
    await site.type(sample.replaceAll('-', ' '));
    await expect(site.emotion).toContainText('from voice and words');
    expect(distance(await site.reading(), expected('both'))).toBeLessThan(TOLERANCE);
    await page.getByRole('button', { name: 'Remove' }).click();
    await expect(site.emotion).toContainText('from the words');
    expect(distance(await site.reading(), expected('words'))).toBeLessThan(TOLERANCE);
  }
});
