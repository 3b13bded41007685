export interface Property {
  /** Stable for React. */
  key: string;
  name: string;
  value: string;
}
export type PropertyFault = 'name' | 'twice';

let counter = 0;
export const newProperty = (name = '', value = ''): Property => ({
  key: `p${++counter}`,
  name,
  value,
});

export const propertiesOf = (metadata: Record<string, string>): Property[] =>
  Object.entries(metadata).map(([name, value]) => newProperty(name, value));

/** What is wrong with each row; one with neither name nor value is not there yet. */
export function propertyFaults(rows: readonly Property[]): (PropertyFault | null)[] {
  const seen = new Set<string>();
  return rows.map(({ name: typed, value }) => {
    const name = typed.trim();
    if (!name) return value.trim() ? 'name' : null;
    if (seen.has(name)) return 'twice';
    seen.add(name);
    return null;
  });
}

export const metadataOf = (rows: readonly Property[]): Record<string, string> =>
  Object.fromEntries(rows.filter((r) => r.name.trim()).map((r) => [r.name.trim(), r.value]));
