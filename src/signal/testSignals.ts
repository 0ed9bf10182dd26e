/** Sounds that are computed, for the unit tests and the evaluation; those of training/reference/make_signal_reference.py are the same. */
import { FEATURE_SPEC } from './featureSpec';

/** A sine that starts at zero. */
export function tone(
  frequency: number,
  amplitude: number,
  length: number,
  sampleRate: number = FEATURE_SPEC.sampleRate,
): Float32Array {
  return Float32Array.from(
    { length },
    (_, index) => amplitude * Math.sin((2 * Math.PI * frequency * index) / sampleRate),
  );
}

/** A 16 kHz sine whose frequency moves linearly from `start` to `end` Hz over its length. */
export function chirp(start: number, end: number, amplitude: number, length: number): Float32Array {
  const duration = length / FEATURE_SPEC.sampleRate;
  return Float32Array.from({ length }, (_, index) => {
    const time = index / FEATURE_SPEC.sampleRate;
    return amplitude * Math.sin(2 * Math.PI * (start * time + ((end - start) * time ** 2) / (2 * duration)));
  });
}

/** Uniform noise of the "minimal standard" generator (Park and Miller 1988), which is the same in every language. */
export function noise(seed: number, amplitude: number, length: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state * 16_807) % 2_147_483_647;
    return amplitude * ((2 * state) / 2_147_483_647 - 1);
  });
}

/** White noise of the given level, dB of a full-scale square wave. */
export function whiteNoise(decibels: number, seconds: number): Float32Array {
  return noise(5, Math.sqrt(3) * 10 ** (decibels / 20), seconds * FEATURE_SPEC.sampleRate);
}

/** Keys struck by a fast typist: bursts of noise over a short ring of the case, at uneven times, in a quiet room. */
export function keyboard(seconds: number): Float32Array {
  const { sampleRate } = FEATURE_SPEC;
  const sound = noise(4, 1e-3, seconds * sampleRate);
  const burst = noise(6, 1, sound.length);
  const unevenness = noise(8, 0.6, seconds * 20);
  for (let start = 0, key = 0; start < sound.length; key += 1) {
    for (let index = 0; index < 1_600 && start + index < sound.length; index += 1) {
      const time = index / sampleRate;
      const strike = 0.3 * (burst[start + index] ?? 0) * Math.exp(-time / 0.003);
      const ring = 0.05 * Math.sin(2 * Math.PI * 900 * time) * Math.exp(-time / 0.008);
      sound[start + index] = (sound[start + index] ?? 0) + strike + ring;
    }
    start += Math.round((sampleRate / 7) * (1 + (unevenness[key] ?? 0)));
  }
  return sound;
}

/**
 * Something like a voice: harmonics of a gliding pitch under a loudness that rises and falls like syllables, with a
 * little noise, and still at both ends.
 */
export function syllables(length: number): Float32Array {
  const { sampleRate } = FEATURE_SPEC;
  const breath = noise(7, 1e-4, length);
  let phase = 0;
  return Float32Array.from({ length }, (_, index) => {
    const share = index / length;
    phase += (2 * Math.PI * (140 + 60 * Math.sin(2 * Math.PI * share))) / sampleRate;
    let sample = 0;
    for (let harmonic = 1; harmonic <= 20; harmonic += 1) sample += Math.sin(harmonic * phase) / harmonic;
    const loudness = share < 0.1 || share > 0.9 ? 0 : Math.sin(Math.PI * 5 * (share - 0.1)) ** 2;
    return 0.1 * loudness * sample + (breath[index] ?? 0);
  });
}

/** Cuts samples into blocks of the given lengths, used in turn. */
export function blocksOf(samples: Float32Array, lengths: readonly number[]): Float32Array[] {
  const blocks: Float32Array[] = [];
  for (let start = 0; start < samples.length;) {
    const length = lengths[blocks.length % lengths.length] ?? 1;
    blocks.push(samples.slice(start, start + length));
    start += length;
  }
  return blocks;
}
