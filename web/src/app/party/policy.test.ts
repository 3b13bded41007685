import { describe, expect, it } from 'vitest';
import type { PartyPolicy } from '../../api/schema';
import {
  algorithmRows,
  base64,
  draftOf,
  editOf,
  policiesOf,
  preferred,
  sameDraft,
  withAlgorithm,
} from './policy';

const policy: PartyPolicy = {
  issuers: [],
  policies: ['1.2.392.1'],
  algorithms: ['rsa-pkcs1-sha256', 'ecdsa-p256-sha256'],
  known_algorithms: ['rsa-pkcs1-sha256', 'rsa-pss-sha256', 'ecdsa-p256-sha256'],
  sub_filter: 'ETSI.CAdES.detached',
  jpki: false,
  version: 3,
};

describe('what is accepted of parties', () => {
  it('reads policies as people paste them, each once', () => {
    expect(policiesOf(' 1.2.3\n\n1．2．392、1.2.3 ')).toEqual(['1.2.3', '1.2.392']);
    expect(policiesOf(' \n')).toEqual([]);
  });

  it('keeps the order of preference and says what differs', () => {
    const draft = draftOf(policy);
    expect(editOf(draft, 3).version).toBe(3);
    expect(sameDraft(draft, { ...draft, policies: '1.2.392.1\n' })).toBe(true);
    const other = { ...draft, algorithms: preferred(draft.algorithms, 'ecdsa-p256-sha256') };
    expect(other.algorithms).toEqual(['ecdsa-p256-sha256', 'rsa-pkcs1-sha256']);
    expect(sameDraft(draft, other)).toBe(false);
    expect(preferred(other.algorithms, 'ecdsa-p256-sha256')).toEqual(other.algorithms);
  });

  it('shows what is not accepted behind what is', () => {
    const rows = algorithmRows(policy.algorithms, policy.known_algorithms);
    expect(rows).toEqual(['rsa-pkcs1-sha256', 'ecdsa-p256-sha256', 'rsa-pss-sha256']);
    expect(withAlgorithm(policy.algorithms, 'rsa-pss-sha256', true)).toEqual(rows);
    expect(withAlgorithm(rows, 'rsa-pkcs1-sha256', false)).toEqual(rows.slice(1));
  });

  it('sends a file in base64, whatever its bytes', () => {
    expect(base64(new Uint8Array([0, 255, 48]))).toBe('AP8w');
  });
});
