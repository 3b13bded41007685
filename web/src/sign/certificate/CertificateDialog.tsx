import { type ReactNode, useEffect, useState } from 'react';
import type { Problem } from '../../api/client';
import type { SigningState, SigningTicket } from '../../api/recipient';
import { date } from '../../lib/dates';
import { useMessages } from '../../messages';
import { signingWords } from '../../messages/signing';
import { Icon } from '../../ui/Icon';
import { Button, Dialog, Notice, ProblemNotice, ProgressBar } from '../../ui/kit';
import type { Ticket } from './useTicket';

/** What a person sees happen, in its order. */
const steps: SigningState[] = ['waiting', 'redeemed', 'preparing', 'prepared', 'signing'];
/** "certificate" is the moment before it is prepared. */
const stepOf = (state: SigningState) =>
  state === 'done' ? steps.length : steps.indexOf(state === 'certificate' ? 'preparing' : state);
const STUCK_MS = 5000;

function Steps({ state }: { state: SigningState }) {
  const { locale } = useMessages();
  const w = signingWords[locale];
  const at = stepOf(state);
  const word = (i: number) =>
    i < at ? w.stepStates.done : i === at ? w.stepStates.now : w.stepStates.open;
  return (
    <ol className="signing-steps" aria-label={w.steps}>
      {steps.map((step, i) => (
        <li key={step} aria-current={i === at ? 'step' : undefined}>
          <Icon name={i < at ? 'done' : 'clock'} size={18} />
          <span>{w.state[step]}</span>
          <span className="visually-hidden">{word(i)}</span>
        </li>
      ))}
    </ol>
  );
}

function Seconds({ until }: { until: string }) {
  const { locale } = useMessages();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return <span className="small muted">{signingWords[locale].left(left)}</span>;
}

function ByHand({ ticket }: { ticket: Ticket }) {
  const { locale } = useMessages();
  const w = signingWords[locale];
  const [copied, setCopied] = useState(false);
  const code = ticket.made?.code ?? '';
  return (
    <details>
      <summary>{w.byHand}</summary>
      <p className="small">{w.byHandDetail}</p>
      <dl className="facts">
        <div>
          <dt>{w.server}</dt>
          <dd>{window.location.host}</dd>
        </div>
        <div>
          <dt>{w.code}</dt>
          <dd className="signing-code">{code}</dd>
        </div>
      </dl>
      <p className="actions" role="status">
        <Button
          icon="link"
          onClick={() => void navigator.clipboard?.writeText(code).then(() => setCopied(true))}
        >
          {w.copy}
        </Button>
        {copied && <span>{w.copied}</span>}
      </p>
    </details>
  );
}

/** The third way. */
function OtherProgram({ onElsewhere }: { onElsewhere: () => void }) {
  const { locale } = useMessages();
  const w = signingWords[locale].elsewhere;
  return (
    <details>
      <summary>{w.title}</summary>
      <p className="small">{w.hint}</p>
      <p className="actions">
        <Button icon="upload" onClick={onElsewhere}>
          {w.open}
        </Button>
      </p>
    </details>
  );
}

/** The program does not come: it is not there, or the browser was told not to open it. */
function Stuck({ ticket, onElsewhere }: { ticket: Ticket; onElsewhere: (() => void) | null }) {
  const { locale } = useMessages();
  const w = signingWords[locale];
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), STUCK_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!shown || !ticket.made) return null;
  return (
    <section className="signing-stuck">
      <h3>{w.stuck}</h3>
      <p className="actions">
        <Button icon="pen" onClick={ticket.open}>
          {w.again}
        </Button>
        <a href={`/help/${locale}/certificate.html`} target="_blank" rel="noreferrer">
          {w.install}
        </a>
      </p>
      <ByHand ticket={ticket} />
      {onElsewhere && <OtherProgram onElsewhere={onElsewhere} />}
      <Seconds until={ticket.made.expires_at} />
    </section>
  );
}

