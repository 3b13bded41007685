import type { ApprovalTask } from '../../api/flowTypes';
import type { Page } from '../../api/types';
import { shortDateTime } from '../../lib/dates';
import { useTitle } from '../../lib/hooks';
import { MoreRows, usePages } from '../../lib/pages';
import { Link } from '../../lib/router';
import { useMessages } from '../../messages';
import { Icon } from '../../ui/Icon';
import { PageHead, ProblemPage, Skeleton, StatePage } from '../../ui/kit';
import { useSession } from '../session';
import { Routes } from './Routes';
import { useDesk } from './words';

export const money = (amount: number, currency: string, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount);

/** What one is asked to approve, and for all to see: the routes. */
export default function Approvals() {
  const { t } = useDesk();
  const a = t.approvals;
  const { can } = useSession();
  useTitle(a.title);
  const pages = usePages<Page<ApprovalTask>>('/approvals');
  const { list } = pages;
  if (!list.data)
    return list.problem ? (
      <ProblemPage problem={list.problem} onRetry={list.reload} home="/" />
    ) : (
      <Skeleton rows={5} />
    );
  return (
    <>
      <PageHead title={a.title} lead={a.lead} />
      <section aria-labelledby="tasks">
        <h2 id="tasks">{a.tasks}</h2>
        {list.data.items.length === 0 ? (
          <div className="card">
            <StatePage icon="done" heading={2} title={a.none} detail={a.noneDetail} />
          </div>
        ) : (
          <Tasks items={list.data.items} />
        )}
        <MoreRows pages={pages} />
      </section>
      {can('approval.read') && <Routes manage={can('approval.manage')} />}
    </>
  );
}

function Tasks({ items }: { items: ApprovalTask[] }) {
  const { m } = useMessages();
  const { t, locale } = useDesk();
  const a = t.approvals;
  return (
    <div className="card card-flush">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{a.document}</th>
            <th scope="col">{a.by}</th>
            <th scope="col">{a.amount}</th>
            <th scope="col">{a.route}</th>
            <th scope="col">{a.at}</th>
            <th scope="col">{m.list.columns.action}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((x) => (
            <tr key={x.id}>
              <th scope="row" className="cell-title">
                <Link href={`/envelopes/${x.envelope_id}`}>{x.title || m.list.untitled}</Link>
                {x.comment && <span className="small muted block-line pre">{x.comment}</span>}
              </th>
              <td data-label={a.by}>{x.asked_by}</td>
              <td data-label={a.amount} className={x.amount === null ? 'cell-none' : ''}>
                {x.amount === null ? m.list.nobody : money(x.amount, x.currency, locale)}
              </td>
              <td data-label={a.route}>
                {x.route_name} <span className="small muted">{a.step(x.step)}</span>
              </td>
              <td data-label={a.at} className="cell-date">
                {shortDateTime(x.at)}
              </td>
              <td className="cell-action">
                <Link
                  href={`/envelopes/${x.envelope_id}`}
                  aria-label={m.common.about(a.open, x.title || m.list.untitled)}
                >
                  {a.open}
                  <Icon name="right" size={16} />
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
