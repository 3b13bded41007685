import { type FormEvent, useState } from 'react';
import { api, asProblem } from '../../api/client';
import type { AuthenticationPolicy } from '../../api/flowTypes';
import { useAction, useLoad, useTitle } from '../../lib/hooks';
import { useLeaveGuard } from '../../lib/leave';
import { useMessages } from '../../messages';
import { authenticationWords } from '../../messages/authentication';
import { CheckRow } from '../../ui/CheckRow';
import { ConflictDialog } from '../../ui/Conflict';
import { Button, Notice, PageHead, ProblemNotice, ProblemPage, Skeleton } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { useFlow } from '../flow';
import { HelpLink } from '../keeping/parts';
import { useSession } from '../session';
import {
  type Demands,
  demandsOf,
  type Group,
  GROUPS,
  KINDS,
  missing,
  type PolicyKind,
  sameDemands,
  withKind,
} from './policy';

const PATH = '/authentication-policy';

function useWords() {
  const { locale } = useMessages();
  const { t: flow } = useFlow();
  const w = authenticationWords[locale];
  return {
    w,
    name: (kind: PolicyKind) => (kind === 'password' ? w.password : flow.people.factor[kind]),
    hint: (kind: PolicyKind) => (kind === 'password' ? w.passwordHint : w.hint[kind]),
  };
}

/** The least that people show of themselves; administrators change it. */
export default function Authentication() {
  const { w } = useWords();
  const { can } = useSession();
  useTitle(w.title);
  const policy = useLoad((signal) => api.get<AuthenticationPolicy>(PATH, signal), []);
  const manage = can('authentication.manage');
  if (!policy.data)
    return policy.problem ? (
      <ProblemPage problem={policy.problem} onRetry={policy.reload} home="/" />
    ) : (
      <Skeleton rows={8} />
    );
  return (
    <>
      <PageHead title={w.title} lead={w.lead}>
        <HelpLink page="authentication">{w.help}</HelpLink>
      </PageHead>
      {manage ? (
        <PolicyForm policy={policy.data} onPolicy={policy.set} />
      ) : (
        <Facts policy={policy.data} />
      )}
    </>
  );
}

function PolicyForm({
  policy,
  onPolicy,
}: {
  policy: AuthenticationPolicy;
  onPolicy: (policy: AuthenticationPolicy) => void;
}) {
  const { w } = useWords();
  const toast = useToast();
  const start = demandsOf(policy);
  const [demands, setDemands] = useState(start);
  const [conflict, setConflict] = useState(false);
  const dirty = !sameDemands(demands, start);
  useLeaveGuard(dirty ? w.leave : null);

  const latest = () => api.get<AuthenticationPolicy>(PATH);
  const put = async (version: number) => {
    // The answer becomes the start, and what was changed meanwhile stays.
    onPolicy(await api.put<AuthenticationPolicy>(PATH, { ...demands, version }));
    setConflict(false);
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
    if (!save.busy) void save.run();
  };
  return (
    <form noValidate onSubmit={submit}>
      {GROUPS.map((group) => (
        <GroupField
          key={group}
          group={group}
          demands={demands}
          policy={policy}
          onKind={(kind, on) => setDemands(withKind(demands, group, kind, on))}
        />
      ))}
      {save.problem && <ProblemNotice problem={save.problem} />}
      <p className="actions">
        <Button type="submit" kind="primary" busy={save.busy} disabled={!dirty}>
          {w.save}
        </Button>
        {dirty && (
          <Button kind="quiet" onClick={() => setDemands(start)}>
            {w.reset}
          </Button>
        )}
      </p>
      {conflict && (
        <ConflictDialog
          body={w.conflictBody}
          oursHint={w.oursHint}
          onTheirs={async () => {
            const theirs = await latest();
            onPolicy(theirs);
            setDemands(demandsOf(theirs));
            setConflict(false);
          }}
          onOurs={async () => put((await latest()).version)}
          onClose={() => setConflict(false)}
        />
      )}
    </form>
  );
}

function GroupField({
  group,
  demands,
  policy,
  onKind,
}: {
  group: Group;
  demands: Demands;
  policy: AuthenticationPolicy;
  onKind: (kind: PolicyKind, on: boolean) => void;
}) {
  const { w, name, hint } = useWords();
  const { t: flow } = useFlow();
  const chosen = demands[group];
  return (
    <fieldset className="card policy-purpose" aria-describedby={`${group}-means`}>
      <legend>{w.group[group].title}</legend>
      <p id={`${group}-means`} className="muted">
        {w.group[group].means}
      </p>
      {KINDS[group].map((kind) => {
        const on = chosen.includes(kind);
        const cannot = missing(policy, kind);
        return (
          <div key={kind}>
            <CheckRow
              label={name(kind)}
              hint={cannot ? flow.people.unavailable : hint(kind)}
              checked={on}
              disabled={cannot && !on}
              onChecked={(now) => onKind(kind, now)}
            />
            {on && cannot && <Notice tone="warning" title={w.stuck[kind]} />}
          </div>
        );
      })}
      {chosen.length === 0 && <p className="small muted">{w.nothing[group]}</p>}
    </fieldset>
  );
}

/** For those who may look and not change. */
function Facts({ policy }: { policy: AuthenticationPolicy }) {
  const { m } = useMessages();
  const { w, name } = useWords();
  const demands = demandsOf(policy);
  return (
    <>
      <Notice>{w.readOnly}</Notice>
      {GROUPS.map((group) => (
        <section key={group} className="card" aria-labelledby={group}>
          <h2 id={group}>{w.group[group].title}</h2>
          <p className="muted">{w.group[group].means}</p>
          <p>
            <strong>{demands[group].map(name).join(m.common.and) || w.nothing[group]}</strong>
          </p>
        </section>
      ))}
    </>
  );
}
