import { describe, expect, it } from 'vitest';
import type { Keeping, KeptDocument } from '../../api/types';
import { keepingEn } from '../../messages/keeping.en';
import { keepingJa } from '../../messages/keeping.ja';
import { ask, causeOf, isAwaited, isBehind, storyDates, type StoryId, storyOf } from './story';

const now = Date.parse('2026-11-26T03:00:00Z');
const keeping = (part: Partial<Keeping> = {}): Keeping => ({
  state: 'ok',
  level_requested: 'B-LTA',
  level_reached: 'B-LTA',
  proof_ends_at: '2036-03-31T15:00:00Z',
  proof_ends_why: 'certificate TSA ends',
  next_action: 'renew',
  next_at: '2035-04-01T18:00:00Z',
  deadline_at: '2035-12-31T15:00:00Z',
  last_error: null,
  ...part,
});

describe('which story is told', () => {
  const cases: [what: string, part: Partial<Keeping>, story: StoryId][] = [
    ['all is well, renewal is far off', {}, 'renew'],
    ['renewal is planned for tonight', { state: 'due', next_at: '2026-11-26T18:00:00Z' }, 'renew'],
    ['nothing more is planned', { next_action: 'none', next_at: null }, 'proven'],
    ['no end is in sight', { next_action: 'none', proof_ends_at: null }, 'reached'],
    ['just concluded', { state: 'due', next_action: 'extend', level_reached: 'B-T' }, 'level-due'],
    ['newer revocation data comes tomorrow', { state: 'due', next_action: 'later' }, 'newer-due'],
    ['the level is not reached', { state: 'lower', next_action: 'extend' }, 'lower'],
    ['the deadline has passed', { state: 'overdue' }, 'overdue'],
    ['the service has given up', { state: 'failed', next_action: 'none' }, 'failed'],
    ['the proof is over, whatever is planned', { proof_ends_at: '2026-11-25T00:00:00Z' }, 'ended'],
    [
      'it is given up and over',
      { state: 'failed', proof_ends_at: '2020-01-01T00:00:00Z' },
      'ended',
    ],
    ['it is not kept', { state: 'none', proof_ends_at: '2020-01-01T00:00:00Z' }, 'none'],
  ];
  it.each(cases)('%s', (_, part, story) => {
    expect(storyOf(keeping(part), now)).toBe(story);
  });
});

const tell = (part: Partial<Keeping>, words = keepingJa, locale: 'ja' | 'en' = 'ja') => {
  const k = keeping(part);
  const parts = {
    ...storyDates(k, now, locale),
    requested: k.level_requested,
    reached: k.level_reached || words.notReached,
  };
  const story = words.stories[storyOf(k, now)];
  return { says: story?.says(parts), next: story?.next(parts) };
};

describe('what is said', () => {
  it('is until when it can be proved, and in which year it is renewed', () => {
    expect(tell({}).says).toBe(
      'この契約書は 2036年4月1日 まで証明できます。2035年に自動で延長します。',
    );
    expect(tell({}, keepingEn, 'en').says).toBe(
      'This contract can be proved until 1 Apr 2036. It is renewed by itself in 2035.',
    );
  });

  it('names the day when it is near, and says “soon” when it is due', () => {
    expect(tell({ next_at: '2027-02-01T18:00:00Z' }).says).toContain(
      '2027年2月2日 に自動で延長します。',
    );
    expect(tell({ next_at: '2026-11-26T18:00:00Z' }).says).toContain(
      '2026年11月27日 3:00 に自動で延長します。',
    );
    expect(tell({ next_at: '2026-11-26T02:00:00Z' }).says).toContain('まもなく自動で延長します。');
  });

  it('tells of a lower level both levels, the next try and until when', () => {
    const part: Partial<Keeping> = {
      state: 'lower',
      level_reached: 'B-T',
      next_action: 'extend',
      next_at: '2026-11-26T04:00:00Z',
      deadline_at: '2026-12-03T03:00:00Z',
    };
    const { says, next } = tell(part);
    expect(says).toContain('B-LTA に、まだ達していません（現在は B-T）');
    expect(next).toContain('2026年11月26日 13:00 に自動でもう一度試みます');
    expect(next).toContain('期限は 2026年12月3日 です');
    expect(tell(part, keepingEn, 'en').next).toContain('tries again on 26 Nov 2026, 13:00 JST');
  });

  it('has a sentence for every story in both languages, without gaps where dates lack', () => {
    const bare = { proof_ends_at: null, next_at: null, deadline_at: null, level_reached: null };
    for (const words of [keepingJa, keepingEn])
      for (const [id, story] of Object.entries(words.stories)) {
        // Only what has an end can have ended.
        const k = keeping(
          id === 'ended' ? { ...bare, proof_ends_at: '2026-01-01T00:00:00Z' } : bare,
        );
        const parts = { ...storyDates(k, now, 'ja'), requested: 'B-LTA', reached: '-' };
        const text = `${story.says(parts)}${story.next(parts)}`;
        expect(text).not.toMatch(/null|undefined|\(\)|（）/);
      }
  });
});

it('a cause is told in plain words where the program’s own are known', () => {
  const root = 'the signature "A" has no time-stamp that is trusted: CN=Root: self-signed';
  expect(causeOf(root)).toBe('untrusted');
  expect(causeOf('no revocation data of "TSA": http://crl.example/: timed out')).toBe(
    'no-revocation-data',
  );
  expect(causeOf('the certificate of "X" is revoked')).toBe('revoked');
  expect(causeOf('http://tsa.example/: connection refused')).toBe('unreachable');
  expect(causeOf('out of luck')).toBeNull();
  expect(causeOf(null)).toBeNull();
});

describe('another try', () => {
  const document = (part: Partial<KeptDocument> = {}): KeptDocument => ({
    ...keeping({ state: 'lower' }),
    document_id: 'doc_1',
    name: 'a.pdf',
    kind: 'contract',
    attempts: 2,
    records: 0,
    timestamps: [],
    ...part,
  });

  it('is offered where something is behind', () => {
    const behind = (['ok', 'due', 'lower', 'overdue', 'failed', 'none'] as const).filter((state) =>
      isBehind(keeping({ state })),
    );
    expect(behind).toEqual(['lower', 'overdue', 'failed']);
  });

  it('is awaited until the document stands differently', () => {
    const asked = ask({}, document());
    expect(isAwaited(asked, document())).toBe(true);
    expect(isAwaited(asked, document({ attempts: 3 }))).toBe(false);
    expect(isAwaited(asked, document({ state: 'ok' }))).toBe(false);
    expect(isAwaited(asked, document({ document_id: 'doc_2' }))).toBe(false);
  });
});
