import { describe, expect, it } from 'vitest';
import { metadataOf, newProperty, propertiesOf, propertyFaults } from './metadata';

describe('properties of the sender’s own', () => {
  it('come back as they were given', () => {
    const metadata = { 案件: 'A-1', 部門: '', メモ: '一行目\n二行目', __proto__x: 'y' };
    expect(metadataOf(propertiesOf(metadata))).toEqual(metadata);
  });

  it('keep a name that JavaScript knows otherwise', () => {
    const made = metadataOf([newProperty('__proto__', 'x')]);
    expect(JSON.stringify(made)).toBe('{"__proto__":"x"}');
  });

  it('need a name each, and each name once; an empty row is none', () => {
    const rows = [
      newProperty('案件', 'A-1'),
      newProperty(' 案件 ', 'A-2'),
      newProperty('', '値'),
      newProperty(),
    ];
    expect(propertyFaults(rows)).toEqual([null, 'twice', 'name', null]);
    expect(metadataOf([newProperty(' 案件 ', 'A'), newProperty()])).toEqual({ 案件: 'A' });
  });
});
