/**
 * `npm run soak -- --minutes 10`: listens that long to a sample in the built site, and prints what listening costs:
 * long tasks of the main thread, frames lost, and at the start and at the end DOM nodes, the page's and the Worker's
 * memory and the tensors alive in it.
 */
import path from 'node:path';

import { chromium } from 'playwright';

import { serveBuiltSite } from './builtSite.mjs';
import { CHROMIUM_ARGUMENTS, ensureChromium } from './chromium.mjs';
import { PROJECT_FOLDER, readOptions, runMain, UsageError } from './project.mjs';

const USAGE = `Listens to a sample in the site that \`npm run build\` built last, and prints what listening costs.

  npm run soak -- [--minutes NUMBER]

  --minutes NUMBER   how long to listen (default: 1)
  --help             this text
`;

/** Chromium plays it into the microphone again and again. */
const SPEECH = path.join(PROJECT_FOLDER, 'public', 'samples', 'so-quiet-now.wav');
const WARM_UP_MILLISECONDS = 5000;

/** @param {import('playwright').CDPSession} inspector */
async function measure(inspector) {
  await inspector.send('HeapProfiler.collectGarbage');
  const { metrics } = await inspector.send('Performance.getMetrics');
  const value = (/** @type {string} */ name) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return { nodes: value('Nodes'), heapMegabytes: value('JSHeapUsedSize') / 1e6 };
}

/**
 * A Worker has no inspector of Playwright's, so its messages go through the page's.
 *
 * @param {import('playwright').CDPSession} inspector of the page
 */
async function attachToWorker(inspector) {
  /** @type {Map<number, (result: unknown) => void>} */
  const waiting = new Map();
  /** @type {Promise<string>} */
  const attached = new Promise((resolve) => {
    inspector.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId);
    });
  });
  inspector.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message);
    waiting.get(id)?.(result);
  });
  await inspector.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  let id = 0;
  /** @param {string} method @param {object} [params] @returns {Promise<any>} */
  return async (method, params = {}) => {
    id += 1;
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    await inspector.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) });
    return answer;
  };
}

/** @param {Awaited<ReturnType<typeof attachToWorker>>} ask */
async function measureWorker(ask) {
  await ask('HeapProfiler.collectGarbage');
  const { usedSize } = await ask('Runtime.getHeapUsage');
  // tfjs keeps its engine, which counts tensors, where every copy of tfjs finds it.
  const { result } = await ask('Runtime.evaluate', { expression: 'self._tfengine.memory().numTensors' });
  return { heapMegabytes: usedSize / 1e6, tensors: result.value };
}

/** @param {import('playwright').Page} page */
async function framesLost(page) {
  const line = page.getByText(/Frames lost: \d+/);
  return (await line.count()) === 0 ? '0' : (/\d+(?=\.$)/.exec((await line.textContent()) ?? '')?.[0] ?? '0');
}

async function main() {
  const { values } = readOptions({ options: { minutes: { type: 'string', default: '1' } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes < Infinity)) {
    throw new UsageError(`--minutes ${values.minutes} is no time: give a number above 0.`);
  }
  const executablePath = await ensureChromium();
  const address = await serveBuiltSite();
  const browser = await chromium.launch({
    executablePath,
    args: [...CHROMIUM_ARGUMENTS, `--use-file-for-fake-audio-capture=${SPEECH}`],
  });
  const page = await (await browser.newContext({ permissions: ['microphone'] })).newPage();
  const inspector = await page.context().newCDPSession(page);
  await inspector.send('Performance.enable');
  await page.goto(address);
  await page.getByText(/^Running on /).waitFor();
  await page.getByRole('button', { name: 'Start listening' }).click();
  await page.getByText('live, from').waitFor();
  await page.waitForTimeout(WARM_UP_MILLISECONDS);
  const askWorker = await attachToWorker(inspector);
  const workerBefore = await measureWorker(askWorker);
  // Its garbage collection is a long task itself, so the counting begins after it and ends before the next.
  const before = await measure(inspector);
  await page.evaluate(() => {
    /** @type {number[]} */
    const longTasks = [];
    Object.assign(globalThis, { longTasks });
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
  await page.waitForTimeout(minutes * 60_000);
  const longTasks = await page.evaluate('globalThis.longTasks');
  const lost = await framesLost(page);
  const after = await measure(inspector);
  const workerAfter = await measureWorker(askWorker);
  console.log(`${minutes} min of listening after ${WARM_UP_MILLISECONDS / 1000} s of warm-up`);
  console.log(`main-thread tasks over 50 ms: ${longTasks.length}, longest ${Math.max(0, ...longTasks).toFixed(0)} ms`);
  console.log(`DOM nodes: ${before.nodes} before, ${after.nodes} after`);
  console.log(`page's heap: ${before.heapMegabytes.toFixed(1)} MB before, ${after.heapMegabytes.toFixed(1)} MB after`);
  console.log(
    `Worker's heap: ${workerBefore.heapMegabytes.toFixed(1)} MB before, ${workerAfter.heapMegabytes.toFixed(1)} MB after`,
  );
  console.log(`tensors in the Worker: ${workerBefore.tensors} before, ${workerAfter.tensors} after`);
  console.log(`frames lost: ${lost}`);
  await browser.close();
  process.exit(0);
}

await runMain(main, USAGE);
