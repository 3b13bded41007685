import { describe, expect, it } from 'vitest';
import { Problem, problemOf } from '../api/client';
import { fileDigest } from './digest';
import {
  type Change,
  changeText,
  coveredPercent,
  findingsOf,
  groupChanges,
  inTime,
  nameOf,
  normalise,
  type Signer,
  timeOf,
} from './report';
import { finding, signature, stampAt } from './sample';
import { pauseBefore, troubleOf } from './trouble';

const change = (text: string, part: Partial<Change> = {}): Change => ({
  level: 'form-filling',
  object: 9,
  text,
  ...part,
});

describe('a signature of the report', () => {
  it('shows a time as proved only when a trusted time-stamp proves it', () => {
    const at = '2026-01-02T00:00:00Z';
    expect(timeOf(signature({ timestamp: stampAt(at) }))).toEqual({ at, proof: 'proved' });
    expect(timeOf(signature({ timestamp: stampAt(at, { trusted: false }) })).proof).toBe(
      'untrusted-stamp',
    );
    expect(timeOf(signature({ timestamp: stampAt(at, { intact: false }) })).proof).toBe('claimed');
    expect(timeOf(signature({ timestamp: null })).at).toBe('2026-11-01T00:00:00Z');
    expect(
      timeOf(signature({ timestamp: null, best_signature_time: { time: at, by: 'a' } })),
    ).toEqual({ at, proof: 'proved' });
  });

  it('tells what weighs most first, and nothing twice', () => {
    const s = signature({
      findings: [finding('note'), finding('hash', 'TOTAL-FAILED')],
      timestamp: stampAt('2026-01-02T00:00:00Z', {
        findings: [finding('chain', 'INDETERMINATE'), finding('note')],
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

  it('never says that a part is everything', () => {
    expect(coveredPercent(signature({ signed_bytes: 999 }), 1000)).toBe(99);
    expect(coveredPercent(signature({ signed_bytes: 1 }), 1000)).toBe(1);
    expect(coveredPercent(signature({ signed_bytes: 1000 }), 1000)).toBe(100);
    expect(coveredPercent(signature({ signed_bytes: 0 }), 1000)).toBeNull();
  });
});

describe('later changes', () => {
  it('of the same words are one line, refused ones first', () => {
    const s = signature({
      permitted: false,
      later_changes: 'other',
      changes: [
        change('field A filled in'),
        change('x', { level: 'other' }),
        change('x', { level: 'other' }),
      ],
    });
    expect(groupChanges(s).map((g) => [g.change.text, g.times, g.refused])).toEqual([
      ['x', 2, true],
      ['field A filled in', 1, false],
    ]);
  });

  it.each([
    ['a certification that allows nothing refuses entries', { doc_mdp: 1 }, true],
    ['a lock refuses entries', { doc_mdp: 2 }, true],
    ['a permitted entry is none', { doc_mdp: 2, permitted: true }, false],
  ])('%s', (_, part, refused) => {
    const s = signature({ permitted: false, changes: [change('entry')], ...part });
    expect(groupChanges(s)[0]?.refused).toBe(refused);
  });

  it('are told in the reader’s language where the service knows it', () => {
    expect(changeText(change('filled', { ja: '記入' }), 'ja')).toEqual({
      text: '記入',
      lang: 'ja',
    });
    expect(changeText(change('filled'), 'ja')).toEqual({ text: 'filled', lang: 'en' });
    expect(changeText(change('filled', { ja: '記入' }), 'en').text).toBe('filled');
  });
});

describe('a report of another version', () => {
  it('is complete after normalising, whatever is missing', () => {
    const r = normalise({
      verdict: 'TOTAL-PASSED',
      signatures: [{ field: 'a', signer: { common_name: 'X' } } as never],
    });
    const [s] = r.signatures;
    expect(s?.blocks).toEqual([]);
    expect(s?.changes).toEqual([]);
    expect(s?.signer?.chain_status).toEqual([]);
    expect(s?.signer?.identity).toBeNull();
    expect(r.encryption).toBeNull();
    expect(normalise({}).verdict).toBe('UNREADABLE');
    expect(normalise({ policy: { name: 'p' } as never }).policy).toBe('p');
  });
});

describe('when there is no result', () => {
  const problem = (status: number, retry: string | null = null) =>
    problemOf(status, '', null, retry);

  it.each([
    [0, true, 'network'],
    [0, false, 'offline'],
    [413, true, 'too-large'],
    [429, true, 'too-many'],
    [503, true, 'busy'],
    [500, true, 'server'],
  ] as const)('status %i, online %s: %s', (status, online, trouble) => {
    expect(troubleOf(problem(status), online)).toBe(trouble);
  });

  it('a busy service is asked again after the pause that it asks for, a few times', () => {
    expect(pauseBefore(problem(503, '3'), 0)).toBe(3);
    expect(pauseBefore(problem(503), 0)).toBe(2);
    expect(pauseBefore(problem(503, '900'), 0)).toBe(15);
    expect(pauseBefore(problem(503), 5)).toBeNull();
    expect(pauseBefore(problem(429, '3'), 0)).toBeNull();
    expect(new Problem({ type: 'x', title: '', status: 1 }).retryAfter).toBeNull();
  });
});

it('computes the digest of a file', async () => {
  expect(await fileDigest(new Blob(['abc']))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
