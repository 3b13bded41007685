import type { FieldKind, RecipientField, SealShape } from '../api/recipient';
import type { Locale } from '../api/types';

type SlotState = 'open' | 'done' | 'error';

interface FillWords {
  section: string;
  lead: (n: number) => string;
  begin: string;
  next: string;
  previous: string;
  allDone: string;
  progress: (done: number, total: number) => string;
  progressLabel: string;
  remaining: (n: number) => string;
  optionalLeft: string;
  list: string;
  open: string;
  done: string;
  wrong: string;
  save: { saved: string; dirty: string; saving: string; failed: string; conflict: string };
  notSaved: string;
  retry: string;
  lost: string;
  later: string;
  laterTitle: string;
  laterBody: string;
  laterFailed: string;
  kind: Record<FieldKind, string>;
  nameOf: (field: RecipientField, option: string) => string;
  slot: (name: string, required: boolean, state: SlotState, text: string) => string;
  requiredMark: string;
  otherParty: string;
  otherSlot: (name: string, field: string) => string;
  checked: string;
  choose: string;
  none: string;
  automatic: string;
  automaticShort: string;
  needed: string;
  dateRange: (from: string | null, to: string | null) => string;
  numberRange: (min: number | null, max: number | null) => string;
  decimals: (n: number) => string;
  format: Record<'digits' | 'alnum' | 'phone' | 'postal' | 'katakana', string>;
  lengthMax: (n: number) => string;
  clear: string;
  change: string;
  previewLabel: string;
  drawing: string;
  missing: (n: number) => string;
  missingGo: (name: string) => string;
  picture: {
    ways: string;
    ink: string;
    typed: string;
    seal: string;
    image: string;
    saved: string;
    use: string;
    pad: string;
    padHint: string;
    padKeyboard: string;
    again: string;
    typedLabel: string;
    shape: string;
    shapes: Record<SealShape, string>;
    shapeHint: Record<SealShape, string>;
    sealText: Record<SealShape, string>;
    sealOuter: string;
    office: string;
    size: string;
    sizeHint: string;
    sizeUsual: string;
    mm: (n: number) => string;
    choose: string;
    chooseAgain: string;
    uploadHint: string;
    cut: string;
    onlyRed: string;
    uploading: string;
    unreadable: string;
    savedHint: string;
    takeSaved: (name: string) => string;
  };
}

/** A name from the file itself may say something; those of placed fields are made up. */
const given = (field: RecipientField): string => (field.source === 'placed' ? '' : field.name);

const jaKind: Record<FieldKind, string> = {
  text: 'テキスト',
  multiline: '複数行テキスト',
  date: '日付',
  check: 'チェック',
  radio: '選択',
  select: '選択',
  number: '数値',
  name: '氏名',
  company: '会社名',
  department: '部署',
  title: '役職',
  address: '住所',
  mail: 'メールアドレス',
  initials: 'イニシャル',
  ink: '手書き',
  seal: '印影',
  signature: '署名',
};
const enKind: Record<FieldKind, string> = {
  text: 'Text',
  multiline: 'Text of several lines',
  date: 'Date',
  check: 'Check box',
  radio: 'Choice',
  select: 'Choice',
  number: 'Number',
  name: 'Name',
  company: 'Company',
  department: 'Department',
  title: 'Job title',
  address: 'Address',
  mail: 'Mail address',
  initials: 'Initials',
  ink: 'Handwriting',
  seal: 'Seal',
  signature: 'Signature',
};

