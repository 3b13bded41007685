import type { SignerRule } from '../api/schema';
import type {
  FlowRecipient,
  FlowRecipientInput,
  PartyRole,
  SenderFactorKind,
} from '../api/flowTypes';
import type { Locale, Side } from '../api/types';
import { narrow } from './format';

/** A way of showing who one is, while it is being chosen. */
export interface FactorDraft {
  kind: SenderFactorKind;
  /** The server has what it needs: a code, a number. */
  set: boolean;
  /** The number that the server has, in part. */
  masked?: string;
  phone?: string;
  code?: string;
  /** What of them the server has taken: it is not sent again. */
  sent?: string;
}

/** A recipient while being edited: `key` is stable for React, `together` joins the one before it. */
export interface RecipientDraft {
  key: string;
  id?: string;
  side: Side;
  name: string;
  email: string;
  company: string;
  department: string;
  title: string;
  role: PartyRole;
  method: 'provider' | 'own_certificate';
  /** Whose certificate it has to be: its fingerprint, words of its subject and issuer. */
  certificate: SignerRule;
  factors: FactorDraft[];
  consents: string[];
  locale: Locale;
  together: boolean;
}

let counter = 0;
export const newDraft = (part: Partial<RecipientDraft> = {}): RecipientDraft => ({
  key: `r${++counter}`,
  side: 'counterparty',
  name: '',
  email: '',
  company: '',
  department: '',
  title: '',
  role: 'signer',
  method: 'provider',
  certificate: { sha256: null, subject: null, issuer: null },
  factors: [],
  consents: [],
  locale: 'ja',
  together: false,
  ...part,
});

export function toDrafts(recipients: FlowRecipient[]): RecipientDraft[] {
  const sorted = [...recipients].sort((a, b) => a.order - b.order);
  return sorted.map((r, i) =>
    newDraft({
      id: r.id,
      side: r.side,
      name: r.name,
      email: r.email,
      company: r.company,
      department: r.department ?? '',
      title: r.title ?? '',
      role: r.role ?? 'signer',
      method: r.method ?? 'provider',
      certificate: r.certificate,
      factors: (r.factors ?? []).map((f) => ({
        kind: f.kind,
        set: f.set,
        ...(f.phone ? { masked: f.phone } : {}),
      })),
      consents: r.consents ?? [],
      locale: r.locale,
      together: i > 0 && sorted[i - 1]?.order === r.order,
    }),
  );
}

/** Order numbers from the sequence: 1, 2, 2, 3 when the third goes together with the second. */
export function orders(drafts: readonly Pick<RecipientDraft, 'together'>[]): number[] {
  let order = 0;
  return drafts.map((draft, i) => {
    if (i === 0 || !draft.together) order++;
    return order;
  });
}

/** Codes and numbers that are not named stay as the server has them. */
const factorInput = (f: FactorDraft): FlowRecipientInput['factors'][number] => ({
  kind: f.kind,
  ...(f.kind === 'sms_code' && f.phone !== undefined && f.phone !== f.sent
    ? { phone: narrow(f.phone) }
    : {}),
  ...(f.kind === 'access_code' && f.code && f.code !== f.sent ? { code: f.code } : {}),
});

/** The rows, with what was just saved marked as saved. */
export const markSent = (
  drafts: RecipientDraft[],
  saved: readonly FlowRecipientInput[],
): RecipientDraft[] =>
  drafts.map((d) => {
    const mine = saved.find((s) => s.email === narrow(d.email));
    return mine
      ? {
          ...d,
          factors: d.factors.map((f) => {
            const given = mine.factors.find((x) => x.kind === f.kind);
            const value = given?.code ?? given?.phone;
            return value === undefined ? f : { ...f, sent: value, set: value !== '' };
          }),
        }
      : d;
  });

/** Whether a role's act is a signature. */
export const signs = (role: RecipientDraft['role']) => role === 'signer' || role === 'approver';

