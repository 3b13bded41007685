import { useRef, useState } from 'react';
import { api } from '../../api/client';
import type { FlowEnvelope, FlowRecipient } from '../../api/flowTypes';
import { dateTime, dayOf, daysFrom, endOfDay } from '../../lib/dates';
import { useAction } from '../../lib/hooks';
import { validEmail } from '../../lib/recipients';
import { useMessages } from '../../messages';
import { Button, Dialog, ProblemNotice, TextArea, TextField } from '../../ui/kit';
import { useFlow } from '../flow';
import { DayPicker } from '../wizard/DayPicker';

interface Props {
  envelope: FlowEnvelope;
  onClose: () => void;
  /** What to say when it is done. */
  onDone: (said: string) => void;
}
type PersonProps = Props & { recipient: FlowRecipient };

export function Withdraw({ envelope: e, onClose, onDone }: Props) {
  const { m } = useMessages();
  const t = m.envelope;
  const [reason, setReason] = useState('');
  const action = useAction(async () => {
    const text = reason.trim();
    await api.post(`/envelopes/${e.id}/withdraw`, text ? { reason: text } : {});
    onDone(t.withdrawn);
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

/** A question before a mail goes out: to one, or to all who are waited for. */
export function SendAgain({
  envelope: e,
  recipient: r,
  what,
  onClose,
  onDone,
}: Props & { recipient: FlowRecipient | null; what: 'resend' | 'remind' }) {
  const { m } = useMessages();
  const { t } = useFlow();
  const p = t.envelope;
  const resend = what === 'resend' && r;
  const action = useAction(async () => {
    if (resend) await api.post(`/envelopes/${e.id}/recipients/${r.id}/resend`);
    else await api.post(`/envelopes/${e.id}/remind`, r ? { recipient_id: r.id } : {});
    onDone(resend ? m.envelope.resent : p.reminded);
  });
  return (
    <Dialog title={resend ? m.envelope.resendTitle : p.remindTitle} onClose={onClose}>
      <p>
        {resend ? m.envelope.resendBody(r.name, r.email) : r ? p.remindOne(r.name) : p.remindAll}
      </p>
      {!resend && <p className="small muted">{p.remindNote}</p>}
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button kind="primary" icon="mail" busy={action.busy} onClick={() => void action.run()}>
          {resend ? m.envelope.resend : p.remind}
        </Button>
      </p>
    </Dialog>
  );
}

export function Extend({ envelope: e, onClose, onDone }: Props) {
  const { m } = useMessages();
  const { t, locale } = useFlow();
  const p = t.envelope;
  const now = useRef(Date.now()).current;
  const least = e.expire_at ? daysFrom(Date.parse(e.expire_at), 1) : dayOf(now);
  const [day, setDay] = useState(e.expire_at ? daysFrom(Date.parse(e.expire_at), 7) : dayOf(now));
  const action = useAction(async () => {
    await api.post(`/envelopes/${e.id}/deadline`, { expire_at: endOfDay(day) });
    onDone(p.extended);
  });
  return (
    <Dialog title={p.extendTitle} onClose={onClose}>
      {e.expire_at && <p>{p.extendNow(dateTime(e.expire_at, locale))}</p>}
      <DayPicker
        label={p.extendNew}
        hint={p.extendHint}
        tooEarly={p.extendPast}
        value={day}
        min={least}
        onValue={setDay}
      />
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button kind="primary" icon="calendar" busy={action.busy} onClick={() => void action.run()}>
          {p.extend}
        </Button>
      </p>
    </Dialog>
  );
}

export function Correct({ envelope: e, recipient: r, onClose, onDone }: PersonProps) {
  const { m } = useMessages();
  const { t } = useFlow();
  const p = t.envelope;
  const w = m.wizard.recipients;
  const [to, setTo] = useState({
    name: r.name,
    email: r.email,
    company: r.company,
    department: r.department,
    title: r.title,
  });
  const [code, setCode] = useState('');
  const put = (part: Partial<typeof to>) => setTo({ ...to, ...part });
  const asksCode = r.factors.some((f) => f.kind === 'access_code');
  const wrong = { name: !to.name.trim(), email: !validEmail(to.email) };
  const action = useAction(async () => {
    await api.post(`/envelopes/${e.id}/recipients/${r.id}/correct`, {
      ...to,
      ...(code.trim() ? { access_code: code.trim() } : {}),
    });
    onDone(p.corrected);
  });
  return (
    <Dialog title={p.correctTitle} onClose={onClose}>
      <p>{p.correctLead}</p>
      <TextField
        label={w.company}
        required={false}
        value={to.company}
        onValue={(company) => put({ company })}
      />
      <TextField
        label={w.name}
        required
        value={to.name}
        error={wrong.name ? w.fault.name : null}
        onValue={(name) => put({ name })}
      />
      <TextField
        label={w.email}
        required
        type="email"
        inputMode="email"
        value={to.email}
        error={wrong.email ? w.fault.email_invalid : null}
        onValue={(email) => put({ email })}
      />
      <div className="pair">
        <TextField
          label={t.people.department}
          required={false}
          value={to.department}
          onValue={(department) => put({ department })}
        />
        <TextField
          label={t.people.jobTitle}
          required={false}
          value={to.title}
          onValue={(title) => put({ title })}
        />
      </div>
      {asksCode && (
        <TextField
          label={p.correctCode}
          hint={p.correctCodeHint}
          required={false}
          autoComplete="off"
          value={code}
          onValue={setCode}
        />
      )}
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button
          kind="primary"
          icon="mail"
          busy={action.busy}
          disabled={wrong.name || wrong.email}
          onClick={() => void action.run()}
        >
          {p.correct}
        </Button>
      </p>
    </Dialog>
  );
}

/** On trial: a link to hand over oneself, which the evidence says. */
export function HandOver({ envelope: e, recipient: r, onClose }: Omit<PersonProps, 'onDone'>) {
  const { m } = useMessages();
  const { t } = useFlow();
  const p = t.envelope;
  const [url, setUrl] = useState('');
  const [copied, setCopied] = useState(false);
  const make = useAction(async () => {
    setUrl((await api.post<{ url: string }>(`/envelopes/${e.id}/recipients/${r.id}/link`)).url);
  });
  return (
    <Dialog title={p.linkTitle} onClose={onClose}>
      <p>{m.common.sama(r.name)}</p>
      <p>{p.linkLead}</p>
      {make.problem && <ProblemNotice problem={make.problem} />}
      {url ? (
        <>
          <TextField
            label={p.linkLabel}
            readOnly
            value={url}
            onFocus={(event) => event.target.select()}
            onValue={() => {}}
          />
          <p className="actions actions-end" role="status">
            {copied && <span>{m.common.copied}</span>}
            <Button
              kind="primary"
              icon="link"
              onClick={() => void navigator.clipboard?.writeText(url).then(() => setCopied(true))}
            >
              {m.common.copy}
            </Button>
          </p>
        </>
      ) : (
        <p className="actions actions-end">
          <Button onClick={onClose}>{m.common.cancel}</Button>
          <Button kind="primary" icon="link" busy={make.busy} onClick={() => void make.run()}>
            {p.linkMake}
          </Button>
        </p>
      )}
    </Dialog>
  );
}
