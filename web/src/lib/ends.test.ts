import { expect, it } from 'vitest';
import { endReason } from './ends';

it('tells a certificate from an algorithm, and keeps what it does not know', () => {
  expect(endReason('certificate of SkySign 試用 TSA')).toEqual({
    kind: 'certificate',
    name: 'SkySign 試用 TSA',
  });
  expect(endReason('certificate SkySign TSA')).toEqual({
    kind: 'certificate',
    name: 'SkySign TSA',
  });
  expect(endReason('sha256')).toEqual({ kind: 'algorithm', name: 'SHA-256' });
  expect(endReason('rsa 2048')).toEqual({ kind: 'algorithm', name: 'RSA 2048' });
  expect(endReason('the moon')).toEqual({ kind: 'other', name: 'the moon' });
  for (const none of [null, undefined, '', ' ']) expect(endReason(none)).toBeNull();
});
