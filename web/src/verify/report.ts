/** The verify report of docs/formats/verify-report.md, as far as the page shows it. */

export type Indication = 'TOTAL-PASSED' | 'INDETERMINATE' | 'TOTAL-FAILED';
export type Verdict = Indication | 'NONE';
export type Kind = 'certification' | 'approval' | 'document-timestamp';
export type Coverage = 'entire-file' | 'entire-revision' | 'partial' | 'none';
export type LaterChanges = 'none' | 'lta' | 'form-filling' | 'annotations' | 'other';

export interface Signature {
  field: string;
  kind: Kind;
  indication: Indication;
  sub_indication?: string | null;
  integrity: boolean;
  coverage: Coverage;
  later_changes: LaterChanges;
  permitted: boolean;
  level?: string | null;
  signer?: Record<string, unknown> | null;
  claimed_time?: string | null;
  timestamp?: Record<string, unknown> | null;
}

export interface Report {
  file: string;
  verdict: string;
  signatures: Signature[];
}

const order: Verdict[] = ['TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED'];

/** The worst of all signatures; a file without any has no verdict. */
export function verdictOf(report: Report): Verdict {
  if (report.signatures.length === 0) return 'NONE';
  let worst = 0;
  for (const s of report.signatures) worst = Math.max(worst, order.indexOf(s.indication));
  return order[worst] ?? 'INDETERMINATE';
}

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** The first of several keys that holds a text. */
export function pick(from: Record<string, unknown> | null | undefined, ...keys: string[]) {
  for (const key of keys) {
    const found = text(from?.[key]);
    if (found) return found;
  }
  return null;
}

/** CN of a distinguished name such as "CN=SkySign, O=…"; the whole of it where there is none. */
export function commonName(name: string | null): string | null {
  if (!name) return null;
  const match = /(?:^|[,+/]\s*)CN\s*=\s*("(?:[^"\\]|\\.)*"|(?:\\.|[^,+/\\])*)/.exec(name);
  return match?.[1] ? match[1].replace(/^"|"$/g, '').replace(/\\(.)/g, '$1').trim() : name;
}

export const signerName = (s: Signature) =>
  commonName(pick(s.signer, 'name', 'common_name', 'cn', 'subject'));
export const issuerName = (s: Signature) => commonName(pick(s.signer, 'issuer'));
export const stampTime = (s: Signature) => pick(s.timestamp, 'time', 'gen_time', 'at');
export const stampAuthority = (s: Signature) =>
  commonName(pick(s.timestamp, 'authority', 'tsa', 'signer', 'name', 'subject', 'issuer'));
