/** The page's keys: Space starts and stops listening, Escape calls off or sends away, and Enter presses a button once. */
import { useEffect } from 'react';
import { isCancellable } from '../../session/state';
import { useSession } from '../sessionContext';
import { toggleListening } from '../toggleListening';

/** Nothing on the page has the focus, so that Space is nobody's own key. */
function nothingHasFocus(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

export function useShortcuts(): void {
  const session = useSession();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const { key, ctrlKey, altKey, metaKey, shiftKey, repeat, isComposing, target } = event;
      if (ctrlKey || altKey || metaKey || shiftKey || isComposing) return;
      const isOurSpace = key === ' ' && nothingHasFocus();
      if (isOurSpace) event.preventDefault(); // Space would scroll, and go on while it is held.
      // Held on a button, Enter would press it again and again, as browsers have it, and turn the microphone on and off.
      if (repeat && key === 'Enter' && !(target instanceof HTMLTextAreaElement)) event.preventDefault();
      if (repeat) return;
      const state = session.store.getState();
      if (isOurSpace) {
        toggleListening(session);
      } else if (key === 'Escape') {
        if (isCancellable(state) || state.phase === 'asking') session.cancel();
        else if (state.failure !== null) session.dismissFailure();
        else session.dismissNotice();
      }
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [session]);
}
