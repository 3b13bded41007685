import { useId } from 'react';
import '../styles/keeping.css';

/** A few choices, each with what it means: read out together with its name. */
export function Cards<T extends string>({
  legend,
  name,
  value,
  choices,
  onValue,
  hint = '',
  large = false,
}: {
  legend: string;
  name: string;
  value: T;
  choices: { value: T; title: string; means: string }[];
  onValue: (value: T) => void;
  hint?: string;
  large?: boolean;
}) {
  const id = useId();
  return (
    <fieldset
      className={large ? 'choice-cards choice-cards-large' : 'choice-cards'}
      aria-describedby={hint ? `${id}-hint` : undefined}
    >
      <legend>{legend}</legend>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      <div className="radio-cards">
        {choices.map((choice) => (
          // Named by the title alone; what it means describes it.
          // oxlint-disable-next-line jsx-a11y/label-has-associated-control
          <label key={choice.value} className="radio-card choice-card">
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              aria-labelledby={`${id}-${choice.value}-name`}
              aria-describedby={`${id}-${choice.value}`}
              onChange={() => onValue(choice.value)}
            />
            <span className="choice-words">
              <span id={`${id}-${choice.value}-name`}>{choice.title}</span>
              <span id={`${id}-${choice.value}`} className="hint block-line">
                {choice.means}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
