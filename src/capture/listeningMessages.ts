/** What the page, the listening worklet and whoever reads its frames say to each other. */
import type { FrameBatch } from '../signal/listening';

/** The name under which the worklet registers its processor. */
export const LISTENING_PROCESSOR = 'listening';

/** Its outputs. Silence goes to the loudspeaker, without which not every browser runs it; what is heard is for drawing. */
export const WORKLET_OUTPUTS = { silent: 0, mixed: 1 } as const;

export type MessageToWorklet =
  /** Send frames to this port from now on, and no longer to a former one. Listening begins with the first. */
  | { readonly type: 'send-frames'; readonly port: MessagePort }
  /** Give out what is held back, and listen no more. */
  | { readonly type: 'finish' };

export type MessageFromWorklet =
  /** Sound flows: the blocks that browsers skip while they connect the microphone are over. */
  | { readonly type: 'started' }
  | { readonly type: 'samples'; readonly samples: Int16Array<ArrayBuffer> }
  /** The answer to 'finish': no samples come after it. */
  | { readonly type: 'finished' };

/** What comes out of the port of 'send-frames'. */
export interface FramesMessage extends FrameBatch {
  /** Seconds of sound that the browser skipped since listening began, counted by its own clock of samples. */
  readonly missedSeconds: number;
}
