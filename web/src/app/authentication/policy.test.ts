import { describe, expect, it } from 'vitest';
import { demandsOf, missing, sameDemands, withKind } from './policy';

const none = { counterparty: [], own: [], member: [] };

describe('the least authentication', () => {
  it('is the same whatever the order of its kinds', () => {
    const a = withKind(withKind(none, 'own', 'passkey', true), 'own', 'mail_code', true);
    const b = withKind(withKind(none, 'own', 'mail_code', true), 'own', 'passkey', true);
    expect(a.own).toEqual(['mail_code', 'passkey']);
    expect(sameDemands(a, b)).toBe(true);
    expect(sameDemands(a, withKind(a, 'own', 'passkey', false))).toBe(false);
  });

  it('keeps to what may be demanded of whom', () => {
    expect(demandsOf({ ...none, member: ['password', 'sms_code'] }).member).toEqual(['password']);
    expect(withKind(none, 'counterparty', 'password', true).counterparty).toEqual([]);
  });

  it('knows what an installation cannot do', () => {
    const here = { sms: false, passkeys: true };
    expect(missing(here, 'sms_code')).toBe(true);
    expect(missing(here, 'passkey')).toBe(false);
    expect(missing(here, 'totp')).toBe(false);
  });
});
