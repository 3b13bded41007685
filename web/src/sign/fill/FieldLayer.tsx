import { useLayoutEffect } from 'react';
import type { FieldArea, FieldContent, Party, RecipientField } from '../../api/recipient';
import type { Size } from '../../lib/geometry';
import { useMessages } from '../../messages';
import { fillWords } from '../../messages/filling';
import { Icon } from '../../ui/Icon';
import { Picture, useDrawn } from './Drawn';
import { useFillingHere } from './useFilling';
import { isAutomatic, isDone, isPicture, optionLabel } from './values';

/** In the middle of its area, never smaller than a finger or pointer needs. */
const place = (a: FieldArea) => ({
  left: `${(a.x + a.w / 2) * 100}%`,
  top: `${(a.y + a.h / 2) * 100}%`,
  width: `${a.w * 100}%`,
  height: `${a.h * 100}%`,
});

/** CSS pixels; in a narrower box a name would only be cut off. */
const LEAST_FOR_NAME = 64;

const letters = (area: FieldArea, size: Size, lines: boolean): number =>
  Math.max(8, Math.min(16, area.h * size.height * (lines ? 0.28 : 0.55)));

/** What a field holds, in words. */
export function useContentText(): (field: RecipientField, value: FieldContent) => string {
  const { locale } = useMessages();
  const w = fillWords[locale];
  return (field, value) => {
    if (value === null) return '';
    if (typeof value !== 'string')
      return value.typed ?? value.seal?.text ?? (value.ink ? w.picture.ink : w.picture.image);
    if (field.kind === 'check') return value === 'on' ? w.checked : '';
    return field.options.length ? optionLabel(field, value) : value;
  };
}

function Shown({ field, near, typing }: { field: RecipientField; near: boolean; typing: string }) {
  const { values, errors, save, current } = useFillingHere();
  const value = values.get(field.id) ?? null;
  const settled = near && value !== null && value !== '' && !errors.has(field.id);
  const typed = current?.id === field.id && save !== 'saved' && !isPicture(field.kind);
  const body = settled && !typed ? { value } : null;
  const { picture } = useDrawn(`/recipient/fields/${field.id}/preview`, body, 150);
  return picture && body ? <Picture picture={picture} label="" /> : typing;
}

function Mine({ field, area, size, near }: SlotProps) {
  const filling = useFillingHere();
  const { locale } = useMessages();
  const w = fillWords[locale];
  const contentText = useContentText();
  const value = filling.values.get(field.id) ?? null;
  const error = filling.errors.get(field.id);
  const done = isDone(field, filling.values);
  const marks = field.kind === 'check' || field.kind === 'radio';
  const marked = field.kind === 'radio' ? value === area.value : value === 'on';
  const text = isAutomatic(field) ? w.automaticShort : contentText(field, value);
  const option = field.kind === 'radio' ? optionLabel(field, area.value ?? '') : '';
  const state = error ? 'error' : done ? 'done' : 'open';

  const press = () => {
    if (field.kind === 'check') filling.put(field.id, value === 'on' ? 'off' : 'on');
    if (field.kind === 'radio' && area.value) filling.put(field.id, area.value);
    filling.show(field.id);
  };
  return (
    <button
      type="button"
      className={`slot slot-${state}${marks ? ' slot-mark' : ''}${
        filling.current?.id === field.id ? ' slot-now' : ''
      }`}
      style={{ ...place(area), fontSize: letters(area, size, field.kind === 'multiline') }}
      data-field={field.id}
      onClick={press}
    >
      <span className="visually-hidden">
        {w.slot(w.nameOf(field, option), field.required, state, error?.message ?? text)}
      </span>
      {marks ? (
        marked && <Icon name="check" size={18} />
      ) : (
        <span className="slot-inside" aria-hidden="true">
          {done ? <Shown field={field} near={near} typing={text} /> : <Label field={field} />}
        </span>
      )}
      {marks && !marked && field.required && !done && (
        <span className="slot-required" aria-hidden="true">
          ＊
        </span>
      )}
    </button>
  );
}

function Label({ field }: { field: RecipientField }) {
  const { locale } = useMessages();
  const w = fillWords[locale];
  return (
    <span className="slot-label">
      {field.required && <span className="slot-required">{w.requiredMark}</span>}
      {w.nameOf(field, '')}
    </span>
  );
}

/** Somebody else's box that is still empty; what they agreed to stands in the PDF itself. */
function Theirs({ field, area, size, party }: SlotProps & { party: Party | undefined }) {
  const { m, locale } = useMessages();
  const w = fillWords[locale];
  const name = party?.name ? m.common.sama(party.name) : w.otherParty;
  return (
    <div
      className="slot slot-other"
      style={{ ...place(area), fontSize: letters(area, size, true) }}
    >
      {area.w * size.width > LEAST_FOR_NAME && (
        <span className="slot-label" aria-hidden="true">
          {name}
        </span>
      )}
      <span className="visually-hidden">{w.otherSlot(name, w.nameOf(field, ''))}</span>
    </div>
  );
}

interface SlotProps {
  field: RecipientField;
  area: FieldArea;
  size: Size;
  near: boolean;
}

/** The boxes of one page, over its drawing. */
export function FieldLayer({
  documentId,
  page,
  size,
  near,
  all,
  others,
}: {
  documentId: string;
  /** From 0. */
  page: number;
  size: Size;
  near: boolean;
  all: RecipientField[];
  others: Party[];
}) {
  const { aspects } = useFillingHere();
  const here = all
    .filter((f) => f.document_id === documentId)
    .flatMap((field) =>
      field.areas.flatMap((area, i) => (area.page === page + 1 ? [{ field, area, i }] : [])),
    );
  useLayoutEffect(() => {
    for (const { field, area, i } of here)
      if (i === 0 && area.h > 0)
        aspects.set(field.id, (area.w * size.width) / (area.h * size.height));
  });
  if (!here.length) return null;
  return (
    <div className="slots">
      {here.map(({ field, area, i }) => {
        const party = others.find((o) => o.id === field.recipient_id);
        const key = `${field.id}:${i}`;
        if (field.mine) return <Mine key={key} field={field} area={area} size={size} near={near} />;
        if (field.recipient_id === null || party?.state === 'completed') return null;
        return <Theirs key={key} field={field} area={area} size={size} near={near} party={party} />;
      })}
    </div>
  );
}
