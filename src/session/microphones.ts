/** What a session needs of the microphones of a browser; tests give fake ones. */
import type { listMicrophones, watchMicrophones } from '../capture/devices';
import type { Microphone, MicrophoneOptions } from '../capture/microphone';
import type { Take } from '../capture/take';

export type { MicrophoneEvent } from '../capture/microphone';

/** A microphone that is listening, until it is stopped. */
export interface OpenMicrophone extends Pick<Microphone, 'details' | 'seconds' | 'openFrames' | 'resume'> {
  readonly analyser: Pick<AnalyserNode, 'getFloatTimeDomainData'>;
  stop(): Promise<Pick<Take, 'seconds' | 'file'>>;
}

export interface Microphones {
  /** Fetches what listening needs, so that the connection may go. Never rejects. */
  readonly prepare: () => Promise<void>;
  /** As `Microphone.open`. */
  readonly open: (options: MicrophoneOptions) => Promise<OpenMicrophone>;
  readonly list: typeof listMicrophones;
  readonly watch: typeof watchMicrophones;
}
