import { useState } from 'react';
import { api } from '../../api/client';
import type { Approval, ApprovalRoute, FlowEnvelope } from '../../api/flowTypes';
import { shortDateTime } from '../../lib/dates';
import { useAction, useLoad } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { Button, Field, Notice, ProblemNotice, TextArea } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { useFlow } from '../flow';
import { useSession } from '../session';

const tone: Record<string, string> = {
  none: 'grey',
  waiting: 'grey',
  asked: 'blue',
  requested: 'blue',
  approved: 'green',
  returned: 'orange',
  rejected: 'red',
};

type OnChange = (next: FlowEnvelope) => void;

/** Our own house's approval before anything goes out: asked for, given, sent back. */
export function ApprovalPanel({
  envelope: e,
  onChange,
}: {
  envelope: FlowEnvelope;
  onChange: OnChange;
}) {
  const { t } = useFlow();
  const { session, can } = useSession();
  const p = t.approval;
  const a = e.approval;
  const routes = useLoad(
    async (signal) =>
      can('approval.read')
        ? (await api.get<{ items: ApprovalRoute[] }>('/approval-routes', signal)).items
        : [],
    [],
  );
  const mayAsk = e.actions.includes('approval');
  const mine = a.steps.some((s) =>
    s.people.some((x) => x.account_id === session.account?.id && x.state === 'asked'),
  );
  // A house without routes has no approval: the section would only be in the way.
  if (a.state === 'none' && !a.required && !routes.data?.length) return null;
  return (
    <section className="card" aria-labelledby="approval">
      <h2 id="approval">
        {p.title} <span className={`badge badge-${tone[a.state]}`}>{p.state[a.state]}</span>
      </h2>
      {a.state === 'none' && <p className="muted">{a.required ? p.required : p.notRequired}</p>}
      {a.reset && <Notice tone="warning">{p.reset}</Notice>}
      <Standing approval={a} />
      {mine && <Answer id={e.id} onChange={onChange} />}
      {mayAsk && (a.state !== 'requested' || a.reset) && a.state !== 'approved' && (
        <Ask id={e.id} routes={routes.data ?? []} onChange={onChange} />
      )}
    </section>
  );
}

function Standing({ approval: a }: { approval: Approval }) {
  const { t } = useFlow();
  const p = t.approval;
  if (!a.steps.length) return null;
  return (
    <>
      {a.route_name && (
        <p>
          {p.route}：{a.route_name}
        </p>
      )}
      {a.comment && <p className="pre small">{a.comment}</p>}
      <ol className="plain approval-steps">
        {a.steps.map((s) => (
          <li key={s.step}>
            <p className="small muted">{p.step(s.step, s.mode)}</p>
            <ul className="plain">
              {s.people.map((x) => (
                <li key={x.account_id}>
                  <span>{x.name}</span>{' '}
                  <span className={`badge badge-${tone[x.state]}`}>{p.person[x.state]}</span>
                  {x.at && <span className="small muted"> {shortDateTime(x.at)}</span>}
                  {x.comment && <p className="pre small reason-plain">{x.comment}</p>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}

function Ask({
  id,
  routes,
  onChange,
}: {
  id: string;
  routes: ApprovalRoute[];
  onChange: OnChange;
}) {
  const { t } = useFlow();
  const toast = useToast();
  const p = t.approval;
  const [route, setRoute] = useState('');
  const [comment, setComment] = useState('');
  const ask = useAction(async () => {
    const next = await api.post<FlowEnvelope>(`/envelopes/${id}/approval`, {
      ...(route ? { route_id: route } : {}),
      ...(comment.trim() ? { comment: comment.trim() } : {}),
    });
    toast(p.asked);
    onChange(next);
  });
  if (!routes.length) return <p className="small muted">{p.noRoute}</p>;
  return (
    <>
      <p className="muted">{p.lead}</p>
      <Field label={p.route}>
        {(ids) => (
          <select {...ids} value={route} onChange={(event) => setRoute(event.target.value)}>
            <option value="">{p.routeAuto}</option>
            {routes.map((r) => (
              <option key={r.id} value={r.id}>
                {r.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TextArea
        label={p.comment}
        required={false}
        rows={3}
        maxLength={1000}
        value={comment}
        onValue={setComment}
      />
      {ask.problem && <ProblemNotice problem={ask.problem} />}
      <Button icon="mail" busy={ask.busy} onClick={() => void ask.run()}>
        {p.ask}
      </Button>
    </>
  );
}

type Verdict = 'approve' | 'return' | 'reject';

function Answer({ id, onChange }: { id: string; onChange: OnChange }) {
  const { m } = useMessages();
  const { t } = useFlow();
  const toast = useToast();
  const p = t.approval;
  const [comment, setComment] = useState('');
  const [missing, setMissing] = useState(false);
  const answer = useAction(async (verdict: Verdict) => {
    const text = comment.trim();
    setMissing(verdict !== 'approve' && !text);
    if (verdict !== 'approve' && !text) return;
    const next = await api.post<FlowEnvelope>(
      `/envelopes/${id}/approval/${verdict}`,
      text ? { comment: text } : {},
    );
    toast(p.done[verdict]);
    onChange(next);
  });
  const button = (verdict: Verdict, text: string) => (
    <Button
      kind={verdict === 'approve' ? 'primary' : verdict === 'reject' ? 'danger' : 'secondary'}
      busy={answer.busy}
      onClick={() => void answer.run(verdict)}
    >
      {text}
    </Button>
  );
  return (
    <div className="callout callout-block">
      <p>{p.mine}</p>
      <TextArea
        label={p.comment}
        rows={3}
        maxLength={1000}
        value={comment}
        error={missing ? `${m.common.required}：${p.commentNeeded}` : null}
        onValue={setComment}
      />
      {answer.problem && <ProblemNotice problem={answer.problem} />}
      <div className="actions">
        {button('approve', p.approve)}
        {button('return', p.giveBack)}
        {button('reject', p.reject)}
      </div>
    </div>
  );
}
