/** Unit tests: plain Node, no browser, no network. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'training/**/*.test.ts', 'scripts/**/*.test.ts'],
    // There lies a checkout of version one once `npm run version-one` has run.
    exclude: ['**/node_modules/**', 'training/.cache/**'],
    testTimeout: 60_000,
    // One less, as vitest has it, is half of a small machine.
    maxWorkers: '100%',
    reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
  },
});
