/** Installs the packages of package-lock.json when they are not installed yet, so that a fresh clone needs one command. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { PROJECT_FOLDER, runNpm, SetupError } from './project.mjs';

/** The oldest minor version of each line of Node that Vite and ESLint run on, as in package.json's engines... */
const OLDEST_MINOR = new Map([
  [20, 19],
  [22, 13],
]);
/** ...and the first line from which on they run on all. */
const FIRST_OF_ALL = 24;

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lock */

/**
 * @param {string} file Relative to the project.
 * @returns {Promise<Lock | null>} Null when there is no such file.
 */
async function readLock(file) {
  try {
    return JSON.parse(await readFile(path.join(PROJECT_FOLDER, file), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Whether what npm says it installed (node_modules/.package-lock.json, which it writes last) is what the lock asks for.
 * Optional packages may be absent: they are for other platforms.
 *
 * @param {Lock} wanted
 * @param {Lock | null} installed
 */
export function isInstalled(wanted, installed) {
  if (installed === null) return false;
  return Object.entries(wanted.packages).every(([name, { version, optional }]) => {
    if (name === '') return true;
    const found = installed.packages[name];
    return found === undefined ? optional === true : found.version === version;
  });
}

/** @param {string} version Such as `22.13.1`. */
export function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major >= FIRST_OF_ALL || minor >= (OLDEST_MINOR.get(major) ?? Infinity);
}

function assertNodeVersion() {
  const { node } = process.versions;
  if (isSupportedNode(node)) return;
  const oldest = [...OLDEST_MINOR].map((version) => version.join('.')).join(' or ');
  throw new SetupError(
    `This is Node ${node}, and STSaM needs ${oldest} or newer of that line, or ${FIRST_OF_ALL} or newer. ` +
      'Install such a Node (https://nodejs.org) and run the same command again.',
  );
}

/**
 * Makes sure that the project's packages are installed as locked.
 *
 * @throws {SetupError} When Node is not one that the packages run on, or npm fails.
 */
export async function ensureDependencies() {
  assertNodeVersion();
  const wanted = await readLock('package-lock.json');
  if (wanted === null)
    throw new SetupError('package-lock.json is missing or damaged: run `git checkout package-lock.json`.');
  if (isInstalled(wanted, await readLock('node_modules/.package-lock.json'))) return;

  console.log('Installing the packages that package-lock.json names …');
  const code = await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund']);
  if (code !== 0) {
    throw new SetupError(
      'npm could not install the packages (its own words are above). ' +
        'Check the network connection, then run the same command again.',
    );
  }
}
