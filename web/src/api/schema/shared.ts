// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type Attachment = { id: string; name: string; sha256: string; size: number; type: string };

export type Empty = Record<string, unknown>;

export type EnvelopeSummary = {
  completed_at: string | null;
  created_at: string;
  discarded_at: string | null;
  documents: number;
  expire_at: string | null;
  external_id: string | null;
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

export type Field = {
  align?: 'left' | 'center' | 'right';
  areas: FieldArea[];
  cover?: boolean;
  document_id: string;
  font_size?: number;
  format?: FieldFormat;
  id?: string | null;
  initial?: string | null;
  kind: 'text' | 'multiline' | 'date' | 'check' | 'radio' | 'select' | 'number' | 'name' | 'company' | 'department' | 'title' | 'address' | 'mail' | 'initials' | 'ink' | 'seal' | 'signature';
  label?: string;
  max_length?: number;
  mine?: boolean;
  name?: string;
  options?: FieldOption[];
  recipient_id?: string | null;
  required?: boolean;
  source?: 'placed' | 'form' | 'tag';
  value?: FieldContent;
};

export type FieldArea = {
  h: number;
  page: number;
  value?: string | null;
  w: number;
  x: number;
  y: number;
};

export type FieldContent = string | {
  image?: string;
  ink?: ((number[])[])[];
  saved?: string;
  seal?: SealText;
  typed?: string;
} | null;

export type FieldFormat = {
  auto?: 'agreement' | null;
  check?: 'digits' | 'alnum' | 'phone' | 'postal' | 'katakana' | null;
  decimals?: number | null;
  from?: string | null;
  grouping?: boolean | null;
  max?: number | null;
  min?: number | null;
  pattern?: 'YYYY年M月D日' | 'GGGGy年M月D日' | 'YYYY-MM-DD' | 'YYYY/MM/DD' | 'MMMM D, YYYY' | null;
  to?: string | null;
};

export type FieldOption = { label?: string | null; value: string };

export type MailSample = {
  html: string;
  kind: string;
  note: string;
  subject: string;
  text: string;
  to: 'party' | 'sender' | 'member' | 'owner' | 'operator' | 'anyone';
};

export type Party = {
  company: string;
  id?: string;
  name: string;
  role: string;
  side: 'own' | 'counterparty';
  state: string;
};

export type PreservationItem = {
  attempts: number;
  deadline_at: string | null;
  document_id: string;
  envelope_id?: string;
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
  title?: string;
};

export type Problem = {
  cause?: string;
  detail?: string;
  errors?: ({ code: string; field: string; message: string })[];
  instance: string;
  status: number;
  title: string;
  type: '/problems/invalid-input' | '/problems/sign-in-required' | '/problems/sign-in-failed' | '/problems/not-allowed' | '/problems/csrf' | '/problems/not-found' | '/problems/method-not-allowed' | '/problems/conflict' | '/problems/content-changed' | '/problems/idempotency-key-in-use' | '/problems/idempotency-answer-not-kept' | '/problems/link-expired' | '/problems/too-large' | '/problems/unsupported-type' | '/problems/range' | '/problems/misdirected' | '/problems/too-many-requests' | '/problems/pdf-not-a-pdf' | '/problems/pdf-damaged' | '/problems/pdf-limit' | '/problems/pdf-encrypted' | '/problems/pdf-restricted' | '/problems/pdf-locked' | '/problems/pdf-xfa' | '/problems/pdf-x' | '/problems/bad-der' | '/problems/bad-signature' | '/problems/idempotency-key-reused' | '/problems/level-not-reached' | '/problems/bad-certificate' | '/problems/own-certificate-needed' | '/problems/ticket-invalid' | '/problems/agent-too-old' | '/problems/sequence-used' | '/problems/revision-changed' | '/problems/cert-not-accepted' | '/problems/cert-expired' | '/problems/cert-revoked' | '/problems/cert-key-usage' | '/problems/cert-chain' | '/problems/cert-other-person' | '/problems/cert-algorithm' | '/problems/signature-invalid' | '/problems/signing-service-failed' | '/problems/signed-copy-refused' | '/problems/timestamp-failed' | '/problems/key-unavailable' | '/problems/io' | '/problems/no-space' | '/problems/unavailable' | '/problems/busy' | '/problems/commit-unknown' | '/problems/timeout' | '/problems/internal-error';
};

export type Question = {
  answer: string | null;
  answered_at: string | null;
  answered_by?: string | null;
  at: string;
  id: string;
  kind: 'question' | 'more_time';
  recipient_id?: string;
  recipient_name?: string;
  text: string;
  until: string | null;
};

export type SealText = {
  mm?: number;
  outer?: string;
  shape: 'round' | 'square' | 'company';
  text: string;
};

export type Session = {
  account: { email: string; id: string; locale: string; name: string } | null;
  csrf: string | null;
  organisation: { id: string; name: string } | null;
  permissions: string[];
  role: string | null;
  setup_needed: boolean;
  trial: boolean;
  version: string;
};

export type SigningTicketNew = {
  code: string;
  confirm_code: string;
  expires_at: string;
  id: string;
  url: string;
};

export type TicketProblem = { detail: string; status: number; title: string; type: string } | null;

export type Timestamp = {
  authority: string;
  class: 'accredited' | 'other' | 'local' | null;
  purpose: 'act' | 'conclusion' | 'renewal';
  time: string;
};

export type Token = { token: string };
