/** One audio file of a corpus as 16 kHz mono samples, through the page's own decoder. */
import { decodeRecording } from '../src/capture/decodeRecording';
import { concatenate } from '../src/signal/concatenate';
import { withFileBytes } from './predict/nodeEngine';

/**
 * @param path a WAV or FLAC file of any rate.
 * @throws RecordingError when the file cannot be decoded or is shorter than half a second.
 */
export async function readRecording(path: string): Promise<Float32Array> {
  const blocks: Float32Array[] = [];
  await withFileBytes(path, (source) =>
    decodeRecording(source, {
      onBlock: (samples) => {
        blocks.push(samples.slice());
      },
    }),
  );
  return concatenate(...blocks);
}

/** The recordings that can be read, in their order. */
export async function readThoseThatCanBe(paths: readonly string[]): Promise<Float32Array[]> {
  const read = await Promise.allSettled(paths.map(readRecording));
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
