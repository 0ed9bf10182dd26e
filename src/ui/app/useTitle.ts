/** Says in the tab's own title that the microphone listens: all there is to see of a page behind others. */
import { useEffect } from 'react';
import { useSessionState } from '../sessionContext';

export function useTitle(): void {
  const listening = useSessionState((state) => state.phase === 'listening');
  useEffect(() => {
    if (!listening) return;
    const { title } = document;
    document.title = `● Listening, ${title}`;
    return () => {
      document.title = title;
    };
  }, [listening]);
}
