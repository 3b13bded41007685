import type { Locale } from '../api/types';

interface BatchWords {
  title: string;
  lead: string;
  none: string;
  noneDetail: string;
  all: (n: number) => string;
  choose: (title: string) => string;
  counterparty: string;
  deadline: string;
  documents: string;
  attachments: string;
  look: string;
  alone: string;
  otherRole: string;
  chosen: (n: number, documents: number) => string;
  tooMany: string;
  sign: string;
  dialog: string;
  next: string;
  back: string;
  progress: (done: number, of: number) => string;
  results: string;
  signed: (done: number, of: number) => string;
  state: { done: string; not: string; running: string };
}

export const batchWords: Record<Locale, BatchWords> = {
  ja: {
    title: '署名待ち',
    lead: 'ご自身の電子証明書での署名を待っている依頼です。書類を開いて確認し、1回の同意と1回のPIN入力でまとめて署名できます。',
    none: '署名待ちの依頼はありません',
    noneDetail: 'あなたの電子証明書での署名を求める依頼の順番が来ると、ここに表示されます。',
    all: (n) => `まとめて署名できる依頼をすべて選択（${n}件）`,
    choose: (title) => `「${title}」を選択`,
    counterparty: '相手方',
    deadline: '期限',
    documents: '書類',
    attachments: '添付ファイル',
    look: '開いて確認',
    alone: '個別に署名する',
    otherRole: '署名者としての依頼と承認者としての依頼は、分けて署名してください。',
    chosen: (n, documents) => `${n}件（書類${documents}点）を選択中`,
    tooMany: '一度に署名できるのは、依頼50件・書類100点までです。選択を減らしてください。',
    sign: 'まとめて署名する',
    dialog: 'まとめて電子署名する',
    next: '次の未確認の書類へ',
    back: '一覧に戻る',
    progress: (done, of) => `署名済み ${done}／${of}件`,
    results: '署名の結果',
    signed: (done, of) =>
      done === of ? `${of}件すべてに署名しました` : `${of}件のうち${done}件に署名しました`,
    state: { done: '署名済み', not: '署名されていません', running: '処理中' },
  },
  en: {
    title: 'Waiting for my signature',
    lead: 'Requests that wait for your own certificate. Open and read the documents, then sign many of them with one consent and one PIN.',
    none: 'Nothing waits for your signature',
    noneDetail: 'A request appears here when it is your turn to sign it with your own certificate.',
    all: (n) => `Choose all that can be signed together (${n})`,
    choose: (title) => `Choose “${title}”`,
    counterparty: 'Counterparty',
    deadline: 'Deadline',
    documents: 'Documents',
    attachments: 'Attachments',
    look: 'Open and read',
    alone: 'Sign it by itself',
    otherRole: 'Sign what you agree to and what you approve separately.',
    chosen: (n, documents) => `${n} chosen (${documents} documents)`,
    tooMany: 'At most 50 requests with 100 documents can be signed at once. Choose fewer.',
    sign: 'Sign them together',
    dialog: 'Sign together',
    next: 'Next unread document',
    back: 'Back to the list',
    progress: (done, of) => `${done} of ${of} signed`,
    results: 'What was signed',
    signed: (done, of) => (done === of ? `All ${of} are signed` : `${done} of ${of} are signed`),
    state: { done: 'Signed', not: 'Not signed', running: 'Under way' },
  },
};
