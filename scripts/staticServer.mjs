/** A static file server for the built site, as plain as the hosts it will live on: it proves that a sub-path is enough. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';

/** This machine only: nothing that is served here is meant for the network. */
const HOST = '127.0.0.1';

/** @type {ReadonlySet<unknown>} Errors of a port that is taken; the second, where Windows keeps it for its own services. */
const TAKEN = new Set(['EADDRINUSE', 'EACCES']);

/** @type {Readonly<Record<string, string>>} */
const MEDIA_TYPES = {
  '.bin': 'application/octet-stream',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * The file that a request's path names.
 *
 * @param {string} folder Absolute path of the site.
 * @param {string} basePath Sub-path the site is served under; begins and ends with a slash.
 * @param {string} requestPath Percent-encoded path of the request, without its query.
 * @returns {string | null} Absolute path inside `folder`; null for a path outside of the site.
 */
export function fileFor(folder, basePath, requestPath) {
  if (!requestPath.startsWith(basePath)) return null;
  let relative;
  try {
    relative = decodeURIComponent(requestPath.slice(basePath.length));
  } catch {
    return null;
  }
  if (relative.includes('\0')) return null;
  const file = path.join(folder, relative.endsWith('/') || relative === '' ? `${relative}index.html` : relative);
  return file.startsWith(path.join(folder, path.sep)) ? file : null;
}

/**
 * @param {string} folder
 * @param {string} basePath
 * @param {http.IncomingMessage} request
 * @param {http.ServerResponse} response
 */
async function answer(folder, basePath, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const requestPath = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const file = fileFor(folder, basePath, requestPath);
  const found = file === null ? null : await stat(file).catch(() => null);
  if (file === null || !found?.isFile()) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
    return;
  }
  response.writeHead(200, {
    'content-type': MEDIA_TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
    'content-length': found.size,
    // Always asked for again: the next build's files have the same names where a hash would not help.
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // Whichever of the two breaks off, the other is closed.
  pipeline(createReadStream(file), response, () => undefined);
}

/**
 * Serves a folder of static files on this machine.
 *
 * @param {object} options
 * @param {string} options.folder Absolute path of the site.
 * @param {string} [options.basePath] Sub-path to serve it under, with a slash at both ends.
 * @param {number} options.port The port to listen on; 0 lets the system choose.
 * @param {number} [options.attempts] How many ports to try, upwards from `port`, while they are not to be had.
 * @returns {Promise<{ server: http.Server, address: string }>} The running server and the site's address.
 * @throws The system's error when no port could be had.
 */
export async function serveStatic({ folder, basePath = '/', port, attempts = 1 }) {
  const server = http.createServer((request, response) => {
    answer(folder, basePath, request, response).catch(() => response.destroy());
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const listeningPort = await listen(server, port + attempt - 1);
      return { server, address: `http://${HOST}:${listeningPort}${basePath}` };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (!TAKEN.has(code) || attempt === attempts) throw error;
    }
  }
}

/**
 * @param {http.Server} server
 * @param {number} port
 * @returns {Promise<number>} The port it listens on.
 */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
