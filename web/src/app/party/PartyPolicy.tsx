import { api } from '../../api/client';
import type { PartyPolicy } from '../../api/schema';
import { useLoad, useTitle } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { partyWords } from '../../messages/party';
import { Notice, PageHead, ProblemPage, Skeleton } from '../../ui/kit';
import { HelpLink } from '../keeping/parts';
import { useSession } from '../session';
import { VersionedForm } from '../VersionedForm';
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
  return (
    <VersionedForm
      path={PATH}
      value={policy}
      onValue={onPolicy}
      draftOf={draftOf}
      same={sameDraft}
      edit={editOf}
      redraft
      complete={(draft) => draft.algorithms.length > 0}
      words={w}
    >
      {(part) => (
        <>
          <Issuers {...part} policy={policy} />
          <Policies {...part} policy={policy} />
          <Algorithms {...part} policy={policy} />
          <Form {...part} policy={policy} />
          <Jpki {...part} policy={policy} />
        </>
      )}
    </VersionedForm>
  );
}
