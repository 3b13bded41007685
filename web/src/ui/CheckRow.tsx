import { useId } from 'react';

/** A check box with its explanation; the whole line answers a click. */
export function CheckRow({
  label,
  hint,
  checked,
  disabled = false,
  onChecked,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChecked: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="check check-row">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChecked(event.target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p id={`${id}-hint`} className="hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
