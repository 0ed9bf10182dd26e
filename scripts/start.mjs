/** `npm start`: from a fresh clone to the page, in one command. Needs Node alone until the packages are installed. */
import { serveBuiltSite } from './builtSite.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { runMain, runNpm, SetupError } from './project.mjs';

async function main() {
  await ensureDependencies();
  if ((await runNpm(['run', '--silent', 'build'])) !== 0) {
    throw new SetupError('The site could not be built (the reason is above).');
  }
  console.log(`\nSTSaM is ready: open ${await serveBuiltSite()} in your browser. Ctrl+C ends it.`);
}

await runMain(main);
