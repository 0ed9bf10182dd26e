/** The audio thread's code on its way into an audio context, also when the connection has gone since the page came. */
import listeningWorkletUrl from './listening.worklet.ts?worker&url';
import { microphoneError } from './microphoneError';

/** The code, from when it could be fetched. */
let kept: Blob | null = null;

/** Fetches the code before somebody needs it. Never rejects: there will be another try when it is needed. */
export async function keepListeningWorklet(): Promise<void> {
  try {
    const response = await fetch(listeningWorkletUrl);
    if (response.ok) kept = await response.blob();
  } catch {
    // No connection; said once somebody wants to listen.
  }
}

/** @throws MicrophoneError: the browser's own, an AbortError, is also what a microphone in use gives. */
export async function addListeningWorklet({ audioWorklet }: AudioContext): Promise<void> {
  try {
    await audioWorklet.addModule(listeningWorkletUrl).catch((error: unknown) => addKept(audioWorklet, error));
  } catch (error) {
    throw microphoneError('worklet-unreachable', error);
  }
}

async function addKept(audioWorklet: AudioWorklet, failure: unknown): Promise<void> {
  if (kept === null) throw failure;
  const url = URL.createObjectURL(kept);
  try {
    await audioWorklet.addModule(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
