import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { RecipientView } from '../api/recipient';
import { dateTime, eraYear } from '../lib/dates';
import { useMessages } from '../messages';
import { actWords } from '../messages/acts';
import { Icon } from '../ui/Icon';
import { ButtonLink, ProgressBar } from '../ui/kit';
import { ActDialog } from './acts/ActDialog';
import { Attachments } from './acts/Attachments';
import { Laws } from './acts/Laws';
import { Frame } from './Frame';
import { Facts, Parties } from './parts';

export function Processing({ view }: { view: RecipientView }) {
  const { m, locale } = useMessages();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Frame trial={view.trial}>
      <div className="state-page state-neutral" role="status">
        <div className="state-mark state-busy">
          <Icon name="pen" size={34} />
        </div>
        <h1 ref={heading} tabIndex={-1}>
          {actWords[locale].role[view.role].processing}
        </h1>
        <p className="lead">{m.sign.processing.body}</p>
        <ProgressBar label={m.sign.processing.body} value={null} />
        <p className="small muted">{m.sign.processing.leave}</p>
      </div>
    </Frame>
  );
}

/** What became of it, in one sentence, by role. */
function useOutcome(view: RecipientView): { title: string; sentence: string; concluding: boolean } {
  const { m, locale } = useMessages();
  const d = m.sign.done;
  const w = actWords[locale].role[view.role];
  if (view.completed_at) {
    const at = view.completed_at;
    const era = locale === 'ja' ? `（${eraYear(at)}）` : '';
    return {
      title: d.completed,
      sentence: d.completedBody(`${dateTime(at, locale)}${era}`),
      concluding: false,
    };
  }
  // Who is only informed is not waited for.
  const waiting = view.others.filter((o) => o.role !== 'cc' && o.state !== 'completed');
  const signers = waiting.filter((o) => o.role === 'signer');
  const names = waiting.map((o) => m.common.sama(o.name)).join(m.common.and);
  if (!waiting.length) return { title: w.done, sentence: d.concluding, concluding: true };
  const plain = view.role === 'signer' && signers.length === waiting.length;
  return {
    title: w.done,
    sentence: plain ? d.agreedWaiting(names) : w.doneNext,
    concluding: false,
  };
}

function Download({
  name,
  children,
  icon,
}: {
  name: string;
  children: ReactNode;
  icon: 'file' | 'certificate';
}) {
  return (
    <li>
      <span className="file-line">
        <Icon name={icon} />
        <span>{name}</span>
      </span>
      {children}
    </li>
  );
}

function Downloads({ view }: { view: RecipientView }) {
  const { m } = useMessages();
  const d = m.sign.done;
  const finished = view.completed_at !== null;
  const label = finished ? d.download : d.downloadNow;
  return (
    <ul className="plain downloads">
      {view.documents.map((doc) => (
        <Download key={doc.id} name={doc.name} icon="file">
          <ButtonLink
            kind={finished ? 'primary' : 'secondary'}
            icon="download"
            download
            label={m.common.about(label, doc.name)}
            href={`/api/v1/recipient/documents/${doc.id}/file?download=1`}
          >
            {label}
          </ButtonLink>
        </Download>
      ))}
      {finished && (
        <Download name={m.envelope.certificate} icon="certificate">
          <ButtonLink icon="download" download href="/api/v1/recipient/certificate">
            {d.certificate}
          </ButtonLink>
        </Download>
      )}
    </ul>
  );
}

/** What a law asks for after the conclusion, and paper for whoever wants it. */
function LawsCard({
  view,
  onView,
}: {
  view: RecipientView;
  onView: (view: RecipientView) => void;
}) {
  const { locale } = useMessages();
  const [paper, setPaper] = useState(false);
  if (!view.gate.consents.length) return null;
  return (
    <section className="card">
      <h2>{actWords[locale].laws.title}</h2>
      <Laws view={view} onView={onView} onPaper={() => setPaper(true)} />
      {paper && (
        <ActDialog
          act="paper"
          expireAt={null}
          onView={onView}
          onLeave={() => {}}
          onClose={() => setPaper(false)}
        />
      )}
    </section>
  );
}

/** One plain sentence, the files, how to come back for them, and how anybody can check them. */
export function Done({
  view,
  onView,
}: {
  view: RecipientView;
  onView: (view: RecipientView) => void;
}) {
  const { m, locale } = useMessages();
  const d = m.sign.done;
  const w = actWords[locale];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { title, sentence, concluding } = useOutcome(view);

  return (
    <Frame trial={view.trial}>
      <div className="state-page state-success" aria-live="polite">
        <div className="state-mark">
          <Icon name="check" size={34} />
        </div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p className="lead">{sentence}</p>
        {concluding && <ProgressBar label={d.concluding} value={null} />}
      </div>
      <section className="card">
        <h2>{view.title}</h2>
        <Downloads view={view} />
        <Facts landing={view} files={false} deadline={!view.completed_at} />
      </section>
      {view.attachments.length > 0 && (
        <section className="card">
          <h2>{w.attachments}</h2>
          <Attachments attachments={view.attachments} />
        </section>
      )}
      <LawsCard view={view} onView={onView} />
      <Parties people={view.others} />
      <section className="card explain">
        <h2>
          <Icon name="link" />
          {w.lasting.title}
        </h2>
        <p>{w.lasting.body}</p>
        <p>{w.lasting.code}</p>
      </section>
      <section className="card explain">
        <h2>
          <Icon name="shield" />
          {d.verifyTitle}
        </h2>
        <p>{d.verifyBody}</p>
        <p>{d.keep}</p>
        <p>
          <a href="/verify" target="_blank" rel="noreferrer">
            {d.verifyLink}
            <span className="visually-hidden">{m.newTab}</span>
          </a>
        </p>
      </section>
    </Frame>
  );
}
