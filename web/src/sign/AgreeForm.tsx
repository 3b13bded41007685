import { type FormEvent, useId, useRef, useState } from 'react';
import type { Problem } from '../api/client';
import type { AgreeInput, RecipientDocument, RecipientView } from '../api/types';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import { Button, Notice, ProblemNotice, TextField } from '../ui/kit';

export type Declared = Omit<AgreeInput, 'shown' | 'statement_version' | 'authority'>;
/** Kept by the page, so that leaving the sheet to read a file loses nothing. */
export type AgreeDraft = Declared & { authority: boolean };

/** An unfinished form may be pressed: it then says what is missing and goes there. */
export function AgreeForm({
  view,
  unread,
  onOpenUnread,
  problem,
  draft,
  onDraft,
  onAgree,
}: {
  view: RecipientView;
  draft: AgreeDraft;
  onDraft: (draft: AgreeDraft) => void;
  unread: RecipientDocument[];
  onOpenUnread: () => void;
  problem: Problem | null;
  onAgree: (declared: Declared) => Promise<void>;
}) {
  const { m } = useMessages();
  const t = m.sign.agree;
  const { authority, ...declared } = draft;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const box = useId();

  const noName = declared.name.trim() === '';
  const fieldError = (field: string) => problem?.errors.find((e) => e.field === field)?.message;
  const put = (field: keyof Declared) => (value: string) => onDraft({ ...draft, [field]: value });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    if (unread.length || noName || !authority) {
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
      <h2 className="agree-title">{t.title}</h2>
      <p className="small">{t.lead}</p>
      {unread.length > 0 && (
        <Notice tone={tried ? 'warning' : 'info'} title={m.sign.view.remaining(unread.length)}>
          <Button kind="quiet" className="unread-go" icon="file" onClick={onOpenUnread}>
            {m.sign.view.unreadGo(unread[0]?.name ?? '')}
          </Button>
        </Notice>
      )}
      <TextField
        label={t.company}
        required={false}
        autoComplete="organization"
        value={declared.company}
        error={fieldError('company')}
        onValue={put('company')}
      />
      <div className="field-pair">
        <TextField
          label={t.department}
          required={false}
          value={declared.department}
          error={fieldError('department')}
          onValue={put('department')}
        />
        <TextField
          label={t.jobTitle}
          required={false}
          autoComplete="organization-title"
          value={declared.title}
          error={fieldError('title')}
          onValue={put('title')}
        />
      </div>
      <TextField
        label={t.name}
        required
        autoComplete="name"
        value={declared.name}
        error={tried && noName ? t.needName : fieldError('name')}
        onValue={put('name')}
      />
      <div className={`check${tried && !authority ? ' field-error' : ''}`}>
        <input
          id={box}
          type="checkbox"
          checked={authority}
          aria-describedby={`${box}-hint`}
          aria-invalid={(tried && !authority) || undefined}
          onChange={(event) => onDraft({ ...draft, authority: event.target.checked })}
        />
        <label htmlFor={box}>{t.authority(view.authority_statement)}</label>
      </div>
      <div id={`${box}-hint`}>
        {tried && !authority && (
          <p className="field-message">
            <Icon name="error" size={18} />
            {t.needAuthority}
          </p>
        )}
        <p className="hint">{t.authorityHint}</p>
      </div>
      <div className="statement">
        <h3>{t.statement}</h3>
        <p>{view.statement.text}</p>
        <p className="small muted">{t.withdrawNote}</p>
      </div>
      {problem && <ProblemNotice problem={problem} />}
      <Button type="submit" kind="primary" large icon="pen" busy={busy} className="block">
        {busy ? t.submitting : t.submit}
      </Button>
    </form>
  );
}
