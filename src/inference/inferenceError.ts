/** What can go wrong between page and network, as a type to tell apart and a sentence for the person at the screen. */
import { RecordingError, type RecordingErrorCode } from '../capture/recordingError';
import type { SentError } from './protocol';

export type InferenceErrorCode =
  /** A model file is not where it should be. */
  | 'model-missing'
  /** No connection to the host of the model's files and of the page's parts. */
  | 'model-unreachable'
  /** The model files are of another version than this page or than each other, or damaged. */
  | 'model-mismatch'
  /** The neural network cannot run here, or stopped. */
  | 'engine-failed'
  | RecordingErrorCode;

/** `message` says what happened and what to do. */
export class InferenceError extends Error {
  constructor(
    readonly code: InferenceErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'InferenceError';
  }
}

export function engineFailed(cause: unknown): InferenceError {
  const detail = cause instanceof Error && cause.message !== '' ? ` (${cause.message})` : '';
  return new InferenceError(
    'engine-failed',
    `The neural network stopped working${detail}. Try again; if it happens again, reload the page.`,
    { cause },
  );
}

/**
 * A part of the page that is fetched only when it is needed, such as the Worker's own script, has not come. On a host where
 * the page has been replaced since it was opened, it never will.
 */
export function partUnreachable(cause?: unknown): InferenceError {
  return new InferenceError(
    'model-unreachable',
    'A part of this page that the neural network needs could not be fetched. Check the connection and try again; if that does not help, reload the page, of which there may be a newer version.',
    { cause },
  );
}

/**
 * Whether `import()` rejected with this because a file did not come: by this name it does so then, and one that this browser
 * cannot read is a SyntaxError.
 */
export function isOfMissingPart(error: unknown): error is TypeError {
  return error instanceof TypeError;
}

/** Errors do not keep their type across threads; this does. */
export function sentErrorOf(error: unknown): SentError {
  const known = error instanceof InferenceError || error instanceof RecordingError ? error : engineFailed(error);
  return { code: known.code, message: known.message };
}

export function errorOf({ code, message }: SentError): InferenceError {
  return new InferenceError(code, message);
}
