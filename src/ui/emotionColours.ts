/** Turns the emotions' colours into CSS custom properties that follow the reader's light or dark theme. */
import type { CSSProperties } from 'react';
import { EMOTION_APPEARANCE, EMOTIONS, type Emotion, type EmotionAppearance } from '../emotions';

/** The custom property that holds an emotion's colour, for use in a style: `var(--angry)`. */
export function emotionColour(emotion: Emotion): string {
  return `var(--${emotion})`;
}

function declarations(colour: keyof EmotionAppearance): string {
  return `:root{${EMOTIONS.map((emotion) => `--${emotion}:${EMOTION_APPEARANCE[emotion][colour]}`).join(';')}}`;
}

/** The declarations of all eight. Not by light-dark(), which the build makes plain for older browsers in files only. */
export const EMOTION_COLOUR_SHEET = `${declarations('colourOnLight')}@media (prefers-color-scheme:dark){${declarations('colourOnDark')}}`;

/** Declares `--mood`, the colour of the likeliest emotion, for everything inside; null means none. */
export function moodProperty(emotion: Emotion | null): CSSProperties {
  return { '--mood': emotion === null ? 'transparent' : emotionColour(emotion) } as CSSProperties; // React's type lists no custom properties.
}
