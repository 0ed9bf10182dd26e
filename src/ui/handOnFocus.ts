/** Where the focus goes when its button goes: left to the page itself, the next Space would start or stop the microphone. */

/** Ids of what is always there to take the focus. */
export const FILE_INPUT_ID = 'audio-file';
export const LISTEN_BUTTON_ID = 'listen';

/** Gives the focus to the element `id`, then does what takes the button away, unless something else does. */
export function handOnFocus(id: string, action?: () => void): void {
  // On a phone the reading fills the screen and the picker lies below: the page must not scroll away from what is read.
  document.getElementById(id)?.focus({ preventScroll: true });
  action?.();
}
