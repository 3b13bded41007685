import { certificateOf, type Proof, type Report, type Signature } from './report';

/** When something can no longer be proved by this file alone, and what ends it. */
export interface ProofEnd {
  at: string;
  /** As the service names it: a certificate, an algorithm. */
  why: string | null;
}

const later = (a: ProofEnd | null, b: ProofEnd | null): ProofEnd | null =>
  !a || (b && Date.parse(b.at) > Date.parse(a.at)) ? b : a;

const endOf = (signer: ReturnType<typeof certificateOf>): ProofEnd | null =>
  signer?.trusted && signer.good_until ? { at: signer.good_until, why: signer.ends } : null;

const isStamp = (s: Signature) => s.kind === 'document-timestamp';

/** The time-stamps that are accepted over a signature: its own, and the document's later ones. */
function* stampsOver(s: Signature, all: readonly Signature[]) {
  if (!isStamp(s) && s.timestamp?.intact && s.timestamp.trusted) yield s.timestamp.authority;
  for (const d of all)
    if (isStamp(d) && d.indication === 'TOTAL-PASSED')
      if (d === s || d.signed_bytes > s.signed_bytes) yield certificateOf(d);
}

/**
 * Of a signature that is good: its last proof to end. Without a time-stamp it ends with the
 * signer's own certificate. Null when it is not good, or the service does not say.
 */
export function proofEndOf(s: Signature, all: readonly Signature[]): ProofEnd | null {
  if (s.indication !== 'TOTAL-PASSED' || s.kind === 'usage-rights') return null;
  let end: ProofEnd | null = null;
  for (const authority of stampsOver(s, all)) end = later(end, endOf(authority));
  return end ?? (isStamp(s) ? null : endOf(s.signer));
}

const people = (report: Report) =>
  report.signatures.filter((s) => !isStamp(s) && s.kind !== 'usage-rights');

/** Of the whole file: the first of its signatures to end; of one with time-stamps alone, the last. */
export function fileProofEnd(report: Report): ProofEnd | null {
  if (report.verdict !== 'TOTAL-PASSED') return null;
  const signed = people(report);
  if (!signed.length)
    return report.signatures
      .map((s) => proofEndOf(s, report.signatures))
      .reduce<ProofEnd | null>(later, null);
  let first: ProofEnd | null = null;
  for (const s of signed) {
    const end = proofEndOf(s, report.signatures);
    if (!end) return null;
    if (!first || Date.parse(end.at) < Date.parse(first.at)) first = end;
  }
  return first;
}

const LEVELS = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

/** The lowest level among its signatures; null when one has none. */
export function fileLevel(report: Report): string | null {
  const ranks = people(report).map((s) => LEVELS.indexOf(s.level));
  return ranks.length && !ranks.includes(-1) ? (LEVELS[Math.min(...ranks)] ?? null) : null;
}

/** Below B-LT the file lacks what judging it needs: the end of proof is then an upper bound. */
export const carriesItsData = (level: string | null): boolean =>
  level !== null && LEVELS.indexOf(level) >= LEVELS.indexOf('B-LT');

/** Innermost first, as they were made. */
export const existencesOf = (s: Signature): Proof[] =>
  [...s.proofs].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
