/** Shapes of the contract workflow as the sender's screens use them (src/api/schemas.def). */
import type * as S from './schema';
import type { Action, DocumentInfo, Envelope, Locale, Recipient, Side } from './types';

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
  certificate: S.SignerRule;
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

export type Attachment = S.Attachment;

export type ApprovalPerson = S.ApprovalPerson;
/** reset: the draft was changed after it had been approved. */
export type Approval = S.Approval;
export type ApprovalState = Approval['state'];

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
  metadata: Record<string, string>;
  allow_forward: boolean;
  reminders: { before_days: number | null; every_days: number | null };
  reply_to: string | null;
  certify: boolean;
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
  certificate: S.SignerRule | null;
  factors: FactorInput[];
  consents: string[];
}
export type FlowPatch = Partial<Properties> & { recipients?: FlowRecipientInput[] };

export type Law = S.Law;
export interface AuthenticationPolicy {
  counterparty: (SenderFactorKind | 'password')[];
  own: (SenderFactorKind | 'password')[];
  member: (SenderFactorKind | 'password')[];
  version: number;
  sms: boolean;
  passkeys: boolean;
}

export type Question = Required<S.Question>;

export type Bundle = S.Bundle;

export type Contact = S.Contact;

export type ApprovalTask = S.ApprovalTaskList['items'][number];
export type ApprovalRoute = S.ApprovalRoute;

export type Seal = S.Seal;
export type SealShape = NonNullable<Seal['shape']>;

/** What was found in a document: text tags, form fields, wordings that fit paper only. */
export type Finding = S.Finding & { field?: { kind: FieldKind } };
export type Findings = Omit<S.FindingList, 'items'> & { items: Finding[] };

export type FieldKind = S.Field['kind'];
/** Fractions of the page as it is seen, from its top left; value: the option of a radio button. */
export type FieldArea = S.FieldArea;
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
