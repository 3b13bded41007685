import { api } from '../../api/client';
import type { FlowEnvelope, FlowRecipient, Law } from '../../api/flowTypes';
import type { RecipientState } from '../../api/types';
import { shortDateTime } from '../../lib/dates';
import { useLoad } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { Icon, type IconName } from '../../ui/Icon';
import { Button, RecipientBadge } from '../../ui/kit';
import { useFlow } from '../flow';

export type PersonAct = 'resend' | 'remind' | 'correct' | 'link';
const ACTS: [PersonAct, IconName][] = [
  ['remind', 'mail'],
  ['resend', 'refresh'],
  ['correct', 'pen'],
  ['link', 'link'],
];
/** What a law is called. */
type LawOf = (code: string) => string;
type OnAct = (what: PersonAct, recipient: FlowRecipient) => void;

export function People({ envelope: e, onAct }: { envelope: FlowEnvelope; onAct: OnAct }) {
  const { m, locale } = useMessages();
  const list = [...e.recipients].sort((a, b) => a.order - b.order);
  const asked = list.some((r) => r.consents_given.length > 0);
  const laws = useLoad(
    async (signal) =>
      asked ? (await api.get<{ items: Law[] }>('/laws', signal)).items : ([] as Law[]),
    [asked, locale],
  );
  const lawOf = (code: string) => laws.data?.find((l) => l.law === code)?.title ?? code;
  if (!list.length) return null;
  return (
    <section className="card" aria-labelledby="people">
      <h2 id="people">{m.envelope.recipients}</h2>
      <ol className="people">
        {list.map((r) => (
          <Person key={r.id} recipient={r} all={list} lawOf={lawOf} onAct={onAct} />
        ))}
      </ol>
    </section>
  );
}

function Person({
  recipient: r,
  all,
  lawOf,
  onAct,
}: {
  recipient: FlowRecipient;
  all: FlowRecipient[];
  lawOf: LawOf;
  onAct: OnAct;
}) {
  const { m } = useMessages();
  const { t } = useFlow();
  const acts = ACTS.filter(([act]) => r.actions.includes(act));
  const words = {
    resend: m.envelope.resend,
    remind: t.envelope.remind,
    correct: t.envelope.correct,
    link: t.envelope.link,
  };
  const forwarded = r.state === 'forwarded';
  return (
    <li className={`person person-${r.state}`}>
      <span className="person-order" role="img" aria-label={m.wizard.recipients.nth(r.order)}>
        {r.state === 'completed' ? <Icon name="check" size={18} /> : r.order}
      </span>
      <div className="person-main">
        <p className="person-company small muted">
          <span>{[r.company, r.department, r.title].filter(Boolean).join(' ')}</span>
          <span className="tag">{m.state.side[r.side]}</span>
          <span className="tag">{t.people.roles[r.role]}</span>
        </p>
        <p className="person-name">
          {m.common.sama(r.name)}
          {r.is_me && <span className="tag">{m.envelope.you}</span>}
        </p>
        <p className="small muted break">{r.email}</p>
        <When recipient={r} />
        {!forwarded && <Delivery recipient={r} />}
        <Proofs recipient={r} lawOf={lawOf} />
        <Seat recipient={r} all={all} />
        {r.state === 'declined' && (
          <div className="reason">
            <p className="small muted">{m.envelope.declinedReason}</p>
            <p className="pre">{r.decline_reason || m.envelope.noReason}</p>
          </div>
        )}
        {acts.length > 0 && (
          <div className="person-acts">
            {acts.map(([act, icon]) => (
              <Button
                key={act}
                kind="quiet"
                icon={icon}
                aria-label={m.common.about(words[act], r.name)}
                onClick={() => onAct(act, r)}
              >
                {words[act]}
              </Button>
            ))}
          </div>
        )}
      </div>
      <div className="person-side">
        {forwarded ? (
          <span className="badge badge-grey">{t.envelope.forwardedState}</span>
        ) : (
          <RecipientBadge state={r.state as RecipientState} />
        )}
      </div>
    </li>
  );
}

