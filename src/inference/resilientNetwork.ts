/** A network that outlives its graphics driver: when WebGL's context is lost, the next best backend takes over. */
import { unlessGivenUp } from '../scheduling/patience';
import type { Network } from './network';

export interface RunningNetwork {
  readonly network: Network;
  /** True once what it runs on has gone away: its outputs are then worthless. */
  readonly isLost: () => boolean;
}

/**
 * How often it is looked whether the backend was lost over a call. tfjs waits for WebGL's answer without end, and from a lost
 * context none comes: `clientWaitSync` fails, which is no end to it (`createFence` in its gpgpu_context.ts, of 4.22.0).
 */
const LOOK_MILLISECONDS = 250;

/** Why a backend is no longer used, in half a sentence. */
export const DRIVER_STOPPED = 'the graphics driver stopped';

/** What `answer` gives. @throws Error soon after `isLost` tells that what is to give it has gone away. */
export function unlessLost<T>(answer: Promise<T>, isLost: () => boolean): Promise<T> {
  return unlessGivenUp(answer, (giveUp) => {
    const watch = setInterval(() => {
      if (isLost()) giveUp(new Error(DRIVER_STOPPED));
    }, LOOK_MILLISECONDS);
    return () => clearInterval(watch);
  });
}

/** Runs each call on the current network, and again on the next one if the current was lost meanwhile. */
export class ResilientNetwork implements Network {
  private replacing: Promise<void> | null = null;

  /** @param replace starts the network on the next best backend; rejects when there is none left. */
  constructor(
    private running: RunningNetwork,
    private readonly replace: () => Promise<RunningNetwork>,
  ) {}

  embedVoice(windows: readonly Float32Array[]): Promise<Float32Array[]> {
    return this.run((network) => network.embedVoice(windows));
  }

  embedWords(tokens: readonly Int32Array[]): Promise<Float32Array[]> {
    return this.run((network) => network.embedWords(tokens));
  }

  fuse(voices: readonly Float32Array[], words: readonly Float32Array[]): Promise<Float32Array[]> {
    return this.run((network) => network.fuse(voices, words));
  }

  private async run<T>(call: (network: Network) => Promise<T>): Promise<T> {
    const used = this.running;
    if (!used.isLost()) {
      try {
        const result = await unlessLost(call(used.network), used.isLost);
        if (!used.isLost()) return result;
      } catch (error) {
        if (!used.isLost()) throw error;
      }
    }
    await this.moveOnFrom(used);
    return this.run(call);
  }

  /** Several calls may find the same network lost; it is replaced once. */
  private async moveOnFrom(lost: RunningNetwork): Promise<void> {
    if (this.running !== lost) return;
    this.replacing ??= this.replace()
      .then((next) => {
        this.running = next;
      })
      .finally(() => {
        this.replacing = null;
      });
    await this.replacing;
  }
}
