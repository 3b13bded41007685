import type { Locale } from '../api/types';

/** Everything is stored in UTC and shown in Japan's time, which has no summer time. */
const ZONE = 'Asia/Tokyo';
const DAY = 86_400_000;
const JST = 9 * 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });
    formats.set(key, found);
  }
  return found;
}

/** 2026年11月23日 0:30 / 23 Nov 2026, 0:30 JST */
export function dateTime(iso: string, locale: Locale): string {
  const at = new Date(iso);
  const time = format('ja-JP', { hour: 'numeric', minute: '2-digit' }).format(at);
  return locale === 'ja' ? `${date(iso, locale)} ${time}` : `${date(iso, locale)}, ${time} JST`;
}

/** 2026年11月23日 / 23 Nov 2026 */
export function date(iso: string, locale: Locale): string {
  return locale === 'ja'
    ? format('ja-JP', { year: 'numeric', month: 'long', day: 'numeric' }).format(new Date(iso))
    : format('en-GB', { year: 'numeric', month: 'short', day: 'numeric' }).format(new Date(iso));
}

/** 2026/11/23 0:30, for columns. */
export function shortDateTime(iso: string): string {
  return format('ja-JP', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(iso));
}

/** 2026/11/23 */
export function shortDate(iso: string): string {
  return format('ja-JP', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(iso),
  );
}

/** 令和8年, and 令和元年 for the first year of an era. */
export function eraYear(iso: string): string {
  const parts = format('ja-JP-u-ca-japanese', { era: 'long', year: 'numeric' }).formatToParts(
    new Date(iso),
  );
  const get = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const year = get('year');
  return `${get('era')}${year === '1' ? '元' : year}年`;
}

/** The last second of a day in Japan, as the API wants it. */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59+09:00`).toISOString().replace('.000', '');
}

/** YYYY-MM-DD of an instant in Japan. */
export function dayOf(iso: string | number): string {
  return new Date(new Date(iso).getTime() + JST).toISOString().slice(0, 10);
}

export const daysFrom = (now: number, days: number): string => dayOf(now + days * DAY);

/** Whole calendar days in Japan from now until an instant: 0 is today, negative is past. */
export function daysUntil(iso: string, now: number): number {
  return Math.round((Date.parse(dayOf(iso)) - Date.parse(dayOf(now))) / DAY);
}
