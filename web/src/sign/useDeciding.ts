import { useCallback, useEffect, useState } from 'react';
import { api, asProblem, type Problem } from '../api/client';
import type { RecipientView, SigningTicketNew } from '../api/recipient';
import type { RemoteBegun } from '../api/schema';
import type { RecipientDocument } from '../api/types';
import { type AgreeDraft, type Declared, declaredIn } from './AgreeForm';
import { type Elsewhere, useElsewhere } from './certificate/useElsewhere';
import { type Ticket, useTicket } from './certificate/useTicket';
import { seenKey } from './Files';
import type { Filling } from './fill/useFilling';
import { fieldErrors } from './fill/values';
import { LOCAL } from './remote/HolderChoice';
import { type Remote, useRemote } from './remote/useRemote';

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
  remote: Remote;
  /** The service that holds the key; LOCAL: none does. */
  holder: string;
  setHolder: (holder: string) => void;
  /** The documents are signed with another program and handed in. */
  elsewhere: Elsewhere & {
    /** Fails with what the dialog has to say. */
    submit: () => Promise<void>;
    /** A refusal that shows the page to be behind. */
    refused: (problem: Problem) => Promise<void>;
  };
  confirm: () => Promise<void>;
}

/** Somebody has to show who they are once more. */
const mustPassGate = (found: Problem) => found.errors.some((e) => e.code === 'gate-not-passed');
const shownIn = (view: RecipientView) =>
  view.documents.map((d) => ({ document_id: d.id, digest: d.digest }));

/** What was drawn here, by its digest. */
function useSeen(view: RecipientView, shown: RecipientDocument | undefined) {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const key = shown && seenKey(shown);
  const onShown = useCallback(() => {
    if (key) setSeen((old) => (old.has(key) ? old : new Set(old).add(key)));
  }, [key]);
  return { seen, unread: view.documents.filter((d) => !seen.has(seenKey(d))), onShown };
}

/** Agreeing, approving, confirming: to what was drawn here, by its digests. */
export function useDeciding(
  view: RecipientView,
  shown: RecipientDocument | undefined,
  filling: Filling,
  on: { view: (view: RecipientView) => void; reload: () => Promise<void>; back: () => void },
): Deciding {
  const [draft, setDraft] = useState<AgreeDraft>({ ...view.declared, authority: false });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [changed, setChanged] = useState(false);
  const [tried, setTried] = useState(false);
  const { values } = filling;
  useEffect(() => {
    setDraft((old) => withFilled(old, filling));
    // Only what is filled in matters.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [values]);

  const { seen, unread, onShown } = useSeen(view, shown);
  const ticket = useTicket(() => void on.reload());
  const remote = useRemote(view, () => void on.reload());
  const [holder, setHolder] = useState(LOCAL);
  const elsewhere = useElsewhere(view, unread.length > 0, {
    view: on.view,
    reload: on.reload,
    changed: () => turnBack(true),
  });
  /** To the documents: they are looked at, and the box is ticked, once more. */
  const turnBack = (contentChanged: boolean) => {
    setDraft((old) => ({ ...old, authority: false }));
    if (contentChanged) setChanged(true);
    ticket.close();
    elsewhere.close();
    on.back();
  };
  const refused = async (found: Problem) => {
    const wrong = fieldErrors(found.errors);
    const [first] = wrong.keys();
    if (first) {
      setTried(true);
      filling.refuse(wrong);
      filling.show(first);
      on.back();
    } else if (found.status === 409 || mustPassGate(found)) {
      // Somebody else acted meanwhile, or it ended: show what is true now.
      turnBack(found.slug === 'content-changed');
      await on.reload();
    } else setProblem(found);
  };
  const act = async <T>(path: string, more: object, then: (answer: T) => void) => {
    setProblem(null);
    if (!(await filling.flush())) return on.back();
    try {
      then(await api.post<T>(path, { shown: shownIn(view), ...more }));
    } catch (error) {
      await refused(asProblem(error));
    }
  };
  /** The box as it was ticked. */
  const declaration = (declared: Declared) => ({
    ...declared,
    statement_version: view.statement?.version,
    authority: draft.authority,
  });
  const agree = (declared: Declared) => {
    const body = declaration(declared);
    if (holder !== LOCAL)
      return act<RemoteBegun>(
        '/recipient/remote-signings',
        { ...body, service: holder },
        remote.leave,
      );
    return view.method === 'own_certificate'
      ? act<SigningTicketNew>('/recipient/signing-tickets', body, ticket.start)
      : act<RecipientView>('/recipient/agree', body, on.view);
  };
  // The dialog closes by itself when what is reloaded is something else.
  const behind = async (found: Problem) => {
    if (found.slug === 'content-changed' || mustPassGate(found)) await refused(found);
    else if (found.status === 409) await on.reload();
  };
  const submit = async () => {
    const body = { ...declaration(declaredIn(draft)), shown: shownIn(view) };
    try {
      on.view(await api.post<RecipientView>('/recipient/signed', body));
    } catch (error) {
      await behind(asProblem(error));
      throw error;
    }
  };
  return {
    unread,
    seen,
    onShown,
    draft,
    setDraft,
    problem,
    changed,
    tried,
    agree,
    again: async () => (unread.length > 0 ? turnBack(true) : agree(declaredIn(draft))),
    ticket,
    remote,
    holder,
    setHolder,
    elsewhere: { ...elsewhere, submit, refused: behind },
    confirm: () => act<RecipientView>('/recipient/confirm', {}, on.view),
  };
}
