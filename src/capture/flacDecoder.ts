/**
 * FLAC for mediabunny by libflac in WebAssembly: Node and some browsers have no decoder for it, and one decoder for
 * all gives the same samples everywhere.
 */
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { AudioSample, CustomAudioDecoder, registerDecoder, type AudioCodec, type EncodedPacket } from 'mediabunny';

class LibflacDecoder extends CustomAudioDecoder {
  private readonly decoder = new FLACDecoder();

  static override supports(codec: AudioCodec): boolean {
    return codec === 'flac';
  }

  async init(): Promise<void> {
    await this.decoder.ready;
  }

  async decode(packet: EncodedPacket): Promise<void> {
    const { channelData, samplesDecoded, sampleRate, errors } = await this.decoder.decodeFrames([packet.data]);
    const [error] = errors;
    if (error) throw new Error(error.message);
    if (samplesDecoded === 0) return;
    const planes = new Float32Array(channelData.length * samplesDecoded);
    channelData.forEach((channel, index) => planes.set(channel, index * samplesDecoded));
    this.onSample(
      new AudioSample({
        data: planes,
        format: 'f32-planar',
        numberOfChannels: channelData.length,
        sampleRate,
        timestamp: packet.timestamp,
      }),
    );
  }

  flush(): void {
    // libflac hands out every frame as it comes: nothing is ever held back.
  }

  close(): void {
    this.decoder.free();
  }
}

registerDecoder(LibflacDecoder);
