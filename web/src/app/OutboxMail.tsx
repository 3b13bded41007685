import { api } from '../api/client';
import type { OutboxMailBody } from '../api/types';
import { dateTime } from '../lib/dates';
import { useLoad, useTitle } from '../lib/hooks';
import { linkify, mainLink } from '../lib/mail';
import { Link } from '../lib/router';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import { ButtonLink, PageHead, ProblemPage, Skeleton } from '../ui/kit';
import type { RouteProps } from './App';

export default function OutboxMailPage({ params }: RouteProps) {
  const id = params['id'] ?? '';
  const { m, locale } = useMessages();
  const t = m.outbox;
  const mail = useLoad((signal) => api.get<OutboxMailBody>(`/outbox/${id}`, signal), [id]);
  const x = mail.data;
  useTitle(x?.subject ?? t.title);
  if (!x)
    return mail.problem ? (
      <ProblemPage problem={mail.problem} onRetry={mail.reload} home="/" />
    ) : (
      <Skeleton rows={6} />
    );
  const link = mainLink(x.text);
  return (
    <>
      <p className="crumbs">
        <Link href="/outbox">
          <Icon name="left" size={16} />
          {t.back}
        </Link>
      </p>
      <PageHead title={x.subject}>
        {link && (
          <a className="button button-primary" href={link} target="_blank" rel="noreferrer">
            <Icon name="link" />
            <span>
              {t.link}
              <span className="visually-hidden">{m.newTab}</span>
            </span>
          </a>
        )}
        {x.envelope_id && (
          <ButtonLink icon="file" href={`/envelopes/${x.envelope_id}`}>
            {t.related}
          </ButtonLink>
        )}
      </PageHead>
      <section className="card" aria-label={t.preview}>
        <dl className="facts mail-head">
          <div>
            <dt>{t.to}</dt>
            <dd className="break">{x.to}</dd>
          </div>
          <div>
            <dt>{t.at}</dt>
            <dd>{dateTime(x.at, locale)}</dd>
          </div>
        </dl>
        {/* The text part: the HTML part brings its own styles, which our policy refuses. */}
        <div className="mail-text">
          {linkify(x.text).map((part, i) =>
            part.href ? (
              <a key={part.href + String(i)} href={part.href} target="_blank" rel="noreferrer">
                {part.text}
              </a>
            ) : (
              // oxlint-disable-next-line react/no-array-index-key
              <span key={i}>{part.text}</span>
            ),
          )}
        </div>
      </section>
    </>
  );
}
