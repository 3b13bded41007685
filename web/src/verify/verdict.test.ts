import { describe, expect, it } from 'vitest';
import { verifyEn } from '../messages/verify.en';
import { verifyJa } from '../messages/verify.ja';
import type { Report, Signature } from './report';
import { failed, finding, report, signature, signer, stampAt, unsure } from './sample';
import { type CaseId, caveatsOf, judge, judgeSignature, type Look } from './verdict';

const cases: [what: string, s: Signature, id: CaseId, look: Look][] = [
  ['a good signature', signature(), 'valid', 'valid'],
  ['no trusted root', unsure('NO_CERTIFICATE_CHAIN_FOUND'), 'unknown-issuer', 'unsure'],
  ['an expired certificate', unsure('OUT_OF_BOUNDS_NO_POE'), 'expired', 'unsure'],
  [
    'a certificate that is not valid yet',
    unsure('OUT_OF_BOUNDS_NO_POE', { findings: [finding('certificate-not-yet-valid')] }),
    'not-yet-valid',
    'unsure',
  ],
  ['a revoked certificate', unsure('REVOKED_NO_POE'), 'revoked', 'unsure'],
  ['a revoked authority', unsure('REVOKED_CA_NO_POE'), 'revoked', 'unsure'],
  ['revocation data that is not out yet', unsure('TRY_LATER'), 'try-later', 'unsure'],
  ['an old algorithm', unsure('CRYPTO_CONSTRAINTS_FAILURE_NO_POE'), 'weak-algorithm', 'unsure'],
  [
    'a certificate for another use',
    unsure('CHAIN_CONSTRAINTS_FAILURE'),
    'wrong-certificate',
    'unsure',
  ],
  ['a missing certificate', unsure('NO_SIGNING_CERTIFICATE_FOUND'), 'no-certificate', 'unsure'],
  ['times that contradict', unsure('TIMESTAMP_ORDER_FAILURE'), 'time-order', 'unsure'],
  ['usage rights', unsure('GENERIC', { kind: 'usage-rights' }), 'not-judged', 'unsure'],
  [
    'a kind that is not judged',
    unsure('GENERIC', { findings: [finding('subfilter')] }),
    'not-judged',
    'unsure',
  ],
  ['a breach of the profile', unsure('SIG_CONSTRAINTS_FAILURE'), 'constraints', 'unsure'],
  ['something new', unsure('SOMETHING_NEW'), 'unsure', 'unsure'],
  [
    'a change that nobody allowed',
    unsure('SIG_CONSTRAINTS_FAILURE', { permitted: false }),
    'changed-after',
    'distrust',
  ],
  [
    'such a change, where the issuer is unknown as well',
    unsure('NO_CERTIFICATE_CHAIN_FOUND', { findings: [finding('changed-after', 'INDETERMINATE')] }),
    'changed-after',
    'distrust',
  ],
  ['altered bytes', failed('HASH_FAILURE'), 'altered', 'distrust'],
  ['a value of another key', failed('SIG_CRYPTO_FAILURE'), 'bad-value', 'distrust'],
  ['a forged structure', failed('FORMAT_FAILURE'), 'malformed', 'distrust'],
  ['older than its certificate', failed('NOT_YET_VALID'), 'signed-too-early', 'distrust'],
  ['another failure', failed('SOMETHING_NEW'), 'failed', 'distrust'],
  [
    'an indication that nobody knows',
    signature({ indication: 'SURE-THING' as Signature['indication'] }),
    'unsure',
    'unsure',
  ],
];

describe('what a signature is called', () => {
  it.each(cases)('%s', (_, s, id, look) => {
    expect(judgeSignature(s)).toEqual({ id, look });
  });
});

const doc: Partial<Signature> = { later_changes: 'form-filling', coverage: 'entire-revision' };
const files: [what: string, r: Report, id: CaseId][] = [
  ['one good signature', report([signature()]), 'valid'],
  [
    'two parties one after the other need no remark',
    report([signature({ ...doc, signed_bytes: 500 }), signature({ field: 'b' })]),
    'valid',
  ],
  [
    'entries after the last signature',
    report([signature({ ...doc, signed_bytes: 500 })]),
    'valid-changed',
  ],
  [
    'the worst signature decides',
    report([signature(), unsure('NO_CERTIFICATE_CHAIN_FOUND'), failed('HASH_FAILURE')]),
    'altered',
  ],
  [
    'a refused change outweighs an unknown issuer',
    report([unsure('NO_CERTIFICATE_CHAIN_FOUND'), unsure('X', { permitted: false })]),
    'changed-after',
  ],
  ['no signature', report([]), 'unsigned'],
  [
    'a password',
    report([], { verdict: 'UNREADABLE', error: { code: 'pdf-encrypted', detail: '' } }),
    'encrypted',
  ],
  [
    'damage',
    report([], { verdict: 'UNREADABLE', error: { code: 'pdf-damaged', detail: '' } }),
    'unreadable',
  ],
  ['a report without signatures is never valid', report([], { verdict: 'TOTAL-PASSED' }), 'unsure'],
  ['the service’s doubt is kept', report([signature()], { verdict: 'INDETERMINATE' }), 'unsure'],
  ['the service’s refusal is kept', report([signature()], { verdict: 'TOTAL-FAILED' }), 'failed'],
  [
    'a file that passed with a doubtful signature is doubtful',
    report([unsure('TRY_LATER')], { verdict: 'TOTAL-PASSED' }),
    'try-later',
  ],
];

describe('what a file is called', () => {
  it.each(files)('%s', (_, r, id) => {
    expect(judge(r).id).toBe(id);
  });

  it('has words for every case in both languages', () => {
    expect(Object.keys(verifyEn.cases).sort()).toEqual(Object.keys(verifyJa.cases).sort());
    for (const words of [...Object.values(verifyJa.cases), ...Object.values(verifyEn.cases)]) {
      expect(words.says).toBeTruthy();
      expect(words.means).toBeTruthy();
      expect(words.next.length).toBeGreaterThan(0);
    }
  });
});

describe('what a valid result does not say', () => {
  it('the time, without a time-stamp', () => {
    expect(caveatsOf(report([signature({ timestamp: null })]))).toContain('time-not-proved');
    expect(caveatsOf(report([signature()]))).toEqual([]);
  });

  it('a later document time-stamp proves it as well', () => {
    const stamp = signature({
      field: 'b',
      kind: 'document-timestamp',
      signer: null,
      signed_bytes: 2000,
      timestamp: stampAt('2026-11-02T00:00:00Z'),
    });
    expect(caveatsOf(report([signature({ timestamp: null }), stamp]))).toEqual([]);
  });

  it('revocation and identity, where they were not checked', () => {
    const s = signature({
      findings: [finding('revocation-not-checked')],
      signer: signer({
        identity: { kind: 'lgpki', verified: false, items: [], notes: [] },
      }),
    });
    expect(caveatsOf(report([s]))).toEqual(['revocation-not-checked', 'identity-not-verified']);
  });
});
