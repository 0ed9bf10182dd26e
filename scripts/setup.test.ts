/** Holds the setup scripts' decisions to what npm and the test runners write. */
import { describe, expect, it } from 'vitest';

import { isInstalled } from './dependencies.mjs';
import { isSupportedNode } from './nodeVersion.cjs';
import { run } from './project.mjs';
import { playwrightCounts, pytestCounts, vitestCounts } from './testReports.mjs';

describe('isInstalled', () => {
  const wanted = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/for-another-system': { version: '2.0.0', optional: true },
    },
  };

  it('accepts what the lock asks for, without the optional packages of other systems', () => {
    expect(isInstalled(wanted, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(true);
  });

  it.each([
    ['nothing is installed', null],
    ['a package is missing', { packages: {} }],
    ['a package has another version', { packages: { 'node_modules/a': { version: '1.0.1' } } }],
    [
      'an optional package has another version',
      {
        packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/for-another-system': { version: '1.0.0' } },
      },
    ],
  ])('wants an installation when %s', (_, installed) => {
    expect(isInstalled(wanted, installed)).toBe(false);
  });
});

describe('isSupportedNode', () => {
  it.each(['20.19.0', '20.20.2', '22.13.0', '22.21.1', '24.0.0', '26.1.0'])('takes Node %s', (version) => {
    expect(isSupportedNode(version)).toBe(true);
  });

  it.each(['18.20.8', '20.18.3', '21.7.3', '22.12.0', '23.11.0'])('refuses Node %s', (version) => {
    expect(isSupportedNode(version)).toBe(false);
  });
});

describe('run', () => {
  it.each([
    ['its own', process.execPath, ['--eval', 'process.exitCode = 3'], 3],
    ['127 where it could not be started', 'no-such-program', [], 127],
  ] as const)("gives a program's exit code: %s", async (_, program, words, code) => {
    expect(await run(program, words)).toBe(code);
  });
});

describe('test counts', () => {
  it('reads Vitest’s report', () => {
    const counts = { numPassedTests: 4, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 };
    const testResults = [
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      // A hook that failed: its tests did not run.
      { status: 'failed', assertionResults: [{ status: 'pending' }] },
    ];
    expect(vitestCounts(JSON.stringify({ ...counts, testResults }))).toEqual({ passed: 4, failed: 2, skipped: 2 });
  });

  it('reads Playwright’s report', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
    expect(playwrightCounts(JSON.stringify({ stats, errors: [] }))).toEqual({ passed: 7, failed: 1, skipped: 3 });
    const errors = [{ message: 'the server did not start' }];
    expect(playwrightCounts(JSON.stringify({ stats, errors }))).toEqual({ passed: 7, failed: 2, skipped: 3 });
  });

  it('reads pytest’s report', () => {
    const report =
      '<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="0.1"></testsuite></testsuites>';
    expect(pytestCounts(report)).toEqual({ passed: 4, failed: 3, skipped: 3 });
  });
});
