import { api } from '../../api/client';
import type { AuthenticationPolicy } from '../../api/flowTypes';
import { useLoad, useTitle } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { authenticationWords } from '../../messages/authentication';
import { CheckRow } from '../../ui/CheckRow';
import { Notice, PageHead, ProblemPage, Skeleton } from '../../ui/kit';
import { useFlow } from '../flow';
import { HelpLink } from '../keeping/parts';
import { useSession } from '../session';
import { VersionedForm } from '../VersionedForm';
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
  return (
    <VersionedForm
      path={PATH}
      value={policy}
      onValue={onPolicy}
      draftOf={demandsOf}
      same={sameDemands}
      edit={(demands, version) => ({ ...demands, version })}
      words={w}
    >
      {({ draft, onDraft }) =>
        GROUPS.map((group) => (
          <GroupField
            key={group}
            group={group}
            demands={draft}
            policy={policy}
            onKind={(kind, on) => onDraft(withKind(draft, group, kind, on))}
          />
        ))
      }
    </VersionedForm>
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
