/** How much of the sound one look at it shows: as much for who makes the analyser as for who reads it. */

/** Twice as long as looks are apart, which draw a bar each: else short peaks fall between two of them. */
const LEAST_SECONDS = 0.1;
/** An analyser takes powers of two up to this (Web Audio API 1.1, `fftSize`). */
const MOST_SAMPLES = 32_768;

/** Samples of the waveform at a moment. @param sampleRate Hz, of the audio graph. */
export function waveformLength(sampleRate: number): number {
  return Math.min(MOST_SAMPLES, 2 ** Math.ceil(Math.log2(LEAST_SECONDS * sampleRate)));
}
