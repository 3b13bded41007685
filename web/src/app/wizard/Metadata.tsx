import { useRef, useState } from 'react';
import { Button, FieldMessage, IconButton } from '../../ui/kit';
import { useFlow } from '../flow';
import type { Draft } from './draft';
import { metadataOf, newProperty, type Property, propertiesOf, propertyFaults } from './metadata';

/** What the service takes. */
const MAX = 50;
const NAME_MAX = 100;
const VALUE_MAX = 500;

/** Names and values of the sender's own, saved when all of them can be. */
export function Metadata({ draft }: { draft: Draft }) {
  const { t } = useFlow();
  const d = t.details;
  const box = useRef<HTMLFieldSetElement>(null);
  const [rows, setRows] = useState(() => propertiesOf(draft.content.metadata));
  const faults = propertyFaults(rows);
  const change = (next: Property[]) => {
    setRows(next);
    if (propertyFaults(next).every((f) => f === null)) draft.put({ metadata: metadataOf(next) });
  };
  const put = (key: string, part: Partial<Property>) =>
    change(rows.map((r) => (r.key === key ? { ...r, ...part } : r)));
  const focus = (what: string) =>
    requestAnimationFrame(() => {
      const all = box.current?.querySelectorAll<HTMLElement>(what);
      all?.[all.length - 1]?.focus();
    });
  return (
    <fieldset ref={box} className="checks-field metadata" aria-describedby="metadata-hint">
      <legend>{d.metadata}</legend>
      <p id="metadata-hint" className="hint">
        {d.metadataHint}
      </p>
      {rows.map((row, i) => (
        <Row
          key={row.key}
          row={row}
          no={i + 1}
          fault={faults[i] ?? null}
          onPut={(part) => put(row.key, part)}
          onRemove={() => {
            change(rows.filter((r) => r.key !== row.key));
            focus('.metadata-add');
          }}
        />
      ))}
      {rows.length < MAX && (
        <Button
          kind="quiet"
          icon="plus"
          className="metadata-add"
          onClick={() => {
            setRows([...rows, newProperty()]);
            focus('.metadata-name');
          }}
        >
          {d.metadataAdd}
        </Button>
      )}
    </fieldset>
  );
}

function Row({
  row,
  no,
  fault,
  onPut,
  onRemove,
}: {
  row: Property;
  no: number;
  fault: 'name' | 'twice' | null;
  onPut: (part: Partial<Property>) => void;
  onRemove: () => void;
}) {
  const { t } = useFlow();
  const d = t.details;
  const error = fault ? `metadata-${row.key}` : undefined;
  return (
    <div className={fault ? 'field field-error' : 'field'}>
      <div className="metadata-row">
        <input
          type="text"
          className="metadata-name"
          aria-label={d.metadataName(no)}
          placeholder={d.metadataName(no)}
          aria-invalid={fault ? true : undefined}
          aria-describedby={error}
          maxLength={NAME_MAX}
          autoComplete="off"
          value={row.name}
          onChange={(event) => onPut({ name: event.target.value })}
        />
        <textarea
          aria-label={d.metadataValue(no)}
          placeholder={d.metadataValue(no)}
          rows={row.value.split('\n').length}
          maxLength={VALUE_MAX}
          value={row.value}
          onChange={(event) => onPut({ value: event.target.value })}
        />
        <IconButton
          icon="trash"
          label={d.metadataRemove(row.name || d.metadataName(no))}
          onClick={onRemove}
        />
      </div>
      {fault && (
        <FieldMessage {...(error ? { id: error } : {})}>{d.metadataFault[fault]}</FieldMessage>
      )}
    </div>
  );
}
