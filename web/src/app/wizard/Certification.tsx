import { signedBy } from '../../lib/recipients';
import { CheckRow } from '../../ui/CheckRow';
import { useFlow } from '../flow';
import type { Draft } from './draft';

/** Where everybody signs by a certificate of their own, the sender chooses whether the service signs too. */
export function Certification({ draft }: { draft: Draft }) {
  const { t } = useFlow();
  const c = t.certification;
  if (signedBy(draft.rows) !== 'own') return null;
  return (
    <section className="card" aria-labelledby="certification">
      <h2 id="certification">{c.title}</h2>
      <p className="muted">{c.lead}</p>
      <CheckRow
        label={c.label}
        hint={c.with}
        checked={draft.content.certify}
        onChecked={(certify) => draft.put({ certify })}
      />
      <p className="hint">{c.without}</p>
    </section>
  );
}
