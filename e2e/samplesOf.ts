/** What a recording holds, for tests that look at the sound itself. */
import { readFileSync } from 'node:fs';
import { bytesOfBlob } from '../src/capture/byteSource';
import { decodeRecording } from '../src/capture/decodeRecording';
import { concatenate } from '../src/signal/concatenate';

/** A file's sound as the page reads it, 16 kHz mono. @throws RecordingError */
export async function samplesOf(file: string): Promise<Float32Array> {
  const blocks: Float32Array[] = [];
  await decodeRecording(bytesOfBlob(new Blob([readFileSync(file)])), {
    onBlock: (samples) => void blocks.push(samples),
  });
  return concatenate(...blocks);
}
