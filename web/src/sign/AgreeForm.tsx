import { type FormEvent, useId, useRef, useState } from 'react';
import type { Problem } from '../api/client';
import type { PartyRole, RecipientField, RecipientView } from '../api/recipient';
import type { AgreeInput, RecipientDocument } from '../api/types';
import { useMessages } from '../messages';
import { actWords } from '../messages/acts';
import { fillWords } from '../messages/filling';
import { Button, FieldMessage, Notice, ProblemNotice, TextField } from '../ui/kit';

export type Declared = Omit<AgreeInput, 'shown' | 'statement_version' | 'authority'>;
/** Kept by the page, so that leaving the sheet to read a file loses nothing. */
export type AgreeDraft = Declared & { authority: boolean };

export interface Before {
  /** Files that were not drawn yet, and required fields that are empty or wrong. */
  unread: RecipientDocument[];
  missing: RecipientField[];
  onOpenUnread: () => void;
  onFill: () => void;
}

interface Props {
  view: Pick<RecipientView, 'role' | 'statement' | 'authority_statement'>;
  before: Before;
  problem: Problem | null;
  draft: AgreeDraft;
  onDraft: (draft: AgreeDraft) => void;
  onAgree: (declared: Declared) => Promise<void>;
}

/** What stands in the way, each with the way there. */
export function InTheWay({ before, tried }: { before: Before; tried: boolean }) {
  const { m, locale } = useMessages();
  const w = fillWords[locale];
  const { unread, missing } = before;
  const [field] = missing;
  const tone = tried ? 'warning' : 'info';
  return (
    <>
      {unread.length > 0 && (
        <Notice tone={tone} title={m.sign.view.remaining(unread.length)}>
          <Button kind="quiet" className="unread-go" icon="file" onClick={before.onOpenUnread}>
            {m.sign.view.unreadGo(unread[0]?.name ?? '')}
          </Button>
        </Notice>
      )}
      {field && (
        <Notice tone={tone} title={w.missing(missing.length)}>
          <Button kind="quiet" className="unread-go" icon="pen" onClick={before.onFill}>
            {w.missingGo(w.nameOf(field, ''))}
          </Button>
        </Notice>
      )}
    </>
  );
}

export function Statement({ party, text }: { party: PartyRole; text: string }) {
  const { locale } = useMessages();
  const w = actWords[locale].role[party];
  return (
    <div className="statement">
      <h3>{w.statement}</h3>
      <p>{text}</p>
      <p className="small muted">{w.note}</p>
    </div>
  );
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

/** Agreeing and approving. An unfinished form may be pressed: it then says what is missing and goes there. */
export function AgreeForm({ view, before, problem, draft, onDraft, onAgree }: Props) {
  const { locale } = useMessages();
  const w = actWords[locale].role[view.role];
  const { authority, ...declared } = draft;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const noName = declared.name.trim() === '';

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    if (before.unread.length || before.missing.length || noName || !authority) {
      requestAnimationFrame(() =>
        form.current?.querySelector<HTMLElement>('[aria-invalid="true"], .unread-go')?.focus(),
      );
      return;
    }
    setBusy(true);
    await onAgree({
      name: declared.name.trim(),
      company: declared.company.trim(),
      department: declared.department.trim(),
      title: declared.title.trim(),
    });
    setBusy(false);
  };

  return (
    <form ref={form} className="agree" noValidate onSubmit={(event) => void submit(event)}>
      <h2 className="agree-title">{w.title}</h2>
      <p className="small">{w.lead}</p>
      <InTheWay before={before} tried={tried} />
      <Person draft={draft} tried={tried} problem={problem} onDraft={onDraft} />
      <Authority
        view={view}
        value={authority}
        tried={tried}
        onValue={(value) => onDraft({ ...draft, authority: value })}
      />
      <Statement party={view.role} text={view.statement?.text ?? ''} />
      {problem && <ProblemNotice problem={problem} />}
      <Button type="submit" kind="primary" large icon="pen" busy={busy} className="block">
        {busy ? w.submitting : w.submit}
      </Button>
    </form>
  );
}
