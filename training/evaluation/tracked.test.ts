/** What is tracked must be what the commands made of the runs that are recorded: no figure by hand, no split mixed up. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { fingerprintOf, type Manifest } from '../../src/inference/manifest';
import { splitOfSpeaker } from '../splits';
import { headlineTable, modelCard, picturePath } from './card';
import { confusionPicture } from './confusionPicture';
import { manifestFigures, readRecord, readSources } from './writeCard';

interface TrackedManifest extends Pick<Manifest, 'files'> {
  readonly figures: unknown;
  readonly splits: { readonly trainedOn: readonly string[] };
}

const text = (path: string): string => readFileSync(path, 'utf8');
const manifestOf = (folder: string) => JSON.parse(text(`${folder}/manifest.json`)) as TrackedManifest;

const record = readRecord();

describe('what is told', () => {
  const sources = readSources(record);

  it('is the card that `npm run -s card` writes', () => {
    expect(text('MODEL_CARD.md')).toBe(modelCard(sources));
  });

  it("is the README's table", () => {
    expect(text('README.md')).toContain(`<!-- figures -->\n\n${headlineTable(sources)}\n\n<!-- end of figures -->`);
  });

  it("are the manifest's figures", () => {
    expect(manifestOf('public/model').figures).toEqual(manifestFigures(record));
  });

  it.each(record.confusions)('is in the picture of $name', ({ title, name, counts }) => {
    expect(text(picturePath(name))).toBe(confusionPicture(title, counts));
  });
});

describe('the judged twin', () => {
  it('is the one that was measured', () => {
    expect(fingerprintOf(manifestOf('training/judged'))).toBe(record.model.fingerprint);
  });

  const { trainedOn } = manifestOf('training/judged').splits;

  it('has not heard the test speakers, all of whom the model that ships has', () => {
    expect(trainedOn.filter((speaker) => splitOfSpeaker(speaker) === 'test')).toEqual([]);
    const shipped = manifestOf('public/model').splits.trainedOn;
    const kept = shipped.filter((speaker) => !trainedOn.includes(speaker));
    expect(kept.map(splitOfSpeaker)).toEqual(kept.map(() => 'test'));
    expect(kept).toEqual(record.heldOut);
  });
});
