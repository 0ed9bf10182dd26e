/** `npm run -s card`: the card and all else that tells figures, anew from recorded runs; no data, no model is run. */
import { readOptions, runCommand } from '../options';
import { readRecord, writeCard } from './writeCard';

const USAGE = `Writes MODEL_CARD.md, its pictures, the README's table and the manifest's figures anew from recorded runs.

  npm run -s card

  --help   this text
`;

await runCommand(USAGE, () => {
  readOptions({ options: {} });
  writeCard(readRecord());
});
