import type { Locale } from '../api/types';

interface PartyWords {
  title: string;
  lead: string;
  help: string;
  readOnly: string;
  issuers: {
    title: string;
    means: string;
    none: string;
    drop: string;
    choose: string;
    limit: string;
    tooLarge: (name: string) => string;
    fresh: string;
    until: string;
    fingerprint: string;
    remove: (name: string) => string;
  };
  policies: { title: string; means: string; label: string; hint: string; none: string };
  algorithms: {
    title: string;
    means: string;
    needed: string;
    prefer: (name: string) => string;
    name: (name: string) => string;
  };
  form: {
    title: string;
    means: string;
    value: Record<'ETSI.CAdES.detached' | 'adbe.pkcs7.detached', { title: string; means: string }>;
    warning: string;
    warningDetail: string[];
  };
  jpki: {
    title: string;
    means: string;
    label: string;
    hint: string;
    warning: string;
    warningDetail: string[];
    on: string;
    off: string;
  };
  save: string;
  reset: string;
  saved: string;
  leave: string;
  conflictBody: string;
  oursHint: string;
}

/** "rsa-pss-sha256" as people who know such things write it. */
const algorithm = (name: string): string => {
  const found = /^(rsa-pkcs1|rsa-pss|ecdsa-p256|ecdsa-p384)-sha(\d+)$/.exec(name);
  const scheme = {
    'rsa-pkcs1': 'RSA (PKCS #1 v1.5)',
    'rsa-pss': 'RSA-PSS',
    'ecdsa-p256': 'ECDSA P-256',
    'ecdsa-p384': 'ECDSA P-384',
  }[found?.[1] ?? ''];
  return scheme ? `${scheme}, SHA-${found?.[2] ?? ''}` : name;
};

