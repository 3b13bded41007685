import type { SigningState } from '../api/recipient';
import type { Locale } from '../api/types';

interface SigningWords {
  title: string;
  lead: string;
  submit: string;
  submitting: string;
  /** What is needed, before the button is pressed. */
  needs: string;
  needsLink: string;
  rules: {
    issuers: string;
    policies: string;
    noJpki: string;
    jpkiTitle: string;
    jpkiWarning: string;
  };
  state: Record<SigningState, string>;
  stateDetail: Partial<Record<SigningState, string>>;
  steps: string;
  stepStates: { done: string; now: string; open: string };
  confirm: string;
  confirmDetail: string;
  agent: (os: string, version: string, address: string) => string;
  os: (os: string) => string;
  chosen: string;
  issuer: string;
  notAfter: string;
  stuck: string;
  again: string;
  install: string;
  byHand: string;
  byHandDetail: string;
  server: string;
  code: string;
  copy: string;
  copied: string;
  left: (seconds: number) => string;
  cancel: string;
  restart: string;
  /** Without our program. */
  elsewhere: {
    title: string;
    open: string;
    hint: string;
    words: { title: string; lead: string; submit: string; submitting: string };
    lead: string;
    steps: string[];
    note: string;
    /** The signature has to be in this field. */
    field: (name: string) => string;
    help: string;
    download: string;
    drop: string;
    again: string;
    choose: string;
    limit: string;
    sending: string;
    checking: string;
    handed: string;
    /** Beside a file that was refused. */
    kept: string;
    handedAt: string;
    /** The dialog closed, because the document is another one now. */
    anew: string;
    unknown: string;
    missing: string;
    effect: string;
    submit: string;
    close: string;
  };
  lost: string;
  noPc: { title: string; detail: string; ways: string[] };
}