type Signing = Pick<RecipientDraft, 'role' | 'method'>;
/** Who signs by what: nobody, all by the service, all by certificates of their own, or both. */
export function signedBy(rows: readonly Signing[]): 'nobody' | 'provider' | 'own' | 'both' {
  const methods = new Set(rows.filter((r) => signs(r.role)).map((r) => r.method));
  if (methods.size === 0) return 'nobody';
  if (methods.size > 1) return 'both';
  return methods.has('own_certificate') ? 'own' : 'provider';
}

function signature(d: RecipientDraft): Pick<FlowRecipientInput, 'method' | 'certificate'> {
  return signs(d.role) && d.method === 'own_certificate'
    ? { method: d.method, certificate: d.certificate }
    : { method: 'provider', certificate: null };
}

export function toInputs(drafts: readonly RecipientDraft[]): FlowRecipientInput[] {
  const order = orders(drafts);
  return drafts.map((d, i) => ({
    ...(d.id ? { id: d.id } : {}),
    order: order[i] ?? 1,
    side: d.side,
    name: d.name.trim(),
    email: narrow(d.email),
    company: d.company.trim(),
    department: d.department.trim(),
    title: d.title.trim(),
    role: d.role,
    ...signature(d),
    factors: d.factors.map(factorInput),
    consents: d.consents,
    locale: d.locale,
  }));
}

/** Moves one item; what lies between shifts by one. Out-of-range targets are clamped. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const target = Math.max(0, Math.min(list.length - 1, to));
  const copy = [...list];
  const [item] = copy.splice(from, 1);
  if (item === undefined) return copy;
  copy.splice(target, 0, item);
  return copy;
}

/** Where a dragged row would land, given the middles of all rows and the pointer's position. */
export function dropIndex(middles: readonly number[], from: number, y: number): number {
  let index = 0;
  middles.forEach((middle, i) => {
    if (i !== from && y > middle) index++;
  });
  return index;
}

const EMAIL = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/;
export const validEmail = (text: string): boolean => EMAIL.test(narrow(text));

const COMMON_HOSTS = [
  'gmail.com',
  'yahoo.co.jp',
  'outlook.com',
  'outlook.jp',
  'icloud.com',
  'docomo.ne.jp',
];

function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(
        Math.min(
          (previous[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** gmial.com → gmail.com: one or two slips away from a host that many people use. */
export function likelyTypo(email: string): string | null {
  const [local, host] = narrow(email).toLowerCase().split('@');
  if (!local || !host || COMMON_HOSTS.includes(host)) return null;
  const near = COMMON_HOSTS.find((known) => distance(host, known) <= 2);
  return near ? `${local}@${near}` : null;
}

export type RecipientFault =
  | 'name'
  | 'email'
  | 'email_invalid'
  | 'duplicate'
  | 'code_short'
  | 'phone_invalid';

/** What the service asks of an access code. */
export const CODE_MIN = 6;
/** Digits with or without country code: the service decides. */
const PHONE = /^\+?[0-9][0-9 ()-]{7,18}$/;

const factorFaults = (f: FactorDraft): RecipientFault[] => {
  if (f.kind === 'access_code' && f.code && [...f.code.trim()].length < CODE_MIN)
    return ['code_short'];
  if (f.kind === 'sms_code' && f.phone && !PHONE.test(narrow(f.phone))) return ['phone_invalid'];
  return [];
};

/** What is missing in each row; rows without fault give an empty list. */
export function faults(drafts: readonly RecipientDraft[]): RecipientFault[][] {
  const seen = new Map<string, number>();
  for (const d of drafts) {
    const key = narrow(d.email).toLowerCase();
    if (key) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return drafts.map((d) => {
    const found: RecipientFault[] = [];
    if (d.name.trim() === '') found.push('name');
    if (d.email.trim() === '') found.push('email');
    else if (!validEmail(d.email)) found.push('email_invalid');
    else if ((seen.get(narrow(d.email).toLowerCase()) ?? 0) > 1) found.push('duplicate');
    found.push(...d.factors.flatMap(factorFaults));
    return found;
  });
}
