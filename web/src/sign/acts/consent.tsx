import { api } from '../../api/client';
import type { RecipientView } from '../../api/recipient';
import type { GateConsent } from '../../api/types';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { actWords } from '../../messages/acts';

/** The step of a law's consent that comes next, before the document or after the conclusion, and taking it. */
export function useConsentStep(
  law: GateConsent,
  when: 'before' | 'after',
  onView: (view: RecipientView) => void,
) {
  const step = law.steps.find((s) => s.when === when && !s.at);
  const take = useAction(async (answer: string) =>
    onView(
      await api.post<RecipientView>('/recipient/consents', {
        law: law.law,
        version: law.version,
        step: step?.step,
        answer,
      }),
    ),
  );
  return { step, take };
}

/** What the law says, and where. */
export function LawText({ law }: { law: GateConsent }) {
  const { locale } = useMessages();
  return (
    <>
      <p className="small muted">
        {actWords[locale].laws.clauses}
        {': '}
        {law.clauses}
      </p>
      <p className="gate-text">{law.text}</p>
    </>
  );
}
