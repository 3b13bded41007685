import type { ReactNode } from 'react';
import { date, dateTime } from '../lib/dates';
import { groupHex } from '../lib/format';
import { type Fact, Facts, Table, Time, useWords } from './parts';
import {
  type ChainStatus,
  changeText,
  findingsOf,
  inTime,
  isRefused,
  issuerOf,
  nameOf,
  type Report,
  type Signature,
  type Signer,
} from './report';
import { judge } from './verdict';

const number = (n: number) => n.toLocaleString('en-US');

/** What an expert asks for about one signature: reasons, steps, chain, form. */
export function SignatureExpert({
  signature: s,
  report,
}: {
  signature: Signature;
  report: Report;
}) {
  const { t } = useWords();
  const rows: Fact[] = [
    [
      t.indication,
      <code key="i">{[s.indication, s.sub_indication].filter(Boolean).join(' / ')}</code>,
    ],
    [t.bestTime, s.best_signature_time && <BestTime key="best" best={s.best_signature_time} />],
    [t.algorithm, s.algorithm],
    [t.format, s.sub_filter && <code key="format">{s.sub_filter}</code>],
    [t.byteRange, s.signed_bytes > 0 && t.bytes(number(s.signed_bytes), number(report.size))],
    [t.field, s.field && <code key="field">{s.field}</code>],
    [t.policy, s.timestamp?.policy && <code key="policy">{s.timestamp.policy}</code>],
  ];
  const own = s.signer;
  const authority = s.timestamp?.authority ?? null;
  return (
    <details className="expert">
      <summary>{t.expert}</summary>
      <Findings signature={s} />
      <Blocks signature={s} />
      <section>
        <h4>{t.technical}</h4>
        <Facts rows={rows} className="facts-tight" />
      </section>
      <Changes signature={s} />
      <Proofs signature={s} />
      <Certificate
        label={s.kind === 'document-timestamp' ? t.stampCertificate : t.certificate}
        signer={own ?? (s.kind === 'document-timestamp' ? authority : null)}
      />
      {authority && authority.sha256 !== own?.sha256 && s.kind !== 'document-timestamp' && (
        <Certificate label={t.stampCertificate} signer={authority} />
      )}
    </details>
  );
}

function BestTime({ best }: { best: { time: string; by: string } }) {
  return (
    <>
      <Time iso={best.time} /> <span className="muted small">{best.by}</span>
    </>
  );
}

function Findings({ signature }: { signature: Signature }) {
  const { t, locale } = useWords();
  const findings = findingsOf(signature);
  if (!findings.length) return <p className="small muted">{t.noFindings}</p>;
  return (
    <Table
      caption={t.findings}
      columns={t.findingColumns}
      rows={findings.map((f) => ({
        key: f.code,
        cells: [
          t.weight[f.weight] ?? f.weight,
          <>
            {f[locale]}
            {f.detail && <span className="small muted block-line break">{f.detail}</span>}
          </>,
          <code key="code">{f.code}</code>,
        ],
      }))}
    />
  );
}

function Blocks({ signature: s }: { signature: Signature }) {
  const { t, locale } = useWords();
  if (!s.blocks.length) return null;
  return (
    <Table
      caption={t.blocks}
      columns={t.blockColumns}
      rows={s.blocks.map((b) => ({
        key: b.block,
        cells: [
          <>
            <code>{b.block}</code> {b[locale]}
          </>,
          <code key="result">{[b.indication, b.sub_indication].filter(Boolean).join(' / ')}</code>,
          b.findings.length ? <code key="findings">{b.findings.join(', ')}</code> : '–',
        ],
      }))}
    />
  );
}

function Changes({ signature: s }: { signature: Signature }) {
  const { t, locale } = useWords();
  if (!s.changes.length) return null;
  return (
    <Table
      caption={t.changesTable}
      columns={t.changeColumns}
      rows={s.changes.map((change, i) => {
        const { text, lang } = changeText(change, locale);
        const where = [
          change.revision ? t.revision(change.revision) : '',
          change.object ? t.object(change.object) : '',
        ];
        return {
          key: `${i} ${change.text}`,
          cells: [
            <span key="text" lang={lang} className={isRefused(s, change) ? 'change-refused' : ''}>
              {text}
            </span>,
            where.filter(Boolean).join(' · ') || '–',
            <code key="code">{change.code ?? change.level}</code>,
          ],
        };
      })}
    />
  );
}

