import { expect, it } from 'vitest';
import { endReason } from './ends';

it('tells a certificate from an algorithm, and keeps what it does not know', () => {
  expect(endReason('certificate SkySign 試用 TSA ends')).toEqual({
    kind: 'certificate',
    name: 'SkySign 試用 TSA',
  });
  expect(endReason('digest sha256 ends')).toEqual({ kind: 'algorithm', name: 'SHA-256' });
  expect(endReason('key RSA 2048 ends')).toEqual({ kind: 'algorithm', name: 'RSA 2048' });
  expect(endReason('the moon')).toEqual({ kind: 'other', name: 'the moon' });
  for (const none of [null, undefined, '', ' ']) expect(endReason(none)).toBeNull();
});
