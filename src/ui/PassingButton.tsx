/** A button that may go by itself while it has the focus. */
import { useRef, type ComponentProps } from 'react';
import { usePassingFocus } from './usePassingFocus';

export function PassingButton(
  props: Pick<ComponentProps<'button'>, 'id' | 'aria-label' | 'className' | 'onClick' | 'children'>,
) {
  const ref = useRef<HTMLButtonElement>(null);
  usePassingFocus(ref);
  return <button ref={ref} type="button" {...props} />;
}
