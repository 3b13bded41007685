import type { PartyRole } from '../api/recipient';
import type { Locale } from '../api/types';

export interface RoleWords {
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
}

/** What each role reads: nobody is told to agree who is asked to approve or to look. */
export const roleWords: Record<Locale, RoleWords> = {
  ja: {
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
  },
  en: {
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
  },
};
