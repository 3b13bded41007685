import type { ReactNode } from 'react';
import { api } from '../../api/client';
import type { FieldList } from '../../api/flowTypes';
import { date } from '../../lib/dates';
import { useLoad } from '../../lib/hooks';
import { Skeleton } from '../../ui/kit';
import { useFlow } from '../flow';
import type { Draft } from './draft';

/** The rest of what will be sent: fields, attachments, what is said of the contract. */
export function ConfirmMore({
  draft,
  edit,
}: {
  draft: Draft;
  edit: (step: number, what: string) => ReactNode;
}) {
  const { t, locale } = useFlow();
  const c = t.confirm;
  const id = draft.envelope.id;
  const fields = useLoad((signal) => api.get<FieldList>(`/envelopes/${id}/fields`, signal), [id]);
  const e = draft.content;
  const info: [string, string | null][] = [
    [t.details.contractDate, e.contract_date && date(e.contract_date, locale)],
    [t.details.effectiveDate, e.effective_date && date(e.effective_date, locale)],
    [
      t.details.amount,
      e.amount === null
        ? null
        : new Intl.NumberFormat(locale, { style: 'currency', currency: e.currency }).format(
            e.amount,
          ),
    ],
    [t.details.externalId, e.external_id],
    [
      t.details.metadata,
      Object.entries(e.metadata)
        .map(([name, value]) => `${name}：${value}`)
        .join('\n'),
    ],
    [t.details.reminders, c.reminders(e.reminders.before_days, e.reminders.every_days)],
    [t.details.replyTo, e.reply_to],
    [t.details.titleHidden, e.title_hidden ? t.yes : null],
    [t.details.forward, e.allow_forward ? t.yes : t.no],
  ];
  return (
    <>
      <div className="summary-row">
        <h3>{c.fields}</h3>
        <div>
          {fields.data ? <FieldCounts draft={draft} list={fields.data} /> : <Skeleton rows={1} />}
        </div>
        {edit(3, c.fields)}
      </div>
      {draft.envelope.attachments.length > 0 && (
        <div className="summary-row">
          <h3>{c.attachments}</h3>
          <ul className="plain">
            {draft.envelope.attachments.map((a) => (
              <li key={a.id} className="break">
                {a.name}
              </li>
            ))}
          </ul>
          {edit(1, c.attachments)}
        </div>
      )}
      <div className="summary-row">
        <h3>{c.info}</h3>
        <dl className="facts facts-narrow">
          {info
            .filter(([, value]) => value)
            .map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd className="break pre">{value}</dd>
              </div>
            ))}
        </dl>
        {edit(4, c.info)}
      </div>
    </>
  );
}

/** How many fields each person fills in, and who has no place for a signature. */
function FieldCounts({ draft, list }: { draft: Draft; list: FieldList }) {
  const { t } = useFlow();
  const people = draft.envelope.recipients;
  const of = (id: string | null) => list.items.filter((f) => f.recipient_id === id);
  const rows = [
    ...people.map((r) => ({ id: r.id, name: r.name, n: of(r.id).length })),
    { id: null, name: t.fields.sender, n: of(null).length },
  ].filter((row) => row.n > 0);
  const unsigned = people.filter(
    (r) => r.role === 'signer' && !of(r.id).some((f) => f.kind === 'signature'),
  );
  if (!rows.length) return <p>{t.confirm.fieldsNone}</p>;
  return (
    <>
      <ul className="plain">
        {rows.map((row) => (
          <li key={row.id ?? ''}>
            {row.name}：{t.fields.count(row.n)}
          </li>
        ))}
      </ul>
      {unsigned.length > 0 && (
        <p className="small muted">
          {t.fields.signatureMissing(unsigned.map((r) => r.name).join(t.and))}
        </p>
      )}
    </>
  );
}
