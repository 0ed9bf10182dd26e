/** Serves dist/, the site as `npm run build` left it. */
import { access } from 'node:fs/promises';
import path from 'node:path';

import { PROJECT_FOLDER, SetupError } from './project.mjs';
import { serveStatic } from './staticServer.mjs';

const DEFAULT_PORT = 4173;
const PORTS_TO_TRY = 20;

/**
 * Serves dist/ until the process ends.
 *
 * @param {{ basePath?: string, port?: number }} [options] Without a port, the first free one from 4173 on.
 * @returns {Promise<string>} The site's address.
 * @throws {SetupError} When there is no built site or no free port.
 */
export async function serveBuiltSite({ basePath = '/', port } = {}) {
  const folder = path.join(PROJECT_FOLDER, 'dist');
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
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupError(`The site could not be served (${reason}). Choose another port with --port.`);
  }
}
