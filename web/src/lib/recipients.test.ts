import { describe, expect, it } from 'vitest';
import type { FlowRecipient } from '../api/flowTypes';
import {
  dropIndex,
  faults,
  likelyTypo,
  markSent,
  moved,
  newDraft,
  orders,
  signedBy,
  toDrafts,
  toInputs,
  validEmail,
} from './recipients';

const person = (name: string, email: string, together = false) =>
  newDraft({ name, email, together });

describe('the order of recipients', () => {
  it('counts up, and stays for those who go together', () => {
    const row = (together: boolean) => ({ together });
    expect(orders([row(false), row(false), row(true), row(false)])).toEqual([1, 2, 2, 3]);
    expect(orders([row(true), row(true)])).toEqual([1, 1]);
    expect(orders([])).toEqual([]);
  });

  it('survives the way to the server and back', () => {
    const sent = toInputs([
      person('A', 'a@x.jp'),
      person('B', 'b@x.jp'),
      person('C', 'c@x.jp', true),
    ]);
    expect(sent.map((r) => r.order)).toEqual([1, 2, 2]);
    const back = toDrafts(sent.toReversed() as unknown as FlowRecipient[]);
    expect(back.map((r) => r.together)).toEqual([false, false, true]);
  });

  it('sends a signature of their own, with whose certificate it must be, for those who sign alone', () => {
    const certificate = { sha256: null, subject: '山田製作所', issuer: null };
    const own = { method: 'own_certificate', certificate } as const;
    const [signer, viewer] = toInputs([newDraft(own), newDraft({ ...own, role: 'viewer' })]);
    expect(signer).toMatchObject(own);
    expect(viewer).toMatchObject({ method: 'provider', certificate: null });
  });

  it('moves a row and shifts what lies between', () => {
    expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
    expect(moved(['a', 'b', 'c', 'd'], 3, 1)).toEqual(['a', 'd', 'b', 'c']);
    expect(moved(['a', 'b'], 0, 99)).toEqual(['b', 'a']);
    expect(moved(['a', 'b'], 5, 0)).toEqual(['a', 'b']);
  });

  it('drops a dragged row between the middles that the pointer has passed', () => {
    const middles = [50, 150, 250];
    expect(dropIndex(middles, 0, 60)).toBe(0);
    expect(dropIndex(middles, 0, 160)).toBe(1);
    expect(dropIndex(middles, 0, 400)).toBe(2);
    expect(dropIndex(middles, 2, 10)).toBe(0);
  });
});

describe('mail addresses', () => {
  it('takes what a mail server takes, full-width too', () => {
    for (const good of ['a@b.jp', 'a.b+c@sub.example.co.jp', 'ｔａｒｏ＠example.jp', '山田@例.jp'])
      expect(validEmail(good), good).toBe(true);
    for (const bad of ['', 'a', 'a@b', 'a b@c.jp', 'a@b..jp', 'a@b.jp.', '<a@b.jp>', 'a@b@c.jp'])
      expect(validEmail(bad), bad).toBe(false);
  });

  it('suspects a slip near a well-known host only', () => {
    expect(likelyTypo('taro@gmial.com')).toBe('taro@gmail.com');
    expect(likelyTypo('taro@yahoo.co.j')).toBe('taro@yahoo.co.jp');
    expect(likelyTypo('taro@gmail.com')).toBeNull();
    expect(likelyTypo('taro@yamada.example')).toBeNull();
    expect(likelyTypo('taro')).toBeNull();
  });

  it('finds what is missing, malformed or there twice', () => {
    const rows = [person('', 'a@x.jp'), person('B', 'A@X.jp'), person('C', ''), person('D', 'd@x')];
    expect(faults(rows)).toEqual([
      ['name', 'duplicate'],
      ['duplicate'],
      ['email'],
      ['email_invalid'],
    ]);
  });
});

describe('what is asked of a recipient', () => {
  const row = () =>
    newDraft({
      name: 'A',
      email: 'a@x.jp',
      factors: [
        { kind: 'access_code', set: false, code: 'abcdef' },
        { kind: 'sms_code', set: true, masked: '090-****-5678' },
      ],
    });

  it('names codes and numbers only when they are new', () => {
    const [first] = toInputs([row()]);
    expect(first?.factors).toEqual([{ kind: 'access_code', code: 'abcdef' }, { kind: 'sms_code' }]);
    const marked = markSent([row()], toInputs([row()]));
    expect(toInputs(marked)[0]?.factors[0]).toEqual({ kind: 'access_code' });
    expect(marked[0]?.factors[0]).toMatchObject({ set: true, code: 'abcdef' });
  });

  it('is complete only with a code long enough', () => {
    const short = row();
    short.factors = [{ kind: 'access_code', set: false, code: 'abc' }];
    expect(faults([short])).toEqual([['code_short']]);
    expect(faults([row()])).toEqual([[]]);
  });
});

describe('who signs by what', () => {
  const row = (method: 'provider' | 'own_certificate', role: 'signer' | 'viewer' = 'signer') => ({
    method,
    role,
  });
  it('asks those who sign, and nobody else', () => {
    expect(signedBy([])).toBe('nobody');
    expect(signedBy([row('own_certificate', 'viewer')])).toBe('nobody');
    expect(signedBy([row('own_certificate'), row('provider', 'viewer')])).toBe('own');
    expect(signedBy([row('provider'), row('provider')])).toBe('provider');
    expect(signedBy([row('own_certificate'), row('provider')])).toBe('both');
  });
});
