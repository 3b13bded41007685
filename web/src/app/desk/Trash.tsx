import { api } from '../../api/client';
import type { EnvelopePage, EnvelopeSummary } from '../../api/types';
import { shortDateTime } from '../../lib/dates';
import { useAction, useTitle } from '../../lib/hooks';
import { MoreRows, usePages } from '../../lib/pages';
import { Link } from '../../lib/router';
import { useMessages } from '../../messages';
import { Icon } from '../../ui/Icon';
import { Button, PageHead, ProblemNotice, ProblemPage, Skeleton, StatePage } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { useFlow } from '../flow';

type Discarded = EnvelopeSummary & { discarded_at: string | null };

/** Discarded drafts, until they are erased. */
export default function Trash() {
  const { m } = useMessages();
  const { t } = useFlow();
  const toast = useToast();
  useTitle(t.trash.title);
  const pages = usePages<EnvelopePage>('/envelopes?trash=1&limit=50');
  const { list } = pages;
  const restore = useAction(async (id: string) => {
    await api.post(`/envelopes/${id}/restore`);
    toast(t.trash.restored);
    list.reload();
  });
  if (!list.data)
    return list.problem ? (
      <ProblemPage problem={list.problem} onRetry={list.reload} home="/" />
    ) : (
      <Skeleton rows={5} />
    );
  const items = list.data.items as Discarded[];
  return (
    <>
      <p className="crumbs">
        <Link href="/">
          <Icon name="left" size={16} />
          {m.envelope.pageOf}
        </Link>
      </p>
      <PageHead title={t.trash.title} lead={t.trash.lead} />
      {restore.problem && <ProblemNotice problem={restore.problem} />}
      {items.length === 0 ? (
        <section className="card">
          <StatePage icon="trash" heading={2} title={t.trash.empty} detail={t.trash.emptyDetail} />
        </section>
      ) : (
        <div className="card card-flush">
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">{m.list.columns.title}</th>
                <th scope="col">{m.list.columns.parties}</th>
                <th scope="col">{t.trash.discarded}</th>
                <th scope="col">{m.list.columns.action}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((e) => (
                <Row
                  key={e.id}
                  item={e}
                  busy={restore.busy}
                  onRestore={() => void restore.run(e.id)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <MoreRows pages={pages} />
    </>
  );
}

function Row({
  item: e,
  busy,
  onRestore,
}: {
  item: Discarded;
  busy: boolean;
  onRestore: () => void;
}) {
  const { m } = useMessages();
  const { t } = useFlow();
  const title = e.title || m.list.untitled;
  const parties = e.recipients.map((r) => r.name).filter(Boolean);
  return (
    <tr>
      <th scope="row" className="cell-title">
        {title}
      </th>
      <td data-label={m.list.columns.parties} className={parties.length ? '' : 'cell-none'}>
        {parties.join(m.common.and) || <span className="muted">{m.list.nobody}</span>}
      </td>
      <td data-label={t.trash.discarded} className="cell-date">
        {e.discarded_at && shortDateTime(e.discarded_at)}
      </td>
      <td>
        <Button
          kind="quiet"
          icon="refresh"
          busy={busy}
          aria-label={m.common.about(t.trash.restore, title)}
          onClick={onRestore}
        >
          {t.trash.restore}
        </Button>
      </td>
    </tr>
  );
}
