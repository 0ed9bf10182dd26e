/** One recording under other conditions: noise at a given ratio, a telephone's band, more or less of it, other levels. */
import { concatenate } from '../../src/signal/concatenate';
import { FEATURE_SPEC } from '../../src/signal/featureSpec';
import { mfccOf } from '../../src/signal/mfcc';
import { noise, whiteNoise } from '../../src/signal/testSignals';
import { frameLevels, logMelBands, soundFrames } from '../../src/signal/window';
import { music, rootMeanSquare, talking, telephone } from '../augmentation/augment';
import type { Random } from '../random';

const { sampleRate, frameLength, hopLength } = FEATURE_SPEC;

/** Ratios of speech to noise, dB. */
export const NOISE_RATIOS = [20, 10, 5] as const;
export const NOISE_KINDS = ['babble', 'white noise', 'music-like chords'] as const;
/** Clips of other speakers that talk at once as babble. */
export const TALKERS = 4;
/** Seconds of sound that the network gets to hear. */
export const CONTEXT_SECONDS = [1, 2, 3, 5] as const;
export const TELEPHONE = 'telephone band, 300 to 3400 Hz';

export const noiseName = (kind: string, decibels: number): string => `${kind} at ${decibels} dB`;
export const contextName = (seconds: number): string => `${seconds} s of sound`;

/** What a condition can be made of; all 16 kHz mono. */
export interface Material {
  readonly samples: Float32Array;
  /** Recordings of other speakers; without any there is no babble. */
  readonly others: readonly Float32Array[];
  /** Recordings of the same speaker in the same emotion. */
  readonly siblings: readonly Float32Array[];
}

/** A condition's name, and the recording under it. */
export type Variant = readonly [name: string, samples: Float32Array];

/** From the first to the last frame that the network would hear; all of it when there is none. */
export function heardSpan(samples: Float32Array): Float32Array {
  const heard = heardFrames(samples);
  const first = heard[0];
  const last = heard.at(-1);
  if (first === undefined || last === undefined) return samples;
  return samples.subarray(first * hopLength, last * hopLength + frameLength);
}

/** Root mean square over the frames that the network would hear: the silence around speech is no part of its level. */
export function speechLevel(samples: Float32Array): number {
  const frames = Array.from(heardFrames(samples), (frame) =>
    samples.subarray(frame * hopLength, frame * hopLength + frameLength),
  );
  return rootMeanSquare(frames.length > 0 ? concatenate(...frames) : samples);
}

function heardFrames(samples: Float32Array): Uint32Array {
  return soundFrames(frameLevels(logMelBands(mfccOf(samples))));
}

/**
 * Adds noise `decibels` under the speech.
 *
 * @param level of the speech, from {@link speechLevel}; the noise's is its root mean square over its whole length.
 */
export function withNoise(samples: Float32Array, level: number, added: Float32Array, decibels: number): Float32Array {
  const gain = level / (rootMeanSquare(added) * 10 ** (decibels / 20));
  return samples.map((sample, index) => sample + gain * (added[index] ?? 0));
}

/** Sounds one after the other and from the first again, cut to `seconds`. */
export function contextOf(sounds: readonly Float32Array[], seconds: number): Float32Array {
  const context = new Float32Array(Math.round(seconds * sampleRate));
  for (let filled = 0, index = 0; filled < context.length; index += 1) {
    const sound = sounds[index % sounds.length] ?? context;
    context.set(sound.subarray(0, context.length - filled), filled);
    filled += sound.length;
  }
  return context;
}

/** Noises, the telephone, and shorter and longer sounds. A noise is the same one at each of its ratios. */
export function robustnessVariants({ samples, others, siblings }: Material, random: Random): Variant[] {
  const noises: Readonly<Record<(typeof NOISE_KINDS)[number], Float32Array | null>> = {
    babble: others.length === 0 ? null : talking(samples.length, random, others),
    'white noise': noise(1 + random.index(2 ** 31 - 2), 1, samples.length),
    'music-like chords': music(samples.length, random),
  };
  const level = speechLevel(samples);
  const spans = [samples, ...siblings].map(heardSpan);
  return [
    ...NOISE_KINDS.flatMap((kind) => {
      const added = noises[kind];
      if (added === null) return [];
      return NOISE_RATIOS.map((decibels): Variant => [
        noiseName(kind, decibels),
        withNoise(samples, level, added, decibels),
      ]);
    }),
    [TELEPHONE, telephone(samples)],
    ...CONTEXT_SECONDS.map((seconds): Variant => [contextName(seconds), contextOf(spans, seconds)]),
  ];
}

/** Of all clips, one in so many is also read at other levels and in silence: enough for a share that hardly moves. */
export const STABILITY_STEP = 3;
/** What must not decide a reading: names of {@link stabilityVariants}. */
export const STABILITY_NAMES = [
  '20 dB quieter',
  '20 dB louder',
  'a second of silence at both ends',
  'a second of white noise at -60 dBFS at both ends',
] as const;

/** The same recording at other levels, and with silence or a quiet room around it. Samples are float: nothing clips. */
export function stabilityVariants(samples: Float32Array): Variant[] {
  const silence = new Float32Array(sampleRate);
  const room = whiteNoise(-60, 1);
  const changed: Readonly<Record<(typeof STABILITY_NAMES)[number], Float32Array>> = {
    '20 dB quieter': samples.map((sample) => sample / 10),
    '20 dB louder': samples.map((sample) => sample * 10),
    'a second of silence at both ends': concatenate(silence, samples, silence),
    'a second of white noise at -60 dBFS at both ends': concatenate(room, samples, room),
  };
  return STABILITY_NAMES.map((name): Variant => [name, changed[name]]);
}
