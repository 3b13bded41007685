import { useRef, useState } from 'react';
import { api, asProblem, type Problem } from '../../api/client';
import type { KeepingState, KeepingSummary, KeptPage, KeptRow } from '../../api/types';
import { useLoad, usePolling, useTitle } from '../../lib/hooks';
import { MoreRows, usePages } from '../../lib/pages';
import { Link, useQueryParam } from '../../lib/router';
import { useMessages } from '../../messages';
import {
  Button,
  Notice,
  PageHead,
  ProblemNotice,
  ProblemPage,
  Skeleton,
  StatePage,
} from '../../ui/kit';
import { useSession } from '../session';
import { Day, HelpLink, KeepingBadge, LastError, NextStep, RetryButton, useWords } from './parts';
import { ask, type Asked, isAwaited, isBehind, storyOf } from './story';

type Shown = Exclude<KeepingState, 'none'>;
const STATES: Shown[] = ['ok', 'due', 'lower', 'overdue', 'failed'];
const PAGE = 50;

export default function PreservationList() {
  const { m } = useMessages();
  const { t } = useWords();
  const [wanted, setState] = useQueryParam('state');
  const state = STATES.find((s) => s === wanted) ?? null;
  useTitle(t.title);
  const summary = useLoad((signal) => api.get<KeepingSummary>('/preservation/summary', signal), []);
  const params = new URLSearchParams({ limit: String(PAGE), ...(state ? { state } : {}) });
  const pages = usePages<KeptPage>(`/preservation?${params.toString()}`);
  const { list } = pages;

  const [asked, setAsked] = useState<Asked>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const awaited = list.data?.items.some((row) => isAwaited(asked, row)) ?? false;
  usePolling(
    () => {
      summary.reload();
      list.reload();
    },
    awaited ? 3000 : null,
  );

  if (list.problem?.status === 403 || (list.problem && !list.data))
    return <ProblemPage problem={list.problem} onRetry={list.reload} home="/" />;
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        <HelpLink page="longlife">{t.help}</HelpLink>
      </PageHead>
      {summary.problem && !summary.data && (
        <Notice tone="warning" title={t.list.summaryFailed}>
          <Button icon="refresh" onClick={summary.reload}>
            {m.common.retry}
          </Button>
        </Notice>
      )}
      {summary.data && <Attention counts={summary.data.counts} />}
      <Chips state={state} counts={summary.data?.counts ?? null} onState={setState} />
      {state && <p className="small muted chip-means">{t.stateMeans[state]}</p>}
      {summary.data && <Ahead summary={summary.data} />}
      {list.problem && list.data && <ProblemNotice problem={list.problem} onRetry={list.reload} />}
      {problem && <ProblemNotice problem={problem} />}
      {!list.data && <Skeleton rows={6} />}
      {list.data && list.data.items.length === 0 && (
        <Empty state={state} onClear={() => setState('')} />
      )}
      {list.data && list.data.items.length > 0 && (
        <Table
          items={list.data.items}
          asked={asked}
          onAsked={(row) => {
            setProblem(null);
            setAsked((now) => ask(now, row));
          }}
          onProblem={(error) => setProblem(asProblem(error))}
        />
      )}
      <MoreRows pages={pages} />
    </>
  );
}

type Counts = KeepingSummary['counts'];

function Attention({ counts }: { counts: Counts }) {
  const { t } = useWords();
  const n = counts.overdue + counts.failed;
  if (n === 0) return null;
  return (
    <Notice tone="error" title={t.list.attention(n)}>
      <p>{t.list.attentionBody}</p>
      <p>
        <HelpLink page="longlife">{t.list.attentionHelp}</HelpLink>
      </p>
    </Notice>
  );
}

