import { type PointerEvent, useRef, useState } from 'react';
import { api } from '../../api/client';
import type { Locale, Member } from '../../api/types';
import { useLoad } from '../../lib/hooks';
import {
  dropIndex,
  faults,
  likelyTypo,
  moved,
  newDraft,
  orders,
  type RecipientDraft,
  type RecipientFault,
} from '../../lib/recipients';
import { useMessages } from '../../messages';
import { Icon } from '../../ui/Icon';
import { Button, Field, IconButton, Notice, TextField } from '../../ui/kit';
import { type Draft, type Me, ownRow } from './draft';

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

interface RowProps {
  row: RecipientDraft;
  index: number;
  count: number;
  order: number;
  faults: RecipientFault[];
  dragging: boolean;
  offset: number;
  dropBefore: boolean;
  dropAfter: boolean;
  onChange: (part: Partial<RecipientDraft>) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
  onLeave: () => void;
  onGrab: (event: PointerEvent<HTMLButtonElement>) => void;
}

function RecipientRow(props: RowProps) {
  const { row, index, count, order, faults: found, onChange, onMove } = props;
  const { m } = useMessages();
  const t = m.wizard.recipients;
  const own = row.side === 'own';
  const typo = likelyTypo(row.email);
  const fault = (kind: RecipientFault) => (found.includes(kind) ? t.fault[kind] : null);
  const classes = [
    'recipient',
    props.dragging ? 'recipient-dragging' : '',
    props.dropBefore ? 'recipient-drop-before' : '',
    props.dropAfter ? 'recipient-drop-after' : '',
  ].filter(Boolean);
  return (
    // Leaving the row is not an interaction: it only decides when faults are shown.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      data-key={row.key}
      className={classes.join(' ')}
      style={props.dragging ? { transform: `translateY(${props.offset}px)` } : {}}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) props.onLeave();
      }}
    >
      {index > 0 && (
        <div className="recipient-timing">
          <select
            aria-label={t.timing(row.name)}
            value={row.together ? 'together' : 'after'}
            onChange={(event) => onChange({ together: event.target.value === 'together' })}
          >
            <option value="after">{t.sequential}</option>
            <option value="together">{t.together}</option>
          </select>
        </div>
      )}
      <div className="recipient-card" role="group" aria-label={t.row(index + 1, row.name)}>
        <div className="recipient-grip">
          <button
            type="button"
            className="icon-button grip"
            aria-label={t.handle(row.name)}
            onPointerDown={props.onGrab}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
              if (!step) return;
              event.preventDefault();
              onMove(index + step);
              const handle = event.currentTarget;
              requestAnimationFrame(() => handle.focus());
            }}
          >
            <Icon name="grip" size={22} />
          </button>
          <span className="person-order" role="img" aria-label={t.nth(order)}>
            {order}
          </span>
        </div>
        <div className="recipient-fields">
          <p className="recipient-side">
            <span className={own ? 'badge badge-blue' : 'badge badge-grey'}>
              {m.state.side[row.side]}
            </span>
          </p>
          <TextField
            label={t.company}
            required={false}
            value={row.company}
            readOnly={own}
            autoComplete="off"
            onValue={(company) => onChange({ company })}
          />
          <TextField
            label={t.name}
            required
            value={row.name}
            error={fault('name')}
            autoComplete="off"
            onValue={(name) => onChange({ name })}
          />
          <div>
            <TextField
              label={t.email}
              required
              type="email"
              inputMode="email"
              autoComplete="off"
              spellCheck={false}
              value={row.email}
              error={fault('email') ?? fault('email_invalid') ?? fault('duplicate')}
              onValue={(email) => onChange({ email })}
            />
            {typo && (
              <p className="small typo">
                {t.typo(typo)}{' '}
                <button
                  type="button"
                  className="link"
                  onClick={(event) => {
                    onChange({ email: typo });
                    event.currentTarget
                      .closest('.recipient')
                      ?.querySelector<HTMLElement>('input[type="email"]')
                      ?.focus();
                  }}
                >
                  {t.useSuggestion}
                </button>
              </p>
            )}
          </div>
          <Field label={t.mailLanguage}>
            {(ids) => (
              <select
                {...ids}
                value={row.locale}
                onChange={(event) => onChange({ locale: event.target.value as Locale })}
              >
                <option value="ja">{m.language.ja}</option>
                <option value="en">{m.language.en}</option>
              </select>
            )}
          </Field>
        </div>
        <div className="recipient-tools">
          <IconButton
            icon="up"
            label={m.common.about(t.up, row.name || t.nth(index + 1))}
            disabled={index === 0}
            onClick={() => onMove(index - 1)}
          />
          <IconButton
            icon="down"
            label={m.common.about(t.down, row.name || t.nth(index + 1))}
            disabled={index === count - 1}
            onClick={() => onMove(index + 1)}
          />
          {!own && <IconButton icon="trash" label={t.remove(row.name)} onClick={props.onRemove} />}
        </div>
      </div>
    </li>
  );
}

/** Dragging by the handle: a line shows where the row will land, and it lands on release. */
function useDrag(
  list: React.RefObject<HTMLOListElement | null>,
  count: number,
  move: (from: number, to: number) => void,
) {
  const [state, setState] = useState<{ from: number; to: number; offset: number } | null>(null);

  const start = (from: number, event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0 || count < 2 || !list.current) return;
    const handle = event.currentTarget;
    const startY = event.clientY;
    const scrollY = window.scrollY;
    const middles = [...list.current.children].map((child) => {
      const box = child.getBoundingClientRect();
      return box.top + box.height / 2;
    });
    let to = from;
    handle.setPointerCapture(event.pointerId);
    const onMove = (e: globalThis.PointerEvent) => {
      const y = e.clientY + window.scrollY - scrollY;
      to = dropIndex(middles, from, y);
      setState({ from, to, offset: y - startY });
    };
    const finish = () => {
      handle.removeEventListener('pointermove', onMove);
      handle.removeEventListener('pointerup', drop);
      handle.removeEventListener('pointercancel', finish);
      setState(null);
    };
    const drop = () => {
      finish();
      if (to !== from) move(from, to);
    };
    handle.addEventListener('pointermove', onMove);
    handle.addEventListener('pointerup', drop);
    handle.addEventListener('pointercancel', finish);
  };

  const line =
    state && state.to !== state.from ? (state.to > state.from ? state.to + 1 : state.to) : -1;
  return { from: state?.from ?? -1, offset: state?.offset ?? 0, line, start };
}
