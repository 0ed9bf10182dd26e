/**
 * Who may import whom, by the layers below. Written as patterns of import specifiers for ESLint's own rules, because all
 * imports inside the project are relative.
 *
 * Of the two in the middle, inference may use capture, because its Worker decodes recordings away from the main thread;
 * capture knows nothing of inference. Signal may not use scheduling: an audio thread, where it also runs, has no timers.
 */

/** The folders of src/, the lowest first; those of one row may not import each other. */
const LAYERS = [['emotions'], ['scheduling', 'signal', 'text'], ['capture'], ['inference'], ['session'], ['ui']];

const DIRECTIONS = 'ui -> session -> {capture, inference} -> {scheduling, signal, text} -> emotions';

const SOURCE_FOLDERS = LAYERS.flat();

/** Folders outside of src/ that serve the page's making: the page imports nothing of them. */
const OUTSIDE_FOLDERS = ['training', 'scripts', 'e2e'];

/** @type {Readonly<Record<string, readonly string[]>>} What each of those may import of the project besides itself. */
const OUTSIDE_IMPORTS = {
  training: ['emotions', 'signal', 'text', 'capture', 'inference', 'scripts'],
  scripts: SOURCE_FOLDERS,
  e2e: [...SOURCE_FOLDERS, 'scripts'],
};

/** What only a browser or only Node has: folders that run everywhere use none of it. */
export const PLATFORM_GLOBALS = `
  window self document navigator location history localStorage sessionStorage indexedDB caches fetch
  XMLHttpRequest WebSocket Worker SharedWorker MessageChannel MessagePort postMessage AudioContext
  OfflineAudioContext AudioBuffer AudioData AudioDecoder AudioWorkletNode MediaRecorder MediaStream
  requestAnimationFrame alert HTMLElement Element Event EventTarget Blob File FileReader Image process Buffer
  __dirname require setImmediate
`
  .trim()
  .split(/\s+/);

/**
 * Import specifiers that lead out of the importing folder and into one of `folders`.
 *
 * @param {readonly string[]} folders
 */
const into = (folders) => `^(\\./)?(\\.\\./)+(src/)?(${folders.join('|')})(/|$|\\.)`;

/** @param {string} area A folder of src/, 'emotions', 'main', or a folder beside src/. */
function forbiddenFolders(area) {
  // It wires all of src/ together.
  if (area === 'main') return OUTSIDE_FOLDERS;
  const outsideImports = OUTSIDE_IMPORTS[area];
  if (outsideImports) {
    return [...SOURCE_FOLDERS, 'main', ...OUTSIDE_FOLDERS].filter(
      (folder) => folder !== area && !outsideImports.includes(folder),
    );
  }
  const layer = LAYERS.findIndex((folders) => folders.includes(area));
  return [...LAYERS.slice(layer).flat(), 'main', ...OUTSIDE_FOLDERS].filter((folder) => folder !== area);
}

/**
 * The packages that an area may not import, as patterns with their reasons.
 *
 * @param {string} area
 * @param {boolean} isTest
 */
function forbiddenPackages(area, isTest) {
  const forbidden = [];
  if (area !== 'inference')
    forbidden.push({ specifier: '^@tensorflow/', reason: 'tfjs lives in src/inference alone.' });
  if (area === 'emotions') forbidden.push({ specifier: '^', reason: 'The lowest layer imports nothing.' });
  if (['scheduling', 'signal', 'text'].includes(area) && !isTest) {
    const allowed = area === 'signal' ? '(?!meyda/)' : '';
    forbidden.push({
      specifier: `^${allowed}[^.]`,
      reason: 'This runs everywhere: no packages, no Node, no browser.',
    });
  }
  if (['capture', 'inference', 'session'].includes(area)) {
    forbidden.push({ specifier: '^react(-dom)?(/|$)', reason: 'React lives in src/ui alone.' });
  }
  if (['capture', 'inference'].includes(area)) {
    forbidden.push({ specifier: '^zustand(/|$)', reason: 'The store lives in src/session.' });
  }
  if (['capture', 'session', 'ui', 'main'].includes(area) && !isTest) {
    forbidden.push({ specifier: '^node:', reason: 'This runs in the page: Node has no part in it.' });
  }
  if (area !== 'signal') forbidden.push({ specifier: '^meyda(/|$)', reason: 'Meyda lives in src/signal alone.' });
  return forbidden;
}

/**
 * Everything that files of one area may not import.
 *
 * @param {string} area A folder of src/, 'emotions', 'main', or a folder beside src/.
 * @param {{ isTest: boolean }} options Tests may use packages and Node where the code they test may not.
 * @returns {{ specifier: string, reason: string }[]} Regular expressions for import specifiers, each with its reason.
 */
export function forbiddenImports(area, { isTest }) {
  return [
    {
      specifier: into(forbiddenFolders(area)),
      reason: `${area} may not import this: ${DIRECTIONS}.`,
    },
    ...forbiddenPackages(area, isTest),
  ];
}
