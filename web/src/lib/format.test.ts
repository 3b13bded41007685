import { expect, it } from 'vitest';
import { fileSize, groupHex, narrow, percent } from './format';

it('shows sizes with at most two significant digits below ten', () => {
  expect([0, 999, 1000, 2345, 999_499, 999_600, 12_345_678, 209_715_200].map(fileSize)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '2.3 kB',
    '999 kB',
    '1.0 MB',
    '12 MB',
    '210 MB',
  ]);
});

it('keeps percentages between 0 and 100', () => {
  expect([-1, 0, 0.505, 1, 2].map(percent)).toEqual([0, 0, 51, 100, 100]);
});

it('groups a digest by eight without a trailing blank', () => {
  expect(groupHex('0123456789abcdef')).toBe('01234567 89abcdef');
});

it('narrows full-width letters', () => {
  expect(narrow('　ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ ')).toBe('taro@example.co.jp');
});
