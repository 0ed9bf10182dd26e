/**
 * Holds the model in public/model to sentences as people type them at a demo. Versions 1 to 9, whose words were those of
 * comments alone, knew few of the telling words in these and took most of the sentences for neutral.
 */
import { beforeAll, describe, expect, it } from 'vitest';

import { EMOTIONS } from '../src/emotions';
import { likeliest } from './evaluation/metrics';
import { loadEngineInNode, type NodeEngine } from './predict/nodeEngine';

describe('the shipped model', () => {
  let engine: NodeEngine;

  beforeAll(async () => {
    engine = await loadEngineInNode('public/model');
  });

  it.each([
    ['The kids were giggling all afternoon', 'happy'],
    ['I wept all night after he left', 'sad'],
    ['I am feeling down and hopeless', 'sad'],
    ['She was petrified of heights', 'fearful'],
    ['My hands are trembling, I cannot go in there', 'fearful'],
    ['This food is revolting', 'disgust'],
    ['I was astonished by the result', 'surprised'],
    ['The train leaves from platform four', 'neutral'],
    ['😡', 'angry'],
    ['😭😭', 'sad'],
    ['😂', 'happy'],
    ['😱!', 'fearful'],
    ['🤮', 'disgust'],
    ['😮', 'surprised'],
    [':)', 'happy'],
    [':(', 'sad'],
  ])('reads "%s" as %s', async (sentence, emotion) => {
    const [words = null] = await engine.reader.embedTranscripts([sentence]);
    const { probabilities } = await engine.reader.read(null, words);
    expect(EMOTIONS[likeliest(probabilities)]).toBe(emotion);
  });
});
