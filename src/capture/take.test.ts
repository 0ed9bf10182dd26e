/** A take becomes a file that the page reads as any other, sample for sample. */
import { describe, expect, it } from 'vitest';

import { mfccOf } from '../signal/mfcc';
import { bytesOfBlob } from './byteSource';
import { decodeRecording } from './decodeRecording';
import { Take } from './take';
import { hum } from './testing';

function sixteenBit(samples: Float32Array): Int16Array<ArrayBuffer> {
  return Int16Array.from(samples, (sample) => Math.round(sample * 0x8000));
}

async function decoded(file: File): Promise<{ samples: Float32Array; durationSeconds: number; notice: string | null }> {
  const blocks: number[] = [];
  const summary = await decodeRecording(bytesOfBlob(file), { onBlock: (block) => void blocks.push(...block) });
  return { ...summary, samples: Float32Array.from(blocks) };
}

describe('Take', () => {
  it('is decoded to exactly the samples that went in', async () => {
    const samples = sixteenBit(hum(2.37, 16_000));
    samples[5] = -0x8000;
    samples[6] = 0x7fff;
    const take = new Take();
    for (let start = 0; start < samples.length; start += 1_600) take.push(samples.slice(start, start + 1_600));
    const file = take.file('take.wav');
    expect(file.name).toBe('take.wav');
    expect(file.type).toBe('audio/wav');
    const { samples: read, durationSeconds, notice } = await decoded(file);
    expect(notice).toBeNull();
    expect(durationSeconds).toBeCloseTo(take.seconds, 9);
    const heard = Float32Array.from(samples, (sample) => sample / 0x8000);
    expect(read).toEqual(heard);
    expect(mfccOf(read).data).toEqual(mfccOf(heard).data);
  });

  it('keeps no more than its maximum, and says so', async () => {
    const take = new Take(1);
    take.push(new Int16Array(15_000));
    expect(take.isFull).toBe(false);
    take.push(new Int16Array(5_000));
    take.push(new Int16Array(5_000));
    expect(take.isFull).toBe(true);
    expect(take.seconds).toBe(1);
    expect((await decoded(take.file('full.wav'))).durationSeconds).toBe(1);
  });

  it('is a valid file even when nothing was recorded', async () => {
    await expect(decoded(new Take().file('empty.wav'))).rejects.toMatchObject({ code: 'too-short' });
  });
});
