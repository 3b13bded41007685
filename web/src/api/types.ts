/** The wire shapes of /api/v1. Times are RFC 3339 in UTC; ids are prefixed. */

export type Locale = 'ja' | 'en';
export type Role = 'owner' | 'member' | 'operator';
export type EnvelopeState =
  | 'draft'
  | 'pending'
  | 'concluding'
  | 'completed'
  | 'declined'
  | 'withdrawn'
  | 'expired';
export type RecipientState =
  | 'awaiting'
  | 'sent'
  | 'undelivered'
  | 'opened'
  | 'processing'
  | 'completed'
  | 'declined'
  | 'expired';
export type Side = 'own' | 'counterparty';
export type Action =
  | 'edit'
  | 'send'
  | 'withdraw'
  | 'discard'
  | 'resend'
  | 'download'
  | 'certificate';

export interface FieldError {
  field: string;
  code: string;
  message: string;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  errors?: FieldError[];
}

export interface Session {
  setup_needed: boolean;
  trial: boolean;
  account: null | { id: string; name: string; email: string; locale: Locale };
  organisation: null | { id: string; name: string };
  role: null | Role;
  permissions: string[];
  csrf: string | null;
  version: string;
}

export interface Member {
  id: string;
  name: string;
  email: string;
  role: Role;
  state: 'active' | 'invited';
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface RecipientBrief {
  name: string;
  company: string;
  side: Side;
  state: RecipientState;
}

export interface EnvelopeSummary {
  id: string;
  title: string;
  state: EnvelopeState;
  trial: boolean;
  sample: boolean;
  created_at: string;
  updated_at: string;
  sent_at: string | null;
  completed_at: string | null;
  expire_at: string | null;
  documents: number;
  recipients: RecipientBrief[];
  waiting_for: string[];
}

export type EnvelopeCounts = Record<EnvelopeState, number>;
export type EnvelopePage = Page<EnvelopeSummary> & { counts: EnvelopeCounts };

export interface Note {
  code: string;
  text: string;
}

export interface DocumentInfo {
  id: string;
  name: string;
  size: number;
  pages: number;
  sha256: string;
  state: 'ready' | 'processing' | 'refused';
  repaired: boolean;
  notes: Note[];
  signatures: number;
  revision: number;
}

export interface Recipient {
  id: string;
  order: number;
  side: Side;
  role: 'signer' | 'approver' | 'viewer' | 'cc';
  name: string;
  email: string;
  company: string;
  locale: Locale;
  state: RecipientState;
  is_me: boolean;
  sent_at: string | null;
  opened_at: string | null;
  completed_at: string | null;
  declined_at: string | null;
  decline_reason: string | null;
  delivery: { state: 'queued' | 'sent' | 'failed'; text: string } | null;
}

/** B-B, B-T, B-LT, B-LTA: text, since a later service may know more. */
export type Level = string;
export type KeepingState = 'ok' | 'due' | 'lower' | 'overdue' | 'failed' | 'none';
export type KeepingAction = 'none' | 'extend' | 'later' | 'renew';
export type StampClass = 'accredited' | 'other' | 'local';
export type StampPurpose = 'act' | 'conclusion' | 'renewal';
export type RenewalMethod = 'timestamp' | 'record';

/** How long something can be proved, and what happens next. */
export interface Keeping {
  state: KeepingState;
  level_requested: Level;
  level_reached: Level | null;
  proof_ends_at: string | null;
  proof_ends_why: string | null;
  next_action: KeepingAction;
  next_at: string | null;
  deadline_at: string | null;
  last_error: string | null;
}

export interface KeptDocument extends Keeping {
  document_id: string;
  name: string;
  kind: string;
  attempts: number;
  records: number;
  timestamps: {
    purpose: StampPurpose;
    authority: string;
    /** Null when the authority is no longer known. */
    class: StampClass | null;
    time: string;
  }[];
}

/** Of a contract: the worst of its documents, the earliest of their dates. */
export interface Preservation extends Keeping {
  method: RenewalMethod;
  documents: KeptDocument[];
}

export interface KeptRow extends KeptDocument {
  envelope_id: string;
  title: string;
}
export interface KeptPage {
  items: KeptRow[];
  next: string | null;
}
export interface KeepingSummary {
  counts: Record<Exclude<KeepingState, 'none'>, number>;
  next_deadline_at: string | null;
  renewed_last_30_days: number;
}

export interface StampChoice {
  purpose: StampPurpose;
  class: StampClass | 'any';
  /** A name, or null: the service chooses within the class. */
  authority: string | null;
  fallback: boolean;
}
export interface StampPolicy {
  purposes: StampChoice[];
  renewal_method: RenewalMethod;
  authorities: { name: string; class: StampClass }[];
  version: number;
}
export interface StampUse {
  /** YYYY-MM */
  month: string;
  purpose: StampPurpose;
  authority: string;
  class: StampClass | null;
  /** Borne by documents. */
  count: number;
  /** Asked for, perhaps charged, never used. */
  lost: number;
  refused: number;
}

export interface Envelope extends Omit<EnvelopeSummary, 'documents' | 'recipients'> {
  message: string;
  level_requested?: Level;
  level_reached?: Level | null;
  /** Null before conclusion. */
  preservation?: Preservation | null;
  version: number;
  created_by: { id: string; name: string };
  documents: DocumentInfo[];
  recipients: Recipient[];
  actions: Action[];
  next: { code: 'waiting' | 'concluding' | 'done' | 'draft' | 'stopped' | 'failed'; text: string };
  failure: null | { text: string };
}

export interface RecipientInput {
  id?: string;
  order: number;
  side: Side;
  name: string;
  email: string;
  company: string;
  locale: Locale;
}

export interface EnvelopePatch {
  title?: string;
  message?: string;
  expire_at?: string | null;
  recipients?: RecipientInput[];
}

export interface Confirmation {
  mails: { recipient_id: string; to: string; subject: string; text: string }[];
  warnings: Note[];
  problems: (Note & { field: string | null })[];
  level: string;
  trial: boolean;
}

export interface AuditEvent {
  seq: number;
  at: string;
  kind: string;
  text: string;
  actor: { kind: 'member' | 'recipient' | 'system'; name: string };
  hash: string;
}

export interface OutboxMail {
  id: string;
  to: string;
  subject: string;
  state: 'queued' | 'sent' | 'failed' | 'outbox';
  at: string;
  envelope_id: string | null;
}

export type OutboxMailBody = OutboxMail & { text: string; html: string | null };

export interface SystemReport {
  trial: boolean;
  items: { code: string; ok: boolean; text: string; fix: string | null }[];
}

export type LandingState =
  | 'open'
  | 'done'
  | 'declined'
  | 'expired'
  | 'withdrawn'
  | 'link_expired'
  | 'not_your_turn';

export interface Landing {
  state: LandingState;
  sender: { company: string; name: string };
  title: string;
  message: string;
  expire_at: string | null;
  recipient: { name: string; company: string };
  documents: { name: string; pages: number; size: number }[];
  trial: boolean;
  effect: string;
  withdrawable_note: string;
}

export interface RecipientDocument {
  id: string;
  name: string;
  pages: number;
  size: number;
  digest: string;
}

export type FactorKind = 'access_code' | 'mail_code' | 'sms_code' | 'totp' | 'passkey' | 'password';

export interface GateFactor {
  kind: FactorKind;
  channel: string;
  to: string | null;
  passed: boolean;
  enrolled: boolean;
  locked_until: string | null;
}

export interface GateConsent {
  law: string;
  version: string;
  clauses: string;
  title: string;
  text: string;
  state: 'needed' | 'given' | 'withdrawn' | 'told';
  steps: {
    step: string;
    when: 'before' | 'after';
    takes_text: boolean;
    title: string;
    text: string;
    at: string | null;
  }[];
}

export interface Gate {
  next: 'factor' | 'terms' | 'consent' | 'none';
  factors: GateFactor[];
  terms: { version: string; text: string } | null;
  consents: GateConsent[];
}

export interface RecipientView extends Omit<Landing, 'documents'> {
  csrf: string;
  gate: Gate;
  act: 'none' | 'processing' | 'completed';
  documents: RecipientDocument[];
  statement: { version: string; text: string };
  authority_statement: string;
  declared: { name: string; company: string; department: string; title: string };
  others: RecipientBrief[];
  completed_at: string | null;
}

export interface AgreeInput {
  shown: { document_id: string; digest: string }[];
  statement_version: string;
  name: string;
  company: string;
  department: string;
  title: string;
  authority: true;
}
