/** Holds a changing text back until it has rested, for announcements that must not chatter. */
import { useEffect, useState } from 'react';

/** The last value that stayed the same for `milliseconds`; empty before the first. */
export function useSettled(value: string, milliseconds: number): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
