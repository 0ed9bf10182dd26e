/** The page's two keys: Space starts and stops listening, Escape calls off what is under way, or sends an error or a notice away. */
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
      const { key, ctrlKey, altKey, metaKey, shiftKey, repeat, isComposing } = event;
      if (ctrlKey || altKey || metaKey || shiftKey || isComposing) return;
      const isOurSpace = key === ' ' && nothingHasFocus();
      if (isOurSpace) event.preventDefault(); // Space would scroll, and go on while it is held.
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
