import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { Problem } from '../api/client';
import type { PartyRole, RecipientField, RecipientView } from '../api/recipient';
import type { RecipientDocument } from '../api/types';
import { useMessages } from '../messages';
import { actWords } from '../messages/acts';
import { fillWords } from '../messages/filling';
import type { IconName } from '../ui/Icon';
import { Button, Notice, ProblemNotice } from '../ui/kit';

export interface Before {
  /** Files that were not drawn yet, and required fields that are empty or wrong. */
  unread: RecipientDocument[];
  missing: RecipientField[];
  onOpenUnread: () => void;
  onFill: () => void;
}

/** What stands in the way, each with the way there. */
function InTheWay({ before, tried }: { before: Before; tried: boolean }) {
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

function Statement({ party, text }: { party: PartyRole; text: string }) {
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

/** The act of a role. An unfinished form may be pressed: it then says what is missing and goes there. */
export function DecideForm({
  party,
  icon,
  words,
  statement,
  before,
  complete = true,
  problem,
  onDecide,
  children,
}: {
  party: PartyRole;
  icon: IconName;
  /** In place of the role's own ones. */
  words?: { title: string; lead: string; submit: string; submitting: string };
  statement: RecipientView['statement'];
  before: Before;
  /** Whether what is asked for between lead and statement is there. */
  complete?: boolean;
  problem: Problem | null;
  onDecide: () => Promise<void>;
  children?: (tried: boolean) => ReactNode;
}) {
  const { locale } = useMessages();
  const w = words ?? actWords[locale].role[party];
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    if (before.unread.length || before.missing.length || !complete) {
      requestAnimationFrame(() =>
        form.current?.querySelector<HTMLElement>('[aria-invalid="true"], .unread-go')?.focus(),
      );
      return;
    }
    setBusy(true);
    await onDecide();
    setBusy(false);
  };
  return (
    <form ref={form} className="agree" noValidate onSubmit={(event) => void submit(event)}>
      <h2 className="agree-title">{w.title}</h2>
      <p className="small">{w.lead}</p>
      <InTheWay before={before} tried={tried} />
      {children?.(tried)}
      <Statement party={party} text={statement?.text ?? ''} />
      {problem && <ProblemNotice problem={problem} />}
      <Button type="submit" kind="primary" large icon={icon} busy={busy} className="block">
        {busy ? w.submitting : w.submit}
      </Button>
    </form>
  );
}
