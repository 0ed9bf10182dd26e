/** For what may go by itself while it has the focus: a key meant for it must not become the page's own. */
import { useLayoutEffect, type RefObject } from 'react';
import { FILE_INPUT_ID, handOnFocus } from './handOnFocus';

/**
 * Hands an element's focus on to the file input when the component that calls this goes, whatever takes it away. There a
 * Space that comes too late only asks for a file; on the button to listen it would start or end a recording.
 */
export function usePassingFocus(ref: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = ref.current;
    // Of all effects, only a layout effect's end comes while the element is still in the document, and so has the focus.
    // StrictMode's trial of it comes right after mounting, before anybody can have given the element the focus.
    return () => {
      if (element !== null && element === document.activeElement) handOnFocus(FILE_INPUT_ID);
    };
  }, [ref]);
}
