import { useCallback, useRef, useState } from 'react';
import { asProblem, type Problem, setCsrf } from '../api/client';
import { uploadFile } from '../api/upload';
import { date, dateTime, eraYear } from '../lib/dates';
import { fileSize, groupHex, percent } from '../lib/format';
import { useTitle } from '../lib/hooks';
import { useMessages } from '../messages';
import { FilePicker } from '../ui/FilePicker';
import { Icon, type IconName } from '../ui/Icon';
import { Button, Notice, PageHead, ProblemNotice, ProgressBar } from '../ui/kit';
import {
  findingsOf,
  inTime,
  issuerOf,
  nameOf,
  type Report,
  type Signature,
  type Signer,
  timeOf,
  type Verdict,
} from '../verify/report';
import { refusedHere } from './wizard/uploads';
import { useSession } from './session';

type Stage =
  | { at: 'start' }
  | { at: 'checking'; name: string; fraction: number }
  | { at: 'refused'; text: string }
  | { at: 'problem'; problem: Problem; file: File }
  | { at: 'done'; report: Report; name: string; size: number };

/** Drop any PDF: one plain sentence first, the expert's detail after it. Nothing is kept. */
export default function Verify() {
  const { m } = useMessages();
  const t = m.verify;
  const { session } = useSession();
  const [stage, setStage] = useState<Stage>({ at: 'start' });
  const abort = useRef<AbortController | null>(null);
  useTitle(t.title);

  const check = useCallback(
    async (file: File) => {
      const refused = await refusedHere(file);
      if (refused) {
        const words = m.wizard.files;
        setStage({ at: 'refused', text: refused === 'empty' ? words.empty : words.notPdf });
        return;
      }
      abort.current = new AbortController();
      setStage({ at: 'checking', name: file.name, fraction: 0 });
      try {
        setCsrf(session.csrf);
        const report = await uploadFile<Report>(
          `/verify?name=${encodeURIComponent(file.name.normalize('NFC'))}`,
          file,
          (fraction) => setStage({ at: 'checking', name: file.name, fraction }),
          abort.current.signal,
        );
        setStage({ at: 'done', report, name: file.name, size: file.size });
      } catch (error) {
        if (abort.current.signal.aborted) setStage({ at: 'start' });
        else setStage({ at: 'problem', problem: asProblem(error), file });
      }
    },
    [m, session.csrf],
  );

  const again = () => setStage({ at: 'start' });
  const picker = (
    <section className="card no-print">
      <FilePicker
        drop={t.drop}
        choose={t.choose}
        limit={m.wizard.files.limit}
        onFiles={(files) => files[0] && void check(files[0])}
      />
      <p className="small muted note-line">
        <Icon name="shield" size={16} />
        <span>{t.privacy}</span>
      </p>
    </section>
  );

  return (
    <div className="verify">
      <PageHead title={t.title} lead={<span className="no-print">{t.lead}</span>} />
      {(stage.at === 'start' || stage.at === 'refused') && picker}
      {stage.at === 'refused' && (
        <Notice tone="error" live>
          {stage.text}
        </Notice>
      )}
      {stage.at === 'checking' && (
        <section className="card" aria-live="polite">
          <p>{t.checking(stage.name)}</p>
          <ProgressBar
            label={t.checking(stage.name)}
            value={stage.fraction < 1 ? percent(stage.fraction) : null}
          />
          <p>
            <Button onClick={() => abort.current?.abort()}>{m.common.cancel}</Button>
          </p>
        </section>
      )}
      {stage.at === 'problem' && (
        <>
          <ProblemNotice problem={stage.problem} onRetry={() => void check(stage.file)} />
          {picker}
        </>
      )}
      {stage.at === 'done' && <Result {...stage} onAgain={again} />}
      {(stage.at === 'start' || stage.at === 'done') && <Acrobat trial={session.trial} />}
    </div>
  );
}

function Acrobat({ trial }: { trial: boolean }) {
  const t = useMessages().m.verify;
  return (
    <section className="card explain">
      <h2>
        <Icon name="warn" />
        {t.acrobatTitle}
      </h2>
      <p>{t.acrobatBody}</p>
      {trial && <p>{t.acrobatTrust}</p>}
    </section>
  );
}

const verdictLook: Record<Verdict, [IconName, string, string]> = {
  'TOTAL-PASSED': ['done', 'success', 'green'],
  INDETERMINATE: ['warn', 'warning', 'orange'],
  'TOTAL-FAILED': ['error', 'error', 'red'],
  'NO-SIGNATURE': ['info', 'neutral', 'grey'],
  UNREADABLE: ['error', 'neutral', 'grey'],
};

