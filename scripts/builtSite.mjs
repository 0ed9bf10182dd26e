/** Serves dist/, the site as `npm run build` left it. */
import { access } from 'node:fs/promises';
import path from 'node:path';

import { PROJECT_FOLDER, reasonOf, SetupError, UsageError } from './project.mjs';
import { serveStatic } from './staticServer.mjs';

const BUILT_SITE = path.join(PROJECT_FOLDER, 'dist');
const DEFAULT_PORT = 4173;
const PORTS_TO_TRY = 20;

/**
 * The port that `--port` names.
 *
 * @param {string | undefined} given
 * @returns {number | undefined} Undefined when it was not given.
 * @throws {UsageError}
 */
export function portOption(given) {
  if (given === undefined) return undefined;
  const port = Number(given);
  if (!/^\d+$/.test(given) || port > 65_535) {
    throw new UsageError(`--port ${given} is not a port: give a whole number from 0 to 65535.`);
  }
  return port;
}

/**
 * Serves dist/ until the process ends.
 *
 * @param {{ folder?: string, basePath?: string, port?: number, command?: string }} [options] Without a port, the first
 *   free one from 4173 on. `command` is what was typed, if it takes `--port`.
 * @returns {Promise<string>} The site's address.
 * @throws {SetupError} When there is no built site or no free port.
 */
export async function serveBuiltSite({ folder = BUILT_SITE, basePath = '/', port, command } = {}) {
  try {
    await access(path.join(folder, 'index.html'));
  } catch {
    throw new SetupError('There is no built site in dist/. Run `npm run build` first.');
  }
  try {
    const { address } = await serveStatic({
      folder,
      basePath,
      port: port ?? DEFAULT_PORT,
      attempts: port === undefined ? PORTS_TO_TRY : 1,
    });
    return address;
  } catch (error) {
    const advice = command
      ? `Choose another port: \`${command} -- --port NUMBER\`.`
      : `Free one of the ports ${DEFAULT_PORT} to ${DEFAULT_PORT + PORTS_TO_TRY - 1} and run the same command again.`;
    throw new SetupError(`The site could not be served (${reasonOf(error)}). ${advice}`);
  }
}
