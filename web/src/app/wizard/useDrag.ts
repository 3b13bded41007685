import { type PointerEvent, type RefObject, useState } from 'react';
import { dropIndex } from '../../lib/recipients';

/** Dragging by the handle: a line shows where the row will land, and it lands on release. */
export function useDrag(
  list: RefObject<HTMLOListElement | null>,
  count: number,
  move: (from: number, to: number) => void,
) {
  const [state, setState] = useState<{ from: number; to: number; offset: number } | null>(null);

  const start = (from: number, event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0 || count < 2 || !list.current) return;
    const handle = event.currentTarget;
    const startY = event.clientY;
    const scrollY = window.scrollY;
    const middles = [...list.current.children].map((child) => {
      const box = child.getBoundingClientRect();
      return box.top + box.height / 2;
    });
    let to = from;
    handle.setPointerCapture(event.pointerId);
    const onMove = (e: globalThis.PointerEvent) => {
      const y = e.clientY + window.scrollY - scrollY;
      to = dropIndex(middles, from, y);
      setState({ from, to, offset: y - startY });
    };
    const finish = () => {
      handle.removeEventListener('pointermove', onMove);
      handle.removeEventListener('pointerup', drop);
      handle.removeEventListener('pointercancel', finish);
      setState(null);
    };
    const drop = () => {
      finish();
      if (to !== from) move(from, to);
    };
    handle.addEventListener('pointermove', onMove);
    handle.addEventListener('pointerup', drop);
    handle.addEventListener('pointercancel', finish);
  };

  const line =
    state && state.to !== state.from ? (state.to > state.from ? state.to + 1 : state.to) : -1;
  return { from: state?.from ?? -1, offset: state?.offset ?? 0, line, start };
}
