/** A network that outlives its graphics driver: when WebGL's context is lost, the next best backend takes over. */
import type { Network } from './network';

export interface RunningNetwork {
  readonly network: Network;
  /** True once what it runs on has gone away: its outputs are then worthless. */
  readonly isLost: () => boolean;
}

/** Runs each call on the current network, and again on the next one if the current was lost meanwhile. */
export class ResilientNetwork implements Network {
  private replacing: Promise<RunningNetwork> | null = null;

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
        const result = await call(used.network);
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
    this.replacing ??= this.replace().finally(() => {
      this.replacing = null;
    });
    this.running = await this.replacing;
  }
}
