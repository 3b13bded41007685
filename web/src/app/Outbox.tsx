import type { OutboxMail, Page } from '../api/types';
import { shortDateTime } from '../lib/dates';
import { usePolling, useTitle } from '../lib/hooks';
import { MoreRows, usePages } from '../lib/pages';
import { Link } from '../lib/router';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import { PageHead, ProblemPage, Skeleton, StatePage } from '../ui/kit';

/** Trial only: every mail that would have been delivered. */
export default function Outbox() {
  const { m } = useMessages();
  const t = m.outbox;
  useTitle(t.title);
  const pages = usePages<Page<OutboxMail>>('/outbox');
  const { list } = pages;
  usePolling(list.reload, 5000);
  if (!list.data)
    return list.problem ? (
      <ProblemPage problem={list.problem} onRetry={list.reload} home="/" />
    ) : (
      <Skeleton rows={6} />
    );
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      {list.data.items.length === 0 ? (
        <section className="card">
          <StatePage icon="mail" heading={2} title={t.empty} detail={t.emptyDetail} />
        </section>
      ) : (
        <div className="card card-flush">
          <table className="rows rows-mail">
            <thead>
              <tr>
                <th scope="col">{t.subject}</th>
                <th scope="col">{t.to}</th>
                <th scope="col">{m.members.status}</th>
                <th scope="col">{t.at}</th>
              </tr>
            </thead>
            <tbody>
              {list.data.items.map((mail) => (
                <tr key={mail.id}>
                  <th scope="row" className="cell-title">
                    <Link href={`/outbox/${mail.id}`}>{mail.subject}</Link>
                  </th>
                  <td data-label={t.to} className="break">
                    {mail.to}
                  </td>
                  <td className="cell-state">
                    <span className={`badge badge-${mail.state === 'failed' ? 'red' : 'grey'}`}>
                      {t.state[mail.state]}
                    </span>
                  </td>
                  <td data-label={t.at} className="cell-date">
                    <time dateTime={mail.at}>{shortDateTime(mail.at)}</time>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <MoreRows pages={pages} />
      <p className="small muted note-line">
        <Icon name="info" size={16} />
        <span>{m.trial.banner}</span>
      </p>
    </>
  );
}
