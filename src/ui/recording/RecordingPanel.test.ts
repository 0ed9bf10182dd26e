/** What the page offers to do with what was spoken. */
import { expect, it } from 'vitest';
import { INITIAL_STATE, type SessionState } from '../../session/state';
import { markupOf } from '../testing';
import { RecordingPanel } from './RecordingPanel';

const TAKE = new File([], 'take.wav');
const FILE = new File([], 'a.wav');
const SUMMARY = { durationSeconds: 2, sampleRate: 48_000, channels: 2, heardSeconds: 1.5, notice: null };
const LISTENING = { id: 1, details: null, live: null, isSure: false, pause: null, hasRefused: false };

/** The labels of the buttons that name a file. */
function offers(state: Partial<SessionState>): string[] {
  const markup = markupOf(RecordingPanel, { ...INITIAL_STATE, ...state });
  return [...markup.matchAll(/aria-label="([^"]+: [^"]+)"/g)].map(([, label = '']) => label);
}

it('offers to read a take only where that may help', () => {
  const read = 'Read it: take.wav';
  const others = ['Save as WAV: take.wav', 'Remove: take.wav'];
  expect(offers({ unreadTake: TAKE })).toEqual([read, ...others]);
  expect(offers({ unreadTake: TAKE, unreadableFiles: [TAKE] })).toEqual(others);
  expect(offers({ unreadTake: TAKE, phase: 'listening', listening: LISTENING })).toEqual(others);
  const job = { id: 1, file: TAKE, progress: null };
  expect(offers({ unreadTake: TAKE, phase: 'analysing', job })).toEqual(['Save as WAV: take.wav']);
});

it('offers to read again what a newer model has not heard, and saves no file that came from outside', () => {
  const recording = { file: FILE, summary: SUMMARY, isTake: false, isForgotten: false };
  expect(offers({ recording })).toEqual(['Remove: a.wav']);
  const forgotten = { ...recording, isForgotten: true };
  expect(offers({ recording: forgotten })).toEqual(['Read it: a.wav', 'Remove: a.wav']);
});

it('offers to read an earlier take again, where that may help', () => {
  const others = ['Save it: take.wav', 'Discard: take.wav'];
  expect(offers({ replacedTakes: [TAKE] })).toEqual(['Read it: take.wav', ...others]);
  expect(offers({ replacedTakes: [TAKE], unreadableFiles: [TAKE] })).toEqual(others);
});
