/** Recordings that the tests make themselves, so that they need no corpus and nobody's voice. */

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
  readonly name?: string;
}

/** Centres (Hz) of the first three formants of an open vowel; each is taken to be 120 Hz wide. */
const FORMANTS = [730, 1090, 2440];
const FORMANT_WIDTH = 120;
/** Syllables a second, at which the level rises and falls. */
const SYLLABLE_RATE = 4;

/** A buzzing vowel in syllables, 16-bit mono: heard as speech by level and spectrum, though nobody says anything. */
export function voice({ seconds, sampleRate = 16_000, pitch = 180, name = 'voice.wav' }: VoiceOptions): SoundFile {
  const harmonics = Array.from({ length: Math.floor(Math.min(4000, sampleRate / 2) / pitch) }, (_, index) => {
    const frequency = pitch * (index + 1);
    const gain = FORMANTS.reduce((sum, centre) => sum + 1 / (1 + ((frequency - centre) / FORMANT_WIDTH) ** 2), 0.02);
    return { frequency, gain };
  });
  return wav(name, sampleRate, Math.round(seconds * sampleRate), (index) => {
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
  return wav('silence.wav', 16_000, seconds * 16_000, () => 0);
}

/** Samples of full scale 1 as a file, 16-bit mono. */
export function fileOf(samples: Float32Array, sampleRate: number, name: string): SoundFile {
  return wav(name, sampleRate, samples.length, (index) => samples[index] ?? 0);
}

/** The same second of sound again and again: long to read, quick to make. */
export function longRecording(minutes: number): SoundFile {
  const { buffer } = voice({ seconds: 1, sampleRate: 8_000 });
  const second = buffer.subarray(HEADER_BYTES);
  const header = wavHeader(8_000, minutes * 60 * 8_000);
  const seconds = Array.from({ length: minutes * 60 }, () => second);
  return { name: 'long.wav', mimeType: 'audio/wav', buffer: Buffer.concat([header, ...seconds]) };
}

/** FLAC by its first four bytes, and nothing that makes sense behind them. */
export function damagedFlac(): SoundFile {
  const garbage = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 151) % 256));
  return { name: 'damaged.flac', mimeType: 'audio/flac', buffer: Buffer.concat([Buffer.from('fLaC'), garbage]) };
}

const HEADER_BYTES = 44;

function wavHeader(sampleRate: number, frames: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(HEADER_BYTES - 8 + frames * 2, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // channels
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32); // bytes a frame
  header.writeUInt16LE(16, 34); // bits a sample
  header.write('data', 36);
  header.writeUInt32LE(frames * 2, 40);
  return header;
}

function wav(name: string, sampleRate: number, frames: number, sampleAt: (index: number) => number): SoundFile {
  const data = Buffer.alloc(frames * 2);
  for (let index = 0; index < frames; index += 1) {
    data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sampleAt(index))) * 32_767), index * 2);
  }
  return { name, mimeType: 'audio/wav', buffer: Buffer.concat([wavHeader(sampleRate, frames), data]) };
}
