/** The eight emotions: their order, names and colours. The only place that lists them. */

/** RAVDESS's names in RAVDESS's order, which is the order of the network's outputs everywhere. */
export const EMOTIONS = ['neutral', 'calm', 'happy', 'sad', 'angry', 'fearful', 'disgust', 'surprised'] as const;

export type Emotion = (typeof EMOTIONS)[number];

/** One number for each emotion, in the order of {@link EMOTIONS}. */
export type EmotionVector = readonly number[];

/** How an emotion looks and is spoken of on the page. */
export interface EmotionAppearance {
  /** The word that completes "it comes across as …". */
  readonly displayName: string;
  /** On a light ground: at least 4:1 against #f6f6f2, so that it carries large type and meters (WCAG 2.2 AA asks 3:1). */
  readonly colourOnLight: string;
  /** On a dark ground: at least 7:1 against #14161a. */
  readonly colourOnDark: string;
}

export const EMOTION_APPEARANCE: Readonly<Record<Emotion, EmotionAppearance>> = {
  neutral: { displayName: 'neutral', colourOnLight: '#69707c', colourOnDark: '#aab2bf' },
  calm: { displayName: 'calm', colourOnLight: '#1f8278', colourOnDark: '#5fcdbd' },
  happy: { displayName: 'happy', colourOnLight: '#a86a00', colourOnDark: '#f6c14e' },
  sad: { displayName: 'sad', colourOnLight: '#2f66b3', colourOnDark: '#82b4f5' },
  angry: { displayName: 'angry', colourOnLight: '#c2332a', colourOnDark: '#ff7f6e' },
  fearful: { displayName: 'fearful', colourOnLight: '#7446bd', colourOnDark: '#bb9ffa' },
  disgust: { displayName: 'disgusted', colourOnLight: '#567a16', colourOnDark: '#aed05c' },
  surprised: { displayName: 'surprised', colourOnLight: '#b8327f', colourOnDark: '#f78dc6' },
};
