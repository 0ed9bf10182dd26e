/** Reads how many tests passed and failed from the runners' own reports in test-results/. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { PROJECT_FOLDER } from './project.mjs';

const REPORT_FOLDER = path.join(PROJECT_FOLDER, 'test-results');

/** @typedef {{ passed: number, failed: number, skipped: number }} TestCounts */

/**
 * @param {string} report Vitest's JSON report. A file that fails without any of its tests failing counts as one failure.
 * @returns {TestCounts}
 */
export function vitestCounts(report) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(report);
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const files = testResults;
  const brokenFiles = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles.length,
    skipped: numPendingTests + numTodoTests,
  };
}

/**
 * @param {string} report Playwright's JSON report. A test that passed on a retry counts as passed; an error outside of
 *   any test, as a failure.
 * @returns {TestCounts}
 */
export function playwrightCounts(report) {
  const { stats, errors } = JSON.parse(report);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped };
}

/**
 * @param {string} report pytest's JUnit report.
 * @returns {TestCounts}
 */
export function pytestCounts(report) {
  /** @param {string} name */
  const attribute = (name) => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(report)?.[1]);
  const failed = attribute('failures') + attribute('errors');
  const skipped = attribute('skipped');
  return { passed: attribute('tests') - failed - skipped, failed, skipped };
}

/** Each runner's report and how it is read. */
const REPORTS = [
  { suite: 'unit', file: 'unit.json', counts: vitestCounts },
  { suite: 'end-to-end', file: 'e2e.json', counts: playwrightCounts },
  { suite: 'training', file: 'training.xml', counts: pytestCounts },
];

/** Removes the reports of an earlier run, which must not be taken for this one's. */
export async function clearTestReports() {
  await rm(REPORT_FOLDER, { recursive: true, force: true });
}

/**
 * The counts of every suite that has run since the reports were cleared.
 *
 * @returns {Promise<(TestCounts & { suite: string })[]>}
 */
export async function readTestReports() {
  const suites = [];
  for (const { suite, file, counts } of REPORTS) {
    const report = await readFile(path.join(REPORT_FOLDER, file), 'utf8').catch(() => null);
    if (report !== null) suites.push({ suite, ...counts(report) });
  }
  return suites;
}
