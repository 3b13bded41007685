import { type FormEvent, useState } from 'react';
import { api, asProblem } from '../../api/client';
import type { PartyPolicy } from '../../api/schema';
import { useAction, useLoad, useTitle } from '../../lib/hooks';
import { useLeaveGuard } from '../../lib/leave';
import { useMessages } from '../../messages';
import { partyWords } from '../../messages/party';
import { ConflictDialog } from '../../ui/Conflict';
import { Button, Notice, PageHead, ProblemNotice, ProblemPage, Skeleton } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { HelpLink } from '../keeping/parts';
import { useSession } from '../session';
import { Algorithms, Form, Issuers, Jpki, Policies } from './parts';
import { PolicyFacts } from './PolicyFacts';
import { draftOf, editOf, sameDraft } from './policy';

const PATH = '/party-policy';

/** What is accepted of parties that sign with certificates of their own; administrators change it. */
export default function Party() {
  const { locale } = useMessages();
  const w = partyWords[locale];
  const { can } = useSession();
  useTitle(w.title);
  const policy = useLoad((signal) => api.get<PartyPolicy>(PATH, signal), []);
  if (!policy.data)
    return policy.problem ? (
      <ProblemPage problem={policy.problem} onRetry={policy.reload} home="/" />
    ) : (
      <Skeleton rows={8} />
    );
  return (
    <>
      <PageHead title={w.title} lead={w.lead}>
        <HelpLink page="party">{w.help}</HelpLink>
      </PageHead>
      {can('party.manage') ? (
        <PolicyForm policy={policy.data} onPolicy={policy.set} />
      ) : (
        <>
          <Notice>{w.readOnly}</Notice>
          <PolicyFacts policy={policy.data} />
        </>
      )}
    </>
  );
}

function PolicyForm({
  policy,
  onPolicy,
}: {
  policy: PartyPolicy;
  onPolicy: (policy: PartyPolicy) => void;
}) {
  const { locale } = useMessages();
  const w = partyWords[locale];
  const toast = useToast();
  const start = draftOf(policy);
  const [draft, setDraft] = useState(start);
  const [conflict, setConflict] = useState(false);
  const dirty = !sameDraft(draft, start);
  useLeaveGuard(dirty ? w.leave : null);

  const show = (now: PartyPolicy) => {
    onPolicy(now);
    setDraft(draftOf(now));
    setConflict(false);
  };
  const latest = () => api.get<PartyPolicy>(PATH);
  const put = async (version: number) => {
    show(await api.put<PartyPolicy>(PATH, editOf(draft, version)));
    toast(w.saved);
  };
  const save = useAction(async () => {
    try {
      await put(policy.version);
    } catch (error) {
      if (asProblem(error).status !== 409) throw error;
      setConflict(true);
    }
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.busy && draft.algorithms.length > 0) void save.run();
  };
  const part = { draft, policy, problem: save.problem, onDraft: setDraft };
  return (
    <form noValidate onSubmit={submit}>
      <Issuers {...part} />
      <Policies {...part} />
      <Algorithms {...part} />
      <Form {...part} />
      <Jpki {...part} />
      {save.problem && <ProblemNotice problem={save.problem} />}
      <p className="actions">
        <Button type="submit" kind="primary" busy={save.busy} disabled={!dirty}>
          {w.save}
        </Button>
        {dirty && (
          <Button kind="quiet" onClick={() => setDraft(start)}>
            {w.reset}
          </Button>
        )}
      </p>
      {conflict && (
        <ConflictDialog
          body={w.conflictBody}
          oursHint={w.oursHint}
          onTheirs={async () => show(await latest())}
          onOurs={async () => put((await latest()).version)}
          onClose={() => setConflict(false)}
        />
      )}
    </form>
  );
}
