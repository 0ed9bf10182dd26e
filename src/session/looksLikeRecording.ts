/** Tells recordings from other files by type and name alone, to choose among several: what is inside is for the reading to say. */

/** Endings of names that systems know no type for. */
const NAMES = /\.(wav|mp3|m4a|aac|ogg|oga|opus|flac|webm|weba|mp4|mov|mkv|mka)$/i;

/** True for sound, and for video, which may have sound. */
export function looksLikeRecording({ type, name }: Pick<File, 'type' | 'name'>): boolean {
  return /^(audio|video)\//.test(type) || NAMES.test(name);
}
