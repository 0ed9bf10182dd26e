/** The state machine on its own: what every event may change, and what nothing may lose. */
import { describe, expect, it } from 'vitest';
import type { LoadedModel } from '../inference/client';
import {
  canBeRead,
  holdsUnsavedTake,
  INITIAL_STATE,
  isBusy,
  isShownSure,
  noticeOf,
  progressOf,
  ranking,
  shownReading,
  voiceToName,
  type LiveReading,
  type Reading,
  type SessionState,
} from './state';
import { MICROPHONE_DETAILS, SURE_FROM } from './testing';
import { transition, type SessionEvent } from './transition';

const MODEL: LoadedModel = {
  engine: { backend: 'webgl', renderer: 'a graphics card', fallbackReason: null },
  modelName: 'stsam',
  modelVersion: '1',
  sureFrom: SURE_FROM,
};
const SUMMARY = { durationSeconds: 2, sampleRate: 48000, channels: 2, heardSeconds: 1.5, notice: null };
const FAILURE = { message: 'It broke. Mend it.', retryable: false };

/** Of as many bytes as its name has: to `toEqual` files of one size are equal. */
function file(name: string): File {
  return new File([name], name);
}

function reading(sequence: number, source: Reading['source'] = 'voice'): Reading {
  return { sequence, source, probabilities: [0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1] };
}

function after(...events: SessionEvent[]): SessionState {
  return events.reduce(transition, INITIAL_STATE);
}

const LOADED: SessionEvent[] = [{ type: 'model-requested' }, { type: 'model-loaded', loaded: MODEL }];
const READ: SessionEvent[] = [
  ...LOADED,
  { type: 'transcript-typed', text: 'leave me alone' },
  { type: 'words-read', version: 1, words: 'leave me alone', reading: reading(1, 'words') },
  { type: 'recording-chosen', id: 1, file: file('a.wav') },
  { type: 'recording-read', id: 1, summary: SUMMARY, reading: reading(2, 'both') },
];

describe('a recording', () => {
  it('is analysed until it is read', () => {
    expect(after(...LOADED, { type: 'recording-chosen', id: 1, file: file('a.wav') }).phase).toBe('analysing');
    const done = after(...READ);
    expect(done).toMatchObject({ phase: 'idle', job: null, failure: null, recording: { summary: SUMMARY } });
    expect(done.reading).toEqual(reading(2, 'both'));
  });

  it('that fails costs neither the earlier recording, nor its reading, nor the transcript', () => {
    const before = after(...READ);
    const failed = [
      { type: 'recording-chosen', id: 2, file: file('b.txt') } as const,
      { type: 'recording-failed', id: 2, failure: FAILURE } as const,
    ].reduce(transition, before);
    expect(failed).toMatchObject({ phase: 'idle', job: null });
    expect(failed.failure).toMatchObject(FAILURE);
    expect(failed.failure?.file?.name).toBe('b.txt');
    for (const kept of ['transcript', 'recording', 'reading'] as const) expect(failed[kept]).toBe(before[kept]);
    expect(transition(failed, { type: 'failure-dismissed' })).toMatchObject({
      failure: null,
      recording: before.recording,
    });
  });

  it('that was replaced changes nothing any more', () => {
    const state = after(
      ...LOADED,
      { type: 'recording-chosen', id: 1, file: file('a.wav') },
      { type: 'recording-chosen', id: 2, file: file('b.wav') },
    );
    const late: SessionEvent[] = [
      { type: 'recording-progressed', id: 1, progress: { stage: 'decoding', fraction: 0.5 } },
      { type: 'recording-failed', id: 1, failure: FAILURE },
      { type: 'recording-read', id: 1, summary: SUMMARY, reading: reading(9) },
    ];
    for (const event of late) expect(transition(state, event)).toBe(state);
  });

  it('that is cancelled leaves things as they were, and says so', () => {
    const before = after(...READ);
    const cancelled = [
      { type: 'recording-chosen', id: 2, file: file('long.mp3') } as const,
      { type: 'recording-cancelled' } as const,
    ].reduce(transition, before);
    expect(cancelled).toMatchObject({ phase: 'idle', job: null, notice: 'Stopped reading long.mp3.' });
    expect(cancelled.reading).toBe(before.reading);
    expect(transition(INITIAL_STATE, { type: 'recording-cancelled' })).toBe(INITIAL_STATE);
  });

  it('that is removed leaves the words', () => {
    const read = after(...READ);
    const event = { type: 'recording-removed', reading: reading(3, 'words') } as const;
    const removed = transition(read, { ...event, file: read.recording?.file ?? file('none.wav') });
    expect(removed).toMatchObject({ recording: null, transcript: 'leave me alone' });
    expect(removed.reading.source).toBe('words');
    // Another has taken its place since.
    expect(transition(read, { ...event, file: file('before.wav') })).toBe(read);
  });

  it('shows what its summary points out', () => {
    const notice = 'The end of this file is damaged: 2 seconds were read.';
    const state = after(
      ...LOADED,
      { type: 'recording-chosen', id: 1, file: file('a.wav') },
      { type: 'recording-read', id: 1, summary: { ...SUMMARY, notice }, reading: reading(1) },
    );
    expect(state.notice).toBe(notice);
  });
});

