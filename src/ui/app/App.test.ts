/** The page's markup in some of its states. */
import { expect, it } from 'vitest';
import { INITIAL_STATE, type SessionState } from '../../session/state';
import { MICROPHONE_DETAILS, SURE_FROM } from '../../session/testing';
import { markupOf } from '../testing';
import { App } from './App';

const SUMMARY = { durationSeconds: 2, sampleRate: 48_000, channels: 2, heardSeconds: 1.5, notice: null };
const READING = { source: 'voice', probabilities: [0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1] } as const;
const TAKES = ['one.wav', 'two.wav', 'three.wav'].map((name) => new File([], name));
const READY: Partial<SessionState> = {
  sureFrom: SURE_FROM,
  model: {
    status: 'ready',
    loaded: {
      engine: { backend: 'wasm', renderer: null, fallbackReason: 'There is no WebGL here.' },
      modelName: 'stsam',
      modelVersion: '1',
      sureFrom: SURE_FROM,
    },
  },
};
const STATES: Readonly<Record<string, Partial<SessionState>>> = {
  'at first': INITIAL_STATE,
  'while the model comes': { model: { status: 'loading', progress: { stage: 'warming up', fraction: 0.5 } } },
  'while a recording is read': {
    ...READY,
    phase: 'analysing',
    job: { id: 1, file: new File([], 'a.wav'), progress: { stage: 'decoding', fraction: 0.5 } },
  },
  'while somebody speaks': {
    ...READY,
    phase: 'listening',
    listening: {
      id: 1,
      details: MICROPHONE_DETAILS,
      live: {
        sequence: 1,
        speaking: true,
        reading: READING,
        clipping: true,
        veryQuiet: false,
        secondsListened: 1,
        readingsPerSecond: 3,
        framesLost: 2,
      },
      isSure: false,
      pause: null,
      hasRefused: false,
    },
    moods: [{ emotion: 'neutral', endSeconds: 1 }],
  },
  'with takes and an error': {
    ...READY,
    recording: { file: new File([], 'a.wav'), summary: SUMMARY, isTake: true, isForgotten: false },
    reading: { sequence: 1, ...READING },
    replacedTakes: TAKES,
    savedTakes: TAKES.slice(-1),
    failure: { message: 'It broke. Mend it.', retryable: true, file: new File([], 'b.wav') },
    notice: 'Something is worth knowing.',
  },
};

it.each(Object.keys(STATES))('%s no text stands beside another in one element', (name) => {
  // Translators of browsers put their own in the place of React's texts: of several it then finds none to change or take
  // away, and the page breaks. React parts them by comments in markup.
  expect(markupOf(App, STATES[name] ?? {})).not.toContain('<!-- -->');
});

it('names what the button does in an element of its own, beside its sign', () => {
  expect(markupOf(App, {})).toContain('<bdi>Start listening</bdi>');
  expect(markupOf(App, STATES['while somebody speaks'] ?? {})).toContain('<bdi>Stop</bdi>');
});

it('keeps what stands by the microphone while a take is put together, or the page would close up and open again', () => {
  const microphones = ['One', 'Two'].map((label) => ({ deviceId: label, label }));
  const { listening = null } = STATES['while somebody speaks'] ?? {};
  for (const kept of ['Space starts and stops it', 'Microphone to use']) {
    expect(markupOf(App, { microphones, phase: 'stopping', listening })).toContain(kept);
    expect(markupOf(App, { microphones, phase: 'listening', listening })).not.toContain(kept);
  }
});

it('tells that the microphone listens to who does not see it', () => {
  const polite = (markup: string) => [...markup.matchAll(/aria-live="polite">([^<]*)</g)].map(([, text]) => text);
  expect(polite(markupOf(App, STATES['while somebody speaks'] ?? {}))).toContain('Listening.');
  expect(polite(markupOf(App, {}))).not.toContain('Listening.');
  const asking = markupOf(App, { phase: 'asking', listening: null });
  expect(polite(asking).join()).toContain('Waiting for the microphone.');
});
