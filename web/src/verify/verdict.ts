import { inTime, type Report, type Signature, timeOf, type Verdict } from './report';

/**
 * What the reader is told: which case it is, how it looks, and so what it means and what to do
 * next. The words of each case are in messages/verify.*.ts; the choice is this table alone.
 */

export type Look = 'valid' | 'unsure' | 'distrust' | 'unsigned' | 'unreadable';

export type CaseId =
  | 'valid'
  | 'valid-changed'
  | 'unknown-issuer'
  | 'changed-after'
  | 'expired'
  | 'not-yet-valid'
  | 'revoked'
  | 'try-later'
  | 'weak-algorithm'
  | 'wrong-certificate'
  | 'no-certificate'
  | 'time-order'
  | 'not-judged'
  | 'constraints'
  | 'unsure'
  | 'altered'
  | 'bad-value'
  | 'malformed'
  | 'signed-too-early'
  | 'failed'
  | 'unsigned'
  | 'encrypted'
  | 'unreadable';

type Rule = { id: CaseId; look: Look; when: (s: Signature) => boolean };

const sub =
  (...names: string[]) =>
  (s: Signature) =>
    names.includes(s.sub_indication ?? '');
const found =
  (...codes: string[]) =>
  (s: Signature) =>
    s.findings.some((f) => codes.includes(f.code));

/** The first that holds. Sub-indications: EN 319 102-1 table 6 and 7. */
const failed: Rule[] = [
  { id: 'altered', look: 'distrust', when: sub('HASH_FAILURE') },
  { id: 'bad-value', look: 'distrust', when: sub('SIG_CRYPTO_FAILURE') },
  { id: 'malformed', look: 'distrust', when: sub('FORMAT_FAILURE') },
  { id: 'signed-too-early', look: 'distrust', when: sub('NOT_YET_VALID') },
  { id: 'revoked', look: 'distrust', when: sub('REVOKED') },
  { id: 'expired', look: 'distrust', when: sub('EXPIRED', 'SIG_EXPIRED') },
  { id: 'failed', look: 'distrust', when: () => true },
];

/**
 * A change that nobody allowed is INDETERMINATE by the standard, since the signed bytes themselves
 * are whole. For a reader it is a reason not to rely on what the screen shows: it looks like one.
 */
