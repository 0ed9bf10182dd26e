/** What browsers throw, by the names they throw it under, and the sentence each becomes. */
import { describe, expect, it } from 'vitest';

import { MicrophoneError, microphoneError, microphoneErrorOf } from './microphoneError';

describe('microphoneErrorOf', () => {
  it.each([
    ['NotAllowedError', 'Permission denied', 'denied', 'permission-denied'],
    ['NotAllowedError', 'Permission denied by system', 'granted', 'permission-denied'],
    ['NotAllowedError', 'Permission dismissed', 'prompt', 'permission-dismissed'],
    ['NotAllowedError', 'Permission dismissed', null, 'permission-dismissed'],
    ['NotAllowedError', 'The request is not allowed', null, 'permission-denied'],
    ['SecurityError', '', null, 'permission-denied'],
    ['NotFoundError', 'Requested device not found', 'granted', 'no-device'],
    ['NotReadableError', 'Could not start audio source', 'granted', 'device-in-use'],
    ['InvalidStateError', '', null, 'opening-failed'],
  ] as const)('%s "%s" with the permission %s is %s', (name, message, permission, code) => {
    const error = microphoneErrorOf(new DOMException(message, name), permission);
    expect(error).toBeInstanceOf(MicrophoneError);
    expect(error.code).toBe(code);
    // What happened, and what to do.
    expect(error.message).toMatch(/^[A-Z].*\. ?.*\.$/s);
  });

  it('leaves its own errors as they are, and survives what is no error', () => {
    const own = microphoneError('aborted');
    expect(microphoneErrorOf(own, null)).toBe(own);
    expect(microphoneErrorOf('odd', null).code).toBe('opening-failed');
  });

  it('knows by its name what is no Error, as OverconstrainedError is in some browsers', () => {
    expect(microphoneErrorOf({ name: 'OverconstrainedError', message: '', constraint: 'deviceId' }, null).code).toBe(
      'no-device',
    );
    expect(microphoneErrorOf({ name: 'NotAllowedError', message: 'dismissed' }, null).code).toBe(
      'permission-dismissed',
    );
    expect(microphoneErrorOf({ name: 3 }, null).code).toBe('opening-failed');
  });

  it('says of a failure without a name that it has none', () => {
    expect(microphoneErrorOf(new Error('odd'), 'granted').message).toMatch(/could not open.*Start again/);
  });

  it('advises to reload where trying again may never help, since the page may have been replaced on its host', () => {
    expect(microphoneError('worklet-unreachable').message).toMatch(/connection.*start again.*reload/);
  });
});
