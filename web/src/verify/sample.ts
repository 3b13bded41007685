import type { Finding, Report, Signature, Signer } from './report';
import { normalise } from './report';

/** Reports for the unit tests: a good one, and what is to differ from it. */

export const finding = (code: string, weight = 'NOTE'): Finding => ({
  code,
  weight,
  ja: `${code}（日本語）`,
  en: code,
  detail: '',
});

export const signer = (part: Partial<Signer> = {}): Signer => ({
  common_name: '佐藤 花子',
  organisation: '株式会社スカイ商事',
  country: 'JP',
  subject: 'CN=佐藤 花子',
  issuer: 'CN=Root',
  issuer_name: 'Root',
  serial: '1',
  key: 'EC P-256',
  sha256: 'ab',
  not_before: '2026-01-01T00:00:00Z',
  not_after: '2029-01-01T00:00:00Z',
  trusted: true,
  chain: ['CN=佐藤 花子', 'CN=Root'],
  revocation: 'good',
  revoked_at: null,
  identity: null,
  chain_status: [],
  good_until: '2029-01-01T00:00:00Z',
  ends: 'certificate 佐藤 花子 ends',
  ...part,
});

export const stampAt = (time: string, part: object = {}) => ({
  time,
  intact: true,
  trusted: true,
  serial: '7',
  policy: '1.2.3',
  authority: signer({ common_name: 'TSA' }),
  findings: [],
  ...part,
});

export const signature = (part: Partial<Signature> = {}): Signature => ({
  field: 'Signature1',
  kind: 'approval',
  indication: 'TOTAL-PASSED',
  sub_indication: null,
  integrity: true,
  coverage: 'entire-file',
  later_changes: 'none',
  permitted: true,
  level: 'B-T',
  signer: signer(),
  claimed_time: '2026-11-01T00:00:00Z',
  timestamp: stampAt('2026-11-01T00:00:05Z'),
  sub_filter: 'ETSI.CAdES.detached',
  algorithm: 'ECDSA with SHA-256',
  name: '',
  reason: '',
  location: '',
  signed_bytes: 1000,
  doc_mdp: null,
  changes: [],
  findings: [],
  blocks: [],
  best_signature_time: null,
  proofs: [],
  ...part,
});

export const unsure = (sub_indication: string, part: Partial<Signature> = {}): Signature =>
  signature({ indication: 'INDETERMINATE', sub_indication, ...part });

export const failed = (sub_indication: string, part: Partial<Signature> = {}): Signature =>
  signature({ indication: 'TOTAL-FAILED', sub_indication, ...part });

const order = ['TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED'];

/** The verdict is the worst of the signatures, as the service makes it. */
export const report = (signatures: Signature[], part: Partial<Report> = {}): Report =>
  normalise({
    file: 'a.pdf',
    verdict: (signatures.length
      ? order[Math.max(...signatures.map((s) => order.indexOf(s.indication)))]
      : 'NO-SIGNATURE') as Report['verdict'],
    signatures,
    summary: { ja: '要約', en: 'summary' },
    validated_at: '2026-11-26T00:00:00Z',
    size: 1000,
    revisions: 1,
    ...part,
  });
