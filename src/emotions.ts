/** The eight emotions: their order, names and colours. The only place that lists them. */

/** RAVDESS's names in RAVDESS's order, which is the order of the network's outputs everywhere. */
export const EMOTIONS = ['neutral', 'calm', 'happy', 'sad', 'angry', 'fearful', 'disgust', 'surprised'] as const;

export type Emotion = (typeof EMOTIONS)[number];

/** One number for each emotion, in the order of {@link EMOTIONS}. */
export type EmotionVector = readonly number[];
