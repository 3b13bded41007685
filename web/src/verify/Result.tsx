import { useEffect, useRef, useState } from 'react';
import { fileSize, groupHex } from '../lib/format';
import { saveFile } from '../lib/save';
import { useMessages } from '../messages';
import type { VerifyWords } from '../messages/verify.ja';
import { Icon } from '../ui/Icon';
import { Button } from '../ui/kit';
import { AcrobatForFile } from './AcrobatSection';
import { fileDigest } from './digest';
import { FileExpert } from './Expert';
import { carriesItsData, fileLevel, fileProofEnd } from './lasting';
import { EndFact, type Fact, Facts, levelText, looks, Time, useWords } from './parts';
import { certificateOf, inTime, issuerOf, nameOf, type Report } from './report';
import { SignatureCard } from './SignatureCard';
import { caveatsOf, judge, type Judgement } from './verdict';

/** Undefined while it is being computed, null when it cannot be. */
function useDigest(file: File): string | null | undefined {
  const [digest, setDigest] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    let current = true;
    setDigest(undefined);
    void fileDigest(file).then((value) => {
      if (current) setDigest(value);
    });
    return () => {
      current = false;
    };
  }, [file]);
  return digest;
}

const detailsIn = (root: HTMLElement | null) => [
  ...(root?.querySelectorAll<HTMLDetailsElement>('details') ?? []),
];

/** On paper nothing is folded; afterwards the page is as it was. */
function usePrintOpen(root: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let opened: HTMLDetailsElement[] = [];
    const before = () => {
      opened = detailsIn(root.current).filter((d) => !d.open);
      for (const d of opened) d.open = true;
    };
    const after = () => {
      for (const d of opened) d.open = false;
      opened = [];
    };
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, [root]);
}

const save = (name: string, report: unknown) =>
  saveFile(
    `${name.replace(/\.pdf$/i, '')}.verify.json`,
    JSON.stringify(report, null, 2),
    'application/json',
  );

export function Result({
  report,
  raw,
  file,
  trial,
  onAgain,
}: {
  report: Report;
  /** As the service sent it: what is saved is not what this page made of it. */
  raw: unknown;
  file: File;
  trial: boolean;
  onAgain: () => void;
}) {
  const { m } = useMessages();
  const { t } = useWords();
  const root = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const hex = useDigest(file);
  usePrintOpen(root);
  const digest =
    hex === undefined ? (
      <span className="muted">{t.digestBusy}</span>
    ) : hex === null ? (
      <span className="muted">{t.digestNone}</span>
    ) : (
      <code>{groupHex(hex)}</code>
    );
  const toggle = () => {
    for (const d of detailsIn(root.current)) d.open = !open;
    setOpen(!open);
  };
  return (
    <div ref={root}>
      <Verdict report={report} file={file} digest={digest} />
      <p className="actions no-print">
        <Button kind="primary" icon="upload" onClick={onAgain}>
          {t.again}
        </Button>
        <Button icon="print" onClick={() => window.print()}>
          {m.common.print}
        </Button>
        <Button kind="quiet" icon="download" onClick={() => save(file.name, raw)}>
          {t.json}
        </Button>
        <Button kind="quiet" icon={open ? 'up' : 'down'} aria-pressed={open} onClick={toggle}>
          {open ? t.closeAll : t.openAll}
        </Button>
      </p>
      {report.signatures.length > 0 && (
        <section aria-labelledby="signatures">
          <h2 id="signatures" className="section-title">
            {t.signatures(report.signatures.length)}
          </h2>
          <ol className="plain signatures">
            {inTime(report.signatures).map((s, i) => (
              <li key={s.field || String(i)}>
                <SignatureCard signature={s} index={i} report={report} />
              </li>
            ))}
          </ol>
        </section>
      )}
      <AcrobatForFile report={report} trial={trial} />
      <FileExpert report={report} digest={digest} />
      <p className="print-only small">{t.printNote(window.location.origin)}</p>
    </div>
  );
}

function Verdict({
  report,
  file,
  digest,
}: {
  report: Report;
  file: File;
  digest: React.ReactNode;
}) {
  const { t } = useWords();
  const judgement = judge(report);
  const { icon, tone } = looks[judgement.look];
  const words = t.cases[judgement.id];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [report]);
  return (
    <section className={`card verdict verdict-${tone}`} aria-labelledby="verdict">
      <div className="verdict-top">
        <div className="verdict-mark">
          <Icon name={icon} size={40} />
        </div>
        <div>
          <p className="verdict-word" aria-hidden="true">
            {t.look[judgement.look]}
          </p>
          <h2 id="verdict" className="verdict-title" tabIndex={-1} ref={heading}>
            <span className="visually-hidden">{t.look[judgement.look]}: </span>
            {words.says}
          </h2>
        </div>
      </div>
      <div className="verdict-body">
        <div>
          <h3>{t.means}</h3>
          <p>{words.means}</p>
          <Issuers judgement={judgement} />
        </div>
        <div>
          <h3>{t.next}</h3>
          <ul>
            {words.next.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
        <Caveats report={report} judgement={judgement} />
      </div>
      <Facts
        className="verdict-file"
        rows={[
          [
            t.file,
            <span key="file">
              {file.name} <span className="muted small nowrap">{fileSize(file.size)}</span>
            </span>,
          ],
          ...lasting(report, t),
          [t.checkedAt, <Time key="at" iso={report.validated_at} />],
          [t.fileDigest, digest],
        ]}
      />
    </section>
  );
}

/** How long the file will prove itself; said of a good one only. */
function lasting(report: Report, t: VerifyWords): Fact[] {
  const end = fileProofEnd(report);
  const level = fileLevel(report);
  return [
    [t.fileLevel, report.verdict === 'TOTAL-PASSED' && levelText(level, t)],
    [
      t.proofEnd,
      end && (
        <EndFact key="end" end={end}>
          <span className="block-line small muted">
            {carriesItsData(level) || level === null ? t.proofEndNote : t.proofEndEarlier}
          </span>
        </EndFact>
      ),
    ],
  ];
}

/** Whose word it would be: the question is about this name. */
function Issuers({ judgement }: { judgement: Judgement }) {
  const { t } = useWords();
  if (judgement.id !== 'unknown-issuer' || !judgement.because) return null;
  const signer = certificateOf(judgement.because);
  const stamp = judgement.because.kind === 'document-timestamp';
  return (
    <Facts
      className="facts-tight verdict-issuer"
      rows={[
        [stamp ? t.stampBy : t.by, nameOf(signer)],
        [t.issuerOfCase, issuerOf(signer)],
      ]}
    />
  );
}

function Caveats({ report, judgement }: { report: Report; judgement: Judgement }) {
  const { t } = useWords();
  const caveats =
    judgement.look === 'valid' || judgement.look === 'unsure' ? caveatsOf(report) : [];
  if (!caveats.length) return null;
  return (
    <div className="verdict-wide">
      <h3>{t.caveatsTitle}</h3>
      <ul>
        {caveats.map((caveat) => (
          <li key={caveat}>{t.caveats[caveat]}</li>
        ))}
      </ul>
    </div>
  );
}
