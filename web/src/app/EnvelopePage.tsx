import { useRef, useState } from 'react';
import { api, type Problem } from '../api/client';
import type { AuditEvent, Envelope, Recipient } from '../api/types';
import { date, dateTime, daysUntil, eraYear, shortDateTime } from '../lib/dates';
import { fileSize, groupHex } from '../lib/format';
import { useAction, useLoad, usePolling, useTitle } from '../lib/hooks';
import { Link } from '../lib/router';
import { useMessages } from '../messages';
import { Icon, type IconName } from '../ui/Icon';
import {
  Button,
  ButtonLink,
  Dialog,
  EnvelopeBadge,
  Notice,
  PageHead,
  ProblemNotice,
  ProblemPage,
  ProgressBar,
  RecipientBadge,
  Skeleton,
  TextArea,
  TrialBadge,
} from '../ui/kit';
import { useToast } from '../ui/toast';
import type { RouteProps } from './App';
import { KeepingSection, keepingToCome } from './keeping/KeepingSection';
import { useWords as useKeepingWords } from './keeping/parts';

interface Events {
  items: AuditEvent[];
  chain_intact: boolean;
}

type Open = null | { what: 'withdraw' } | { what: 'resend'; recipient: Recipient };

export default function EnvelopePage({ params }: RouteProps) {
  const id = params['id'] ?? '';
  const { m } = useMessages();
  const toast = useToast();
  const envelope = useLoad((signal) => api.get<Envelope>(`/envelopes/${id}`, signal), [id]);
  const events = useLoad((signal) => api.get<Events>(`/envelopes/${id}/events`, signal), [id]);
  const [open, setOpen] = useState<Open>(null);
  const e = envelope.data;
  useTitle(e?.title ?? '');

  // Sealing, or being prepared for the first recipient: soon over, so look often.
  const working =
    e !== null &&
    (e.state === 'concluding' ||
      e.recipients.some((r) => r.state === 'processing') ||
      (e.state === 'pending' && e.waiting_for.length === 0 && !e.failure));
  const live = e?.state === 'pending';
  usePolling(
    () => {
      envelope.reload();
      events.reload();
    },
    working ? 1500 : live ? 10_000 : null,
  );

  const act = useAction(async (recipient: Recipient) => {
    const { url } = await api.post<{ url: string }>(
      `/envelopes/${id}/recipients/${recipient.id}/act`,
    );
    window.location.assign(url);
  });

  if (!e)
    return envelope.problem ? (
      <ProblemPage problem={envelope.problem} onRetry={envelope.reload} home="/" />
    ) : (
      <Skeleton rows={7} />
    );

  const allowed = (action: Envelope['actions'][number]) => e.actions.includes(action);
  const mine = e.recipients.find(
    (r) => r.is_me && (r.state === 'sent' || r.state === 'opened' || r.state === 'undelivered'),
  );
  const changed = (text: string) => {
    setOpen(null);
    toast(text);
    envelope.reload();
    events.reload();
  };

  return (
    <>
      <p className="crumbs">
        <Link href="/">
          <Icon name="left" size={16} />
          {m.envelope.pageOf}
        </Link>
      </p>
      <PageHead
        title={e.title || m.list.untitled}
        badges={
          <>
            <EnvelopeBadge state={e.state} />
            {e.trial && <TrialBadge />}
            {e.sample && <span className="badge badge-grey">{m.list.sample}</span>}
          </>
        }
      >
        {allowed('edit') && (
          <ButtonLink kind="primary" icon="pen" href={`/envelopes/${e.id}/edit`}>
            {m.envelope.edit}
          </ButtonLink>
        )}
        {allowed('withdraw') && (
          <Button icon="stop" onClick={() => setOpen({ what: 'withdraw' })}>
            {m.envelope.withdraw}
          </Button>
        )}
      </PageHead>
      {e.sample && <Notice>{m.envelope.sampleNote}</Notice>}
      <div className="columns">
        <div className="column-main">
          <Status envelope={e} />
          {mine && (
            <div className="callout">
              <p>{m.envelope.actHint}</p>
              <Button kind="primary" icon="pen" busy={act.busy} onClick={() => void act.run(mine)}>
                {m.envelope.act}
              </Button>
            </div>
          )}
          {act.problem && <ProblemNotice problem={act.problem} />}
          <People
            envelope={e}
            onResend={
              allowed('resend') ? (recipient) => setOpen({ what: 'resend', recipient }) : null
            }
          />
          <Files envelope={e} />
          {e.preservation && (
            <KeepingSection
              envelope={e}
              preservation={e.preservation}
              onReload={() => {
                envelope.reload();
                events.reload();
              }}
            />
          )}
          <History data={events.data} problem={events.problem} onRetry={events.reload} />
        </div>
        <div className="column-side">
          <Details envelope={e} />
        </div>
      </div>
      {open?.what === 'withdraw' && (
        <Withdraw
          id={e.id}
          onClose={() => setOpen(null)}
          onDone={(next) => {
            envelope.set(next);
            changed(m.envelope.withdrawn);
          }}
        />
      )}
      {open?.what === 'resend' && (
        <Resend
          id={e.id}
          recipient={open.recipient}
          onClose={() => setOpen(null)}
          onDone={() => changed(m.envelope.resent)}
        />
      )}
    </>
  );
}

