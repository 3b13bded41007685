import { type FormEvent, useRef, useState } from 'react';
import type { Problem } from '../api/client';
import type { RecipientView } from '../api/recipient';
import { useMessages } from '../messages';
import { actWords } from '../messages/acts';
import { Button, ProblemNotice } from '../ui/kit';
import { type Before, InTheWay, Statement } from './AgreeForm';

/** A viewer says that everything was looked at: no name, no authority, no signature. */
export function ConfirmForm({
  view,
  before,
  problem,
  onConfirm,
}: {
  view: Pick<RecipientView, 'statement'>;
  before: Before;
  problem: Problem | null;
  onConfirm: () => Promise<void>;
}) {
  const { locale } = useMessages();
  const w = actWords[locale].role.viewer;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    if (before.unread.length) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('.unread-go')?.focus());
      return;
    }
    setBusy(true);
    await onConfirm();
    setBusy(false);
  };
  return (
    <form ref={form} className="agree" noValidate onSubmit={(event) => void submit(event)}>
      <h2 className="agree-title">{w.title}</h2>
      <p className="small">{w.lead}</p>
      <InTheWay before={before} tried={tried} />
      <Statement party="viewer" text={view.statement?.text ?? ''} />
      {problem && <ProblemNotice problem={problem} />}
      <Button type="submit" kind="primary" large icon="eye" busy={busy} className="block">
        {busy ? w.submitting : w.submit}
      </Button>
    </form>
  );
}

/** Who is only informed has nothing to do, and is told so. */
export function Informed() {
  const { locale } = useMessages();
  const w = actWords[locale].role.cc;
  return (
    <div className="agree">
      <h2 className="agree-title">{w.title}</h2>
      <p>{w.lead}</p>
      <p className="small muted">{w.note}</p>
    </div>
  );
}
