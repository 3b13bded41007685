import { useId } from 'react';
import { useMessages } from '../../messages';
import { remoteWords } from '../../messages/remote';

/** In the place of a service's name: the key is not at one. */
export const LOCAL = '';

interface Choice {
  value: string;
  title: string;
  means: string;
}

function One({
  choice,
  checked,
  onChoose,
}: {
  choice: Choice;
  checked: boolean;
  onChoose: () => void;
}) {
  const id = useId();
  return (
    // Named by the title alone; what it means describes it.
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control
    <label className="remote-credential">
      <span className="remote-name">
        <input
          type="radio"
          name="holder"
          checked={checked}
          aria-labelledby={`${id}-name`}
          aria-describedby={`${id}-means`}
          onChange={onChoose}
        />
        <span id={`${id}-name`} className="break">
          {choice.title}
        </span>
      </span>
      <span id={`${id}-means`} className="hint block-line">
        {choice.means}
      </span>
    </label>
  );
}

/** Where the party's key is: here, or at one of the services. */
export function HolderChoice({
  services,
  local,
  value,
  onValue,
}: {
  services: string[];
  /** What signs when no service does; null: nothing can. */
  local: 'program' | 'elsewhere' | null;
  value: string;
  onValue: (value: string) => void;
}) {
  const { locale } = useMessages();
  const w = remoteWords[locale].holder;
  const here: Choice[] = local
    ? [
        {
          value: LOCAL,
          title: local === 'program' ? w.program : w.elsewhere,
          means: local === 'program' ? w.programMeans : w.elsewhereMeans,
        },
      ]
    : [];
  const there = services.map((name) => ({
    value: name,
    title: w.service(name),
    means: w.serviceMeans,
  }));
  return (
    <fieldset className="remote-credentials">
      <legend>{w.legend}</legend>
      {[...here, ...there].map((choice) => (
        <One
          key={choice.value}
          choice={choice}
          checked={choice.value === value}
          onChoose={() => onValue(choice.value)}
        />
      ))}
    </fieldset>
  );
}
