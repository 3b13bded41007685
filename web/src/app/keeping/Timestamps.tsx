import { api } from '../../api/client';
import type { StampPolicy } from '../../api/types';
import { useLoad, useTitle } from '../../lib/hooks';
import { Notice, PageHead, ProblemPage, Skeleton } from '../../ui/kit';
import { useSession } from '../session';
import { PolicyFacts, PolicyForm } from './PolicyForm';
import { HelpLink, useWords } from './parts';
import { Usage } from './Usage';

/** Whose time-stamps are used for what, and how many there were. */
export default function Timestamps() {
  const { t } = useWords();
  const { can } = useSession();
  useTitle(t.stamping.title);
  const policy = useLoad((signal) => api.get<StampPolicy>('/timestamps/policy', signal), []);
  const manage = can('timestamps.manage');
  if (!policy.data)
    return policy.problem ? (
      <ProblemPage problem={policy.problem} onRetry={policy.reload} home="/" />
    ) : (
      <Skeleton rows={8} />
    );
  return (
    <>
      <PageHead title={t.stamping.title} lead={t.stamping.lead}>
        <HelpLink page="timestamps">{t.stamping.help}</HelpLink>
      </PageHead>
      {!manage && <Notice>{t.stamping.readOnly}</Notice>}
      {manage ? (
        <PolicyForm policy={policy.data} onPolicy={policy.set} />
      ) : (
        <PolicyFacts policy={policy.data} />
      )}
      <Usage />
    </>
  );
}
