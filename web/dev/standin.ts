/**
 * A stand-in of the service for developing the UI: the API contract from memory, without
 * signatures, mail or security. It keeps nothing and proves nothing.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  AuditEvent,
  Confirmation,
  DocumentInfo,
  Envelope,
  EnvelopeState,
  Landing,
  LandingState,
  Member,
  OutboxMailBody,
  Recipient,
  RecipientInput,
  RecipientView,
  Session,
} from '../src/api/types';
import { samplePdf } from '../../tests/browser/sample.ts';

interface Stored extends Envelope {
  files: Map<string, Buffer>;
  events: AuditEvent[];
  tokens: Map<string, string>;
}

export const setupToken = 'setup-token-of-the-stand-in-0123456789abcdefg';
const trial = true;
const now = () => new Date().toISOString();
let serial = 0;
const id = (kind: string) =>
  `${kind}_0193${(++serial).toString(16).padStart(8, '0')}7${randomBytes(6).toString('hex')}`;
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

let account: null | { id: string; name: string; email: string; locale: 'ja' | 'en' } = null;
let organisation: null | { id: string; name: string } = null;
let password = '';
const members: Member[] = [];
const envelopes = new Map<string, Stored>();
const outbox: OutboxMailBody[] = [];
const sessions = new Set<string>();
const recipientSessions = new Map<string, { envelope: string; recipient: string }>();

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly slug: string,
    readonly title: string,
    readonly detail = '',
    readonly errors: { field: string; code: string; message: string }[] = [],
  ) {
    super(title);
  }
}

interface Call {
  body: Record<string, unknown>;
  raw: Buffer;
  query: URLSearchParams;
  cookies: Map<string, string>;
  params: string[];
  setCookie: (text: string) => void;
  req: IncomingMessage;
  res: ServerResponse;
}
type Handler = (call: Call) => unknown;

const session = (signedIn: boolean): Session => ({
  setup_needed: account === null,
  trial,
  account: signedIn ? account : null,
  organisation: signedIn ? organisation : null,
  role: signedIn ? 'owner' : null,
  permissions: signedIn ? ['envelope.create', 'member.manage', 'system.read'] : [],
  csrf: signedIn ? 'csrf' : null,
  version: '0.1.0',
});

function signIn(call: Call): Session {
  const key = randomBytes(16).toString('hex');
  sessions.add(key);
  call.setCookie(`skysign=${key}; Path=/; HttpOnly; SameSite=Lax`);
  return session(true);
}

const member = (call: Call) => {
  if (!sessions.has(call.cookies.get('skysign') ?? ''))
    throw new Refusal(401, 'unauthenticated', 'サインインが必要です');
};

function note(e: Stored, kind: string, text: string, actor: AuditEvent['actor']): void {
  const seq = e.events.length + 1;
  const previous = e.events.at(-1)?.hash ?? '';
  e.events.push({
    seq,
    at: now(),
    kind,
    text,
    actor,
    hash: sha256(Buffer.from(previous + seq + text)),
  });
  e.updated_at = now();
}

const system = { kind: 'system' as const, name: '' };
const byMe = () => ({ kind: 'member' as const, name: account?.name ?? '' });

function find(envelope: string | undefined): Stored {
  const e = envelopes.get(envelope ?? '');
  if (!e)
    throw new Refusal(404, 'not-found', '書類が見つかりません', '一覧から選び直してください。');
  return e;
}

function refresh(e: Stored): Envelope {
  const open = e.recipients.filter((r) => r.state === 'sent' || r.state === 'opened');
  e.waiting_for =
    e.state === 'pending' ? open.map((r) => `${r.name}${r.company ? `（${r.company}）` : ''}`) : [];
  const texts: Record<EnvelopeState, Envelope['next']> = {
    draft: { code: 'draft', text: '送信すると、宛先へ依頼のメールが届きます。' },
    pending: { code: 'waiting', text: '全員が同意すると締結されます。' },
    concluding: { code: 'concluding', text: '締結の処理をしています。' },
    completed: { code: 'done', text: '締結されました。署名済みの PDF を保管してください。' },
    declined: { code: 'stopped', text: '辞退されたため、手続きは終了しました。' },
    withdrawn: { code: 'stopped', text: '取り下げられたため、手続きは終了しました。' },
    expired: { code: 'stopped', text: '期限が過ぎたため、手続きは終了しました。' },
  };
  e.next = texts[e.state];
  const actions: Record<EnvelopeState, Envelope['actions']> = {
    draft: ['edit', 'send', 'discard', 'download'],
    pending: ['withdraw', 'resend', 'download'],
    concluding: ['download'],
    completed: ['download', 'certificate'],
    declined: ['download'],
    withdrawn: ['download'],
    expired: ['download'],
  };
  e.actions = actions[e.state];
  const { files: _f, events: _e, tokens: _t, ...rest } = e;
  return rest;
}

const summary = (e: Stored) => {
  const { documents, recipients, ...rest } = refresh(e);
  return {
    ...rest,
    documents: documents.length,
    recipients: recipients.map(({ name, company, side, state }) => ({
      name,
      company,
      side,
      state,
    })),
  };
};

function create(title: string): Stored {
  const e: Stored = {
    id: id('env'),
    title,
    state: 'draft',
    trial,
    sample: false,
    created_at: now(),
    updated_at: now(),
    sent_at: null,
    completed_at: null,
    expire_at: null,
    documents: [],
    recipients: [],
    waiting_for: [],
    message: '',
    version: 1,
    created_by: { id: account?.id ?? '', name: account?.name ?? '' },
    actions: [],
    next: { code: 'draft', text: '' },
    failure: null,
    files: new Map(),
    events: [],
    tokens: new Map(),
  };
  envelopes.set(e.id, e);
  note(e, 'envelope.created', '下書きを作成しました', byMe());
  return e;
}

function addDocument(e: Stored, name: string, data: Buffer): DocumentInfo {
  const text = data.toString('latin1');
  if (!text.includes('%PDF-'))
    throw new Refusal(
      422,
      'pdf-invalid',
      'PDF として読めません',
      'PDF に変換してから追加してください。',
    );
  if (text.includes('/Encrypt'))
    throw new Refusal(
      422,
      'pdf-encrypted',
      'パスワードで保護された PDF です',
      '保護を外した PDF を追加してください。',
    );
  const broken = !text.trimEnd().endsWith('%%EOF');
  const document: DocumentInfo = {
    id: id('doc'),
    name,
    size: data.length,
    pages: Math.max(1, (text.match(/\/Type\s*\/Page\b/g) ?? []).length),
    sha256: sha256(data),
    state: 'ready',
    repaired: broken,
    notes: text.includes('/AcroForm')
      ? [{ code: 'form', text: '入力欄のある PDF です。入力欄はそのまま残ります。' }]
      : [],
    signatures: 0,
    revision: 1,
  };
  e.documents.push(document);
  e.files.set(document.id, data);
  e.version++;
  note(e, 'document.added', `ファイル「${name}」を追加しました`, byMe());
  return document;
}

const toRecipient = (r: RecipientInput): Recipient => ({
  id: r.id ?? id('rcp'),
  order: r.order,
  side: r.side,
  role: 'signer',
  name: r.name,
  email: r.email,
  company: r.company,
  locale: r.locale,
  state: 'awaiting',
  is_me: r.email === account?.email,
  sent_at: null,
  opened_at: null,
  completed_at: null,
  declined_at: null,
  decline_reason: null,
  delivery: null,
});

const mailFor = (e: Stored, r: Recipient, link: string) => ({
  recipient_id: r.id,
  to: `${r.name} <${r.email}>`,
  subject: `【確認のお願い】${organisation?.name} より「${e.title}」`,
  text: `${r.company}\n${r.name} 様\n\n${organisation?.name} の${account?.name}さんから、次の書類の確認と同意の依頼が届いています。\n\n件名：${e.title}\n${e.message ? `\n${e.message}\n` : ''}\n内容を確認するには、次のリンクを開いてください。開いただけでは同意になりません。\n${link}\n\n送信者は締結前に取り下げることができます。\nお心当たりのない場合は、このメールを破棄してください。\n`,
});

function request(e: Stored, r: Recipient, origin: string): void {
  for (const [token, recipient] of e.tokens) if (recipient === r.id) e.tokens.delete(token);
  const token = randomBytes(32).toString('base64url');
  e.tokens.set(token, r.id);
  r.state = 'sent';
  r.sent_at = now();
  r.delivery = { state: 'sent', text: '' };
  const mail = mailFor(e, r, `${origin}/r/#${token}`);
  post(e, mail.to, mail.subject, mail.text);
}

function post(e: Stored | null, to: string, subject: string, text: string): void {
  outbox.unshift({
    id: id('mal'),
    to,
    subject,
    state: 'outbox',
    at: now(),
    envelope_id: e?.id ?? null,
    text,
    html: `<!doctype html><body style="font-family:sans-serif"><p style="white-space:pre-wrap">${text}</p></body>`,
  });
}

function advance(e: Stored, origin: string): void {
  const left = e.recipients.filter((r) => r.state !== 'completed');
  if (left.length === 0) {
    e.state = 'concluding';
    note(e, 'envelope.concluding', '全員の同意がそろいました', system);
    setTimeout(() => {
      e.state = 'completed';
      e.completed_at = now();
      for (const d of e.documents) d.signatures = e.recipients.length + 2;
      note(e, 'envelope.completed', '締結しました', system);
      for (const r of e.recipients)
        post(e, `${r.name} <${r.email}>`, `【締結完了】「${e.title}」`, '締結が完了しました。\n');
    }, 1500);
    return;
  }
  const order = Math.min(...left.map((r) => r.order));
  for (const r of left)
    if (r.order === order && r.state === 'awaiting') {
      request(e, r, origin);
      note(e, 'recipient.requested', `${r.name} さんへ依頼しました`, system);
    }
}

function byToken(token: string): { e: Stored; r: Recipient } {
  for (const e of envelopes.values()) {
    const r = e.recipients.find((x) => x.id === e.tokens.get(token));
    if (r) return { e, r };
  }
  throw new Refusal(
    404,
    'link-expired',
    'このリンクは使えません',
    '最新のメールのリンクを開いてください。',
  );
}

function landingState(e: Stored, r: Recipient): LandingState {
  if (e.state === 'withdrawn') return 'withdrawn';
  if (e.state === 'expired') return 'expired';
  if (e.state === 'declined') return 'declined';
  if (r.state === 'completed' || r.state === 'processing') return 'done';
  return r.state === 'awaiting' ? 'not_your_turn' : 'open';
}

const landing = (e: Stored, r: Recipient): Landing => ({
  state: landingState(e, r),
  sender: { company: organisation?.name ?? '', name: account?.name ?? '' },
  title: e.title,
  message: e.message,
  expire_at: e.expire_at,
  recipient: { name: r.name, company: r.company },
  documents: e.documents.map(({ name, pages, size }) => ({ name, pages, size })),
  trial,
  effect: `${r.company || r.name} として、この書類の内容で契約を結ぶことに同意したことになります。同意の記録は、電子署名とタイムスタンプとして PDF に残ります。`,
  withdrawable_note: '送信者は締結前に取り下げることができます。',
});

const view = (e: Stored, r: Recipient): RecipientView => ({
  ...landing(e, r),
  csrf: 'csrf',
  act: r.state === 'completed' ? 'completed' : r.state === 'processing' ? 'processing' : 'none',
  documents: e.documents.map((d) => ({
    id: d.id,
    name: d.name,
    pages: d.pages,
    size: d.size,
    digest: d.sha256,
  })),
  statement: {
    version: 'ja-1',
    text: `私は、「${e.title}」の内容を確認し、${r.company || '本人'} としてこれに同意します。`,
  },
  authority_statement: '締結する権限を有します',
  declared: { name: r.name, company: r.company, department: '', title: '' },
  others: e.recipients
    .filter((x) => x.id !== r.id)
    .map(({ name, company, side, state }) => ({ name, company, side, state })),
  completed_at: e.completed_at,
});

function recipientOf(call: Call): { e: Stored; r: Recipient } {
  const s = recipientSessions.get(call.cookies.get('skysign_r') ?? '');
  const e = s && envelopes.get(s.envelope);
  const r = e?.recipients.find((x) => x.id === s?.recipient);
  if (!e || !r) throw new Refusal(401, 'unauthenticated', 'リンクを開き直してください');
  return { e, r };
}

function recipientSession(call: Call, e: Stored, r: Recipient): void {
  const key = randomBytes(16).toString('hex');
  recipientSessions.set(key, { envelope: e.id, recipient: r.id });
  call.setCookie(`skysign_r=${key}; Path=/; HttpOnly; SameSite=Strict`);
}

function sendFile(call: Call, name: string, data: Buffer): null {
  const { req, res, query } = call;
  res.setHeader('Content-Type', 'application/pdf');
  res.setHeader('Accept-Ranges', 'bytes');
  res.setHeader('Cache-Control', 'no-store');
  if (query.get('download'))
    res.setHeader(
      'Content-Disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    );
  const range = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range ?? '');
  if (!range) {
    res.setHeader('Content-Length', data.length);
    res.end(data);
    return null;
  }
  const from = Number(range[1]);
  const to = range[2] ? Math.min(Number(range[2]), data.length - 1) : data.length - 1;
  res.statusCode = 206;
  res.setHeader('Content-Range', `bytes ${from}-${to}/${data.length}`);
  res.setHeader('Content-Length', to - from + 1);
  res.end(data.subarray(from, to + 1));
  return null;
}

const originOf = (call: Call) => `http://${call.req.headers.host}`;
const str = (value: unknown) => (typeof value === 'string' ? value : '');

const routes: [string, RegExp, Handler][] = [
  ['GET', /^\/session$/, (c) => session(sessions.has(c.cookies.get('skysign') ?? ''))],
  [
    'POST',
    /^\/session$/,
    (c) => {
      if (!account || c.body['email'] !== account.email || c.body['password'] !== password)
        throw new Refusal(401, 'credentials', 'メールアドレスまたはパスワードが正しくありません');
      return signIn(c);
    },
  ],
  [
    'DELETE',
    /^\/session$/,
    (c) => {
      sessions.delete(c.cookies.get('skysign') ?? '');
    },
  ],
  ['POST', /^\/setup\/check$/, (c) => ({ valid: c.body['token'] === setupToken && !account })],
  [
    'POST',
    /^\/setup$/,
    (c) => {
      if (c.body['token'] !== setupToken || account)
        throw new Refusal(410, 'setup', '設定用リンクが無効です');
      account = {
        id: id('acc'),
        name: str(c.body['name']),
        email: str(c.body['email']),
        locale: 'ja',
      };
      organisation = { id: id('org'), name: str(c.body['organisation_name']) };
      password = str(c.body['password']);
      members.push({ ...account, role: 'owner', state: 'active' });
      const sample = create('業務委託契約書（見本）');
      sample.sample = true;
      addDocument(sample, '業務委託契約書（見本）.pdf', samplePdf());
      return signIn(c);
    },
  ],
  [
    'POST',
    /^\/invitations\/check$/,
    (c) => {
      if (c.body['token'] === '') throw new Refusal(404, 'invitation', '招待リンクが無効です');
      return { organisation_name: organisation?.name, email: 'invited@example.jp', role: 'member' };
    },
  ],
  ['POST', /^\/invitations\/accept$/, (c) => signIn(c)],
  [
    'POST',
    /^\/verify$/,
    (c) => {
      const file = c.query.get('name') ?? '';
      const base = { file, validated_at: now(), size: c.raw.length, revisions: 1 };
      const person = (common_name: string) => ({
        common_name,
        organisation: 'SkySign',
        country: 'JP',
        subject: `CN=${common_name}, O=SkySign, C=JP`,
        issuer: 'CN=SkySign Trial CA, O=SkySign, C=JP',
        issuer_name: 'SkySign Trial CA',
        serial: '4f21a0',
        key: 'EC P-256',
        sha256: sha256(Buffer.from(common_name)),
        not_before: now(),
        not_after: now(),
        trusted: true,
        chain: [],
        revocation: 'not-checked',
        revoked_at: null,
      });
      const one = (field: string, kind: string, reason: string) => ({
        field,
        kind,
        reason,
        indication: 'TOTAL-PASSED',
        sub_indication: null,
        integrity: true,
        coverage: 'entire-revision',
        later_changes: kind === 'document-timestamp' ? 'none' : 'form-filling',
        permitted: true,
        level: 'B-T',
        signer: person('SkySign Trial Provider'),
        claimed_time: now(),
        timestamp: {
          time: now(),
          intact: true,
          trusted: true,
          serial: '1',
          policy: '1.2.3',
          authority: person('SkySign Trial TSA'),
          findings: [],
        },
        sub_filter: 'ETSI.CAdES.detached',
        algorithm: 'ECDSA with SHA-256',
        name: '',
        location: '',
        signed_bytes: 1,
        doc_mdp: null,
        changes: [],
        findings: [],
      });
      return file.includes('署名') || file.includes('phone')
        ? {
            ...base,
            verdict: 'TOTAL-PASSED',
            summary: { ja: 'この文書の署名はすべて有効です。', en: 'All valid.' },
            signatures: [
              one('SkySign_Send', 'certification', '送信：株式会社スカイ商事'),
              one('SkySign_Party_1', 'approval', '同意：山田 太郎'),
              one('SkySign_Closing', 'document-timestamp', ''),
            ],
          }
        : {
            ...base,
            verdict: 'NO-SIGNATURE',
            summary: { ja: '署名がありません。', en: 'No signature.' },
            signatures: [],
          };
    },
  ],
  ['GET', /^\/members$/, () => ({ items: members })],
  [
    'POST',
    /^\/members$/,
    (c) => {
      const email = str(c.body['email']);
      if (members.some((x) => x.email === email))
        throw new Refusal(409, 'exists', 'すでに登録されているメールアドレスです');
      const x: Member = {
        id: id('acc'),
        name: '',
        email,
        role: c.body['role'] as Member['role'],
        state: 'invited',
      };
      members.push(x);
      post(
        null,
        email,
        `【招待】${organisation?.name}`,
        `${originOf(c)}/invite#invitation-token\n`,
      );
      return x;
    },
  ],
  [
    'PATCH',
    /^\/members\/(\w+)$/,
    (c) => {
      const x = members.find((y) => y.id === c.params[0]);
      if (x) x.role = c.body['role'] as Member['role'];
      return x;
    },
  ],
  [
    'DELETE',
    /^\/members\/(\w+)$/,
    (c) => {
      const at = members.findIndex((y) => y.id === c.params[0]);
      if (at >= 0) members.splice(at, 1);
    },
  ],
  ['PATCH', /^\/account$/, (c) => Object.assign(account ?? {}, c.body)],
  [
    'POST',
    /^\/account\/password$/,
    (c) => {
      if (c.body['current'] !== password)
        throw new Refusal(422, 'invalid', '入力内容をご確認ください', '', [
          { field: 'current', code: 'wrong', message: '現在のパスワードが正しくありません' },
        ]);
      password = str(c.body['new']);
    },
  ],
  [
    'GET',
    /^\/envelopes$/,
    (c) => {
      const all = [...envelopes.values()].reverse();
      const state = c.query.get('state');
      const q = c.query.get('q') ?? '';
      const counts = Object.fromEntries(
        ['draft', 'pending', 'concluding', 'completed', 'declined', 'withdrawn', 'expired'].map(
          (s) => [s, all.filter((e) => e.state === s).length],
        ),
      );
      const items = all
        .filter((e) => !state || e.state === state)
        .filter((e) => JSON.stringify([e.title, e.recipients]).includes(q));
      return { items: items.map(summary), next_cursor: null, counts };
    },
  ],
  ['POST', /^\/envelopes$/, (c) => refresh(create(str(c.body['title'])))],
  ['GET', /^\/envelopes\/(\w+)$/, (c) => refresh(find(c.params[0]))],
  [
    'PATCH',
    /^\/envelopes\/(\w+)$/,
    (c) => {
      const e = find(c.params[0]);
      if (c.body['version'] !== e.version)
        throw new Refusal(
          409,
          'content-changed',
          '別の画面で変更されました',
          '読み直してください。',
        );
      if ('title' in c.body) e.title = str(c.body['title']);
      if ('message' in c.body) e.message = str(c.body['message']);
      if ('expire_at' in c.body) e.expire_at = c.body['expire_at'] as string | null;
      if (Array.isArray(c.body['recipients']))
        e.recipients = (c.body['recipients'] as RecipientInput[]).map(toRecipient);
      e.version++;
      e.updated_at = now();
      return refresh(e);
    },
  ],
  ['DELETE', /^\/envelopes\/(\w+)$/, (c) => void envelopes.delete(find(c.params[0]).id)],
  [
    'POST',
    /^\/envelopes\/(\w+)\/documents$/,
    (c) => addDocument(find(c.params[0]), c.query.get('name') ?? '', c.raw),
  ],
  [
    'DELETE',
    /^\/envelopes\/(\w+)\/documents\/(\w+)$/,
    (c) => {
      const e = find(c.params[0]);
      e.documents = e.documents.filter((d) => d.id !== c.params[1]);
      e.version++;
    },
  ],
  [
    'GET',
    /^\/envelopes\/(\w+)\/confirmation$/,
    (c): Confirmation => {
      const e = find(c.params[0]);
      return {
        mails: e.recipients.map((r) => mailFor(e, r, `${originOf(c)}/r/#（送信時に作成）`)),
        warnings: [
          {
            code: 'paper-wording',
            text: '本文に「記名押印」という文言があります。電子契約に合う表現かご確認ください。',
          },
        ],
        problems: e.documents.length
          ? []
          : [{ code: 'no-document', text: 'ファイルがありません', field: 'documents' }],
        level: 'B-T',
        trial,
      };
    },
  ],
  [
    'POST',
    /^\/envelopes\/(\w+)\/send$/,
    (c) => {
      const e = find(c.params[0]);
      e.state = 'pending';
      e.sent_at = now();
      note(e, 'envelope.sent', '送信しました', byMe());
      for (const d of e.documents) d.signatures = 1;
      advance(e, originOf(c));
      return refresh(e);
    },
  ],
  [
    'POST',
    /^\/envelopes\/(\w+)\/withdraw$/,
    (c) => {
      const e = find(c.params[0]);
      e.state = 'withdrawn';
      note(e, 'envelope.withdrawn', '取り下げました', byMe());
      return refresh(e);
    },
  ],
  [
    'POST',
    /^\/envelopes\/(\w+)\/recipients\/(\w+)\/resend$/,
    (c) => {
      const e = find(c.params[0]);
      const r = e.recipients.find((x) => x.id === c.params[1]);
      if (!r) throw new Refusal(404, 'not-found', '宛先が見つかりません');
      request(e, r, originOf(c));
      note(e, 'recipient.resent', `${r.name} さんへ再送しました`, byMe());
      return r;
    },
  ],
  [
    'POST',
    /^\/envelopes\/(\w+)\/recipients\/(\w+)\/act$/,
    (c) => {
      const e = find(c.params[0]);
      const r = e.recipients.find((x) => x.id === c.params[1]);
      if (!r) throw new Refusal(404, 'not-found', '宛先が見つかりません');
      if (r.state === 'sent') {
        r.state = 'opened';
        r.opened_at = now();
      }
      recipientSession(c, e, r);
      return { url: '/r/' };
    },
  ],
  [
    'GET',
    /^\/envelopes\/(\w+)\/documents\/(\w+)\/file$/,
    (c) => {
      const e = find(c.params[0]);
      const d = e.documents.find((x) => x.id === c.params[1]);
      const data = e.files.get(c.params[1] ?? '');
      if (!d || !data) throw new Refusal(404, 'not-found', 'ファイルが見つかりません');
      return sendFile(c, d.name, data);
    },
  ],
  [
    'GET',
    /^\/envelopes\/(\w+)\/certificate$/,
    (c) => sendFile(c, '合意締結証明書.pdf', samplePdf()),
  ],
  [
    'GET',
    /^\/envelopes\/(\w+)\/events$/,
    (c) => ({ items: find(c.params[0]).events, chain_intact: true }),
  ],
  [
    'GET',
    /^\/outbox$/,
    () => ({
      items: outbox.map(({ text: _t, html: _h, ...rest }) => rest),
      next_cursor: null,
    }),
  ],
  [
    'GET',
    /^\/outbox\/(\w+)$/,
    (c) => {
      const mail = outbox.find((x) => x.id === c.params[0]);
      if (!mail) throw new Refusal(404, 'not-found', 'メールが見つかりません');
      return mail;
    },
  ],
  [
    'GET',
    /^\/system$/,
    () => ({
      trial,
      items: [
        {
          code: 'certificate',
          ok: false,
          text: '署名用の証明書が、このサーバーだけの認証局のものです',
          fix: '信頼された認証局の証明書を用意し、設定 provider_cert と provider_key に指定してください。',
        },
        {
          code: 'tsa',
          ok: false,
          text: '外部のタイムスタンプ局が設定されていません',
          fix: '設定 tsa_urls に認定タイムスタンプ局のアドレスを指定してください。',
        },
        {
          code: 'smtp',
          ok: false,
          text: 'メールの送信サーバーが設定されていません',
          fix: '設定 smtp_url を指定してください。',
        },
        { code: 'database', ok: true, text: 'データベースは最新の構造です', fix: null },
        { code: 'clock', ok: true, text: '時計は NTP に同期しています', fix: null },
      ],
    }),
  ],
  [
    'POST',
    /^\/recipient\/landing$/,
    (c) => {
      const { e, r } = byToken(str(c.body['token']));
      return landing(e, r);
    },
  ],
  [
    'POST',
    /^\/recipient\/open$/,
    (c) => {
      const { e, r } = byToken(str(c.body['token']));
      if (r.state === 'sent') {
        r.state = 'opened';
        r.opened_at = now();
        note(e, 'recipient.opened', '書類を開きました', { kind: 'recipient', name: r.name });
      }
      recipientSession(c, e, r);
      return view(e, r);
    },
  ],
  [
    'GET',
    /^\/recipient\/envelope$/,
    (c) => {
      const { e, r } = recipientOf(c);
      return view(e, r);
    },
  ],
  [
    'POST',
    /^\/recipient\/agree$/,
    (c) => {
      const { e, r } = recipientOf(c);
      const shown = c.body['shown'] as { document_id: string; digest: string }[];
      for (const d of e.documents)
        if (!shown.some((s) => s.document_id === d.id && s.digest === d.sha256))
          throw new Refusal(
            409,
            'content-changed',
            '内容が更新されました',
            'もう一度ご確認ください。',
          );
      r.state = 'processing';
      note(e, 'recipient.agreed', '同意しました', { kind: 'recipient', name: r.name });
      const origin = originOf(c);
      setTimeout(() => {
        r.state = 'completed';
        r.completed_at = now();
        advance(e, origin);
      }, 1500);
      return view(e, r);
    },
  ],
  [
    'POST',
    /^\/recipient\/decline$/,
    (c) => {
      const { e, r } = recipientOf(c);
      r.state = 'declined';
      r.declined_at = now();
      r.decline_reason = str(c.body['reason']);
      e.state = 'declined';
      note(e, 'recipient.declined', '辞退しました', { kind: 'recipient', name: r.name });
      return view(e, r);
    },
  ],
  [
    'GET',
    /^\/recipient\/documents\/(\w+)\/file$/,
    (c) => {
      const { e } = recipientOf(c);
      const d = e.documents.find((x) => x.id === c.params[0]);
      const data = e.files.get(c.params[0] ?? '');
      if (!d || !data) throw new Refusal(404, 'not-found', 'ファイルが見つかりません');
      return sendFile(c, d.name, data);
    },
  ],
  ['GET', /^\/recipient\/certificate$/, (c) => sendFile(c, '合意締結証明書.pdf', samplePdf())],
];

const open = /^\/(session|setup|invitations|verify|recipient)/;

async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

export async function handle(
  req: IncomingMessage,
  res: ServerResponse,
  next: () => void,
): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://localhost');
  if (!url.pathname.startsWith('/api/v1/')) return next();
  const path = url.pathname.slice('/api/v1'.length);
  const raw = await bodyOf(req);
  const json = (req.headers['content-type'] ?? '').includes('json');
  const cookies = new Map(
    (req.headers.cookie ?? '')
      .split('; ')
      .map((pair) => pair.split('=') as [string, string])
      .map(([name, value]) => [name, value ?? '']),
  );
  try {
    for (const [method, pattern, handler] of routes) {
      const match = pattern.exec(path);
      if (!match || method !== req.method) continue;
      const call: Call = {
        body: json && raw.length ? (JSON.parse(raw.toString()) as Record<string, unknown>) : {},
        raw,
        query: url.searchParams,
        cookies,
        params: match.slice(1),
        setCookie: (text) => res.appendHeader('Set-Cookie', text),
        req,
        res,
      };
      if (!open.test(path)) member(call);
      const answer = handler(call);
      if (answer === null) return;
      res.statusCode = answer === undefined ? 204 : req.method === 'POST' ? 201 : 200;
      if (answer !== undefined) res.setHeader('Content-Type', 'application/json');
      res.end(answer === undefined ? undefined : JSON.stringify(answer));
      return;
    }
    throw new Refusal(404, 'not-found', 'ページが見つかりません');
  } catch (error) {
    const r =
      error instanceof Refusal
        ? error
        : new Refusal(500, 'internal', '処理できませんでした', String(error));
    res.statusCode = r.status;
    res.setHeader('Content-Type', 'application/problem+json');
    res.end(
      JSON.stringify({
        type: `/problems/${r.slug}`,
        title: r.title,
        status: r.status,
        detail: r.detail,
        instance: `req_${randomBytes(6).toString('hex')}`,
        errors: r.errors,
      }),
    );
  }
}
