// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.
import type { Attachment, Field, FieldContent, Party, Question, TicketProblem } from './shared';

export type Agree = {
  authority: boolean;
  company?: string;
  department?: string;
  name: string;
  shown: Shown[];
  statement_version: string;
  title?: string;
};

export type Ask = { text: string };

export type Confirm = { shown?: Shown[] };

export type Consent = {
  clauses: string;
  law: string;
  state: 'needed' | 'given' | 'withdrawn' | 'told';
  steps: ({
    at: string | null;
    step: string;
    takes_text: boolean;
    text: string;
    title: string;
    when: 'before' | 'after';
  })[];
  text: string;
  title: string;
  version: string;
};

export type ConsentStep = {
  answer?: string | null;
  law: string;
  step?: string | null;
  version: string;
};

export type Decline = { reason: string };

export type FactorAnswer = {
  code?: string | null;
  credential?: {
    authenticator_data?: string;
    client_data?: string;
    id?: string;
    public_key?: string | null;
    signature?: string | null;
  } | null;
};

export type FactorStarted = {
  create?: boolean;
  expires_at: string | null;
  options?: Record<string, unknown>;
  sent_to: string | null;
  totp?: { secret: string; uri: string };
};

export type FieldError = { code: string; field: string; message: string };

export type FieldValue = { field_id?: string; value?: FieldContent };

export type FieldValues = { values: FieldValue[] };

export type FieldValuesSaved = { errors: FieldError[]; values: FieldValue[] };

export type Forward = {
  company?: string;
  department?: string;
  email: string;
  name: string;
  reason: string;
  title?: string;
};

export type Gate = {
  consents: Consent[];
  factors: ({
    channel: string;
    enrolled: boolean;
    kind: string;
    locked_until: string | null;
    passed: boolean;
    to: string | null;
  })[];
  next: 'factor' | 'terms' | 'consent' | 'none';
  terms: { text: string; version: string } | null;
};

export type Id = { id: string };

export type Landing = {
  documents: LandingFile[];
  effect: string;
  expire_at: string | null;
  forwarded: { at: string; to: string | null } | null;
  may: string[];
  message: string;
  recipient: { company: string; name: string };
  role: string;
  sender: { company: string; name: string };
  state: 'open' | 'done' | 'declined' | 'expired' | 'withdrawn' | 'link_expired' | 'not_your_turn' | 'forwarded';
  steps: string[];
  title: string;
  trial: boolean;
  withdrawable_note: string;
};

export type LandingFile = { name: string; pages: number; size: number };

export type MoreTime = { reason: string; until: string };

export type Nothing = Record<string, unknown>;

export type PaperRequest = { text?: string | null };

export type PartyRules = {
  algorithms: string[];
  issuers: string[];
  jpki: boolean;
  policies: string[];
} | null;

export type RecipientView = {
  act: 'none' | 'processing' | 'completed';
  attachments: Attachment[];
  authority_statement: string | null;
  certificate_rules: PartyRules;
  completed_at: string | null;
  csrf: string;
  declared: { company: string; department: string; name: string; title: string };
  documents: ShownFile[];
  effect: string;
  expire_at: string | null;
  fields: Field[];
  gate: Gate;
  may: string[];
  message: string;
  method: 'provider' | 'own_certificate';
  others: Party[];
  questions: Question[];
  recipient: Record<string, unknown>;
  role: string;
  sender: Record<string, unknown>;
  signed_copies: SignedCopies;
  state: string;
  statement: { text: string; version: string } | null;
  title: string;
  trial: boolean;
  withdrawable_note: string;
};

export type RemoteAuthorize = { state: 'working' | 'ready'; url: string | null };

export type RemoteBegin = {
  authority: boolean;
  company?: string;
  department?: string;
  name: string;
  service: string;
  shown: Shown[];
  statement_version: string;
  title?: string;
};

export type RemoteBegun = { id: string; url: string };

export type RemoteChoice = { credential: string };

export type RemoteCredential = {
  certificate: {
    company: string;
    issuer: string;
    key: string;
    name: string;
    not_after: string;
    not_before: string;
    title: string;
  } | null;
  description: string;
  id: string;
  reason: string | null;
  usable: boolean;
};

export type RemoteReturn = {
  code?: string | null;
  error?: string | null;
  iss?: string | null;
  state: string;
};

export type RemoteServices = { items: ({ name: string })[] };

export type RemoteSigning = {
  credential: string | null;
  credentials: RemoteCredential[];
  error: TicketProblem;
  expires_at: string;
  id: string;
  service: string;
  state: 'waiting' | 'redeemed' | 'certificate' | 'preparing' | 'prepared' | 'signing' | 'done' | 'failed' | 'expired' | 'cancelled';
  step: 'sign_in' | 'choose' | 'authorize' | 'working' | 'done' | 'over';
};

export type Report = {
  category: 'phishing' | 'impersonation' | 'wrong_person' | 'unwanted' | 'other';
  text: string;
  token?: string | null;
};

export type SendBack = { comment: string };

export type Shown = { digest: string; document_id: string };

export type ShownFile = { digest?: string; id?: string; name: string; pages: number; size: number };

export type SignedCopies = { field: string | null; items: SignedCopy[]; possible: boolean } | null;

export type SignedCopy = {
  algorithm: string;
  at: string;
  document_id: string;
  issuer: string;
  not_after: string;
  sha256: string;
  status: 'good' | 'unknown';
  sub_filter: string;
  subject: string;
};

export type SigningTicket = {
  agent: { address: string; os: string; version: string } | null;
  certificate: { issuer: string; not_after: string; subject: string } | null;
  error: TicketProblem;
  expires_at: string;
  id: string;
  state: 'waiting' | 'redeemed' | 'certificate' | 'preparing' | 'prepared' | 'signing' | 'done' | 'failed' | 'expired' | 'cancelled';
};

export type TermsAccept = { version: string };
