/** Finds a Chromium for the end-to-end tests, and installs one where there is none. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { run, runNpm, SetupError } from './project.mjs';

/** The environment variable that names the browser to use. */
const PATH_VARIABLE = 'CHROMIUM_PATH';
const VERSION_TIMEOUT_MILLISECONDS = 30_000;
/** A browser is some 150 MB: ten minutes is a slow line, more is a line that does not answer. */
const DOWNLOAD_TIMEOUT_MILLISECONDS = 600_000;

const PROGRAM_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'msedge',
];

/**
 * What every browser of the tests is started with: WebGL by software, as the testing machines have no graphics card;
 * a microphone that needs no hardware; and no chatter on the network.
 */
export const CHROMIUM_ARGUMENTS = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where installers put browsers that are on no PATH. */
function usualPlaces() {
  if (process.platform === 'darwin') {
    const applications = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
    const folders = ['/Applications', path.join(process.env.HOME ?? '/', 'Applications')];
    return folders.flatMap((folder) =>
      applications.map((name) => path.join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  if (process.platform === 'win32') {
    const programs = [
      'Chromium/Application/chrome.exe',
      'Google/Chrome/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    return folders.flatMap((folder) => (folder ? programs.map((program) => path.join(folder, program)) : []));
  }
  return [
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
    '/usr/lib/chromium/chromium',
    '/snap/bin/chromium',
  ];
}

/** Programs of the PATH that may be a Chromium, in the order of their names. */
function programsOnPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const ending = process.platform === 'win32' ? '.exe' : '';
  return PROGRAM_NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name + ending)));
}

/** Where Playwright puts a Chromium of its own, if it is asked for one. Imported here, as a fresh clone has no packages yet. */
async function playwrightChromium() {
  const { chromium } = await import('@playwright/test');
  return chromium.executablePath();
}

/**
 * Whether a file is a browser that starts: distributions ship stand-ins that only say where to get one, and a
 * downloaded browser may lack the system's libraries.
 *
 * @param {string} file
 */
function starts(file) {
  if (!existsSync(file)) return false;
  // Windows' browsers open a window when asked for their version.
  if (process.platform === 'win32') return true;
  return spawnSync(file, ['--version'], { stdio: 'ignore', timeout: VERSION_TIMEOUT_MILLISECONDS }).status === 0;
}

/**
 * The Chromium to test with: CHROMIUM_PATH, else an installed Chromium, Chrome or Edge, else Playwright's own.
 *
 * @returns {Promise<string | null>} Its path; null when there is none.
 * @throws {SetupError} When CHROMIUM_PATH names no browser.
 */
export async function findChromium() {
  const named = process.env[PATH_VARIABLE];
  if (named) {
    if (starts(named)) return named;
    throw new SetupError(
      `${PATH_VARIABLE} is ${named}, which does not start. Correct it, or unset it to search for a browser.`,
    );
  }
  return [...programsOnPath(), ...usualPlaces(), await playwrightChromium()].find(starts) ?? null;
}

/** How this system's package manager installs a Chromium: commands to run one after the other; none where unknown. */
function packageManagerCommands() {
  /** @param {string} program */
  const isThere = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  if (process.platform === 'darwin') return isThere('brew') ? [['brew', 'install', '--cask', 'chromium']] : [];
  if (process.platform !== 'linux') return [];

  const managers = [
    { program: 'apt-get', commands: [['update'], ['install', '-y', '--no-install-recommends', 'chromium']] },
    { program: 'dnf', commands: [['install', '-y', 'chromium']] },
    { program: 'pacman', commands: [['-Sy', '--noconfirm', 'chromium']] },
    { program: 'apk', commands: [['add', 'chromium']] },
  ];
  const manager = managers.find(({ program }) => isThere(program));
  if (manager === undefined) return [];
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return [];
  const prefix = isRoot ? [] : ['sudo', '-n'];
  return manager.commands.map((command) => [...prefix, manager.program, ...command]);
}

async function installByPlaywright() {
  console.log('No Chromium found: asking Playwright for one …');
  await runNpm(['exec', '--', 'playwright', 'install', 'chromium'], {
    timeoutMilliseconds: DOWNLOAD_TIMEOUT_MILLISECONDS,
  });
}

async function installByPackageManager() {
  const commands = packageManagerCommands();
  if (commands.length > 0) console.log("Still no Chromium: asking the system's package manager for one …");
  for (const [program = '', ...programArguments] of commands) {
    await run(program, programArguments, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  }
}

/**
 * {@link findChromium}, installing one when there is none.
 *
 * @returns {Promise<string>} Its path.
 * @throws {SetupError} When no browser could be had.
 */
export async function ensureChromium() {
  for (const install of [null, installByPlaywright, installByPackageManager]) {
    await install?.();
    const found = await findChromium();
    if (found !== null) return found;
  }
  throw new SetupError(
    'The end-to-end tests need a Chromium, and none could be found or installed. Install Chromium, Chrome or Edge, ' +
      `or set ${PATH_VARIABLE} to the browser's file, and run the same command again.`,
  );
}
