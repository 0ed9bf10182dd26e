/** Draws panels without a browser, as markup of one state of the session. */
import { createElement, type ComponentType } from 'react';
import { renderToString } from 'react-dom/server';
import { createStore } from 'zustand/vanilla';
import type { Session } from '../session/session';
import { INITIAL_STATE, type SessionState } from '../session/state';
import { SessionContext } from './sessionContext';

/** A session that stays in a state, and can do nothing. */
export function fakeSession(state: Partial<SessionState>): Session {
  const store = createStore<SessionState>()(() => ({ ...INITIAL_STATE, ...state }));
  return { store } as Partial<Session> as Session;
}

/** The markup of a panel that is drawn in a state. */
export function markupOf(panel: ComponentType, state: Partial<SessionState>): string {
  return renderToString(createElement(SessionContext, { value: fakeSession(state) }, createElement(panel)));
}
