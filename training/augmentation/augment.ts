/** Other voices, rooms, devices and noises out of one recording: waveform in, waveform out. */
import { FEATURE_SPEC } from '../../src/signal/featureSpec';
import { resample } from '../../src/signal/resample';
import type { Random } from '../random';
import { convolve } from './convolution';
import { designBiquad, filter } from './filters';
import { timeStretch } from './timeStretch';

const { sampleRate } = FEATURE_SPEC;

/** Bump when the recipe changes, or decoding, resampling or MFCCs do: features that were cached before are not reused. */
export const AUGMENTATION_VERSION = 2;

/** How often noise lies under a variant, and how often it is people talking, and music; else it is a machine's. */
export interface Surroundings {
  readonly noise: number;
  readonly talking: number;
  readonly music: number;
}

export const ORDINARY: Surroundings = { noise: 0.6, talking: 0.35, music: 0.15 };
/** People talking hide more of a voice than any other noise. */
export const CROWDED: Surroundings = { noise: 0.85, talking: 0.6, music: 0.1 };

/**
 * One random variant. Each step comes with its own probability, so that variants differ in kind, not only in degree.
 *
 * @param samples 16 kHz mono.
 * @param babble Speech of other people to lie under this one, 16 kHz mono.
 */
export function augment(
  samples: Float32Array,
  random: Random,
  babble: readonly Float32Array[],
  surroundings: Surroundings,
): Float32Array {
  let output = samples;
  if (random.chance(0.7)) output = changeVoice(output, random);
  if (random.chance(0.5)) output = equalise(output, random);
  if (random.chance(0.4)) output = reverberate(output, random);
  if (random.chance(surroundings.noise)) output = addNoise(output, random, babble, surroundings);
  if (random.chance(0.12)) output = telephone(output);
  if (random.chance(0.1)) output = clip(output, random);
  return output;
}

/** Pitch and vocal tract by playing faster or slower, tempo by stretching: independent of one another. */
function changeVoice(samples: Float32Array, random: Random): Float32Array {
  const pitch = 2 ** (random.uniform(-2, 2) / 12);
  const tempo = random.uniform(0.88, 1.14);
  const repitched = resample(samples, Math.round((sampleRate * pitch) / 100) * 100, sampleRate);
  return timeStretch(repitched, pitch / tempo);
}

/** A microphone and a mouth's distance from it: a tilt and two broad bumps. */
function equalise(samples: Float32Array, random: Random): Float32Array {
  let output = filter(samples, designBiquad('highshelf', 2000, sampleRate, Math.SQRT1_2, random.uniform(-8, 8)));
  for (let bump = 0; bump < 2; bump += 1) {
    const frequency = 120 * 2 ** random.uniform(0, 5.5);
    output = filter(
      output,
      designBiquad('peaking', frequency, sampleRate, random.uniform(0.5, 1.5), random.uniform(-8, 8)),
    );
  }
  return random.chance(0.3) ? filter(output, designBiquad('highpass', random.uniform(60, 200), sampleRate)) : output;
}

/** A room: exponentially decaying velvet noise (Karjalainen and Jarvelainen 2007) after the sound itself. */
export function reverberate(samples: Float32Array, random: Random): Float32Array {
  const decaySeconds = random.uniform(0.15, 0.7);
  const directToReverberant = 10 ** (random.uniform(-2, 14) / 10);
  const pulsesPerSecond = 1500;
  const pulses = Math.floor(decaySeconds * 0.8 * pulsesPerSecond);
  const response = new Float64Array(Math.ceil((0.003 + pulses / pulsesPerSecond) * sampleRate) + 1);
  let energy = 0;
  for (let pulse = 0; pulse < pulses; pulse += 1) {
    const seconds = 0.003 + (pulse + random.uniform()) / pulsesPerSecond;
    // -60 dB after `decaySeconds`.
    const gain = (random.chance(0.5) ? 1 : -1) * 10 ** ((-3 * seconds) / decaySeconds);
    const delay = Math.round(seconds * sampleRate);
    response[delay] = (response[delay] ?? 0) + gain;
    energy += gain * gain;
  }
  const scale = 1 / Math.sqrt(energy * directToReverberant);
  const room = response.map((gain) => scale * gain);
  room[0] = 1;
  return convolve(samples, room);
}

