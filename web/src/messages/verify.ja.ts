import type { AcrobatId } from '../verify/acrobat';
import type { EndReason } from '../lib/ends';
import type { Coverage, IdentityKind, Kind, LaterChanges, TimeProof } from '../verify/report';
import type { Trouble } from '../verify/trouble';
import type { CaseId, Caveat, Look } from '../verify/verdict';

/** Texts of the verify page, apart from the other dictionaries: only this page fetches them. */
export interface CaseWords {
  /** The one plain sentence. */
  says: string;
  /** What it means for the reader. */
  means: string;
  /** What to do next, one thing a line. */
  next: string[];
}

export const verifyJa = {
  title: '署名済み PDF の検証',
  lead: 'PDF の電子署名とタイムスタンプを確かめます。どの会社の PDF でも、サインインせずに検証できます。',
  drop: 'ここに PDF をドロップ',
  dropAnywhere: 'ここで放すと検証します',
  choose: 'PDF を選ぶ',
  limit: 'PDF・200 MB まで',
  anywhere: '画面のどこにドロップしても、コピーしたファイルを貼り付けても検証できます。',
  severalFiles: (name: string) => `一度に検証できるのは 1 件です。「${name}」を検証しました。`,
  privacyTitle: 'PDF は保存されません',
  privacy:
    '判定のあいだだけ名前のない一時ファイルに置かれ、結果を返すとすぐに消えます。ファイルも結果も記録に残しません。結果はこの画面にしかないので、必要なときは印刷するか JSON で保存してください。',
  sending: (name: string) => `「${name}」を送信しています`,
  sent: (done: string, all: string) => `${done} / ${all}`,
  judging: (name: string) => `「${name}」の署名を検証しています`,
  judgingLong: (seconds: number) =>
    `${seconds} 秒経過しました。追記や署名の多いファイルは時間がかかることがあります。`,
  busyWait: (seconds: number) => `混み合っています。${seconds} 秒後に自動でもう一度検証します。`,
  done: '検証が終わりました。',
  cancelled: '検証を中止しました。',
  again: '別の PDF を検証する',
  whatIsShown: '検証でわかること',
  shown: [
    '誰の証明書で署名されたか、その証明書を信頼できるか',
    '署名された内容が、そのあと変わっていないか',
    '署名の時刻が、第三者のタイムスタンプで証明されているか',
  ],
  notShown: '契約の内容が正しいか、署名した人に権限があったかは、検証ではわかりません。',
  look: {
    valid: '有効',
    unsure: '一部確認できません',
    distrust: '信頼できません',
    unsigned: '署名がありません',
    unreadable: '読み取れません',
  } satisfies Record<Look, string>,
  means: 'この結果の意味',
  next: '次にすること',
  cases: {
    valid: {
      says: 'この文書の署名はすべて有効です。',
      means:
        'すべての署名について、署名者の証明書を信頼でき、署名された内容がそのあと変わっていないことを確かめました。',
      next: ['この PDF をデータのまま保管してください。印刷や変換をしたものに署名は残りません。'],
    },
    'valid-changed': {
      says: 'この文書の署名はすべて有効です。最後の署名のあとに、許可された追記があります。',
      means:
        'すべての署名が有効です。署名のあとに追記がありますが、署名者が許可した範囲（入力や署名の追加など）に収まっています。追記の内容は各署名の欄に示します。',
      next: [
        '各署名の「署名後の変更」を読み、追記の内容に心当たりがあるか確かめてください。',
        'この PDF をデータのまま保管してください。',
      ],
    },
    'unknown-issuer': {
      says: '内容は変わっていませんが、署名者の証明書の発行元を確認できません。',
      means:
        '署名された内容は変わっていません。ただし、証明書の発行元がここでは信頼済みとして登録されていないため、署名者が本当に名乗るとおりの人かは確認できません。誰でも好きな名前の証明書を作れるので、名前だけを頼りにしないでください。',
      next: [
        '下の「発行元」が、相手の使っている認証局かを、相手に（この PDF に書かれていない連絡先で）確かめてください。',
        '発行元が公的な認証局などの場合は、この環境の管理者に、その認証局を信頼済みに加えるよう依頼してください。',
      ],
    },
    'changed-after': {
      says: '署名のあとに、許可されていない変更が加えられています。',
      means:
        '署名のあとに、署名者が許可していない変更が加えられています。いま画面に見えている内容は、署名されたときの内容と違うおそれがあります。',
      next: [
        'この PDF の内容を頼りにしないでください。',
        '各署名の「署名後の変更」で、何が変えられたかを確かめてください。',
        '送り主に、変更される前の PDF をもう一度送るよう依頼してください。',
      ],
    },
    expired: {
      says: '内容は変わっていませんが、署名者の証明書の期限が切れています。',
      means:
        '署名された内容は変わっていません。ただし、署名者の証明書の有効期限が切れており、期限内に署名されたことを証明するタイムスタンプがありません。',
      next: [
        '署名の時刻を示す別の証拠（受信したメール、合意締結証明書など）があれば、あわせて保管してください。',
        '必要なら、相手に署名し直した PDF を依頼してください。',
      ],
    },
    'not-yet-valid': {
      says: '署名者の証明書の有効期間が、まだ始まっていません。',
      means: '署名者の証明書の有効期間が、まだ始まっていません。',
      next: ['有効期間（専門的な詳細）を確かめ、始まってからもう一度検証してください。'],
    },
    revoked: {
      says: '署名者側の証明書が失効しています。',
      means:
        '証明書が失効しています。鍵の紛失や退職などで無効にされたもので、失効より前に署名されたことを証明できません。',
      next: [
        '署名した人に、いつ署名したか、失効の理由は何かを確かめてください。',
        '確かめられるまで、この署名を頼りにしないでください。',
      ],
    },
    'try-later': {
      says: '証明書が失効していないかを、いまは確認できません。',
      means:
        '証明書が失効していないかを、いまは確認できません。失効情報を得られないか、最新の情報がまだ発行されていません。',
      next: ['時間をおいて、もう一度検証してください。内容が変わったという意味ではありません。'],
    },
    'weak-algorithm': {
      says: '安全と認められていない暗号で署名されています。',
      means:
        '署名に使われた暗号が、いまでは安全と認められていないか、ここでは対応していないものです。安全だった時期に署名されたことも証明できません。',
      next: ['相手に、新しい方式（SHA-256 以上など）で署名し直した PDF を依頼してください。'],
    },
    'wrong-certificate': {
      says: '署名に使われた証明書に、確認できない点があります。',
      means: '証明書または発行元までの連鎖が、署名の用途や発行元の決めた制約に合っていません。',
      next: ['相手に、署名用の証明書で署名したかを確かめてください。'],
    },
    'no-certificate': {
      says: '署名した人の証明書が見つかりません。',
      means: '署名した人の証明書が PDF に含まれていないか、署名の記述と一致しません。',
      next: ['相手に、証明書を含めて署名し直した PDF を依頼してください。'],
    },
    'time-order': {
      says: 'タイムスタンプの時刻に矛盾があります。',
      means: 'タイムスタンプの時刻の前後が矛盾しているため、署名の時刻を確かめられません。',
      next: ['送り主に、元の PDF をもう一度送るよう依頼してください。'],
    },
    'not-judged': {
      says: 'ここでは判定できない種類の署名があります。',
      means: 'ここでは判定の対象としていない種類の署名が含まれています。',
      next: ['署名した製品で、あらためて検証してください。'],
    },
    constraints: {
      says: '署名に、規格の条件を満たさない点があります。',
      means: '署名が、規格で求められる条件の一部を満たしていません。',
      next: ['専門的な詳細で理由を確かめ、署名した人に問い合わせてください。'],
    },
    unsure: {
      says: '署名の一部を確認できませんでした。',
      means: '署名の一部を確認できませんでした。理由は各署名の「専門的な詳細」に示します。',
      next: ['理由がわかるまで、この署名だけを頼りにしないでください。'],
    },
    altered: {
      says: '署名されたあとに、内容が書き換えられています。',
      means:
        '署名された部分の内容が、署名のあとで書き換えられています。元の内容を署名したという証拠にはなりません。',
      next: [
        'この PDF の内容を頼りにしないでください。',
        '送り主に、元の PDF をもう一度送るよう依頼してください。メールの添付や変換で壊れることもあります。',
      ],
    },
    'bad-value': {
      says: '署名が、証明書の持ち主のものと一致しません。',
      means: '署名の値が証明書の鍵と合いません。この証明書の持ち主が署名したとは言えません。',
      next: ['この署名を頼りにせず、送り主に元の PDF を依頼してください。'],
    },
    malformed: {
      says: '署名の構造に、不正な点があります。',
      means:
        '署名の構造が規格に反しています。署名を付け替えたり、署名の範囲の外に内容を隠したりした PDF に見られるものです。',
      next: ['この PDF の内容を頼りにせず、送り主に元の PDF を依頼してください。'],
    },
    'signed-too-early': {
      says: '証明書が有効になる前の署名とされています。',
      means: '証明書が有効になるより前に署名されたことになっています。',
      next: ['署名した人に事情を確かめるまで、この署名を頼りにしないでください。'],
    },
    failed: {
      says: '署名の検証に失敗しました。',
      means: '署名の検証に失敗しました。理由は各署名の「専門的な詳細」に示します。',
      next: ['この PDF の内容を頼りにせず、送り主に元の PDF を依頼してください。'],
    },
    unsigned: {
      says: 'この文書には電子署名がありません。',
      means:
        'この PDF には電子署名もタイムスタンプもないため、誰が作ったか、内容が変わっていないかを確かめられません。印影の画像は電子署名ではありません。',
      next: [
        '署名済みのはずなら、送り主から署名済みの PDF データを受け取り直してください。印刷して読み取ったもの、別の PDF に変換したものに署名は残りません。',
      ],
    },
    encrypted: {
      says: 'パスワードで保護されているため、判定できません。',
      means: '開くためのパスワードで保護されているため、中の署名を確かめられません。',
      next: [
        '送り主に、開くためのパスワードのない PDF を依頼してください。自分で保護を外して保存し直すと、署名が無効になることがあります。',
      ],
    },
    unreadable: {
      says: 'このファイルを PDF として読み取れません。',
      means: 'PDF として読み取れませんでした。ファイルが壊れているか、途中までしかありません。',
      next: [
        '送り主から、もう一度ファイルを受け取ってください。メールの添付ではなく、元の場所からダウンロードすると直ることがあります。',
      ],
    },
  } satisfies Record<CaseId, CaseWords> as Record<CaseId, CaseWords>,
  caveatsTitle: 'あわせて知っておくこと',
  caveats: {
    'time-not-proved':
      '署名の時刻は署名者の申告で、第三者のタイムスタンプによる証明のない署名があります。',
    'revocation-not-checked':
      '証明書が失効していないかを確認できるデータがなく、失効は確認していない署名があります。',
    'identity-not-verified':
      '証明書に書かれた会社や資格の情報のうち、発行元を確認できない（未検証の）ものがあります。',
  } satisfies Record<Caveat, string>,
  issuerOfCase: '発行元',
  file: 'ファイル',
  size: 'サイズ',
  checkedAt: '検証日時',
  fileDigest: 'SHA-256',
  digestBusy: '計算しています…',
  digestNone: 'ファイルが大きいため、ブラウザーでは計算していません',
  signatures: (n: number) => `署名とタイムスタンプ（${n} 件・古い順）`,
  kind: {
    certification: '認証署名',
    approval: '署名',
    'document-timestamp': '文書タイムスタンプ',
    'usage-rights': '使用権限の署名',
  } satisfies Record<Kind, string> as Record<string, string>,
  of: (n: number, kind: string) => `${n}. ${kind}`,
  by: '署名者',
  stampBy: 'タイムスタンプ局',
  organisation: '組織',
  issuer: '発行元',
  trustedIssuer: '信頼済み',
  untrustedIssuer: '信頼済みではありません',
  identity: {
    'commercial-registration': '商業登記に基づく証明書',
    'jpki-signature': '公的個人認証（署名用）の証明書',
    'jpki-authentication': '公的個人認証（利用者証明用）の証明書。署名には使えません',
    gpki: '政府認証基盤（GPKI）の証明書',
    lgpki: '地方公共団体（LGPKI）の証明書',
    'power-of-attorney': '電子委任状',
  } satisfies Record<IdentityKind, string> as Record<string, string>,
  identityOther: '証明書に書かれた本人の情報',
  identityVerified: '発行元を確認済み',
  identityNot: '証明書の記載（未検証）',
  time: {
    proved: '証明された時刻',
    'untrusted-stamp': 'タイムスタンプの時刻（未信頼）',
    claimed: '申告された時刻',
  } satisfies Record<TimeProof, string>,
  timeNote: {
    proved: 'この時刻までに署名があったことを、タイムスタンプが証明しています。',
    'untrusted-stamp': 'タイムスタンプ局が信頼済みではないため、時刻の証明にはなりません。',
    claimed: '署名した人のコンピューターの時計によるもので、証明はありません。',
  } satisfies Record<TimeProof, string>,
  claimed: '申告された時刻',
  reason: '署名の理由',
  location: '場所',
  integrity: '署名された部分',
  intact: '変わっていません',
  broken: '変わっているか、署名と合いません',
  coverage: '署名の範囲',
  coverageValue: {
    'entire-file': 'このファイルの全体',
    'entire-revision': '署名した時点の文書の全体',
    partial: '文書の一部だけ',
    none: '正しい範囲を示していません',
  } satisfies Record<Coverage, string> as Record<string, string>,
  coveragePart: (percent: number) => `（ファイルの先頭から ${percent} %。残りは後からの追記）`,
  later: '署名後の変更',
  laterValue: {
    none: 'ありません',
    lta: '長期検証のための情報が加わっただけで、内容は変わっていません',
    'form-filling': '許可された入力や署名が加わりました',
    annotations: '許可された注釈や入力が加わりました',
    other: '許可されていない変更があります',
  } satisfies Record<LaterChanges, string> as Record<string, string>,
  laterRefused: '許可されていない変更があります',
  accepted: '許可された変更',
  refused: '許可されていない変更',
  times: (n: number) => `（${n} 件）`,
  moreChanges: (n: number) => `ほか ${n} 件の変更`,
  revision: (n: number) => `第 ${n} 版`,
  object: (n: number) => `オブジェクト ${n}`,
  level: 'PAdES レベル',
  levelValue: {
    'B-B': '署名のみ',
    'B-T': '時刻の証明つき',
    'B-LT': '検証に要る情報つき',
    'B-LTA': '長期保存に対応',
  } as Record<string, string>,
  fileLevel: '署名レベル',
  existence: '存在の証明',
  provedBy: {
    own: '署名のタイムスタンプ',
    document: (field: string) => `文書タイムスタンプ（${field}）`,
  },
  coversList: (what: string) => `：${what}がこの時刻までにあったことを証明しています`,
  coversValue: {
    signature: '署名',
    'time-stamp': 'タイムスタンプ',
    certificates: '証明書',
    'revocation-data': '失効情報',
  } as Record<string, string>,
  and: '・',
  moreProofs: (n: number) => `ほか ${n} 件の証明`,
  proofEnd: '証明の期限',
  endsWhy: (why: EndReason) =>
    why.kind === 'certificate'
      ? `「${why.name}」の証明書の有効期限によります。`
      : why.kind === 'algorithm'
        ? `暗号アルゴリズム ${why.name} を安全とみなす期限によります。`
        : why.name,
  proofEndNote: 'この日までにタイムスタンプを重ねて延長すれば、その先も証明できます。',
  proofEndEarlier:
    '検証に要る情報がこの PDF に入っていないため、認証局が失効情報の公開をやめると、この日より前に確かめられなくなることがあります。',
  permission: {
    1: 'この署名より後の変更を一切認めない',
    2: 'この署名より後は、入力と署名だけを認める',
    3: 'この署名より後は、入力・署名・注釈を認める',
  } as Record<number, string>,
  permissionLabel: '変更の許可',
  unknownSigner: '不明',
  expert: '専門的な詳細',
  findings: '判定の理由',
  noFindings: '指摘事項はありません。',
  findingColumns: ['重み', '内容', 'コード'],
  weight: {
    'TOTAL-FAILED': '無効とする',
    INDETERMINATE: '確認できない',
    NOTE: '参考',
  } as Record<string, string>,
  blocks: '検証の手順（ETSI EN 319 102-1）',
  blockColumns: ['手順', '結果', '理由'],
  chain: '証明書の連鎖と失効情報',
  chainColumns: ['証明書', '失効', '失効情報'],
  revocation: {
    good: '失効していません',
    revoked: '失効しています',
    unknown: '不明',
    'not-checked': '確認していません',
    'not-needed': '確認不要',
  } as Record<string, string>,
  revokedAt: (when: string) => `失効日時 ${when}`,
  issued: (when: string) => `発行 ${when}`,
  nextUpdate: (when: string) => `次回 ${when}`,
  technical: '署名の形式',
  proofs: '時刻の証拠',
  proofColumns: ['時刻', '証拠', '対象'],
  bestTime: '署名が存在した最も早い証明時刻',
  summary: '判定の要約',
  changesTable: '署名後の変更',
  changeColumns: ['変更', '対象', 'コード'],
  indication: '判定（ETSI）',
  algorithm: 'アルゴリズム',
  format: '署名の形式（SubFilter）',
  field: '署名フィールド',
  byteRange: '署名された範囲の終わり',
  bytes: (n: string, all: string) => `${n} / ${all} バイト`,
  byteCount: (n: string) => `${n} バイト`,
  policy: 'タイムスタンプのポリシー',
  certificate: '署名者の証明書',
  stampCertificate: 'タイムスタンプ局の証明書',
  subject: '主体者',
  validity: '有効期間',
  key: '公開鍵',
  serial: 'シリアル番号',
  digest: 'SHA-256',
  fileExpert: 'ファイルの専門的な詳細',
  revisions: '版の数（追記を含む）',
  encryption: '暗号化',
  validationPolicy: '検証ポリシー',
  errorCode: 'エラー',
  revisionTable: '署名と追記の順序',
  revisionColumns: ['署名', '範囲の終わり', '範囲', '後の変更'],
  acrobatTitle: 'Acrobat での表示について',
  acrobatLead:
    'Adobe Acrobat は、ここでの検証とは別に、Adobe の信頼済みリストと独自の規則で判定します。この PDF では、次のように表示されることがあります。設定や版によって異なります。',
  acrobatColumns: ['Acrobat の表示', '理由と意味'],
  acrobat: {
    unsigned: {
      shows: '署名パネルに署名が表示されません',
      why: '電子署名が含まれていないためです。',
    },
    encrypted: {
      shows: 'パスワードの入力を求められるか、「保護」と表示されることがあります',
      why: 'PDF が暗号化されているためです。署名の良し悪しとは関係ありません。',
    },
    damaged: {
      shows: '「ファイルが壊れている」と表示されるか、修復して開くことがあります',
      why: 'PDF の構造を読み取れないためです。修復して開けた場合も、署名は有効と扱われないことがあります。',
    },
    invalid: {
      shows: '赤い「×」と「少なくとも 1 つの署名が無効です。」',
      why: '署名された内容と署名が合わないためです。署名の詳細には、文書が変更されたか壊れていると表示されることがあります。証明書を登録しても直りません。',
    },
    'changed-refused': {
      shows: '赤い「×」と「少なくとも 1 つの署名が無効です。」、または変更を知らせる表示',
      why: '署名後に、許可されていない変更があるためです。Acrobat は変更を判定する規則が異なり、同じ PDF を無効と表示しないことがあります。その場合も、ここでの指摘を確かめてください。',
    },
    listed: {
      shows: '緑のチェックと「署名済みであり、すべての署名が有効です。」',
      why: '証明書の発行元が、Adobe の信頼済みリスト（AATL・EUTL）にあるか、お使いの Acrobat に登録されている場合です。',
    },
    unlisted: {
      shows: '黄色い「！」と「少なくとも 1 つの署名に問題があります。」「署名の完全性は不明です」',
      why: '発行元が Adobe の信頼済みリストになく、お使いの Acrobat にも登録されていない場合です。改ざんされたという意味ではありません。下の手順で発行元を登録すると、有効と表示されます。',
    },
    'unknown-root': {
      shows: '黄色い「！」と「少なくとも 1 つの署名に問題があります。」「署名の完全性は不明です」',
      why: '発行元が Adobe の信頼済みリストにも、お使いの Acrobat にもない場合です。改ざんされたという意味ではなく、署名者が誰かを Acrobat も確認できないという意味です。リストにある発行元なら、有効と表示されることもあります。',
    },
    'certificate-trouble': {
      shows: '黄色い「！」または赤い「×」',
      why: '証明書の期限・失効・用途などを確認できないためです。どちらになるかは、Acrobat が手に入れた失効情報と設定によります。',
    },
    'permitted-changes': {
      shows:
        '「すべての署名が有効」に加え、「最後の署名の後に、署名されていない変更があります」という趣旨の表示',
      why: '最後の署名の後に、許可された入力や注釈があるためです。署名は有効なままです。署名パネルで変更の一覧と、署名したときの版を見られます。',
    },
    'certified-locked': {
      shows: '青いリボンと、発行者が証明した文書である旨の表示。編集や入力の機能は使えません',
      why: '変更を一切認めない認証署名（P=1）が付いているためです。変更すると、認証は無効と表示されます。',
    },
    certified: {
      shows: '青いリボンと、発行者が証明した文書である旨の表示',
      why: '認める変更の種類を決めた認証署名が付いているためです。発行元が未登録のときは、リボンの代わりに「有効性は不明」と表示されます。',
    },
    'document-timestamp': {
      shows: '署名パネルに「文書のタイムスタンプ」が、ひとつの署名として並びます',
      why: '人の署名ではなく、その時刻に文書があったことの証明です。タイムスタンプ局の発行元も信頼済みでないと、これも黄色い「！」になります。',
    },
    clock: {
      shows: '署名の詳細に「署名時刻は署名者のコンピューターの時計に基づいています」',
      why: 'タイムスタンプのない署名だからです。異常ではありませんが、時刻の証明はありません。',
    },
    'not-ltv': {
      shows: '署名の詳細に「LTV（長期検証）が有効ではない」旨と期限',
      why: '失効情報が PDF に埋め込まれていないためです。期限の前に、Acrobat で署名に「検証情報を追加」しておくと、その後も検証できます。',
    },
    'usage-rights': {
      shows: 'Acrobat Reader の追加機能が有効である旨の表示',
      why: '入力や注釈の保存を許すための、製品の署名です。契約の当事者の署名ではありません。',
    },
  } satisfies Record<AcrobatId, { shows: string; why: string }> as Record<
    AcrobatId,
    { shows: string; why: string }
  >,
  acrobatHow: 'Acrobat に発行元を登録するには',
  acrobatSteps: [
    'まず「環境設定」→「信頼性管理マネージャー」で、AATL と EUTL の「今すぐ更新」を押し、開き直します。これだけで直ることがあります。',
    '直らないときは、発行元のルート証明書を、発行元の公式サイトなど確かな場所から受け取り、公表されているフィンガープリント（SHA-256）と照合します。検証したい PDF に入っている証明書を、照合せずに信頼してはいけません。',
    '「環境設定」→「署名」→「ID と信頼済み証明書」の「詳細」→「信頼済み証明書」→「読み込み」で、証明書を読み込みます。',
    '一覧から証明書を選んで「信頼性を編集」を開き、「この証明書を信頼されたルートとして使用」にチェックを入れます。',
    'PDF を開き直します。',
  ],
  acrobatTrial:
    '試用環境で作られた署名は、このサーバーだけの認証局によるもので、登録しない限り黄色い「！」になります。',
  acrobatTrialRoot: 'この環境のルート証明書（ca.cer）',
  acrobatGeneral: {
    title: 'Acrobat で黄色い「！」が表示されるとき',
    body: 'Adobe Acrobat は、Adobe の信頼済みリストにない発行元の署名に、黄色い「！」を付けます。改ざんされたという意味ではありません。PDF をここに置くと、その PDF で何が表示されるか、なぜかを説明します。',
  },
  json: '結果を JSON で保存',
  openAll: '詳細をすべて開く',
  closeAll: '詳細をすべて閉じる',
  report: '署名検証結果',
  printNote: (where: string) =>
    `この書面は検証日時の時点の結果です。署名そのものは PDF データにあり、この書面にはありません。検証した場所：${where}`,
  trouble: {
    'not-pdf': {
      title: 'PDF ではありません',
      body: '名前が .pdf でも、中身が PDF でないことがあります。署名済みの PDF ファイルを選んでください。',
    },
    empty: {
      title: '中身が空のファイルです',
      body: 'ダウンロードが途中で終わったのかもしれません。ファイルを受け取り直してください。',
    },
    offline: {
      title: 'インターネットにつながっていません',
      body: '通信状況を確かめて、もう一度お試しください。',
    },
    network: {
      title: 'サーバーに接続できませんでした',
      body: '通信状況を確かめて、もう一度お試しください。とても大きなファイルは、上限（通常 200 MB）を超えると送信の途中で断られることがあります。',
    },
    'too-large': {
      title: 'ファイルが大きすぎます',
      body: 'このサーバーで検証できる大きさ（通常 200 MB）を超えています。分割や圧縮をすると署名が失われるので、元のファイルのまま、コマンド「skysign verify」か Acrobat で検証してください。',
    },
    busy: {
      title: 'いま混み合っています',
      body: '同時に検証できる数を超えています。1 分ほどおいて、もう一度お試しください。ファイルは保存されていません。',
    },
    'too-many': {
      title: '検証の回数が多すぎます',
      body: '短い時間に続けて検証できる回数には上限があります。',
    },
    server: {
      title: '検証できませんでした',
      body: 'サーバー側で問題が起きました。時間をおいてもう一度お試しください。',
    },
  } satisfies Record<Trouble, { title: string; body: string }>,
  waitSeconds: (n: number) => `${n} 秒ほど待って、もう一度お試しください。`,
};

export type VerifyWords = typeof verifyJa;
