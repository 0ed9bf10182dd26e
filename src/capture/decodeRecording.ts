/** Audio files of any kind to 16 kHz mono, block by block, so that a two-hour file never sits in memory. */
import {
  ALL_FORMATS,
  AudioSampleSink,
  CustomSource,
  Input,
  MATROSKA,
  MP3,
  OGG,
  WAVE,
  WEBM,
  type AudioSample,
  type InputAudioTrack,
  type InputFormat,
} from 'mediabunny';

import { unlessGivenUp, watchForLife } from '../scheduling/patience';
import { BlockOutput, ConsumerError, takeChannels, type BlockOptions } from './blockOutput';
import type { ByteSource } from './byteSource';
import { inspectFlac } from './flacInspection';
import { guardAgainstLoops } from './loopGuard';
import { isLostFrame } from './lostFrames';
import { inspectOgg } from './oggPages';
import { READABLE_KINDS, RECORDING_ERRORS, RecordingError, spokenDuration, type ReadableKinds } from './recordingError';
import { inspectWav, isBigEndianWav } from './wavHeader';

/** Shorter recordings say too little to be read. */
export const MINIMUM_SECONDS = 0.5;
/** Encoders round the length they promise by up to a few frames; less than this missing is no damage. */
const TOLERATED_LOSS_SECONDS = 0.25;
const TOLERATED_LOSS_SHARE = 0.01;
/**
 * How often it is looked in vain whether a decoder that has its bytes gives any sound, before it is given up: WebKitGTK's
 * gives none for Vorbis, nor for AAC until all is sent.
 */
const LOOKS_IN_VAIN = 5;
/** Progress is told when it has grown by this: a page need not redraw for every block. */
const PROGRESS_STEP = 0.005;
/**
 * Every browser unpacks it, if not in a Worker then in the page: what neither can is damaged. Not so AAC: Chromium as Linux
 * distributions build it may have none, and Firefox has the system's, if any.
 */
const CODEC_OF_ALL_BROWSERS = 'mp3';
/** Samples a second that a file may claim: DSD-like rates are taken for damage. */
const SAMPLE_RATES = { lowest: 1_000, highest: 768_000 };

export interface DecodeOptions extends BlockOptions {
  /** Share done, 0..1. */
  readonly onProgress?: (fraction: number) => void;
  /**
   * Decodes a whole file in some other way when mediabunny cannot: the page's decodeAudioData. `claim` is null when
   * mediabunny cannot open the file. Where it is not given there is no browser, and the errors advise accordingly.
   */
  readonly decodeOtherwise?: (claim: SoundClaim | null) => Promise<DecodedSound>;
}

/** What a file says of its sound. */
export interface SoundClaim {
  /** Whole Hz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** About how long it lasts; null when it does not say. */
  readonly seconds: number | null;
}

/** A file that was decoded as a whole. */
export interface DecodedSound {
  /** Mixed to mono: a file's channels together may be hundreds of megabytes. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Of the file. */
  readonly channels: number;
}

export interface DecodedSummary {
  readonly durationSeconds: number;
  /** Of the file, not of the blocks. */
  readonly sampleRate: number;
  readonly channels: number;
  /** What the person should know though all went on, such as how much of a damaged file was read. */
  readonly notice: string | null;
}

/**
 * Decodes a recording: streamed, mixed to mono, resampled band-limited.
 *
 * @throws RecordingError when there is nothing to go by. A file that breaks in the middle is read up to there, with a
 *   notice, if that is half a second or more.
 */
