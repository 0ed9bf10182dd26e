/** What can go wrong between page and network, as a type to tell apart and a sentence for the person at the screen. */
import { RecordingError, type RecordingErrorCode } from '../capture/recordingError';
import type { SentError } from './protocol';

export type InferenceErrorCode =
  /** A model file is not where it should be. */
  | 'model-missing'
  /** No connection to the model files' host. */
  | 'model-unreachable'
  /** The model files are of another version than this page, or damaged. */
  | 'model-mismatch'
  /** The network cannot run here, or stopped. */
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
    `The network stopped working${detail}. Try again; if it happens again, reload the page.`,
    { cause },
  );
}

/** Errors do not keep their type across threads; this does. */
export function sentErrorOf(error: unknown): SentError {
  const known = error instanceof InferenceError || error instanceof RecordingError ? error : engineFailed(error);
  return { code: known.code, message: known.message };
}

export function errorOf({ code, message }: SentError): InferenceError {
  return new InferenceError(code, message);
}