/** Texts of filling in. */
export const fillWords: Record<Locale, FillWords> = {
  ja: {
    section: '入力',
    lead: (n) => `あなたの入力項目が ${n} 件あります。`,
    begin: '入力を始める',
    next: '次の項目へ',
    previous: '前の項目へ',
    allDone: '必須の入力は完了しています',
    progress: (done, total) => `${done} / ${total} 件`,
    progressLabel: '入力の進み具合',
    remaining: (n) => `必須の残り ${n} 件`,
    optionalLeft: '残りは任意です',
    list: '入力項目の一覧',
    open: '未入力',
    done: '入力済み',
    wrong: '要修正',
    save: {
      saved: '保存しました',
      dirty: '未保存の変更があります',
      saving: '保存中',
      failed: '保存できませんでした',
      conflict: '保存できませんでした',
    },
    notSaved: '要修正の項目は、まだ保存されていません',
    retry: 'もう一度保存する',
    lost: '通信が途切れています。つながると自動で保存します。このままお待ちください。',
    later: '一時保存して中断',
    laterTitle: '入力を保存しました',
    laterBody:
      'この画面を閉じてもかまいません。続きは、依頼メールのリンクから開けます。まだ同意にはなっていません。',
    laterFailed:
      '保存できない項目があります。「要修正」の項目を直すか、空にしてから中断してください。',
    kind: jaKind,
    nameOf: (field, option) => {
      const name = field.label || given(field) || jaKind[field.kind];
      return option ? `${name}：${option}` : name;
    },
    slot: (name, required, state, text) =>
      `${name}（${required ? '必須' : '任意'}）${
        state === 'open' ? '未入力' : state === 'done' ? `入力済み：${text}` : `要修正：${text}`
      }`,
    requiredMark: '必須',
    otherParty: 'ほかの方',
    otherSlot: (name, field) => `${name}の入力項目：${field}（未入力）`,
    checked: 'チェックあり',
    choose: '選択してください',
    none: '選択しない',
    automatic: '同意した日付が自動で入ります。入力の必要はありません。',
    automaticShort: '同意した日',
    needed: '必須の項目です',
    dateRange: (from, to) =>
      from && to ? `${from} から ${to} まで` : from ? `${from} 以降` : `${to ?? ''} まで`,
    numberRange: (min, max) =>
      min !== null && max !== null
        ? `${min.toLocaleString('ja-JP')} 以上 ${max.toLocaleString('ja-JP')} 以下`
        : min !== null
          ? `${min.toLocaleString('ja-JP')} 以上`
          : `${(max ?? 0).toLocaleString('ja-JP')} 以下`,
    decimals: (n) => `小数点以下 ${n} 桁まで`,
    format: {
      digits: '数字のみ',
      alnum: '英数字のみ',
      phone: '電話番号　例：03-1234-5678',
      postal: '郵便番号　例：100-0001',
      katakana: 'カタカナ',
    },
    lengthMax: (n) => `${n} 文字まで`,
    clear: '消す',
    change: '変更する',
    previewLabel: '書類での見え方',
    drawing: '描画しています',
    missing: (n) => `必須の入力項目があと ${n} 件あります`,
    missingGo: (name) => `「${name}」を入力する`,
    picture: {
      ways: '記入の方法',
      ink: '手書き',
      typed: '文字で入力',
      seal: '印影を作る',
      image: '画像を使う',
      saved: '登録済みの印影',
      use: 'これを使う',
      pad: '手書きの欄',
      padHint: '枠の中に指・ペン・マウスで書いてください。',
      padKeyboard: 'キーボードで操作する方は「文字で入力」をお使いください。',
      again: '書き直す',
      typedLabel: '表示する文字',
      shape: '印影の種類',
      shapes: { round: '丸印（個人）', square: '角印（会社）', company: '丸印（代表者）' },
      shapeHint: {
        round: '6 文字まで',
        square: '25 文字まで',
        company: '9 文字まで',
      },
      sealText: { round: '名前', square: '会社名', company: '中央（役職）' },
      sealOuter: '外周（会社名、24 文字まで）',
      office: '代表取締役印',
      size: '大きさ',
      sizeHint: '実際の寸法',
      sizeUsual: '標準',
      mm: (n) => `${n} mm`,
      choose: '画像を選ぶ',
      chooseAgain: '別の画像を選ぶ',
      uploadHint: 'PNG または JPEG。白い紙に押した印影や署名の写真も使えます。',
      cut: '背景を透明にする',
      onlyRed: '赤い部分だけを使う',
      uploading: '画像を処理しています',
      unreadable: 'この画像は読み取れません。PNG または JPEG の画像を選んでください。',
      savedHint: 'ご自身のアカウントに登録した印影です。',
      takeSaved: (name) => `「${name}」を使う`,
    },
  },
  en: {
    section: 'Fill in',
    lead: (n) => (n === 1 ? 'There is one field for you.' : `There are ${n} fields for you.`),
    begin: 'Begin',
    next: 'Next field',
    previous: 'Previous field',
    allDone: 'All that is required is filled in',
    progress: (done, total) => `${done} of ${total}`,
    progressLabel: 'How much is filled in',
    remaining: (n) => `${n} required left`,
    optionalLeft: 'the rest is optional',
    list: 'All fields',
    open: 'empty',
    done: 'filled in',
    wrong: 'to be corrected',
    save: {
      saved: 'Saved',
      dirty: 'Not saved yet',
      saving: 'Saving',
      failed: 'Could not be saved',
      conflict: 'Could not be saved',
    },
    notSaved: 'What is to be corrected is not saved yet',
    retry: 'Save again',
    lost: 'The connection is interrupted. It is saved by itself once it is back. Please wait.',
    later: 'Save and continue later',
    laterTitle: 'What you filled in is saved',
    laterBody:
      'You may close this page. Go on by the link in the mail whenever you like. You have not agreed to anything yet.',
    laterFailed:
      'Some fields cannot be saved. Correct those that are marked, or empty them, before you leave.',
    kind: enKind,
    nameOf: (field, option) => {
      const name = field.label || given(field) || enKind[field.kind];
      return option ? `${name}: ${option}` : name;
    },
    slot: (name, required, state, text) =>
      `${name} (${required ? 'required' : 'optional'}), ${
        state === 'open' ? 'empty' : state === 'done' ? `filled in: ${text}` : `wrong: ${text}`
      }`,
    requiredMark: 'Required',
    otherParty: 'another party',
    otherSlot: (name, field) => `Field of ${name}: ${field} (empty)`,
    checked: 'checked',
    choose: 'Choose',
    none: 'No choice',
    automatic: 'The day on which you agree is filled in by itself. You need not do anything.',
    automaticShort: 'Day of agreement',
    needed: 'This is required',
    dateRange: (from, to) =>
      from && to ? `From ${from} to ${to}` : from ? `From ${from} on` : `Until ${to ?? ''}`,
    numberRange: (min, max) =>
      min !== null && max !== null
        ? `From ${min.toLocaleString('en-GB')} to ${max.toLocaleString('en-GB')}`
        : min !== null
          ? `At least ${min.toLocaleString('en-GB')}`
          : `At most ${(max ?? 0).toLocaleString('en-GB')}`,
    decimals: (n) => `At most ${n} decimal places`,
    format: {
      digits: 'Digits only',
      alnum: 'Letters and digits only',
      phone: 'Telephone number, such as 03-1234-5678',
      postal: 'Postal code, such as 100-0001',
      katakana: 'Katakana',
    },
    lengthMax: (n) => `At most ${n} characters`,
    clear: 'Clear',
    change: 'Change',
    previewLabel: 'How it looks in the document',
    drawing: 'Drawing',
    missing: (n) => (n === 1 ? 'One required field is open' : `${n} required fields are open`),
    missingGo: (name) => `Fill in “${name}”`,
    picture: {
      ways: 'Way of filling in',
      ink: 'Handwriting',
      typed: 'Typed',
      seal: 'Make a seal',
      image: 'Picture',
      saved: 'Kept seals',
      use: 'Use this',
      pad: 'Pad for handwriting',
      padHint: 'Write inside the frame with a finger, a pen or the mouse.',
      padKeyboard: 'With a keyboard, choose “Typed” instead.',
      again: 'Write again',
      typedLabel: 'Text to show',
      shape: 'Kind of seal',
      shapes: {
        round: 'Round (a person)',
        square: 'Square (a company)',
        company: 'Round (a representative)',
      },
      shapeHint: {
        round: 'At most 6 characters',
        square: 'At most 25 characters',
        company: 'At most 9 characters',
      },
      sealText: { round: 'Name', square: 'Company', company: 'In the middle (office)' },
      sealOuter: 'Around (company, at most 24 characters)',
      office: '代表取締役印',
      size: 'Size',
      sizeHint: 'True size',
      sizeUsual: 'usual',
      mm: (n) => `${n} mm`,
      choose: 'Choose a picture',
      chooseAgain: 'Choose another picture',
      uploadHint: 'PNG or JPEG. A photograph of a seal or signature on white paper will do.',
      cut: 'Make the background transparent',
      onlyRed: 'Use the red parts only',
      uploading: 'Working on the picture',
      unreadable: 'This picture cannot be read. Choose a PNG or JPEG.',
      savedHint: 'Seals that are kept in your own account.',
      takeSaved: (name) => `Use “${name}”`,
    },
  },
};
