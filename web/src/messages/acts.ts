import type { PartyRole, ReportCategory } from '../api/recipient';
import type { Locale } from '../api/types';

/** Acts that ask for something to be typed. */
export type FormAct = 'ask' | 'more_time' | 'forward' | 'send_back' | 'decline' | 'report';
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

interface ActWords {
  menu: string;
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
  noAttachments: string;
  role: Record<
    PartyRole,
    {
      badge: string;
      landing: string;
      deadline: string;
      effect: string;
      proceed: string;
      title: string;
      lead: string;
      statement: string;
      submit: string;
      submitting: string;
      needAuthority: string;
      authorityHint: string;
      note: string;
      processing: string;
      done: string;
      doneNext: string;
    }
  >;
  effectOf: Partial<Record<PartyRole, string>>;
  rearm: { button: string; done: string; doneDetail: string; lead: string };
  forwarded: { title: string; detail: string };
  ccDone: { title: string };
  lasting: { title: string; body: string; code: string };
  sessionOver: { title: string; detail: string };
  close: string;
  ready: string;
}

/** Texts of the acts beside filling in, and of each role. */
export const actWords: Record<Locale, ActWords> = {
  ja: {
    menu: 'その他の操作',
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
    noAttachments: '添付資料はありません',
    role: {
      signer: {
        badge: '署名者',
        landing: '書類の確認と同意のお願い',
        deadline: '同意の期限',
        effect: '「同意する」を押すと',
        proceed: '同意へ進む',
        title: '同意する',
        lead: '内容を確認のうえ、あなたの情報を入力してください。入力した内容は、申告として電子署名に記録されます。',
        statement: '同意の内容',
        submit: '同意する',
        submitting: '同意を記録しています',
        needAuthority: '締結する権限があることを確認し、チェックを入れてください',
        authorityHint:
          '権限がない場合は同意せず、「別の担当者へ転送する」か、送信者への質問をご利用ください。',
        note: '同意した後は、この画面から取り消すことはできません。',
        processing: '同意を受け付けました',
        done: '同意が完了しました',
        doneNext: '全員の手続きが済むと締結となり、メールでお知らせします。',
      },
      approver: {
        badge: '承認者',
        landing: '書類の確認と承認のお願い',
        deadline: '承認の期限',
        effect: '「承認する」を押すと',
        proceed: '承認へ進む',
        title: '承認する',
        lead: '内容を確認のうえ、あなたの情報を入力してください。入力した内容は、申告として記録されます。',
        statement: '承認の内容',
        submit: '承認する',
        submitting: '承認を記録しています',
        needAuthority: '承認する権限があることを確認し、チェックを入れてください',
        authorityHint:
          '権限がない場合は承認せず、「別の担当者へ転送する」か、送信者への質問をご利用ください。',
        note: '承認した後は、この画面から取り消すことはできません。',
        processing: '承認を受け付けました',
        done: '承認が完了しました',
        doneNext: '続いて、署名者が書類を確認します。締結されるとメールでお知らせします。',
      },
      viewer: {
        badge: '閲覧者',
        landing: '書類の確認のお願い',
        deadline: '確認の期限',
        effect: '「確認しました」を押すと',
        proceed: '確認の完了へ進む',
        title: '確認を完了する',
        lead: 'すべてのファイルを読んだら、確認したことを送信者に知らせます。',
        statement: '確認の内容',
        submit: '確認しました',
        submitting: '確認を記録しています',
        needAuthority: '',
        authorityHint: '',
        note: '同意や承認にはなりません。',
        processing: '確認を受け付けました',
        done: '確認を記録しました',
        doneNext: '書類を確認したことを送信者へ伝えました。締結されるとメールでお知らせします。',
      },
      cc: {
        badge: '共有先',
        landing: '書類の共有',
        deadline: '手続きの期限',
        effect: 'あなたの手続き',
        proceed: '依頼の内容を見る',
        title: '手続きは必要ありません',
        lead: 'この書類は、参考としてあなたに共有されています。同意や承認は必要ありません。',
        statement: '',
        submit: '',
        submitting: '',
        needAuthority: '',
        authorityHint: '',
        note: '締結されるとメールでお知らせします。',
        processing: '',
        done: '締結が完了しました',
        doneNext: '',
      },
    },
    effectOf: {
      approver:
        '表示された内容を、あなたの組織の承認者として承認したことになります。契約の締結そのものへの同意ではありません。本サービスがPDFに電子署名とタイムスタンプを付与します。',
      viewer: '書類を確認したことを送信者に知らせます。内容への同意にはなりません。',
      cc: 'この書類はあなたに共有されています。同意や承認は必要ありません。',
    },
    rearm: {
      button: '新しいリンクをメールで受け取る',
      lead: '同じメールアドレスへ、新しいリンクをお送りできます。',
      done: '受け付けました',
      doneDetail:
        '手続きが続いている場合は、同じメールアドレスへ新しいリンクが届きます。数分待っても届かないときは、迷惑メールのフォルダを確認するか、送信者へご連絡ください。',
    },
    forwarded: {
      title: 'この依頼は別の方に転送済みです',
      detail:
        '転送先の方が手続きを行います。お心当たりがない場合は、送信者へお問い合わせください。',
    },
    ccDone: { title: '締結が完了しました' },
    lasting: {
      title: 'あとから受け取るには',
      body: '保管されている間は、メールのリンクからいつでも受け取れます。時間がたったリンクでも使えます。',
      code: '安全のため、開くときに確認コードをメールでお送りすることがあります。',
    },
    sessionOver: {
      title: 'この画面の有効期間が終わりました',
      detail: '保存した入力は残っています。依頼メールのリンクを開き直すと、続きから再開できます。',
    },
    close: '閉じる',
    ready: '入力と確認が終わったら、次へ進めます。',
  },
  en: {
    menu: 'More',
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
    noAttachments: 'There are no attachments',
    role: {
      signer: {
        badge: 'Signer',
        landing: 'Please read and agree',
        deadline: 'Agree until',
        effect: 'If you press “Agree”',
        proceed: 'Go on to agree',
        title: 'Agree',
        lead: 'Check the content, then tell who you are. It is recorded in the signature as your own statement.',
        statement: 'What you agree to',
        submit: 'Agree',
        submitting: 'Recording your agreement',
        needAuthority: 'Confirm that you have the authority to conclude this',
        authorityHint:
          'If you have no authority, do not agree: forward this to another person or ask the sender.',
        note: 'You cannot take it back from this page after you have agreed.',
        processing: 'Your agreement has arrived',
        done: 'You have agreed',
        doneNext: 'It is concluded when everybody has acted. You get a mail then.',
      },
      approver: {
        badge: 'Approver',
        landing: 'Please read and approve',
        deadline: 'Approve until',
        effect: 'If you press “Approve”',
        proceed: 'Go on to approve',
        title: 'Approve',
        lead: 'Check the content, then tell who you are. It is recorded as your own statement.',
        statement: 'What you approve',
        submit: 'Approve',
        submitting: 'Recording your approval',
        needAuthority: 'Confirm that you have the authority to approve this',
        authorityHint:
          'If you have no authority, do not approve: forward this to another person or ask the sender.',
        note: 'You cannot take it back from this page after you have approved.',
        processing: 'Your approval has arrived',
        done: 'You have approved',
        doneNext: 'The signatory looks at it next. You get a mail when it is concluded.',
      },
      viewer: {
        badge: 'Viewer',
        landing: 'Please read',
        deadline: 'Read until',
        effect: 'If you press “I have looked”',
        proceed: 'Go on to confirm',
        title: 'Confirm that you have looked',
        lead: 'When you have read all files, tell the sender so.',
        statement: 'What you confirm',
        submit: 'I have looked',
        submitting: 'Recording',
        needAuthority: '',
        authorityHint: '',
        note: 'This is neither an agreement nor an approval.',
        processing: 'Your confirmation has arrived',
        done: 'Your confirmation is recorded',
        doneNext: 'The sender knows that you have looked. You get a mail when it is concluded.',
      },
      cc: {
        badge: 'Informed',
        landing: 'Shared with you',
        deadline: 'Deadline of the parties',
        effect: 'What you have to do',
        proceed: 'About this request',
        title: 'Nothing to do',
        lead: 'This is shared with you for information. You need not agree or approve.',
        statement: '',
        submit: '',
        submitting: '',
        needAuthority: '',
        authorityHint: '',
        note: 'You get a mail when it is concluded.',
        processing: '',
        done: 'Concluded',
        doneNext: '',
      },
    },
    effectOf: {
      approver:
        'You approve the content shown on behalf of your organisation. This is not the agreement to the contract itself. The service signs the PDF electronically and time-stamps it.',
      viewer: 'The sender is told that you have looked. It is no agreement to the content.',
      cc: 'This is shared with you. You need not agree or approve.',
    },
    rearm: {
      button: 'Get a new link by mail',
      lead: 'A new link can be sent to the same mail address.',
      done: 'Your wish has arrived',
      doneDetail:
        'If the procedure still goes on, a new link comes to the same mail address. If nothing has come after some minutes, look into the folder for unwanted mail or contact the sender.',
    },
    forwarded: {
      title: 'This request was handed to another person',
      detail: 'That person goes on with it. If you do not know of this, contact the sender.',
    },
    ccDone: { title: 'Concluded' },
    lasting: {
      title: 'To get it later',
      body: 'As long as it is kept you can come back by the link in the mail. Old links work too.',
      code: 'To be safe, a code may be mailed to you when you open it.',
    },
    sessionOver: {
      title: 'The time of this page is over',
      detail: 'What was saved is still there. Open the link in the mail again to go on.',
    },
    close: 'Close',
    ready: 'You can go on when everything is filled in and read.',
  },
};
