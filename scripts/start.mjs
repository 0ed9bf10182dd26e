/** `npm start`: from a fresh clone to the page, in one command. Needs Node alone until the packages are installed. */
import { portOption, serveBuiltSite } from './builtSite.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { readOptions, runMain, runNpm, SetupError } from './project.mjs';

const USAGE = `Installs what is missing, builds the site, serves it and prints its address.

  npm start -- [--port NUMBER]

  --port NUMBER   the port to serve it at (default: the first free one from 4173 on)
  --help          this text
`;

async function main() {
  const { values } = readOptions({ options: { port: { type: 'string' } } });
  const port = portOption(values.port);
  await ensureDependencies();
  if ((await runNpm(['run', '--silent', 'build'])) !== 0) {
    throw new SetupError('The site could not be built (the reason is above).');
  }
  const address = await serveBuiltSite({ port, command: 'npm start' });
  console.log(`\nSTSaM is ready: open ${address} in your browser. Ctrl+C ends it.`);
}

await runMain(main, USAGE);
