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

/** The bytes from `start` on, for reading numbers. */
export async function readView(source: ByteSource, start: number, length: number): Promise<DataView> {
  const bytes = await source.read(start, start + length);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What file formats are told by: four bytes as text. */
export function fourCharacters(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));
}

/** Bytes that are in memory already. */
export function bytesOf(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (start, end) => Promise.resolve(bytes.slice(start, end)) };
}

/** The bytes of `source` from `from` to `to`, `to` excluded. */
export function sliceOf(source: ByteSource, from: number, to: number): ByteSource {
  return { size: to - from, read: (start, end) => source.read(from + start, from + end) };
}

/** The bytes of `first`, and then those of `second`. */
export function joined(first: ByteSource, second: ByteSource): ByteSource {
  return {
    size: first.size + second.size,
    read: async (start, end) => {
      if (end <= first.size) return first.read(start, end);
      if (start >= first.size) return second.read(start - first.size, end - first.size);
      const both = new Uint8Array(end - start);
      both.set(await first.read(start, first.size));
      both.set(await second.read(0, end - first.size), first.size - start);
      return both;
    },
  };
}
