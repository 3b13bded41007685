import { type FormEvent, type ReactNode, useState } from 'react';
import { api, asProblem, type Problem } from '../api/client';
import { useAction } from '../lib/hooks';
import { useLeaveGuard } from '../lib/leave';
import { ConflictDialog } from '../ui/Conflict';
import { Button, ProblemNotice } from '../ui/kit';
import { useToast } from '../ui/toast';

interface Words {
  save: string;
  reset: string;
  saved: string;
  leave: string;
  conflictBody: string;
  oursHint: string;
}

interface Props<P, D> {
  /** Where it is read and put. */
  path: string;
  value: P;
  /** What is kept now: saved from here, or by somebody else. */
  onValue: (value: P) => void;
  draftOf: (value: P) => D;
  same: (a: D, b: D) => boolean;
  /** The draft as it is put. */
  edit: (draft: D, version: number) => object;
  /** The answer says it in the service's own form, so it takes the draft's place; else the draft stays, with what was
   * changed meanwhile. */
  redraft?: boolean;
  complete?: (draft: D) => boolean;
  words: Words;
  actions?: string;
  children: (part: { draft: D; problem: Problem | null; onDraft: (draft: D) => void }) => ReactNode;
}

/** What an organisation sets, under its version: changed here and saved whole, and never over another edit without a
 * choice. */
export function VersionedForm<P extends { version: number }, D>({
  path,
  value,
  onValue,
  draftOf,
  same,
  edit,
  redraft = false,
  complete = () => true,
  words,
  actions = 'actions',
  children,
}: Props<P, D>) {
  const toast = useToast();
  const start = draftOf(value);
  const [draft, setDraft] = useState(start);
  const [conflict, setConflict] = useState(false);
  const dirty = !same(draft, start);
  useLeaveGuard(dirty ? words.leave : null);

  const show = (now: P, anew: boolean) => {
    onValue(now);
    if (anew) setDraft(draftOf(now));
    setConflict(false);
  };
  const latest = () => api.get<P>(path);
  const put = async (version: number) => {
    show(await api.put<P>(path, edit(draft, version)), redraft);
    toast(words.saved);
  };
  const save = useAction(async () => {
    try {
      await put(value.version);
    } catch (error) {
      if (asProblem(error).status !== 409) throw error;
      setConflict(true);
    }
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.busy && complete(draft)) void save.run();
  };
  return (
    <form noValidate onSubmit={submit}>
      {children({ draft, problem: save.problem, onDraft: setDraft })}
      {save.problem && <ProblemNotice problem={save.problem} />}
      <p className={actions}>
        <Button type="submit" kind="primary" busy={save.busy} disabled={!dirty}>
          {words.save}
        </Button>
        {dirty && (
          <Button kind="quiet" onClick={() => setDraft(start)}>
            {words.reset}
          </Button>
        )}
      </p>
      {conflict && (
        <ConflictDialog
          body={words.conflictBody}
          oursHint={words.oursHint}
          onTheirs={async () => show(await latest(), true)}
          onOurs={async () => put((await latest()).version)}
          onClose={() => setConflict(false)}
        />
      )}
    </form>
  );
}
