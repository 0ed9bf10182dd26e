/** `npm test`: every check but those in Python, which `.ci/run` adds, from a fresh clone, in one command; stops at the first that fails. */
import { ensureChromium } from './chromium.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { runMain, runNpm, SetupError } from './project.mjs';
import { clearTestReports, readTestReports } from './testReports.mjs';

/** npm scripts, the quick ones first... */
const CHECKS = ['format:check', 'lint', 'typecheck', 'unit', 'build'];
/** ...and the one that needs a browser, which is looked for when all others have passed. */
const BROWSER_CHECK = 'e2e';

/** @type {{ name: string, seconds: number, outcome: 'passed' | 'FAILED' }[]} */
const steps = [];

/**
 * Runs one step, and notes how long it took and how it ended.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function step(name, work) {
  console.log(`\n── ${name} ──`);
  const started = performance.now();
  /** @param {'passed' | 'FAILED'} outcome */
  const note = (outcome) => steps.push({ name, seconds: (performance.now() - started) / 1000, outcome });
  try {
    const result = await work();
    note('passed');
    return result;
  } catch (error) {
    note('FAILED');
    throw error;
  }
}

/** @param {string} script */
async function check(script, env = {}) {
  const code = await runNpm(['run', '--silent', script], { env });
  if (code !== 0) throw new SetupError(`\`npm run ${script}\` failed: its own words are above.`);
}

async function runChecks() {
  await clearTestReports();
  await step('install', ensureDependencies);
  for (const script of CHECKS) await step(script, () => check(script));
  const browser = await step('find a browser', async () => {
    const found = await ensureChromium();
    console.log(found);
    return found;
  });
  await step(BROWSER_CHECK, () => check(BROWSER_CHECK, { CHROMIUM_PATH: browser }));
}

async function printSummary() {
  console.log('\n── summary ──');
  for (const { name, seconds, outcome } of steps) {
    console.log(`${outcome.padEnd(8)}${name.padEnd(16)}${seconds.toFixed(1).padStart(7)} s`);
  }
  const done = new Set(steps.map(({ name }) => name));
  for (const name of [...CHECKS, BROWSER_CHECK].filter((script) => !done.has(script))) {
    console.log(`${'not run'.padEnd(8)}${name}`);
  }
  for (const { suite, passed, failed, skipped } of await readTestReports()) {
    console.log(`${suite} tests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
}

await runMain(async () => {
  try {
    await runChecks();
  } finally {
    await printSummary();
  }
});
