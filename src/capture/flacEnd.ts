/** Makes room behind a FLAC file's last frame, which mediabunny passes over when it is of silence and so very short. */
import { bytesOf, fourCharacters, joined, readView, type ByteSource } from './byteSource';

/**
 * mediabunny reads no frame of under 16 bytes at the end of a file; the shortest has 10. Not zeros, with which a frame
 * may end: the decoder must know the filling again, for libflac would keep it for the beginning of the next file.
 */
const FILLING = new TextEncoder().encode('no FLAC');

/** The file with the filling behind it; null unless it is a FLAC. */
export async function withRoomAtEnd(source: ByteSource): Promise<ByteSource | null> {
  if (source.size < 4 || fourCharacters(await readView(source, 0, 4), 0) !== 'fLaC') return null;
  return joined(source, bytesOf(FILLING));
}

/** A frame as it is in the file. */
export function withoutRoom(frame: Uint8Array): Uint8Array {
  const end = frame.length - FILLING.length;
  return FILLING.every((byte, index) => frame[end + index] === byte) ? frame.subarray(0, end) : frame;
}
