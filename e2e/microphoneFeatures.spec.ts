/** The live path against the file path: what the worklet computes in the page is what the take, saved, gives again. */
import { expect, test } from '@playwright/test';
import { FEATURE_SPEC } from '../src/signal/featureSpec';
import { MfccStream } from '../src/signal/mfcc';
import { hearing } from './fakeMicrophone';
import { samplesOf } from './samplesOf';
import { SitePage } from './sitePage';
import { voice } from './sounds';

test.use({ launchOptions: hearing(voice({ seconds: 20, sampleRate: 48_000, pitch: 210, name: 'features.wav' })) });

test('the coefficients of the worklet are those of the take read as a file', async ({ page }) => {
  // The page's channel is replaced by two with the test between them.
  await page.addInitScript(() => {
    const rows: number[][] = [];
    Object.assign(window, { tappedCoefficients: rows });
    const Original = MessageChannel;
    Object.assign(window, {
      MessageChannel: class {
        readonly port1: MessagePort;
        readonly port2: MessagePort;
        constructor() {
          const toWorker = new Original();
          const fromWorklet = new Original();
          this.port1 = toWorker.port1;
          this.port2 = fromWorklet.port2;
          fromWorklet.port1.onmessage = ({ data }: MessageEvent<{ coefficients?: Float32Array } | null>) => {
            if (data?.coefficients) rows.push([...data.coefficients]);
            toWorker.port2.postMessage(data);
          };
        }
      },
    });
  });
  const site = await SitePage.visit(page);
  await site.listen();
  await site.recorded(3);
  await site.stopButton.click();
  await site.settled();
  const download = await site.save('Save as WAV');
  const samples = await samplesOf(await download.path());
  const expected: number[] = [];
  new MfccStream().push(samples, (row) => expected.push(...row));
  const batches = await page.evaluate(
    () => (window as unknown as { tappedCoefficients: number[][] }).tappedCoefficients,
  );
  const tapped = batches.flat();

  // A second of sound at least, and no more than the last batch missing.
  expect(tapped.length).toBeGreaterThan(60 * FEATURE_SPEC.coefficients);
  expect(Math.abs(tapped.length - expected.length)).toBeLessThanOrEqual(4 * FEATURE_SPEC.coefficients);
  const differences = tapped
    .slice(0, expected.length)
    .map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN)));
  expect(differences.reduce((largest, difference) => Math.max(largest, difference), 0)).toBeLessThan(1e-3);
});