export const signingWords: Record<Locale, SigningWords> = {
  ja: {
    title: '電子証明書で署名する',
    lead: 'ご自身の電子証明書（ICカード、USBトークン、証明書ファイル）で署名します。文書はサーバーに置いたままで、証明書の鍵とPINがこのパソコンの外へ出ることはありません。',
    submit: '電子証明書で署名する',
    submitting: '準備しています…',
    needs: 'このパソコンに「SkySign署名アプリ」が入っている必要があります。',
    needsLink: '署名アプリの入れ方と使い方',
    rules: {
      issuers: '次の認証局が発行した電子証明書で署名できます。',
      policies: '次のいずれかの証明書ポリシーを持つ電子証明書が必要です。',
      noJpki: 'マイナンバーカード（公的個人認証）の証明書は使えません。',
      jpkiTitle: 'マイナンバーカードで署名するときの注意',
      jpkiWarning:
        '証明書に入っている氏名・住所・生年月日・性別が契約書のPDFに残り、相手方をはじめ書類を受け取る全員に見えます。知られたくないときは、別の電子証明書を使うか、送信者にご相談ください。',
    },
    state: {
      waiting: '署名アプリを開く',
      redeemed: '署名アプリがつながりました',
      certificate: '証明書を確認しました',
      preparing: '署名する内容を準備しています',
      prepared: '署名アプリが署名しています',
      signing: '署名にタイムスタンプを付けて、文書に収めています',
      done: '署名できました',
      failed: '署名できませんでした',
      expired: '時間切れになりました',
      cancelled: '署名をやめました',
    },
    stateDetail: {
      waiting:
        '「このリンクを開きますか」「SkySign署名アプリを開きますか」などと表示されたら、「開く」を押してください。',
      redeemed: '署名アプリの画面で内容を確かめ、証明書を選んでください。',
      prepared: 'ICカードやトークンを抜かないでください。',
      failed: 'この契約書には何も加えられていません。もう一度署名できます。',
      expired: 'この契約書には何も加えられていません。もう一度署名できます。',
      cancelled: 'この契約書には何も加えられていません。もう一度署名できます。',
    },
    steps: '進み具合',
    stepStates: { done: '済み', now: '進行中', open: 'これから' },
    confirm: '確認番号',
    confirmDetail:
      '署名アプリに同じ番号が表示されていることを確かめてください。違うときは、署名せずに中止してください。',
    agent: (os, version, address) => `つながった署名アプリ: ${os}、版 ${version}、${address}`,
    os: (os) => ({ linux: 'Linux', windows: 'Windows' })[os] ?? os,
    chosen: '証明書',
    issuer: '発行者',
    notAfter: '有効期限',
    stuck: '署名アプリが開かないとき',
    again: 'もう一度開く',
    install: '署名アプリを入れる',
    byHand: 'コードを入力して署名する',
    byHandDetail:
      '署名アプリを自分で起動し、次のサーバーとコードを入力してください。コードは一度だけ使えます。ほかの人に教えないでください。',
    server: 'サーバー',
    code: 'コード',
    copy: 'コードをコピー',
    copied: 'コピーしました',
    left: (seconds) => `あと ${seconds} 秒`,
    cancel: '署名をやめる',
    restart: 'もう一度署名する',
    elsewhere: {
      title: '他のソフトで署名して提出する',
      open: '他のソフトで署名して提出する',
      hint: 'Adobe Acrobatなど、お使いの署名ソフトで署名したファイルを提出できます。署名アプリは要りません。',
      words: {
        title: '他のソフトで署名して提出する',
        lead: '文書をダウンロードし、Adobe Acrobatなどの署名ソフトとご自身の電子証明書で署名して、ここから提出します。',
        submit: 'ダウンロードと提出へ進む',
        submitting: '準備しています…',
      },
      lead: '次の手順で署名し、署名したファイルを提出してください。「提出して署名を完了する」を押すまで、契約書には何も加えられません。',
      steps: [
        '文書をダウンロードします。',
        '署名ソフトで開き、電子証明書で1回だけ署名して保存します。',
        '保存したファイルをここで選びます。',
      ],
      note: '署名のほかに、記入・注釈・印刷・ファイルの変換をしないでください。ほかの方が先に署名したときは、ダウンロードからやり直します。',
      field: (name) =>
        `署名は、文書にあるあなたの署名欄（${name}）にしてください。新しい署名欄への署名は受け付けられません。`,
      help: 'くわしい手順',
      download: 'ダウンロード',
      drop: '署名したPDFをここへドロップ',
      again: '別のファイルに替えるときは、ここへドロップ',
      choose: '署名したPDFを選ぶ',
      limit: '署名で増えるサイズは4 MBまで',
      sending: '送信しています',
      checking: '署名を確認しています',
      handed: '署名を確認しました',
      kept: '先に提出したファイルはそのままです',
      handedAt: '提出した日時',
      anew: '先にダウンロードしたファイルは提出できません。内容を確認したら、文書をもう一度ダウンロードして署名し、提出してください。',
      unknown: 'この証明書が失効していないかは、確認できていません。',
      missing: 'すべての文書の署名済みファイルをそろえると、提出できます。',
      effect:
        '提出すると、署名が契約書に収められ、タイムスタンプが付きます。取り消しはできません。',
      submit: '提出して署名を完了する',
      close: '閉じる',
    },
    lost: 'サーバーとの通信が途切れています。つながりしだい、続きを表示します。',
    noPc: {
      title: 'この署名には、WindowsまたはLinuxのパソコンが必要です',
      detail:
        '送信者は、電子証明書による署名を求めています。スマートフォン、タブレット、Macでは署名アプリが動きません。内容を読むことはできます。',
      ways: [
        'パソコンで、届いたメールのリンクを開いてください。',
        '証明書を持つ担当者へ転送してください。',
        '電子証明書がない場合は、別の方法で署名できるか送信者に質問してください。',
        'Macなどで、ほかの署名ソフトを使って署名したファイルを提出することもできます（記入項目がない場合）。',
      ],
    },
  },
  en: {
    title: 'Sign with your certificate',
    lead: 'You sign with your own certificate: a smart card, a USB token or a certificate file. The document stays on the server; the key and its PIN never leave this computer.',
    submit: 'Sign with a certificate',
    submitting: 'Preparing…',
    needs: 'The SkySign signing program must be installed on this computer.',
    needsLink: 'How to install and use the signing program',
    rules: {
      issuers: 'Certificates of these authorities are accepted:',
      policies: 'The certificate must have one of these policies:',
      noJpki: 'Certificates of the Individual Number Card (JPKI) are not accepted.',
      jpkiTitle: 'If you sign with your Individual Number Card',
      jpkiWarning:
        'Name, address, date of birth and sex are part of its certificate. They stay in the PDF, and everybody who gets the document can see them. If you do not want that, use another certificate or talk to the sender.',
    },
    state: {
      waiting: 'Open the signing program',
      redeemed: 'The signing program is connected',
      certificate: 'The certificate is accepted',
      preparing: 'What is signed is being prepared',
      prepared: 'The signing program is signing',
      signing: 'The signature gets its time-stamp and goes into the document',
      done: 'Signed',
      failed: 'It could not be signed',
      expired: 'The time ran out',
      cancelled: 'Signing was stopped',
    },
    stateDetail: {
      waiting: 'When the browser asks whether to open the link or the program, choose “Open”.',
      redeemed: 'Look at the contents in the program’s window and choose a certificate.',
      prepared: 'Leave the card or token where it is.',
      failed: 'Nothing was added to the contract. You can sign again.',
      expired: 'Nothing was added to the contract. You can sign again.',
      cancelled: 'Nothing was added to the contract. You can sign again.',
    },
    steps: 'Progress',
    stepStates: { done: 'done', now: 'in progress', open: 'to come' },
    confirm: 'Confirmation number',
    confirmDetail:
      'The signing program must show the same number. If it shows another one, stop and do not sign.',
    agent: (os, version, address) => `Connected program: ${os}, version ${version}, ${address}`,
    os: (os) => ({ linux: 'Linux', windows: 'Windows' })[os] ?? os,
    chosen: 'Certificate',
    issuer: 'Issuer',
    notAfter: 'Valid until',
    stuck: 'If the program does not open',
    again: 'Open it again',
    install: 'Install the program',
    byHand: 'Enter a code instead',
    byHandDetail:
      'Start the signing program yourself and enter this server and code. The code works once. Give it to nobody.',
    server: 'Server',
    code: 'Code',
    copy: 'Copy the code',
    copied: 'Copied',
    left: (seconds) => `${seconds} seconds left`,
    cancel: 'Stop signing',
    restart: 'Sign again',
    elsewhere: {
      title: 'Sign with another program and hand the file in',
      open: 'Sign with another program',
      hint: 'You may sign with a program that you have, such as Adobe Acrobat, and hand the file in. Our program is not needed.',
      words: {
        title: 'Sign with another program and hand the file in',
        lead: 'Download the document, sign it with a program such as Adobe Acrobat and your own certificate, and hand it in here.',
        submit: 'Go on to download and hand in',
        submitting: 'Preparing…',
      },
      lead: 'Sign as follows and hand in the signed file. Nothing is added to the contract before you press “Submit and sign”.',
      steps: [
        'Download the document.',
        'Open it in your signing program, sign it once with your certificate, and save it.',
        'Choose the saved file here.',
      ],
      note: 'Add nothing but the signature: no entries, no notes, no printing, no conversion. When somebody else signs first, begin again with the download.',
      field: (name) =>
        `Sign in your signature field of the document (${name}): a signature in a new field is not taken.`,
      help: 'More about this',
      download: 'Download',
      drop: 'Drop the signed PDF here',
      again: 'Drop another file here to replace it',
      choose: 'Choose the signed PDF',
      limit: 'A signature may add up to 4 MB',
      sending: 'Sending',
      checking: 'Checking the signature',
      handed: 'The signature is good',
      kept: 'The file handed in before stays',
      handedAt: 'Handed in',
      anew: 'The file that you downloaded before cannot be handed in any more. Look at the document, then download it again, sign it and hand it in.',
      unknown: 'Whether this certificate is revoked could not be asked.',
      missing: 'You can submit once the signed file of every document is here.',
      effect:
        'Submitting puts your signature and a time-stamp into the contract. It cannot be undone.',
      submit: 'Submit and sign',
      close: 'Close',
    },
    lost: 'There is no connection to the server. This goes on as soon as there is.',
    noPc: {
      title: 'This signature needs a computer with Windows or Linux',
      detail:
        'The sender asks for a signature with a certificate. The signing program does not run on phones, tablets and Macs. You can read everything here.',
      ways: [
        'Open the link of the mail on a computer.',
        'Forward the request to the person who has the certificate.',
        'If you have no certificate, ask the sender whether you may sign in another way.',
        'You may also sign with another program, on a Mac for instance, and hand the file in, when there is nothing to fill in.',
      ],
    },
  },
};
