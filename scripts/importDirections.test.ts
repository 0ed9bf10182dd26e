/** Proves that the lint configuration refuses imports against the design's directions, and allows those along them. */
import path from 'node:path';

import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

import { PROJECT_FOLDER } from './project.mjs';

// Without type information, so that the files need not exist.
const eslint = new ESLint({
  cwd: PROJECT_FOLDER,
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-'),
});

/** How many import or global rules `code` breaks when it stands in `file`. */
async function violations(file: string, code: string): Promise<number> {
  const results = await eslint.lintText(code, { filePath: path.join(PROJECT_FOLDER, file) });
  const messages = results.flatMap((result) => result.messages);
  const unexpected = messages.filter(({ ruleId }) => !ruleId?.startsWith('no-restricted-'));
  if (unexpected.length > 0) throw new Error(`${file}: ${JSON.stringify(unexpected)}`);
  return messages.length;
}

describe('imports against the directions are refused', () => {
  it.each([
    ['src/signal/a.ts', "import { b } from '../inference/b';"],
    ['src/signal/a.ts', "import { b } from '../text/b';"],
    ['src/signal/a.ts', "import type { B } from '../ui/panel/b';"],
    ['src/signal/deep/a.ts', "import { b } from '../../session/b';"],
    ['src/signal/a.ts', "import * as tf from '@tensorflow/tfjs';"],
    ['src/signal/a.ts', "import { useState } from 'react';"],
    ['src/signal/a.ts', "import { readFileSync } from 'node:fs';"],
    ['src/text/a.ts', "export { b } from '../signal/b';"],
    // In an AudioWorklet, where signal also runs, there are no timers.
    ['src/signal/a.ts', "import { b } from '../scheduling/b';"],
    ['src/scheduling/a.ts', "import { b } from '../capture/b';"],
    ['src/scheduling/a.ts', "import { setTimeout } from 'node:timers/promises';"],
    ['src/text/a.ts', "import Meyda from 'meyda/dist/web/meyda.min.js';"],
    ['src/capture/a.ts', "import { b } from '../inference/b';"],
    ['src/capture/a.ts', "import { b } from '../session/b';"],
    ['src/capture/a.ts', "export const b = import('../ui/b');"],
    ['src/capture/a.ts', "export const b = new Worker(new URL('../inference/b.ts', import.meta.url));"],
    ['src/inference/a.ts', "export type B = import('../session/b').B;"],
    ['src/signal/a.ts', "import b from '../capture/b.worklet.ts?worker&url';"],
    ['src/inference/a.ts', "import { createStore } from 'zustand/vanilla';"],
    ['src/session/a.ts', "import { b } from '../ui/b';"],
    ['src/session/a.ts', "import * as tf from '@tensorflow/tfjs-core';"],
    ['src/ui/a.tsx', "import * as tf from '@tensorflow/tfjs';"],
    ['src/ui/a.tsx', "import { b } from '../main';"],
    ['src/emotions.ts', "import { b } from './signal/b';"],
    ['src/ui/a.tsx', "import { b } from '../../training/b';"],
    ['src/inference/a.ts', "import { b } from '../../scripts/b.mjs';"],
    ['src/main.tsx', "import { b } from '../training/b';"],
    ['src/main.tsx', "import * as tf from '@tensorflow/tfjs-core';"],
    ['src/main.tsx', "import { readFileSync } from 'node:fs';"],
    ['src/inference/a.test.ts', "import { b } from '../ui/b';"],
    ['training/a.ts', "import { b } from '../src/ui/b';"],
    ['training/corpora/a.ts', "import { b } from '../../src/session/b';"],
    ['training/a.ts', "import * as tf from '@tensorflow/tfjs';"],
    ['e2e/a.spec.ts', "import { b } from '../training/b';"],
  ])('%s: %s', async (file, code) => {
    expect(await violations(file, code)).toBeGreaterThan(0);
  });
});

describe('imports along the directions are allowed', () => {
  it.each([
    ['src/signal/a.ts', "import { EMOTIONS } from '../emotions';\nimport { b } from './text/b';"],
    ['src/signal/a.ts', "import Meyda from 'meyda/dist/web/meyda.min.js';"],
    ['src/signal/a.test.ts', "import { readFileSync } from 'node:fs';\nimport { it } from 'vitest';"],
    ['src/capture/a.ts', "import { b } from '../signal/b';\nimport { c } from '../scheduling/c';"],
    ['src/inference/a.ts', "import * as tf from '@tensorflow/tfjs';\nimport { b } from '../text/b';"],
    ['src/inference/a.ts', "export const b = new Worker(new URL('./worker.ts', import.meta.url));"],
    ['src/inference/a.ts', "import { b } from '../capture/b';\nimport { c } from '../scheduling/c';"],
    ['src/session/a.ts', "import { b } from '../inference/b';\nimport { createStore } from 'zustand/vanilla';"],
    ['src/ui/panel/a.tsx', "import { useState } from 'react';\nimport { b } from '../../session/b';"],
    ['src/main.tsx', "import { b } from './ui/b';\nimport { c } from './inference/c';"],
    ['training/a.ts', "import { b } from '../src/signal/b';\nimport { c } from '../src/inference/c';"],
    ['e2e/a.spec.ts', "import { b } from '../src/signal/b';"],
  ])('%s: %s', async (file, code) => {
    expect(await violations(file, code)).toBe(0);
  });
});

describe('what runs everywhere uses nothing of the browser', () => {
  it.each(['document.title', "fetch('x')", 'new AudioContext()', 'process.env'])('%s', async (expression) => {
    const code = `export const a = () => ${expression};`;
    expect(await violations('src/signal/a.ts', code)).toBe(1);
    expect(await violations('src/text/a.ts', code)).toBe(1);
    expect(await violations('src/scheduling/a.ts', code)).toBe(1);
    expect(await violations('src/capture/a.ts', code)).toBe(0);
  });
});