const statusIcon: Record<Envelope['next']['code'], IconName> = {
  waiting: 'clock',
  concluding: 'refresh',
  done: 'check',
  draft: 'pen',
  stopped: 'stop',
  failed: 'warn',
};

/** Who holds it and what comes next, before anything else. */
function Status({ envelope: e }: { envelope: Envelope }) {
  const { m } = useMessages();
  const now = useRef(Date.now()).current;
  const done = e.recipients.filter((r) => r.state === 'completed').length;
  const sealing = e.state === 'concluding' || e.recipients.some((r) => r.state === 'processing');
  return (
    <section className={`card status status-${e.next.code}`} aria-labelledby="status">
      <div className="status-mark">
        <Icon name={statusIcon[e.next.code]} size={28} />
      </div>
      <div className="status-text">
        <h2 id="status">{m.envelope.who}</h2>
        <p className="status-line" aria-live="polite">
          {e.next.text}
        </p>
        {e.expire_at && e.state === 'pending' && (
          <p className="small muted">{m.list.deadline(daysUntil(e.expire_at, now))}</p>
        )}
        {sealing && (
          <>
            <ProgressBar label={m.envelope.sealing} value={null} />
            <p className="small muted">{m.envelope.sealing}</p>
          </>
        )}
        {e.failure && (
          <Notice tone="error" title={m.envelope.failure}>
            <p>{e.failure.text}</p>
          </Notice>
        )}
        {e.state !== 'draft' && e.recipients.length > 0 && (
          <p className="status-progress">
            <span className="meter" aria-hidden="true">
              {e.recipients.map((r) => (
                <span key={r.id} className={`meter-${r.state}`} />
              ))}
            </span>
            <span className="small">{m.envelope.progress(done, e.recipients.length)}</span>
          </p>
        )}
      </div>
    </section>
  );
}

function People({
  envelope: e,
  onResend,
}: {
  envelope: Envelope;
  onResend: ((recipient: Recipient) => void) | null;
}) {
  const { m } = useMessages();
  const list = [...e.recipients].sort((a, b) => a.order - b.order);
  if (!list.length) return null;
  return (
    <section className="card" aria-labelledby="people">
      <h2 id="people">{m.envelope.recipients}</h2>
      <ol className="people">
        {list.map((r) => (
          <Person key={r.id} recipient={r} onResend={onResend} live={e.state === 'pending'} />
        ))}
      </ol>
    </section>
  );
}

