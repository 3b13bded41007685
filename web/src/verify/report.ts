import type { Locale } from '../api/types';

/**
 * The verify report of docs/formats/verify-report.md. Fields are only ever added: what an older
 * service does not send is optional here, and `normalise` puts the empty value in its place.
 */

export type Indication = 'TOTAL-PASSED' | 'INDETERMINATE' | 'TOTAL-FAILED';
export type Verdict = Indication | 'NO-SIGNATURE' | 'UNREADABLE';
export type Kind = 'certification' | 'approval' | 'document-timestamp' | 'usage-rights';
export type Coverage = 'entire-file' | 'entire-revision' | 'partial' | 'none';
export type LaterChanges = 'none' | 'lta' | 'form-filling' | 'annotations' | 'other';
export type IdentityKind =
  | 'commercial-registration'
  | 'jpki-signature'
  | 'jpki-authentication'
  | 'gpki'
  | 'lgpki'
  | 'power-of-attorney';

export interface Identity {
  kind: IdentityKind;
  /** The certificate leads to the authority that vouches for these items. */
  verified: boolean;
  items: { key: string; ja: string; en: string; value: string }[];
  notes: (string | { ja?: string; en?: string; text?: string })[];
}

/** Revocation of one certificate of the chain. */
export interface ChainStatus {
  subject: string;
  revocation: string;
  source: string | null;
  this_update: string | null;
  next_update: string | null;
  revoked_at: string | null;
  reason: string | null;
}

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
  revocation: string;
  revoked_at: string | null;
  identity: Identity | null;
  chain_status: ChainStatus[];
  /** Of a chain that is good: when its first certificate or algorithm ends, and which it is. */
  good_until: string | null;
  ends: string | null;
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

export interface Change {
  level: LaterChanges;
  object: number;
  text: string;
  ja?: string;
  code?: string;
  revision?: number;
}

/** A building block of EN 319 102-1 clause 5. */
export interface Block {
  block: string;
  en: string;
  ja: string;
  indication: string;
  sub_indication: string | null;
  findings: string[];
}

/** Something that existed at a time, and what proves it. */
export interface Proof {
  time: string;
  /** `signature-timestamp`, or the field of a document time-stamp. */
  by: string;
  covers: string[];
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
  changes: Change[];
  findings: Finding[];
  blocks: Block[];
  best_signature_time: { time: string; by: string } | null;
  proofs: Proof[];
}

export interface Report {
  file: string;
  verdict: Verdict;
  signatures: Signature[];
  summary: Partial<Record<Locale, string>>;
  validated_at: string;
  size: number;
  revisions: number;
  encryption: string | null;
  policy: string | null;
  error?: { code: string; detail: string };
}

const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);
const plain = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

function normaliseSigner(raw: Partial<Signer> | null | undefined): Signer | null {
  if (!raw) return null;
  const identity = raw.identity
    ? {
        ...raw.identity,
        items: list<never>(raw.identity.items),
        notes: list<never>(raw.identity.notes),
      }
    : null;
  return {
    ...(raw as Signer),
    chain: list(raw.chain),
    chain_status: list(raw.chain_status),
    good_until: raw.good_until ?? null,
    ends: raw.ends ?? null,
    identity,
  };
}

function normaliseSignature(raw: Partial<Signature>): Signature {
  const stamp = raw.timestamp
    ? {
        ...raw.timestamp,
        authority: normaliseSigner(raw.timestamp.authority),
        findings: list<Finding>(raw.timestamp.findings),
      }
    : null;
  return {
    ...(raw as Signature),
    signer: normaliseSigner(raw.signer),
    timestamp: stamp,
    changes: list(raw.changes),
    findings: list(raw.findings),
    blocks: list<Block>(raw.blocks).map((b) => ({ ...b, findings: list(b.findings) })),
    best_signature_time: raw.best_signature_time ?? null,
    proofs: list<Proof>(raw.proofs).map((p) => ({ ...p, covers: list(p.covers) })),
    doc_mdp: raw.doc_mdp ?? null,
  };
}

