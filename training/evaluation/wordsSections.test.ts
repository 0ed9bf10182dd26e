/** What words add to a voice may be counted only where there are words. */
import { describe, expect, it } from 'vitest';

import { EMOTIONS, type Emotion } from '../../src/emotions';
import type { Words } from '../../src/inference/words';
import { likeliest } from './metrics';
import type { HeardClip, Judged, ReadText } from './readings';
import { conflictSection, pair, pairedSection } from './wordsSections';

const certain = (emotion: Emotion) => EMOTIONS.map((each) => Number(each === emotion));

/** A clip whose voice alone is read as `read`. */
function heard(emotion: Emotion, read: Emotion, transcript: string): HeardClip {
  return {
    clip: { corpus: 'savee', id: '', path: '', emotion, speaker: 'savee-JK', sex: 'male', transcript },
    label: EMOTIONS.indexOf(emotion),
    voice: { embeddings: [new Float32Array(1)], weights: [1], isFound: true },
    probabilities: certain(read),
  };
}

/** A text of one emotion, of words that tell it. */
function textOf(emotion: Emotion): ReadText {
  return {
    text: { id: emotion, text: emotion, emotions: [emotion] },
    words: { embedding: Float32Array.of(EMOTIONS.indexOf(emotion)), areKnown: true },
    probabilities: certain(emotion),
  };
}

describe('pair', () => {
  // With words, what they tell is read.
  const reader = {
    read: (_voice: unknown, words: Words | null) =>
      Promise.resolve({
        source: 'both' as const,
        probabilities: EMOTIONS.map((_, label) => Number(label === words?.embedding[0])),
      }),
    embedTranscripts: () => Promise.resolve([]),
  };
  const texts = EMOTIONS.filter((emotion) => emotion !== 'calm').map(textOf);
  const readAs = ({ readings }: Judged) => readings.map((row) => EMOTIONS[likeliest(row)]);

  it('gives a voice texts of its own emotion, and a calm one neutral texts', async () => {
    const clips = (['calm', 'happy', 'surprised'] as const).map((emotion) => heard(emotion, 'sad', ''));
    const { congruent, wordsAlone } = await pair(reader, clips, texts);
    const each = (emotion: Emotion) => Array.from({ length: congruent.items.length / 3 }, () => emotion);
    expect(readAs(congruent.readings)).toEqual([...each('neutral'), ...each('happy'), ...each('surprised')]);
    expect(wordsAlone).toEqual(congruent.readings);
  });

  it('sets happy voices against what opposes them, and those against happy texts', async () => {
    const opposed = ['sad', 'angry', 'fearful', 'disgust'];
    const happy = Array.from({ length: 40 }, () => heard('happy', 'happy', ''));
    const clips = [...happy, heard('sad', 'sad', ''), heard('disgust', 'disgust', ''), heard('neutral', 'neutral', '')];
    const pairs = await pair(reader, clips, texts);
    const words = readAs(pairs.conflict.readings);
    expect([...new Set(words.slice(0, 40))].sort()).toEqual([...opposed].sort());
    expect(words.slice(40)).toEqual(['happy', 'happy']);

    const sure = (from: number) => conflictSection(pairs, { voice: 1, words: 1, both: from }).figures;
    const share = (from: number) => sure(from).find(({ name }) => name.startsWith('in conflict: share'));
    expect(share(1)).toMatchObject({ value: 1, items: 42 });
    expect(share(1.1)).toMatchObject({ value: 0, items: 42 });
  });
});

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
      embedTranscripts: (texts: readonly string[]) =>
        Promise.resolve(texts.map(() => ({ embedding: new Float32Array(1), areKnown: true }))),
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
