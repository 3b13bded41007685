import { useId, useState } from 'react';
import type { FieldContent, FieldKind, RecipientField } from '../../api/recipient';
import { useMessages } from '../../messages';
import { fillWords } from '../../messages/filling';
import { Field, FieldMessage, Notice } from '../../ui/kit';
import { isAutomatic } from './values';

interface Props {
  field: RecipientField;
  value: string;
  error: string | null;
  onValue: (value: FieldContent) => void;
  /** The control is left, or Enter ends it. */
  onLeave: () => void;
  onEnter: () => void;
}

const COMPLETE: Partial<Record<FieldKind, string>> = {
  name: 'name',
  company: 'organization',
  title: 'organization-title',
  address: 'street-address',
  mail: 'email',
};
const KEYS: Partial<Record<FieldKind, 'email' | 'decimal'>> = { mail: 'email', number: 'decimal' };

/** What the sender asks of the value. */
export function useHint(field: RecipientField): string {
  const { locale } = useMessages();
  const w = fillWords[locale];
  const f = field.format ?? {};
  const parts: string[] = [];
  if (f.check) parts.push(w.format[f.check]);
  if (field.kind === 'date' && (f.from || f.to))
    parts.push(w.dateRange(f.from ?? null, f.to ?? null));
  if (field.kind === 'number') {
    const [min, max] = [f.min ?? null, f.max ?? null];
    if (min !== null || max !== null) parts.push(w.numberRange(min, max));
    if (f.decimals) parts.push(w.decimals(f.decimals));
  }
  if (field.max_length > 0) parts.push(w.lengthMax(field.max_length));
  return parts.join(locale === 'ja' ? '、' : ', ');
}

function Radios({ field, value, error, onValue }: Props) {
  const { m, locale } = useMessages();
  const w = fillWords[locale];
  const id = useId();
  return (
    <fieldset className={`choices${error ? ' field-error' : ''}`}>
      <legend>
        {w.nameOf(field, '')}
        <span className={field.required ? 'tag tag-required' : 'tag'}>
          {field.required ? m.common.required : m.common.optional}
        </span>
      </legend>
      {field.options.map((option) => (
        <label key={option.value} className="choice">
          <input
            type="radio"
            name={id}
            checked={value === option.value}
            aria-describedby={error ? `${id}-error` : undefined}
            onChange={() => onValue(option.value)}
          />
          <span>{option.label || option.value}</span>
        </label>
      ))}
      {!field.required && (
        <label className="choice">
          <input type="radio" name={id} checked={value === ''} onChange={() => onValue(null)} />
          <span>{w.none}</span>
        </label>
      )}
      {error && <FieldMessage id={`${id}-error`}>{error}</FieldMessage>}
    </fieldset>
  );
}

function Tick({ field, value, error, onValue }: Props) {
  const { m, locale } = useMessages();
  const w = fillWords[locale];
  const id = useId();
  return (
    <div className={`check${error ? ' field-error' : ''}`}>
      <input
        id={id}
        type="checkbox"
        checked={value === 'on'}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onChange={(event) => onValue(event.target.checked ? 'on' : 'off')}
      />
      <div>
        <label htmlFor={id}>{w.nameOf(field, '')}</label>{' '}
        <span className={field.required ? 'tag tag-required' : 'tag'}>
          {field.required ? m.common.required : m.common.optional}
        </span>
        {error && <FieldMessage id={`${id}-error`}>{error}</FieldMessage>}
      </div>
    </div>
  );
}

function Options({ field, value, error, onValue }: Props) {
  const { locale } = useMessages();
  const w = fillWords[locale];
  return (
    <Field label={w.nameOf(field, '')} error={error} required={field.required}>
      {(ids) => (
        <select value={value} onChange={(event) => onValue(event.target.value || null)} {...ids}>
          <option value="">{field.required ? w.choose : w.none}</option>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label || option.value}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Letters({ field, value, error, onValue, onLeave, onEnter }: Props) {
  const { locale } = useMessages();
  const w = fillWords[locale];
  const hint = useHint(field);
  const [composing, setComposing] = useState(false);
  const lines = field.kind === 'multiline' || field.kind === 'address';
  const common = {
    value,
    'aria-required': field.required || undefined,
    autoComplete: COMPLETE[field.kind] ?? 'off',
    onBlur: onLeave,
  };
  return (
    <Field label={w.nameOf(field, '')} hint={hint} error={error} required={field.required}>
      {(ids) =>
        lines ? (
          <textarea
            rows={3}
            onChange={(event) => onValue(event.target.value)}
            {...common}
            {...ids}
          />
        ) : (
          <input
            type={field.kind === 'date' ? 'date' : 'text'}
            inputMode={KEYS[field.kind]}
            enterKeyHint="next"
            min={field.format?.from ?? undefined}
            max={field.kind === 'date' ? (field.format?.to ?? '9999-12-31') : undefined}
            onChange={(event) => onValue(event.target.value)}
            onCompositionStart={() => setComposing(true)}
            onCompositionEnd={() => setComposing(false)}
            onKeyDown={(event) => {
              // Enter that ends a conversion of kana is no Enter.
              if (event.key !== 'Enter' || composing || event.nativeEvent.isComposing) return;
              event.preventDefault();
              onEnter();
            }}
            {...common}
            {...ids}
          />
        )
      }
    </Field>
  );
}

/** Everything that is no picture. */
export function TextEditor(props: Props) {
  const { locale } = useMessages();
  const { field } = props;
  if (isAutomatic(field))
    return (
      <Notice tone="info">
        <p>{fillWords[locale].automatic}</p>
      </Notice>
    );
  if (field.kind === 'check') return <Tick {...props} />;
  if (field.kind === 'radio') return <Radios {...props} />;
  if (field.kind === 'select') return <Options {...props} />;
  return <Letters {...props} />;
}
