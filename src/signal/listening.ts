/** What the worklet does with sound, apart from the worklet: any rate in, 16-bit samples and frames of features out. */
import { FEATURE_SPEC } from './featureSpec';
import { MfccStream, extractMfcc } from './mfcc';
import { Resampler } from './resample';
import { periodicity } from './voicing';

const { sampleRate, coefficients, frameLength } = FEATURE_SPEC;

/** A few frames on their way from the worklet to the Worker. */
export interface FrameBatch {
  /** Number of the first frame since listening began. */
  readonly firstFrame: number;
  /** Row-major [frames, coefficients], Meyda's raw ones. */
  readonly coefficients: Float32Array<ArrayBuffer>;
  /** `periodicity` of each frame. */
  readonly voicing: Float32Array<ArrayBuffer>;
  /** Largest absolute sample of each frame, where 1 is full scale. */
  readonly peaks: Float32Array<ArrayBuffer>;
}

/** 64 ms: a reading every tenth of a second always finds a new batch, and messages are few. */
const BATCH_FRAMES = 4;
/** 0.1 s: at most so much of a take is lost when the audio thread dies. */
const CHUNK_SAMPLES = sampleRate / 10;

export interface ListeningOutput {
  /** Takes the ownership of the batch's buffers. */
  readonly onFrames: (batch: FrameBatch) => void;
  /** Takes the ownership of the samples: the next of the take, 16 kHz, 16-bit. */
  readonly onSamples: (samples: Int16Array<ArrayBuffer>) => void;
}

/**
 * Hears exactly what the take keeps: samples are rounded to 16 bits first and the features are taken of the rounded
 * ones, so that the take, read as a file afterwards, gives the very same coefficients.
 */
export class Listening {
  private readonly resampler: Resampler;
  private readonly frames = new MfccStream();
  private batch = newBatch();
  private batchFrames = 0;
  private framesSent = 0;
  private chunk = new Int16Array(CHUNK_SAMPLES);
  private chunkLength = 0;

  /** @param inputRate of the blocks pushed, Hz. @throws RangeError when it is no positive whole number. */
  constructor(
    inputRate: number,
    private readonly output: ListeningOutput,
  ) {
    this.resampler = new Resampler(inputRate, sampleRate);
    // The first frame takes 12 ms, in which Meyda builds its filter bank and the browser compiles: an audio thread has 3.
    const frame = new Float32Array(frameLength).fill(1);
    extractMfcc(frame);
    periodicity(frame);
  }

  /** Takes the next block, of any length, mono. */
  push(block: Float32Array): void {
    this.take(this.resampler.push(block));
  }

  /** Gives out all that is still held back. Push nothing afterwards. */
  finish(): void {
    this.take(this.resampler.flush());
    if (this.batchFrames > 0) this.sendBatch();
    if (this.chunkLength > 0) this.sendChunk();
  }

  private take(samples: Float32Array): void {
    for (let index = 0; index < samples.length; index += 1) {
      const rounded = toSixteenBits(samples[index] ?? 0);
      this.chunk[this.chunkLength] = rounded;
      samples[index] = rounded / 0x8000;
      this.chunkLength += 1;
      if (this.chunkLength === CHUNK_SAMPLES) this.sendChunk();
    }
    this.frames.push(samples, (row, frame) => this.addFrame(row, frame));
  }

  private addFrame(row: readonly number[], frame: Float32Array): void {
    this.batch.coefficients.set(row, this.batchFrames * coefficients);
    this.batch.voicing[this.batchFrames] = periodicity(frame);
    this.batch.peaks[this.batchFrames] = largestMagnitude(frame);
    this.batchFrames += 1;
    if (this.batchFrames === BATCH_FRAMES) this.sendBatch();
  }

  private sendBatch(): void {
    const { batch, batchFrames } = this;
    this.output.onFrames({
      firstFrame: this.framesSent,
      coefficients: batch.coefficients.subarray(0, batchFrames * coefficients),
      voicing: batch.voicing.subarray(0, batchFrames),
      peaks: batch.peaks.subarray(0, batchFrames),
    });
    this.framesSent += batchFrames;
    this.batch = newBatch();
    this.batchFrames = 0;
  }

  private sendChunk(): void {
    this.output.onSamples(this.chunk.subarray(0, this.chunkLength));
    this.chunk = new Int16Array(CHUNK_SAMPLES);
    this.chunkLength = 0;
  }
}

function newBatch(): Omit<FrameBatch, 'firstFrame'> {
  return {
    coefficients: new Float32Array(BATCH_FRAMES * coefficients),
    voicing: new Float32Array(BATCH_FRAMES),
    peaks: new Float32Array(BATCH_FRAMES),
  };
}

/** NaN becomes 0, and what is beyond full scale is clipped, as in any 16-bit file. */
function toSixteenBits(sample: number): number {
  const scaled = Math.round(sample * 0x8000);
  return Math.max(-0x8000, Math.min(0x7fff, scaled)) || 0;
}

function largestMagnitude(frame: Float32Array): number {
  let largest = 0;
  for (let index = 0; index < frameLength; index += 1) largest = Math.max(largest, Math.abs(frame[index] ?? 0));
  return largest;
}
