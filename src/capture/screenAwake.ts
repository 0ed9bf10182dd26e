/** Keeps the screen on: a phone that goes to sleep stops listening, and while one speaks nobody touches it. */

/** Until `until` is aborted, where the browser can and will; the page works without. */
export function keepScreenAwake(until: AbortSignal): void {
  // Absent in older browsers and on pages without a secure connection, whatever the type says.
  const { wakeLock } = navigator as Partial<Navigator>;
  if (!wakeLock) return;
  const take = async (): Promise<void> => {
    if (document.hidden) return;
    try {
      const lock = await wakeLock.request('screen');
      const release = (): void => void lock.release().catch(() => undefined);
      if (until.aborted) release();
      else until.addEventListener('abort', release);
    } catch {
      // Refused, with a low battery for instance: then the screen goes off as it always does.
    }
  };
  void take();
  // Browsers take it away from a page that is hidden.
  document.addEventListener('visibilitychange', () => void take(), { signal: until });
}
