/**
 * FLAC for mediabunny by libflac in WebAssembly: Node and some browsers have no decoder for it, and one decoder for
 * all gives the same samples everywhere.
 */
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { AudioSample, CustomAudioDecoder, registerDecoder, type AudioCodec, type EncodedPacket } from 'mediabunny';

/**
 * A decoder at rest, for the next file: a new one costs 8 ms, and as much again to collect its memory, which is half
 * the time a short clip takes. FLAC frames stand alone, so nothing of a whole file reaches the next; what a broken one
 * may have left behind goes with its decoder.
 */
let spare: FLACDecoder | null = null;

function takeDecoder(): FLACDecoder {
  const decoder = spare ?? new FLACDecoder();
  spare = null;
  return decoder;
}

class LibflacDecoder extends CustomAudioDecoder {
  private readonly decoder = takeDecoder();
  private failed = false;

  static override supports(codec: AudioCodec): boolean {
    return codec === 'flac';
  }

  async init(): Promise<void> {
    await this.decoder.ready;
  }

  async decode({ data, timestamp }: EncodedPacket): Promise<void> {
    const { channelData, samplesDecoded, sampleRate, errors } = await this.decoder.decodeFrames([data]);
    // Not thrown: mediabunny would drop the good frames before it, and its call to close would reject unhandled. The
    // frame is missing from the recording's length, which is noticed there.
    if (errors.length > 0 || samplesDecoded === 0) this.failed = true;
    // For a frame that gives no sound, one sample of silence: after forty frames for which nothing came back, mediabunny
    // would wait for ever.
    if (samplesDecoded === 0) this.give([new Float32Array(1)], this.config.sampleRate, timestamp);
    else this.give(channelData, sampleRate, timestamp);
  }

  private give(channels: readonly Float32Array[], sampleRate: number, timestamp: number): void {
    const frames = channels[0]?.length ?? 0;
    const data = new Float32Array(channels.length * frames);
    channels.forEach((channel, index) => data.set(channel, index * frames));
    const shape = { format: 'f32-planar', numberOfChannels: channels.length, sampleRate } as const;
    this.onSample(new AudioSample({ data, ...shape, timestamp }));
  }

  flush(): void {
    // libflac hands out every frame as it comes: nothing is ever held back.
  }

  close(): void {
    if (this.failed || spare !== null) this.decoder.free();
    else spare = this.decoder;
  }
}

registerDecoder(LibflacDecoder);
