import { useEffect, useRef, useState } from 'react';
import { Field } from '../../ui/kit';

/**
 * A day, by the browser's own field: the calendar and wheel that people know from their phone.
 * Half-typed dates are left alone; only a whole day from today on is taken.
 */
export function DayPicker({
  label,
  hint,
  tooEarly,
  value,
  min,
  onValue,
}: {
  label: string;
  hint: string;
  tooEarly: string;
  value: string | null;
  min: string;
  onValue: (day: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [early, setEarly] = useState(false);
  useEffect(() => {
    const element = input.current;
    if (element && element.value !== (value ?? '')) element.value = value ?? '';
    setEarly(false);
  }, [value]);
  return (
    <Field label={label} hint={hint} error={early ? tooEarly : null}>
      {(ids) => (
        <input
          {...ids}
          ref={input}
          type="date"
          className="day-input"
          min={min}
          max="2099-12-31"
          defaultValue={value ?? ''}
          onChange={(event) => {
            const day = event.target.value;
            if (day >= min && day <= '2099-12-31') onValue(day);
          }}
          onBlur={(event) => setEarly(event.target.value !== '' && event.target.value < min)}
        />
      )}
    </Field>
  );
}
