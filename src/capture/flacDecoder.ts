/**
 * FLAC for mediabunny by libflac in WebAssembly: Node and some browsers have no decoder for it, and one decoder for
 * all gives the same samples everywhere.
 */
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { AudioSample, CustomAudioDecoder, registerDecoder, type AudioCodec, type EncodedPacket } from 'mediabunny';

import { withoutRoom } from './flacInspection';
import { lostFrame } from './lostFrames';

/** A WebAssembly module of nothing: its magic number, and the version. */
const EMPTY_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
// Throws where the host's Content-Security-Policy forbids to compile any. libflac's decoder would never be ready there, and
// never say so; this way the import of this file fails, and the browser's own decoder is asked.
new WebAssembly.Module(EMPTY_MODULE);

interface LentDecoder {
  readonly decoder: FLACDecoder;
  /** Samples of the largest block of the file that it unpacked last; null when it is new. */
  readonly blockSize: number | null;
}

/**
 * A decoder at rest, for the next file: a new one costs 8 ms, and as much again to collect its memory, which is half
 * the time a short clip takes. FLAC frames stand alone, so all that a whole file leaves behind is the size of its blocks;
 * what a broken one may have left goes with its decoder.
 */
let spare: LentDecoder | null = null;

function takeDecoder(): LentDecoder {
  const lent = spare ?? { decoder: new FLACDecoder(), blockSize: null };
  spare = null;
  return lent;
}

/** "fLaC" and the header of a block of metadata stand before STREAMINFO, which has its largest block after its smallest. */
const BLOCK_SIZE_OFFSET = 10;

/** Samples of the largest block of a file; 0 where its description does not say. */
function blockSizeOf({ description }: AudioDecoderConfig): number {
  if (description === undefined || description.byteLength < BLOCK_SIZE_OFFSET + 2) return 0;
  const view = ArrayBuffer.isView(description)
    ? new DataView(description.buffer, description.byteOffset, description.byteLength)
    : new DataView(description);
  return view.getUint16(BLOCK_SIZE_OFFSET);
}

class LibflacDecoder extends CustomAudioDecoder {
  private readonly lent = takeDecoder();
  private readonly decoder = this.lent.decoder;
  private failed = false;

  static override supports(codec: AudioCodec): boolean {
    return codec === 'flac';
  }

  async init(): Promise<void> {
    await this.decoder.ready;
    // libflac places frames by the first block size it saw: of smaller ones it would miss some, and say so at the console.
    const isOfOtherBlocks = this.lent.blockSize !== null && this.lent.blockSize !== blockSizeOf(this.config);
    if (isOfOtherBlocks) await this.decoder.reset();
  }

  async decode({ data, timestamp }: EncodedPacket): Promise<void> {
    const { channelData, samplesDecoded, sampleRate, errors } = await this.decoder.decodeFrames([withoutRoom(data)]);
    if (errors.length > 0 || samplesDecoded === 0) this.failed = true;
    // Not thrown: mediabunny would drop the good frames before it, and its call to close would reject unhandled.
    if (samplesDecoded === 0) {
      this.onSample(lostFrame(this.config.sampleRate, timestamp));
      return;
    }
    const planes = new Float32Array(channelData.length * samplesDecoded);
    channelData.forEach((channel, index) => planes.set(channel, index * samplesDecoded));
    this.onSample(
      new AudioSample({
        data: planes,
        format: 'f32-planar',
        numberOfChannels: channelData.length,
        sampleRate,
        timestamp,
      }),
    );
  }

  flush(): void {
    // libflac hands out every frame as it comes: nothing is ever held back.
  }

  close(): void {
    if (this.failed || spare !== null) this.decoder.free();
    else spare = { decoder: this.decoder, blockSize: blockSizeOf(this.config) };
  }
}

registerDecoder(LibflacDecoder);