function Connected({ ticket, now }: { ticket: Ticket; now: SigningTicket }) {
  const { locale } = useMessages();
  const w = signingWords[locale];
  const { agent, certificate } = now;
  const code = ticket.made?.confirm_code ?? '';
  return (
    <>
      <div className="signing-confirm">
        <p className="small">{w.confirm}</p>
        <p className="signing-number">{`${code.slice(0, 3)} ${code.slice(3)}`}</p>
        <p className="small">{w.confirmDetail}</p>
      </div>
      {agent && (
        <p className="small muted">{w.agent(w.os(agent.os), agent.version, agent.address)}</p>
      )}
      {certificate && (
        <dl className="facts">
          <div>
            <dt>{w.chosen}</dt>
            <dd>{certificate.subject}</dd>
          </div>
          <div>
            <dt>{w.issuer}</dt>
            <dd>{certificate.issuer}</dd>
          </div>
          <div>
            <dt>{w.notAfter}</dt>
            <dd>{date(certificate.not_after, locale)}</dd>
          </div>
        </dl>
      )}
    </>
  );
}

/** It ended without a signature. */
function Over({ now, onAgain }: { now: SigningTicket; onAgain: () => void }) {
  const { locale } = useMessages();
  const w = signingWords[locale];
  const tone = now.state === 'failed' ? 'error' : 'warning';
  return (
    <>
      <Notice tone={tone} title={w.state[now.state]} live>
        {now.error && <p>{now.error.detail || now.error.title}</p>}
        <p>{w.stateDetail[now.state]}</p>
      </Notice>
      <p className="actions actions-end">
        <Button kind="primary" icon="pen" onClick={onAgain}>
          {w.restart}
        </Button>
      </p>
    </>
  );
}

function Underway({
  ticket,
  onElsewhere,
  onClose,
  children,
}: {
  ticket: Ticket;
  onElsewhere: (() => void) | null;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { locale } = useMessages();
  const w = signingWords[locale];
  const [problem, setProblem] = useState<Problem | null>(null);
  const state = ticket.now?.state ?? 'waiting';
  const detail = w.stateDetail[state];
  const cancel = async () => {
    const found = await ticket.cancel();
    if (found) setProblem(found);
    else onClose();
  };
  return (
    <>
      <div role="status">
        <p className="signing-state">{w.state[state]}</p>
        {detail && <p className="small">{detail}</p>}
      </div>
      <ProgressBar label={w.state[state]} value={null} />
      <Steps state={state} />
      {children}
      {state === 'waiting' && (
        <Stuck key={ticket.made?.id} ticket={ticket} onElsewhere={onElsewhere} />
      )}
      {state !== 'waiting' && ticket.now && <Connected ticket={ticket} now={ticket.now} />}
      {ticket.now?.error && (
        <Notice tone="warning" title={ticket.now.error.title} live>
          <p>{ticket.now.error.detail}</p>
        </Notice>
      )}
      {ticket.lost && <Notice tone="warning" title={w.lost} live />}
      {problem && <ProblemNotice problem={problem} />}
      {ticket.mayCancel && (
        <p className="actions actions-end">
          <Button onClick={() => void cancel()}>{w.cancel}</Button>
        </p>
      )}
    </>
  );
}

/** The way of one ticket, told as the server sees it: whether a program is installed no browser tells. */
export function CertificateDialog({
  ticket,
  onAgain,
  onElsewhere,
  onClose,
  title,
  children,
}: {
  ticket: Ticket;
  onAgain: () => void;
  /** To sign with another program; null where that is not possible. */
  onElsewhere: (() => void) | null;
  onClose: () => void;
  /** In place of that of one request; and what is said of several of them. */
  title?: string;
  children?: ReactNode;
}) {
  const { locale } = useMessages();
  const w = signingWords[locale];
  const { now } = ticket;
  const ended = now && ['failed', 'expired', 'cancelled'].includes(now.state);
  const close = () => {
    if (ticket.mayCancel) void ticket.cancel();
    onClose();
  };
  return (
    <Dialog title={title ?? w.title} onClose={close}>
      {ended ? (
        <Over now={now} onAgain={onAgain} />
      ) : (
        <Underway
          ticket={ticket}
          onElsewhere={
            onElsewhere &&
            (() => {
              close();
              onElsewhere();
            })
          }
          onClose={onClose}
        >
          {children}
        </Underway>
      )}
    </Dialog>
  );
}