/** Whatever version of the service has written it, the page can show it. */
export function normalise(raw: Partial<Report>): Report {
  return {
    ...(raw as Report),
    verdict: raw.verdict ?? 'UNREADABLE',
    summary: raw.summary ?? {},
    signatures: list<Partial<Signature>>(raw.signatures).map(normaliseSignature),
    encryption: plain(raw.encryption) || null,
    // A name, or an object of which the name is one part.
    policy: plain(raw.policy) || plain((raw.policy as { name?: string } | null)?.name) || null,
  };
}

/** Who signed, as a person reads it. */
export const nameOf = (signer: Signer | null | undefined): string =>
  signer ? signer.common_name || signer.subject : '';

export const issuerOf = (signer: Signer | null | undefined): string =>
  signer ? signer.issuer_name || signer.issuer : '';

/** The signature's own certificate: a document time-stamp may name its authority either way. */
export const certificateOf = (s: Signature): Signer | null =>
  s.signer ?? (s.kind === 'document-timestamp' ? (s.timestamp?.authority ?? null) : null);

export type TimeProof = 'proved' | 'untrusted-stamp' | 'claimed';
export interface Time {
  at: string | null;
  proof: TimeProof;
}

/** Earliest of the times that trusted document time-stamps over this signature prove. */
function provedByLater(s: Signature, all: readonly Signature[]): string | null {
  const times = all
    .filter((d) => d.kind === 'document-timestamp' && d.indication === 'TOTAL-PASSED')
    .filter((d) => d !== s && d.signed_bytes > s.signed_bytes && d.timestamp?.trusted)
    .map((d) => d.timestamp?.time ?? '')
    .filter(Boolean)
    .sort();
  return times[0] ?? null;
}

/**
 * The time that is proved, else the time that is only claimed. A time-stamp of an authority that
 * nobody vouches for proves nothing: its time is given as what it is.
 */
export function timeOf(s: Signature, all: readonly Signature[] = []): Time {
  const stamp = s.timestamp?.intact ? s.timestamp : null;
  if (stamp?.trusted && stamp.time) return { at: stamp.time, proof: 'proved' };
  const later = s.best_signature_time?.time ?? provedByLater(s, all);
  if (later) return { at: later, proof: 'proved' };
  if (stamp?.time) return { at: stamp.time, proof: 'untrusted-stamp' };
  return { at: s.claimed_time, proof: 'claimed' };
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

/**
 * A change that is the reason for doubt, and not one that was allowed: what no rule explains, else
 * what goes beyond the certification's level, else (a lock of fields) whatever touches the content.
 */
export function isRefused(s: Signature, change: Change): boolean {
  if (change.level === 'other') return true;
  if (s.permitted || change.level === 'lta' || change.level === 'none') return false;
  if (s.doc_mdp === 1 || (s.doc_mdp === 2 && change.level === 'annotations')) return true;
  return !s.changes.some((c) => c.level === 'other');
}

/** What was changed, in words; older services say it in English only. */
export function changeText(change: Change, locale: Locale): { text: string; lang: Locale } {
  return locale === 'ja' && change.ja
    ? { text: change.ja, lang: 'ja' }
    : { text: change.text, lang: 'en' };
}

/** The same change of many objects is one line, with how many there were. */
export function groupChanges(s: Signature): { change: Change; times: number; refused: boolean }[] {
  const groups = new Map<string, { change: Change; times: number; refused: boolean }>();
  for (const change of s.changes) {
    const refused = isRefused(s, change);
    const key = `${refused} ${change.text} ${change.revision ?? ''}`;
    const known = groups.get(key);
    if (known) known.times++;
    else groups.set(key, { change, times: 1, refused });
  }
  return [...groups.values()].sort((a, b) => Number(b.refused) - Number(a.refused));
}

/** How much of the file a signature covers, in whole per cent; never 100 of a longer file. */
export function coveredPercent(s: Signature, size: number): number | null {
  if (!(size > 0) || !(s.signed_bytes > 0)) return null;
  if (s.signed_bytes >= size) return 100;
  return Math.max(1, Math.min(99, Math.round((s.signed_bytes / size) * 100)));
}
