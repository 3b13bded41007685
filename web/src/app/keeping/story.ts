import type { Keeping, KeepingState, KeptDocument, Locale } from '../../api/types';
import { date, dateTime, dayOf, daysUntil } from '../../lib/dates';

/**
 * What is told first of something that is kept: which case it is. The words of each case are in
 * messages/keeping.*.ts; the choice is this table alone.
 */
export type StoryId =
  | 'none'
  | 'ended'
  | 'failed'
  | 'overdue'
  | 'lower'
  | 'level-due'
  | 'newer-due'
  | 'renew'
  | 'proven'
  | 'reached';

type Rule = { id: StoryId; when: (k: Keeping, now: number) => boolean };

const past = (iso: string | null, now: number) => iso !== null && Date.parse(iso) <= now;

/** The first that holds. A proof that has ended comes before whatever was planned. */
const rules: Rule[] = [
  { id: 'none', when: (k) => k.state === 'none' },
  { id: 'ended', when: (k, now) => past(k.proof_ends_at, now) },
  { id: 'failed', when: (k) => k.state === 'failed' },
  { id: 'overdue', when: (k) => k.state === 'overdue' },
  { id: 'lower', when: (k) => k.state === 'lower' },
  { id: 'level-due', when: (k) => k.next_action === 'extend' },
  { id: 'newer-due', when: (k) => k.next_action === 'later' && k.proof_ends_at !== null },
  { id: 'renew', when: (k) => k.next_action === 'renew' && k.proof_ends_at !== null },
  { id: 'proven', when: (k) => k.proof_ends_at !== null },
  { id: 'reached', when: () => true },
];

export const storyOf = (k: Keeping, now: number): StoryId =>
  rules.find((rule) => rule.when(k, now))?.id ?? 'reached';

/** Dates of a story, as they are read aloud. Null where there is none. */
export interface StoryDates {
  ends: string | null;
  deadline: string | null;
  /** Null when it is due already: "soon". */
  next: string | null;
  /** The year alone, when what comes next is so far off that the day means nothing. */
  nextYear: string | null;
}

export function storyDates(k: Keeping, now: number, locale: Locale): StoryDates {
  const on = (iso: string | null) => (iso === null ? null : date(iso, locale));
  const coming = k.next_at !== null && !past(k.next_at, now) ? k.next_at : null;
  const near = coming !== null && daysUntil(coming, now) <= 7;
  const year = coming === null ? '' : dayOf(coming).slice(0, 4);
  const far = coming !== null && Number(year) > Number(dayOf(now).slice(0, 4)) + 1;
  return {
    ends: on(k.proof_ends_at),
    deadline: on(k.deadline_at),
    next: coming === null ? null : near ? dateTime(coming, locale) : date(coming, locale),
    nextYear: far ? year : null,
  };
}

/** Where asking for another try makes sense: something is behind, or has been given up. */
const BEHIND: readonly KeepingState[] = ['lower', 'overdue', 'failed'];
export const isBehind = (k: Keeping): boolean => BEHIND.includes(k.state);

/** How documents stood when another try was asked for, by their id. */
export type Asked = Record<string, string>;
const standing = (d: KeptDocument) => `${d.state} ${d.attempts} ${d.last_error ?? ''}`;

export const ask = (asked: Asked, d: KeptDocument): Asked => ({
  ...asked,
  [d.document_id]: standing(d),
});

/** True until the service has tried: every document that was asked for stands differently. */
export const isAwaited = (asked: Asked, d: KeptDocument): boolean =>
  asked[d.document_id] === standing(d);

/** Why a try gave nothing, where the program's own words tell it; the first that holds. */
export type Cause = 'revoked' | 'untrusted' | 'no-revocation-data' | 'unreachable';
const causes: { cause: Cause; says: RegExp }[] = [
  { cause: 'revoked', says: /\brevoked\b/ },
  { cause: 'untrusted', says: /not trusted|no time-stamp that is trusted/ },
  { cause: 'no-revocation-data', says: /no revocation data/ },
  { cause: 'unreachable', says: /timed? ?out|refused|unreachable|could not connect|resolve/i },
];
export const causeOf = (error: string | null): Cause | null =>
  (error && causes.find((c) => c.says.test(error))?.cause) || null;

export const toneOf: Record<KeepingState, string> = {
  ok: 'green',
  due: 'blue',
  lower: 'orange',
  overdue: 'red',
  failed: 'red',
  none: 'grey',
};
