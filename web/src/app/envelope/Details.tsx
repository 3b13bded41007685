import type { ReactNode } from 'react';
import type { FlowEnvelope } from '../../api/flowTypes';
import { date, dateTime, eraYear } from '../../lib/dates';
import { groupHex } from '../../lib/format';
import { signedBy } from '../../lib/recipients';
import { useMessages } from '../../messages';
import type { FlowWords } from '../../messages/flow.ja';
import { useFlow } from '../flow';
import { keepingToCome } from '../keeping/KeepingSection';
import { useWords as useKeepingWords } from '../keeping/parts';

const reminders = (e: FlowEnvelope, t: FlowWords) =>
  (e.reminders.before_days || e.reminders.every_days) &&
  t.confirm.reminders(e.reminders.before_days, e.reminders.every_days);

export function Details({ envelope: e }: { envelope: FlowEnvelope }) {
  const { m, locale } = useMessages();
  const { t: keeping } = useKeepingWords();
  const { t: flow } = useFlow();
  const t = m.envelope;
  const when = (at: string | null) =>
    at && (
      <>
        <time dateTime={at}>{dateTime(at, locale)}</time>
        {locale === 'ja' && <span className="muted small block-line">{eraYear(at)}</span>}
      </>
    );
  const rows: [string, ReactNode][] = [
    [t.createdBy, e.created_by.name],
    [t.created, date(e.created_at, locale)],
    [t.sent, when(e.sent_at)],
    [t.deadline, when(e.expire_at)],
    [t.completed, when(e.completed_at)],
    [
      t.message,
      e.message && (
        <span key="message" className="pre">
          {e.message}
        </span>
      ),
    ],
    [flow.details.contractDate, e.contract_date && date(e.contract_date, locale)],
    [flow.details.effectiveDate, e.effective_date && date(e.effective_date, locale)],
    [
      flow.envelope.amount,
      e.amount !== null &&
        new Intl.NumberFormat(locale, { style: 'currency', currency: e.currency }).format(e.amount),
    ],
    [flow.details.externalId, e.external_id],
    [
      flow.certification.title,
      signedBy(e.recipients) === 'own' &&
        flow.certification[e.certification === 'provider' ? 'yes' : 'no'],
    ],
    [flow.details.reminders, reminders(e, flow)],
    [flow.details.replyTo, e.reply_to],
    [keeping.title, e.preservation ? null : keepingToCome(e, keeping)],
    [t.id, <code key="id">{e.id}</code>],
  ];
  return (
    <section className="card" aria-labelledby="details">
      <h2 id="details">{t.details}</h2>
      <dl className="facts facts-narrow">
        {rows
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <Metadata of={e.metadata} />
      <details>
        <summary>{t.digest}</summary>
        {e.documents.map((d) => (
          <p key={d.id} className="small">
            {d.name}
            <code className="block-line break">{groupHex(d.sha256)}</code>
          </p>
        ))}
      </details>
    </section>
  );
}

/** Names and values of the sender's own; their names are nobody's words but theirs. */
function Metadata({ of: metadata }: { of: FlowEnvelope['metadata'] }) {
  const { t } = useFlow();
  const entries = Object.entries(metadata);
  if (!entries.length) return null;
  return (
    <>
      <h3 className="details-more">{t.details.metadata}</h3>
      <dl className="facts facts-narrow">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt className="break">{name}</dt>
            <dd className="break pre">{value || '—'}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
