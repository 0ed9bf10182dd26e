/** A session's ear: opens and closes the microphone, has it read live, and hands on what was recorded. */
import { MINIMUM_SECONDS } from '../capture/decodeRecording';
import { MicrophoneError, type MicrophoneErrorCode } from '../capture/microphoneError';
import { RECORDING_ERRORS } from '../capture/recordingError';
import type { InferenceClient, LiveSession } from '../inference/client';
import { failureOf } from './failures';
import type { MicrophoneEvent, Microphones, OpenMicrophone } from './microphones';
import type { SessionState } from './state';
import type { SessionEvent } from './transition';

export interface ListenerOptions {
  readonly reader: Pick<InferenceClient, 'listen'>;
  readonly microphones: Microphones;
  readonly getState: () => SessionState;
  readonly dispatch: (event: SessionEvent) => void;
  /** True once the network is there; false, and said by the state, when it cannot be had. */
  readonly ensureModel: () => Promise<boolean>;
  /** Reads the transcript, unless that was done. */
  readonly readWords: () => Promise<void>;
  /** Reads what was recorded, like any recording. */
  readonly readTake: (take: File) => Promise<unknown>;
  /** A listening is over, by itself or because it was stopped, and its take was read if there was one. */
  readonly onOver: () => void;
}

export interface Listener {
  /** Opens the microphone, which must not be in use. Never rejects: a failure is shown by the state. */
  start(): Promise<void>;
  /** Takes the request for the microphone back, when it is not open yet. */
  callOff(): void;
  /** Releases the microphone, or takes the request for it back; the take is read. */
  stop(): Promise<void>;
  /** After an interruption: tries to go on. */
  resume(): Promise<void>;
  /** Has live readings that ceased, though the sound goes on, begin anew. @returns whether there were any. */
  takeUp(): boolean;
  /** Names the microphones, where the browser does. Never rejects. */
  listMicrophones(): Promise<void>;
  /** Fills `into` with the newest samples, -1..1. @returns false when none come. */
  readWaveform(into: Float32Array<ArrayBuffer>): boolean;
  /** Seconds of the take under way; 0 when there is none. */
  seconds(): number;
}

/** What ends with it the person has ended on purpose: nothing is to be said of it. */
const ON_PURPOSE: MicrophoneErrorCode = 'aborted';

/** For example 'take-2026-11-22-23-41-05-250.wav', by the person's own clock: two takes of one second differ. */
function takeName(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())];
  const clock = [two(time.getHours()), two(time.getMinutes()), two(time.getSeconds())];
  return `take-${[...day, ...clock, String(time.getMilliseconds()).padStart(3, '0')].join('-')}.wav`;
}

/** Said beside the reason why a listening ended by itself. */
const KEPT = 'What was recorded until then is kept.';

/** Why a listening has left no take. */
function noTakeNotice(seconds: number): string {
  return seconds === 0 ? 'Nothing was recorded.' : RECORDING_ERRORS.tooShort(seconds).message;
}

