/** What can go wrong with a microphone, as types to tell apart and sentences for the person at the screen. */

export type MicrophoneErrorCode =
  /** The page is not on https, so the browser hides its microphones. */
  | 'insecure-context'
  /** The browser has no Web Audio worklets or no microphones for pages. */
  | 'unsupported'
  | 'permission-denied'
  | 'permission-dismissed'
  /** Withdrawn while listening. */
  | 'permission-revoked'
  | 'no-device'
  | 'device-in-use'
  /** Unplugged or switched off while listening. */
  | 'device-lost'
  /** The page was left or closed while listening. */
  | 'page-left'
  /** The part of the page that runs on the audio thread could not be fetched. */
  | 'worklet-unreachable'
  /** It could not be opened, for no reason that browsers have a name for. */
  | 'opening-failed'
  /** The browser's sound system failed while listening. */
  | 'audio-failed'
  /** Stopped before the microphone was open. */
  | 'aborted';

/** `message` says what happened and what to do. */
export class MicrophoneError extends Error {
  constructor(
    readonly code: MicrophoneErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'MicrophoneError';
  }
}

const SENTENCES: Readonly<Record<MicrophoneErrorCode, string>> = {
  'insecure-context':
    'Browsers give a page the microphone only over a secure connection, and this page was opened without one. Open it with https:// in front, or on this machine as http://localhost; recordings can be read from files meanwhile.',
  unsupported:
    'This browser cannot listen live. Please use a current Firefox, Chrome, Edge or Safari; recordings can be read from files meanwhile.',
  'permission-denied':
    'This page may not use the microphone. Allow it by the icon beside the address (and in the system’s privacy settings), then start again.',
  'permission-dismissed':
    'The browser asked whether this page may use the microphone and got no answer. Start again and choose “Allow”.',
  'permission-revoked':
    'The permission to use the microphone was withdrawn, so listening stopped. To go on, allow it again and start anew.',
  'no-device': 'No microphone was found. Plug one in or switch it on, then start again.',
  'device-in-use':
    'The microphone cannot be opened: another program is probably using it. Close that program or choose another microphone, then start again.',
  'device-lost':
    'The microphone went away: it was unplugged or switched off. Plug it in or choose another one, then start again.',
  'page-left': 'Listening stopped when you left this page.',
  'worklet-unreachable':
    'The part of this page that listens could not be fetched. Check the connection, then start again; if that does not help, reload the page, of which there may be a newer version. Recordings can be read from files meanwhile.',
  'opening-failed':
    'The browser could not open the microphone, for a reason that this page does not know. Start again, or choose another microphone; recordings can be read from files meanwhile.',
  'audio-failed': 'The browser’s sound system stopped working. Start again, and if it happens again, reload the page.',
  aborted: 'Opening the microphone was stopped.',
};

export function microphoneError(code: MicrophoneErrorCode, cause?: unknown): MicrophoneError {
  return new MicrophoneError(code, SENTENCES[code], { cause });
}

/**
 * What browsers tell errors apart by; empty where there is none. Not every one is an Error: Safari's
 * OverconstrainedError was none until 2026 (WebKit's pull request 68111).
 */
export function nameOfError(error: unknown): string {
  return textIn(error, 'name');
}

function textIn(error: unknown, property: 'name' | 'message'): string {
  if (typeof error !== 'object' || error === null) return '';
  const text = (error as Record<string, unknown>)[property];
  return typeof text === 'string' ? text : '';
}

/**
 * Names what `getUserMedia` or the audio graph threw when the microphone was opened.
 *
 * @param permission the state of the permission right afterwards; null where the browser does not tell.
 */
export function microphoneErrorOf(error: unknown, permission: PermissionState | null): MicrophoneError {
  if (error instanceof MicrophoneError) return error;
  switch (nameOfError(error)) {
    case 'NotAllowedError':
      // One name for "no" and for closing the question. The permission still asks after the latter; Chrome says it, too.
      return microphoneError(
        permission === 'prompt' || /dismissed/i.test(textIn(error, 'message'))
          ? 'permission-dismissed'
          : 'permission-denied',
        error,
      );
    case 'SecurityError':
      return microphoneError('permission-denied', error);
    case 'NotFoundError':
    case 'OverconstrainedError':
      return microphoneError('no-device', error);
    case 'NotReadableError':
    case 'AbortError':
      return microphoneError('device-in-use', error);
    default:
      return microphoneError('opening-failed', error);
  }
}
