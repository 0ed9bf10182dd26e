/** What went wrong, as the page tells it: in a sentence, and with whether a second try may help. */
import { MicrophoneError } from '../capture/microphoneError';
import { InferenceError, type InferenceErrorCode } from '../inference/client';
import type { Failure } from './state';

const MAY_WORK_NEXT_TIME: ReadonlySet<InferenceErrorCode> = new Set([
  'model-missing',
  'model-unreachable',
  'model-mismatch',
  'engine-failed',
]);

/** Whatever was thrown, as a failure that is not about a recording yet. */
export function failureOf(error: unknown): Omit<Failure, 'file'> {
  if (error instanceof MicrophoneError) return { message: error.message, retryable: false };
  if (error instanceof InferenceError) {
    return { message: error.message, retryable: MAY_WORK_NEXT_TIME.has(error.code) };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return {
    message: `Something went wrong that this page did not foresee (${detail}). Please try again.`,
    retryable: true,
  };
}
