/** Browsers of the last years are asked in the one way, those before in the other. */
import { expect, it } from 'vitest';
import { askBeforeLeaving } from './UnloadGuard';

it('asks new browsers and old ones', () => {
  const event = { isPrevented: false, returnValue: '' as unknown, preventDefault };
  function preventDefault(): void {
    event.isPrevented = true;
  }
  askBeforeLeaving(event as unknown as BeforeUnloadEvent);
  expect(event).toMatchObject({ isPrevented: true, returnValue: true });
});