export async function decodeRecording(source: ByteSource, given: DecodeOptions): Promise<DecodedSummary> {
  const options = { ...given, onProgress: inSteps(given.onProgress ?? (() => undefined)) };
  if (source.size === 0) throw RECORDING_ERRORS.emptyFile();
  if (await isBigEndianWav(source)) throw cannotUnpack(null, options);
  const wav = await inspectWav(source);
  const ogg = wav === null ? await inspectOgg(source) : null;
  const isCutOff = ogg?.isCutOff ?? false;
  const flac = wav === null && ogg === null ? await inspectFlac(source) : null;
  // The drive may have been slow, and the person has given up.
  if (options.signal?.aborted) throw RECORDING_ERRORS.aborted();
  const bytes = meteredBytes((wav ?? ogg ?? flac)?.source ?? source);
  const input = new Input({ formats: ALL_FORMATS, source: bytes.source });
  try {
    const opened = await openTrack(input, { isCutOff, hertz: flac?.hertz ?? 1, advice: adviceOf(options) });
    if (opened instanceof RecordingError) return await decodeWhole(null, opened, options);
    if (!(await opened.track.canDecode())) {
      return await decodeWhole(opened.claim, cannotUnpack(opened.codec, options), options);
    }
    const promisedSeconds = wav ? wav.promisedSeconds : promisedEnd(opened);
    return await decodeTrack(opened, { promisedSeconds, isCutOff }, bytes, options);
  } catch (error) {
    bytes.throwIfGone();
    throw error instanceof ConsumerError ? error.cause : error;
  } finally {
    input.dispose();
  }
}

function adviceOf({ decodeOtherwise }: DecodeOptions): ReadableKinds {
  return decodeOtherwise ? READABLE_KINDS.inBrowser : READABLE_KINDS.withoutBrowser;
}

function cannotUnpack(codec: string | null, options: DecodeOptions): RecordingError {
  return options.decodeOtherwise && codec === CODEC_OF_ALL_BROWSERS
    ? RECORDING_ERRORS.damaged(0)
    : RECORDING_ERRORS.unsupportedCodec(codec, adviceOf(options));
}

function inSteps(onProgress: (fraction: number) => void): (fraction: number) => void {
  let told = -1;
  return (fraction) => {
    if (fraction <= told || (fraction < 1 && fraction - told < PROGRESS_STEP)) return;
    told = fraction;
    onProgress(fraction);
  };
}

interface OpenedTrack {
  readonly track: InputAudioTrack;
  readonly format: InputFormat;
  /** How many tracks the file has, of sound or not. */
  readonly tracks: number;
  readonly codec: string | null;
  readonly claim: SoundClaim;
}

/** What is known of a file before mediabunny opens it. */
interface Foreknowledge {
  readonly isCutOff: boolean;
  /** What the rates that it tells mediabunny are in. */
  readonly hertz: number;
  readonly advice: ReadableKinds;
}

/**
 * @returns when mediabunny finds no track, the error for the case that the page does not either.
 * @throws RecordingError when it is no use asking the page.
 */
async function openTrack(
  input: Input,
  { isCutOff, hertz, advice }: Foreknowledge,
): Promise<OpenedTrack | RecordingError> {
  // It throws on files too short to tell.
  if (!(await input.canRead().catch(() => false))) return RECORDING_ERRORS.notAudio(advice);
  const format = await input.getFormat();
  try {
    const track = await input.getPrimaryAudioTrack();
    const tracks = (await input.getTracks()).length;
    if (track === null) {
      // Pictures without sound.
      if (tracks > 0) throw RECORDING_ERRORS.notAudio(advice);
      // Of a whole Ogg, mediabunny keeps silent about the streams that it does not know, such as FLAC.
      if (format === OGG && !isCutOff) return RECORDING_ERRORS.unsupportedCodec(null, advice);
      // Cut off before its index.
      return RECORDING_ERRORS.damaged(0);
    }
    const codec = await track.getCodec();
    // Where it does not run (WebAssembly is missing or forbidden) or cannot be fetched, browsers unpack FLAC themselves.
    if (codec === 'flac' && typeof WebAssembly !== 'undefined') await import('./flacDecoder').catch(() => undefined);
    // QuickTime and Matroska write fractions of a hertz, which nobody hears and no resampler or browser takes.
    const sampleRate = hertz * Math.round(await track.getSampleRate());
    const channels = await track.getNumberOfChannels();
    if (!(sampleRate >= SAMPLE_RATES.lowest && sampleRate <= SAMPLE_RATES.highest && channels >= 1)) {
      throw RECORDING_ERRORS.damaged(0);
    }
    // It may be in a damaged part of the index that the sound can be found without.
    const seconds = await track.getDurationFromMetadata().catch(() => null);
    return { track, format, tracks, codec, claim: { sampleRate, channels, seconds: seconds && seconds / hertz } };
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    // mediabunny has no error type for it; its WAV reader names the codecs it does not know in this sentence.
    if (format === WAVE && error instanceof Error && error.message.startsWith('Unsupported WAVE')) {
      return RECORDING_ERRORS.unsupportedCodec(null, advice, error);
    }
    return RECORDING_ERRORS.damaged(0, error);
  }
}

