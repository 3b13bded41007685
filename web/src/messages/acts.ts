import type { ReportCategory } from '../api/recipient';
import type { Locale } from '../api/types';
import { type RoleWords, roleWords } from './roles';

/** Acts that ask for something to be typed. */
export type FormAct =
  | 'ask'
  | 'more_time'
  | 'forward'
  | 'send_back'
  | 'decline'
  | 'report'
  | 'paper';
export type Left = 'forward' | 'send_back' | 'decline';

interface ActText {
  /** On the button that leads here. */
  open: string;
  title: string;
  lead: string;
  /** Said again before the last button. */
  consequence: string;
  submit: string;
  done: string;
  doneDetail: string;
}

interface ActWords extends RoleWords {
  menu: string;
  others: string;
  check: string;
  checkTitle: string;
  back: string;
  act: Record<FormAct, ActText>;
  input: Record<string, string>;
  hint: Record<string, string>;
  needed: (label: string) => string;
  category: Record<ReportCategory, string>;
  questions: string;
  asked: string;
  wish: string;
  until: (at: string) => string;
  noAnswer: string;
  answer: string;
  attachments: string;
  attachmentsHint: string;
  download: string;
  rearm: { button: string; done: string; doneDetail: string; lead: string };
  forwarded: {
    title: string;
    when: (at: string, to: string | null) => string;
    detail: string;
  };
  lasting: { title: string; body: string; code: string };
  sessionOver: { title: string; detail: string };
  laws: {
    title: string;
    clauses: string;
    state: Record<'needed' | 'given' | 'withdrawn' | 'told', string>;
    withdraw: string;
    withdrawSure: string;
    withdrawYes: string;
    keep: string;
    after: string;
  };
}

