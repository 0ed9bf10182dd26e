/** The emotions have their colours in both themes, in browsers that are some years old as well. */
import { expect, it } from 'vitest';
import { EMOTION_APPEARANCE, EMOTIONS } from '../emotions';
import { EMOTION_COLOUR_SHEET } from './emotionColours';

it('declares all eight for light and dark without newer functions of CSS', () => {
  const [light, dark] = EMOTION_COLOUR_SHEET.split('@media (prefers-color-scheme:dark)');
  for (const emotion of EMOTIONS) {
    expect(light).toContain(`--${emotion}:${EMOTION_APPEARANCE[emotion].colourOnLight}`);
    expect(dark).toContain(`--${emotion}:${EMOTION_APPEARANCE[emotion].colourOnDark}`);
  }
  expect(EMOTION_COLOUR_SHEET).not.toContain('light-dark');
});