/** Texts of what an organisation accepts of parties' own certificates. */
export const partyWords: Record<Locale, PartyWords> = {
  ja: {
    title: '当事者型の設定',
    lead: '宛先がご自身の電子証明書で署名する（当事者型）ときに、受け付ける証明書と署名の条件です。進行中の書類にも、署名するときの設定が適用されます。',
    help: '当事者型の設定のしかた',
    readOnly: '変更できるのは管理者だけです。',
    issuers: {
      title: '受け付ける認証局',
      means:
        '署名者の証明書を直接発行する認証局の証明書を登録します。登録すると、その認証局が発行した証明書だけを受け付けます。このサービスが信頼する認証局の範囲を広げることはできません。',
      none: '登録されていません。このサービスが信頼するすべての認証局の証明書を受け付けます。',
      drop: '認証局の証明書をここへドロップ',
      choose: '証明書ファイルを選ぶ',
      limit: '.cer、.crt、.der、.pem（64 KB まで）',
      tooLarge: (name) => `${name} は大きすぎます。証明書だけのファイルを選んでください。`,
      fresh: '保存すると登録されます',
      until: '有効期限',
      fingerprint: 'SHA-256',
      remove: (name) => `${name} を外す`,
    },
    policies: {
      title: '受け付ける証明書ポリシー',
      means:
        '認証局が証明書の種類ごとに定める番号（OID）です。入力すると、いずれかの番号を持つ証明書だけを受け付けます。',
      label: '証明書ポリシーのOID',
      hint: '1行に1つ入力します。空欄のときは、種類を問いません。',
      none: '指定なし（種類を問いません）',
    },
    algorithms: {
      title: '受け付ける署名方式',
      means:
        '上にあるものから順に、証明書の鍵と署名アプリの両方が使えるものを選びます。1つ以上必要です。',
      needed: '署名方式を1つ以上選んでください。',
      prefer: (name) => `${name} の優先順位を上げる`,
      name: algorithm,
    },
    form: {
      title: '署名の形式',
      means: 'PDFに書き込む署名の形式（SubFilter）です。',
      value: {
        'ETSI.CAdES.detached': {
          title: '標準（PAdES）',
          means: 'ETSI.CAdES.detached。長期署名の規格（PAdES）に沿った形式です。',
        },
        'adbe.pkcs7.detached': {
          title: '旧形式',
          means:
            'adbe.pkcs7.detached。標準の形式を受け付けない提出先（一部の申請窓口など）に出すときだけ選びます。',
        },
      },
      warning: '旧形式では、当事者の署名がPAdESの署名ではなくなります',
      warningDetail: [
        '検証レポートでは、その署名のPAdESレベルが「なし」になります。',
        'タイムスタンプ、失効情報、長期保管は標準の形式と同じように付きますが、PAdESを条件とする提出先には使えません。',
      ],
    },
    jpki: {
      title: 'マイナンバーカード（公的個人認証）',
      means: '署名用電子証明書には、氏名・住所・生年月日・性別が入っています。',
      label: 'マイナンバーカードの証明書を受け付ける',
      hint: 'はじめは受け付けません。',
      warning: '受け付ける前に、個人情報の扱いをご確認ください',
      warningDetail: [
        '署名した人の氏名・住所・生年月日・性別が、証明書として契約書のPDFに残り、書類を受け取る全員に見えます。',
        '証明書の発行番号などの記録と利用は、法律（公的個人認証法）で制限されています。自社の扱いが認められるか、専門家にご確認ください。',
        '失効の確認は、認定を受けた事業者にしか認められていません。このサービスでは「失効確認なし」として記録され、署名は長期保管のレベル（B-LT、B-LTA）に届かないことがあります。',
      ],
      on: '受け付けます',
      off: '受け付けません',
    },
    save: '保存する',
    reset: '変更を取り消す',
    saved: '当事者型の設定を保存しました',
    leave: '保存されていない変更があります。このまま移動しますか。',
    conflictBody:
      'この設定は、開いている間にほかの画面から変更されました。どちらの内容を使うか選んでください。',
    oursHint: 'ほかの画面での変更は失われます。',
  },
  en: {
    title: 'Parties’ certificates',
    lead: 'What is accepted when recipients sign with certificates of their own. Contracts that are under way follow the settings of the moment of signing.',
    help: 'How to set this up',
    readOnly: 'Only administrators may change this.',
    issuers: {
      title: 'Accepted authorities',
      means:
        'The certificates of the authorities that issue the signers’ certificates directly. Once there is one here, only certificates that these authorities issued are accepted. This never widens whom the service trusts.',
      none: 'None is set: certificates of every authority that the service trusts are accepted.',
      drop: 'Drop certificates of authorities here',
      choose: 'Choose certificate files',
      limit: '.cer, .crt, .der, .pem (up to 64 KB)',
      tooLarge: (name) => `${name} is too large. Choose a file with the certificate alone.`,
      fresh: 'Added when you save',
      until: 'Valid until',
      fingerprint: 'SHA-256',
      remove: (name) => `Remove ${name}`,
    },
    policies: {
      title: 'Accepted certificate policies',
      means:
        'Numbers (OIDs) by which authorities tell kinds of certificates apart. Once there is one here, a certificate must have one of them.',
      label: 'OIDs of certificate policies',
      hint: 'One a line. Left empty, every kind is accepted.',
      none: 'None: every kind is accepted',
    },
    algorithms: {
      title: 'Accepted algorithms',
      means:
        'The first that both the certificate’s key and the signing program can use is chosen. At least one is needed.',
      needed: 'Accept at least one algorithm.',
      prefer: (name) => `Prefer ${name}`,
      name: algorithm,
    },
    form: {
      title: 'Form of the signature',
      means: 'How the signature stands in the PDF (its SubFilter).',
      value: {
        'ETSI.CAdES.detached': {
          title: 'Standard (PAdES)',
          means: 'ETSI.CAdES.detached, the form of long-lasting signatures (PAdES).',
        },
        'adbe.pkcs7.detached': {
          title: 'Older form',
          means:
            'adbe.pkcs7.detached. Only for receivers, such as some offices, that do not take the standard form.',
        },
      },
      warning: 'In the older form parties’ signatures are no PAdES signatures',
      warningDetail: [
        'The verification report gives their PAdES level as “none”.',
        'Time-stamps, revocation data and preservation are the same, but receivers that ask for PAdES will refuse them.',
      ],
    },
    jpki: {
      title: 'Individual Number Card (JPKI)',
      means: 'Its certificate for signatures holds name, address, date of birth and sex.',
      label: 'Accept certificates of the Individual Number Card',
      hint: 'They are not accepted unless you say so.',
      warning: 'Before you accept them: personal data',
      warningDetail: [
        'Name, address, date of birth and sex of who signs stay in the PDF as part of the certificate, and everybody who gets the document can see them.',
        'The law on public personal authentication restricts the recording and use of serial numbers and the like. Have it checked that your use is allowed.',
        'Only approved verifiers may ask whether such a certificate is revoked. Here it is recorded as not checked, and the contract may not reach the levels B-LT and B-LTA.',
      ],
      on: 'Accepted',
      off: 'Not accepted',
    },
    save: 'Save',
    reset: 'Undo changes',
    saved: 'Settings saved',
    leave: 'There are unsaved changes. Leave all the same?',
    conflictBody: 'This was changed elsewhere while you had it open. Choose which to keep.',
    oursHint: 'What was changed elsewhere is lost.',
  },
};
