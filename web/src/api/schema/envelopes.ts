// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.
import type { Attachment, EnvelopeSummary, Field, PreservationItem, Question, Timestamp } from './shared';

export type Answer = { text: string };

export type Approval = {
  asked_at: string | null;
  comment: string | null;
  required: boolean;
  reset: boolean;
  route_id: string | null;
  route_name: string | null;
  state: 'none' | 'requested' | 'approved' | 'returned' | 'rejected';
  steps: ({ mode: 'any' | 'all'; people: ApprovalPerson[]; step: number })[];
};

export type ApprovalAnswer = { comment?: string };

export type ApprovalAsk = { comment?: string; route_id?: string };

export type ApprovalPerson = {
  account_id: string;
  at: string | null;
  comment: string | null;
  name: string;
  state: 'waiting' | 'asked' | 'approved' | 'returned' | 'rejected';
};

export type Area = {
  h: number;
  page: number;
  value?: string;
  w: number;
  x: number;
  y: number;
};

export type AuditRecord = {
  authority: string;
  bytes: string;
  chain: string;
  day: string;
  good_until: string | null;
  hash: string;
  matches: boolean;
  record: string;
  seq: number;
  sha256: string;
  time: string;
};

export type AuditTrail = Record<string, unknown>;

export type Bundle = {
  asked_at: string | null;
  failure: string | null;
  made_at: string | null;
  revision: number;
  sha256: string | null;
  size: number;
  state: 'none' | 'making' | 'ready' | 'failed';
};

export type CodeText = {
  code: string;
  document_id?: string;
  excerpt?: string;
  field?: string;
  instead?: string;
  page?: number;
  text: string;
};

export type Confirmation = {
  level: string;
  mails: MailPreview[];
  problems: CodeText[];
  trial: boolean;
  warnings: CodeText[];
};

export type Correct = {
  access_code?: string;
  company?: string;
  department?: string;
  email?: string;
  name?: string;
  title?: string;
};

export type Deadline = { expire_at: string };

export type Document = {
  format: string;
  id: string;
  name: string;
  notes: CodeText[];
  pages: number;
  repaired: boolean;
  revision: number;
  sha256: string;
  signatures: number;
  size: number;
  source_name: string;
  state: 'ready' | 'processing' | 'refused';
  timestamps: Timestamp[];
};

export type Envelope = {
  actions: string[];
  allow_forward: boolean;
  amount: number | null;
  approval: Approval;
  attachments: Attachment[];
  certification: 'provider' | 'none';
  certify: boolean;
  completed_at: string | null;
  contract_date: string | null;
  created_at: string;
  created_by: { id: string; name: string };
  currency: string;
  discarded_at: string | null;
  documents: Document[];
  duplicated_from: string | null;
  effective_date: string | null;
  expire_at: string | null;
  external_id: string | null;
  failure: { text: string } | null;
  id: string;
  level_reached: string | null;
  level_requested: string;
  message: string;
  metadata: { [name: string]: string };
  next: CodeText;
  open_questions: number;
  preservation: Preservation;
  recipients: Recipient[];
  reminders: { before_days: number | null; every_days: number | null };
  reply_to: string | null;
  returned: { at: string; by: string; comment: string } | null;
  sample: boolean;
  sent_at: string | null;
  state: string;
  title: string;
  title_hidden: boolean;
  trial: boolean;
  updated_at: string;
  version: number;
  waiting_for: string[];
};

export type EnvelopeEdit = {
  allow_forward?: boolean;
  amount?: number | null;
  certify?: boolean;
  contract_date?: string | null;
  currency?: string;
  effective_date?: string | null;
  expire_at?: string | null;
  external_id?: string | null;
  message?: string;
  metadata?: { [name: string]: string };
  recipients?: RecipientInput[];
  reminders?: Reminders;
  reply_to?: string | null;
  title?: string;
  title_hidden?: boolean;
  version: number;
};

export type EnvelopeList = {
  counts: { [name: string]: number };
  counts_max: number;
  items: EnvelopeSummary[];
  next_cursor: string | null;
};

export type EnvelopeNew = { message?: string; title?: string };

export type Event = {
  actor: { kind: 'member' | 'recipient' | 'system'; name: string | null };
  at: string;
  hash: string;
  kind: string;
  seq: number;
  text: string;
};

