import { useState } from 'react';
import { api, asProblem } from '../../api/client';
import type { FlowEnvelope } from '../../api/flowTypes';
import type { Confirmation } from '../../api/types';
import { dateTime, eraYear } from '../../lib/dates';
import { fileSize } from '../../lib/format';
import { useAction, useLoad } from '../../lib/hooks';
import { orders, signedBy } from '../../lib/recipients';
import { navigate, setGuard } from '../../lib/router';
import { useMessages } from '../../messages';
import { Button, Notice, ProblemNotice, ProblemPage, Skeleton } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { useFlow } from '../flow';
import { ApprovalPanel } from '../envelope/ApprovalPanel';
import { ConfirmMore } from './ConfirmMore';
import type { Draft } from './draft';

const stepOf = (field: string | null): number =>
  !field
    ? 4
    : field.startsWith('recipient')
      ? 2
      : field.startsWith('document')
        ? 1
        : field.startsWith('field')
          ? 3
          : 4;

/** What sending will do, in full, before the button that does it. */
export function ConfirmStep({ draft, onStep }: { draft: Draft; onStep: (step: number) => void }) {
  const { m, locale } = useMessages();
  const { t: flow } = useFlow();
  const t = m.wizard.confirm;
  const toast = useToast();
  const id = draft.envelope.id;
  const check = useLoad(
    async (signal) => {
      await draft.flush();
      return api.get<Confirmation>(`/envelopes/${id}/confirmation`, signal);
    },
    [id, locale],
  );
  const send = useAction(async () => {
    await draft.flush();
    try {
      await api.post<FlowEnvelope>(`/envelopes/${id}/send`, { version: draft.version() });
    } catch (error) {
      if (asProblem(error).status === 409 || asProblem(error).status === 422) check.reload();
      throw error;
    }
    setGuard(null);
    toast(t.sentToast);
    navigate(`/envelopes/${id}`, { replace: true });
  });

  const c = check.data;
  if (!c)
    return check.problem ? (
      <ProblemPage problem={check.problem} onRetry={check.reload} />
    ) : (
      <Skeleton rows={6} />
    );
  const order = orders(draft.rows);
  const hasOwn = draft.rows.some((r) => r.side === 'own');
  const edit = (step: number, what: string) => (
    <Button
      kind="quiet"
      icon="pen"
      aria-label={m.common.about(t.edit, what)}
      onClick={() => onStep(step)}
    >
      {t.edit}
    </Button>
  );

  return (
    <>
      <section className="card" aria-labelledby="step">
        <h2 id="step" tabIndex={-1}>
          {t.heading}
        </h2>
        <p className="muted">{t.lead}</p>
        {c.problems.length > 0 && (
          <Notice tone="error" title={t.problems}>
            <ul>
              {c.problems.map((p) => (
                <li key={p.code + (p.field ?? '')}>
                  {p.text}{' '}
                  {!p.code.startsWith('approval-') && (
                    <button type="button" className="link" onClick={() => onStep(stepOf(p.field))}>
                      {t.fix}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {c.warnings.length > 0 && (
          <Notice tone="warning" title={t.warnings}>
            <ul>
              {c.warnings.map((w) => (
                <li key={w.code + w.text}>{w.text}</li>
              ))}
            </ul>
          </Notice>
        )}
        <div className="summary">
          <div className="summary-row">
            <h3>{t.files}</h3>
            <ul className="plain">
              {draft.documents.map((d) => (
                <li key={d.id}>
                  {d.name}{' '}
                  <span className="muted small nowrap">
                    {m.common.pages(d.pages)}・{fileSize(d.size)}
                  </span>
                </li>
              ))}
            </ul>
            {edit(1, t.files)}
          </div>
          <div className="summary-row">
            <h3>{t.order}</h3>
            <div>
              <ol className="plain summary-people">
                {draft.rows.map((r, i) => (
                  <li key={r.key}>
                    <span
                      className="person-order"
                      role="img"
                      aria-label={m.wizard.recipients.nth(order[i] ?? 1)}
                    >
                      {order[i]}
                    </span>
                    <span>
                      <span className="muted small">
                        {[r.company, r.department, r.title].filter(Boolean).join(' ')}
                      </span>{' '}
                      <span>{m.common.sama(r.name)}</span>{' '}
                      <span className="tag">{m.state.side[r.side]}</span>{' '}
                      <span className="tag">{flow.people.roles[r.role]}</span>
                      {r.factors.length > 0 && (
                        <span className="small muted block-line">
                          {t.auth}：{t.authValue}
                          {r.factors.map((x) => m.common.and + flow.people.factor[x.kind]).join('')}
                        </span>
                      )}
                      {r.method !== 'provider' && (
                        <span className="small muted block-line">
                          {flow.people.method}：{flow.people.methods[r.method]}
                        </span>
                      )}
                      <span className="muted small block-line break">{r.email}</span>
                    </span>
                  </li>
                ))}
              </ol>
              {!hasOwn && <p className="small muted">{t.ownNone}</p>}
            </div>
            {edit(2, t.order)}
          </div>
          <div className="summary-row">
            <h3>{t.deadline}</h3>
            <p>
              {draft.content.expire_at
                ? `${dateTime(draft.content.expire_at, locale)}${locale === 'ja' ? `（${eraYear(draft.content.expire_at)}）` : ''}`
                : t.none}
            </p>
            {edit(4, t.deadline)}
          </div>
          <ConfirmMore draft={draft} edit={edit} />
          <div className="summary-row">
            <h3>{t.method}</h3>
            <p>
              {flow.signedBy[signedBy(draft.rows)](c.level)}
              {signedBy(draft.rows) === 'own' && (
                <span className="block-line">
                  {flow.certification.title}：
                  {flow.certification[draft.content.certify ? 'yes' : 'no']}
                </span>
              )}
              {draft.rows.every((r) => r.factors.length === 0) && (
                <span className="muted small block-line">
                  {t.auth}：{t.authValue}
                </span>
              )}
            </p>
          </div>
        </div>
      </section>
      <section className="card" aria-labelledby="mails">
        <h2 id="mails">{t.mails}</h2>
        <p className="muted">{t.mailsLead}</p>
        {c.trial && <Notice>{t.trialNote}</Notice>}
        <MailPreview mails={c.mails} />
      </section>
      <ApprovalPanel
        envelope={draft.envelope}
        onChange={(next) => {
          draft.adoptEnvelope(next);
          check.reload();
        }}
      />
      {send.problem && <ProblemNotice problem={send.problem} />}
      <div className="step-actions">
        <Button onClick={() => onStep(4)}>{m.common.back}</Button>
        <div className="step-next">
          <Button
            kind="primary"
            large
            icon="mail"
            busy={send.busy}
            disabled={c.problems.length > 0}
            onClick={() => void send.run()}
          >
            {send.busy ? t.sending : t.send}
          </Button>
        </div>
      </div>
    </>
  );
}

function MailPreview({ mails }: { mails: Confirmation['mails'] }) {
  const { m } = useMessages();
  const t = m.wizard.confirm;
  const [at, setAt] = useState(0);
  const mail = mails[at] ?? mails[0];
  if (!mail) return null;
  return (
    <div className="mail">
      {mails.length > 1 && (
        <div className="tabs tabs-small" role="group" aria-label={t.mails}>
          {mails.map((x, i) => (
            <button
              key={x.recipient_id}
              type="button"
              aria-pressed={i === at}
              onClick={() => setAt(i)}
            >
              {x.to}
            </button>
          ))}
        </div>
      )}
      <dl className="facts mail-head">
        <div>
          <dt>{t.to}</dt>
          <dd className="break">{mail.to}</dd>
        </div>
        <div>
          <dt>{t.subject}</dt>
          <dd>
            <strong>{mail.subject}</strong>
          </dd>
        </div>
      </dl>
      <div className="mail-text">{mail.text}</div>
    </div>
  );
}
