import { Icon } from '../../../ui/Icon';
import { useFlow } from '../../flow';
import type { Item } from './model';
import { type Party, partyOf } from './parties';

/** Every field beside the page, in reading order. */
export function FieldList({
  items,
  parties,
  selected,
  faulty,
  onSelect,
}: {
  items: Item[];
  parties: Party[];
  selected: string | null;
  faulty: ReadonlySet<string>;
  onSelect: (item: Item) => void;
}) {
  const { t } = useFlow();
  const f = t.fields;
  return (
    <section aria-labelledby="field-list">
      <h3 id="field-list">
        {f.list} <span className="muted small">{f.count(items.length)}</span>
      </h3>
      {items.length === 0 ? (
        <p className="small muted">{f.none}</p>
      ) : (
        <ol className="plain field-list">
          {items.map((item) => {
            const party = partyOf(parties, item.recipient_id);
            return (
              <li key={item.key}>
                <button
                  type="button"
                  aria-pressed={selected === item.key}
                  onClick={() => onSelect(item)}
                >
                  <span className={`dot party-${party.colour}`} aria-hidden="true">
                    {party.number || ''}
                  </span>
                  <span>
                    {item.label && <strong className="block-line">{item.label}</strong>}
                    {f.item(f.kind[item.kind], party.name, item.areas[0]?.page ?? 1)}
                  </span>
                  {faulty.has(item.key) && <Icon name="error" />}
                </button>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
