/** What is told from a voice: the noises and tones that a recording without one is made of. */
import { expect, it } from 'vitest';

import { FEATURE_SPEC } from './featureSpec';
import { MfccStream } from './mfcc';
import { keyboard, noise, syllables, tone, whiteNoise } from './testSignals';
import { VoicePresence } from './voicePresence';

const RATE = FEATURE_SPEC.sampleRate;

function isFoundIn(samples: Float32Array): boolean {
  const presence = new VoicePresence();
  new MfccStream().push(samples, (_, frame) => presence.push(frame));
  return presence.isFound;
}

/** Noise whose power falls by 6 dB an octave, as of wind and rumble. */
function brownNoise(seconds: number): Float32Array {
  let sum = 0;
  return noise(11, 0.05, seconds * RATE).map((sample) => (sum = 0.995 * sum + sample));
}

it.each([
  ['silence', new Float32Array(2 * RATE)],
  ['white noise', whiteNoise(-20, 30)],
  ['brown noise', brownNoise(30)],
  ['a keyboard', keyboard(30)],
  ['a tone', tone(440, 0.2, 4 * RATE)],
  ['the hum of the mains and its harmonics', tone(100, 0.2, 4 * RATE).map((sample) => sample ** 3 + sample)],
])('finds no voice in %s', (_, samples) => {
  expect(isFoundIn(samples)).toBe(false);
});

it('finds one in syllables, however loud or quiet, and among noise', () => {
  const spoken = syllables(3 * RATE);
  for (const gain of [1, 1e-3]) expect(isFoundIn(spoken.map((sample) => gain * sample))).toBe(true);
  const room = whiteNoise(-45, 3);
  expect(isFoundIn(spoken.map((sample, index) => sample + (room[index] ?? 0)))).toBe(true);
});
