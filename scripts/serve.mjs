/** `npm run preview`: serves the site that was built last. Options: --port NUMBER, --base /sub/path/. */
import { parseArgs } from 'node:util';

import { serveBuiltSite } from './builtSite.mjs';
import { runMain, SetupError } from './project.mjs';

async function main() {
  const { values } = parseArgs({ options: { port: { type: 'string' }, base: { type: 'string', default: '/' } } });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    throw new SetupError(`--port ${values.port} is not a port: give a whole number from 0 to 65535.`);
  }
  if (!/^\/(.*\/)?$/.test(values.base)) {
    throw new SetupError(`--base ${values.base} must begin and end with a slash, as in /some/where/.`);
  }
  console.log(`STSaM is at ${await serveBuiltSite({ basePath: values.base, port })} (Ctrl+C ends it).`);
}

await runMain(main);
