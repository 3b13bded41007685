import { useMessages } from '../../messages';
import { actWords, type FormAct } from '../../messages/acts';
import { Button } from '../../ui/kit';
import { actForms } from './forms';

/** The acts that may be done now; what may not is not there. */
export function ActMenu({ acts, onAct }: { acts: FormAct[]; onAct: (act: FormAct) => void }) {
  const { locale } = useMessages();
  const w = actWords[locale];
  return (
    <ul className="plain act-menu">
      {acts.map((act) => (
        <li key={act}>
          <Button
            kind={act === 'decline' ? 'danger' : 'quiet'}
            icon={actForms[act].icon}
            onClick={() => onAct(act)}
          >
            {w.act[act].open}
          </Button>
        </li>
      ))}
    </ul>
  );
}
