import type { Locale } from '../api/types';
import type { Group } from '../app/authentication/policy';

interface AuthenticationWords {
  title: string;
  lead: string;
  help: string;
  readOnly: string;
  group: Record<Group, { title: string; means: string }>;
  password: string;
  passwordHint: string;
  hint: Record<'access_code' | 'sms_code' | 'totp' | 'passkey' | 'mail_code', string>;
  stuck: Record<'sms_code' | 'passkey', string>;
  /** Where nothing is demanded. */
  nothing: Record<Group, string>;
  save: string;
  reset: string;
  saved: string;
  leave: string;
  conflictBody: string;
  oursHint: string;
}

/** Texts of the least authentication that an organisation demands. */
export const authenticationWords: Record<Locale, AuthenticationWords> = {
  ja: {
    title: '本人確認の設定',
    lead: 'すべての書類で求める本人確認の最低条件です。送信者は、宛先ごとにさらに加えられます。',
    help: '本人確認の選び方',
    readOnly: '変更できるのは管理者だけです。',
    group: {
      counterparty: {
        title: '相手方の宛先',
        means: 'メールのリンクから開く、ほかの会社の方に求めます。',
      },
      own: {
        title: '自社の宛先',
        means: 'メールのリンクから開く、自社の方に求めます。',
      },
      member: {
        title: 'サインインしたメンバー',
        means: 'サインインした画面から自分の同意画面を開くメンバーに、もう一度求めます。',
      },
    },
    password: 'パスワード',
    passwordHint: '開くたびに、サインインのパスワードを入力します。',
    hint: {
      access_code: '送信者が宛先ごとにコードを決めます。ないと送信できません。',
      sms_code: '送信者が携帯電話番号を入力します。ないと送信できません。',
      mail_code: '開くたびに、同じメールアドレスへ番号を送ります。',
      totp: '最初に開いたとき、認証アプリを登録します。',
      passkey: '最初に開いたとき、端末の指紋や顔認証などを登録します。',
    },
    stuck: {
      sms_code: 'SMS を送る設定がないため、このままでは書類を送信できません。',
      passkey: 'この環境ではパスキーを使えないため、このままでは書類を開けません。',
    },
    nothing: {
      counterparty: '何も加えません（メールのリンクだけで開けます）',
      own: '何も加えません（メールのリンクだけで開けます）',
      member: '何も加えません（サインインしていれば開けます）',
    },
    save: '保存する',
    reset: '変更を取り消す',
    saved: '本人確認の設定を保存しました',
    leave: '保存されていない変更があります。このまま移動しますか。',
    conflictBody:
      'この設定は、開いている間にほかの画面から変更されました。どちらの内容を使うか選んでください。',
    oursHint: 'ほかの画面での変更は失われます。',
  },
  en: {
    title: 'Authentication',
    lead: 'The least that is asked for with every contract. Senders may ask more of each recipient.',
    help: 'How to choose',
    readOnly: 'Only administrators may change this.',
    group: {
      counterparty: {
        title: 'Counterparties',
        means: 'Asked of people of other companies who come by the link in a mail.',
      },
      own: {
        title: 'Recipients of your own side',
        means: 'Asked of people of your own house who come by the link in a mail.',
      },
      member: {
        title: 'Members who are signed in',
        means: 'Asked once more of members who open their own request from inside.',
      },
    },
    password: 'Password',
    passwordHint: 'The password of the account is entered each time.',
    hint: {
      access_code: 'The sender sets a code for each recipient; nothing is sent without it.',
      sms_code: 'The sender enters a mobile number; nothing is sent without it.',
      mail_code: 'Each time a code goes to the same mail address.',
      totp: 'An authenticator app is enrolled at the first visit.',
      passkey: 'A passkey, such as a fingerprint, is enrolled at the first visit.',
    },
    stuck: {
      sms_code: 'Text messages are not set up here: no contract can be sent like this.',
      passkey: 'Passkeys do not work here: nobody can open a contract like this.',
    },
    nothing: {
      counterparty: 'Nothing is added: the link in the mail is enough',
      own: 'Nothing is added: the link in the mail is enough',
      member: 'Nothing is added: being signed in is enough',
    },
    save: 'Save',
    reset: 'Undo changes',
    saved: 'Authentication saved',
    leave: 'There are unsaved changes. Leave all the same?',
    conflictBody: 'This was changed elsewhere while you had it open. Choose which to keep.',
    oursHint: 'What was changed elsewhere is lost.',
  },
};