/** When the file says that its sound ends. An MP3 of constant bit rate does not: mediabunny guesses from its size. */
function promisedEnd({ format, tracks, claim: { seconds } }: OpenedTrack): number | null {
  if (format === MP3) return null;
  // It gives one length for all that is in it, and pictures may outlast the sound.
  if ((format === MATROSKA || format === WEBM) && tracks > 1) return null;
  // A FLAC stream that was never finished says 0.
  return seconds || null;
}

interface Expectation {
  /** When the sound ends; null when unknown. */
  readonly promisedSeconds: number | null;
  /** Whether it is known already that the end is missing. */
  readonly isCutOff: boolean;
}

async function decodeTrack(
  { track, format, claim }: OpenedTrack,
  { promisedSeconds, isCutOff }: Expectation,
  bytes: MeteredBytes,
  options: DecodeOptions,
): Promise<DecodedSummary> {
  const output = new BlockOutput(options);
  let failure: unknown = isCutOff ? new Error('the end of the file is missing') : null;
  let begin: number | null = null;
  try {
    for await (const sample of samplesOf(track, bytes)) {
      bytes.throwIfGone();
      begin ??= Math.max(0, sample.timestamp);
      if (isLostFrame(sample)) {
        failure = new Error('a frame could not be unpacked');
        sample.close();
        continue;
      }
      await output.push(takeChannels(sample), sample.sampleRate);
      const fraction = promisedSeconds ? output.seconds / promisedSeconds : bytes.shareRead();
      options.onProgress?.(Math.min(1, fraction));
    }
  } catch (error) {
    if (error instanceof ConsumerError) throw error;
    failure = error;
  }
  // Also where the decoding ended well: what could not be read was zeros to it, in which it finds no more sound.
  bytes.throwIfGone();
  await output.finish();

  const noticeFor = (seconds: number, hasFailed: boolean) =>
    lossNotice(seconds, promisedSeconds, begin ?? 0, hasFailed);
  const { seconds } = output;
  const notice = noticeFor(seconds, failure !== null);
  if (seconds < MINIMUM_SECONDS) {
    const error = notice === null ? RECORDING_ERRORS.tooShort(seconds) : RECORDING_ERRORS.damaged(seconds, failure);
    // A WAV without samples is empty to the page, too.
    if (seconds > 0 || (format === WAVE && failure === null)) throw error;
    const summary = await decodeRest(claim, error, options);
    // What mediabunny failed at, the page may have read.
    return { ...summary, notice: noticeFor(summary.durationSeconds, isCutOff) };
  }
  return { durationSeconds: seconds, sampleRate: claim.sampleRate, channels: claim.channels, notice };
}

/** @throws when no more sound comes, though the decoder has what it asked for. */
async function* samplesOf(track: InputAudioTrack, bytes: MeteredBytes): AsyncGenerator<AudioSample, void> {
  const samples = new AudioSampleSink(track).samples();
  const next = () => unlessSilent(samples.next(), bytes);
  try {
    for (let sample = await next(); !sample.done; sample = await next()) yield sample.value;
  } finally {
    // Not awaited: where no sound comes, no end comes either.
    void samples.return().catch(() => undefined);
  }
}

