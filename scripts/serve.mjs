/** `npm run preview`: serves the site that was built last. */
import { portOption, serveBuiltSite } from './builtSite.mjs';
import { readOptions, runMain, UsageError } from './project.mjs';

const USAGE = `Serves the site that \`npm run build\` built last, and prints its address.

  npm run preview -- [--port NUMBER] [--base /SUB/PATH/]

  --port NUMBER       the port to serve it at (default: the first free one from 4173 on)
  --base /SUB/PATH/   the path to serve it under (default: /)
  --help              this text
`;

async function main() {
  const { values } = readOptions({ options: { port: { type: 'string' }, base: { type: 'string', default: '/' } } });
  const port = portOption(values.port);
  if (!/^\/([^/\\?#][^\\?#]*\/)?$/.test(values.base)) {
    throw new UsageError(
      `--base ${values.base} must begin and end with a slash, and have no ?, # or \\ in it, as in /some/where/.`,
    );
  }
  // As requests name it.
  const basePath = new URL(values.base, 'http://localhost').pathname;
  const address = await serveBuiltSite({ basePath, port, command: 'npm run preview' });
  console.log(`STSaM is at ${address} (Ctrl+C ends it).`);
}

await runMain(main, USAGE);
