/** One audio file of a corpus as 16 kHz mono samples, through the page's own decoder. */
import { readFileSync } from 'node:fs';

import { FLACDecoder } from '@wasm-audio-decoders/flac';

/** @throws Error when the file cannot be decoded. */
export async function readRecording(path: string): Promise<Float32Array> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  const { channelData, samplesDecoded } = await decoder.decodeFile(readFileSync(path));
  decoder.free();
  const samples = channelData[0];
  if (!samples || samplesDecoded === 0) throw new Error('no samples');
  return samples;
}
