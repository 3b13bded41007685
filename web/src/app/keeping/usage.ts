import type { StampPurpose, StampUse } from '../../api/types';
import { dayOf } from '../../lib/dates';

const ORDER: Record<StampPurpose, number> = { act: 0, conclusion: 1, renewal: 2 };

/** The newest month first, then as the purposes are always listed. */
export const sortUse = (rows: readonly StampUse[]): StampUse[] =>
  [...rows].sort(
    (a, b) =>
      b.month.localeCompare(a.month) ||
      ORDER[a.purpose] - ORDER[b.purpose] ||
      a.authority.localeCompare(b.authority),
  );

export const sumUse = (rows: readonly StampUse[]) =>
  rows.reduce(
    (sum, row) => ({
      count: sum.count + row.count,
      lost: sum.lost + row.lost,
      refused: sum.refused + row.refused,
    }),
    { count: 0, lost: 0, refused: 0 },
  );

/** Months as YYYY-MM in Japan, the newest first. */
export function lastMonths(now: number, n: number): string[] {
  const [year = 0, month = 1] = dayOf(now).split('-').map(Number);
  return Array.from({ length: n }, (_, i) => {
    const index = year * 12 + month - 1 - i;
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  });
}

/** A spreadsheet runs what begins like a formula: it gets an apostrophe, and quotes as needed. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, with the mark that lets Excel read it as UTF-8. */
export const csv = (rows: readonly (readonly (string | number)[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
