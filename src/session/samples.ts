/** Recordings the site brings along, for somebody who has none at hand. Made by scripts/makeSamples.ts with espeak-ng. */

export interface Sample {
  /** What its button says. */
  readonly title: string;
  /** Also its name in public/samples. */
  readonly fileName: string;
  /** What is said in it. */
  readonly words: string;
}

/** What all of them are. */
export const SAMPLE_TYPE = 'audio/wav';

export const SAMPLES: readonly Sample[] = [
  { title: 'Leave me alone!', fileName: 'leave-me-alone.wav', words: 'Leave me alone! I hate this!' },
  { title: 'We really won!', fileName: 'we-really-won.wav', words: 'We won! This is amazing, we really won!' },
  { title: 'So quiet now', fileName: 'so-quiet-now.wav', words: 'I miss her. The house is so quiet now.' },
];
