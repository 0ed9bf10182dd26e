/** Frames that a decoder of ours could not unpack: mediabunny waits for a sample of each, and has no word for "none". */
import { AudioSample } from 'mediabunny';

const lost = new WeakSet<AudioSample>();

/** A sample that stands for a frame without sound: one value of silence, which {@link isLostFrame} knows again. */
export function lostFrame(sampleRate: number, timestamp: number): AudioSample {
  const shape = { format: 'f32-planar', numberOfChannels: 1, sampleRate, timestamp } as const;
  const sample = new AudioSample({ data: new Float32Array(1), ...shape });
  lost.add(sample);
  return sample;
}

export function isLostFrame(sample: AudioSample): boolean {
  return lost.has(sample);
}