function Proofs({ signature: s }: { signature: Signature }) {
  const { t } = useWords();
  if (!s.proofs.length) return null;
  return (
    <Table
      caption={t.proofs}
      columns={t.proofColumns}
      rows={s.proofs.map((proof) => ({
        key: `${proof.time} ${proof.by}`,
        cells: [<Time key="time" iso={proof.time} />, proof.by, proof.covers.join(', ')],
      }))}
    />
  );
}

function Certificate({ label, signer }: { label: string; signer: Signer | null }) {
  const { t, locale } = useWords();
  if (!signer) return null;
  const until = [signer.not_before, signer.not_after].map((d) => (d ? date(d, locale) : '?'));
  return (
    <section>
      <h4>{label}</h4>
      <Facts
        className="facts-tight"
        rows={[
          [t.subject, signer.subject],
          [t.issuer, signer.issuer || issuerOf(signer)],
          [t.validity, until.join(' – ')],
          [t.key, signer.key],
          [t.serial, signer.serial && <code key="serial">{signer.serial}</code>],
          [t.digest, signer.sha256 && <code key="sha256">{groupHex(signer.sha256)}</code>],
        ]}
      />
      <Chain signer={signer} />
    </section>
  );
}

function Chain({ signer }: { signer: Signer }) {
  const { t, locale } = useWords();
  // An older service tells the names alone, and the revocation of the first.
  const status: ChainStatus[] = signer.chain_status.length
    ? signer.chain_status
    : signer.chain.map((subject, i) => ({
        subject,
        revocation: i === 0 ? signer.revocation : '',
        source: null,
        this_update: null,
        next_update: null,
        revoked_at: i === 0 ? signer.revoked_at : null,
        reason: null,
      }));
  if (!status.length) return null;
  const when = (iso: string) => dateTime(iso, locale);
  const data = (c: ChainStatus) =>
    [
      c.source,
      c.this_update && t.issued(when(c.this_update)),
      c.next_update && t.nextUpdate(when(c.next_update)),
    ].filter(Boolean);
  const state = (c: ChainStatus) =>
    [
      t.revocation[c.revocation] ?? c.revocation,
      c.revoked_at && t.revokedAt(when(c.revoked_at)),
      c.reason,
    ].filter(Boolean);
  return (
    <Table
      caption={t.chain}
      columns={t.chainColumns}
      rows={status.map((c) => ({
        key: c.subject,
        cells: [
          <span key="subject" className="break">
            {c.subject}
          </span>,
          state(c).join(' · ') || '–',
          data(c).join(' · ') || '–',
        ],
      }))}
    />
  );
}

/** The file as a whole: its digest, its versions, in which order it was signed. */
export function FileExpert({ report, digest }: { report: Report; digest: ReactNode }) {
  const { t, locale } = useWords();
  const signatures = inTime(report.signatures);
  // The service's own sentence, where the page has found another one plainer.
  const summary = report.summary[locale];
  return (
    <details className="expert card">
      <summary>{t.fileExpert}</summary>
      <Facts
        className="facts-tight"
        rows={[
          [t.summary, summary !== t.cases[judge(report).id].says && summary],
          [t.fileDigest, digest],
          [t.size, report.size > 0 && t.byteCount(number(report.size))],
          [t.revisions, report.revisions ? String(report.revisions) : null],
          [t.encryption, report.encryption],
          [t.validationPolicy, report.policy],
          [
            t.errorCode,
            report.error && (
              <span key="error">
                <code>{report.error.code}</code> <span lang="en">{report.error.detail}</span>
              </span>
            ),
          ],
        ]}
      />
      {signatures.length > 0 && (
        <Table
          caption={t.revisionTable}
          columns={t.revisionColumns}
          rows={signatures.map((s, i) => ({
            key: s.field || String(i),
            cells: [
              `${t.of(i + 1, t.kind[s.kind] ?? s.kind)} ${nameOf(s.signer)}`,
              number(s.signed_bytes),
              t.coverageValue[s.coverage] ?? s.coverage,
              s.permitted ? (t.laterValue[s.later_changes] ?? s.later_changes) : t.laterRefused,
            ],
          }))}
        />
      )}
    </details>
  );
}
