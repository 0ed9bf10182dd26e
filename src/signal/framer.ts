/** Cuts a stream of sample blocks of any length into overlapping frames. */

/**
 * Frames start every `hopLength` samples and are `frameLength` long. The frames do not depend on how the stream is
 * cut into blocks. A last, incomplete frame is not emitted.
 */
export class Framer {
  private readonly buffer: Float32Array;
  private filled = 0;

  /** @throws RangeError unless 0 < hopLength <= frameLength. */
  constructor(
    private readonly frameLength: number,
    private readonly hopLength: number,
  ) {
    if (!(hopLength > 0 && hopLength <= frameLength)) {
      throw new RangeError(`hop ${hopLength} must lie in 1..${frameLength}`);
    }
    this.buffer = new Float32Array(frameLength);
  }

  /**
   * Takes any number of samples and calls `onFrame` for each frame they complete. The frame passed is the framer's
   * own buffer: valid during the call only.
   */
  push(samples: Float32Array, onFrame: (frame: Float32Array) => void): void {
    let read = 0;
    while (read < samples.length) {
      const taken = Math.min(this.frameLength - this.filled, samples.length - read);
      this.buffer.set(samples.subarray(read, read + taken), this.filled);
      this.filled += taken;
      read += taken;
      if (this.filled === this.frameLength) {
        onFrame(this.buffer);
        this.buffer.copyWithin(0, this.hopLength);
        this.filled -= this.hopLength;
      }
    }
  }
}