function Person({
  recipient: r,
  onResend,
  live,
}: {
  recipient: Recipient;
  onResend: ((recipient: Recipient) => void) | null;
  live: boolean;
}) {
  const { m } = useMessages();
  const t = m.envelope;
  const when = r.completed_at
    ? t.agreedAt(shortDateTime(r.completed_at))
    : r.declined_at
      ? t.declinedAt(shortDateTime(r.declined_at))
      : r.opened_at
        ? t.opened(shortDateTime(r.opened_at))
        : r.sent_at
          ? t.sentAt(shortDateTime(r.sent_at))
          : '';
  const open = r.state === 'sent' || r.state === 'opened' || r.state === 'undelivered';
  return (
    <li className={`person person-${r.state}`}>
      <span className="person-order" role="img" aria-label={m.wizard.recipients.nth(r.order)}>
        {r.state === 'completed' ? <Icon name="check" size={18} /> : r.order}
      </span>
      <div className="person-main">
        <p className="person-company small muted">
          <span>{r.company}</span>
          <span className="tag">{m.state.side[r.side]}</span>
        </p>
        <p className="person-name">
          {m.common.sama(r.name)}
          {r.is_me && <span className="tag">{t.you}</span>}
        </p>
        <p className="small muted break">{r.email}</p>
        {when && <p className="small muted">{when}</p>}
        {r.delivery && r.state !== 'completed' && r.state !== 'declined' && (
          <p className={`small${r.delivery.state === 'failed' ? ' text-error' : ' muted'}`}>
            <Icon name={r.delivery.state === 'failed' ? 'error' : 'mail'} size={16} />{' '}
            {t.delivery[r.delivery.state]}
            {r.delivery.state === 'failed' || r.delivery.state === 'delayed'
              ? `：${r.delivery.text}`
              : ''}
          </p>
        )}
        {r.state === 'declined' && (
          <div className="reason">
            <p className="small muted">{t.declinedReason}</p>
            <p className="pre">{r.decline_reason || t.noReason}</p>
          </div>
        )}
      </div>
      <div className="person-side">
        <RecipientBadge state={r.state} />
        {live && open && onResend && (
          <Button
            kind="quiet"
            icon="mail"
            aria-label={m.common.about(t.resend, r.name)}
            onClick={() => onResend(r)}
          >
            {t.resend}
          </Button>
        )}
      </div>
    </li>
  );
}

function Files({ envelope: e }: { envelope: Envelope }) {
  const { m } = useMessages();
  const t = m.envelope;
  const url = (doc: string, revision: string) =>
    `/api/v1/envelopes/${e.id}/documents/${doc}/file?revision=${revision}&download=1`;
  const can = e.actions.includes('download');
  return (
    <section className="card" aria-labelledby="files">
      <h2 id="files">{t.files}</h2>
      <ul className="plain files">
        {e.documents.map((d) => (
          <li key={d.id}>
            <Icon name="file" size={24} />
            <div className="files-main">
              <p className="files-name">
                <Link href={`/envelopes/${e.id}/documents/${d.id}`}>{d.name}</Link>
              </p>
              <p className="small muted">
                {m.common.pages(d.pages)}・{fileSize(d.size)}
                {d.signatures > 0 && `・${m.verify.signatures(d.signatures)}`}
              </p>
              {d.notes.map((note) => (
                <p key={note.code} className="small muted">
                  {note.text}
                </p>
              ))}
            </div>
            <div className="actions">
              {can && (
                <>
                  <ButtonLink
                    icon="download"
                    download
                    kind={e.state === 'completed' ? 'primary' : 'secondary'}
                    label={m.common.about(t.download, d.name)}
                    href={url(d.id, 'current')}
                  >
                    {t.download}
                  </ButtonLink>
                  {e.state !== 'draft' && (
                    <ButtonLink
                      kind="quiet"
                      download
                      label={m.common.about(t.downloadOriginal, d.name)}
                      href={url(d.id, 'original')}
                    >
                      {t.downloadOriginal}
                    </ButtonLink>
                  )}
                </>
              )}
            </div>
          </li>
        ))}
        {e.actions.includes('certificate') && (
          <li>
            <Icon name="certificate" size={24} />
            <div className="files-main">
              <p className="files-name">{t.certificate}</p>
              <p className="small muted">{t.certificateHint}</p>
            </div>
            <div className="actions">
              <ButtonLink
                icon="download"
                download
                label={m.common.about(m.common.download, t.certificate)}
                href={`/api/v1/envelopes/${e.id}/certificate`}
              >
                {m.common.download}
              </ButtonLink>
            </div>
          </li>
        )}
      </ul>
    </section>
  );
}

