import type { FieldArea, FieldKind, PlacedField } from '../../../api/flowTypes';

/** A field while it is being edited: `key` is stable, the id comes with the first save. */
export interface Item extends PlacedField {
  key: string;
}

export const GROUPS = {
  sign: ['signature', 'seal', 'initials', 'ink'],
  person: ['name', 'company', 'department', 'title', 'address', 'mail', 'date'],
  entry: ['text', 'multiline', 'number', 'check', 'radio', 'select'],
} as const satisfies Record<string, readonly FieldKind[]>;

const PICTURES: readonly FieldKind[] = ['signature', 'seal', 'initials', 'ink'];
export const isPicture = (kind: FieldKind) => PICTURES.includes(kind);
export const hasOptions = (kind: FieldKind) => kind === 'radio' || kind === 'select';

/** Fractions of an A4 page that suit a kind at first. */
const SIZES: Partial<Record<FieldKind, [number, number]>> = {
  signature: [0.28, 0.06],
  seal: [0.12, 0.085],
  initials: [0.08, 0.045],
  ink: [0.28, 0.08],
  check: [0.032, 0.0226],
  radio: [0.032, 0.0226],
  multiline: [0.36, 0.08],
  address: [0.42, 0.045],
  date: [0.22, 0.028],
  number: [0.16, 0.028],
};
const SMALLEST = { w: 0.012, h: 0.009 };

let counter = 0;
export const newKey = (): string => `f${++counter}`;

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
const round = (value: number) => Math.round(value * 1e5) / 1e5;

/** Kept whole on its page. */
export function fit(area: FieldArea): FieldArea {
  const w = clamp(area.w, SMALLEST.w, 1);
  const h = clamp(area.h, SMALLEST.h, 1);
  return {
    ...area,
    w: round(w),
    h: round(h),
    x: round(clamp(area.x, 0, 1 - w)),
    y: round(clamp(area.y, 0, 1 - h)),
  };
}

export const moveBy = (a: FieldArea, dx: number, dy: number): FieldArea =>
  fit({ ...a, x: a.x + dx, y: a.y + dy });

/** The corner at the bottom right goes along; the page's edge stops it. */
export const resizeBy = (a: FieldArea, dw: number, dh: number): FieldArea =>
  fit({ ...a, w: clamp(a.w + dw, SMALLEST.w, 1 - a.x), h: clamp(a.h + dh, SMALLEST.h, 1 - a.y) });

export const areaOf = (kind: FieldKind, page: number, x: number, y: number): FieldArea => {
  const [w, h] = SIZES[kind] ?? [0.26, 0.028];
  return fit({ page, x: x - w / 2, y: y - h / 2, w, h });
};

const touches = (a: FieldArea, b: FieldArea) =>
  a.page === b.page &&
  Math.min(a.x + a.w, b.x + b.w) > Math.max(a.x, b.x) &&
  Math.min(a.y + a.h, b.y + b.h) > Math.max(a.y, b.y);

/** The first place from the top that is free, for those who place by keyboard. */
export function freeSpot(items: readonly Item[], document: string, area: FieldArea): FieldArea {
  const taken = items.filter((f) => f.document_id === document).flatMap((f) => f.areas);
  for (let y = 0.08; y < 0.95; y += 0.02) {
    const here = fit({ ...area, x: 0.1, y });
    if (!taken.some((other) => touches(here, other))) return here;
  }
  return fit({ ...area, x: 0.1, y: 0.08 });
}

/** One place for each option of a radio button: those that are there stay where they are. */
export function radioAreas(areas: readonly FieldArea[], values: readonly string[]): FieldArea[] {
  const first = areas[0];
  if (!first) return [];
  return values.map((value, i) => {
    const have = areas[i];
    if (have) return { ...have, value };
    return fit({ ...first, y: first.y + i * (first.h + 0.012), value });
  });
}

export function newItem(
  kind: FieldKind,
  document_id: string,
  recipient_id: string | null,
  area: FieldArea,
  choices: readonly string[],
): Item {
  return {
    key: newKey(),
    document_id,
    recipient_id,
    kind,
    name: '',
    label: '',
    required: kind !== 'check',
    initial: null,
    options: hasOptions(kind) ? choices.map((value) => ({ value, label: value })) : [],
    format: kind === 'date' ? { pattern: 'YYYY年M月D日' } : {},
    font_size: 0,
    align: 'left',
    max_length: 0,
    source: 'placed',
    cover: false,
    areas: kind === 'radio' ? radioAreas([area], choices) : [area],
    value: null,
  };
}

/** Options as a person writes them, one a line; blank and repeated ones are left out. */
export function withOptions(item: Item, text: string): Item {
  const values = [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean);
  return {
    ...item,
    options: values.map((value) => ({ value, label: value })),
    initial: item.initial !== null && values.includes(item.initial) ? item.initial : null,
    areas: item.kind === 'radio' ? radioAreas(item.areas, values) : item.areas,
  };
}

/** What the service takes of it; only the sender's own fields have a value before sending. */
export function toInput(item: Item): PlacedField {
  const { key: _key, value, ...rest } = item;
  return item.recipient_id === null ? { ...rest, value: value ?? null } : rest;
}

/** The page order, then from top to bottom. */
export const inReadingOrder = (items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => {
    const [p, q] = [a.areas[0], b.areas[0]];
    if (!p || !q) return 0;
    return p.page - q.page || p.y - q.y || p.x - q.x;
  });

/** "items[3].areas" names the fourth field. */
export function faultyItem(field: string): number | null {
  const found = /^items\[(\d+)\]/.exec(field);
  return found ? Number(found[1]) : null;
}
