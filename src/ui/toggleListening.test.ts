/** Starting and stopping by one button, which some people click twice. */
import { expect, it } from 'vitest';
import type { Listening } from '../session/state';
import { fakeSession } from './testing';
import { toggleByClick, toggleListening } from './toggleListening';

const LISTENING: Listening = { id: 1, details: null, live: null, isSure: false, pause: null, hasRefused: false };

function make(listening: Listening | null) {
  const done: string[] = [];
  const session = {
    store: fakeSession({ listening }).store,
    startListening: () => Promise.resolve(void done.push('start')),
    stopListening: () => Promise.resolve(void done.push('stop')),
  };
  return { session, done };
}

it.each([
  [null, 'start'],
  [LISTENING, 'stop'],
])('while listening is %j does: %s', (listening, expected) => {
  const { session, done } = make(listening);
  toggleListening(session);
  // By mouse or finger, and by Enter or Space on the button.
  toggleByClick(session, { detail: 1 });
  toggleByClick(session, { detail: 0 });
  expect(done).toEqual([expected, expected, expected]);
});

it('heeds the first of a double click alone', () => {
  const { session, done } = make(null);
  toggleByClick(session, { detail: 1 });
  toggleByClick(session, { detail: 2 });
  expect(done).toEqual(['start']);
});