describe('readings', () => {
  it('that come late are dropped', () => {
    const state = transition(after(...READ), {
      type: 'words-read',
      version: 1,
      words: 'hello',
      reading: reading(1, 'words'),
    });
    expect(state.reading).toEqual(reading(2, 'both'));
  });

  it('of an older text do not end the waiting for the newest', () => {
    const state = after(
      ...LOADED,
      { type: 'transcript-typed', text: 'I am' },
      { type: 'transcript-typed', text: 'I am fine' },
      { type: 'words-read', version: 1, words: 'hello', reading: reading(1, 'words') },
    );
    expect(isBusy(state)).toBe(true);
    expect(
      isBusy(transition(state, { type: 'words-read', version: 2, words: 'hello', reading: reading(2, 'words') })),
    ).toBe(false);
  });

  it('of words alone that are mostly unknown are said with reserve, and those with a voice like any', () => {
    const certain = [0.99, 0.01, 0, 0, 0, 0, 0, 0] as const;
    const isSure = (source: Reading['source'], wordsUnknown: boolean) => {
      const read = { sequence: 1, source, probabilities: certain, wordsUnknown };
      return isShownSure(after(...LOADED, { type: 'words-read', version: 0, words: 'xyzzy', reading: read }));
    };
    expect(isSure('words', true)).toBe(false);
    expect(isSure('words', false)).toBe(true);
    expect(isSure('both', true)).toBe(true);
  });

  it('of a sound in which no voice was found are said with reserve', () => {
    const read = { ...reading(1, 'voice'), probabilities: [0.99, 0.01, 0, 0, 0, 0, 0, 0] as const };
    const isSure = (heard: Reading) =>
      isShownSure(after(...LOADED, { type: 'words-read', version: 0, words: '', reading: heard }));
    expect(isSure(read)).toBe(true);
    expect(isSure({ ...read, voiceMissing: true })).toBe(false);
  });

  it('are ranked from the likeliest down, and of nothing there is no ranking', () => {
    const ranked = ranking({ source: 'voice', probabilities: [0.1, 0, 0.2, 0, 0.6, 0.1, 0, 0] });
    expect(ranked.slice(0, 2)).toEqual([
      { emotion: 'angry', probability: 0.6 },
      { emotion: 'happy', probability: 0.2 },
    ]);
    expect(ranking(INITIAL_STATE.reading)).toEqual([]);
  });
});

describe('the model', () => {
  it('keeps the page busy from its request to its end', () => {
    expect(isBusy(INITIAL_STATE)).toBe(false);
    const loading = after({ type: 'model-requested' });
    expect(isBusy(loading)).toBe(true);
    expect(progressOf(loading)).toEqual({ stage: 'downloading the model', fraction: 0 });
    expect(isBusy(transition(loading, { type: 'model-loaded', loaded: MODEL }))).toBe(false);
    expect(isBusy(transition(loading, { type: 'model-failed', failure: FAILURE }))).toBe(false);
  });

  it('comes before the recording that waits for it, also on the bar', () => {
    const state = after(
      { type: 'model-requested' },
      { type: 'recording-chosen', id: 1, file: file('a.wav') },
      { type: 'model-progressed', progress: { stage: 'warming up', fraction: 0.2 } },
    );
    expect(progressOf(state)?.stage).toBe('warming up');
    const analysing = [
      { type: 'model-loaded', loaded: MODEL } as const,
      { type: 'recording-progressed', id: 1, progress: { stage: 'decoding', fraction: 0.1 } } as const,
    ].reduce(transition, state);
    expect(progressOf(analysing)?.stage).toBe('decoding');
  });

  it('that fails keeps the waiting recording for the next try', () => {
    const waiting = file('a.wav');
    const state = after(
      { type: 'model-requested' },
      { type: 'recording-chosen', id: 1, file: waiting },
      { type: 'transcript-typed', text: 'hello' },
      { type: 'model-failed', failure: { ...FAILURE, retryable: true } },
    );
    expect(state).toMatchObject({ phase: 'idle', transcript: 'hello', job: null, model: { status: 'failed' } });
    expect(state.failure?.file).toBe(waiting);
    // Asked for by something else, it does not read the recording, which still waits.
    expect(transition(state, { type: 'model-requested' }).failure?.file).toBe(waiting);
    const retried = transition(state, { type: 'recording-chosen', id: 2, file: waiting });
    expect(retried).toMatchObject({ phase: 'analysing', failure: null });
  });

  it('tells when it moved to another engine', () => {
    const engine = { backend: 'wasm', renderer: null, fallbackReason: 'WebGL was lost.' } as const;
    const state = transition(after(...LOADED), { type: 'engine-changed', engine });
    expect(state.model).toMatchObject({ status: 'ready', loaded: { engine, modelVersion: '1' } });
    expect(transition(INITIAL_STATE, { type: 'engine-changed', engine })).toBe(INITIAL_STATE);
  });
});

