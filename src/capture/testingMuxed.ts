/** Files that mediabunny writes itself, for tests: containers too long-winded to be made byte by byte. */
import {
  AdtsOutputFormat,
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
} from 'mediabunny';

const BLOCK_SECONDS = 0.25;

/**
 * 16-bit samples in an MKV.
 *
 * @param isLive leaves sizes and length open, as a recorder does that writes to a pipe.
 * @param begin seconds before the first sample.
 * @param pictures seconds of a video beside it, of pictures that hold nothing; 0 for none.
 */
export function mkvFile(samples: Float32Array, sampleRate: number, { isLive = false, begin = 0, pictures = 0 } = {}) {
  return pcmFile(samples, sampleRate, new MkvOutputFormat({ appendOnly: isLive }), { begin, pictures });
}

/** 16-bit samples in an MP4. */
export function mp4File(samples: Float32Array, sampleRate: number) {
  return pcmFile(samples, sampleRate, new Mp4OutputFormat());
}

async function pcmFile(
  samples: Float32Array,
  sampleRate: number,
  format: OutputFormat,
  { begin = 0, pictures = 0 } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const output = new Output({ format, target: new BufferTarget() });
  const track = new AudioSampleSource({ codec: 'pcm-s16' });
  output.addAudioTrack(track);
  const video = new EncodedVideoPacketSource('vp8');
  if (pictures > 0) output.addVideoTrack(video);
  await output.start();
  for (let time = 0; time < pictures; time += 1) {
    const decoderConfig = { codec: 'vp8', codedWidth: 16, codedHeight: 16 };
    await video.add(new EncodedPacket(new Uint8Array(10), 'key', time, 1), time === 0 ? { decoderConfig } : undefined);
  }
  if (pictures > 0) video.close();
  const length = Math.round(BLOCK_SECONDS * sampleRate);
  for (let start = 0; start < samples.length; start += length) {
    const timestamp = begin + start / sampleRate;
    const shape = { format: 'f32-planar', numberOfChannels: 1, sampleRate, timestamp } as const;
    const block = new AudioSample({ ...shape, data: samples.slice(start, start + length) });
    await track.add(block);
    block.close();
  }
  return finished(output);
}

/** A file of AAC whose index is sound, and whose packets hold nothing. */
export async function aacFile({ packetBytes = 200 } = {}): Promise<Uint8Array<ArrayBuffer>> {
  const output = new Output({ format: new AdtsOutputFormat(), target: new BufferTarget() });
  const track = new EncodedAudioPacketSource('aac');
  output.addAudioTrack(track);
  await output.start();
  const decoderConfig = {
    codec: 'mp4a.40.2',
    numberOfChannels: 1,
    sampleRate: 44_100,
    description: Uint8Array.of(0x12, 0x08),
  };
  const duration = 1024 / 44_100;
  for (let index = 0; index < 100; index += 1) {
    const packet = new EncodedPacket(new Uint8Array(packetBytes).fill(index + 1), 'key', index * duration, duration);
    await track.add(packet, index === 0 ? { decoderConfig } : undefined);
  }
  return finished(output);
}

async function finished(output: Output<OutputFormat, BufferTarget>): Promise<Uint8Array<ArrayBuffer>> {
  await output.finalize();
  const { buffer } = output.target;
  if (buffer === null) throw new Error('mediabunny wrote nothing');
  return new Uint8Array(buffer);
}
