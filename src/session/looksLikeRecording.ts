/** Tells recordings from other files by type and name alone, to choose among several: what is inside is for the reading to say. */

/** Endings of names that systems know no type for. */
const ENDINGS = ['wav', 'mp3', 'm4a', 'aac', 'ogg', 'oga', 'opus', 'flac', 'webm', 'weba', 'mp4', 'mov', 'mkv', 'mka'];
const NAMES = new RegExp(`\\.(${ENDINGS.join('|')})$`, 'i');

/** The same for a file picker, which grays out whatever it does not name: types, and endings with their dot. */
export const ACCEPTED_BY_PICKER = ['audio/*', 'video/mp4', 'video/webm', ...ENDINGS.map((ending) => `.${ending}`)].join(
  ',',
);

/** True for sound, and for video, which may have sound. */
export function looksLikeRecording({ type, name }: Pick<File, 'type' | 'name'>): boolean {
  return /^(audio|video)\//.test(type) || NAMES.test(name);
}