describe('words that cannot be read', () => {
  const failure = { message: 'The engine stopped.', retryable: true };

  it('are kept, and a later success answers the failure', () => {
    const typed = after(...LOADED, { type: 'transcript-typed', text: 'hello' });
    const failed = transition(typed, { type: 'words-failed', version: 1, failure });
    expect(failed).toMatchObject({ failure, transcript: 'hello', wordsPending: false });
    const read = transition(failed, { type: 'words-read', version: 1, words: 'hello', reading: reading(1, 'words') });
    expect(read.failure).toBeNull();
  });

  it('do not stop a recording that is being read', () => {
    const state = after(
      ...LOADED,
      { type: 'transcript-typed', text: 'hello' },
      { type: 'recording-chosen', id: 1, file: file('a.wav') },
      { type: 'words-failed', version: 1, failure },
    );
    expect(state).toMatchObject({ phase: 'analysing', job: { id: 1 }, failure });
  });

  const TYPED_BESIDE_UNREADABLE: SessionEvent[] = [
    ...LOADED,
    { type: 'recording-chosen', id: 1, file: file('b.txt') },
    { type: 'recording-failed', id: 1, failure: FAILURE },
    { type: 'transcript-typed', text: 'hello' },
  ];

  it('leave the failure of a recording alone when they can', () => {
    const words = { type: 'words-read', version: 1, words: 'hello', reading: reading(1, 'words') } as const;
    expect(after(...TYPED_BESIDE_UNREADABLE, words)).toMatchObject({ failure: FAILURE });
  });

  it('have no recording tried again that never can be read', () => {
    const words = { type: 'words-failed', version: 1, failure } as const;
    expect(after(...TYPED_BESIDE_UNREADABLE, words).failure).toEqual({ ...failure, file: null });
  });
});

describe('a recording that waits for its retry', () => {
  const LONG = file('long.wav');
  const BROKEN = { message: 'The engine stopped.', retryable: true };
  const WAITING: SessionEvent[] = [
    ...READ,
    { type: 'recording-chosen', id: 2, file: LONG },
    { type: 'recording-failed', id: 2, failure: BROKEN },
  ];
  const shown = (state: SessionState): File => {
    if (state.recording === null) throw new Error('There is no recording.');
    return state.recording.file;
  };

  it.each<[string, SessionEvent[]]>([
    ['the words', [{ type: 'words-failed', version: 1, failure: BROKEN }]],
    ['the words, for good', [{ type: 'words-failed', version: 1, failure: FAILURE }]],
    ['the model', [{ type: 'model-requested' }, { type: 'model-failed', failure: BROKEN }]],
  ])('still does when %s fail after it', (_, events) => {
    expect(after(...WAITING, ...events).failure).toMatchObject({ retryable: true, file: LONG });
  });

  it('does so whatever other recording is removed, and not when it goes itself', () => {
    const waiting = after(...WAITING);
    const removal = { type: 'recording-removed', file: shown(waiting), reading: reading(9) } as const;
    const removed = transition(waiting, removal);
    expect(removed).toMatchObject({ recording: null, failure: { file: LONG } });
    const ended = { type: 'listening-ended', id: 1, take: LONG } as const;
    const take = after({ type: 'listening-requested', id: 1 }, ended, ...WAITING.slice(-2));
    expect(transition(take, { type: 'take-discarded' }).failure).toBeNull();
  });
});