/** Makes a listener that does not listen yet. */
export function createListener(options: ListenerOptions): Listener {
  const { microphones, getState, dispatch } = options;
  let listenings = 0;
  let opening: AbortController | null = null;
  let microphone: OpenMicrophone | null = null;
  let live: LiveSession | null = null;
  /** True from when live readings ceased, though the microphone goes on, until they begin anew. */
  let isLiveLost = false;
  microphones.watch((listed) => dispatch({ type: 'microphones-listed', microphones: listed }));

  async function start(): Promise<void> {
    const id = ++listenings;
    const request = new AbortController();
    opening = request;
    dispatch({ type: 'listening-requested', id });
    const endedAtOnce: MicrophoneError[] = [];
    try {
      const { microphoneId } = getState();
      const opened = await microphones.open({
        deviceId: microphoneId,
        signal: request.signal,
        onEvent: (event) => {
          // It may end before it is handed over.
          if (event.type === 'ended' && microphone === null) endedAtOnce.push(event.error);
          else onMicrophoneEvent(id, event);
        },
      });
      microphone = opened;
      dispatch({ type: 'listening-started', id, details: opened.details });
      if (opened.details.chosenDeviceMissing) {
        const label = opened.details.label || 'another one';
        dispatch({ type: 'noticed', notice: `The chosen microphone is not there: this is ${label}.` });
      }
      readLive(id, opened);
      const [error] = endedAtOnce;
      if (error !== undefined) void endListening(error);
    } catch (error) {
      dispatch({ type: 'listening-ended', id, take: null });
      if (error instanceof MicrophoneError && error.code === ON_PURPOSE) return;
      dispatch({ type: 'failed', message: failureOf(error).message });
    } finally {
      opening = null;
    }
    // Only now, with the permission, do most browsers name them.
    await listMicrophones();
  }

  async function listMicrophones(): Promise<void> {
    // A browser that fails to list them has told nothing new.
    const listed = await microphones.list().catch(() => getState().microphones);
    dispatch({ type: 'microphones-listed', microphones: listed });
  }

  /** Begins the take and has its frames read; without a network the take goes on alone. */
  function readLive(id: number, opened: OpenMicrophone): void {
    const loaded = options.ensureModel();
    live?.stop();
    isLiveLost = false;
    live = options.reader.listen(opened.openFrames(), {
      onLive: (reading) => dispatch({ type: 'heard', id, live: reading }),
      onFailure: (error) => {
        isLiveLost = id === listenings;
        // When the network could not be had at all, that was said already, and better.
        void loaded.then((isLoaded) => {
          if (isLoaded) dispatch({ type: 'live-failed', id, failure: failureOf(error) });
        });
      },
    });
    void options.readWords();
  }

  function onMicrophoneEvent(id: number, event: MicrophoneEvent): void {
    switch (event.type) {
      case 'paused': {
        const pause = { message: event.message, canResume: event.reason === 'interrupted' };
        return dispatch({ type: 'listening-paused', id, pause });
      }
      case 'continued':
        return dispatch({ type: 'listening-paused', id, pause: null });
      case 'full':
        return dispatch({ type: 'failed', message: event.message });
      case 'returned':
      case 'missed':
        return dispatch({ type: 'noticed', notice: event.message });
      case 'ended':
        void endListening(event.error);
    }
  }

  /** @param error why it ended; null when the person stopped it. */
  async function endListening(error: MicrophoneError | null): Promise<void> {
    const ending = microphone;
    if (ending === null) return;
    const id = listenings;
    microphone = null;
    dispatch({ type: 'listening-stopping', id });
    live?.stop();
    live = null;
    const recorded = await ending.stop();
    // Less can never be read, and would only stand among the takes worth saving.
    const take = recorded.seconds < MINIMUM_SECONDS ? null : recorded.file(takeName(new Date()));
    dispatch({ type: 'listening-ended', id, take });
    const reading = take === null ? null : options.readTake(take);
    // After the reading has begun, as that answers the errors before it.
    if (error !== null)
      dispatch({ type: 'failed', message: take === null ? error.message : `${error.message} ${KEPT}` });
    if (take === null) dispatch({ type: 'noticed', notice: noTakeNotice(recorded.seconds) });
    await reading;
    options.onOver();
  }

  return {
    start,
    callOff: () => opening?.abort(),
    async stop() {
      opening?.abort();
      await endListening(null);
    },
    async resume() {
      await microphone?.resume();
    },
    takeUp() {
      if (!isLiveLost || microphone === null) return false;
      readLive(listenings, microphone);
      return true;
    },
    listMicrophones,
    readWaveform(into) {
      // What an analyser says that gets no sound is what it heard last.
      if (microphone === null || getState().listening?.pause) return false;
      microphone.analyser.getFloatTimeDomainData(into);
      return true;
    },
    seconds: () => microphone?.seconds ?? 0,
  };
}