/** Texts of the acts beside filling in. */
export const actWords: Record<Locale, ActWords> = {
  ja: {
    ...roleWords.ja,
    menu: 'その他の操作',
    others: '送信者への連絡・辞退など',
    check: '内容を確認する',
    checkTitle: 'この内容でよろしいですか',
    back: '入力に戻る',
    act: {
      ask: {
        open: '質問する',
        title: '送信者に質問する',
        lead: '質問と回答は送信者だけが読めます。ほかの当事者には表示されません。',
        consequence: '送信者へ質問をお送りします。期限は変わりません。',
        submit: '質問を送る',
        done: '質問を送りました',
        doneDetail: '回答が届くとメールでお知らせします。回答はこの画面にも表示されます。',
      },
      more_time: {
        open: '期限の延長を依頼する',
        title: '期限の延長を依頼する',
        lead: '延長するかどうかは送信者が決めます。延長されるまで、今の期限は変わりません。',
        consequence: '送信者へ期限の延長を依頼します。',
        submit: '依頼を送る',
        done: '延長の依頼を送りました',
        doneDetail: '送信者が期限を変更すると、メールでお知らせします。',
      },
      forward: {
        open: '別の担当者へ転送する',
        title: '別の担当者へ転送する',
        lead: '権限のある方や正しい担当者へ、この依頼を引き継ぎます。',
        consequence:
          '転送すると、あなたはこの依頼を開けなくなります。手書き・印影を除く入力内容は、転送先の方に引き継がれます。送信者にも通知されます。',
        submit: '転送する',
        done: '転送しました',
        doneDetail: '転送先の方へ依頼のメールをお送りしました。この画面は閉じてかまいません。',
      },
      send_back: {
        open: '修正を求めて差し戻す',
        title: '修正を求めて差し戻す',
        lead: '送信者が内容を直して、もう一度送信します。誤字や条件の変更を求めるときに使います。',
        consequence:
          '差し戻すと、この依頼のリンクは使えなくなります。修正後に、あらためてメールが届きます。',
        submit: '差し戻す',
        done: '差し戻しました',
        doneDetail: '送信者へコメントを伝えました。修正されると、あらためてメールが届きます。',
      },
      decline: {
        open: '辞退する',
        title: '辞退する',
        lead: '契約を締結しない場合に使います。修正を求める場合は「差し戻す」、確認したい場合は「質問する」をご利用ください。',
        consequence:
          '辞退すると、この書類の手続きはここで終わり、送信者へ理由とともに通知されます。元に戻せません。',
        submit: '辞退する',
        done: '辞退を送信者へ伝えました',
        doneDetail: 'この書類の手続きは終了しました。この画面は閉じてかまいません。',
      },
      report: {
        open: '迷惑・不審な依頼を通報する',
        title: '迷惑・不審な依頼の通報',
        lead: '通報はサービスの運営者だけが読みます。送信者には知らされません。',
        consequence: 'サービスの運営者へ通報します。手続きは変わらず、辞退にもなりません。',
        submit: '通報する',
        done: '通報を受け付けました',
        doneDetail: 'ご協力ありがとうございます。心当たりのない書類には、同意しないでください。',
      },
      paper: {
        open: '紙での交付を希望する',
        title: '紙での交付を希望する',
        lead: '書面を紙で受け取りたいことを送信者へ伝えます。希望しても不利益はありません。',
        consequence: '送信者へ、紙での交付の希望を伝えます。この画面での手続きはそのまま続きます。',
        submit: '希望を伝える',
        done: '紙での交付の希望を伝えました',
        doneDetail: '受け取り方は、送信者からご連絡します。',
      },
    },
    input: {
      text: '内容',
      until: '希望する期限',
      reason: '理由',
      name: '転送先の氏名',
      email: '転送先のメールアドレス',
      company: '会社名',
      department: '部署',
      title: '役職',
      comment: '修正してほしい点',
      category: '通報の種類',
      'ask.text': '質問の内容',
      'report.text': '状況の説明',
      'decline.reason': '辞退の理由',
      'forward.reason': '転送の理由',
      'paper.text': '送付先などの連絡事項',
      'more_time.reason': '延長が必要な理由',
    },
    hint: {
      'decline.reason': '送信者に伝わります。例：契約期間の条件が合わないため。',
      'send_back.comment': '送信者に伝わります。例：第2条の契約期間を1年に変更してください。',
      'forward.reason': '送信者と転送先の方に伝わります。例：契約の権限を持つ者に引き継ぎます。',
      'forward.company': '空欄のときは、あなたと同じ会社名になります。',
      'more_time.until': 'その日の 23:59（日本時間）までを希望します。',
      'report.text': 'パスワードや口座番号などは書かないでください。',
    },
    needed: (label) => `${label}を入力してください`,
    category: {
      phishing: 'フィッシング・詐欺の疑い',
      impersonation: 'なりすましの疑い',
      wrong_person: '宛先の間違い',
      unwanted: '迷惑な依頼・繰り返しの送信',
      other: 'その他',
    },
    questions: '質問と回答',
    asked: '質問',
    wish: '期限の延長の依頼',
    until: (at) => `希望する期限：${at}`,
    noAnswer: '回答を待っています',
    answer: '回答',
    attachments: '添付資料',
    attachmentsHint: '参考の資料です。契約の内容には含まれず、電子署名も付きません。',
    download: 'ダウンロード',
    rearm: {
      button: '新しいリンクをメールで受け取る',
      lead: '同じメールアドレスへ、新しいリンクをお送りできます。',
      done: '受け付けました',
      doneDetail:
        '手続きが続いている場合は、同じメールアドレスへ新しいリンクが届きます。数分待っても届かないときは、迷惑メールのフォルダを確認するか、送信者へご連絡ください。',
    },
    forwarded: {
      title: 'この依頼は別の方に転送済みです',
      when: (at, to) => `${at} に${to ? `、${to} 様へ` : ''}転送されました。`,
      detail:
        '手続きは転送先の方が行います。あなたがすることはありません。転送先を変えたいときや、転送したお心当たりがないときは、送信者へご連絡ください。',
    },
    lasting: {
      title: 'あとから受け取るには',
      body: '保管されている間は、メールのリンクからいつでも受け取れます。時間がたったリンクでも使えます。',
      code: '安全のため、開くときに確認コードをメールでお送りすることがあります。',
    },
    sessionOver: {
      title: 'この画面の有効期間が終わりました',
      detail: '保存した入力は残っています。依頼メールのリンクを開き直すと、続きから再開できます。',
    },
    laws: {
      title: '法令上の手続き',
      clauses: '根拠',
      state: { needed: '未承諾', given: '承諾済み', withdrawn: '撤回済み', told: '説明済み' },
      withdraw: '承諾を撤回する',
      withdrawSure:
        '撤回すると、もう一度承諾するまで書類を表示できません。送信者にも通知されます。',
      withdrawYes: '撤回する',
      keep: 'やめる',
      after: '確認しました',
    },
  },
  en: {
    ...roleWords.en,
    menu: 'More',
    others: 'Contact the sender, decline, and more',
    check: 'Check before sending',
    checkTitle: 'Is this right?',
    back: 'Back',
    act: {
      ask: {
        open: 'Ask a question',
        title: 'Ask the sender',
        lead: 'Only the sender reads the question and its answer. No other party sees them.',
        consequence: 'Your question goes to the sender. The deadline stays as it is.',
        submit: 'Send the question',
        done: 'The question was sent',
        doneDetail: 'You get a mail when there is an answer. It is shown on this page too.',
      },
      more_time: {
        open: 'Ask for more time',
        title: 'Ask for more time',
        lead: 'The sender decides. Until then the present deadline stays.',
        consequence: 'Your wish for more time goes to the sender.',
        submit: 'Send the wish',
        done: 'Your wish was sent',
        doneDetail: 'You get a mail when the sender changes the deadline.',
      },
      forward: {
        open: 'Forward to another person',
        title: 'Forward to another person',
        lead: 'Hand this request over to whoever has the authority or is in charge.',
        consequence:
          'After this you can no longer open the request. What you filled in goes along, except handwriting and seals. The sender is told.',
        submit: 'Forward',
        done: 'Forwarded',
        doneDetail: 'The other person gets the request by mail. You can close this page.',
      },
      send_back: {
        open: 'Send back for changes',
        title: 'Send back for changes',
        lead: 'The sender corrects the document and sends it again. For mistakes and other terms.',
        consequence:
          'The link of this request will no longer work. You get a new mail after the correction.',
        submit: 'Send back',
        done: 'Sent back',
        doneDetail: 'The sender has your comment. You get a new mail after the correction.',
      },
      decline: {
        open: 'Decline',
        title: 'Decline',
        lead: 'If you do not want to conclude this. To have something changed, send it back; to learn more, ask a question.',
        consequence:
          'The procedure ends here for everybody, and the sender is told your reason. This cannot be undone.',
        submit: 'Decline',
        done: 'The sender was told that you decline',
        doneDetail: 'The procedure has ended. You can close this page.',
      },
      report: {
        open: 'Report abuse',
        title: 'Report abuse',
        lead: 'Only the operator of the service reads this. The sender is not told.',
        consequence:
          'Your report goes to the operator of the service. It changes nothing in the procedure and does not decline.',
        submit: 'Report',
        done: 'Your report has arrived',
        doneDetail: 'Thank you. Do not agree to documents that you do not expect.',
      },
      paper: {
        open: 'Ask for the document on paper',
        title: 'Ask for the document on paper',
        lead: 'Tells the sender that you want the document on paper. You lose nothing by it.',
        consequence:
          'The sender is told that you want paper. What you do on this page goes on as it is.',
        submit: 'Tell the sender',
        done: 'The sender was told that you want paper',
        doneDetail: 'The sender tells you how you will get it.',
      },
    },
    input: {
      text: 'Text',
      until: 'Deadline that you wish',
      reason: 'Reason',
      name: 'Name of the other person',
      email: 'Mail address of the other person',
      company: 'Company',
      department: 'Department',
      title: 'Job title',
      comment: 'What should be changed',
      category: 'Kind of report',
      'ask.text': 'Your question',
      'report.text': 'What happened',
      'decline.reason': 'Reason for declining',
      'forward.reason': 'Reason for forwarding',
      'paper.text': 'Where to send it, and other notes',
      'more_time.reason': 'Why you need more time',
    },
    hint: {
      'decline.reason': 'The sender reads this.',
      'send_back.comment':
        'The sender reads this. For example: please make the term of article 2 one year.',
      'forward.reason': 'The sender and the other person read this.',
      'forward.company': 'Left empty, it is your own company.',
      'more_time.until': 'Until the end of that day in Japan.',
      'report.text': 'Do not write passwords or account numbers.',
    },
    needed: (label) => `Fill in: ${label}`,
    category: {
      phishing: 'Phishing or fraud',
      impersonation: 'Somebody pretends to be another',
      wrong_person: 'I am the wrong person',
      unwanted: 'Unwanted or repeated requests',
      other: 'Something else',
    },
    questions: 'Questions and answers',
    asked: 'Question',
    wish: 'Wish for more time',
    until: (at) => `Wished deadline: ${at}`,
    noAnswer: 'Waiting for an answer',
    answer: 'Answer',
    attachments: 'Attachments',
    attachmentsHint: 'For information. They are no part of the contract and are not signed.',
    download: 'Download',
    rearm: {
      button: 'Get a new link by mail',
      lead: 'A new link can be sent to the same mail address.',
      done: 'Your wish has arrived',
      doneDetail:
        'If the procedure still goes on, a new link comes to the same mail address. If nothing has come after some minutes, look into the folder for unwanted mail or contact the sender.',
    },
    forwarded: {
      title: 'This request was handed to another person',
      when: (at, to) => `It was forwarded${to ? ` to ${to}` : ''} on ${at}.`,
      detail:
        'That person goes on with it, and there is nothing left for you to do. If it should go to somebody else, or if you did not forward it, contact the sender.',
    },
    lasting: {
      title: 'To get it later',
      body: 'As long as it is kept you can come back by the link in the mail. Old links work too.',
      code: 'To be safe, a code may be mailed to you when you open it.',
    },
    sessionOver: {
      title: 'The time of this page is over',
      detail: 'What was saved is still there. Open the link in the mail again to go on.',
    },
    laws: {
      title: 'Consent by law',
      clauses: 'Clauses',
      state: { needed: 'needed', given: 'given', withdrawn: 'withdrawn', told: 'told' },
      withdraw: 'Withdraw the consent',
      withdrawSure: 'The documents are not shown until you consent again. The sender is told.',
      withdrawYes: 'Withdraw',
      keep: 'Leave it',
      after: 'I confirm this',
    },
  },
};
