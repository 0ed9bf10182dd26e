/** Prints how many tests of all suites passed and failed in the last run, in the one line that .ci/run closes with. */
import { readTestReports } from './testReports.mjs';

const suites = await readTestReports();
/** @param {'passed' | 'failed' | 'skipped'} outcome */
const total = (outcome) => suites.reduce((sum, suite) => sum + suite[outcome], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
