/** One frame of samples to mel-frequency cepstral coefficients, by Meyda's `extract`. */
import Meyda from 'meyda/dist/web/meyda.min.js';

import { FEATURE_SPEC } from './featureSpec';
import { FrameCollector, type FrameMatrix } from './frameMatrix';
import { Framer } from './framer';
import { soundOf } from './soundSample';

const { sampleRate, frameLength, hopLength, melBands, coefficients, sampleScale } = FEATURE_SPEC;

// Meyda is one mutable object; it builds its filter bank from these on the first frame and keeps it.
Meyda.sampleRate = sampleRate;
Meyda.bufferSize = frameLength;
Meyda.melBands = melBands;
Meyda.numberOfMFCCCoefficients = coefficients;
Meyda.windowingFunction = 'hanning';

const scaledFrame = new Float32Array(frameLength);

/**
 * Meyda's MFCCs: Hann window, power spectrum, triangular mel bands, log(1 + energy), DCT-II scaled by 2.
 *
 * @param frame `frameLength` samples in [-1, 1] at 16 kHz.
 * @returns `coefficients` numbers.
 */
export function extractMfcc(frame: Float32Array): readonly number[] {
  for (let index = 0; index < frameLength; index += 1) {
    scaledFrame[index] = soundOf(frame[index] ?? 0) * sampleScale;
  }
  return Meyda.extract('mfcc', scaledFrame);
}

/** Sample blocks of any length in, coefficients out: the one way from sound to features. */
export class MfccStream {
  private readonly framer = new Framer(frameLength, hopLength);

  /**
   * Calls `onCoefficients` once for each frame that `samples` (16 kHz, mono) completes, with the frame's own samples
   * beside them, which are valid during the call only.
   */
  push(samples: Float32Array, onCoefficients: (coefficients: readonly number[], frame: Float32Array) => void): void {
    this.framer.push(samples, (frame) => onCoefficients(extractMfcc(frame), frame));
  }
}

/** The coefficients of a whole recording (16 kHz, mono), one row a frame. */
export function mfccOf(samples: Float32Array): FrameMatrix {
  const collector = new FrameCollector(coefficients);
  new MfccStream().push(samples, (row) => collector.push(row));
  return collector.matrix();
}
