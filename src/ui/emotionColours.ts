/** Turns the emotions' colours into CSS custom properties that follow the reader's light or dark theme. */
import type { CSSProperties } from 'react';
import { EMOTION_APPEARANCE, EMOTIONS, type Emotion } from '../emotions';

/** The custom property that holds an emotion's colour, for use in a style: `var(--angry)`. */
export function emotionColour(emotion: Emotion): string {
  return `var(--${emotion})`;
}

/** The declarations of all eight, for the outermost element. */
export const EMOTION_COLOUR_PROPERTIES = Object.fromEntries(
  EMOTIONS.map((emotion) => {
    const { colourOnLight, colourOnDark } = EMOTION_APPEARANCE[emotion];
    return [`--${emotion}`, `light-dark(${colourOnLight}, ${colourOnDark})`];
  }),
) as CSSProperties; // React's type does not list custom properties, which it passes on as they are.

/** Declares `--mood`, the colour of the likeliest emotion, for everything inside; null means none. */
export function moodProperty(emotion: Emotion | null): CSSProperties {
  return { '--mood': emotion === null ? 'transparent' : emotionColour(emotion) } as CSSProperties; // As above.
}
