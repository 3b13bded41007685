import { inTime, type Report, type Signature } from './report';
import { judgeSignature, unsignedAfter } from './verdict';

/**
 * What Adobe Acrobat can be expected to show for this very file, and why. Acrobat keeps its own
 * list of trusted authorities (AATL, EUTL) and its own rules for later changes; neither is known
 * here, so each row says what may be seen and under which condition. Words: messages/verify.*.ts.
 */

export type AcrobatMark = 'check' | 'warn' | 'cross' | 'ribbon' | 'clock' | 'lock' | 'none';

export type AcrobatId =
  | 'unsigned'
  | 'encrypted'
  | 'damaged'
  | 'invalid'
  | 'changed-refused'
  | 'listed'
  | 'unlisted'
  | 'unknown-root'
  | 'certificate-trouble'
  | 'permitted-changes'
  | 'certified-locked'
  | 'certified'
  | 'document-timestamp'
  | 'clock'
  | 'not-ltv'
  | 'usage-rights';

interface Facts {
  report: Report;
  signatures: Signature[];
  ids: Set<string>;
  protected: boolean;
}

interface Row {
  id: AcrobatId;
  mark: AcrobatMark;
  when: (f: Facts) => boolean;
}

const broken = ['altered', 'bad-value', 'malformed', 'failed', 'signed-too-early'];
const trouble = [
  'expired',
  'not-yet-valid',
  'revoked',
  'wrong-certificate',
  'no-certificate',
  'weak-algorithm',
  'try-later',
  'time-order',
  'constraints',
  'unsure',
];
const has = (f: Facts, names: string[]) => names.some((name) => f.ids.has(name));
const any = (f: Facts, test: (s: Signature) => boolean) => f.signatures.some(test);
const whole = (f: Facts) => f.signatures.length > 0 && !has(f, [...broken, 'changed-after']);
const valid = (f: Facts) => f.signatures.length > 0 && [...f.ids].every((id) => id === 'valid');

const rows: Row[] = [
  { id: 'encrypted', mark: 'lock', when: (f) => f.protected },
  { id: 'damaged', mark: 'none', when: (f) => f.report.verdict === 'UNREADABLE' && !f.protected },
  { id: 'unsigned', mark: 'none', when: (f) => f.report.verdict === 'NO-SIGNATURE' },
  { id: 'invalid', mark: 'cross', when: (f) => has(f, broken) },
  { id: 'changed-refused', mark: 'cross', when: (f) => f.ids.has('changed-after') },
  { id: 'listed', mark: 'check', when: valid },
  { id: 'unlisted', mark: 'warn', when: valid },
  { id: 'unknown-root', mark: 'warn', when: (f) => whole(f) && f.ids.has('unknown-issuer') },
  { id: 'certificate-trouble', mark: 'warn', when: (f) => whole(f) && has(f, trouble) },
  {
    id: 'permitted-changes',
    mark: 'warn',
    when: (f) => whole(f) && unsignedAfter(f.report)?.permitted === true,
  },
  {
    id: 'certified-locked',
    mark: 'ribbon',
    when: (f) => any(f, (s) => s.kind === 'certification' && s.doc_mdp === 1),
  },
  {
    id: 'certified',
    mark: 'ribbon',
    when: (f) => any(f, (s) => s.kind === 'certification' && s.doc_mdp !== 1),
  },
  {
    id: 'document-timestamp',
    mark: 'clock',
    when: (f) => any(f, (s) => s.kind === 'document-timestamp'),
  },
  {
    id: 'clock',
    mark: 'clock',
    when: (f) => any(f, (s) => s.kind !== 'document-timestamp' && !s.timestamp),
  },
  { id: 'not-ltv', mark: 'clock', when: (f) => any(f, (s) => /^B-[BT]$/.test(s.level)) },
  { id: 'usage-rights', mark: 'none', when: (f) => any(f, (s) => s.kind === 'usage-rights') },
];

/** Rows in the order of the table: what decides first, by-and-by remarks after it. */
export function acrobatRows(report: Report): { id: AcrobatId; mark: AcrobatMark }[] {
  const signatures = inTime(report.signatures);
  const code = report.error?.code ?? '';
  const facts: Facts = {
    report,
    signatures,
    ids: new Set(signatures.map((s) => judgeSignature(s).id)),
    protected: report.encryption !== null || /encrypt|password/.test(code),
  };
  return rows.filter((row) => row.when(facts)).map(({ id, mark }) => ({ id, mark }));
}

/** Registering the issuer's root helps only where nothing worse is the reason for the mark. */
export const rootHelps = (report: Report): boolean =>
  acrobatRows(report).some((row) => row.id === 'unlisted' || row.id === 'unknown-root');
