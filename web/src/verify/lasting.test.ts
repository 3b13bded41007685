import { describe, expect, it } from 'vitest';
import { carriesItsData, existencesOf, fileLevel, fileProofEnd, proofEndOf } from './lasting';
import { normalise, type Signature } from './report';
import { report, signature, signer, stampAt, unsure } from './sample';

const tsa = (good_until: string | null, name = 'TSA') =>
  signer({ common_name: name, good_until, ends: `certificate ${name} ends` });
const signed = (until: string | null, part: Partial<Signature> = {}) =>
  signature({ timestamp: stampAt('2026-11-01T00:00:05Z', { authority: tsa(until) }), ...part });
const stamped = (until: string | null, signed_bytes: number, part: Partial<Signature> = {}) =>
  signature({
    field: `Timestamp${signed_bytes}`,
    kind: 'document-timestamp',
    level: 'none',
    signed_bytes,
    signer: tsa(until, 'Archive'),
    timestamp: stampAt('2026-11-02T00:00:00Z', { authority: tsa(until, 'Archive') }),
    ...part,
  });
const until = (s: Signature, all: Signature[]) => proofEndOf(s, all)?.at ?? null;

describe('the end of proof of a signature', () => {
  it('is that of its time-stamp, which outlives the signer’s certificate', () => {
    const s = signed('2036-04-01T00:00:00Z');
    expect(proofEndOf(s, [s])).toEqual({
      at: '2036-04-01T00:00:00Z',
      why: 'certificate TSA ends',
    });
  });

  it('is moved by later document time-stamps, by none that does not cover it or is not good', () => {
    const s = signed('2030-01-01T00:00:00Z', { signed_bytes: 1000 });
    expect(until(s, [s, stamped('2041-01-01T00:00:00Z', 2000)])).toBe('2041-01-01T00:00:00Z');
    expect(until(s, [s, stamped('2041-01-01T00:00:00Z', 500)])).toBe('2030-01-01T00:00:00Z');
    const bad = stamped('2041-01-01T00:00:00Z', 2000, { indication: 'INDETERMINATE' });
    expect(until(s, [s, bad])).toBe('2030-01-01T00:00:00Z');
  });

  it('without a time-stamp is that of the signer’s certificate', () => {
    const s = signature({ timestamp: null });
    expect(until(s, [s])).toBe('2029-01-01T00:00:00Z');
    const untrusted = signature({ timestamp: stampAt('2026-11-01T00:00:05Z', { trusted: false }) });
    expect(until(untrusted, [untrusted])).toBe('2029-01-01T00:00:00Z');
  });

  it('is not told of what is not good, nor where the service does not say', () => {
    const s = unsure('TRY_LATER');
    expect(until(s, [s])).toBeNull();
    const old = signed(null, { signer: tsa(null) });
    expect(until(old, [old])).toBeNull();
  });
});

describe('the end of proof of a file', () => {
  it('is that of the signature that ends first', () => {
    const all = [
      signed('2030-01-01T00:00:00Z', { signed_bytes: 1000 }),
      stamped('2041-01-01T00:00:00Z', 2000),
      signed('2035-01-01T00:00:00Z', { signed_bytes: 3000 }),
    ];
    expect(fileProofEnd(report(all))?.at).toBe('2035-01-01T00:00:00Z');
  });

  it('of document time-stamps alone is that of the last', () => {
    const all = [stamped('2030-01-01T00:00:00Z', 10), stamped('2040-01-01T00:00:00Z', 20)];
    expect(fileProofEnd(report(all))?.at).toBe('2040-01-01T00:00:00Z');
  });

  it('is unknown as soon as that of one signature is', () => {
    const all = [signed('2030-01-01T00:00:00Z'), signed(null, { signer: tsa(null) })];
    expect(fileProofEnd(report(all))).toBeNull();
    expect(fileProofEnd(report([unsure('TRY_LATER')]))).toBeNull();
    expect(fileProofEnd(report([]))).toBeNull();
  });
});

it('the level of a file is the lowest of its signatures; time-stamps have none', () => {
  const all = [
    signature({ level: 'B-LTA' }),
    signature({ level: 'B-LT' }),
    stamped('2030-01-01T00:00:00Z', 20),
  ];
  expect(fileLevel(report(all))).toBe('B-LT');
  expect(fileLevel(report([signature({ level: 'none' })]))).toBeNull();
  expect(carriesItsData('B-LT')).toBe(true);
  expect(carriesItsData('B-T')).toBe(false);
});

it('proofs are told in the order of time, with all that they cover', () => {
  const raw = {
    verdict: 'TOTAL-PASSED',
    signatures: [
      {
        proofs: [
          { time: '2027-01-01T00:00:00Z', by: 'Timestamp1', covers: ['signature', 'time-stamp'] },
          { time: '2026-01-01T00:00:00Z', by: 'signature-timestamp', covers: ['signature'] },
        ],
      },
    ],
  };
  const [s] = normalise(raw as never).signatures;
  if (!s) throw new Error('no signature');
  expect(existencesOf(s).map((p) => p.by)).toEqual(['signature-timestamp', 'Timestamp1']);
  expect(existencesOf(s)[1]?.covers).toEqual(['signature', 'time-stamp']);
});
