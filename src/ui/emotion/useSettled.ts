/** Holds a changing text back until it has rested, for announcements that must not chatter. */
import { useEffect, useState } from 'react';

/** The last value that stayed the same for `milliseconds`; empty before the first. Null changes nothing. */
export function useSettled(value: string | null, milliseconds: number): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
