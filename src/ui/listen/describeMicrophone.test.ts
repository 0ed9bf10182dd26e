/** The details line. */
import { expect, it } from 'vitest';
import { MICROPHONE_DETAILS } from '../../session/testing';
import { describeMicrophone } from './describeMicrophone';

const DETAILS = { ...MICROPHONE_DETAILS, label: 'USB microphone', noiseSuppression: true, autoGainControl: null };

it('says what was given, and what the browser keeps to itself', () => {
  expect(describeMicrophone(DETAILS, 0)).toBe(
    'USB microphone, 48 kHz, given at 16 kHz; echo cancellation off, noise suppression on, auto gain unknown.',
  );
  expect(describeMicrophone({ ...DETAILS, label: '', deviceSampleRate: null, contextSampleRate: 44_100 }, 3)).toMatch(
    /^Microphone, 44\.1 kHz; .* Frames lost: 3\.$/,
  );
});