export type EventList = { chain_intact: boolean; items: Event[] };

export type Factor = {
  delivery?: { at: string; state: 'queued' | 'sent' | 'failed'; text: string | null };
  kind: string;
  phone?: string;
  set: boolean;
};

export type FactorInput = {
  code?: string | null;
  kind: 'access_code' | 'mail_code' | 'sms_code' | 'totp' | 'passkey';
  phone?: string | null;
};

export type FactorPassed = { at?: string; channel: string; kind: string };

export type FactorsEdit = { factors: FactorInput[] };

export type FieldList = { items: Field[]; version: number };

export type FieldListEdit = { items: Field[]; version: number };

export type FieldsAdopt = {
  document_id: string;
  roles?: { [name: string]: string };
  version: number;
};

export type Finding = {
  area: Area;
  code?: string;
  excerpt?: string;
  fault?: { at: string; code: string; text: string };
  field?: {
    align: 'left' | 'center' | 'right';
    areas: Area[];
    cover: boolean;
    font_size: number;
    format: string;
    initial: string;
    kind: string;
    label: string;
    max_length: number;
    name: string;
    options: ({ label: string; value: string })[];
    required: boolean;
    role: {
      order: number | null;
      side: 'own' | 'counterparty' | null;
      text: string;
    };
    source: 'tag' | 'form';
  };
  instead?: string;
  kind: 'tag' | 'wording' | 'form';
  page: number;
  raw?: string;
  text?: string;
  words?: string;
};

export type FindingList = {
  cut: boolean;
  items: Finding[];
  pages_read: number;
  state: 'waiting' | 'done' | 'failed';
  text?: string;
};

export type MailPreview = { recipient_id: string; subject: string; text: string; to: string };

export type Preservation = {
  deadline_at: string | null;
  documents: PreservationItem[];
  last_error: string | null;
  level_reached: string | null;
  level_requested: string;
  method: 'timestamp' | 'record';
  next_action: 'none' | 'extend' | 'later' | 'renew';
  next_at: string | null;
  proof_ends_at: string | null;
  proof_ends_why: string | null;
  state: 'ok' | 'due' | 'lower' | 'overdue' | 'failed';
} | null;

export type QuestionList = { items: Question[] };

export type Recipient = {
  actions?: string[];
  certificate: SignerRule;
  company: string;
  completed_at: string | null;
  consents: string[];
  consents_given: ({ law: string; state: string; version: string })[];
  decline_reason: string | null;
  declined_at: string | null;
  delivery: {
    code: string | null;
    state: 'queued' | 'sent' | 'delayed' | 'failed';
    text: string;
  } | null;
  department: string;
  email: string;
  factors: Factor[];
  factors_passed: FactorPassed[];
  forward_reason: string | null;
  forwarded_at: string | null;
  forwarded_from: string | null;
  forwarded_to: string | null;
  handed_at: string | null;
  id: string;
  is_me: boolean;
  locale: 'ja' | 'en';
  method: 'provider' | 'own_certificate';
  name: string;
  opened_at: string | null;
  order: number;
  paper_asked_at: string | null;
  reminded_at: string | null;
  role: string;
  seat: string;
  sent_at: string | null;
  side: 'own' | 'counterparty';
  state: string;
  timestamp: {
    authority: string;
    class: 'accredited' | 'other' | 'local' | null;
    time: string;
  } | null;
  title: string;
  values_done?: number;
  values_total?: number;
};

export type RecipientInput = {
  certificate?: SignerRuleInput;
  company?: string;
  consents?: string[];
  department?: string;
  email?: string;
  factors?: FactorInput[];
  id?: string | null;
  locale?: 'ja' | 'en';
  method?: 'provider' | 'own_certificate';
  name?: string;
  order: number;
  role?: 'signer' | 'approver' | 'viewer' | 'cc';
  side: 'own' | 'counterparty';
  title?: string;
};

export type Remind = { recipient_id?: string | null };

export type Reminders = { before_days?: number | null; every_days?: number | null };

export type Send = { version: number };

export type SignerRule = { issuer: string | null; sha256: string | null; subject: string | null };

export type SignerRuleInput = { issuer?: string | null; sha256?: string | null; subject?: string | null } | null;

export type Url = { url: string };

export type Withdraw = { reason?: string };
