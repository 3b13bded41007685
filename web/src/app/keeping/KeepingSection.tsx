import { useRef, useState } from 'react';
import { asProblem, type Problem } from '../../api/client';
import type { Envelope, KeptDocument, Preservation } from '../../api/types';
import { shortDateTime } from '../../lib/dates';
import { usePolling } from '../../lib/hooks';
import { useMessages } from '../../messages';
import type { KeepingWords } from '../../messages/keeping.ja';
import { Icon, type IconName } from '../../ui/Icon';
import { ButtonLink, Notice, ProblemNotice } from '../../ui/kit';
import { useSession } from '../session';
import {
  classText,
  Day,
  EndOfProof,
  HelpLink,
  KeepingBadge,
  LastError,
  NextStep,
  RetryButton,
  useWords,
} from './parts';
import { ask, type Asked, isAwaited, isBehind, storyDates, storyOf, toneOf } from './story';

const GOING_ON: readonly Envelope['state'][] = ['draft', 'pending', 'concluding'];

/** Before conclusion one line: which level the contract will be kept at. */
export const keepingToCome = (
  e: Pick<Envelope, 'state' | 'level_requested'>,
  t: KeepingWords,
): string | null =>
  e.level_requested && GOING_ON.includes(e.state) ? t.before(e.level_requested) : null;

const markOf: Record<string, IconName> = {
  green: 'shield',
  blue: 'clock',
  orange: 'warn',
  red: 'warn',
  grey: 'archive',
};

/** How long a contract can be proved, and what happens next, before the detail. */
export function KeepingSection({
  envelope: e,
  preservation: p,
  onReload,
}: {
  envelope: Pick<Envelope, 'id' | 'state'>;
  preservation: Preservation;
  onReload: () => void;
}) {
  const { t, locale } = useWords();
  const { can } = useSession();
  const now = useRef(Date.now()).current;
  const [asked, setAsked] = useState<Asked>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const awaited = p.documents.some((d) => isAwaited(asked, d));
  usePolling(onReload, awaited ? 2000 : null);

  const story = t.stories[storyOf(p, now)];
  const parts = {
    ...storyDates(p, now, locale),
    requested: p.level_requested,
    reached: p.level_reached || t.notReached,
  };
  const next = story?.next(parts) ?? '';
  const tone = toneOf[p.state];
  const retry = can('preservation.manage');
  const behind = p.documents.filter(isBehind);
  return (
    <section className="card keeping" aria-labelledby="keeping">
      <div className="keeping-head">
        <h2 id="keeping">{t.title}</h2>
        <KeepingBadge state={p.state} />
        <HelpLink page="longlife">{t.help}</HelpLink>
      </div>
      <div className={`keeping-says keeping-${tone}`}>
        <Icon name={markOf[tone] ?? 'archive'} size={26} />
        <p aria-live="polite">{story?.says(parts)}</p>
      </div>
      {next && (
        <Notice tone={tone === 'red' ? 'error' : 'warning'}>
          <p>{next}</p>
          {retry && behind.length > 0 && (
            <RetryButton
              documents={behind}
              awaited={awaited}
              onAsked={(d) => {
                setProblem(null);
                setAsked((before) => ask(before, d));
                onReload();
              }}
              onProblem={(error) => setProblem(asProblem(error))}
            />
          )}
        </Notice>
      )}
      {problem && <ProblemNotice problem={problem} />}
      <dl className="facts">
        <div>
          <dt>{t.requested}</dt>
          <dd>
            <Level level={p.level_requested} />
          </dd>
        </div>
        <div>
          <dt>{t.reached}</dt>
          <dd className={isBehind(p) && p.level_reached !== p.level_requested ? 'text-warn' : ''}>
            <Level level={p.level_reached} />
          </dd>
        </div>
        <div>
          <dt>{t.method}</dt>
          <dd>{t.methodValue[p.method]}</dd>
        </div>
      </dl>
      <ul className="plain kept">
        {p.documents.map((d) => (
          <Kept key={d.document_id} envelope={e} document={d} now={now} />
        ))}
      </ul>
    </section>
  );
}

function Level({ level }: { level: string | null }) {
  const { t } = useWords();
  if (!level) return <span>{t.notReached}</span>;
  return (
    <>
      <strong>{level}</strong> <span className="small">{t.levelMeans[level]}</span>
    </>
  );
}

function Kept({
  envelope: e,
  document: d,
  now,
}: {
  envelope: Pick<Envelope, 'id' | 'state'>;
  document: KeptDocument;
  now: number;
}) {
  const { m } = useMessages();
  const { t } = useWords();
  return (
    <li>
      <p className="kept-name">
        <Icon name="file" size={22} />
        <strong className="break">{d.name}</strong>
        <KeepingBadge state={d.state} />
      </p>
      <dl className="facts facts-tight">
        <div>
          <dt>{t.ends}</dt>
          <dd>
            <EndOfProof keeping={d} era />
          </dd>
        </div>
        <div>
          <dt>{t.next}</dt>
          <dd>
            <NextStep keeping={d} now={now} />
          </dd>
        </div>
        {d.deadline_at && (
          <div>
            <dt>{t.deadline}</dt>
            <dd>
              <Day iso={d.deadline_at} era />
            </dd>
          </div>
        )}
        {isBehind(d) && (d.last_error || d.attempts > 0) && (
          <div>
            <dt>{t.lastError}</dt>
            <dd className="break">
              <LastError error={d.last_error} />
              {d.attempts > 0 && (
                <span className="small muted block-line">{t.attempts(d.attempts)}</span>
              )}
            </dd>
          </div>
        )}
      </dl>
      <Stamps document={d} />
      {d.records > 0 && (
        <div className="kept-record">
          <p className="small">{t.recordHint(d.records)}</p>
          <ButtonLink
            icon="download"
            download
            label={m.common.about(t.record, d.name)}
            href={`/api/v1/envelopes/${e.id}/documents/${d.document_id}/evidence-record`}
          >
            {t.record}
          </ButtonLink>
        </div>
      )}
    </li>
  );
}

function Stamps({ document: d }: { document: KeptDocument }) {
  const { t } = useWords();
  const c = t.stampColumns;
  if (!d.timestamps.length) return <p className="small muted">{t.noStamps}</p>;
  return (
    <details>
      <summary>
        {t.stamps(d.timestamps.length)}
        <span className="visually-hidden"> {d.name}</span>
      </summary>
      <table className="rows rows-small">
        <thead>
          <tr>
            <th scope="col">{c.time}</th>
            <th scope="col">{c.purpose}</th>
            <th scope="col">{c.authority}</th>
            <th scope="col">{c.class}</th>
          </tr>
        </thead>
        <tbody>
          {d.timestamps.map((s) => (
            <tr key={`${s.time} ${s.purpose} ${s.authority}`}>
              <th scope="row" className="cell-date">
                <time dateTime={s.time}>{shortDateTime(s.time)}</time>
              </th>
              <td data-label={c.purpose}>{t.purpose[s.purpose] ?? s.purpose}</td>
              <td data-label={c.authority} className="break">
                {s.authority}
              </td>
              <td data-label={c.class}>{classText(t, s.class)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