/** People talking, music, or white to brown noise with mains hum, at 2 to 28 dB under the speech. */
function addNoise(
  samples: Float32Array,
  random: Random,
  babble: readonly Float32Array[],
  surroundings: Surroundings,
): Float32Array {
  const kind = random.uniform();
  const noise =
    kind < surroundings.talking && babble.length > 0
      ? talking(samples.length, random, babble)
      : kind < surroundings.talking + surroundings.music
        ? music(samples.length, random)
        : colouredNoise(samples.length, random);
  const ratio = 10 ** (random.uniform(2, 28) / 20);
  const gain = loudestLevel(samples) / (rootMeanSquare(noise) * ratio + 1e-12);
  return samples.map((sample, index) => sample + gain * (noise[index] ?? 0));
}

/** People talking at once, each as loud as the others, from a random moment on. */
export function talking(length: number, random: Random, voices: readonly Float32Array[]): Float32Array {
  const noise = new Float32Array(length);
  for (const voice of voices) {
    const offset = random.index(voice.length);
    const gain = 1 / (rootMeanSquare(voice) + 1e-9);
    for (let index = 0; index < length; index += 1) {
      noise[index] = (noise[index] ?? 0) + gain * (voice[(index + offset) % voice.length] ?? 0);
    }
  }
  return noise;
}

/** Chords of three tones with overtones, struck anew every fraction of a second and dying away. */
export function music(length: number, random: Random): Float32Array {
  const noise = new Float32Array(length);
  const beat = Math.round(sampleRate * random.uniform(0.2, 0.9));
  const decay = sampleRate * random.uniform(0.15, 1.5);
  const brightness = random.uniform(0.3, 0.8);
  for (let start = 0; start < length; start += beat) {
    const root = 110 * 2 ** (random.index(25) / 12);
    for (const interval of [0, random.chance(0.5) ? 3 : 4, 7]) {
      for (let overtone = 1; overtone <= 5; overtone += 1) {
        const step = (2 * Math.PI * overtone * root * 2 ** (interval / 12)) / sampleRate;
        const end = Math.min(length, start + 2 * beat);
        for (let index = start; index < end; index += 1) {
          const age = index - start;
          noise[index] = (noise[index] ?? 0) + brightness ** overtone * Math.exp(-age / decay) * Math.sin(step * age);
        }
      }
    }
  }
  return noise;
}

function colouredNoise(length: number, random: Random): Float32Array {
  const memory = random.chance(0.3) ? 0 : random.uniform(0.5, 0.99);
  const hum = random.chance(0.2) ? random.uniform(0.5, 3) : 0;
  const mains = random.chance(0.5) ? 50 : 60;
  let state = 0;
  return Float32Array.from({ length }, (_, index) => {
    state = memory * state + Math.sqrt(1 - memory * memory) * random.normal();
    return state + hum * Math.sin((2 * Math.PI * mains * index) / sampleRate);
  });
}

/** The band of a telephone, 300 to 3400 Hz: 24 dB an octave beyond. */
export function telephone(samples: Float32Array): Float32Array {
  let output = samples;
  for (let order = 0; order < 2; order += 1) {
    output = filter(output, designBiquad('highpass', 300, sampleRate));
    output = filter(output, designBiquad('lowpass', 3400, sampleRate));
  }
  return output;
}

/** Somebody too near the microphone. */
function clip(samples: Float32Array, random: Random): Float32Array {
  const limit = samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0) * random.uniform(0.2, 0.7);
  return samples.map((sample) => Math.max(-limit, Math.min(limit, sample)));
}

/** Of all samples; 0 of none. */
export function rootMeanSquare(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));
}

/** Root mean square of the loudest fifth of a recording's 32 ms blocks: pauses do not count. */
function loudestLevel(samples: Float32Array): number {
  const block = FEATURE_SPEC.frameLength;
  const levels: number[] = [];
  for (let start = 0; start < samples.length; start += block) {
    levels.push(rootMeanSquare(samples.subarray(start, start + block)));
  }
  levels.sort((a, b) => b - a);
  const loudest = levels.slice(0, Math.max(1, Math.floor(levels.length / 5)));
  return Math.sqrt(loudest.reduce((sum, level) => sum + level * level, 0) / loudest.length);
}