function Details({ envelope: e }: { envelope: Envelope }) {
  const { m, locale } = useMessages();
  const { t: keeping } = useKeepingWords();
  const t = m.envelope;
  const when = (at: string | null) =>
    at && (
      <>
        <time dateTime={at}>{dateTime(at, locale)}</time>
        {locale === 'ja' && <span className="muted small block-line">{eraYear(at)}</span>}
      </>
    );
  const rows: [string, React.ReactNode][] = [
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

function History({
  data,
  problem,
  onRetry,
}: {
  data: Events | null;
  problem: Problem | null;
  onRetry: () => void;
}) {
  const { m } = useMessages();
  const t = m.envelope;
  const [hashes, setHashes] = useState(false);
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">{t.history}</h2>
      {!data && (problem ? <ProblemNotice problem={problem} onRetry={onRetry} /> : <Skeleton />)}
      {data && (
        <>
          <div className={`chain ${data.chain_intact ? 'chain-ok' : 'chain-bad'}`}>
            <Icon name={data.chain_intact ? 'shield' : 'warn'} />
            <div>
              <p>
                <strong>{data.chain_intact ? t.chainIntact : t.chainBroken}</strong>
              </p>
              <p className="small">{data.chain_intact ? t.chainIntactHint : t.chainBrokenHint}</p>
            </div>
          </div>
          <ol className="history" reversed>
            {[...data.items].reverse().map((event) => (
              <li key={event.seq}>
                <time dateTime={event.at} className="small muted">
                  {shortDateTime(event.at)}
                </time>
                <div>
                  <p>{event.text}</p>
                  <p className="small muted">
                    {t.actor[event.actor.kind]}
                    {event.actor.name && event.actor.kind !== 'system'
                      ? `：${event.actor.name}`
                      : ''}
                  </p>
                  {hashes && <code className="small muted break">{groupHex(event.hash)}</code>}
                </div>
              </li>
            ))}
          </ol>
          <Button kind="quiet" aria-pressed={hashes} onClick={() => setHashes(!hashes)}>
            {t.hash}
          </Button>
        </>
      )}
    </section>
  );
}

function Withdraw({
  id,
  onClose,
  onDone,
}: {
  id: string;
  onClose: () => void;
  onDone: (envelope: Envelope) => void;
}) {
  const { m } = useMessages();
  const t = m.envelope;
  const [reason, setReason] = useState('');
  const action = useAction(async () => {
    const text = reason.trim();
    onDone(await api.post<Envelope>(`/envelopes/${id}/withdraw`, text ? { reason: text } : {}));
  });
  return (
    <Dialog title={t.withdrawTitle} onClose={onClose}>
      <p>{t.withdrawBody}</p>
      <TextArea
        label={t.withdrawReason}
        hint={t.withdrawReasonHint}
        required={false}
        maxLength={1000}
        value={reason}
        onValue={setReason}
      />
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button kind="danger" icon="stop" busy={action.busy} onClick={() => void action.run()}>
          {t.withdraw}
        </Button>
      </p>
    </Dialog>
  );
}

function Resend({
  id,
  recipient,
  onClose,
  onDone,
}: {
  id: string;
  recipient: Recipient;
  onClose: () => void;
  onDone: () => void;
}) {
  const { m } = useMessages();
  const t = m.envelope;
  const action = useAction(async () => {
    await api.post(`/envelopes/${id}/recipients/${recipient.id}/resend`);
    onDone();
  });
  return (
    <Dialog title={t.resendTitle} onClose={onClose}>
      <p>{t.resendBody(recipient.name, recipient.email)}</p>
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button kind="primary" icon="mail" busy={action.busy} onClick={() => void action.run()}>
          {t.resend}
        </Button>
      </p>
    </Dialog>
  );
}
