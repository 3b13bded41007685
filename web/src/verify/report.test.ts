import { describe, expect, it } from 'vitest';
import {
  type Finding,
  findingsOf,
  inTime,
  nameOf,
  type Signature,
  type Signer,
  timeOf,
  type Timestamp,
} from './report';

const finding = (code: string, weight: string): Finding => ({
  code,
  weight,
  ja: '',
  en: '',
  detail: '',
});
const signature = (part: Partial<Signature>) =>
  ({ claimed_time: '2026-01-01T00:00:00Z', timestamp: null, findings: [], ...part }) as Signature;
const stamp = (part: Partial<Timestamp>) =>
  ({ time: '2026-01-02T00:00:00Z', intact: true, findings: [], ...part }) as Timestamp;

describe('a signature of the report', () => {
  it('shows the proved time only when the time-stamp is whole', () => {
    expect(timeOf(signature({ timestamp: stamp({}) }))).toEqual({
      at: '2026-01-02T00:00:00Z',
      proved: true,
    });
    expect(timeOf(signature({ timestamp: stamp({ intact: false }) })).proved).toBe(false);
    expect(timeOf(signature({})).at).toBe('2026-01-01T00:00:00Z');
  });

  it('tells what weighs most first, and nothing twice', () => {
    const s = signature({
      findings: [finding('note', 'TOTAL-PASSED'), finding('hash', 'TOTAL-FAILED')],
      timestamp: stamp({
        findings: [finding('chain', 'INDETERMINATE'), finding('note', 'TOTAL-PASSED')],
      }),
    });
    expect(findingsOf(s).map((f) => f.code)).toEqual(['hash', 'chain', 'note']);
  });

  it('stands in the order of signing', () => {
    const list = [
      signature({ field: 'b', signed_bytes: 20 }),
      signature({ field: 'a', signed_bytes: 9 }),
    ];
    expect(inTime(list).map((s) => s.field)).toEqual(['a', 'b']);
    expect(list.map((s) => s.field)).toEqual(['b', 'a']);
  });

  it('names a signer without common name by the whole subject', () => {
    expect(nameOf({ common_name: '', subject: 'O=X' } as Signer)).toBe('O=X');
    expect(nameOf(null)).toBe('');
  });
});
