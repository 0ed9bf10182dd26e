/** A take as a WAV file, without another copy of its samples, and how long such a file is. */

const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;
const PCM = 1;

/**
 * A 16-bit mono WAV of chunks of samples in order.
 *
 * @param sampleRate Hz.
 */
export function wavBlob(chunks: readonly Int16Array<ArrayBuffer>[], sampleRate: number): Blob {
  const dataBytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (offset: number, characters: string): void => {
    for (let index = 0; index < characters.length; index += 1) {
      header.setUint8(offset + index, characters.charCodeAt(index));
    }
  };
  text(0, 'RIFF');
  header.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, 'WAVE');
  text(12, 'fmt ');
  header.setUint32(16, 16, true); // bytes of this chunk
  header.setUint16(20, PCM, true);
  header.setUint16(22, 1, true); // channels
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * BYTES_PER_SAMPLE, true);
  header.setUint16(32, BYTES_PER_SAMPLE, true); // bytes of a frame of all channels
  header.setUint16(34, BYTES_PER_SAMPLE * 8, true);
  text(36, 'data');
  header.setUint32(40, dataBytes, true);
  // The samples go in as they lie in memory: every machine that runs a browser is little-endian, as WAV is.
  return new Blob([header.buffer, ...chunks], { type: 'audio/wav' });
}

/**
 * Seconds of sound in a file that {@link wavBlob} made.
 *
 * @param bytes of the whole file.
 * @param sampleRate Hz.
 */
export function wavSeconds(bytes: number, sampleRate: number): number {
  return Math.max(0, bytes - HEADER_BYTES) / (sampleRate * BYTES_PER_SAMPLE);
}
