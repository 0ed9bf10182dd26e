/** A growing matrix of frames in one flat buffer, because an array per frame would keep the collector busy. */

export interface FrameMatrix {
  /** Row-major values, `frames * width` of them. */
  readonly data: Float32Array;
  readonly frames: number;
  readonly width: number;
}

/** A view (no copy) of rows `start` to `end`, `end` excluded. */
export function sliceFrames(matrix: FrameMatrix, start: number, end: number): FrameMatrix {
  return {
    data: matrix.data.subarray(start * matrix.width, end * matrix.width),
    frames: end - start,
    width: matrix.width,
  };
}

/** A copy of the rows with these numbers, in their order. */
export function pickFrames(matrix: FrameMatrix, frames: Uint32Array): FrameMatrix {
  const { width } = matrix;
  const data = new Float32Array(frames.length * width);
  frames.forEach((frame, row) => data.set(matrix.data.subarray(frame * width, (frame + 1) * width), row * width));
  return { data, frames: frames.length, width };
}

/** Collects rows of equal width; its buffer doubles when full. */
export class FrameCollector {
  private data: Float32Array;
  private count = 0;

  constructor(
    private readonly width: number,
    initialFrames = 256,
  ) {
    this.data = new Float32Array(width * initialFrames);
  }

  /** Copies one row of `width` values in. */
  push(row: ArrayLike<number>): void {
    const offset = this.count * this.width;
    if (offset + this.width > this.data.length) {
      const larger = new Float32Array(this.data.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data.set(row, offset);
    this.count += 1;
  }

  /** The rows so far, as a view that stays valid until the next push. */
  matrix(): FrameMatrix {
    return {
      data: this.data.subarray(0, this.count * this.width),
      frames: this.count,
      width: this.width,
    };
  }

  /** Forgets the first `frames` rows, so that a two-hour file needs no more memory than one window. */
  dropFirst(frames: number): void {
    this.data.copyWithin(0, frames * this.width, this.count * this.width);
    this.count -= frames;
  }
}
