/** What the button and Space have in common: they start the microphone, or stop it. */
import type { Session } from '../session/session';

type Toggled = Pick<Session, 'store' | 'startListening' | 'stopListening'>;

/** Call it from the click or the key itself. */
export function toggleListening(session: Toggled): void {
  void (session.store.getState().listening === null ? session.startListening() : session.stopListening());
}

/**
 * The same for a click.
 *
 * @param click whose `detail` counts the clicks in quick succession: the second of a double click would take back what the
 * first has asked for, or after a stop turn the microphone on again unasked.
 */
export function toggleByClick(session: Toggled, click: Pick<MouseEvent, 'detail'>): void {
  if (click.detail < 2) toggleListening(session);
}
