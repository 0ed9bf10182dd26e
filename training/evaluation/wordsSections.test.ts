/** What words add to a voice may be counted only where there are words. */
import { describe, expect, it } from 'vitest';

import { EMOTIONS, type Emotion } from '../../src/emotions';
import type { HeardClip } from './readings';
import { pair, pairedSection } from './wordsSections';

const certain = (emotion: Emotion) => EMOTIONS.map((each) => Number(each === emotion));

/** A clip whose voice alone is read as `read`. */
function heard(emotion: Emotion, read: Emotion, transcript: string): HeardClip {
  return {
    clip: { corpus: 'savee', id: '', path: '', emotion, speaker: 'savee-JK', sex: 'male', transcript },
    label: EMOTIONS.indexOf(emotion),
    voice: { embeddings: [new Float32Array(1)], weights: [1] },
    probabilities: certain(read),
  };
}

describe('pairedSection', () => {
  it('counts only clips whose sentence is known where they are read with their own words', async () => {
    const clips = [
      heard('sad', 'sad', 'It is raining'),
      heard('angry', 'sad', 'Who did this'),
      heard('sad', 'happy', ''),
      heard('sad', 'happy', ''),
    ];
    // Words never help this reader: with them, everything is sad.
    const reader = {
      read: () => Promise.resolve({ source: 'both' as const, probabilities: certain('sad') }),
      embedTranscripts: (texts: readonly string[]) => Promise.resolve(texts.map(() => new Float32Array(1))),
    };
    const { figures } = pairedSection(await pair(reader, clips, []));
    const figure = (name: string) => figures.find((each) => each.name === name);
    expect(figure('savee, voice alone: UAR')).toMatchObject({ value: 0.5, items: 2 });
    expect(figure('savee with its own transcripts: UAR')).toMatchObject({ value: 0.5, items: 2 });
    expect(figure('savee, own transcripts against voice alone: UAR gained')).toMatchObject({ value: 0, items: 2 });
  });

  it('says nothing of own words where none are known', async () => {
    const reader = {
      read: () => Promise.resolve({ source: 'voice' as const, probabilities: certain('sad') }),
      embedTranscripts: () => Promise.resolve([]),
    };
    const { figures } = pairedSection(await pair(reader, [heard('sad', 'sad', '')], []));
    const measured = figures.filter(({ items }) => items > 0);
    expect(measured.map(({ name }) => name).filter((name) => name.includes('transcripts'))).toEqual([]);
  });
});
