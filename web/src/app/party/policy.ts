import type { PartyPolicy, PartyPolicyEdit } from '../../api/schema';

export const OLD_FORM = 'adbe.pkcs7.detached' as const;
export const NEW_FORM = 'ETSI.CAdES.detached' as const;
export const FILE_MAX = 64 * 1024;

/** An authority that is set already, or a file that is sent with the next change. */
export type Issuer = PartyPolicy['issuers'][number] | { certificate: string; file: string };
export const isFile = (issuer: Issuer): issuer is { certificate: string; file: string } =>
  'file' in issuer;

export interface Draft {
  issuers: Issuer[];
  /** Policies as they are typed, one a line. */
  policies: string;
  algorithms: string[];
  sub_filter: PartyPolicy['sub_filter'];
  jpki: boolean;
}

export const draftOf = (policy: PartyPolicy): Draft => ({
  issuers: policy.issuers,
  policies: policy.policies.join('\n'),
  algorithms: policy.algorithms,
  sub_filter: policy.sub_filter,
  jpki: policy.jpki,
});

/** Lines with something on them; people paste commas and full-width full stops too. */
export const policiesOf = (text: string): string[] => [
  ...new Set(
    text
      .normalize('NFKC')
      .split(/[\s,、]+/)
      .filter((line) => line !== ''),
  ),
];

export const editOf = (draft: Draft, version: number): PartyPolicyEdit => ({
  issuers: draft.issuers.map((issuer) => issuer.certificate),
  policies: policiesOf(draft.policies),
  algorithms: draft.algorithms,
  sub_filter: draft.sub_filter,
  jpki: draft.jpki,
  version,
});

export const sameDraft = (a: Draft, b: Draft): boolean =>
  JSON.stringify(editOf(a, 0)) === JSON.stringify(editOf(b, 0));

/** Those that are accepted in their order, then the others. */
export const algorithmRows = (accepted: string[], known: string[]): string[] => [
  ...accepted,
  ...known.filter((name) => !accepted.includes(name)),
];

export const withAlgorithm = (accepted: string[], name: string, on: boolean): string[] =>
  on ? [...accepted, name] : accepted.filter((a) => a !== name);

/** One place nearer to the front. */
export function preferred(accepted: string[], name: string): string[] {
  const at = accepted.indexOf(name);
  if (at < 1) return accepted;
  const next = accepted.filter((a) => a !== name);
  next.splice(at - 1, 0, name);
  return next;
}

/** Standard base64 of a file's bytes. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
