import { useId } from 'react';
import type { Problem } from '../api/client';
import type { RecipientView } from '../api/recipient';
import type { AgreeInput } from '../api/types';
import { useMessages } from '../messages';
import { actWords } from '../messages/acts';
import { remoteWords } from '../messages/remote';
import { signingWords } from '../messages/signing';
import { FieldMessage, TextField } from '../ui/kit';
import { Needs } from './certificate/Needs';
import { type Before, DecideForm } from './DecideForm';
import { HolderChoice, LOCAL } from './remote/HolderChoice';

export type Declared = Omit<AgreeInput, 'shown' | 'statement_version' | 'authority'>;
/** Kept by the page, so that leaving the sheet to read a file loses nothing. */
export type AgreeDraft = Declared & { authority: boolean };
/** What is declared of oneself, without the blanks around it. */
export const declaredIn = ({ name, company, department, title }: AgreeDraft): Declared => ({
  name: name.trim(),
  company: company.trim(),
  department: department.trim(),
  title: title.trim(),
});

interface Props {
  view: Pick<
    RecipientView,
    'role' | 'method' | 'certificate_rules' | 'statement' | 'authority_statement'
  >;
  /** Our program cannot run here: what follows is signing with another one. */
  elsewhere?: boolean;
  /** Who may hold the key, when services can. */
  holders?: Parameters<typeof HolderChoice>[0];
  before: Before;
  problem: Problem | null;
  draft: AgreeDraft;
  onDraft: (draft: AgreeDraft) => void;
  onAgree: (declared: Declared) => Promise<void>;
}

function Person({
  draft,
  tried,
  problem,
  onDraft,
}: Pick<Props, 'draft' | 'problem' | 'onDraft'> & { tried: boolean }) {
  const { m } = useMessages();
  const t = m.sign.agree;
  const noName = draft.name.trim() === '';
  const fieldError = (field: string) => problem?.errors.find((e) => e.field === field)?.message;
  const put = (field: keyof Declared) => (value: string) => onDraft({ ...draft, [field]: value });
  return (
    <>
      <TextField
        label={t.company}
        required={false}
        autoComplete="organization"
        value={draft.company}
        error={fieldError('company')}
        onValue={put('company')}
      />
      <div className="field-pair">
        <TextField
          label={t.department}
          required={false}
          value={draft.department}
          error={fieldError('department')}
          onValue={put('department')}
        />
        <TextField
          label={t.jobTitle}
          required={false}
          autoComplete="organization-title"
          value={draft.title}
          error={fieldError('title')}
          onValue={put('title')}
        />
      </div>
      <TextField
        label={t.name}
        required
        autoComplete="name"
        value={draft.name}
        error={tried && noName ? t.needName : fieldError('name')}
        onValue={put('name')}
      />
    </>
  );
}

function Authority({
  view,
  value,
  tried,
  onValue,
}: {
  view: Props['view'];
  value: boolean;
  tried: boolean;
  onValue: (value: boolean) => void;
}) {
  const { locale } = useMessages();
  const w = actWords[locale].role[view.role];
  const box = useId();
  const wrong = tried && !value;
  return (
    <>
      <div className={`check${wrong ? ' field-error' : ''}`}>
        <input
          id={box}
          type="checkbox"
          checked={value}
          aria-describedby={`${box}-hint`}
          aria-invalid={wrong || undefined}
          onChange={(event) => onValue(event.target.checked)}
        />
        <label htmlFor={box}>{view.authority_statement}</label>
      </div>
      <div id={`${box}-hint`}>
        {wrong && <FieldMessage>{w.needAuthority}</FieldMessage>}
        <p className="hint">{w.authorityHint}</p>
      </div>
    </>
  );
}

/** Agreeing and approving, by the service's signature or with a certificate of one's own. */
export function AgreeForm({
  view,
  elsewhere = false,
  holders,
  before,
  problem,
  draft,
  onDraft,
  onAgree,
}: Props) {
  const { locale } = useMessages();
  const { authority } = draft;
  const declared = declaredIn(draft);
  const own = view.method === 'own_certificate';
  const words = signingWords[locale];
  const local = !holders || holders.value === LOCAL;
  const ownWords = !local ? remoteWords[locale].form : elsewhere ? words.elsewhere.words : words;
  return (
    <DecideForm
      party={view.role}
      icon="pen"
      {...(own ? { words: ownWords } : {})}
      statement={view.statement}
      before={before}
      complete={declared.name !== '' && authority}
      problem={problem}
      onDecide={() => onAgree(declared)}
    >
      {(tried) => (
        <>
          <Person draft={draft} tried={tried} problem={problem} onDraft={onDraft} />
          <Authority
            view={view}
            value={authority}
            tried={tried}
            onValue={(value) => onDraft({ ...draft, authority: value })}
          />
          {own && holders && <HolderChoice {...holders} />}
          {own && <Needs rules={view.certificate_rules} program={local && !elsewhere} />}
        </>
      )}
    </DecideForm>
  );
}
