import { useEffect, useRef } from 'react';
import type { RecipientView } from '../api/types';
import { dateTime, eraYear } from '../lib/dates';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import { ButtonLink, ProgressBar } from '../ui/kit';
import { Frame } from './Frame';
import { Facts, Parties } from './parts';

export function Processing({ view }: { view: RecipientView }) {
  const { m } = useMessages();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Frame trial={view.trial}>
      <div className="state-page state-neutral" role="status">
        <div className="state-mark state-busy">
          <Icon name="pen" size={34} />
        </div>
        <h1 ref={heading} tabIndex={-1}>
          {m.sign.processing.title}
        </h1>
        <p className="lead">{m.sign.processing.body}</p>
        <ProgressBar label={m.sign.processing.body} value={null} />
        <p className="small muted">{m.sign.processing.leave}</p>
      </div>
    </Frame>
  );
}

/** One plain sentence, the files, and how anybody can check them later. */
export function Done({ view }: { view: RecipientView }) {
  const { m, locale } = useMessages();
  const d = m.sign.done;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  const finished = view.completed_at;
  const waiting = view.others.filter((o) => o.state !== 'completed').map((o) => o.name);
  const names = waiting.map(m.common.sama).join(m.common.and);
  const title = finished ? d.completed : d.agreed;
  const at = finished
    ? `${dateTime(finished, locale)}${locale === 'ja' ? `（${eraYear(finished)}）` : ''}`
    : '';
  const sentence = finished
    ? d.completedBody(at)
    : waiting.length
      ? d.agreedWaiting(names)
      : d.concluding;

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
        {!finished && waiting.length === 0 && <ProgressBar label={d.concluding} value={null} />}
      </div>
      <section className="card">
        <h2>{view.title}</h2>
        <ul className="plain downloads">
          {view.documents.map((doc) => (
            <li key={doc.id}>
              <span className="file-line">
                <Icon name="file" />
                <span>{doc.name}</span>
              </span>
              <ButtonLink
                kind={finished ? 'primary' : 'secondary'}
                icon="download"
                download
                label={m.common.about(finished ? d.download : d.downloadNow, doc.name)}
                href={`/api/v1/recipient/documents/${doc.id}/file?download=1`}
              >
                {finished ? d.download : d.downloadNow}
              </ButtonLink>
            </li>
          ))}
          {finished && (
            <li>
              <span className="file-line">
                <Icon name="certificate" />
                <span>{m.envelope.certificate}</span>
              </span>
              <ButtonLink icon="download" download href="/api/v1/recipient/certificate">
                {d.certificate}
              </ButtonLink>
            </li>
          )}
        </ul>
        <Facts landing={view} files={false} deadline={!finished} />
      </section>
      <Parties people={view.others} />
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
