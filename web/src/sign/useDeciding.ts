import { useCallback, useEffect, useState } from 'react';
import { api, asProblem, type Problem } from '../api/client';
import type { RecipientView, SigningTicketNew } from '../api/recipient';
import type { RecipientDocument } from '../api/types';
import type { AgreeDraft, Declared } from './AgreeForm';
import { type Ticket, useTicket } from './certificate/useTicket';
import { seenKey } from './Files';
import type { Filling } from './fill/useFilling';
import { fieldErrors } from './fill/values';

/** What was typed into fields of one's own department and title need not be typed again. */
function withFilled(draft: AgreeDraft, filling: Filling): AgreeDraft {
  const typed = (kind: 'department' | 'title') => {
    const field = filling.fields.find((f) => f.kind === kind);
    const value = field && filling.values.get(field.id);
    return typeof value === 'string' ? value : '';
  };
  const department = draft.department || typed('department');
  const title = draft.title || typed('title');
  return department === draft.department && title === draft.title
    ? draft
    : { ...draft, department, title };
}

export interface Deciding {
  unread: RecipientDocument[];
  seen: ReadonlySet<string>;
  onShown: () => void;
  draft: AgreeDraft;
  setDraft: (draft: AgreeDraft) => void;
  problem: Problem | null;
  /** The content changed under the reader's eyes. */
  changed: boolean;
  /** A press found fields that are missing. */
  tried: boolean;
  /** With a certificate of one's own this only makes a ticket for the signing program. */
  agree: (declared: Declared) => Promise<void>;
  /** The same once more, with a new ticket. */
  again: () => Promise<void>;
  ticket: Ticket;
  /** The documents are signed with another program and handed in. */
  elsewhere: { open: boolean; start: () => void; close: () => void };
  confirm: () => Promise<void>;
}

/** Agreeing, approving, confirming: to what was drawn here, by its digests. */
export function useDeciding(
  view: RecipientView,
  shown: RecipientDocument | undefined,
  filling: Filling,
  on: { view: (view: RecipientView) => void; reload: () => Promise<void>; back: () => void },
): Deciding {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [draft, setDraft] = useState<AgreeDraft>({ ...view.declared, authority: false });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [changed, setChanged] = useState(false);
  const [tried, setTried] = useState(false);
  const [open, setOpen] = useState(false);
  const key = shown && seenKey(shown);
  const onShown = useCallback(() => {
    if (key) setSeen((old) => (old.has(key) ? old : new Set(old).add(key)));
  }, [key]);
  const { values } = filling;
  useEffect(() => {
    setDraft((old) => withFilled(old, filling));
    // Only what is filled in matters.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [values]);

  const refused = async (found: Problem) => {
    const wrong = fieldErrors(found.errors);
    const [first] = wrong.keys();
    if (first) {
      setTried(true);
      filling.refuse(wrong);
      filling.show(first);
      on.back();
    } else if (found.status === 409 || found.slug === 'gate-not-passed') {
      // Somebody else acted meanwhile, or it ended: show what is true now.
      setDraft((old) => ({ ...old, authority: false }));
      if (found.slug === 'content-changed') setChanged(true);
      on.back();
      await on.reload();
    } else setProblem(found);
  };
  const act = async <T>(path: string, more: object, then: (answer: T) => void) => {
    setProblem(null);
    if (!(await filling.flush())) return on.back();
    const digests = view.documents.map((d) => ({ document_id: d.id, digest: d.digest }));
    try {
      then(await api.post<T>(path, { shown: digests, ...more }));
    } catch (error) {
      await refused(asProblem(error));
    }
  };
  const ticket = useTicket(() => void on.reload());
  const agree = (declared: Declared) => {
    const body = { ...declared, statement_version: view.statement?.version, authority: true };
    return view.method === 'own_certificate'
      ? act<SigningTicketNew>('/recipient/signing-tickets', body, ticket.start)
      : act<RecipientView>('/recipient/agree', body, on.view);
  };
  return {
    unread: view.documents.filter((d) => !seen.has(seenKey(d))),
    seen,
    onShown,
    draft,
    setDraft,
    problem,
    changed,
    tried,
    agree,
    again: () => {
      const { authority: _, ...declared } = draft;
      return agree(declared);
    },
    ticket,
    elsewhere: { open, start: () => setOpen(true), close: () => setOpen(false) },
    confirm: () => act<RecipientView>('/recipient/confirm', {}, on.view),
  };
}
