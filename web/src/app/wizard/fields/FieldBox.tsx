import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { FieldArea } from '../../../api/flowTypes';
import { useFlow } from '../../flow';
import { type Item, moveBy, resizeBy } from './model';
import { boxId, type Party } from './parties';

const STEP = 0.002;
const STRIDE = 0.02;

interface Props {
  item: Item;
  index: number;
  party: Party;
  selected: boolean;
  faulty: boolean;
  onArea: (area: FieldArea) => void;
  onSelect: (open: boolean) => void;
  onRemove: () => void;
}

/** A field on its page: dragged, or moved by the arrow keys. */
export function FieldBox({ item, index, party, selected, faulty, ...on }: Props) {
  const { t } = useFlow();
  const area = item.areas[index] as FieldArea;
  const [live, setLive] = useState<FieldArea | null>(null);
  const fixed = item.source === 'form';
  const shown = live ?? area;

  const drag = (event: PointerEvent<HTMLElement>, how: typeof moveBy) => {
    const layer = event.currentTarget.closest('.field-layer')?.getBoundingClientRect();
    if (event.button !== 0 || fixed || !layer) return;
    event.stopPropagation();
    const target = event.currentTarget;
    const { clientX, clientY, pointerId } = event;
    let last: FieldArea | null = null;
    target.setPointerCapture(pointerId);
    const move = (e: globalThis.PointerEvent) => {
      const [dx, dy] = [e.clientX - clientX, e.clientY - clientY];
      if (!last && Math.hypot(dx, dy) < 4) return;
      last = how(area, dx / layer.width, dy / layer.height);
      setLive(last);
    };
    const finish = (e: globalThis.PointerEvent) => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', finish);
      target.removeEventListener('pointercancel', finish);
      setLive(null);
      if (last && e.type === 'pointerup') on.onArea(last);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', finish);
    target.addEventListener('pointercancel', finish);
  };

  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      on.onRemove();
      return;
    }
    const by = event.shiftKey ? STRIDE : STEP;
    const way = {
      ArrowLeft: [-by, 0],
      ArrowRight: [by, 0],
      ArrowUp: [0, -by],
      ArrowDown: [0, by],
    }[event.key];
    if (!way || fixed) return;
    event.preventDefault();
    event.stopPropagation();
    on.onArea((event.altKey ? resizeBy : moveBy)(area, way[0] ?? 0, way[1] ?? 0));
  };

  const kind = t.fields.kind[item.kind];
  const classes = [
    'field-box',
    `party-${party.colour}`,
    selected ? 'field-selected' : '',
    faulty ? 'field-faulty' : '',
    fixed ? 'field-fixed' : '',
    item.kind === 'check' || item.kind === 'radio' ? 'field-small' : '',
  ].filter(Boolean);
  return (
    <button
      type="button"
      id={boxId(item, index)}
      className={classes.join(' ')}
      style={{
        left: `${shown.x * 100}%`,
        top: `${shown.y * 100}%`,
        width: `${shown.w * 100}%`,
        height: `${shown.h * 100}%`,
      }}
      aria-label={
        t.fields.box(kind, party.name, area.page, item.label, item.required) +
        (area.value ? `、${area.value}` : '')
      }
      aria-describedby="field-help"
      aria-pressed={selected}
      onPointerDown={(event) => drag(event, moveBy)}
      onFocus={() => on.onSelect(false)}
      onClick={() => on.onSelect(true)}
      onKeyDown={key}
    >
      {/* Number and star are the style's: the name of the button says both in words. */}
      <span
        className={`field-text${item.required ? ' field-required' : ''}`}
        data-party={party.number || undefined}
      >
        {area.value ?? (item.label || kind)}
      </span>
      {!fixed && (
        <span
          className="field-corner"
          aria-hidden="true"
          onPointerDown={(event) => drag(event, resizeBy)}
        />
      )}
    </button>
  );
}
