import type { Locale } from '../api/types';

/** The verify report of docs/formats/verify-report.md. */

export type Indication = 'TOTAL-PASSED' | 'INDETERMINATE' | 'TOTAL-FAILED';
export type Verdict = Indication | 'NO-SIGNATURE' | 'UNREADABLE';
export type Kind = 'certification' | 'approval' | 'document-timestamp';
export type Coverage = 'entire-file' | 'entire-revision' | 'partial' | 'none';
export type LaterChanges = 'none' | 'lta' | 'form-filling' | 'annotations' | 'other';

export interface Signer {
  common_name: string;
  organisation: string;
  country: string;
  subject: string;
  issuer: string;
  issuer_name: string;
  serial: string;
  key: string;
  sha256: string;
  not_before: string | null;
  not_after: string | null;
  trusted: boolean;
  chain: string[];
  revocation: 'not-checked' | 'good' | 'revoked';
  revoked_at: string | null;
}

export interface Finding {
  code: string;
  weight: string;
  ja: string;
  en: string;
  detail: string;
}

export interface Timestamp {
  time: string | null;
  intact: boolean;
  trusted: boolean;
  serial: string;
  policy: string;
  authority: Signer | null;
  findings: Finding[];
}

export interface Signature {
  field: string;
  kind: Kind;
  indication: Indication;
  sub_indication: string | null;
  integrity: boolean;
  coverage: Coverage;
  later_changes: LaterChanges;
  permitted: boolean;
  level: string;
  signer: Signer | null;
  claimed_time: string | null;
  timestamp: Timestamp | null;
  sub_filter: string;
  algorithm: string;
  name: string;
  reason: string;
  location: string;
  signed_bytes: number;
  doc_mdp: number | null;
  changes: { level: LaterChanges; object: number; text: string }[];
  findings: Finding[];
}

export interface Report {
  file: string;
  verdict: Verdict;
  signatures: Signature[];
  summary: Record<Locale, string>;
  validated_at: string;
  size: number;
  revisions: number;
  error?: { code: string; detail: string };
}

/** Who signed, as a person reads it. */
export const nameOf = (signer: Signer | null | undefined): string =>
  signer ? signer.common_name || signer.subject : '';

export const issuerOf = (signer: Signer | null | undefined): string =>
  signer ? signer.issuer_name || signer.issuer : '';

/** The time that is proved, else the time that is only claimed. */
export function timeOf(s: Signature): { at: string | null; proved: boolean } {
  const proved = s.timestamp?.intact ? s.timestamp.time : null;
  return proved ? { at: proved, proved: true } : { at: s.claimed_time, proved: false };
}

/** Findings of a signature and of its time-stamp, each once, the weighty ones first. */
export function findingsOf(s: Signature): Finding[] {
  const rank: Record<string, number> = { 'TOTAL-FAILED': 0, INDETERMINATE: 1 };
  const all = [...s.findings, ...(s.timestamp?.findings ?? [])];
  const once = all.filter((f, i) => all.findIndex((g) => g.code === f.code) === i);
  return once.sort((a, b) => (rank[a.weight] ?? 2) - (rank[b.weight] ?? 2));
}

/** As they were made: each later signature covers more bytes. The file lists them by field. */
export const inTime = (signatures: readonly Signature[]): Signature[] =>
  [...signatures].sort((a, b) => a.signed_bytes - b.signed_bytes);
