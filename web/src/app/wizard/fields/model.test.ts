import { describe, expect, it } from 'vitest';
import {
  areaOf,
  faultyItem,
  fit,
  freeSpot,
  inReadingOrder,
  moveBy,
  newItem,
  resizeBy,
  toInput,
  withOptions,
} from './model';

const CHOICES = ['A', 'B'];
const text = (y: number, page = 1) =>
  newItem('text', 'doc', 'rcp', fit({ page, x: 0.1, y, w: 0.3, h: 0.03 }), CHOICES);

describe('a field', () => {
  it('stays on its page, however far it is moved or stretched', () => {
    const area = areaOf('signature', 1, 0.99, 0.01);
    expect(area.x + area.w).toBeCloseTo(1);
    expect(area.y).toBe(0);
    expect(moveBy(area, 5, 5)).toMatchObject({ x: 0.72, y: 0.94 });
    const wide = resizeBy({ page: 1, x: 0.5, y: 0.5, w: 0.2, h: 0.1 }, 9, -9);
    expect(wide.x + wide.w).toBeCloseTo(1);
    expect(wide.h).toBeGreaterThan(0);
  });

  it('that is placed by keyboard lies on nothing else', () => {
    const have = [text(0.08), text(0.12)];
    const spot = freeSpot(have, 'doc', areaOf('date', 1, 0.5, 0.5));
    expect(spot.y).toBeGreaterThan(0.15);
    expect(freeSpot(have, 'other', areaOf('date', 1, 0.5, 0.5)).y).toBeCloseTo(0.08);
  });

  it('is listed by page, then from the top', () => {
    const list = [text(0.5, 2), text(0.9), text(0.1)];
    expect(inReadingOrder(list).map((f) => f.areas[0]?.y)).toEqual([0.1, 0.9, 0.5]);
  });
});

describe('a radio button', () => {
  const radio = newItem('radio', 'doc', 'rcp', areaOf('radio', 1, 0.5, 0.5), CHOICES);

  it('has a place for each of its options, and keeps those it has', () => {
    expect(radio.areas.map((a) => a.value)).toEqual(CHOICES);
    const three = withOptions({ ...radio, initial: 'B' }, 'A\n\n C \nA\nD');
    expect(three.options.map((o) => o.value)).toEqual(['A', 'C', 'D']);
    expect(three.areas.map((a) => a.value)).toEqual(['A', 'C', 'D']);
    expect(three.areas[0]).toMatchObject({ x: radio.areas[0]?.x, y: radio.areas[0]?.y });
    expect(three.initial).toBeNull();
  });
});

describe('what is sent', () => {
  it('has a value only for the fields of the sender', () => {
    const theirs = { ...text(0.1), value: 'secret' };
    expect(toInput(theirs)).not.toHaveProperty('value');
    expect(toInput(theirs)).not.toHaveProperty('key');
    expect(toInput({ ...theirs, recipient_id: null })).toHaveProperty('value', 'secret');
  });

  it('is told apart when it is refused', () => {
    expect(faultyItem('items[3].areas[0].page')).toBe(3);
    expect(faultyItem('version')).toBeNull();
  });
});
