/**
 * Puts the licences of all packages that the build takes in into one file of the site. Vite's own list leaves out what
 * only Workers import, and tfjs's code repeats its licence at the head of each of its hundreds of modules.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { PROJECT_FOLDER } from './project.mjs';

/** The file's address in the site. */
const FILE_NAME = 'licences.txt';

/** The folder of a module's package: the innermost `node_modules/name` or `node_modules/@scope/name` of its path. */
const PACKAGE_FOLDER = /^.*\/node_modules\/(@[^/]+\/)?[^/]+(?=\/)/;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;
const LICENCE_COMMENT = /\/\*(?:(?!\*\/)[^])*@license(?:(?!\*\/)[^])*\*\//g;

/** @param {string} folder */
function licenceTexts(folder) {
  return readdirSync(folder)
    .filter((name) => LICENCE_FILE.test(name))
    .map((name) => readFileSync(path.join(folder, name), 'utf8').trim());
}

/**
 * @param {string} folder The package's.
 * @param {ReadonlySet<string>} comments What its modules say of their licence.
 */
function entry(folder, comments) {
  const { name, version, license, repository } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const files = licenceTexts(folder);
  const source = repository?.url ?? repository ?? `https://www.npmjs.com/package/${name}`;
  return [`${name} ${version} (${license})\n${source}`, ...(files.length > 0 ? files : comments)].join('\n\n');
}

/**
 * Plugins that share what they find: one for the Workers, which Vite bundles by themselves and before the page, and one
 * for the page, which writes the file.
 *
 * @returns {Record<'ofWorkers' | 'ofPage', import('vite').Plugin>}
 */
export function licencePlugins() {
  /** @type {Map<string, Set<string>>} Comments about the licence, by the package's folder. */
  const found = new Map();

  /** @type {NonNullable<Extract<import('vite').Plugin['generateBundle'], Function>>} */
  function gather(_, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    for (const id of chunks.flatMap((chunk) => chunk.moduleIds)) {
      const folder = PACKAGE_FOLDER.exec(id.replaceAll('\\', '/'))?.[0];
      // Modules that the bundler makes itself begin with a zero.
      if (folder === undefined || folder.startsWith('\0')) continue;
      const comments = found.get(folder) ?? new Set();
      found.set(folder, comments);
      for (const [comment] of this.getModuleInfo(id)?.code?.matchAll(LICENCE_COMMENT) ?? []) comments.add(comment);
    }
  }

  return {
    ofWorkers: { name: 'licences-of-workers', generateBundle: gather },
    ofPage: {
      name: 'licences',
      generateBundle(...bundle) {
        gather.apply(this, bundle);
        const own = readFileSync(path.join(PROJECT_FOLDER, 'LICENSE'), 'utf8').trim();
        const others = [...found].map(([folder, comments]) => entry(folder, comments)).sort();
        const source = `${[own, ...others].join(`\n\n${'-'.repeat(120)}\n\n`)}\n`;
        this.emitFile({ type: 'asset', fileName: FILE_NAME, source });
      },
    },
  };
}
