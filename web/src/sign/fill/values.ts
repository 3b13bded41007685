import type { FieldContent, FieldKind, PictureKind, RecipientField } from '../../api/recipient';
import type { RecipientDocument } from '../../api/types';

/** What is filled in so far, by field. */
export type Values = ReadonlyMap<string, FieldContent>;
export type Errors = ReadonlyMap<string, { code: string; message: string }>;

const PICTURES: ReadonlySet<FieldKind> = new Set<PictureKind>([
  'initials',
  'ink',
  'seal',
  'signature',
]);
export const isPicture = (kind: FieldKind): kind is PictureKind => PICTURES.has(kind);

/** The service fills this one in with the day of the agreement. */
export const isAutomatic = (field: RecipientField): boolean =>
  field.kind === 'date' && field.format?.auto === 'agreement';

export const isEmpty = (value: FieldContent | undefined): boolean =>
  value === undefined || value === null || value === '' || value === 'off';

export const isDone = (field: RecipientField, values: Values): boolean =>
  isAutomatic(field) || !isEmpty(values.get(field.id));

export const initialValues = (fields: RecipientField[]): Map<string, FieldContent> =>
  new Map(fields.filter((f) => f.mine).map((f) => [f.id, f.value]));

/** In the order of reading: file, page, then from top to bottom, a line's from left to right. */
export function inReadingOrder(
  fields: RecipientField[],
  documents: RecipientDocument[],
): RecipientField[] {
  const file = new Map(documents.map((d, i) => [d.id, i]));
  const place = (f: RecipientField) => {
    const area = f.areas[0];
    return [
      file.get(f.document_id) ?? 0,
      area?.page ?? 0,
      Math.round((area?.y ?? 0) * 100),
      area?.x ?? 0,
    ];
  };
  return fields
    .map((field) => ({ field, at: place(field) }))
    .sort((a, b) => {
      const i = a.at.findIndex((n, k) => n !== b.at[k]);
      return i < 0 ? 0 : (a.at[i] ?? 0) - (b.at[i] ?? 0);
    })
    .map(({ field }) => field);
}

export interface Progress {
  done: number;
  total: number;
  /** Required and empty, or wrong: these stand in the way. */
  blocking: RecipientField[];
}

export function progressOf(fields: RecipientField[], values: Values, errors: Errors): Progress {
  return {
    done: fields.filter((f) => isDone(f, values) && !errors.has(f.id)).length,
    total: fields.length,
    blocking: fields.filter((f) => errors.has(f.id) || (f.required && !isDone(f, values))),
  };
}

/** Where 次の項目へ leads: the next that is empty or wrong, from `after` on and around. */
export function nextField(
  fields: RecipientField[],
  values: Values,
  errors: Errors,
  after: string | null,
): RecipientField | null {
  const from = fields.findIndex((f) => f.id === after) + 1;
  const around = [...fields.slice(from), ...fields.slice(0, from)].filter((f) => f.id !== after);
  const needed = (f: RecipientField) => errors.has(f.id) || (f.required && !isDone(f, values));
  const open = (f: RecipientField) => errors.has(f.id) || !isDone(f, values);
  const ahead = fields.slice(from).filter((f) => f.id !== after);
  return ahead.find(open) ?? around.find(needed) ?? null;
}

/** "fields[ID].value" names the field that an error is of. */
export function fieldErrors(
  errors: { field: string; code: string; message: string }[],
): Map<string, { code: string; message: string }> {
  const found = new Map<string, { code: string; message: string }>();
  for (const { field, code, message } of errors) {
    const id = /^fields\[([^\]]+)\]/.exec(field)?.[1];
    if (id && !found.has(id)) found.set(id, { code, message });
  }
  return found;
}

export const optionLabel = (field: RecipientField, value: string): string => {
  const option = field.options.find((o) => o.value === value);
  return option?.label || option?.value || value;
};

/** A seal's name: the family name of 「山田 太郎」, at most what a round seal takes. */
export const familyName = (name: string): string =>
  (name.trim().split(/[\s　]+/)[0] ?? '').slice(0, 6);