describe('the words', () => {
  it('that a reading is of are told apart from those that were typed since and could not be read', () => {
    const failed = after(
      ...READ,
      { type: 'transcript-typed', text: 'leave me alone, please' },
      { type: 'words-failed', version: 2, failure: FAILURE },
    );
    expect(failed).toMatchObject({ transcript: 'leave me alone, please', wordsRead: 'leave me alone' });
  });

  it('leave in place what is said of a damaged recording, as long as it is what is read from', () => {
    const notice = 'This recording is damaged.';
    const recording = file('a.wav');
    const damaged = after(
      { type: 'recording-chosen', id: 1, file: recording },
      { type: 'recording-read', id: 1, summary: { ...SUMMARY, notice }, reading: reading(2) },
      { type: 'transcript-typed', text: 'hello' },
    );
    expect(noticeOf(damaged)).toBe(notice);
    const typed: SessionEvent = { type: 'transcript-typed', text: 'hello!' };
    const elsewhere: SessionEvent[][] = [
      [{ type: 'recording-removed', file: recording, reading: reading(3, 'words') }],
      [{ type: 'listening-requested', id: 1 }, typed],
      [
        { type: 'recording-chosen', id: 2, file: file('b.txt') },
        { type: 'recording-failed', id: 2, failure: FAILURE },
        typed,
      ],
    ];
    for (const events of elsewhere) expect(noticeOf(events.reduce(transition, damaged))).toBeNull();
    const heardNothing = transition(damaged, { type: 'listening-requested', id: 1 });
    expect(noticeOf(transition(heardNothing, { type: 'listening-ended', id: 1, take: null }))).toBe(notice);
  });

  it('bring nothing back of a notice that was dismissed, though it be about the recording', () => {
    const damaged = after(
      { type: 'recording-chosen', id: 1, file: file('a.wav') },
      { type: 'recording-read', id: 1, summary: { ...SUMMARY, notice: 'It is damaged.' }, reading: reading(2) },
    );
    const dismissed = transition(damaged, { type: 'notice-dismissed' });
    expect(noticeOf(dismissed)).toBeNull();
    expect(noticeOf(transition(dismissed, { type: 'transcript-typed', text: 'hello' }))).toBeNull();
    expect(dismissed).toMatchObject({ recording: { file: damaged.recording?.file } });
    // While another voice is waited for it is not shown: then there is nothing to dismiss.
    const asked = [{ type: 'listening-requested', id: 1 }, { type: 'notice-dismissed' }] as const;
    const ended = transition(asked.reduce(transition, damaged), { type: 'listening-ended', id: 1, take: null });
    expect(noticeOf(ended)).toBe('It is damaged.');
  });

  it('that are dismissed leave what is said of a recording that another voice is to follow', () => {
    const damaged = after(
      { type: 'recording-chosen', id: 1, file: file('a.wav') },
      { type: 'recording-read', id: 1, summary: { ...SUMMARY, notice: 'It is damaged.' }, reading: reading(2) },
    );
    const events = [
      { type: 'listening-requested', id: 1 },
      { type: 'noticed', notice: 'The chosen microphone is not there.' },
      { type: 'notice-dismissed' },
    ] as const;
    const dismissed = events.reduce(transition, damaged);
    expect(noticeOf(dismissed)).toBeNull();
    const ended = transition(dismissed, { type: 'listening-ended', id: 1, take: null });
    expect(noticeOf(ended)).toBe('It is damaged.');
  });
});

