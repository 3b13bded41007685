import { useState } from 'react';
import { api } from '../../api/client';
import type { ApprovalRoute } from '../../api/flowTypes';
import type { Member } from '../../api/types';
import { useLoad } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { Button, ProblemNotice, Skeleton, StatePage } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { money } from './Approvals';
import { RemoveDialog } from './RemoveDialog';
import { RowActions } from './RowActions';
import { RouteDialog } from './RouteDialog';
import { useDesk } from './words';

type Open =
  | { what: 'edit'; route: ApprovalRoute | null }
  | { what: 'remove'; route: ApprovalRoute }
  | null;

/** Which contracts need whose approval; changed by administrators. */
export function Routes({ manage }: { manage: boolean }) {
  const { t } = useDesk();
  const a = t.approvals;
  const toast = useToast();
  const [open, setOpen] = useState<Open>(null);
  const list = useLoad(
    (signal) => api.get<{ items: ApprovalRoute[] }>('/approval-routes', signal),
    [],
  );
  const members = useLoad((signal) => api.get<{ items: Member[] }>('/members', signal), []);
  const active = (members.data?.items ?? []).filter((x) => x.state === 'active');
  const done = (text: string) => {
    setOpen(null);
    toast(text);
    list.reload();
  };
  return (
    <section aria-labelledby="routes" className="routes">
      <div className="section-head">
        <div>
          <h2 id="routes">{a.routes}</h2>
          <p className="muted">{a.routesLead}</p>
        </div>
        {manage && (
          <Button icon="plus" onClick={() => setOpen({ what: 'edit', route: null })}>
            {a.add}
          </Button>
        )}
      </div>
      {list.problem && <ProblemNotice problem={list.problem} onRetry={list.reload} />}
      {!list.data && !list.problem && <Skeleton />}
      {list.data?.items.length === 0 && (
        <div className="card">
          <StatePage icon="right" heading={2} title={a.routesNone} detail={a.routesNoneDetail} />
        </div>
      )}
      {list.data && list.data.items.length > 0 && (
        <RouteTable items={list.data.items} members={active} manage={manage} onOpen={setOpen} />
      )}
      {open?.what === 'edit' && (
        <RouteDialog
          route={open.route}
          members={active}
          onClose={() => setOpen(null)}
          onSaved={() => done(a.saved)}
        />
      )}
      {open?.what === 'remove' && (
        <RemoveDialog
          title={a.removeTitle}
          body={a.removeBody(open.route.name)}
          button={a.remove}
          run={async () => {
            await api.delete(`/approval-routes/${open.route.id}`);
            done(a.removed);
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

function RouteTable({
  items,
  members,
  manage,
  onOpen,
}: {
  items: ApprovalRoute[];
  members: Member[];
  manage: boolean;
  onOpen: (open: Open) => void;
}) {
  const { m } = useMessages();
  const { t, locale } = useDesk();
  const a = t.approvals;
  const nameOf = (id: string) => members.find((x) => x.id === id)?.name ?? m.list.nobody;
  const yen = (n: number | null) => (n === null ? '' : money(n, 'JPY', locale));
  return (
    <div className="card card-flush">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{a.name}</th>
            <th scope="col">{a.when}</th>
            <th scope="col">{a.people}</th>
            {manage && <th scope="col">{t.contacts.actions}</th>}
          </tr>
        </thead>
        <tbody>
          {items.map((r) => (
            <tr key={r.id}>
              <th scope="row" className="cell-title">
                {r.name}
              </th>
              <td data-label={a.when}>
                {r.always ? a.everything : a.condition(yen(r.min_amount), yen(r.max_amount))}
              </td>
              <td data-label={a.people}>
                {r.steps
                  .map((s) => `${s.people.map(nameOf).join(a.and)}（${a.modes[s.mode]}）`)
                  .join(a.arrow)}
              </td>
              {manage && (
                <RowActions
                  name={r.name}
                  words={a}
                  onEdit={() => onOpen({ what: 'edit', route: r })}
                  onRemove={() => onOpen({ what: 'remove', route: r })}
                />
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
