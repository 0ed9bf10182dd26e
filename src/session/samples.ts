/** Recordings the site brings along, for somebody who has none at hand. Made by scripts/makeSamples.ts with espeak-ng. */

export interface Sample {
  /** What its button says. */
  readonly title: string;
  /** Also its name in public/samples. */
  readonly fileName: string;
  /** What is said in it. */
  readonly words: string;
}

/** What all of them are, and how such files begin. */
const TYPE = 'audio/wav';
const FIRST_CHARACTERS = 'RIFF';

export const SAMPLES: readonly Sample[] = [
  { title: 'Leave me alone!', fileName: 'leave-me-alone.wav', words: 'Leave me alone! I hate this!' },
  { title: 'We really won!', fileName: 'we-really-won.wav', words: 'We won! This is amazing, we really won!' },
  { title: 'So quiet now', fileName: 'so-quiet-now.wav', words: 'I miss her. The house is so quiet now.' },
];

/** @throws when it does not come, or something else in its place: some hosts answer every address with their start page. */
export async function fetchSample({ fileName }: Sample, signal: AbortSignal): Promise<File> {
  const response = await fetch(`samples/${fileName}`, { signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const recording = await response.blob();
  const begin = await recording.slice(0, FIRST_CHARACTERS.length).text();
  if (begin !== FIRST_CHARACTERS) throw new Error(`no ${TYPE}`);
  // Whatever the host calls it: Safari plays nothing from memory that has no type.
  return new File([recording], fileName, { type: TYPE });
}
