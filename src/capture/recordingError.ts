/** What can go wrong with a recording, as types to tell apart and sentences for the person at the screen. */

export type RecordingErrorCode =
  | 'not-audio'
  | 'empty-file'
  | 'unreadable'
  | 'no-sound'
  | 'too-short'
  | 'damaged'
  | 'unsupported-codec'
  | 'too-long'
  | 'aborted';

/** `message` says what happened and what to do. */
export class RecordingError extends Error {
  constructor(
    readonly code: RecordingErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RecordingError';
  }
}

/** Seconds as people write them: "0.3 seconds", "12 seconds", "3 min 20 s". */
export function spokenDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 9.95) return `${seconds.toFixed(1)} seconds`;
  if (whole < 120) return `${whole} seconds`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** For a sentence about what is too little: rounded up, 0.4999 seconds would read as the half second that is asked for. */
function inFullHundredths(seconds: number): string {
  // Seconds come as quotients, a hair below the hundredth that they are: 0.29 * 100 is 28.999999999999996.
  return (Math.floor(seconds * 100 + 1e-9) / 100).toFixed(2);
}

/** What the person is advised to come with instead. */
export interface ReadableKinds {
  readonly all: string;
  readonly best: string;
}

/** Without a browser nothing unpacks MP3 and its like. */
export const READABLE_KINDS = {
  inBrowser: { all: 'WAV, MP3, M4A, OGG, FLAC or WebM', best: 'an uncompressed (PCM) WAV or as MP3' },
  withoutBrowser: { all: 'WAV or FLAC', best: 'an uncompressed (PCM) WAV or as FLAC' },
} as const satisfies Record<string, ReadableKinds>;

export const RECORDING_ERRORS = {
  notAudio: (kinds: ReadableKinds) =>
    new RecordingError(
      'not-audio',
      `No sound was found in this file: it is not a recording, or not of a kind that can be read here. Choose an audio file, such as ${kinds.all}.`,
    ),
  emptyFile: () =>
    new RecordingError(
      'empty-file',
      'This file is empty (0 bytes). Record or export it again, or choose another file.',
    ),
  unreadable: (cause: unknown) =>
    new RecordingError(
      'unreadable',
      'This file cannot be read any more: it was moved or changed, or its drive is gone. Choose it once more.',
      { cause },
    ),
  noSound: () =>
    new RecordingError(
      'no-sound',
      'There is no sound in this recording: it is silent from start to end. Check that the microphone was on, or choose another file.',
    ),
  tooShort: (seconds: number) =>
    new RecordingError(
      'too-short',
      `This recording lasts ${inFullHundredths(seconds)} seconds. At least half a second is needed: speak longer, or choose a longer one.`,
    ),
  damaged: (readSeconds: number, cause?: unknown) =>
    new RecordingError(
      'damaged',
      readSeconds >= 0.01
        ? `This recording is damaged: only ${inFullHundredths(readSeconds)} seconds could be read, too little to go by. Export or copy it again, or choose another file.`
        : 'This recording is damaged: nothing of it could be read. Export or copy it again, or choose another file.',
      { cause },
    ),
  unsupportedCodec: (codec: string | null, kinds: ReadableKinds, cause?: unknown) =>
    new RecordingError(
      'unsupported-codec',
      `The sound in this file is packed in a way that cannot be unpacked here${codec ? ` (${codec})` : ''}. Save it as ${kinds.best} and choose that file.`,
      { cause },
    ),
  /** @param limit with its unit. */
  tooLong: (limit: string) =>
    new RecordingError(
      'too-long',
      `This browser can read this kind of file only up to ${limit}. Save it as WAV, which can be of any length, or choose a shorter one.`,
    ),
  aborted: () => new RecordingError('aborted', 'Reading the recording was stopped.'),
} as const;