function save(name: string, report: Report): void {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replace(/\.pdf$/i, '')}.verify.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function Result({
  report,
  name,
  size,
  onAgain,
}: {
  report: Report;
  name: string;
  size: number;
  onAgain: () => void;
}) {
  const { m, locale } = useMessages();
  const t = m.verify;
  const { verdict } = report;
  const [icon, tone, colour] = verdictLook[verdict];
  return (
    <>
      <section className={`card verdict verdict-${tone}`} aria-live="polite">
        <div className="verdict-mark">
          <Icon name={icon} size={40} />
        </div>
        <div>
          <h2 className="verdict-title">
            <span className={`badge badge-${colour}`}>{t.verdictShort[verdict]}</span>
            {report.summary[locale]}
          </h2>
          <dl className="facts facts-line">
            <div>
              <dt>{t.file}</dt>
              <dd className="break">
                {name} <span className="muted small nowrap">{fileSize(size)}</span>
              </dd>
            </div>
            <div>
              <dt>{t.checkedAt}</dt>
              <dd>{dateTime(report.validated_at, locale)}</dd>
            </div>
          </dl>
        </div>
      </section>
      {report.signatures.length > 0 && (
        <section aria-labelledby="signatures">
          <h2 id="signatures" className="section-title">
            {t.signatures(report.signatures.length)}
          </h2>
          <ol className="plain signatures">
            {inTime(report.signatures).map((s, i) => (
              <li key={s.field || String(i)}>
                <SignatureCard signature={s} index={i} />
              </li>
            ))}
          </ol>
        </section>
      )}
      <p className="actions no-print">
        <Button kind="primary" icon="upload" onClick={onAgain}>
          {t.again}
        </Button>
        <Button icon="print" onClick={() => window.print()}>
          {m.common.print}
        </Button>
        <Button kind="quiet" icon="download" onClick={() => save(name, report)}>
          {t.json}
        </Button>
      </p>
    </>
  );
}

function SignatureCard({ signature: s, index }: { signature: Signature; index: number }) {
  const { m, locale } = useMessages();
  const t = m.verify;
  const [, , colour] = verdictLook[s.indication];
  const time = timeOf(s);
  const stampOnly = s.kind === 'document-timestamp';
  const at = (iso: string | null | undefined) =>
    iso ? (
      <>
        <time dateTime={iso}>{dateTime(iso, locale)}</time>
        {locale === 'ja' && <span className="muted small">（{eraYear(iso)}）</span>}
      </>
    ) : null;
  const main: [string, React.ReactNode][] = [
    [stampOnly ? t.timestampBy : t.by, nameOf(s.signer) || t.unknownSigner],
    [t.reason, s.reason],
    [time.proved ? t.timestamp : t.claimed, at(time.at)],
    [
      t.integrity,
      <span key="integrity" className={s.integrity ? 'text-ok' : 'text-error'}>
        <Icon name={s.integrity ? 'done' : 'error'} size={18} /> {s.integrity ? t.intact : t.broken}
      </span>,
    ],
    [
      t.later,
      <span key="later" className={s.permitted ? '' : 'text-error'}>
        {t.laterValue[s.later_changes]}
        {!s.permitted && `（${t.notPermitted}）`}
      </span>,
    ],
  ];
  const expert: [string, React.ReactNode][] = [
    [t.indication, [s.indication, s.sub_indication].filter(Boolean).join(' / ')],
    [t.level, s.level === 'none' ? '' : `PAdES ${s.level}`],
    [t.coverage, t.coverageValue[s.coverage]],
    [t.algorithm, s.algorithm],
    [t.format, s.sub_filter],
    [t.field, <code key="field">{s.field}</code>],
    [t.claimed, time.proved ? at(s.claimed_time) : null],
  ];
  const findings = findingsOf(s);
  return (
    <article className={`card signature signature-${colour}`}>
      <header className="signature-head">
        <h3>
          {t.signature(index + 1)}
          <span className="muted small">{t.kind[s.kind]}</span>
        </h3>
        <span className={`badge badge-${colour}`}>{t.verdictShort[s.indication]}</span>
      </header>
      <Rows rows={main} />
      <details className="expert">
        <summary>{t.expert}</summary>
        {findings.length > 0 && (
          <ul className="findings">
            {findings.map((f) => (
              <li key={f.code}>
                {f[locale]}
                {f.detail && <span className="small muted block-line break">{f.detail}</span>}
              </li>
            ))}
          </ul>
        )}
        <Rows rows={expert} />
        <Certificate label={t.certificate} signer={s.signer} />
        <Certificate label={t.timestampCertificate} signer={s.timestamp?.authority} />
        {s.changes.length > 0 && (
          <>
            <h4 className="small">{t.later}</h4>
            <ul className="findings small">
              {s.changes.map((change) => (
                <li key={`${change.object} ${change.text}`}>
                  {change.text} <span className="muted">({change.object})</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </details>
    </article>
  );
}

function Certificate({ label, signer }: { label: string; signer: Signer | null | undefined }) {
  const { m, locale } = useMessages();
  const t = m.verify;
  if (!signer) return null;
  const until = [signer.not_before, signer.not_after].map((d) => (d ? date(d, locale) : '?'));
  return (
    <>
      <h4 className="small">{label}</h4>
      <Rows
        rows={[
          [t.subject, signer.subject],
          [t.issuer, issuerOf(signer)],
          [t.validity, until.join(' – ')],
          [t.key, signer.key],
          [t.serial, <code key="serial">{signer.serial}</code>],
          [t.digest, <code key="sha256">{groupHex(signer.sha256)}</code>],
        ]}
      />
    </>
  );
}

function Rows({ rows }: { rows: [string, React.ReactNode][] }) {
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="break">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
