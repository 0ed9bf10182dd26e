/** Browsers without what the network needs are told so. */
import { expect, it } from 'vitest';
import { missingFeature } from './support';

it('names what is missing, and what to do', () => {
  const everything = { Worker: {}, WebAssembly: {} };
  expect(missingFeature(everything)).toBeNull();
  expect(missingFeature({ WebAssembly: {} })).toMatch(/Web Workers.*Please/);
  expect(missingFeature({ Worker: {} })).toMatch(/WebAssembly.*Please/);
});
