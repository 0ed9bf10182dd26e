/** The screen stays on while somebody speaks, and no longer. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { keepScreenAwake } from './screenAwake';

class FakeLock {
  released = false;
  release(): Promise<void> {
    this.released = true;
    return Promise.resolve();
  }
}

let locks: FakeLock[];
let page: EventTarget & { hidden: boolean };

function request(): Promise<FakeLock> {
  const lock = new FakeLock();
  locks.push(lock);
  return Promise.resolve(lock);
}

function show(visible: boolean): void {
  page.hidden = !visible;
  page.dispatchEvent(new Event('visibilitychange'));
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  locks = [];
  page = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal('document', page);
  vi.stubGlobal('navigator', { wakeLock: { request } });
});
afterEach(() => vi.unstubAllGlobals());

it('is kept on from start to stop', async () => {
  const listening = new AbortController();
  keepScreenAwake(listening.signal);
  await settle();
  expect(locks).toMatchObject([{ released: false }]);
  listening.abort();
  expect(locks).toMatchObject([{ released: true }]);
});

it('is kept on again when the page is looked at again, and not after the stop', async () => {
  const listening = new AbortController();
  keepScreenAwake(listening.signal);
  show(false);
  expect(locks).toHaveLength(1);
  show(true);
  await settle();
  expect(locks).toHaveLength(2);
  listening.abort();
  expect(locks[1]).toMatchObject({ released: true });
  show(true);
  expect(locks).toHaveLength(2);
});

it('may go off when the stop comes before the browser has agreed', async () => {
  const listening = new AbortController();
  keepScreenAwake(listening.signal);
  listening.abort();
  await settle();
  expect(locks).toMatchObject([{ released: true }]);
});

it.each([
  ['refuses', { wakeLock: { request: () => Promise.reject(new DOMException('', 'NotAllowedError')) } }],
  ['cannot', {}],
])('is no matter where the browser %s', async (_, browser) => {
  vi.stubGlobal('navigator', browser);
  expect(() => keepScreenAwake(new AbortController().signal)).not.toThrow();
  await settle();
});
