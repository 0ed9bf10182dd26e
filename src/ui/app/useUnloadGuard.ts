/** Has the browser ask before it closes or reloads a page that holds the only copy of what somebody said. */
import { useEffect } from 'react';
import { holdsUnsavedTake } from '../../session/state';
import { useSessionState } from '../sessionContext';

export function useUnloadGuard(): void {
  const guarded = useSessionState(holdsUnsavedTake);
  useEffect(() => {
    // Only while there is something to lose: a page with this listener cannot be kept for "back".
    if (!guarded) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [guarded]);
}
