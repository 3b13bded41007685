import { describe, expect, it } from 'vitest';
import type { FieldContent, RecipientField } from '../../api/recipient';
import type { RecipientDocument } from '../../api/types';
import { addPoint, fitInk } from './ink';
import { familyName, fieldErrors, inReadingOrder, nextField, progressOf } from './values';

const field = (id: string, more: Partial<RecipientField> = {}): RecipientField => ({
  id,
  document_id: 'd1',
  recipient_id: 'r1',
  kind: 'text',
  name: id,
  label: '',
  required: false,
  options: [],
  format: null,
  max_length: 0,
  source: 'placed',
  areas: [{ page: 1, x: 0.1, y: 0.1, w: 0.2, h: 0.05 }],
  value: null,
  mine: true,
  ...more,
});
const at = (page: number, x: number, y: number) => [{ page, x, y, w: 0.1, h: 0.05 }];
const documents = [{ id: 'd1' }, { id: 'd2' }] as RecipientDocument[];
const none = new Map();

describe('fields', () => {
  it('come in the order of reading, whatever order they were placed in', () => {
    const list = [
      field('second file', { document_id: 'd2', areas: at(1, 0, 0) }),
      field('page 2', { areas: at(2, 0, 0) }),
      field('right', { areas: at(1, 0.6, 0.101) }),
      field('below', { areas: at(1, 0.1, 0.5) }),
      field('left', { areas: at(1, 0.1, 0.1) }),
    ];
    expect(inReadingOrder(list, documents).map((f) => f.id)).toEqual([
      'left',
      'right',
      'below',
      'page 2',
      'second file',
    ]);
  });

  it('are counted; those that are required and empty, or wrong, stand in the way', () => {
    const list = [
      field('a', { required: true }),
      field('b', { required: true }),
      field('tick', { kind: 'check', required: true }),
      field('day', { kind: 'date', required: true, format: { auto: 'agreement' } }),
      field('e'),
    ];
    const values = new Map<string, FieldContent>([
      ['a', 'x'],
      ['tick', 'off'],
      ['e', 'wrong'],
    ]);
    const errors = new Map([['e', { code: 'value-overflow', message: '' }]]);
    const progress = progressOf(list, values, errors);
    expect([progress.done, progress.total]).toEqual([2, 5]);
    expect(progress.blocking.map((f) => f.id)).toEqual(['b', 'tick', 'e']);
  });

  it('lead on to the next that is open, then back to required ones that were passed over', () => {
    const list = [field('a', { required: true }), field('b'), field('c', { required: true })];
    const full = new Map<string, FieldContent>([['c', 'x']]);
    expect(nextField(list, none, none, null)?.id).toBe('a');
    expect(nextField(list, none, none, 'a')?.id).toBe('b');
    expect(nextField(list, full, none, 'b')?.id).toBe('a');
    expect(nextField(list, new Map([...full, ['a', 'x']]), none, 'b')).toBeNull();
  });

  it('get the errors that name them', () => {
    const found = fieldErrors([
      { field: 'fields[fld_1].value', code: 'required', message: '必須' },
      { field: 'name', code: 'required', message: '必須' },
    ]);
    expect([...found.keys()]).toEqual(['fld_1']);
  });
});

describe('handwriting', () => {
  it('fills its box without being distorted', () => {
    const fitted = fitInk(
      [
        [
          [0.2, 0.1],
          [0.8, 0.1],
        ],
        [
          [0.5, 0.05],
          [0.5, 0.15],
        ],
      ],
      2,
    );
    const points = fitted.flat();
    const xs = points.map((p) => p[0]);
    const ys = points.map((p) => p[1]);
    expect(Math.min(...xs)).toBeCloseTo(0.06, 2);
    expect(Math.max(...xs)).toBeCloseTo(0.94, 2);
    // In the box of 2 by 1 the drawing is still six times as wide as high.
    const width = (Math.max(...xs) - Math.min(...xs)) * 2;
    expect(width / (Math.max(...ys) - Math.min(...ys))).toBeCloseTo(6, 1);
  });

  it('keeps within what the service takes', () => {
    const many = Array.from({ length: 300 }, (_, i) => [[i / 300, 0.1] as [number, number]]);
    expect(fitInk(many, 3).length).toBe(200);
    expect(fitInk([], 3)).toEqual([]);
  });

  it('leaves out points that are as good as the last one', () => {
    const stroke: [number, number][] = [[0.5, 0.5]];
    expect(addPoint(stroke, 0.5001, 0.5, 0.004)).toBe(false);
    expect(addPoint(stroke, 0.51, 0.5, 0.004)).toBe(true);
    expect(stroke.length).toBe(2);
  });
});

it('a seal has the family name', () => {
  expect(familyName('山田　太郎')).toBe('山田');
  expect(familyName('勅使河原之介ほか 三郎')).toBe('勅使河原之介');
});
