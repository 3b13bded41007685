import type { Problem } from '../api/client';

/** Why no judgement could be had, as far as the reader can do something about it. */
export type Trouble =
  | 'not-pdf'
  | 'empty'
  | 'offline'
  | 'network'
  | 'too-large'
  | 'busy'
  | 'too-many'
  | 'server';

const byStatus: Record<number, Trouble> = {
  0: 'network',
  413: 'too-large',
  429: 'too-many',
  503: 'busy',
};

export const troubleOf = (problem: Problem, online: boolean): Trouble =>
  problem.status === 0 && !online ? 'offline' : (byStatus[problem.status] ?? 'server');

/** A busy service is asked again by itself, a few times, after the pause that it asks for. */
export const BUSY_TRIES = 5;
export function pauseBefore(problem: Problem, tried: number): number | null {
  if (problem.status !== 503 || tried >= BUSY_TRIES) return null;
  return Math.min(Math.max(problem.retryAfter ?? 2, 1), 15) * (tried < 2 ? 1 : 2);
}
