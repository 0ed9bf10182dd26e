/** Recordings that the tests make themselves, so that they need no corpus and nobody's voice. */
import { wavFile } from '../src/capture/testing';
import { concatenate } from '../src/signal/concatenate';

/** What `setInputFiles` takes. */
export interface SoundFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** How a voice-like sound goes. */
export interface VoiceOptions {
  readonly seconds: number;
  readonly sampleRate?: number;
  /** Hz, of the fundamental. */
  readonly pitch?: number;
  /** Adds a second channel that hears the opposite, as on a wrongly wired cable. */
  readonly inOppositePhases?: boolean;
  readonly name?: string;
}

/** Centres (Hz) of the first three formants of an open vowel; each is taken to be 120 Hz wide. */
const FORMANTS = [730, 1090, 2440];
const FORMANT_WIDTH = 120;
/** Syllables a second, at which the level rises and falls. */
const SYLLABLE_RATE = 4;

/** A buzzing vowel in syllables, 16-bit: heard as speech by level and spectrum, though nobody says anything. */
export function voice(options: VoiceOptions): SoundFile {
  const { seconds, sampleRate = 16_000, pitch = 180, inOppositePhases = false, name = 'voice.wav' } = options;
  const samples = vowel(seconds, sampleRate, pitch);
  return fileOf(inOppositePhases ? [samples, samples.map((sample) => -sample)] : [samples], sampleRate, name);
}

function vowel(seconds: number, sampleRate: number, pitch: number): Float32Array {
  const harmonics = Array.from({ length: Math.floor(Math.min(4000, sampleRate / 2) / pitch) }, (_, index) => {
    const frequency = pitch * (index + 1);
    const gain = FORMANTS.reduce((sum, centre) => sum + 1 / (1 + ((frequency - centre) / FORMANT_WIDTH) ** 2), 0.02);
    return { frequency, gain };
  });
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) => {
    const time = index / sampleRate;
    const syllable = Math.sin(Math.PI * SYLLABLE_RATE * time) ** 2;
    const sum = harmonics.reduce(
      (value, { frequency, gain }) => value + gain * Math.sin(2 * Math.PI * frequency * time),
      0,
    );
    return 0.1 * syllable * sum;
  });
}

/** Digital silence. */
export function silence(seconds: number): SoundFile {
  return fileOf([new Float32Array(seconds * 16_000)], 16_000, 'silence.wav');
}

/** Channels of full scale 1 as a file, 16-bit. */
export function fileOf(channels: readonly Float32Array[], sampleRate: number, name: string): SoundFile {
  return { name, mimeType: 'audio/wav', buffer: Buffer.from(wavFile(channels, { sampleRate })) };
}

/** The same second of sound again and again: long to read, quick to make. */
export function longRecording(minutes: number): SoundFile {
  const second = vowel(1, 8_000, 180);
  return fileOf([concatenate(...Array.from({ length: minutes * 60 }, () => second))], 8_000, 'long.wav');
}

/** FLAC by its first four bytes, and nothing that makes sense behind them. */
export function damagedFlac(): SoundFile {
  const garbage = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 151) % 256));
  return { name: 'damaged.flac', mimeType: 'audio/flac', buffer: Buffer.concat([Buffer.from('fLaC'), garbage]) };
}
