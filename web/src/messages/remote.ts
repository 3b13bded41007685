import type { RemoteSigning } from '../api/schema';
import type { Locale } from '../api/types';

interface RemoteWords {
  title: string;
  holder: {
    legend: string;
    program: string;
    programMeans: string;
    elsewhere: string;
    elsewhereMeans: string;
    service: (name: string) => string;
    serviceMeans: string;
  };
  form: { title: string; lead: string; submit: string; submitting: string };
  state: Record<RemoteSigning['step'] | 'returning' | 'choosing' | 'preparing', string>;
  detail: Partial<Record<RemoteSigning['step'] | 'preparing', string>>;
  service: string;
  credentials: string;
  none: string;
  hidden: string;
  company: string;
  capacity: string;
  issuer: string;
  validity: string;
  validFrom: (from: string, to: string) => string;
  note: string;
  noName: string;
  choose: string;
  authorize: string;
  other: string;
  cancel: string;
  close: string;
  restart: string;
}

export const remoteWords: Record<Locale, RemoteWords> = {
  ja: {
    title: 'リモート署名サービスで署名する',
    holder: {
      legend: '電子証明書のある場所',
      program: 'このパソコンで署名する',
      programMeans: 'ICカード、USBトークン、証明書ファイル。SkySign署名アプリを使います。',
      elsewhere: '他のソフトで署名して提出する',
      elsewhereMeans: 'Adobe Acrobatなど、お使いの署名ソフトを使います。',
      service: (name) => `リモート署名サービスで署名する（${name}）`,
      serviceMeans:
        '鍵を預けているサービスの画面で許可します。アプリは不要で、スマートフォンでも署名できます。',
    },
    form: {
      title: 'リモート署名サービスで署名する',
      lead: '電子証明書の鍵を預けているサービスの画面で、サインインと署名の許可を行います。サービスに渡すのは文書のハッシュ値だけで、文書の内容は渡しません。',
      submit: 'リモート署名サービスへ進む',
      submitting: '準備しています…',
    },
    state: {
      returning: '署名サービスに確認しています',
      choosing: '電子証明書を確認しています',
      preparing: '署名する内容を準備しています',
      sign_in: '署名サービスでのサインインが終わっていません',
      choose: '署名に使う電子証明書を選んでください',
      authorize: '署名サービスでの許可が終わっていません',
      working: '署名にタイムスタンプを付けて、文書に収めています',
      done: '署名できました',
      over: '署名の手続きが終了しました',
    },
    detail: {
      preparing: '準備ができると、署名を許可するためにサービスの画面へ移動します。',
      sign_in: 'この契約書には何も加えられていません。もう一度はじめられます。',
      authorize: 'まだ署名されていません。サービスの画面で許可すると署名されます。',
      over: 'この契約書には何も加えられていません。もう一度はじめられます。',
    },
    service: '署名サービス',
    credentials: '電子証明書',
    none: '選択できる電子証明書がありません。署名サービスにお問い合わせいただくか、ほかの方法で署名してください。',
    hidden: '選択できない電子証明書',
    company: '商号・組織',
    capacity: '資格',
    issuer: '発行者',
    validity: '有効期間',
    validFrom: (from, to) => `${from}〜${to}`,
    note: 'メモ',
    noName: '（氏名の記載なし）',
    choose: 'この証明書で署名へ進む',
    authorize: 'サービスの画面で許可する',
    other: '別の証明書を選ぶ',
    cancel: '署名をやめる',
    close: '閉じる',
    restart: '署名の方法を選びなおす',
  },
  en: {
    title: 'Sign with a remote signing service',
    holder: {
      legend: 'Where your certificate is',
      program: 'Sign on this computer',
      programMeans:
        'A smart card, a USB token or a certificate file, with the SkySign signing program.',
      elsewhere: 'Sign with another program and hand the file in',
      elsewhereMeans: 'With a signing program that you have, such as Adobe Acrobat.',
      service: (name) => `Sign with a remote signing service (${name})`,
      serviceMeans:
        'You allow it on the page of the service that keeps your key. No program is needed; a phone will do.',
    },
    form: {
      title: 'Sign with a remote signing service',
      lead: 'You sign in and allow the signature on the pages of the service that keeps the key of your certificate. It is given hashes of the documents and nothing of their contents.',
      submit: 'Go on to the signing service',
      submitting: 'Preparing…',
    },
    state: {
      returning: 'Asking the signing service',
      choosing: 'The certificate is being checked',
      preparing: 'What is signed is being prepared',
      sign_in: 'You have not signed in at the signing service',
      choose: 'Choose the certificate to sign with',
      authorize: 'You have not allowed it at the signing service yet',
      working: 'The signature gets its time-stamp and goes into the document',
      done: 'Signed',
      over: 'This signing is over',
    },
    detail: {
      preparing: 'Then you are taken to the page of the service to allow the signature.',
      sign_in: 'Nothing was added to the contract. You can begin again.',
      authorize:
        'Nothing is signed yet. It is signed once you allow it on the page of the service.',
      over: 'Nothing was added to the contract. You can begin again.',
    },
    service: 'Signing service',
    credentials: 'Certificates',
    none: 'There is no certificate to choose. Ask the signing service, or sign in another way.',
    hidden: 'Certificates that cannot be chosen',
    company: 'Company',
    capacity: 'Capacity',
    issuer: 'Issuer',
    validity: 'Valid',
    validFrom: (from, to) => `${from} to ${to}`,
    note: 'Note',
    noName: '(no name)',
    choose: 'Go on with this certificate',
    authorize: 'Allow it at the service',
    other: 'Choose another certificate',
    cancel: 'Stop signing',
    close: 'Close',
    restart: 'Choose how to sign again',
  },
};
