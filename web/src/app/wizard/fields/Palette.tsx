import type { FieldKind } from '../../../api/flowTypes';
import { Field } from '../../../ui/kit';
import { useFlow } from '../../flow';
import { GROUPS } from './model';
import type { Party } from './parties';

/** Who, then what: a click arms the kind, a key puts it on the page in view. */
export function Palette({
  parties,
  who,
  armed,
  onWho,
  onArm,
  onPlace,
}: {
  parties: Party[];
  who: string | null;
  armed: FieldKind | null;
  onWho: (id: string | null) => void;
  onArm: (kind: FieldKind | null) => void;
  onPlace: (kind: FieldKind) => void;
}) {
  const { t } = useFlow();
  const f = t.fields;
  const groups = Object.entries(GROUPS) as [keyof typeof GROUPS, readonly FieldKind[]][];
  return (
    <section className="palette" aria-labelledby="palette">
      <Field label={f.who}>
        {(ids) => (
          <select
            {...ids}
            value={who ?? ''}
            onChange={(event) => onWho(event.target.value || null)}
          >
            {parties.map((p) => (
              <option key={p.id ?? ''} value={p.id ?? ''}>
                {p.number > 0 ? `${p.number}. ${p.name}` : p.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <h3 id="palette">{f.palette}</h3>
      <p className="hint">{f.paletteHint}</p>
      {groups.map(([group, kinds]) => (
        <div key={group} className="palette-group" role="group" aria-label={f.groups[group]}>
          {kinds
            .filter((kind) => who !== null || kind !== 'signature')
            .map((kind) => (
              <button
                key={kind}
                type="button"
                aria-pressed={armed === kind}
                // A key press or assistive technology gives no count of clicks.
                onClick={(event) =>
                  event.detail === 0 ? onPlace(kind) : onArm(armed === kind ? null : kind)
                }
              >
                {f.kind[kind]}
              </button>
            ))}
        </div>
      ))}
      <p className="small armed" role="status">
        {armed && f.armed(f.kind[armed])}
      </p>
    </section>
  );
}
