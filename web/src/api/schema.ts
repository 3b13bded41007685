// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type AccountEdit = {
  locale?: 'ja' | 'en';
  name?: string;
};

export type Agree = {
  authority: boolean;
  company?: string;
  department?: string;
  name: string;
  shown: Shown[];
  statement_version: string;
  title?: string;
};

export type AuditDay = {
  authority: string;
  chains: number;
  class: 'accredited' | 'other' | 'local';
  day: string;
  digest: string;
  ends: string | null;
  good_until: string | null;
  leaves: ({
    chain: string;
    hash: string;
    matches: boolean;
    seq: number;
  })[];
  no: number;
  previous_root: string | null;
  record: string;
  renewals: number;
  root: string;
  text: string;
  time: string;
};

export type AuditDayList = {
  items: ({
    authority: string;
    chains: number;
    class: 'accredited' | 'other' | 'local';
    day: string;
    digest: string;
    good_until: string | null;
    no: number;
    root: string;
    time: string;
  })[];
  next_cursor: string | null;
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

export type CodeText = {
  code: string;
  field?: string;
  text: string;
};

export type Confirmation = {
  level: string;
  mails: MailPreview[];
  problems: CodeText[];
  trial: boolean;
  warnings: CodeText[];
};

export type Decline = {
  reason: string;
};

export type Document = {
  id: string;
  name: string;
  notes: CodeText[];
  pages: number;
  repaired: boolean;
  revision: number;
  sha256: string;
  signatures: number;
  size: number;
  state: 'ready' | 'processing' | 'refused';
  timestamps: Timestamp[];
};

export type Empty = Record<string, unknown>;

export type Envelope = {
  actions: string[];
  completed_at: string | null;
  created_at: string;
  created_by: {
    id: string;
    name: string;
  };
  documents: Document[];
  expire_at: string | null;
  failure: {
    text: string;
  } | null;
  id: string;
  level_reached: string | null;
  level_requested: string;
  message: string;
  next: CodeText;
  preservation: Preservation;
  recipients: Recipient[];
  sample: boolean;
  sent_at: string | null;
  state: string;
  title: string;
  trial: boolean;
  updated_at: string;
  version: number;
  waiting_for: string[];
};

export type EnvelopeEdit = {
  expire_at?: string | null;
  message?: string;
  recipients?: RecipientInput[];
  title?: string;
  version: number;
};

export type EnvelopeList = {
  counts: {
    [name: string]: number;
  };
  items: EnvelopeSummary[];
  next_cursor: string | null;
};

export type EnvelopeNew = {
  message?: string;
  title?: string;
};

export type EnvelopeSummary = {
  completed_at: string | null;
  created_at: string;
  documents: number;
  expire_at: string | null;
  id: string;
  recipients: Party[];
  sample: boolean;
  sent_at: string | null;
  state: 'draft' | 'pending' | 'concluding' | 'completed' | 'declined' | 'withdrawn' | 'expired';
  title: string;
  trial: boolean;
  updated_at: string;
  waiting_for: string[];
};

export type Event = {
  actor: {
    kind: 'member' | 'recipient' | 'system';
    name: string | null;
  };
  at: string;
  hash: string;
  kind: string;
  seq: number;
  text: string;
};

export type EventList = {
  chain_intact: boolean;
  items: Event[];
};

export type Health = {
  alive: boolean;
};

export type Invitation = {
  email: string;
  organisation_name: string;
  role: string;
};

export type InvitationAccept = {
  name: string;
  password: string;
  token: string;
};

export type Landing = {
  documents: LandingFile[];
  effect: string;
  expire_at: string | null;
  message: string;
  recipient: {
    company: string;
    name: string;
  };
  sender: {
    company: string;
    name: string;
  };
  state: 'open' | 'done' | 'declined' | 'expired' | 'withdrawn' | 'link_expired' | 'not_your_turn';
  title: string;
  trial: boolean;
  withdrawable_note: string;
};

export type LandingFile = {
  name: string;
  pages: number;
  size: number;
};

export type MailPreview = {
  recipient_id: string;
  subject: string;
  text: string;
  to: string;
};

export type MailSample = {
  html: string;
  kind: string;
  note: string;
  subject: string;
  text: string;
  to: 'party' | 'sender' | 'member' | 'owner' | 'operator' | 'anyone';
};

export type MailSettings = {
  reply_to: string | null;
  version: number;
};

export type MailSettingsEdit = {
  reply_to?: string | null;
  version: number;
};

export type MailTemplateList = {
  items: ({
    kind: string;
    note: string;
    subject: string;
    to: 'party' | 'sender' | 'member' | 'owner' | 'operator' | 'anyone';
  })[];
  next_cursor: string | null;
};

export type Member = {
  email: string;
  id: string;
  name: string;
  role: 'owner' | 'member' | 'operator';
  state: 'active' | 'invited';
};

export type MemberEdit = {
  role: 'owner' | 'member';
};

export type MemberList = {
  items: Member[];
};

export type MemberNew = {
  email: string;
  role: 'owner' | 'member';
};

export type OutboxItem = {
  at: string;
  envelope_id: string | null;
  id: string;
  state: 'queued' | 'sent' | 'failed' | 'outbox';
  subject: string;
  to: string;
};

export type OutboxList = {
  items: OutboxItem[];
  next_cursor: string | null;
};

export type OutboxMail = {
  at: string;
  envelope_id: string | null;
  html: string;
  id: string;
  state: string;
  subject: string;
  text: string;
  to: string;
};

export type Party = {
  company: string;
  name: string;
  side: 'own' | 'counterparty';
  state: string;
};

export type PasswordChange = {
  current: string;
  new: string;
};

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

export type PreservationItem = {
  attempts: number;
  deadline_at: string | null;
  document_id: string;
  envelope_id: string;
  kind: 'contract' | 'certificate';
  last_error: string | null;
  level_reached: string | null;
  level_requested: string;
  method: 'timestamp' | 'record';
  name: string;
  next_action: 'none' | 'extend' | 'later' | 'renew';
  next_at: string | null;
  proof_ends_at: string | null;
  proof_ends_why: string | null;
  records: number;
  state: 'ok' | 'due' | 'lower' | 'overdue' | 'failed';
  timestamps: Timestamp[];
  title: string;
};

export type PreservationList = {
  items: PreservationItem[];
  next_cursor: string | null;
};

export type PreservationSummary = {
  counts: {
    due: number;
    failed: number;
    lower: number;
    ok: number;
    overdue: number;
  };
  next_deadline_at: string | null;
  renewed_last_30_days: number;
};

export type Problem = {
  cause?: string;
  detail?: string;
  errors?: ({
    code: string;
    field: string;
    message: string;
  })[];
  instance: string;
  status: number;
  title: string;
  type: '/problems/invalid-input' | '/problems/sign-in-required' | '/problems/sign-in-failed' | '/problems/not-allowed' | '/problems/csrf' | '/problems/not-found' | '/problems/method-not-allowed' | '/problems/conflict' | '/problems/content-changed' | '/problems/idempotency-key-in-use' | '/problems/idempotency-answer-not-kept' | '/problems/link-expired' | '/problems/too-large' | '/problems/unsupported-type' | '/problems/range' | '/problems/misdirected' | '/problems/too-many-requests' | '/problems/pdf-not-a-pdf' | '/problems/pdf-damaged' | '/problems/pdf-limit' | '/problems/pdf-encrypted' | '/problems/pdf-restricted' | '/problems/pdf-locked' | '/problems/pdf-xfa' | '/problems/pdf-x' | '/problems/bad-der' | '/problems/bad-signature' | '/problems/idempotency-key-reused' | '/problems/level-not-reached' | '/problems/bad-certificate' | '/problems/timestamp-failed' | '/problems/key-unavailable' | '/problems/io' | '/problems/no-space' | '/problems/unavailable' | '/problems/busy' | '/problems/commit-unknown' | '/problems/timeout' | '/problems/internal-error';
};

export type Readiness = {
  parts: {
    [name: string]: boolean;
  };
  ready: boolean;
};

export type Recipient = {
  company: string;
  completed_at: string | null;
  decline_reason: string | null;
  declined_at: string | null;
  delivery: {
    code: string | null;
    reply: string | null;
    state: 'queued' | 'sent' | 'delayed' | 'failed';
    text: string;
  } | null;
  email: string;
  id: string;
  is_me: boolean;
  locale: 'ja' | 'en';
  name: string;
  opened_at: string | null;
  order: number;
  role: string;
  sent_at: string | null;
  side: 'own' | 'counterparty';
  state: string;
  timestamp: {
    authority: string;
    class: 'accredited' | 'other' | 'local' | null;
    time: string;
  } | null;
};

export type RecipientInput = {
  company?: string;
  email?: string;
  id?: string | null;
  locale?: 'ja' | 'en';
  name?: string;
  order: number;
  side: 'own' | 'counterparty';
};

export type RecipientView = {
  act: 'none' | 'processing' | 'completed';
  authority_statement: string;
  completed_at: string | null;
  csrf: string;
  declared: {
    company: string;
    department: string;
    name: string;
    title: string;
  };
  documents: ShownFile[];
  effect: string;
  expire_at: string | null;
  message: string;
  others: Party[];
  recipient: Record<string, unknown>;
  sender: Record<string, unknown>;
  state: string;
  statement: {
    text: string;
    version: string;
  };
  title: string;
  trial: boolean;
  withdrawable_note: string;
};

export type Send = {
  version: number;
};

export type Session = {
  account: {
    email: string;
    id: string;
    locale: string;
    name: string;
  } | null;
  csrf: string | null;
  organisation: {
    id: string;
    name: string;
  } | null;
  permissions: string[];
  role: string | null;
  setup_needed: boolean;
  trial: boolean;
  version: string;
};

export type Setup = {
  email: string;
  name: string;
  organisation_name: string;
  password: string;
  token: string;
};

export type Shown = {
  digest: string;
  document_id: string;
};

export type ShownFile = {
  digest: string;
  id: string;
  name: string;
  pages: number;
  size: number;
};

export type SignIn = {
  email: string;
  password: string;
};

export type System = {
  items: ({
    code: string;
    fix: string;
    ok: boolean;
    text: string;
  })[];
  trial: boolean;
};

export type Timestamp = {
  authority: string;
  class: 'accredited' | 'other' | 'local' | null;
  purpose: 'act' | 'conclusion' | 'renewal';
  time: string;
};

export type TimestampPolicy = {
  authorities: ({
    class: 'accredited' | 'other' | 'local';
    name: string;
  })[];
  purposes: TimestampRule[];
  renewal_method: 'timestamp' | 'record';
  version: number;
};

export type TimestampPolicyEdit = {
  purposes: TimestampRule[];
  renewal_method?: 'timestamp' | 'record';
  version: number;
};

export type TimestampRule = {
  authority?: string | null;
  class: 'any' | 'accredited' | 'other' | 'local';
  fallback: boolean;
  purpose: 'act' | 'conclusion' | 'renewal';
};

export type TimestampUsage = {
  rows: ({
    authority: string;
    class: string | null;
    count: number;
    lost: number;
    month: string;
    purpose: 'act' | 'conclusion' | 'renewal';
    refused: number;
  })[];
};

export type Token = {
  token: string;
};

export type Url = {
  url: string;
};

export type Valid = {
  valid: boolean;
};

export type VerifyReport = Record<string, unknown>;

export type Withdraw = {
  reason?: string;
};

export interface Operations {
  /** Own name and language (200) */
  'PATCH /account': {
    request: AccountEdit;
    response: Session;
  };
  /** Change the password; ends other sessions (204) */
  'POST /account/password': {
    request: PasswordChange;
    response: undefined;
  };
  /** Days of the audit trail under their time-stamps, newest first; query: cursor (200) */
  'GET /audit/days': {
    request: undefined;
    response: AuditDayList;
  };
  /** One day: its file, the heads of all chains that grew, the evidence record of the file (200) */
  'GET /audit/days/{day}': {
    request: undefined;
    response: AuditDay;
  };
  /** List, newest first (200) */
  'GET /envelopes': {
    request: undefined;
    response: EnvelopeList;
  };
  /** Create a draft (201) */
  'POST /envelopes': {
    request: EnvelopeNew;
    response: Envelope;
  };
  /** Discard a draft (204) */
  'DELETE /envelopes/{id}': {
    request: undefined;
    response: undefined;
  };
  /** One envelope with everything in it (200) */
  'GET /envelopes/{id}': {
    request: undefined;
    response: Envelope;
  };
  /** Edit a draft under its version (200) */
  'PATCH /envelopes/{id}': {
    request: EnvelopeEdit;
    response: Envelope;
  };
  /** The evidence record (RFC 4998) of the audit trail as it was at the end of a day; query: day, without it the newest. Accept: application/json tells what bytes it is over, and whether the trail still leads there; anything else gives the record alone (200) */
  'GET /envelopes/{id}/audit-record': {
    request: undefined;
    response: AuditRecord;
  };
  /** The agreement certificate (200) */
  'GET /envelopes/{id}/certificate': {
    request: undefined;
    response: Blob;
  };
  /** What sending would do (200) */
  'GET /envelopes/{id}/confirmation': {
    request: undefined;
    response: Confirmation;
  };
  /** Add a PDF; query: name (201) */
  'POST /envelopes/{id}/documents': {
    request: Blob;
    response: Document;
  };
  /** Remove a PDF from a draft (204) */
  'DELETE /envelopes/{id}/documents/{document_id}': {
    request: undefined;
    response: undefined;
  };
  /** The newest evidence record (RFC 4998) of the PDF; header X-Revision: of which revision (200) */
  'GET /envelopes/{id}/documents/{document_id}/evidence-record': {
    request: undefined;
    response: Blob;
  };
  /** The PDF; query: revision=original or current, download=1 (200) */
  'GET /envelopes/{id}/documents/{document_id}/file': {
    request: undefined;
    response: Blob;
  };
  /** The audit trail (200) */
  'GET /envelopes/{id}/events': {
    request: undefined;
    response: EventList;
  };
  /** A mail as it would go out now, its link masked; query: recipient_id, kind (request), locale (200) */
  'GET /envelopes/{id}/mails/preview': {
    request: undefined;
    response: MailSample;
  };
  /** Open one's own request (200) */
  'POST /envelopes/{id}/recipients/{recipient_id}/act': {
    request: unknown;
    response: Url;
  };
  /** Send a new link; older ones die (202) */
  'POST /envelopes/{id}/recipients/{recipient_id}/resend': {
    request: unknown;
    response: Recipient;
  };
  /** Send (202) */
  'POST /envelopes/{id}/send': {
    request: Send;
    response: Envelope;
  };
  /** Withdraw before everybody has agreed (200) */
  'POST /envelopes/{id}/withdraw': {
    request: Withdraw;
    response: Envelope;
  };
  /** Become a member (201) */
  'POST /invitations/accept': {
    request: InvitationAccept;
    response: Session;
  };
  /** Whose invitation this is. Changes nothing (200) */
  'POST /invitations/check': {
    request: Token;
    response: Invitation;
  };
  /** Where answers to mails go; null: to who sends (200) */
  'GET /mail-settings': {
    request: undefined;
    response: MailSettings;
  };
  /** Change it under its version (200) */
  'PUT /mail-settings': {
    request: MailSettingsEdit;
    response: MailSettings;
  };
  /** Every mail that the service writes (200) */
  'GET /mail-templates': {
    request: undefined;
    response: MailTemplateList;
  };
  /** One of them with sample values; query: locale (200) */
  'GET /mail-templates/{kind}': {
    request: undefined;
    response: MailSample;
  };
  /** Members and open invitations (200) */
  'GET /members': {
    request: undefined;
    response: MemberList;
  };
  /** Invite a member (201) */
  'POST /members': {
    request: MemberNew;
    response: Member;
  };
  /** Remove a member or an invitation (204) */
  'DELETE /members/{id}': {
    request: undefined;
    response: undefined;
  };
  /** Change a member's role (200) */
  'PATCH /members/{id}': {
    request: MemberEdit;
    response: Member;
  };
  /** This description (200) */
  'GET /openapi.json': {
    request: undefined;
    response: unknown;
  };
  /** Mails (on trial only) (200) */
  'GET /outbox': {
    request: undefined;
    response: OutboxList;
  };
  /** One mail with its text (on trial only) (200) */
  'GET /outbox/{id}': {
    request: undefined;
    response: OutboxMail;
  };
  /** Kept documents, the nearest deadline first; query: state, cursor, limit (200) */
  'GET /preservation': {
    request: undefined;
    response: PreservationList;
  };
  /** How the kept documents stand (200) */
  'GET /preservation/summary': {
    request: undefined;
    response: PreservationSummary;
  };
  /** Try again now what is due for a document (202) */
  'POST /preservation/{document_id}/retry': {
    request: unknown;
    response: PreservationItem;
  };
  /** Agree to what was shown (202) */
  'POST /recipient/agree': {
    request: Agree;
    response: RecipientView;
  };
  /** The agreement certificate (200) */
  'GET /recipient/certificate': {
    request: undefined;
    response: Blob;
  };
  /** Decline (200) */
  'POST /recipient/decline': {
    request: Decline;
    response: RecipientView;
  };
  /** The PDF as it is now; query: download=1 (200) */
  'GET /recipient/documents/{document_id}/file': {
    request: undefined;
    response: Blob;
  };
  /** What the recipient sees (200) */
  'GET /recipient/envelope': {
    request: undefined;
    response: RecipientView;
  };
  /** What a link leads to. Changes nothing (200) */
  'POST /recipient/landing': {
    request: Token;
    response: Landing;
  };
  /** The button: marks opened, makes a session (200) */
  'POST /recipient/open': {
    request: Token;
    response: RecipientView;
  };
  /** Sign out (204) */
  'DELETE /session': {
    request: undefined;
    response: undefined;
  };
  /** Who is signed in, and what this installation is (200) */
  'GET /session': {
    request: undefined;
    response: Session;
  };
  /** Sign in (200) */
  'POST /session': {
    request: SignIn;
    response: Session;
  };
  /** First organisation and its administrator (201) */
  'POST /setup': {
    request: Setup;
    response: Session;
  };
  /** Is this set-up token good? Changes nothing (200) */
  'POST /setup/check': {
    request: Token;
    response: Valid;
  };
  /** What is missing for production (200) */
  'GET /system': {
    request: undefined;
    response: System;
  };
  /** Which time-stamp authority is asked for what (200) */
  'GET /timestamps/policy': {
    request: undefined;
    response: TimestampPolicy;
  };
  /** Change it under its version; purposes that are not named stay (200) */
  'PUT /timestamps/policy': {
    request: TimestampPolicyEdit;
    response: TimestampPolicy;
  };
  /** Time-stamps used, by month of Japan's time; query: from and to, such as 2026-01. count: taken; lost: perhaps charged, never used; refused: not given (200) */
  'GET /timestamps/usage': {
    request: undefined;
    response: TimestampUsage;
  };
  /** Check the signatures of a PDF; nothing is kept. Accept: application/xml gives the report of ETSI TS 119 102-2 (200) */
  'POST /verify': {
    request: Blob;
    response: VerifyReport;
  };
}
