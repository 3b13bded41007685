import { useState } from 'react';
import { CheckRow } from '../../../ui/CheckRow';
import { Button, Field, TextArea, TextField } from '../../../ui/kit';
import { useFlow } from '../../flow';
import { FirstValue } from './FirstValue';
import { hasOptions, isPicture, type Item, withOptions } from './model';
import type { Party } from './parties';

const SIZES = [0, 7, 8, 9, 10, 10.5, 11, 12, 14, 16, 18, 24];

export interface SettingsProps {
  item: Item;
  parties: Party[];
  onChange: (item: Item) => void;
  onRemove: () => void;
}

/** What a field asks, of whom, and how it is written. */
export function FieldSettings({ item, parties, onChange, onRemove }: SettingsProps) {
  const { t } = useFlow();
  const f = t.fields;
  const put = (part: Partial<Item>) => onChange({ ...item, ...part });
  return (
    <section className="field-settings" aria-labelledby="field-settings">
      <h3 id="field-settings" tabIndex={-1}>
        {f.settings}：{f.kind[item.kind]}
      </h3>
      {item.source === 'form' && <p className="hint">{f.found}</p>}
      <Field label={f.who}>
        {(ids) => (
          <select
            {...ids}
            value={item.recipient_id ?? ''}
            onChange={(event) =>
              put({ recipient_id: event.target.value || null, value: null, initial: null })
            }
          >
            {parties
              .filter((p) => p.id !== null || item.kind !== 'signature')
              .map((p) => (
                <option key={p.id ?? ''} value={p.id ?? ''}>
                  {p.number > 0 ? `${p.number}. ${p.name}` : p.name}
                </option>
              ))}
          </select>
        )}
      </Field>
      <TextField
        label={f.label}
        hint={f.labelHint}
        maxLength={200}
        autoComplete="off"
        value={item.label}
        onValue={(label) => put({ label })}
      />
      <CheckRow
        label={f.required}
        checked={item.required}
        onChecked={(required) => put({ required })}
      />
      {hasOptions(item.kind) && item.source !== 'form' && (
        <Options key={item.key} item={item} onChange={onChange} />
      )}
      <FirstValue item={item} onChange={onChange} />
      {item.kind === 'date' && <DateFormat item={item} onChange={onChange} />}
      {item.kind === 'number' && (
        <CheckRow
          label={f.grouping}
          checked={item.format['grouping'] === true}
          onChecked={(grouping) => put({ format: { ...item.format, grouping } })}
        />
      )}
      {!isPicture(item.kind) && item.kind !== 'check' && item.kind !== 'radio' && (
        <Writing item={item} onChange={onChange} />
      )}
      <Button kind="danger" icon="trash" onClick={onRemove}>
        {f.remove}
      </Button>
    </section>
  );
}

type Part = Pick<SettingsProps, 'item' | 'onChange'>;

/** The text is left as it is typed; the options follow it. */
function Options({ item, onChange }: Part) {
  const { t } = useFlow();
  const [typed, setTyped] = useState(item.options.map((o) => o.value).join('\n'));
  return (
    <TextArea
      label={t.fields.options}
      rows={4}
      value={typed}
      onValue={(text) => {
        setTyped(text);
        if (text.trim()) onChange(withOptions(item, text));
      }}
    />
  );
}

function DateFormat({ item, onChange }: Part) {
  const { t } = useFlow();
  const f = t.fields;
  const format = item.format as { pattern?: string; auto?: string | null };
  const put = (part: object) => onChange({ ...item, format: { ...item.format, ...part } });
  return (
    <>
      <Field label={f.pattern}>
        {(ids) => (
          <select
            {...ids}
            value={format.pattern ?? 'YYYY年M月D日'}
            onChange={(event) => put({ pattern: event.target.value })}
          >
            {Object.entries(f.patterns).map(([pattern, example]) => (
              <option key={pattern} value={pattern}>
                {example}
              </option>
            ))}
          </select>
        )}
      </Field>
      {item.recipient_id !== null && (
        <CheckRow
          label={f.auto}
          checked={format.auto === 'agreement'}
          onChecked={(on) => put({ auto: on ? 'agreement' : null })}
        />
      )}
    </>
  );
}

function Writing({ item, onChange }: Part) {
  const { t } = useFlow();
  const f = t.fields;
  const put = (part: Partial<Item>) => onChange({ ...item, ...part });
  const sizes = SIZES.includes(item.font_size) ? SIZES : [...SIZES, item.font_size];
  return (
    <div className="pair">
      <Field label={f.fontSize}>
        {(ids) => (
          <select
            {...ids}
            value={item.font_size}
            onChange={(event) => put({ font_size: Number(event.target.value) })}
          >
            {sizes.map((n) => (
              <option key={n} value={n}>
                {n === 0 ? f.fontAuto : f.points(n)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={f.align}>
        {(ids) => (
          <select
            {...ids}
            value={item.align}
            onChange={(event) => put({ align: event.target.value as Item['align'] })}
          >
            {(['left', 'center', 'right'] as const).map((align) => (
              <option key={align} value={align}>
                {f.aligns[align]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {(item.kind === 'text' || item.kind === 'multiline') && (
        <Field label={f.maxLength}>
          {(ids) => (
            <input
              {...ids}
              type="number"
              min={1}
              max={1000}
              value={item.max_length || ''}
              onChange={(event) => put({ max_length: maxLength(event.target.value) })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

const maxLength = (text: string) => Math.min(1000, Math.max(0, Math.trunc(Number(text)) || 0));
