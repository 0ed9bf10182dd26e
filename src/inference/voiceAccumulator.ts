/** The sound of a whole recording as the fusion head takes it, block by block. */
import { RECORDING_ERRORS } from '../capture/recordingError';
import { Stretches } from '../scheduling/stretches';
import { Audibility } from '../signal/audibility';
import { FrameAlignment } from '../signal/frameAlignment';
import { MfccStream } from '../signal/mfcc';
import { RecordingWindows, windowWeights, type WindowLevel } from '../signal/recording';
import { VoicePresence } from '../signal/voicePresence';
import type { Network } from './network';
import type { Voice } from './protocol';

/** Windows collected before the network sees them: together they cost less than one by one. */
const WINDOWS_AT_ONCE = 8;

/** Samples in, a voice out: frames, windows and embeddings on the way, in bounded memory. */
export class VoiceAccumulator {
  private readonly audibility = new Audibility();
  private readonly presence = new VoicePresence();
  private readonly levels: WindowLevel[] = [];
  private readonly embeddings: Float32Array[] = [];
  private waiting: Float32Array[] = [];
  private readonly windows = new RecordingWindows(({ mfcc, ...level }) => {
    if (level.speechFrames === 0) return;
    this.levels.push(level);
    this.waiting.push(mfcc);
  });
  private readonly alignment = new FrameAlignment();
  private readonly frames = new MfccStream();
  private readonly stretches = new Stretches();

  /** @param signal once it is aborted, work ends with the error for that. */
  constructor(
    private readonly network: Network,
    private readonly signal?: AbortSignal,
  ) {}

  /** @param samples 16 kHz, mono. */
  async push(samples: Float32Array): Promise<void> {
    await this.take(this.alignment.push(samples));
  }

  /** `voice` is null when all of it is silent. */
  async finish(): Promise<{ voice: Voice | null; heardSeconds: number }> {
    await this.take(this.alignment.finish());
    this.windows.finish();
    await this.embedWaiting();
    const heardSeconds = this.windows.heardSeconds(this.levels);
    const weights = windowWeights(this.levels);
    const embeddings = this.embeddings.filter((_, index) => (weights[index] ?? 0) > 0);
    if (embeddings.length === 0 || this.audibility.isSilent) return { voice: null, heardSeconds };
    const voice = { embeddings, weights: weights.filter((weight) => weight > 0), isFound: this.presence.isFound };
    return { voice, heardSeconds };
  }

  private async take(blocks: readonly Float32Array[]): Promise<void> {
    for (const block of blocks) {
      if (this.signal?.aborted) throw RECORDING_ERRORS.aborted();
      this.frames.push(block, (row, frame) => {
        this.windows.push(row);
        this.audibility.push(frame);
        this.presence.push(frame);
      });
      if (this.waiting.length >= WINDOWS_AT_ONCE) await this.embedWaiting();
      await this.stretches.pause();
    }
  }

  private async embedWaiting(): Promise<void> {
    const windows = this.waiting;
    this.waiting = [];
    this.embeddings.push(...(await this.network.embedVoice(windows)));
  }
}
