import { describe, expect, it } from 'vitest';
import { verifyEn } from '../messages/verify.en';
import { verifyJa } from '../messages/verify.ja';
import { type AcrobatId, acrobatRows, rootHelps } from './acrobat';
import type { Report } from './report';
import { failed, report, signature, stampAt, unsure } from './sample';

const lta = { level: 'B-LTA' };
const table: [what: string, r: Report, rows: AcrobatId[]][] = [
  ['valid, for the long term', report([signature(lta)]), ['listed', 'unlisted']],
  ['valid, without validation data', report([signature()]), ['listed', 'unlisted', 'not-ltv']],
  [
    'valid, without a time-stamp',
    report([signature({ level: 'B-B', timestamp: null })]),
    ['listed', 'unlisted', 'clock', 'not-ltv'],
  ],
  [
    'entries after the last signature',
    report([signature({ ...lta, later_changes: 'form-filling' })]),
    ['listed', 'unlisted', 'permitted-changes'],
  ],
  [
    'a certification that forbids everything',
    report([signature({ ...lta, kind: 'certification', doc_mdp: 1 })]),
    ['listed', 'unlisted', 'certified-locked'],
  ],
  [
    'a certification that allows entries',
    report([signature({ ...lta, kind: 'certification', doc_mdp: 2 })]),
    ['listed', 'unlisted', 'certified'],
  ],
  [
    'a document time-stamp',
    report([
      signature(lta),
      signature({
        ...lta,
        kind: 'document-timestamp',
        timestamp: stampAt('2026-11-02T00:00:00Z'),
        signed_bytes: 2000,
      }),
    ]),
    ['listed', 'unlisted', 'document-timestamp'],
  ],
  ['an unknown root', report([unsure('NO_CERTIFICATE_CHAIN_FOUND', lta)]), ['unknown-root']],
  [
    'an expired certificate',
    report([unsure('OUT_OF_BOUNDS_NO_POE', lta)]),
    ['certificate-trouble'],
  ],
  ['altered bytes', report([failed('HASH_FAILURE', lta)]), ['invalid']],
  [
    'altered bytes beside an unknown root: registering it would not help',
    report([failed('HASH_FAILURE', lta), unsure('NO_CERTIFICATE_CHAIN_FOUND', lta)]),
    ['invalid'],
  ],
  ['a refused change', report([unsure('X', { ...lta, permitted: false })]), ['changed-refused']],
  ['no signature', report([]), ['unsigned']],
  [
    'encrypted and valid',
    report([signature(lta)], { encryption: 'AES-256' }),
    ['encrypted', 'listed', 'unlisted'],
  ],
  [
    'a password',
    report([], { verdict: 'UNREADABLE', error: { code: 'pdf-encrypted', detail: '' } }),
    ['encrypted'],
  ],
  ['damage', report([], { verdict: 'UNREADABLE' }), ['damaged']],
  ['usage rights', report([unsure('GENERIC', { ...lta, kind: 'usage-rights' })]), ['usage-rights']],
];

describe('what Acrobat may show', () => {
  it.each(table)('%s', (_, r, rows) => {
    expect(acrobatRows(r).map((row) => row.id)).toEqual(rows);
  });

  it('offers to register a root only where that is the reason for the mark', () => {
    expect(rootHelps(report([signature()]))).toBe(true);
    expect(rootHelps(report([unsure('NO_CERTIFICATE_CHAIN_FOUND')]))).toBe(true);
    expect(rootHelps(report([failed('HASH_FAILURE')]))).toBe(false);
    expect(rootHelps(report([]))).toBe(false);
  });

  it('has words for every row in both languages', () => {
    expect(Object.keys(verifyEn.acrobat).sort()).toEqual(Object.keys(verifyJa.acrobat).sort());
  });
});
