import { describe, expect, it } from 'vitest';
import {
  date,
  dateTime,
  dayOf,
  daysFrom,
  daysUntil,
  endOfDay,
  eraYear,
  shortDateTime,
} from './dates';

describe('times are shown in Japan’s time', () => {
  it('crosses midnight with the zone, not with UTC', () => {
    expect(dateTime('2026-11-22T15:30:00Z', 'ja')).toBe('2026年11月23日 0:30');
    expect(dateTime('2026-11-22T15:30:00Z', 'en')).toBe('23 Nov 2026, 0:30 JST');
    expect(shortDateTime('2026-01-31T23:05:00Z')).toBe('2026/02/01 8:05');
    expect(date('2026-12-31T15:00:00Z', 'ja')).toBe('2027年1月1日');
  });

  it('names the first year of an era 元年, from the very day of accession', () => {
    expect(eraYear('2019-04-30T14:59:59Z')).toBe('平成31年');
    expect(eraYear('2019-04-30T15:00:00Z')).toBe('令和元年');
    expect(eraYear('2026-11-23T00:00:00Z')).toBe('令和8年');
    expect(eraYear('1989-01-07T15:00:00Z')).toBe('平成元年');
  });
});

describe('a deadline is the last second of a day in Japan', () => {
  it('is 14:59:59 UTC of that day', () => {
    expect(endOfDay('2026-12-07')).toBe('2026-12-07T14:59:59Z');
    expect(dayOf('2026-12-07T14:59:59Z')).toBe('2026-12-07');
    expect(dayOf('2026-12-07T15:00:00Z')).toBe('2026-12-08');
  });

  it('counts calendar days, not 24-hour spans', () => {
    const evening = Date.parse('2026-11-22T14:59:00Z');
    expect(daysUntil('2026-11-22T14:59:59Z', evening)).toBe(0);
    expect(daysUntil('2026-11-23T14:59:59Z', evening)).toBe(1);
    expect(daysUntil('2026-11-21T14:59:59Z', evening)).toBe(-1);
    expect(daysFrom(evening, 7)).toBe('2026-11-29');
  });
});
