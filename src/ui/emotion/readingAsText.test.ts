/** What the clipboard is given. */
import { expect, it } from 'vitest';
import { INITIAL_STATE, type SessionState } from '../../session/state';
import { SURE_FROM } from '../../session/testing';
import { readingAsText } from './readingAsText';

const SUMMARY = { durationSeconds: 2, sampleRate: 48_000, channels: 2, heardSeconds: 1.5, notice: null };
const READ: SessionState = {
  ...INITIAL_STATE,
  wordsRead: ' Leave me\nalone! ',
  recording: { file: new File([], 'a.wav'), summary: SUMMARY, isTake: false, isForgotten: false },
  sureFrom: SURE_FROM,
  reading: { sequence: 1, source: 'both', probabilities: [0.02, 0.001, 0.05, 0.05, 0.65, 0.079, 0.1, 0.05] },
  model: {
    status: 'ready',
    loaded: {
      engine: { backend: 'wasm', renderer: null, fallbackReason: null },
      modelName: 'STSaM',
      modelVersion: '1',
      sureFrom: SURE_FROM,
    },
  },
};

it('says the verdict, the eight numbers, and what they were read from and by', () => {
  expect(readingAsText(READ).split('\n')).toEqual([
    'angry, from voice and words',
    'neutral\t0.0200',
    'calm\t0.0010',
    'happy\t0.0500',
    'sad\t0.0500',
    'angry\t0.6500',
    'fearful\t0.0790',
    'disgust\t0.1000',
    'surprised\t0.0500',
    'recording\ta.wav',
    'words\tLeave me alone!',
    'model\tSTSaM 1',
  ]);
});

it('keeps its reserve, and names nothing that was not read', () => {
  const probabilities = [0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
  const fromVoice = readingAsText({ ...READ, reading: { sequence: 2, source: 'voice', probabilities } });
  expect(fromVoice).toMatch(/^not sure, perhaps neutral, from the voice\n/);
  expect(fromVoice).not.toContain('words\t');
  // The model that read may have gone since, and the page still shows its reserve.
  const gone = readingAsText({
    ...READ,
    model: { status: 'failed' },
    reading: { sequence: 2, source: 'voice', probabilities },
  });
  expect(gone).toMatch(/^not sure, perhaps neutral, from the voice\n/);
  expect(gone).not.toContain('model\t');
  const fromWords = readingAsText({ ...READ, reading: { sequence: 3, source: 'words', probabilities } });
  expect(fromWords).not.toContain('recording\t');
});
