/** Holds a changing text back until it has rested, for announcements that must not chatter. */
import { useEffect, useRef, useState } from 'react';

/**
 * A text whose `key` has stayed the same for `milliseconds`; empty before the first. With a key that is null, nothing
 * changes; nor does it when the key comes back that the text was settled with, however the text has changed meanwhile.
 */
export function useSettled(key: string | null, text: string, milliseconds: number): string {
  const [settled, setSettled] = useState({ key: '', text: '' });
  const newest = useRef(text);
  useEffect(() => {
    newest.current = text;
  }, [text]);
  useEffect(() => {
    if (key === null || key === settled.key) return;
    const timer = setTimeout(() => setSettled({ key, text: newest.current }), milliseconds);
    return () => clearTimeout(timer);
  }, [key, settled.key, milliseconds]);
  return settled.text;
}