const indeterminate: Rule[] = [
  { id: 'changed-after', look: 'distrust', when: (s) => !s.permitted || found('changed-after')(s) },
  { id: 'revoked', look: 'unsure', when: sub('REVOKED_NO_POE', 'REVOKED_CA_NO_POE', 'REVOKED') },
  {
    id: 'not-yet-valid',
    look: 'unsure',
    when: found('certificate-not-yet-valid'),
  },
  {
    id: 'expired',
    look: 'unsure',
    when: sub(
      'OUT_OF_BOUNDS_NO_POE',
      'OUT_OF_BOUNDS_NOT_REVOKED',
      'EXPIRED',
      'CHAIN_OUT_OF_BOUNDS',
    ),
  },
  {
    id: 'unknown-issuer',
    look: 'unsure',
    when: sub('NO_CERTIFICATE_CHAIN_FOUND', 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'),
  },
  { id: 'try-later', look: 'unsure', when: sub('TRY_LATER') },
  {
    id: 'weak-algorithm',
    look: 'unsure',
    when: sub('CRYPTO_CONSTRAINTS_FAILURE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'),
  },
  { id: 'no-certificate', look: 'unsure', when: sub('NO_SIGNING_CERTIFICATE_FOUND') },
  {
    id: 'wrong-certificate',
    look: 'unsure',
    when: sub('CHAIN_CONSTRAINTS_FAILURE', 'CERTIFICATE_CHAIN_GENERAL_FAILURE'),
  },
  { id: 'time-order', look: 'unsure', when: sub('TIMESTAMP_ORDER_FAILURE') },
  {
    id: 'not-judged',
    look: 'unsure',
    when: (s) => s.kind === 'usage-rights' || found('subfilter')(s),
  },
  {
    id: 'constraints',
    look: 'unsure',
    when: sub('SIG_CONSTRAINTS_FAILURE', 'POLICY_PROCESSING_ERROR'),
  },
  { id: 'unsure', look: 'unsure', when: () => true },
];

const passed: Rule[] = [{ id: 'valid', look: 'valid', when: () => true }];

const rules: Record<string, Rule[]> = {
  'TOTAL-PASSED': passed,
  INDETERMINATE: indeterminate,
  'TOTAL-FAILED': failed,
};

export interface Choice {
  id: CaseId;
  look: Look;
}

const first = (table: Rule[], s: Signature): Choice => {
  const rule = table.find((r) => r.when(s)) ?? table.at(-1);
  return rule ? { id: rule.id, look: rule.look } : { id: 'unsure', look: 'unsure' };
};

/** An indication that this page does not know is never shown as good. */
export const judgeSignature = (s: Signature): Choice =>
  first(rules[s.indication] ?? indeterminate, s);

const weight: Record<Look, number> = {
  distrust: 4,
  unreadable: 3,
  unsure: 2,
  valid: 1,
  unsigned: 0,
};

/** The signature that decides: the worst one, of equals the first. */
export interface Judgement extends Choice {
  /** Null when there is no signature to speak of. */
  because: Signature | null;
}

const fileOnly: Partial<Record<Verdict, (report: Report) => Choice>> = {
  UNREADABLE: (report) =>
    report.error?.code.includes('encrypt') || report.error?.code.includes('password')
      ? { id: 'encrypted', look: 'unreadable' }
      : { id: 'unreadable', look: 'unreadable' },
  'NO-SIGNATURE': () => ({ id: 'unsigned', look: 'unsigned' }),
};

/**
 * The last signature, if something was added after it that nobody has signed. That a further party
 * signs after the first is how contracts are made, and needs no remark.
 */
export function unsignedAfter(report: Report): Signature | null {
  const last = inTime(report.signatures).at(-1);
  const added = last?.later_changes === 'form-filling' || last?.later_changes === 'annotations';
  return last && added ? last : null;
}

export function judge(report: Report): Judgement {
  const own = fileOnly[report.verdict];
  if (own) return { ...own(report), because: null };
  let worst: Judgement | null = null;
  for (const s of report.signatures) {
    const choice = judgeSignature(s);
    if (!worst || weight[choice.look] > weight[worst.look]) worst = { ...choice, because: s };
  }
  // The service's word is never made better: what it does not call passed is not valid here.
  if (report.verdict === 'TOTAL-PASSED' && worst?.look === 'valid') {
    const after = unsignedAfter(report);
    return after ? { id: 'valid-changed', look: 'valid', because: after } : worst;
  }
  if (worst && worst.look !== 'valid') return worst;
  return report.verdict === 'TOTAL-FAILED'
    ? { id: 'failed', look: 'distrust', because: null }
    : { id: 'unsure', look: 'unsure', because: null };
}

/** What a valid result does not say; shown beside it so that nobody reads more into it. */
export type Caveat = 'time-not-proved' | 'revocation-not-checked' | 'identity-not-verified';

export function caveatsOf(report: Report): Caveat[] {
  const people = report.signatures.filter((s) => s.kind !== 'document-timestamp');
  const stamped = (s: Signature) => timeOf(s, report.signatures).proof === 'proved';
  const out: Caveat[] = [];
  if (people.some((s) => !stamped(s))) out.push('time-not-proved');
  if (report.signatures.some((s) => s.findings.some((f) => f.code === 'revocation-not-checked')))
    out.push('revocation-not-checked');
  if (people.some((s) => s.signer?.identity && !s.signer.identity.verified))
    out.push('identity-not-verified');
  return out;
}
