/** Hands the one session down to the panels. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Session } from '../session/session';
import type { SessionState } from '../session/state';

export const SessionContext = createContext<Session | null>(null);

/** The session's actions. Throws outside of a SessionContext. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('A panel was drawn outside of the session.');
  return session;
}

/** A part of the session's state; the panel is drawn again when that part changes. `select` must not make new objects. */
export function useSessionState<Part>(select: (state: SessionState) => Part): Part {
  return useStore(useSession().store, select);
}