function unlessSilent<Sound>(sound: Promise<Sound>, { isReading }: MeteredBytes): Promise<Sound> {
  return unlessGivenUp(sound, (giveUp) =>
    watchForLife(LOOKS_IN_VAIN, isReading, () => giveUp(new Error('the decoder gives no sound'))),
  );
}

/** Null unless sound is missing: told by a failure, or by fewer seconds than the file promises. */
function lossNotice(seconds: number, promisedEnd: number | null, begin: number, hasFailed: boolean): string | null {
  // In a video the sound may begin later than the pictures.
  const lost = promisedEnd === null ? 0 : promisedEnd - begin - seconds;
  const cutShort = lost > Math.max(TOLERATED_LOSS_SECONDS, TOLERATED_LOSS_SHARE * (promisedEnd ?? 0));
  if (!hasFailed && !cutShort) return null;
  const all = cutShort && promisedEnd !== null ? ` of ${spokenDuration(promisedEnd)}` : '';
  return `This recording is damaged: only ${spokenDuration(seconds)}${all} could be read, and the emotion is told by those.`;
}

/**
 * mediabunny reads ahead and stops at the first error, so that of a short damaged file it may give nothing; and what a
 * block that is cut off holds is nothing to it.
 */
async function decodeRest(claim: SoundClaim, error: RecordingError, options: DecodeOptions): Promise<DecodedSummary> {
  return decodeWhole(claim, error, options).catch((thrown: unknown) => {
    throw thrown instanceof RecordingError && thrown.code === 'too-long' ? error : thrown;
  });
}

/** The way round mediabunny, where the page offers one. @throws `unreadable` where it does not, or fails as well. */
async function decodeWhole(
  claim: SoundClaim | null,
  unreadable: RecordingError,
  options: DecodeOptions,
): Promise<DecodedSummary> {
  if (!options.decodeOtherwise) throw unreadable;
  let decoded: DecodedSound;
  try {
    decoded = await options.decodeOtherwise(claim);
  } catch (error) {
    // Of what may be no recording at all it is no help that it is too large.
    const isPlain = error instanceof RecordingError && !(error.code === 'too-long' && claim === null);
    throw isPlain ? error : unreadable;
  }
  const output = new BlockOutput(options);
  const frames = decoded.samples.length;
  for (let start = 0; start < frames; start += decoded.sampleRate) {
    await output.push([decoded.samples.subarray(start, start + decoded.sampleRate)], decoded.sampleRate);
    options.onProgress?.(Math.min(1, (start + decoded.sampleRate) / frames));
  }
  await output.finish();
  if (output.seconds < MINIMUM_SECONDS) throw RECORDING_ERRORS.tooShort(output.seconds);
  return {
    durationSeconds: output.seconds,
    // The page decodes to a rate that its browser takes.
    sampleRate: claim?.sampleRate ?? decoded.sampleRate,
    channels: decoded.channels,
    notice: null,
  };
}

interface MeteredBytes {
  readonly source: CustomSource;
  /** How far mediabunny has read, 0..1. */
  readonly shareRead: () => number;
  /** Whether bytes are on their way, for which a slow drive may take its time. */
  readonly isReading: () => boolean;
  /** Throws what a read has failed with. */
  readonly throwIfGone: () => void;
}

/** mediabunny's view of the bytes. It reads ahead and lets nobody catch a read that fails: it is given zeros instead. */
function meteredBytes(source: ByteSource): MeteredBytes {
  let furthest = 0;
  let reads = 0;
  let gone: { readonly reason: unknown } | null = null;
  return {
    source: guardAgainstLoops(
      new CustomSource({
        getSize: () => source.size,
        read: async (start, end) => {
          furthest = Math.max(furthest, end);
          reads += 1;
          try {
            return await source.read(start, end);
          } catch (reason) {
            gone ??= { reason };
            return new Uint8Array(end - start);
          } finally {
            reads -= 1;
          }
        },
        prefetchProfile: 'fileSystem',
      }),
    ),
    shareRead: () => furthest / source.size,
    isReading: () => reads > 0,
    throwIfGone: () => {
      if (gone !== null) throw gone.reason;
    },
  };
}
