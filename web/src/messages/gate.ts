import type { FactorKind, Locale } from '../api/types';

interface GateWords {
  title: string;
  lead: string;
  steps: { factor: string; terms: string; consent: string };
  factor: Record<FactorKind, { title: string; body: string }>;
  code: string;
  send: string;
  again: string;
  sentTo: (to: string) => string;
  submit: string;
  needCode: string;
  wait: (until: string) => string;
  enrolTotp: string;
  secret: string;
  withPasskey: string;
  makePasskey: string;
  noPasskey: string;
  terms: string;
  accept: string;
  answer: string;
  agreeStep: string;
  next: string;
  decline: string;
}

/** Texts of what comes before a recipient's document. */
export const gateWords: Record<Locale, GateWords> = {
  ja: {
    title: 'ご本人ですか',
    lead: '書類を表示する前に、次の手続をお願いします。',
    steps: { factor: '本人確認', terms: '利用条件', consent: '法令上の承諾' },
    factor: {
      access_code: {
        title: 'アクセスコード',
        body: '送信者からメールとは別に伝えられたコードを入力してください。',
      },
      mail_code: {
        title: 'メールの確認コード',
        body: '6桁のコードをメールでお送りします。',
      },
      sms_code: { title: 'SMSの確認コード', body: '6桁のコードをSMSでお送りします。' },
      totp: { title: '認証アプリ', body: '認証アプリに表示される6桁のコードを入力してください。' },
      passkey: { title: 'パスキー', body: 'この端末またはセキュリティキーで確認します。' },
      password: { title: 'パスワード', body: 'サインインのパスワードをもう一度入力してください。' },
    },
    code: 'コード',
    send: 'コードを送信',
    again: 'もう一度送信',
    sentTo: (to) => `${to} に送信しました。10分以内に入力してください。`,
    submit: '確認する',
    needCode: 'コードを入力してください',
    wait: (until) => `誤った入力が続いたため、${until} までお待ちください。`,
    enrolTotp:
      '初回の登録：認証アプリに次の鍵を追加し、表示されたコードを入力してください。次回からは同じアプリを使います。',
    secret: '鍵',
    withPasskey: 'パスキーで確認する',
    makePasskey: 'パスキーを登録する',
    noPasskey: 'パスキーを使用できませんでした。もう一度お試しください。',
    terms: '利用条件',
    accept: '同意して進む',
    answer: '記入欄（任意）',
    agreeStep: '上記のとおりです',
    next: '進む',
    decline: '辞退する',
  },
  en: {
    title: 'Is it you?',
    lead: 'Before the documents are shown:',
    steps: { factor: 'Show who you are', terms: 'Terms', consent: 'Consent by law' },
    factor: {
      access_code: {
        title: 'Access code',
        body: 'Type the code that the sender gave you by another way than this mail.',
      },
      mail_code: { title: 'Code by mail', body: 'We send a code of six digits by mail.' },
      sms_code: { title: 'Code by SMS', body: 'We send a code of six digits by SMS.' },
      totp: { title: 'Authenticator', body: 'Type the six digits that your authenticator shows.' },
      passkey: { title: 'Passkey', body: 'Confirm with this device or a security key.' },
      password: { title: 'Password', body: 'Type the password you sign in with again.' },
    },
    code: 'Code',
    send: 'Send the code',
    again: 'Send again',
    sentTo: (to) => `Sent to ${to}. Type it within 10 minutes.`,
    submit: 'Confirm',
    needCode: 'Type the code',
    wait: (until) => `There were too many wrong answers. Wait until ${until}.`,
    enrolTotp:
      'First use: add this key to your authenticator and type the code that it shows. It is asked for again next time.',
    secret: 'Key',
    withPasskey: 'Confirm with a passkey',
    makePasskey: 'Enrol a passkey',
    noPasskey: 'The passkey could not be used. Try again.',
    terms: 'Terms',
    accept: 'Accept and go on',
    answer: 'Your words (optional)',
    agreeStep: 'That is so',
    next: 'Go on',
    decline: 'Decline',
  },
};
