import { useEffect, useRef, useState } from 'react';
import type { RecipientView } from '../../api/recipient';
import type { SignedCopy } from '../../api/schema';
import { seenKey } from '../Files';

export interface Elsewhere {
  /** Only as long as what was read is what there is. */
  open: boolean;
  /** What was there to download when the dialog opened is not the document any more. */
  outdated: boolean;
  start: () => void;
  close: () => void;
  /** A file was accepted: the view has it, so that it outlives the dialog. */
  keep: (copy: SignedCopy) => void;
}

const readIn = (view: RecipientView) => ({
  documents: view.documents.map(seenKey).join(),
  statement: view.statement?.version,
});

/** One file for a document: a later one takes the place of an earlier one. */
const withCopy = (view: RecipientView, copy: SignedCopy): RecipientView => {
  const others = view.signed_copies?.items.filter((c) => c.document_id !== copy.document_id) ?? [];
  return {
    ...view,
    signed_copies: {
      field: view.signed_copies?.field ?? null,
      possible: true,
      items: [...others, copy],
    },
  };
};

/** Signing with another program: whether it may go on, and what was handed in so far. */
export function useElsewhere(
  view: RecipientView,
  unread: boolean,
  on: { view: (view: RecipientView) => void; reload: () => Promise<void>; changed: () => void },
): Elsewhere {
  const [open, setOpen] = useState(false);
  const [begun, setBegun] = useState<ReturnType<typeof readIn> | null>(null);
  const now = readIn(view);
  const outdated = begun !== null && begun.documents !== now.documents;
  const changed = open && (unread || outdated || begun?.statement !== now.statement);
  const tell = useRef(on.changed);
  tell.current = on.changed;
  useEffect(() => {
    if (!changed) return;
    setOpen(false);
    tell.current();
  }, [changed]);
  // Two answers may come before the page is drawn again.
  const latest = useRef(view);
  latest.current = view;
  return {
    open: open && !changed,
    outdated,
    start: () => {
      setBegun(now);
      setOpen(true);
      // What is downloaded is the newest, and files may have been handed in on an earlier visit.
      void on.reload();
    },
    close: () => setOpen(false),
    keep: (copy) => {
      latest.current = withCopy(latest.current, copy);
      on.view(latest.current);
    },
  };
}
