/** All frames of a recording at once, for the tests of what takes them one by one. */
import { FEATURE_SPEC } from './featureSpec';
import { FrameAlignment } from './frameAlignment';
import { FrameCollector, type FrameMatrix } from './frameMatrix';
import { MfccStream } from './mfcc';
import { blocksOf } from './testSignals';

/** @param blockLengths into which the samples are cut, used in turn. */
export function alignedFramesOf(samples: Float32Array, blockLengths: readonly number[] = [4_096]): FrameMatrix {
  const collector = new FrameCollector(FEATURE_SPEC.coefficients);
  const alignment = new FrameAlignment();
  const frames = new MfccStream();
  const given = [...blocksOf(samples, blockLengths).flatMap((block) => alignment.push(block)), ...alignment.finish()];
  for (const block of given) frames.push(block, (row) => collector.push(row));
  return collector.matrix();
}
