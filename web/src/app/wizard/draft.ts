import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api, asProblem, type Problem } from '../../api/client';
import type { FlowDocument, FlowEnvelope, FlowPatch, Properties } from '../../api/flowTypes';
import { Autosave, type SaveState } from '../../lib/autosave';
import { narrow } from '../../lib/format';
import {
  faults,
  markSent,
  newDraft,
  type RecipientDraft,
  toDrafts,
  toInputs,
} from '../../lib/recipients';

export type Content = Properties;

const contentOf = (e: FlowEnvelope): Content => ({
  title: e.title,
  message: e.message,
  expire_at: e.expire_at,
  title_hidden: e.title_hidden,
  contract_date: e.contract_date,
  effective_date: e.effective_date,
  amount: e.amount,
  currency: e.currency,
  external_id: e.external_id,
  metadata: e.metadata,
  allow_forward: e.allow_forward,
  reminders: e.reminders,
  reply_to: e.reply_to,
  certify: e.certify,
});

/** Everything of a draft that a person edits, as one text: two equal texts are the same content. */
export const contentKey = (e: FlowEnvelope): string =>
  JSON.stringify([
    contentOf(e),
    [...e.recipients]
      .sort((a, b) => a.order - b.order || a.id.localeCompare(b.id))
      .map((r) => [r.order, r.side, r.name, r.email, r.company, r.locale, r.role, r.department]),
  ]);

export interface Draft {
  envelope: FlowEnvelope;
  content: Content;
  rows: RecipientDraft[];
  documents: FlowDocument[];
  save: SaveState;
  saveProblem: Problem | null;
  put: (change: Partial<Content>) => void;
  setRows: (rows: RecipientDraft[]) => void;
  /** After files came or went: reads the server's list and version again. */
  filesChanged: () => Promise<void>;
  /** True when everything is with the server. */
  flush: () => Promise<boolean>;
  unsaved: () => boolean;
  version: () => number;
  /** The version as another request (of the fields, say) moved it. */
  adopt: (version: number) => void;
  /** The whole of it, as another request answered it. */
  adoptEnvelope: (next: FlowEnvelope) => void;
  takeTheirs: () => Promise<void>;
  /** How often theirs was taken: what is typed on the page begins anew then. */
  taken: number;
  keepOurs: () => Promise<void>;
}

export interface Me {
  name: string;
  email: string;
  organisation: string;
}

export const ownRow = (me: Me) =>
  newDraft({ side: 'own', name: me.name, email: me.email, company: me.organisation });

/** An empty draft starts with the usual case: the counterparty first, then we. */
const startRows = (e: FlowEnvelope, me: Me) =>
  e.recipients.length ? toDrafts(e.recipients) : [newDraft(), ownRow(me)];

export function useDraft(loaded: FlowEnvelope, me: Me): Draft {
  const [envelope, setEnvelope] = useState(loaded);
  const [content, setContent] = useState<Content>(() => contentOf(loaded));
  const [rows, setRowsState] = useState<RecipientDraft[]>(() => startRows(loaded, me));
  const [save, setSave] = useState<SaveState>('saved');
  const [saveProblem, setSaveProblem] = useState<Problem | null>(null);
  const [taken, setTaken] = useState(0);
  const known = useRef(contentKey(loaded));
  const id = loaded.id;
  const path = `/envelopes/${id}`;

  const autosave = useMemo(() => {
    const patch = (version: number, change: FlowPatch) =>
      api.patch<FlowEnvelope>(path, { version, ...change });
    const accept = (next: FlowEnvelope, change: FlowPatch) => {
      known.current = contentKey(next);
      setEnvelope(next);
      const ids = new Map(next.recipients.map((r) => [r.email, r.id]));
      setRowsState((old) =>
        markSent(old, change.recipients ?? []).map((row) => {
          const rowId = ids.get(narrow(row.email));
          return row.id || !rowId ? row : { ...row, id: rowId };
        }),
      );
      return next.version;
    };
    return new Autosave<FlowPatch>(loaded.version, {
      save: async (version, change) => {
        try {
          return accept(await patch(version, change), change);
        } catch (error) {
          if (asProblem(error).status !== 409) throw error;
          // An upload moves the version too: a conflict is only when the content differs.
          const latest = await api.get<FlowEnvelope>(path);
          if (latest.state !== 'draft' || contentKey(latest) !== known.current) throw error;
          return accept(await patch(latest.version, change), change);
        }
      },
      onState: (state, problem) => {
        setSave(state);
        setSaveProblem(problem);
      },
    });
    // One autosave for the life of this draft.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [path]);

  useEffect(() => () => autosave.dispose(), [autosave]);

  const put = useCallback(
    (change: Partial<Content>) => {
      setContent((old) => ({ ...old, ...change }));
      autosave.change(change);
    },
    [autosave],
  );

  const setRows = useCallback(
    (next: RecipientDraft[]) => {
      setRowsState(next);
      // A half-written row is not sent: the server would refuse it, and rightly.
      const complete = faults(next).every((f) => f.length === 0);
      if (complete) autosave.change({ recipients: toInputs(next) });
    },
    [autosave],
  );

  const filesChanged = useCallback(async () => {
    await autosave.flush();
    const latest = await api.get<FlowEnvelope>(path);
    if (contentKey(latest) === known.current) autosave.adopt(latest.version);
    setEnvelope(latest);
  }, [autosave, path]);

  const takeTheirs = useCallback(async () => {
    const latest = await api.get<FlowEnvelope>(path);
    known.current = contentKey(latest);
    setEnvelope(latest);
    setContent(contentOf(latest));
    setRowsState(startRows(latest, me));
    setTaken((n) => n + 1);
    autosave.resolve(latest.version, false);
  }, [autosave, path, me]);

  const keepOurs = useCallback(async () => {
    const latest = await api.get<FlowEnvelope>(path);
    known.current = contentKey(latest);
    autosave.resolve(latest.version, true);
  }, [autosave, path]);

  return {
    envelope,
    content,
    rows,
    documents: envelope.documents,
    save,
    saveProblem,
    put,
    setRows,
    filesChanged,
    flush: useCallback(() => autosave.flush(), [autosave]),
    unsaved: useCallback(() => autosave.unsaved, [autosave]),
    version: useCallback(() => autosave.currentVersion, [autosave]),
    adoptEnvelope: useCallback(
      (next: FlowEnvelope) => {
        if (contentKey(next) === known.current) autosave.adopt(next.version);
        setEnvelope(next);
      },
      [autosave],
    ),
    adopt: useCallback((version: number) => autosave.adopt(version), [autosave]),
    takeTheirs,
    taken,
    keepOurs,
  };
}
