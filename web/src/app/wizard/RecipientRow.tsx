import type { PointerEvent } from 'react';
import type { Locale } from '../../api/types';
import { likelyTypo, type RecipientDraft, type RecipientFault } from '../../lib/recipients';
import { useMessages } from '../../messages';
import { Icon } from '../../ui/Icon';
import { Field, IconButton, TextField } from '../../ui/kit';
import { BookTools, Suggestions } from './AddressBook';
import { type GateChoices, RecipientMore, RoleField } from './RecipientMore';

interface RowProps {
  row: RecipientDraft;
  index: number;
  count: number;
  order: number;
  faults: RecipientFault[];
  gate: GateChoices;
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

/** One person: who, in what role, and behind a fold the rest. */
export function RecipientRow(props: RowProps) {
  const { row, index, count, order, faults: found, onChange, onMove } = props;
  const { m } = useMessages();
  const t = m.wizard.recipients;
  const own = row.side === 'own';
  const typo = likelyTypo(row.email);
  const fault = (kind: 'name' | 'email' | 'email_invalid' | 'duplicate') =>
    found.includes(kind) ? t.fault[kind] : null;
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
            {!own && <BookTools row={row} onChange={onChange} />}
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
          {!own && <Suggestions row={row} onChange={onChange} />}
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
          <RoleField role={row.role} onRole={(role) => onChange({ role })} />
          <RecipientMore row={row} faults={found} gate={props.gate} onChange={onChange} />
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
