// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type AbuseReportList = {
  items: ({
    at: string;
    category: 'phishing' | 'impersonation' | 'wrong_person' | 'unwanted' | 'other';
    envelope_id: string;
    id: string;
    organisation: { id: string; name: string };
    reporter: { email: string; name: string };
    text: string;
  })[];
  next_cursor: string | null;
};

export type AccessCode = { code: string };

export type AccountEdit = { locale?: 'ja' | 'en'; name?: string };

export type AgentAccepted = {
  chosen: string;
  issuer: string;
  not_after: string;
  status: 'good' | 'unknown';
  subject: string;
};

export type AgentBatchAccepted = {
  chosen: string;
  issuer: string;
  not_after: string;
  requests: ({ error: TicketProblem; id: string })[];
  status: 'good' | 'unknown';
  subject: string;
};

export type AgentBatchCall = { requests: string[]; seq: number };

export type AgentBatchComplete = {
  requests: ({ id: string; signatures: ({ op: string; signature: string })[] })[];
  seq: number;
};

export type AgentBatchPrepared = {
  expires_in: number;
  requests: ({
    error: TicketProblem;
    id: string;
    operations?: AgentOperation[];
    state: 'working' | 'ready' | 'failed';
  })[];
};

export type AgentBatchState = {
  requests: ({
    documents: ({ id: string; sha256: string; timestamp: string | null })[];
    error: TicketProblem;
    id: string;
    state: 'waiting' | 'working' | 'done' | 'failed';
  })[];
};

export type AgentCall = { seq: number };

export type AgentCancel = { reason: 'user' | 'pin_locked' | 'error'; seq: number };

export type AgentCertificate = {
  algorithms: string[];
  certificate: string;
  chain?: string[];
  seq: number;
  token: 'pkcs12' | 'store' | 'pkcs11' | 'jpki' | 'remote';
};

export type AgentComplete = { seq: number; signatures: ({ op: string; signature: string })[] };

export type AgentOperation = {
  digest_algorithm: 'sha256' | 'sha384' | 'sha512';
  document: string;
  message_digest: string;
  op: string;
  proof: AgentState;
  shown?: AgentState;
  signature_algorithm: string;
  signed_attrs: string;
};

export type AgentPrepared = {
  expires_in?: number;
  operations?: AgentOperation[];
  state: 'working' | 'ready';
};

export type AgentRedeem = {
  agent: { can?: ('batch')[]; os: 'linux' | 'windows'; version: string };
  nonce: string;
  ticket: string;
};

export type AgentSession = {
  accept: {
    issuers: string[];
    jpki: boolean;
    key_usage: string;
    signature_algorithms: string[];
    subject_hint: string;
  };
  account: { company: string; name: string };
  confirm_code: string;
  documents?: ({
    id: string;
    name: string;
    pages: number;
    sha256: string;
    sha384: string;
    sha512: string;
    size: number;
  })[];
  expires_in: number;
  left_out?: ({ error: TicketProblem; id: string; title: string })[];
  min_agent: string;
  request?: { id: string; message: string; sender: string; title: string };
  requests?: ({
    documents: ({
      id: string;
      name: string;
      pages: number;
      sha256: string;
      sha384: string;
      sha512: string;
      size: number;
    })[];
    id: string;
    request: {
      counterparty: string;
      id: string;
      message: string;
      sender: string;
      title: string;
    };
    subject_hint: string;
  })[];
  server_name: string;
  session: string;
};

export type AgentState = { midstate: string; shown_size?: number; tail: string; update?: string[] };

export type AgentStatus = {
  documents: ({ id: string; sha256: string; timestamp: string | null })[];
  error: TicketProblem;
  state: 'waiting' | 'working' | 'done' | 'failed';
};

export type AgentWorking = { state: 'working' };

export type Agree = {
  authority: boolean;
  company?: string;
  department?: string;
  name: string;
  shown: Shown[];
  statement_version: string;
  title?: string;
};

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

export type ApprovalRoute = {
  allow_self: boolean;
  always: boolean;
  id: string;
  max_amount: number | null;
  min_amount: number | null;
  name: string;
  steps: ApprovalStep[];
  version: number;
};

export type ApprovalRouteEdit = {
  allow_self?: boolean;
  always?: boolean;
  max_amount?: number | null;
  min_amount?: number | null;
  name: string;
  steps: ApprovalStep[];
  version?: number;
};

export type ApprovalRouteList = { items: ApprovalRoute[] };

export type ApprovalStep = { mode: 'any' | 'all'; people: string[] };

export type ApprovalTaskList = {
  items: ({
    amount: number | null;
    asked_by: string;
    at: string;
    comment: string | null;
    currency: string;
    envelope_id: string;
    id: string;
    route_name: string;
    step: number;
    title: string;
  })[];
  next_cursor: string | null;
};

