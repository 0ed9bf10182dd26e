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

/** The bytes of `source` before `size`. */
export function beginningOf(source: ByteSource, size: number): ByteSource {
  return { size, read: (start, end) => source.read(start, end) };
}

/** The bytes of `source`, and then those of `more`. */
export function withBytesBehind(source: ByteSource, more: Uint8Array): ByteSource {
  return {
    size: source.size + more.length,
    read: async (start, end) => {
      if (end <= source.size) return source.read(start, end);
      const ownEnd = Math.max(start, source.size);
      const both = new Uint8Array(end - start);
      if (start < source.size) both.set(await source.read(start, source.size));
      both.set(more.subarray(ownEnd - source.size, end - source.size), ownEnd - start);
      return both;
    },
  };
}

/** A header made up, and after it the bytes of `source` from `start` to `end`. */
export function withHeader(
  header: Uint8Array,
  source: ByteSource,
  { start: bodyStart, end: bodyEnd }: { readonly start: number; readonly end: number },
): ByteSource {
  const inBody = (position: number): number => bodyStart + Math.max(0, position - header.length);
  return {
    size: header.length + bodyEnd - bodyStart,
    read: async (start, end) => {
      if (end <= header.length) return header.slice(start, end);
      const body = await source.read(inBody(start), inBody(end));
      if (start >= header.length) return body;
      const both = new Uint8Array(end - start);
      both.set(header.subarray(start));
      both.set(body, header.length - start);
      return both;
    },
  };
}
