/** A button that may go by itself while it has the focus: the Space meant for it must not become the page's own. */
import { useLayoutEffect, useRef, type ComponentProps } from 'react';
import { FILE_INPUT_ID, handOnFocus } from './handOnFocus';

/**
 * Hands its focus on to the file input when it goes, whatever takes it away. There a Space that comes too late only asks
 * for a file; on the button to listen it would start or end a recording.
 */
export function PassingButton(
  props: Pick<ComponentProps<'button'>, 'aria-label' | 'className' | 'onClick' | 'children'>,
) {
  const ref = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const button = ref.current;
    // Of all effects, only a layout effect's end comes while the button is still in the document, and so has the focus.
    // StrictMode's trial of it comes right after mounting, before anybody can have given the button the focus.
    return () => {
      if (button !== null && button === document.activeElement) handOnFocus(FILE_INPUT_ID);
    };
  }, []);
  return <button ref={ref} type="button" {...props} />;
}