function Chips({
  state,
  counts,
  onState,
}: {
  state: Shown | null;
  counts: Counts | null;
  onState: (state: string) => void;
}) {
  const { t } = useWords();
  const total = counts ? STATES.reduce((sum, s) => sum + counts[s], 0) : 0;
  const chips = [
    { key: '', text: t.list.all, count: total },
    ...STATES.map((s) => ({ key: s, text: t.state[s], count: counts?.[s] ?? 0 })),
  ];
  return (
    <div className="tabs" role="group" aria-label={t.list.chips}>
      {chips.map((chip) => (
        <button
          key={chip.key}
          type="button"
          aria-pressed={(state ?? '') === chip.key}
          onClick={() => onState(chip.key)}
        >
          {chip.text}
          {counts && <span className="tab-count">{chip.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** What is coming, and what has been done lately. */
function Ahead({ summary: s }: { summary: KeepingSummary }) {
  const { t } = useWords();
  return (
    <dl className="ahead">
      <div>
        <dt>{t.list.nextDeadline}</dt>
        <dd>{s.next_deadline_at ? <Day iso={s.next_deadline_at} /> : t.list.none}</dd>
      </div>
      <div>
        <dt>{t.list.renewed}</dt>
        <dd>{t.list.count(s.renewed_last_30_days)}</dd>
      </div>
    </dl>
  );
}

function Empty({ state, onClear }: { state: Shown | null; onClear: () => void }) {
  const { t } = useWords();
  return (
    <section className="card">
      {state ? (
        <StatePage
          icon="search"
          heading={2}
          title={t.list.noMatch(t.state[state])}
          detail={t.list.noMatchDetail}
        >
          <p className="actions actions-center">
            <Button onClick={onClear}>{t.list.clear}</Button>
          </p>
        </StatePage>
      ) : (
        <StatePage icon="archive" heading={2} title={t.list.empty} detail={t.list.emptyDetail}>
          <p className="actions actions-center">
            <HelpLink page="longlife">{t.help}</HelpLink>
          </p>
        </StatePage>
      )}
    </section>
  );
}

function Table({
  items,
  asked,
  onAsked,
  onProblem,
}: {
  items: KeptRow[];
  asked: Asked;
  onAsked: (row: KeptRow) => void;
  onProblem: (error: unknown) => void;
}) {
  const { m } = useMessages();
  const { t } = useWords();
  const { can } = useSession();
  const now = useRef(Date.now()).current;
  const c = t.list.columns;
  const manage = can('preservation.manage');
  return (
    <div className="card card-flush">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{c.title}</th>
            <th scope="col">{c.state}</th>
            <th scope="col">{c.level}</th>
            <th scope="col">{c.ends}</th>
            <th scope="col">{c.next}</th>
            <th scope="col">{c.deadline}</th>
            {manage && (
              <th scope="col">
                <span className="visually-hidden">{c.action}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {items.map((row) => (
            <tr key={row.document_id}>
              <th scope="row" className="cell-title">
                <Link href={`/envelopes/${row.envelope_id}`}>{row.title || m.list.untitled}</Link>
                <span className="small muted block-line break cell-file">{row.name}</span>
              </th>
              <td className="cell-state">
                <KeepingBadge state={row.state} />
              </td>
              <td data-label={c.level}>
                <LevelCell row={row} />
              </td>
              <td data-label={c.ends}>
                <span className={storyOf(row, now) === 'ended' ? 'text-error' : ''}>
                  <Day iso={row.proof_ends_at} />
                </span>
              </td>
              <td data-label={c.next} className="cell-next">
                <NextStep keeping={row} now={now} />
                {isBehind(row) && row.last_error && (
                  <span className="small text-error break cell-error">
                    <LastError error={row.last_error} brief />
                  </span>
                )}
              </td>
              <td data-label={c.deadline} className={row.deadline_at ? '' : 'cell-none'}>
                {row.deadline_at ? (
                  <span className={row.state === 'overdue' ? 'text-error' : ''}>
                    <Day iso={row.deadline_at} />
                  </span>
                ) : (
                  <span className="muted">{m.list.nobody}</span>
                )}
              </td>
              {manage && (
                <td className={isBehind(row) ? 'cell-retry' : 'cell-none'}>
                  {isBehind(row) && (
                    <RetryButton
                      documents={[row]}
                      label={row.name}
                      kind="quiet"
                      awaited={isAwaited(asked, row)}
                      onAsked={() => onAsked(row)}
                      onProblem={onProblem}
                    />
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LevelCell({ row }: { row: KeptRow }) {
  const { t } = useWords();
  const reached = row.level_reached || t.notReached;
  if (row.level_reached === row.level_requested) return <>{reached}</>;
  return (
    <span className="text-warn">
      {reached}
      <span className="small block-line nowrap">{t.list.requested(row.level_requested)}</span>
    </span>
  );
}