export type Area = {
  h: number;
  page: number;
  value?: string;
  w: number;
  x: number;
  y: number;
};

export type Ask = { text: string };

export type Attachment = { id: string; name: string; sha256: string; size: number; type: string };

export type AuditDay = {
  authority: string;
  chains: number;
  class: 'accredited' | 'other' | 'local';
  day: string;
  digest: string;
  ends: string | null;
  good_until: string | null;
  leaves: ({ chain: string; hash: string; matches: boolean; seq: number })[];
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

export type AuditTrail = Record<string, unknown>;

export type AuthenticationPolicy = {
  counterparty: string[];
  member: string[];
  own: string[];
  passkeys: boolean;
  sms: boolean;
  version: number;
};

export type AuthenticationPolicyEdit = {
  counterparty: string[];
  member: string[];
  own: string[];
  version: number;
};

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

export type Confirm = { shown?: Shown[] };

export type Confirmation = {
  level: string;
  mails: MailPreview[];
  problems: CodeText[];
  trial: boolean;
  warnings: CodeText[];
};

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

export type Contact = {
  company: string;
  department: string;
  email: string;
  id: string;
  locale: 'ja' | 'en';
  name: string;
  note: string;
  phone: string;
  same_email?: ({ company: string; id: string; name: string })[];
  title: string;
  updated_at: string;
  used_at: string | null;
  version: number;
};

export type ContactEdit = {
  company?: string;
  department?: string;
  email?: string;
  locale?: 'ja' | 'en';
  name?: string;
  note?: string;
  phone?: string;
  title?: string;
  version?: number;
};

export type ContactList = { items: Contact[]; next_cursor: string | null };

export type Correct = {
  access_code?: string;
  company?: string;
  department?: string;
  email?: string;
  name?: string;
  title?: string;
};

export type Deadline = { expire_at: string };

export type Decline = { reason: string };

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

export type Empty = Record<string, unknown>;

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

export type FactorInput = {
  code?: string | null;
  kind: 'access_code' | 'mail_code' | 'sms_code' | 'totp' | 'passkey';
  phone?: string | null;
};

export type FactorPassed = { at?: string; channel: string; kind: string };

export type FactorStarted = {
  create?: boolean;
  expires_at: string | null;
  options?: Record<string, unknown>;
  sent_to: string | null;
  totp?: { secret: string; uri: string };
};

export type FactorsEdit = { factors: FactorInput[] };

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

export type FieldError = { code: string; field: string; message: string };

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

export type FieldList = { items: Field[]; version: number };

export type FieldListEdit = { items: Field[]; version: number };

export type FieldOption = { label?: string | null; value: string };

export type FieldValue = { field_id?: string; value?: FieldContent };

export type FieldValues = { values: FieldValue[] };

export type FieldValuesSaved = { errors: FieldError[]; values: FieldValue[] };

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

export type Health = { alive: boolean };

export type Id = { id: string };

export type Invitation = { email: string; organisation_name: string; role: string };

export type InvitationAccept = { name: string; password: string; token: string };

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

export type Law = {
  clauses: string;
  law: string;
  needs_consent: boolean;
  text: string;
  title: string;
  version: string;
};

export type LawList = { items: Law[] };

export type MailPreview = { recipient_id: string; subject: string; text: string; to: string };

export type MailSample = {
  html: string;
  kind: string;
  note: string;
  subject: string;
  text: string;
  to: 'party' | 'sender' | 'member' | 'owner' | 'operator' | 'anyone';
};

export type MailSettings = { reply_to: string | null; version: number };

export type MailSettingsEdit = { reply_to?: string | null; version: number };

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

export type MemberEdit = { role: 'owner' | 'member' };

export type MemberList = { items: Member[] };

export type MemberNew = { email: string; role: 'owner' | 'member' };

export type MoreTime = { reason: string; until: string };

export type Nothing = Record<string, unknown>;

export type OutboxItem = {
  at: string;
  envelope_id: string | null;
  id: string;
  state: 'queued' | 'sent' | 'failed' | 'outbox';
  subject: string;
  to: string;
};

export type OutboxList = { items: OutboxItem[]; next_cursor: string | null };

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

export type PaperRequest = { text?: string | null };

export type Party = {
  company: string;
  id?: string;
  name: string;
  role: string;
  side: 'own' | 'counterparty';
  state: string;
};

export type PartyPolicy = {
  algorithms: string[];
  issuers: ({
    certificate: string;
    issuer: string;
    name: string;
    not_after: string;
    sha256: string;
    subject: string;
  })[];
  jpki: boolean;
  known_algorithms: string[];
  policies: string[];
  sub_filter: 'ETSI.CAdES.detached' | 'adbe.pkcs7.detached';
  version: number;
};

export type PartyPolicyEdit = {
  algorithms: string[];
  issuers: string[];
  jpki: boolean;
  policies: string[];
  sub_filter: 'ETSI.CAdES.detached' | 'adbe.pkcs7.detached';
  version: number;
};

export type PartyRules = {
  algorithms: string[];
  issuers: string[];
  jpki: boolean;
  policies: string[];
} | null;

export type PasswordChange = { current: string; new: string };

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

export type PreservationList = { items: PreservationItem[]; next_cursor: string | null };

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

export type QuestionList = { items: Question[] };

export type Readiness = { parts: { [name: string]: boolean }; ready: boolean };

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

export type Remind = { recipient_id?: string | null };

export type Reminders = { before_days?: number | null; every_days?: number | null };

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

export type RemoteReturn = { code?: string | null; error?: string | null; state: string };

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

export type RequestList = {
  items: (EnvelopeSummary & { my_state: string; recipient_id: string; role: string })[];
  next_cursor: string | null;
};

export type Seal = {
  id: string;
  image: string | null;
  kind: 'personal' | 'company';
  mm: number;
  name: string;
  outer: string;
  shape: 'round' | 'square' | 'company' | null;
  text: string;
};

export type SealList = { items: Seal[] };

export type SealNew = {
  image?: string | null;
  kind?: 'personal' | 'company';
  mm?: number;
  name: string;
  outer?: string;
  shape?: 'round' | 'square' | 'company';
  text?: string;
};

export type SealText = {
  mm?: number;
  outer?: string;
  shape: 'round' | 'square' | 'company';
  text: string;
};

export type Send = { version: number };

export type SendBack = { comment: string };

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

export type Setup = {
  email: string;
  name: string;
  organisation_name: string;
  password: string;
  token: string;
};

export type Shown = { digest: string; document_id: string };

export type ShownFile = { digest?: string; id?: string; name: string; pages: number; size: number };

export type SignIn = { email: string; password: string };

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

export type SignerRule = { issuer: string | null; sha256: string | null; subject: string | null };

export type SignerRuleInput = { issuer?: string | null; sha256?: string | null; subject?: string | null } | null;

export type SigningBatch = {
  agent: { address: string; os: string; version: string } | null;
  certificate: { issuer: string; not_after: string; subject: string } | null;
  error: TicketProblem;
  expires_at: string;
  id: string;
  requests: ({
    envelope_id: string;
    error: TicketProblem;
    recipient_id: string;
    state: string;
  })[];
  state: 'waiting' | 'redeemed' | 'certificate' | 'preparing' | 'prepared' | 'signing' | 'done' | 'failed' | 'expired' | 'cancelled';
};

export type SigningBatchNew = {
  authority: boolean;
  company?: string;
  department?: string;
  name: string;
  requests: ({
    envelope_id: string;
    recipient_id: string;
    shown: ({ digest: string; document_id: string })[];
    statement_version: string;
  })[];
  title?: string;
};

export type SigningRequest = {
  alone: { code: string; text: string } | null;
  attachments: Attachment[];
  counterparty: string;
  documents: ({ digest: string; id: string; name: string; pages: number; size: number })[];
  envelope_id: string;
  expire_at: string | null;
  message: string;
  recipient_id: string;
  role: string;
  sent_at: string | null;
  state: string;
  title: string;
};

export type SigningRequestList = {
  items: SigningRequest[];
  next_cursor: string | null;
  statements: ({ authority: string; role: string; text: string; version: string })[];
};

export type SigningTicket = {
  agent: { address: string; os: string; version: string } | null;
  certificate: { issuer: string; not_after: string; subject: string } | null;
  error: TicketProblem;
  expires_at: string;
  id: string;
  state: 'waiting' | 'redeemed' | 'certificate' | 'preparing' | 'prepared' | 'signing' | 'done' | 'failed' | 'expired' | 'cancelled';
};

export type SigningTicketNew = {
  code: string;
  confirm_code: string;
  expires_at: string;
  id: string;
  url: string;
};

export type System = {
  items: ({ code: string; fix: string; ok: boolean; text: string })[];
  trial: boolean;
};

export type TermsAccept = { version: string };

export type TicketProblem = { detail: string; status: number; title: string; type: string } | null;

export type Timestamp = {
  authority: string;
  class: 'accredited' | 'other' | 'local' | null;
  purpose: 'act' | 'conclusion' | 'renewal';
  time: string;
};

export type TimestampPolicy = {
  authorities: ({ class: 'accredited' | 'other' | 'local'; name: string })[];
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

export type Token = { token: string };

export type Url = { url: string };

export type Valid = { valid: boolean };

export type VerifyReport = Record<string, unknown>;

export type Withdraw = { reason?: string };
