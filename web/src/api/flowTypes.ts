/** Shapes of the contract workflow as the sender's screens use them (src/api/schemas.def). */
import type { Action, DocumentInfo, Envelope, Locale, Note, Recipient, Side } from './types';

export type PartyRole = 'signer' | 'approver' | 'viewer' | 'cc';
export type SenderFactorKind = 'access_code' | 'mail_code' | 'sms_code' | 'totp' | 'passkey';

export interface AskedFactor {
  kind: SenderFactorKind;
  set: boolean;
  /** In part only. */
  phone?: string;
  delivery?: { state: string; text: string | null; at: string };
}
export interface FactorInput {
  kind: SenderFactorKind;
  phone?: string;
  code?: string;
}

export type FlowRecipientState = Recipient['state'] | 'forwarded';
export interface FlowRecipient extends Omit<Recipient, 'role' | 'state'> {
  state: FlowRecipientState;
  role: PartyRole;
  department: string;
  title: string;
  method: 'provider' | 'own_certificate';
  factors: AskedFactor[];
  consents: string[];
  factors_passed: { kind: string; channel: string; at: string }[];
  consents_given: { law: string; version: string; state: string }[];
  paper_asked_at: string | null;
  seat: string;
  forwarded_to: string | null;
  forwarded_from: string | null;
  forward_reason: string | null;
  forwarded_at: string | null;
  handed_at: string | null;
  reminded_at: string | null;
  actions: string[];
  values_done: number;
  values_total: number;
}

export interface Attachment {
  id: string;
  name: string;
  size: number;
  type: string;
  sha256: string;
}

export type ApprovalState = 'none' | 'requested' | 'approved' | 'returned' | 'rejected';
export interface ApprovalPerson {
  account_id: string;
  name: string;
  state: 'waiting' | 'asked' | 'approved' | 'returned' | 'rejected';
  at: string | null;
  comment: string | null;
}
export interface Approval {
  state: ApprovalState;
  required: boolean;
  /** The draft was changed after it had been approved. */
  reset: boolean;
  route_id: string | null;
  route_name: string | null;
  comment: string | null;
  asked_at: string | null;
  steps: { step: number; mode: 'any' | 'all'; people: ApprovalPerson[] }[];
}

/** What of a draft is edited beside its files, recipients and fields. */
export interface Properties {
  title: string;
  message: string;
  expire_at: string | null;
  title_hidden: boolean;
  contract_date: string | null;
  effective_date: string | null;
  amount: number | null;
  currency: string;
  external_id: string | null;
  allow_forward: boolean;
  reminders: { before_days: number | null; every_days: number | null };
  reply_to: string | null;
}

export interface FlowDocument extends DocumentInfo {
  format: string;
  source_name: string;
}

export interface FlowEnvelope
  extends Omit<Envelope, 'recipients' | 'actions' | 'documents'>,
    Properties {
  documents: FlowDocument[];
  recipients: FlowRecipient[];
  actions: (Action | string)[];
  attachments: Attachment[];
  approval: Approval;
  returned: { by: string; at: string; comment: string } | null;
  open_questions: number;
  discarded_at: string | null;
  duplicated_from: string | null;
}

export interface FlowRecipientInput {
  id?: string;
  order: number;
  side: Side;
  role: PartyRole;
  name: string;
  email: string;
  company: string;
  department: string;
  title: string;
  locale: Locale;
  method: 'provider' | 'own_certificate';
  factors: FactorInput[];
  consents: string[];
}
export type FlowPatch = Partial<Properties> & { recipients?: FlowRecipientInput[] };

export interface Law {
  law: string;
  version: string;
  clauses: string;
  title: string;
  text: string;
  needs_consent: boolean;
}
export interface AuthenticationPolicy {
  counterparty: SenderFactorKind[];
  own: SenderFactorKind[];
  member: string[];
  version: number;
  sms: boolean;
  passkeys: boolean;
}

export interface Question {
  id: string;
  kind: 'question' | 'more_time';
  recipient_id: string;
  recipient_name: string;
  text: string;
  until: string | null;
  at: string;
  answer: string | null;
  answered_at: string | null;
  answered_by: string | null;
}

export interface Bundle {
  state: 'none' | 'making' | 'ready' | 'failed';
  revision: number;
  asked_at: string | null;
  made_at: string | null;
  size: number;
  sha256: string | null;
  failure: string | null;
}

export interface Contact {
  id: string;
  name: string;
  email: string;
  company: string;
  department: string;
  title: string;
  locale: Locale;
  phone: string;
  note: string;
  version: number;
  used_at: string | null;
  same_email?: { id: string; name: string; company: string }[];
}

export interface ApprovalTask {
  id: string;
  envelope_id: string;
  title: string;
  amount: number | null;
  currency: string;
  asked_by: string;
  at: string;
  route_name: string;
  step: number;
  comment: string | null;
}
export interface ApprovalRoute {
  id: string;
  name: string;
  min_amount: number | null;
  max_amount: number | null;
  always: boolean;
  allow_self: boolean;
  steps: { mode: 'any' | 'all'; people: string[] }[];
  version: number;
}

export type SealShape = 'round' | 'square' | 'company';
export interface Seal {
  id: string;
  name: string;
  kind: 'personal' | 'company';
  /** Null: a picture. */
  shape: SealShape | null;
  text: string;
  outer: string;
  mm: number;
  image: string | null;
}

/** What was found in a document: text tags, form fields, wordings that fit paper only. */
export interface Finding extends Partial<Note> {
  kind: 'tag' | 'wording' | 'form';
  page: number;
  raw?: string;
  field?: { kind: FieldKind; label: string; name: string };
  fault?: { code: string; at: string; text: string };
  words?: string;
  excerpt?: string;
  instead?: string;
}
export interface Findings {
  state: 'waiting' | 'done' | 'failed';
  text?: string;
  pages_read: number;
  cut: boolean;
  items: Finding[];
}

export type FieldKind =
  | 'text'
  | 'multiline'
  | 'date'
  | 'check'
  | 'radio'
  | 'select'
  | 'number'
  | 'name'
  | 'company'
  | 'department'
  | 'title'
  | 'address'
  | 'mail'
  | 'initials'
  | 'ink'
  | 'seal'
  | 'signature';
/** Fractions of the page as it is seen, from its top left; value: the option of a radio button. */
export interface FieldArea {
  page: number;
  x: number;
  y: number;
  w: number;
  h: number;
  value?: string | null;
}
export interface PlacedField {
  id?: string | null;
  document_id: string;
  recipient_id: string | null;
  kind: FieldKind;
  name: string;
  label: string;
  required: boolean;
  initial: string | null;
  options: { value: string; label?: string | null }[];
  format: Record<string, unknown>;
  font_size: number;
  align: 'left' | 'center' | 'right';
  max_length: number;
  source: 'placed' | 'form' | 'tag';
  cover: boolean;
  areas: FieldArea[];
  value?: unknown;
}
export interface FieldList {
  version: number;
  items: PlacedField[];
}
