/**
 * The wire shapes of /api/v1 as the screens name them. They are made from the API's description
 * (schema.ts); what stands here only narrows texts to the words that the screens know.
 * Times are RFC 3339 in UTC; ids are prefixed.
 */
import type * as S from './schema';

/** T with some of its members said more exactly. */
type Narrow<T, N> = Omit<T, keyof N> & N;

export type Locale = 'ja' | 'en';
export type Role = S.Member['role'];
export type EnvelopeState = S.EnvelopeSummary['state'];
export type RecipientState =
  | 'awaiting'
  | 'sent'
  | 'undelivered'
  | 'opened'
  | 'processing'
  | 'completed'
  | 'declined'
  | 'expired';
export type Side = S.Recipient['side'];
export type Action =
  | 'edit'
  | 'send'
  | 'withdraw'
  | 'discard'
  | 'resend'
  | 'download'
  | 'certificate';

export type FieldError = NonNullable<S.Problem['errors']>[number];
/** A proxy's own page gives less than the service's problem document. */
export type ProblemBody = Partial<Omit<S.Problem, 'type' | 'title' | 'status'>> & {
  type: string;
  title: string;
  status: number;
};

export type Session = Narrow<
  S.Session,
  {
    account: null | { id: string; name: string; email: string; locale: Locale };
    role: null | Role;
  }
>;
export type Member = S.Member;

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type RecipientBrief = Narrow<S.Party, { state: RecipientState }>;
export type EnvelopeSummary = Narrow<S.EnvelopeSummary, { recipients: RecipientBrief[] }>;
export type EnvelopeCounts = Record<EnvelopeState, number>;
export type EnvelopePage = Page<EnvelopeSummary> & { counts: EnvelopeCounts };

export type Note = Pick<S.CodeText, 'code' | 'text'>;
export type DocumentInfo = S.Document;
/** What a recipient is asked for is named where it is edited. */
export type Recipient = Narrow<Omit<S.Recipient, 'factors'>, { state: RecipientState }>;

/** B-B, B-T, B-LT, B-LTA: text, since a later service may know more. */
export type Level = string;
export type KeepingState = S.PreservationItem['state'] | 'none';
export type KeepingAction = S.PreservationItem['next_action'];
export type StampClass = 'accredited' | 'other' | 'local';
export type StampPurpose = S.Timestamp['purpose'];
export type RenewalMethod = S.PreservationItem['method'];

/** How long something can be proved, and what happens next. */
export type Keeping = Narrow<
  Pick<
    S.PreservationItem,
    | 'level_requested'
    | 'level_reached'
    | 'proof_ends_at'
    | 'proof_ends_why'
    | 'next_action'
    | 'next_at'
    | 'deadline_at'
    | 'last_error'
  >,
  { state: KeepingState }
>;
export type KeptDocument = Keeping &
  Pick<S.PreservationItem, 'document_id' | 'name' | 'kind' | 'attempts' | 'records' | 'timestamps'>;

/** Of a contract: the worst of its documents, the earliest of their dates. */
export interface Preservation extends Keeping {
  method: RenewalMethod;
  documents: KeptDocument[];
}

export type KeptRow = KeptDocument & { envelope_id: string; title: string };
export type KeptPage = Page<KeptRow>;
export type KeepingSummary = S.PreservationSummary;

export type StampChoice = Narrow<S.TimestampRule, { authority: string | null }>;
export type StampPolicy = Narrow<S.TimestampPolicy, { purposes: StampChoice[] }>;
/** month: YYYY-MM. count: borne by documents; lost: asked for, perhaps charged, never used. */
export type StampUse = Narrow<S.TimestampUsage['rows'][number], { class: StampClass | null }>;

export type Envelope = Narrow<
  S.Envelope,
  {
    state: EnvelopeState;
    level_requested?: Level;
    level_reached?: Level | null;
    /** Null before conclusion. */
    preservation?: Preservation | null;
    documents: DocumentInfo[];
    recipients: Recipient[];
    actions: Action[];
    next: {
      code: 'waiting' | 'concluding' | 'done' | 'draft' | 'stopped' | 'failed';
      text: string;
    };
  }
>;

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

export type Confirmation = Narrow<
  S.Confirmation,
  { problems: (Note & { field: string | null })[] }
>;
export type AuditEvent = Narrow<
  S.Event,
  { actor: { kind: 'member' | 'recipient' | 'system'; name: string } }
>;
export type OutboxMail = S.OutboxItem;
export type OutboxMailBody = OutboxMail & { text: string; html: string | null };
export type SystemReport = S.System;

export type LandingState = S.Landing['state'];
/** What the landing and the view of a recipient have in common. */
export type Landing = Omit<S.Landing, 'steps'>;
export type RecipientDocument = Required<S.ShownFile>;
export type FactorKind = 'access_code' | 'mail_code' | 'sms_code' | 'totp' | 'passkey' | 'password';
export type GateFactor = Narrow<S.Gate['factors'][number], { kind: FactorKind }>;
export type GateConsent = S.Consent;
export type Gate = Narrow<S.Gate, { factors: GateFactor[] }>;

export type RecipientView = Narrow<
  Omit<S.RecipientView, 'attachments' | 'fields'>,
  {
    state: LandingState;
    gate: Gate;
    /** Empty until the gate is passed. */
    documents: RecipientDocument[];
    statement: { version: string; text: string };
    authority_statement: string;
    sender: { company: string; name: string };
    recipient: { name: string; company: string };
    others: RecipientBrief[];
  }
>;
export type AgreeInput = Narrow<
  S.Agree,
  { company: string; department: string; title: string; authority: true }
>;