describe('listening', () => {
  const TAKE = file('take.wav');
  const STARTED: SessionEvent[] = [
    { type: 'listening-requested', id: 1 },
    { type: 'listening-started', id: 1, details: MICROPHONE_DETAILS },
  ];

  function live(sequence: number, speaking = true): LiveReading {
    return {
      sequence,
      speaking,
      reading: speaking ? reading(sequence) : null,
      clipping: false,
      veryQuiet: false,
      secondsListened: sequence,
      readingsPerSecond: 10,
      framesLost: 0,
    };
  }

  it('goes through asking and listening to a take, which becomes the recording', () => {
    expect(after(STARTED[0] ?? { type: 'take-discarded' }).phase).toBe('asking');
    expect(after(...STARTED)).toMatchObject({ phase: 'listening', listening: { details: MICROPHONE_DETAILS } });
    const stopping = after(...STARTED, { type: 'listening-stopping', id: 1 });
    expect(stopping.phase).toBe('stopping');
    expect(isBusy(stopping)).toBe(true);
    const ended = transition(stopping, { type: 'listening-ended', id: 1, take: TAKE });
    expect(ended).toMatchObject({ phase: 'idle', listening: null, unreadTake: TAKE });
    const read = [
      { type: 'recording-chosen', id: 1, file: TAKE } as const,
      { type: 'recording-read', id: 1, summary: SUMMARY, reading: reading(9) } as const,
    ].reduce(transition, ended);
    expect(read).toMatchObject({ phase: 'idle', unreadTake: null, recording: { file: TAKE, isTake: true } });
  });

  it('shows the reading of the moment, rests in silence, and afterwards shows what was read before', () => {
    const before = after(...READ);
    const listening = STARTED.reduce(transition, before);
    expect(shownReading(listening).source).toBe('nothing');
    const speaking = transition(listening, { type: 'heard', id: 1, live: live(5) });
    expect(shownReading(speaking)).toBe(speaking.listening?.live?.reading);
    const silent = transition(speaking, { type: 'heard', id: 1, live: live(6, false) });
    expect(shownReading(silent).source).toBe('nothing');
    expect(silent.moods).toEqual([
      { emotion: 'neutral', endSeconds: 5 },
      { emotion: null, endSeconds: 6 },
    ]);
    const ended = transition(silent, { type: 'listening-ended', id: 1, take: null });
    expect(shownReading(ended)).toBe(before.reading);
    expect(ended).toMatchObject({ phase: 'idle', unreadTake: null });
  });

  it('shows no other voice’s reading while what was said is on its way, also when it is read once more', () => {
    const before = after(...READ);
    const analysing = [
      ...STARTED,
      { type: 'listening-stopping', id: 1 } as const,
      { type: 'listening-ended', id: 1, take: TAKE } as const,
      { type: 'recording-chosen', id: 2, file: TAKE } as const,
    ].reduce(transition, before);
    expect(shownReading(analysing).source).toBe('nothing');
    const failed = transition(analysing, { type: 'recording-failed', id: 2, failure: FAILURE });
    expect(shownReading(failed)).toBe(before.reading);
    // Of which it is said whose it is, as long as the take stands beside it.
    expect(voiceToName(failed)).toBe('a.wav');
    expect(voiceToName(before)).toBeNull();
    expect(voiceToName(STARTED.reduce(transition, failed))).toBeNull();
    expect(voiceToName(transition(failed, { type: 'take-discarded' }))).toBeNull();
    // A file is no one's last words: what it replaces stays until it is read.
    const other = transition(failed, { type: 'recording-chosen', id: 3, file: file('other.wav') });
    expect(shownReading(other)).toBe(before.reading);
  });

  it('says a mood without reserve until its probability has fallen well below, and another one for itself', () => {
    const sure = (probability: number, emotion: number): LiveReading => ({
      ...live(1),
      reading: {
        source: 'voice',
        probabilities: Array.from({ length: 8 }, (_, index) =>
          index === emotion ? probability : (1 - probability) / 7,
        ),
      },
    });
    const listening = after(...LOADED, ...STARTED);
    // The model of these tests is sure of a voice from 0.4 on.
    const steps: readonly (readonly [LiveReading, boolean])[] = [
      [sure(0.39, 3), false],
      [sure(0.41, 3), true],
      [sure(0.36, 3), true],
      [sure(0.34, 3), false],
      [sure(0.39, 3), false],
      [sure(0.5, 3), true],
      [sure(0.39, 4), false],
      [sure(0.5, 4), true],
    ];
    let state = listening;
    for (const [newest, isSure] of steps) {
      state = transition(state, { type: 'heard', id: 1, live: newest });
      expect(isShownSure(state)).toBe(isSure);
    }
  });

  it('leaves the moods of the take before when it never begins', () => {
    const moods = after(
      ...STARTED,
      { type: 'heard', id: 1, live: live(5) },
      { type: 'listening-ended', id: 1, take: TAKE },
    );
    expect(moods.moodsTake).toBe(TAKE);
    const refused: SessionEvent[] = [
      { type: 'listening-requested', id: 2 },
      { type: 'listening-ended', id: 2, take: null },
    ];
    expect(refused.reduce(transition, moods)).toMatchObject({ moods: moods.moods, moodsTake: TAKE });
  });

  it('shows no mood while no sound comes, and the newest when it goes on', () => {
    const speaking = after(...STARTED, { type: 'heard', id: 1, live: live(5) });
    const pause = { message: 'A call.', canResume: true };
    const paused = transition(speaking, { type: 'listening-paused', id: 1, pause });
    expect(shownReading(paused).source).toBe('nothing');
    const resumed = transition(paused, { type: 'listening-paused', id: 1, pause: null });
    expect(shownReading(resumed)).toBe(speaking.listening?.live?.reading);
  });

  it('that begins while a recording is read says that the reading was stopped', () => {
    const reading = after({ type: 'recording-chosen', id: 1, file: file('long.wav') });
    const asked = transition(reading, { type: 'listening-requested', id: 1 });
    expect(asked).toMatchObject({ phase: 'asking', job: null, notice: 'Stopped reading long.wav.' });
  });

  it('keeps what a newer model brings when a newer notice, under which nobody saw it, is dismissed', () => {
    const dismiss = (state: SessionState) => transition(state, { type: 'notice-dismissed' });
    const noticed = [{ type: 'voice-lost' } as const, { type: 'noticed', notice: 'Too short.' } as const].reduce(
      transition,
      after(...READ),
    );
    expect(noticeOf(noticed)).toBe('Too short.');
    expect(noticeOf(dismiss(noticed))).toContain('newer model');
    expect(noticeOf(dismiss(dismiss(noticed)))).toBeNull();
  });

  it('no longer asks for a recording to be read again that has turned out to be unreadable', () => {
    const { recording } = after(...READ);
    const again = { type: 'recording-chosen', id: 2, file: recording?.file ?? TAKE } as const;
    const failed = (failure: typeof FAILURE) =>
      after(...READ, { type: 'voice-lost' }, again, { type: 'recording-failed', id: 2, failure });
    expect(noticeOf(failed({ ...FAILURE, retryable: true }))).toContain('press Read it');
    expect(noticeOf(failed(FAILURE))).toBeNull();
  });

  it('drops what is late, and what is of a listening that has ended', () => {
    const state = after(...STARTED, { type: 'heard', id: 1, live: live(5) });
    const late: SessionEvent[] = [
      { type: 'heard', id: 1, live: live(4) },
      { type: 'heard', id: 2, live: live(9) },
      { type: 'live-failed', id: 2, failure: FAILURE },
      { type: 'listening-ended', id: 2, take: TAKE },
    ];
    for (const event of late) expect(transition(state, event)).toBe(state);
  });

  it('goes on when its readings or anything else fail', () => {
    const failed = after(
      ...STARTED,
      { type: 'heard', id: 1, live: live(5) },
      { type: 'live-failed', id: 1, failure: FAILURE },
    );
    expect(failed).toMatchObject({ phase: 'listening', failure: FAILURE, listening: { live: null } });
    expect(transition(failed, { type: 'failure-dismissed' })).toMatchObject({ phase: 'listening', failure: null });
  });

  it('keeps a take that cannot be read until it is let go', () => {
    const failed = after(
      ...STARTED,
      { type: 'listening-ended', id: 1, take: TAKE },
      { type: 'recording-chosen', id: 1, file: TAKE },
      { type: 'recording-failed', id: 1, failure: FAILURE },
    );
    expect(failed).toMatchObject({ failure: FAILURE, unreadTake: TAKE, recording: null });
    // It may be the only copy: removed, it is still to be saved, until it is let go.
    const removed = transition(failed, { type: 'take-discarded' });
    expect(removed).toMatchObject({ unreadTake: null, failure: null, replacedTakes: [TAKE] });
    const letGo = transition(removed, { type: 'replaced-take-discarded', take: TAKE });
    expect(letGo).toMatchObject({ unreadTake: null, replacedTakes: [] });
  });

  it('has a take that failed read again only where that may help, wherever it lies and whatever else fails', () => {
    const failedWith = (failure: typeof FAILURE) =>
      after(
        ...STARTED,
        { type: 'listening-ended', id: 1, take: TAKE },
        { type: 'recording-chosen', id: 1, file: TAKE },
        { type: 'recording-failed', id: 1, failure },
        { type: 'failure-dismissed' },
      );
    expect(canBeRead(failedWith({ ...FAILURE, retryable: true }), TAKE)).toBe(true);
    const silent = failedWith(FAILURE);
    expect(canBeRead(silent, TAKE)).toBe(false);
    const other = file('other.wav');
    const later = [
      { type: 'take-discarded' } as const,
      { type: 'recording-chosen', id: 2, file: other } as const,
      { type: 'recording-failed', id: 2, failure: FAILURE } as const,
    ].reduce(transition, silent);
    expect(canBeRead(later, TAKE)).toBe(false);
    // What has left the page is let go of.
    expect(later.unreadableFiles).toEqual([TAKE]);
    const unread = after(...STARTED, { type: 'listening-ended', id: 1, take: TAKE });
    expect(canBeRead(unread, TAKE)).toBe(true);
    expect(canBeRead(transition(unread, { type: 'recording-chosen', id: 1, file: TAKE }), TAKE)).toBe(false);
    expect(canBeRead(transition(unread, { type: 'listening-requested', id: 2 }), TAKE)).toBe(false);
  });

  it('lets go of what is known of a take that has left the page', () => {
    const silent = after(
      ...STARTED,
      { type: 'listening-ended', id: 1, take: TAKE },
      { type: 'recording-chosen', id: 1, file: TAKE },
      { type: 'recording-failed', id: 1, failure: FAILURE },
      { type: 'take-saved', take: TAKE },
    );
    expect(silent).toMatchObject({ unreadableFiles: [TAKE], savedTakes: [TAKE] });
    const removed = transition(silent, { type: 'take-discarded' });
    expect(removed).toMatchObject({ replacedTakes: [], unreadableFiles: [], savedTakes: [] });
  });

  it('stays where it is when it is removed while a newer model reads it again', () => {
    const again = after(
      ...STARTED,
      { type: 'listening-ended', id: 1, take: TAKE },
      { type: 'recording-chosen', id: 1, file: TAKE },
      { type: 'recording-read', id: 1, summary: SUMMARY, reading: reading(2) },
      { type: 'voice-lost' },
      { type: 'recording-chosen', id: 2, file: TAKE },
      { type: 'recording-removed', file: TAKE, reading: reading(3, 'nothing') },
      { type: 'recording-read', id: 2, summary: SUMMARY, reading: reading(4) },
    );
    expect(again).toMatchObject({ recording: { file: TAKE, isTake: true }, replacedTakes: [], unreadTake: null });
  });

  it('leaves something to lose from its start until the take is saved', () => {
    const other = file('other.wav');
    const steps: readonly (readonly [SessionEvent, boolean])[] = [
      [{ type: 'listening-requested', id: 1 }, false],
      [{ type: 'listening-started', id: 1, details: MICROPHONE_DETAILS }, true],
      [{ type: 'listening-stopping', id: 1 }, true],
      [{ type: 'listening-ended', id: 1, take: TAKE }, true],
      [{ type: 'recording-chosen', id: 1, file: TAKE }, true],
      [{ type: 'recording-read', id: 1, summary: SUMMARY, reading: reading(9) }, true],
      [{ type: 'take-saved', take: TAKE }, false],
      [{ type: 'listening-requested', id: 2 }, false],
      [{ type: 'listening-started', id: 2, details: MICROPHONE_DETAILS }, true],
      [{ type: 'listening-ended', id: 2, take: other }, true],
      [{ type: 'take-discarded' }, true],
      [{ type: 'replaced-take-discarded', take: other }, false],
    ];
    let state = after(...READ);
    for (const [event, isUnsaved] of steps) {
      state = transition(state, event);
      expect(holdsUnsavedTake(state), event.type).toBe(isUnsaved);
    }
  });

  describe('a take whose place another recording takes', () => {
    const TAKEN: SessionEvent[] = [
      ...STARTED,
      { type: 'listening-ended', id: 1, take: TAKE },
      { type: 'recording-chosen', id: 1, file: TAKE },
      { type: 'recording-read', id: 1, summary: SUMMARY, reading: reading(9) },
    ];
    const another = (name: string): SessionEvent[] => [
      { type: 'recording-chosen', id: 2, file: file(name) },
      { type: 'recording-read', id: 2, summary: SUMMARY, reading: reading(10) },
    ];

    it('can still be saved or let go', () => {
      const replaced = after(...TAKEN, ...another('other.wav'));
      expect(replaced.replacedTakes).toEqual([TAKE]);
      expect(holdsUnsavedTake(replaced)).toBe(true);
      const letGo = transition(replaced, { type: 'replaced-take-discarded', take: TAKE });
      expect(letGo.replacedTakes).toEqual([]);
      expect(holdsUnsavedTake(letGo)).toBe(false);
      // The browser may have been told not to write the file, and says nothing of it.
      const saved = transition(replaced, { type: 'take-saved', take: TAKE });
      expect(saved.replacedTakes).toEqual([TAKE]);
      expect(holdsUnsavedTake(saved)).toBe(false);
    });

    it('is kept as well when it is taken out of the reading', () => {
      const removed = transition(after(...TAKEN), { type: 'recording-removed', file: TAKE, reading: reading(10) });
      expect(removed).toMatchObject({ recording: null, replacedTakes: [TAKE] });
      expect(holdsUnsavedTake(removed)).toBe(true);
    });

    it('is none when it is read once more, and a file is none', () => {
      const again = after(
        ...TAKEN,
        { type: 'recording-chosen', id: 3, file: TAKE },
        { type: 'recording-read', id: 3, summary: SUMMARY, reading: reading(11) },
      );
      expect(again.replacedTakes).toEqual([]);
      expect(again.recording?.isTake).toBe(true);
      expect(after(...READ, ...another('other.wav')).replacedTakes).toEqual([]);
    });

    it('is kept when it was saved, and lost with the page nothing is, also when a later one was saved since', () => {
      const second = file('second.wav');
      const bothSaved = after(
        ...TAKEN,
        { type: 'take-saved', take: TAKE },
        { type: 'listening-requested', id: 2 },
        { type: 'listening-started', id: 2, details: MICROPHONE_DETAILS },
        { type: 'listening-ended', id: 2, take: second },
        { type: 'recording-chosen', id: 2, file: second },
        { type: 'recording-failed', id: 2, failure: FAILURE },
        { type: 'take-saved', take: second },
      );
      expect(bothSaved).toMatchObject({ recording: { file: TAKE }, unreadTake: second });
      expect(holdsUnsavedTake(bothSaved)).toBe(false);
      const replaced = another('other.wav').reduce(transition, bothSaved);
      expect(replaced.replacedTakes).toEqual([TAKE]);
      expect(holdsUnsavedTake(replaced)).toBe(false);
    });

    it('goes for good when it was saved and is removed, and is let go of once another one is saved', () => {
      const third = file('third.wav');
      const state = after(
        ...TAKEN,
        { type: 'take-saved', take: TAKE },
        { type: 'recording-removed', file: TAKE, reading: reading(10) },
        { type: 'listening-requested', id: 3 },
        { type: 'listening-ended', id: 3, take: third },
        { type: 'take-saved', take: third },
      );
      expect(state.savedTakes).toEqual([third]);
      expect(state.replacedTakes).toEqual([]);
    });

    it('is a take again when it is read again, and the one in its place is kept', () => {
      const second = file('second.wav');
      const replaced = after(
        ...TAKEN,
        { type: 'listening-requested', id: 2 },
        { type: 'listening-ended', id: 2, take: second },
        { type: 'recording-chosen', id: 2, file: second },
        { type: 'recording-read', id: 2, summary: SUMMARY, reading: reading(10) },
      );
      const chosen = transition(replaced, { type: 'recording-chosen', id: 3, file: TAKE });
      // Until it is read, the other one is what is read from.
      expect(chosen).toMatchObject({ unreadTake: TAKE, recording: { file: second }, replacedTakes: [] });
      const stopped = transition(chosen, { type: 'recording-cancelled' });
      expect(stopped).toMatchObject({ unreadTake: TAKE, recording: { file: second }, replacedTakes: [] });
      const read = transition(chosen, { type: 'recording-read', id: 3, summary: SUMMARY, reading: reading(11) });
      expect(read).toMatchObject({
        unreadTake: null,
        recording: { file: TAKE, isTake: true },
        replacedTakes: [second],
      });
    });

    it('does not push out one that is being read when it is read again', () => {
      const second = file('second.wav');
      const state = after(
        ...TAKEN,
        ...another('other.wav'),
        { type: 'listening-requested', id: 2 },
        { type: 'listening-ended', id: 2, take: second },
        { type: 'recording-chosen', id: 3, file: second },
        { type: 'recording-chosen', id: 4, file: TAKE },
      );
      expect(state).toMatchObject({ unreadTake: TAKE, replacedTakes: [second], job: { file: TAKE } });
    });

    it('is kept as well when it could not be read', () => {
      const unread = after(
        ...STARTED,
        { type: 'listening-ended', id: 1, take: TAKE },
        { type: 'listening-requested', id: 2 },
        { type: 'listening-started', id: 2, details: MICROPHONE_DETAILS },
      );
      expect(transition(unread, { type: 'listening-ended', id: 2, take: null })).toMatchObject({
        unreadTake: TAKE,
        replacedTakes: [],
      });
      expect(transition(unread, { type: 'listening-ended', id: 2, take: file('new.wav') }).replacedTakes).toEqual([
        TAKE,
      ]);
    });

    it('does not push out another one', () => {
      const second = file('second.wav');
      const replaced = after(
        ...TAKEN,
        { type: 'listening-requested', id: 2 },
        { type: 'listening-started', id: 2, details: MICROPHONE_DETAILS },
        { type: 'listening-ended', id: 2, take: second },
        { type: 'recording-chosen', id: 2, file: second },
        { type: 'recording-read', id: 2, summary: SUMMARY, reading: reading(10) },
        { type: 'recording-chosen', id: 3, file: file('other.wav') },
        { type: 'recording-read', id: 3, summary: SUMMARY, reading: reading(11) },
      );
      expect(replaced.replacedTakes).toEqual([TAKE, second]);
      const saved = transition(replaced, { type: 'take-saved', take: TAKE });
      expect(holdsUnsavedTake(saved)).toBe(true);
      expect(holdsUnsavedTake(transition(saved, { type: 'take-saved', take: second }))).toBe(false);
    });
  });
});
