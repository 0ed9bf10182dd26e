/** Has the browser ask before it closes or reloads a page that holds the only copy of what somebody said. */
import { useEffect } from 'react';
import { holdsUnsavedTake } from '../../session/state';
import { useSessionState } from '../sessionContext';

/** Has the browser ask whether the page may go. */
export function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Chromium before 119 heeds nothing else.
  event.returnValue = true;
}

/** Draws nothing; it stands beside the page, not in it, as a take is as much to be lost where the page cannot be drawn. */
export function UnloadGuard(): null {
  const guarded = useSessionState(holdsUnsavedTake);
  useEffect(() => {
    // Only while there is something to lose: a page with this listener cannot be kept for "back".
    if (!guarded) return;
    window.addEventListener('beforeunload', askBeforeLeaving);
    return () => window.removeEventListener('beforeunload', askBeforeLeaving);
  }, [guarded]);
  return null;
}
