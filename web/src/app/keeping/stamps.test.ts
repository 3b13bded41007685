import { describe, expect, it } from 'vitest';
import type { StampPolicy, StampUse } from '../../api/types';
import {
  draftOf,
  hasOthers,
  isStuck,
  notAccredited,
  replace,
  sameDraft,
  withClass,
} from './policy';
import { csv, lastMonths, sortUse, sumUse } from './usage';

const policy: StampPolicy = {
  purposes: [
    { purpose: 'renewal', class: 'accredited', authority: null, fallback: true },
    { purpose: 'act', class: 'any', authority: 'Local', fallback: true },
  ],
  renewal_method: 'timestamp',
  authorities: [
    { name: 'Seiko', class: 'accredited' },
    { name: 'Amano', class: 'accredited' },
    { name: 'Local', class: 'local' },
  ],
  version: 3,
};
const { authorities } = policy;

describe('a policy', () => {
  it('is shown with its three purposes in one order, whatever the service sends', () => {
    expect(draftOf(policy).purposes.map((p) => p.purpose)).toEqual([
      'act',
      'conclusion',
      'renewal',
    ]);
  });

  it('drops an authority that is not of the newly chosen class', () => {
    const act = { purpose: 'act', class: 'any', authority: 'Local', fallback: true } as const;
    expect(withClass(act, 'accredited', authorities).authority).toBeNull();
    expect(withClass(act, 'local', authorities).authority).toBe('Local');
  });

  it('knows which purposes may not be claimed under the tax rules', () => {
    expect(notAccredited(draftOf(policy))).toEqual(['act', 'conclusion']);
  });

  it('warns where no authority can serve, and where there is nothing to fall back on', () => {
    const as = (wanted: 'other' | 'local' | 'accredited' | 'any') =>
      ({ purpose: 'act', class: wanted, authority: null, fallback: true }) as const;
    expect(isStuck(as('other'), authorities)).toBe(true);
    expect(isStuck(as('any'), authorities)).toBe(false);
    expect(hasOthers(as('local'), authorities)).toBe(false);
    expect(hasOthers(as('accredited'), authorities)).toBe(true);
  });

  it('is unchanged when what was changed is changed back', () => {
    const start = draftOf(policy);
    const act = start.purposes[0];
    if (!act) throw new Error('no purpose');
    const other = replace(start, { ...act, fallback: false });
    expect(sameDraft(start, other)).toBe(false);
    expect(sameDraft(start, replace(other, { ...act }))).toBe(true);
  });
});

const use = (part: Partial<StampUse>): StampUse => ({
  month: '2026-11',
  purpose: 'act',
  authority: 'Seiko',
  class: 'accredited',
  count: 1,
  lost: 0,
  refused: 0,
  ...part,
});

describe('usage', () => {
  it('lists the newest month first, and the purposes in their order', () => {
    const rows = sortUse([
      use({ month: '2026-09' }),
      use({ purpose: 'renewal' }),
      use({ purpose: 'act', authority: 'Seiko' }),
      use({ purpose: 'act', authority: 'Amano' }),
    ]);
    expect(rows.map((r) => `${r.month} ${r.purpose} ${r.authority}`)).toEqual([
      '2026-11 act Amano',
      '2026-11 act Seiko',
      '2026-11 renewal Seiko',
      '2026-09 act Seiko',
    ]);
    expect(sumUse([use({ count: 40, lost: 1 }), use({ count: 2 })])).toEqual({
      count: 42,
      lost: 1,
      refused: 0,
    });
  });

  it('offers months in Japan’s time, back over the turn of the year', () => {
    expect(lastMonths(Date.parse('2026-01-31T15:30:00Z'), 3)).toEqual([
      '2026-02',
      '2026-01',
      '2025-12',
    ]);
  });

  it('is written as CSV that spreadsheets read as text and never run', () => {
    expect(
      csv([
        ['局', 'n'],
        ['=HYPERLINK("x")', 3],
        ['A,B', -1],
        ['@x', 0],
      ]),
    ).toBe('\uFEFF局,n\r\n"\'=HYPERLINK(""x"")",3\r\n"A,B",-1\r\n\'@x,0\r\n');
  });
});
