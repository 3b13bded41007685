import { useRef, useState } from 'react';
import { api } from '../../api/client';
import type { AuthenticationPolicy, Law } from '../../api/flowTypes';
import type { Member } from '../../api/types';
import { useLoad } from '../../lib/hooks';
import { faults, moved, newDraft, orders, type RecipientDraft } from '../../lib/recipients';
import { useMessages } from '../../messages';
import { Button, Field, Notice } from '../../ui/kit';
import { Certification } from './Certification';
import { type Draft, type Me, ownRow } from './draft';
import { RecipientRow } from './RecipientRow';
import { useDrag } from './useDrag';

type OwnChoice = 'self' | 'other' | 'none';

export function RecipientsStep({ draft, me, tried }: { draft: Draft; me: Me; tried: boolean }) {
  const { m } = useMessages();
  const t = m.wizard.recipients;
  const { rows, setRows } = draft;
  const [said, setSaid] = useState('');
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLOListElement>(null);
  const order = orders(rows);
  const found = faults(rows);

  const change = (key: string, part: Partial<RecipientDraft>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const move = (from: number, to: number) => {
    const target = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[from];
    if (!row || target === from) return;
    setRows(moved(rows, from, target));
    setSaid(t.movedTo(row.name, target + 1));
  };
  const remove = (index: number) => {
    setRows(rows.filter((_, i) => i !== index));
    requestAnimationFrame(() =>
      list.current?.parentElement?.querySelector<HTMLElement>('.add-recipient')?.focus(),
    );
  };
  const add = () => {
    const lastOwn = rows.findLastIndex((r) => r.side === 'own');
    const at = lastOwn === rows.length - 1 && lastOwn >= 0 ? lastOwn : rows.length;
    const row = newDraft();
    setRows([...rows.slice(0, at), row, ...rows.slice(at)]);
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-key="${row.key}"] input`)?.focus(),
    );
  };

  const laws = useLoad((signal) => api.get<{ items: Law[] }>('/laws', signal), []);
  const policy = useLoad(
    (signal) => api.get<AuthenticationPolicy>('/authentication-policy', signal),
    [],
  );
  const drag = useDrag(list, rows.length, move);
  const noCounterparty = !rows.some((r) => r.side === 'counterparty');

  return (
    <>
      <OwnSide rows={rows} setRows={setRows} me={me} />
      <section className="card" aria-labelledby="step">
        <h2 id="step" tabIndex={-1}>
          {t.heading}
        </h2>
        <p className="muted">{t.lead}</p>
        {tried && noCounterparty && (
          <Notice tone="error" live>
            {t.needOne}
          </Notice>
        )}
        <ol ref={list} className="recipient-list">
          {rows.map((row, i) => (
            <RecipientRow
              key={row.key}
              row={row}
              index={i}
              count={rows.length}
              order={order[i] ?? i + 1}
              faults={tried || touched.has(row.key) ? (found[i] ?? []) : []}
              gate={{ laws: laws.data?.items ?? [], policy: policy.data }}
              dragging={drag.from === i}
              offset={drag.from === i ? drag.offset : 0}
              dropBefore={drag.line === i}
              dropAfter={drag.line === rows.length && i === rows.length - 1}
              onChange={(part) => change(row.key, part)}
              onMove={(to) => move(i, to)}
              onRemove={() => remove(i)}
              onLeave={() => setTouched((old) => new Set(old).add(row.key))}
              onGrab={(event) => drag.start(i, event)}
            />
          ))}
        </ol>
        <Button icon="plus" className="add-recipient" onClick={add}>
          {t.add}
        </Button>
        <p className="visually-hidden" role="status">
          {said}
        </p>
      </section>
      <Certification draft={draft} />
    </>
  );
}

/** 自社の同意者: sending states 送信 only; who agrees for our side is a choice of its own. */
function OwnSide({
  rows,
  setRows,
  me,
}: {
  rows: RecipientDraft[];
  setRows: (rows: RecipientDraft[]) => void;
  me: Me;
}) {
  const { m } = useMessages();
  const t = m.wizard.recipients;
  const own = rows.find((r) => r.side === 'own');
  const [choice, setChoice] = useState<OwnChoice>(
    !own ? 'none' : own.email === me.email ? 'self' : 'other',
  );
  const members = useLoad(
    async (signal) =>
      choice === 'other'
        ? (await api.get<{ items: Member[] }>('/members', signal)).items.filter(
            (x) => x.state === 'active' && x.email !== me.email,
          )
        : [],
    [choice],
  );

  const replace = (next: RecipientDraft | null) => {
    const at = rows.findIndex((r) => r.side === 'own');
    const others = rows.filter((r) => r.side !== 'own');
    if (!next) setRows(others);
    else setRows(at < 0 ? [...others, next] : [...others.slice(0, at), next, ...others.slice(at)]);
  };
  const choose = (next: OwnChoice) => {
    setChoice(next);
    if (next === 'none') replace(null);
    else if (next === 'self') replace({ ...ownRow(me), together: own?.together ?? false });
    else
      replace(
        newDraft({ side: 'own', company: me.organisation, together: own?.together ?? false }),
      );
  };
  const choices: [OwnChoice, string][] = [
    ['self', t.ownSelf],
    ['other', t.ownOther],
    ['none', t.ownNone],
  ];
  return (
    <fieldset className="card own-side">
      <legend>{t.own}</legend>
      <p className="muted">{t.ownHint}</p>
      <div className="radio-cards">
        {choices.map(([value, text]) => (
          <label key={value} className="radio-card">
            <input
              type="radio"
              name="own"
              value={value}
              checked={choice === value}
              onChange={() => choose(value)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
      {choice === 'other' && (members.data?.length ?? 0) > 0 && (
        <Field label={t.ownSelect}>
          {(ids) => (
            <select
              {...ids}
              value={members.data?.find((x) => x.email === own?.email)?.id ?? ''}
              onChange={(event) => {
                const member = members.data?.find((x) => x.id === event.target.value);
                replace(
                  newDraft({
                    side: 'own',
                    company: me.organisation,
                    name: member?.name ?? '',
                    email: member?.email ?? '',
                  }),
                );
              }}
            >
              <option value="">{t.ownManual}</option>
              {members.data?.map((x) => (
                <option key={x.id} value={x.id}>
                  {`${x.name}（${x.email}）`}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </fieldset>
  );
}
