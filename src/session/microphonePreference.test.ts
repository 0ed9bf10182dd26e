/** The remembered microphone, with a browser that remembers and one that does not. */
import { expect, it } from 'vitest';
import { microphonePreference } from './microphonePreference';

it('is there on the next visit, until it is given up', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  microphonePreference(() => storage).write('b');
  expect(microphonePreference(() => storage).read()).toBe('b');
  microphonePreference(() => storage).write(null);
  expect(microphonePreference(() => storage).read()).toBeNull();
});

it('is no reason to fail where storage is blocked', () => {
  const blocked = microphonePreference(() => {
    throw new Error('blocked');
  });
  expect(() => blocked.write('b')).not.toThrow();
  expect(blocked.read()).toBeNull();
});
