/** All frames of a recording at once, for the tests of what takes them one by one. */
import { FEATURE_SPEC } from './featureSpec';
import { FrameCollector, type FrameMatrix } from './frameMatrix';
import { RecordingFrames } from './recordingFrames';
import { blocksOf } from './testSignals';

/** @param blockLengths into which the samples are cut, used in turn. */
export function recordingFramesOf(samples: Float32Array, blockLengths: readonly number[] = [4_096]): FrameMatrix {
  const collector = new FrameCollector(FEATURE_SPEC.coefficients);
  const frames = new RecordingFrames((row) => collector.push(row));
  for (const block of blocksOf(samples, blockLengths)) frames.push(block);
  frames.finish();
  return collector.matrix();
}
