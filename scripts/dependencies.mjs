/** Installs the packages of package-lock.json when they are not installed yet, so that a fresh clone needs one command. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { PROJECT_FOLDER, runNpm, SetupError } from './project.mjs';

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

/**
 * Makes sure that the project's packages are installed as locked.
 *
 * @throws {SetupError} When the lock cannot be read, or npm fails.
 */
export async function ensureDependencies() {
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
