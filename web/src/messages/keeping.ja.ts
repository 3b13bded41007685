import type {
  KeepingAction,
  KeepingState,
  RenewalMethod,
  StampChoice,
  StampClass,
  StampPurpose,
} from '../api/types';
import type { Cause, StoryDates, StoryId } from '../app/keeping/story';
import type { EndReason } from '../lib/ends';

/** What a story may speak of beside its dates. */
export interface StoryParts extends StoryDates {
  requested: string;
  reached: string;
}
export interface StoryWords {
  /** The plain sentences that come first. */
  says: (p: StoryParts) => string;
  /** What happens next and what to do; empty when nothing need be said. */
  next: (p: StoryParts) => string;
}

const until = (p: StoryParts) => (p.ends ? `この契約書は ${p.ends} まで証明できます。` : '');
const soon = (p: StoryParts) => (p.next ? `${p.next} に` : 'まもなく');

/** Texts of preservation and of time-stamps, apart from the other dictionaries. */
export const keepingJa = {
  title: '長期保管',
  lead: '締結した書類は、証明の期限が来る前に自動で延長します。ここで、いつまで証明できるか、次に何をするかを確かめられます。',
  help: '長期保管のしくみ',
  state: {
    ok: '順調',
    due: '予定',
    lower: '未達',
    overdue: '期限超過',
    failed: '要対応',
    none: '対象外',
  } satisfies Record<KeepingState, string>,
  stateMeans: {
    ok: '指定した署名レベルに達し、証明の期限まで余裕があります。',
    due: '署名レベルへの到達や延長を、予定どおり自動で行うところです。',
    lower: '指定した署名レベルに、まだ達していません。自動でくり返し試みています。',
    overdue: '予定の期限までに延長できていません。自動の再試行は続いています。',
    failed:
      '待つだけでは直らない原因で、くり返し失敗しています。管理者が原因を取り除いてください。',
  } satisfies Record<Exclude<KeepingState, 'none'>, string>,
  levelMeans: {
    'B-B': '署名のみ',
    'B-T': '時刻の証明つき',
    'B-LT': '検証に要る情報つき',
    'B-LTA': '長期保存に対応',
  } as Record<string, string>,
  notReached: 'まだありません',
  before: (level: string) => `締結すると、署名レベル ${level} で保管し、自動で延長します。`,
  stories: {
    none: {
      says: () => 'この契約書は、自動で延長する対象ではありません。',
      next: () => '',
    },
    ended: {
      says: (p) => `この契約書の証明の期限（${p.ends}）が過ぎました。`,
      next: () =>
        'この PDF だけでは、署名が有効だったことを証明できないおそれがあります。ファイルを変換したり削除したりせずに保管し、管理者に連絡してください。',
    },
    failed: {
      says: (p) => `自動の延長に、くり返し失敗しています。管理者の対応が必要です。${until(p)}`,
      next: (p) =>
        `待つだけでは直らない見込みのため、自動の再試行は間隔を空けています。${p.deadline ? `${p.deadline} までに、` : ''}管理者が原因を取り除いて「今すぐ再試行」を押してください。`,
    },
    overdue: {
      says: (p) =>
        `${p.deadline ? `延長の期限（${p.deadline}）` : '延長の期限'}を過ぎています。${until(p)}`,
      next: (p) =>
        `自動の再試行は続いています。次は${p.next ? ` ${p.next} ` : 'まもなく'}試みます。管理者は原因を確かめてください。`,
    },
    lower: {
      says: (p) =>
        `指定した署名レベル ${p.requested} に、まだ達していません（現在は ${p.reached}）。${until(p)}`,
      next: (p) =>
        `${soon(p)}自動でもう一度試みます。${p.deadline ? `期限は ${p.deadline} です。` : ''}1 日たっても達しないときは、管理者にメールでお知らせします。`,
    },
    'level-due': {
      says: (p) =>
        `締結は済んでいます。${soon(p)}自動で署名レベル ${p.requested} にします。${until(p)}`,
      next: () => '',
    },
    'newer-due': {
      says: (p) =>
        `${until(p)}${soon(p)}、締結より後に発行された失効情報を自動で加えて仕上げます。`,
      next: () => '',
    },
    renew: {
      says: (p) => `${until(p)}${p.nextYear ? `${p.nextYear}年に` : soon(p)}自動で延長します。`,
      next: () => '',
    },
    proven: { says: until, next: () => '' },
    reached: {
      says: (p) => `この契約書は、署名レベル ${p.reached} で保管しています。`,
      next: () => '',
    },
  } satisfies Record<StoryId, StoryWords> as Record<StoryId, StoryWords>,
  requested: '指定した署名レベル',
  reached: '達した署名レベル',
  method: '延長の方法',
  methodValue: {
    timestamp: 'PDF に文書タイムスタンプを重ねる',
    record: '証拠記録（エビデンスレコード）にまとめる',
  } satisfies Record<RenewalMethod, string>,
  lastError: '前回の試みの結果',
  cause: {
    revoked: '証明書が失効しています。',
    untrusted: 'タイムスタンプ局または認証局が、信頼済みとして登録されていません。',
    'no-revocation-data': '証明書の失効情報を、認証局から得られません。',
    unreachable: 'サーバーにつながりません。',
  } satisfies Record<Cause, string>,
  attempts: (n: number) => `これまでに ${n} 回試みました。`,
  ends: '証明の期限',
  endsWhy: (why: EndReason) =>
    why.kind === 'certificate'
      ? `「${why.name}」の証明書の有効期限による`
      : why.kind === 'algorithm'
        ? `暗号アルゴリズム ${why.name} を安全とみなす期限による`
        : why.name,
  next: '次の予定',
  action: {
    none: '予定はありません',
    extend: '署名レベルを上げる',
    later: '新しい失効情報を加える',
    renew: '証明を延長する',
  } satisfies Record<KeepingAction, string>,
  nextSoon: 'まもなく',
  deadline: '延長の期限',
  unknown: '未定',
  stamps: (n: number) => `タイムスタンプ（${n} 件）`,
  noStamps: 'タイムスタンプはまだありません。',
  stampColumns: { time: '時刻', purpose: '用途', authority: 'タイムスタンプ局', class: '区分' },
  purpose: { act: '同意', conclusion: '締結', renewal: '延長' } satisfies Record<
    StampPurpose,
    string
  > as Record<string, string>,
  class: {
    accredited: '認定',
    other: 'その他',
    local: '内蔵・試用',
  } satisfies Record<StampClass, string> as Record<string, string>,
  record: '証拠記録をダウンロード',
  recordHint: (n: number) =>
    `証拠記録（RFC 4998）が ${n} 件あります。PDF とあわせて保管してください。`,
  retry: '今すぐ再試行',
  retrying: '試みています',
  retried: '再試行を受け付けました',
  list: {
    chips: '状態で絞り込む',
    all: 'すべて',
    attention: (n: number) => `対応や確認が必要なファイルが ${n} 件あります`,
    attentionBody:
      '「期限超過」と「要対応」のファイルを確かめてください。多くは、タイムスタンプ局や認証局のサーバーにつながらないことが原因です。',
    attentionHelp: '対応のしかたを見る',
    nextDeadline: 'いちばん近い延長の期限',
    renewed: '直近 30 日に延長した件数',
    count: (n: number) => `${n} 件`,
    none: 'なし',
    columns: {
      title: '件名とファイル',
      state: '状態',
      level: '署名レベル',
      ends: '証明の期限',
      next: '次の予定',
      deadline: '延長の期限',
      action: '操作',
    },
    requested: (level: string) => `指定は ${level}`,
    empty: '長期保管している書類はまだありません',
    emptyDetail:
      '書類が締結されると、自動でここに加わります。証明の期限が来る前に、タイムスタンプを重ねて延長します。',
    noMatch: (state: string) => `「${state}」のファイルはありません`,
    noMatchDetail: '別の状態を選ぶか、絞り込みを解除してください。',
    clear: '絞り込みを解除する',
    summaryFailed: '件数を読み込めませんでした',
  },
  stamping: {
    title: 'タイムスタンプ設定',
    lead: '何のために、どの局のタイムスタンプを使うかを決めます。変更は、これから付けるタイムスタンプに適用されます。',
    help: 'タイムスタンプの選び方',
    readOnly: '変更できるのは管理者だけです。',
    lawTitle: '電子帳簿保存法施行規則 4 条 1 項 1 号・2 号のタイムスタンプとしては使えません',
    law: '1 号・2 号の措置に使えるのは、総務大臣が認定した時刻認証業務のタイムスタンプだけです。これらの措置によるときは、すべての用途で「認定」を選んでください。',
    lawPurposes: (names: string) => `「認定」以外を選んでいる用途：${names}`,
    lawOkTitle: 'すべての用途で認定タイムスタンプを使います',
    lawOk:
      '電子帳簿保存法施行規則 4 条 1 項 1 号・2 号の措置として使うときは、付与の時期（2 号は「速やかに」など）の要件もあわせて確かめてください。',
    purposes: '用途ごとの設定',
    purposeTitle: {
      act: '送信と同意',
      conclusion: '締結',
      renewal: '延長',
    } satisfies Record<StampPurpose, string>,
    purposeMeans: {
      act: '送信や同意があった時刻を証明します。1 ファイルごとに、送信の 1 回と同意する方の人数分を使います。',
      conclusion:
        '締結のときに、完了署名と PDF の全体、合意締結証明書へ付けます。長期署名（B-LTA）の土台で、ここから証明の期限が決まります。',
      renewal:
        '証明の期限が来る前に付け直し、証明できる期間を延ばします。ふつうは数年から 10 年に 1 回です。',
    } satisfies Record<StampPurpose, string>,
    class: '局の区分',
    classValue: {
      accredited: '認定',
      other: 'その他',
      local: '内蔵・試用',
      any: '区分を問わない',
    } satisfies Record<StampChoice['class'], string>,
    classMeans: {
      accredited: '総務大臣が認定した時刻認証業務の局です。税務や裁判で、そのまま説明できます。',
      other: '認定を受けていない外部の局です。時刻は第三者が証明しますが、認定の効果はありません。',
      local:
        'この環境に内蔵した局です。第三者の証明にならないので、試用のほかでは使わないでください。',
      any: '最初に使う局の区分に合わせます。局の登録が変わると、区分も変わることがあります。',
    } satisfies Record<StampChoice['class'], string>,
    missing: (value: string) => `${value}（登録なし）`,
    authority: 'タイムスタンプ局',
    anyAuthority: '自動で選ぶ',
    authorityMeans: {
      any: '選んだ区分の局を、登録された順に使います。',
      one: 'ふだんは、この局を使います。',
    },
    withClass: (name: string, kind: string) => `${name}（${kind}）`,
    fallback: '局につながらないとき',
    fallbackValue: { yes: '別の局で続ける', no: '復旧を待つ' },
    fallbackMeans: {
      yes: '選んだ区分の中の、別の局を使います。ほかの区分の局に替えることはありません。',
      no: 'つながるまで待ちます。そのあいだ、同意や締結の処理が終わりません。',
    },
    noOther: '選んだ区分に登録されている局は 1 つだけなので、どちらを選んでも復旧を待ちます。',
    stuckTitle: 'この区分の局が登録されていません',
    stuck:
      'この区分では、タイムスタンプを付けられません。サーバーの運用担当に局の登録を依頼するか、別の区分を選んでください。',
    method: '延長の方法',
    methodLead: '証明の期限が来る前に、次のどちらかで延長します。',
    methodValue: {
      timestamp: '文書タイムスタンプ',
      record: '証拠記録（エビデンスレコード）',
    } satisfies Record<RenewalMethod, string>,
    methodMeans: {
      timestamp:
        'PDF の中にタイムスタンプを加えます。1 ファイルに 1 つずつ使い、PDF だけを渡せば誰でも確かめられます。',
      record:
        '1 日分の多くのファイルを 1 つのタイムスタンプにまとめ、ファイルごとの記録（RFC 4998）を PDF の外に保管します。費用は少なく済みますが、確かめる方には PDF と記録の両方を渡します。',
    } satisfies Record<RenewalMethod, string>,
    save: '設定を保存する',
    reset: '変更を元に戻す',
    saved: 'タイムスタンプの設定を保存しました',
    conflictBody:
      'タイムスタンプの設定は、別のタブまたは別の方によって変更されています。どちらの内容を使うか選んでください。',
    oursHint: 'あとから保存された内容は、この画面の内容に置き換わります。',
    leave: '保存していない変更があります。このまま移動しますか。',
  },
  usage: {
    title: '使用状況',
    lead: '文書に付けたタイムスタンプを、月・用途・局ごとに数えています。',
    from: '開始の月',
    to: '終了の月',
    wrongOrder: '開始の月は、終了の月と同じか、それより前にしてください',
    columns: {
      month: '月',
      purpose: '用途',
      class: '区分',
      authority: 'タイムスタンプ局',
      count: '使用数',
      lost: '失われた数',
      refused: '断られた数',
    },
    month: (year: string, month: number) => `${year}年${month}月`,
    times: (n: string) => `${n} 件`,
    total: '合計',
    totalValue: (count: string, lost: number) =>
      lost > 0 ? `${count} 件（ほかに失われたもの ${lost} 件）` : `${count} 件`,
    lost: '「失われた数」は、局に頼んだあと処理が中断するなどして、どの文書にも使われなかったものです。文書には改めて付け直しているので、証明に欠けはありません。局の請求には含まれることがあります。',
    refused: '「断られた数」は、局につながらないか断られて、受け取れなかった回数です。',
    empty: 'この期間に使ったタイムスタンプはありません',
    emptyDetail: '書類を送信すると、使ったタイムスタンプがここに数えられます。',
    csv: 'CSV をダウンロード',
  },
};

export type KeepingWords = typeof keepingJa;
