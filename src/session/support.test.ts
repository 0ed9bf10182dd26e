/** Browsers without what the network needs are told so. */
import { expect, it } from 'vitest';
import { missingFeature } from './support';

it('names what is missing, and what to do', () => {
  expect(missingFeature({ Worker: {} })).toBeNull();
  expect(missingFeature({})).toMatch(/Web Workers.*Please/);
});
