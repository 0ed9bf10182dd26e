/** Bytes of a file wherever it lies, read piece by piece: a Blob in the page, an open file in Node. */
import { RECORDING_ERRORS } from './recordingError';

export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** The bytes from `start` to `end`, `end` excluded, where 0 <= start <= end <= size. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** @throws RecordingError 'unreadable' when the file behind the blob is gone or was changed. */
export async function readBlob(blob: Blob): Promise<ArrayBuffer> {
  try {
    return await blob.arrayBuffer();
  } catch (error) {
    throw RECORDING_ERRORS.unreadable(error);
  }
}

/** Reads as {@link readBlob}. */
export function bytesOfBlob(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (start, end) => new Uint8Array(await readBlob(blob.slice(start, end))),
  };
}

/** The same bytes with those from `offset` on replaced by `replacement`. */
export function withBytesReplaced(source: ByteSource, offset: number, replacement: Uint8Array): ByteSource {
  return {
    size: source.size,
    read: async (start, end) => {
      const from = Math.max(start, offset);
      const to = Math.min(end, offset + replacement.length);
      const bytes = await source.read(start, end);
      if (from >= to) return bytes;
      const replaced = bytes.slice();
      replaced.set(replacement.subarray(from - offset, to - offset), from - start);
      return replaced;
    },
  };
}
