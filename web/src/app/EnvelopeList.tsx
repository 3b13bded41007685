import { useEffect, useRef, useState } from 'react';
import type { EnvelopePage, EnvelopeState, EnvelopeSummary } from '../api/types';
import { dateTime, daysUntil, shortDateTime } from '../lib/dates';
import { useTitle } from '../lib/hooks';
import { MoreRows, usePages } from '../lib/pages';
import { Link, navigate, useQueryParam } from '../lib/router';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import {
  Button,
  ButtonLink,
  EnvelopeBadge,
  PageHead,
  ProblemNotice,
  ProblemPage,
  Skeleton,
  StatePage,
} from '../ui/kit';
import { useSession } from './session';

const STATES: EnvelopeState[] = [
  'draft',
  'pending',
  'concluding',
  'completed',
  'declined',
  'withdrawn',
  'expired',
];

export const envelopeHref = (e: { id: string; state: EnvelopeState }) =>
  e.state === 'draft' ? `/envelopes/${e.id}/edit` : `/envelopes/${e.id}`;

export function EnvelopeList() {
  const { m } = useMessages();
  const { can } = useSession();
  const [state, setState] = useQueryParam('state');
  const [q, setQ] = useQueryParam('q');
  useTitle(m.list.title);

  const params = new URLSearchParams({ limit: '50' });
  if (STATES.includes(state as EnvelopeState)) params.set('state', state);
  if (q) params.set('q', q);
  const pages = usePages<EnvelopePage>(`/envelopes?${params.toString()}`);
  const { list } = pages;

  const create = can('envelope.create') && (
    <ButtonLink kind="primary" icon="plus" href="/envelopes/new">
      {m.list.create}
    </ButtonLink>
  );
  const counts = list.data?.counts;
  const total = counts ? STATES.reduce((sum, s) => sum + (counts[s] ?? 0), 0) : 0;
  const filtered = state !== '' || q !== '';

  return (
    <>
      <PageHead title={m.list.title}>
        {can('envelope.edit') && (
          <ButtonLink kind="quiet" icon="trash" href="/trash">
            {m.nav.trash}
          </ButtonLink>
        )}
        {create}
      </PageHead>
      <div className="list-tools">
        <Tabs state={state} counts={counts} total={total} onState={setState} />
        <SearchBox value={q} onValue={setQ} />
      </div>
      {list.problem && list.data && <ProblemNotice problem={list.problem} onRetry={list.reload} />}
      {!list.data &&
        (list.problem ? (
          <ProblemPage problem={list.problem} onRetry={list.reload} />
        ) : (
          <Skeleton rows={6} />
        ))}
      {list.data && list.data.items.length === 0 && (
        <section className="card">
          {filtered ? (
            <StatePage
              icon="search"
              heading={2}
              title={m.list.noMatch}
              detail={m.list.noMatchDetail}
            >
              <p className="actions actions-center">
                <Button onClick={() => navigate('/')}>{m.list.clear}</Button>
              </p>
            </StatePage>
          ) : (
            <StatePage icon="file" heading={2} title={m.list.empty} detail={m.list.emptyDetail}>
              <p className="actions actions-center">{create}</p>
            </StatePage>
          )}
        </section>
      )}
      {list.data && list.data.items.length > 0 && <Table items={list.data.items} />}
      <MoreRows pages={pages} />
    </>
  );
}

function Tabs({
  state,
  counts,
  total,
  onState,
}: {
  state: string;
  counts: Record<EnvelopeState, number> | undefined;
  total: number;
  onState: (state: string) => void;
}) {
  const { m } = useMessages();
  const tabs = [
    { key: '', text: m.list.all, count: total },
    ...STATES.map((s) => ({ key: s, text: m.state.envelope[s], count: counts?.[s] ?? 0 })),
  ];
  return (
    <div className="tabs" role="group" aria-label={m.list.tabs}>
      {tabs.map((tab) => (
        <button
          key={tab.key}
          type="button"
          aria-pressed={state === tab.key}
          onClick={() => onState(tab.key)}
        >
          {tab.text}
          {counts && <span className="tab-count">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}

function SearchBox({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const { m } = useMessages();
  const [typed, setTyped] = useState(value);
  const last = useRef(value);
  const tell = useRef(onValue);
  tell.current = onValue;
  useEffect(() => {
    if (value !== last.current) {
      last.current = value;
      setTyped(value);
    }
  }, [value]);
  useEffect(() => {
    if (typed === last.current) return;
    const timer = setTimeout(() => {
      last.current = typed;
      tell.current(typed.normalize('NFKC').trim());
    }, 300);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div className="search" role="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={m.list.searchLabel}
        placeholder={m.list.searchLabel}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}

/** A table on a desk, cards on a phone: the same markup, told by CSS. */
function Table({ items }: { items: EnvelopeSummary[] }) {
  const { m, locale } = useMessages();
  const now = useRef(Date.now()).current;
  const c = m.list.columns;
  return (
    <div className="card card-flush">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{c.title}</th>
            <th scope="col">{c.state}</th>
            <th scope="col">{c.waiting}</th>
            <th scope="col">{c.parties}</th>
            <th scope="col">{c.updated}</th>
            <th scope="col">{c.action}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((e) => {
            const title = e.title || m.list.untitled;
            const parties = e.recipients.filter((r) => r.side === 'counterparty');
            const party = parties[0];
            return (
              <tr key={e.id}>
                <th scope="row" className="cell-title">
                  <Link href={envelopeHref(e)}>{title}</Link>
                  {e.sample && <span className="badge badge-grey">{m.list.sample}</span>}
                </th>
                <td className="cell-state">
                  <EnvelopeBadge state={e.state} />
                </td>
                <td data-label={c.waiting} className={e.waiting_for.length ? '' : 'cell-none'}>
                  {e.waiting_for.length ? (
                    <>
                      <span>{e.waiting_for.join(m.common.and)}</span>
                      {e.expire_at && e.state === 'pending' && (
                        <span className="small muted block-line">
                          {m.list.deadline(daysUntil(e.expire_at, now))}
                        </span>
                      )}
                    </>
                  ) : (
                    <span className="muted">{m.list.nobody}</span>
                  )}
                </td>
                <td data-label={c.parties} className={party ? '' : 'cell-none'}>
                  {party ? (
                    <>
                      <span>{party.company || party.name}</span>
                      <span className="small muted block-line">
                        {party.company && m.common.sama(party.name)}
                        {parties.length > 1 && ` +${parties.length - 1}`}
                      </span>
                    </>
                  ) : (
                    <span className="muted">{m.list.nobody}</span>
                  )}
                </td>
                <td data-label={c.updated} className="cell-date">
                  <time dateTime={e.updated_at} title={dateTime(e.updated_at, locale)}>
                    {shortDateTime(e.updated_at)}
                  </time>
                </td>
                <td className="cell-action">
                  <Link
                    href={envelopeHref(e)}
                    aria-label={m.common.about(m.list.actions[e.state], title)}
                  >
                    {m.list.actions[e.state]}
                    <Icon name="right" size={16} />
                  </Link>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
