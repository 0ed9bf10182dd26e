/** `npm run train`: from the corpora to `public/model` in one command. */
import { existsSync } from 'node:fs';

import { CommandError, runCommand } from './options';
import { namedPython, preparePython } from './pythonEnvironment';
import { runProgram } from './runProgram';
import { parseTrainCommand, USAGE } from './trainCommand';

const WHAT_IS_KEPT = 'What was done is kept: when that is mended, the same command goes on from there.';

await runCommand(USAGE, async () => {
  const { data, featuresOnly, python: named, fit } = parseTrainCommand(process.argv.slice(2));
  if (!existsSync(data)) throw new CommandError(`There is no folder ${data}: name the corpora's with --data.`);
  // Before the features, which take long: a Python that cannot be had is known at once.
  const python = featuresOnly ? null : named === null ? await preparePython() : namedPython(named);
  await runProgram(process.execPath, ['--import', 'tsx', 'training/extract.ts', '--data', data], {
    what: 'Extracting the features',
    advice: WHAT_IS_KEPT,
  });
  if (python === null) return;
  await runProgram(python, ['-m', 'stsam_training.fit', ...fit], {
    what: 'The fit',
    advice: WHAT_IS_KEPT,
    environment: { PYTHONPATH: 'training' },
  });
});
