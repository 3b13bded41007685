import { api } from '../../../api/client';
import type { Seal } from '../../../api/flowTypes';
import { useLoad } from '../../../lib/hooks';
import { CheckRow } from '../../../ui/CheckRow';
import { Field, TextArea, TextField } from '../../../ui/kit';
import { useFlow } from '../../flow';
import { hasOptions, isPicture, type Item } from './model';

/** What stands in a field at first: of a recipient's to be changed, of the sender's for good. */
export function FirstValue({ item, onChange }: { item: Item; onChange: (item: Item) => void }) {
  const { t } = useFlow();
  const f = t.fields;
  const own = item.recipient_id === null;
  const now = own ? item.value : item.initial;
  const text = typeof now === 'string' ? now : '';
  const put = (value: unknown) =>
    onChange(
      own ? { ...item, value } : { ...item, initial: typeof value === 'string' ? value : null },
    );
  const label = own ? f.value : f.initial;
  const hint = own ? f.valueHint : undefined;
  if (isPicture(item.kind)) return own ? <OwnPicture item={item} onValue={put} /> : null;
  if (item.kind === 'check')
    return (
      <CheckRow
        label={f.checked}
        checked={text === 'on'}
        onChecked={(on) => put(on ? 'on' : null)}
      />
    );
  if (hasOptions(item.kind))
    return (
      <Field label={label} hint={hint}>
        {(ids) => (
          <select {...ids} value={text} onChange={(event) => put(event.target.value || null)}>
            <option value="">{f.noInitial}</option>
            {item.options.map((o) => (
              <option key={o.value} value={o.value}>
                {o.label || o.value}
              </option>
            ))}
          </select>
        )}
      </Field>
    );
  if (item.kind === 'multiline')
    return (
      <TextArea
        label={label}
        hint={hint}
        rows={3}
        maxLength={1000}
        value={text}
        onValue={(v) => put(v || null)}
      />
    );
  return (
    <TextField
      label={label}
      hint={hint}
      type={item.kind === 'date' ? 'date' : 'text'}
      maxLength={500}
      autoComplete="off"
      value={text}
      onValue={(v) => put(v || null)}
    />
  );
}

/** The sender's own seal or initials: a kept seal, or typed letters. */
function OwnPicture({ item, onValue }: { item: Item; onValue: (value: unknown) => void }) {
  const { t } = useFlow();
  const f = t.fields;
  const seals = useLoad((signal) => api.get<{ items: Seal[] }>('/seals', signal), []);
  const value = (item.value ?? {}) as { saved?: string; typed?: string };
  if (item.kind === 'seal')
    return (
      <Field label={f.value} hint={f.valueHint}>
        {(ids) => (
          <select
            {...ids}
            value={value.saved ?? ''}
            onChange={(event) => onValue(event.target.value ? { saved: event.target.value } : null)}
          >
            <option value="">{f.noInitial}</option>
            {seals.data?.items.map((s) => (
              <option key={s.id} value={s.id}>
                {s.name}
              </option>
            ))}
          </select>
        )}
      </Field>
    );
  return (
    <TextField
      label={f.value}
      hint={f.valueHint}
      maxLength={40}
      autoComplete="off"
      value={value.typed ?? ''}
      onValue={(typed) => onValue(typed ? { typed } : null)}
    />
  );
}