/** The last thing that happened, and what the sender did beside. */
function When({ recipient: r }: { recipient: FlowRecipient }) {
  const { m } = useMessages();
  const { t } = useFlow();
  const done =
    r.role === 'viewer'
      ? t.envelope.confirmed
      : r.role === 'approver'
        ? t.envelope.approved
        : m.envelope.agreedAt;
  const when = r.completed_at
    ? done(shortDateTime(r.completed_at))
    : r.declined_at
      ? m.envelope.declinedAt(shortDateTime(r.declined_at))
      : r.opened_at
        ? m.envelope.opened(shortDateTime(r.opened_at))
        : r.sent_at
          ? m.envelope.sentAt(shortDateTime(r.sent_at))
          : '';
  const beside = [
    r.reminded_at && t.envelope.remindedAt(shortDateTime(r.reminded_at)),
    r.handed_at && t.envelope.handedAt(shortDateTime(r.handed_at)),
    r.paper_asked_at && t.envelope.paper(shortDateTime(r.paper_asked_at)),
  ].filter(Boolean);
  return (
    <>
      {when && <p className="small muted">{when}</p>}
      {beside.map((text) => (
        <p key={text} className="small muted">
          {text}
        </p>
      ))}
    </>
  );
}

function Delivery({ recipient: r }: { recipient: FlowRecipient }) {
  const { t } = useFlow();
  if (!r.delivery || r.state === 'completed' || r.state === 'declined') return null;
  const failed = r.delivery.state === 'failed';
  return (
    <p className={`small note-line${failed ? ' text-error' : ' muted'}`}>
      <Icon name={failed ? 'error' : 'mail'} size={16} />
      <span>
        {t.envelope.delivery[r.delivery.state] ?? r.delivery.state}
        {(failed || r.delivery.state === 'delayed') && r.delivery.text
          ? `：${r.delivery.text}`
          : ''}
      </span>
    </p>
  );
}

const mark = (done: boolean): IconName => (done ? 'check' : 'clock');

/** How this person signs and showed who it is, what was consented to, how far the fields are filled in. */
function Proofs({ recipient: r, lawOf }: { recipient: FlowRecipient; lawOf: LawOf }) {
  const { t } = useFlow();
  const p = t.envelope;
  const passed = new Set(r.factors_passed.map((f) => f.kind));
  const signs = r.role === 'signer' || r.role === 'approver';
  const lines: { icon: IconName; text: string }[] = [
    ...(signs
      ? [{ icon: 'pen' as const, text: `${t.people.method}：${t.people.methods[r.method]}` }]
      : []),
    ...r.factors.map((f) => {
      const what = t.people.factor[f.kind];
      return {
        icon: mark(passed.has(f.kind)),
        text: (passed.has(f.kind) ? p.factorDone : p.factorOpen)(what),
      };
    }),
    ...r.consents_given.map((c) => ({
      icon: mark(c.state === 'given'),
      text: `${lawOf(c.law)}：${p.consent[c.state] ?? c.state}`,
    })),
    ...(r.values_total > 0
      ? [
          {
            icon: mark(r.values_done === r.values_total),
            text: p.values(r.values_done, r.values_total),
          },
        ]
      : []),
  ];
  if (!lines.length) return null;
  return (
    <ul className="plain proofs small muted">
      {lines.map((line) => (
        <li key={line.text} className="note-line">
          <Icon name={line.icon} size={16} />
          <span>{line.text}</span>
        </li>
      ))}
    </ul>
  );
}

function Seat({ recipient: r, all }: { recipient: FlowRecipient; all: FlowRecipient[] }) {
  const { t } = useFlow();
  const to = all.find((x) => x.id === r.forwarded_to);
  const from = all.find((x) => x.id === r.forwarded_from);
  if (!to && !from) return null;
  return (
    <div className="small muted">
      {to && <p>{t.envelope.forwardedTo(to.name)}</p>}
      {from && <p>{t.envelope.forwardedFrom(from.name)}</p>}
      {r.forward_reason && (
        <p className="pre">
          {t.envelope.forwardReason}：{r.forward_reason}
        </p>
      )}
    </div>
  );
}
