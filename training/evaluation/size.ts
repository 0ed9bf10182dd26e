/** How much a model weighs and costs: bytes to load, numbers in it, multiply-adds for a window of voice. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { multiplyAdds, type LayerTopology } from './multiplyAdds';
import { ALL_FILES, type Section } from './record';
import type { Figure } from './tables';

interface SizedManifest {
  readonly parameters: Readonly<Record<string, number>>;
  readonly parts: { readonly voice: string };
}

interface ModelTopology {
  readonly modelTopology: { readonly model_config: { readonly config: { readonly layers: readonly LayerTopology[] } } };
}

/** @param folder of a model: model.json, weights, vocabulary and manifest. */
export function sizeSection(folder: string): Section {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as SizedManifest;
  const { modelTopology } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as ModelTopology;
  const voice = modelTopology.model_config.config.layers.find(({ config }) => config['name'] === manifest.parts.voice);
  if (voice === undefined) throw new Error(`model.json in ${folder} has no part ${manifest.parts.voice}`);
  const files = readdirSync(folder);
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const parameters = Object.entries(manifest.parameters).map(([part, count]): Figure => ({
    name: `parameters of the part "${part}", thousands`,
    value: count / 1e3,
    items: 1,
  }));
  return {
    title: 'Size',
    note:
      'MB are millions of bytes, not compressed, manifest and vocabulary included. Multiply-adds are those of the convolutions ' +
      'and dense layers for one window of 3 s; the words run only when they change, and the part that joins both is small.',
    figures: [
      { name: ALL_FILES, value: bytes / 1e6, items: files.length, headline: true },
      ...parameters,
      {
        name: 'voice, one window of 3 s: multiply-adds, millions',
        value: multiplyAdds(voice) / 1e6,
        items: 1,
        headline: true,
      },
    ],
  };
}
