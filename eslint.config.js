/** The lint rules: typescript-eslint's strict ones, React's, and the import directions of the design. */
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

import { PLATFORM_GLOBALS, forbiddenImports } from './scripts/importDirections.mjs';

/**
 * The import rules as they apply to one area of the project.
 *
 * @param {string} area A folder of src/, 'emotions', 'main', or a folder beside src/.
 * @param {{ isTest: boolean }} options
 * @returns {import('eslint').Linter.RulesRecord}
 */
function importRules(area, options) {
  const forbidden = forbiddenImports(area, options);
  return {
    'no-restricted-imports': [
      'error',
      { patterns: forbidden.map(({ specifier, reason }) => ({ regex: specifier, message: reason })) },
    ],
    // What no-restricted-imports does not see: import('…'), new URL('…', import.meta.url) and the type import('…').
    'no-restricted-syntax': [
      'error',
      ...forbidden.flatMap(({ specifier, reason }) => {
        const literal = `Literal[value=/${specifier.replaceAll('/', '\\/')}/]`;
        return ['ImportExpression', 'NewExpression[callee.name="URL"]', 'TSImportType'].map((node) => ({
          selector: `${node} > ${literal}`,
          message: reason,
        }));
      }),
    ],
  };
}

/**
 * @param {string} area
 * @param {string} folder
 * @returns {import('eslint').Linter.Config[]}
 */
function importDirections(area, folder) {
  return [
    { files: [`${folder}/**`], rules: importRules(area, { isTest: false }) },
    { files: [`${folder}/**/*.test.ts`], rules: importRules(area, { isTest: true }) },
  ];
}

export default defineConfig(
  globalIgnores(['dist/', 'public/', 'test-results/', 'playwright-report/', 'training/.cache/']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    rules: {
      eqeqeq: 'error',
      // A character class that names combining characters by their escapes means them one by one.
      'no-misleading-character-class': ['error', { allowEscape: true }],
      // TypeScript knows every name.
      'no-undef': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return send(…)` says in one line that the case ends here.
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },
  { files: ['src/ui/**', 'src/main.tsx'], extends: [reactHooks.configs.flat.recommended] },
  {
    // JSDoc types these for tsc; the rules about `any` are for code that can say what JSON.parse returns.
    files: ['**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
  },
  { files: ['src/emotions.ts'], rules: importRules('emotions', { isTest: false }) },
  { files: ['src/main.tsx'], rules: importRules('main', { isTest: false }) },
  ...['ui', 'session', 'capture', 'inference', 'scheduling', 'signal', 'text'].flatMap((area) =>
    importDirections(area, `src/${area}`),
  ),
  ...['training', 'scripts', 'e2e'].flatMap((area) => importDirections(area, area)),
  {
    files: ['src/scheduling/**', 'src/signal/**', 'src/text/**', 'src/emotions.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...PLATFORM_GLOBALS.map((name) => ({
          name,
          message: 'This folder runs everywhere: in the page, its Worker, and in Node.',
        })),
      ],
    },
  },
);
