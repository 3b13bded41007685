import { useState } from 'react';
import { api } from '../../api/client';
import type { RecipientView } from '../../api/recipient';
import type { GateConsent } from '../../api/types';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { actWords } from '../../messages/acts';
import { Button, Notice, ProblemNotice } from '../../ui/kit';
import { LawText, useConsentStep } from './consent';

interface Props {
  view: RecipientView;
  onView: (view: RecipientView) => void;
}

/** Withdrawing asks once more: the document is gone from this page then. */
function Withdraw({ law, onView }: { law: GateConsent; onView: Props['onView'] }) {
  const { locale } = useMessages();
  const w = actWords[locale].laws;
  const [asked, setAsked] = useState(false);
  const action = useAction(async () => {
    await api.delete(`/recipient/consents/${law.law}`);
    onView(await api.get<RecipientView>('/recipient/envelope'));
  });
  if (!asked)
    return (
      <Button kind="quiet" onClick={() => setAsked(true)}>
        {w.withdraw}
      </Button>
    );
  return (
    <>
      <Notice tone="warning" live>
        <p>{w.withdrawSure}</p>
      </Notice>
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions">
        <Button onClick={() => setAsked(false)}>{w.keep}</Button>
        <Button kind="danger" busy={action.busy} onClick={() => void action.run()}>
          {w.withdrawYes}
        </Button>
      </p>
    </>
  );
}

/** A step that comes after the conclusion, such as that the file has arrived. */
function After({ law, onView }: { law: GateConsent; onView: Props['onView'] }) {
  const { locale } = useMessages();
  const { step, take } = useConsentStep(law, 'after', onView);
  if (!step) return null;
  return (
    <Notice tone="info" title={step.title}>
      <p>{step.text}</p>
      {take.problem && <ProblemNotice problem={take.problem} />}
      <Button kind="primary" icon="check" busy={take.busy} onClick={() => void take.run('')}>
        {actWords[locale].laws.after}
      </Button>
    </Notice>
  );
}

/** The laws that this contract is under: what they say, how the consent stands, and paper. */
export function Laws({ view, onView, onPaper }: Props & { onPaper: () => void }) {
  const { locale } = useMessages();
  const w = actWords[locale];
  return (
    <>
      <ul className="plain laws">
        {view.gate.consents.map((law) => (
          <li key={law.law}>
            <details>
              <summary>
                {law.title}{' '}
                <span className={`badge badge-${law.state === 'given' ? 'green' : 'grey'}`}>
                  {w.laws.state[law.state]}
                </span>
              </summary>
              <LawText law={law} />
              {law.state === 'given' && view.act === 'none' && (
                <Withdraw law={law} onView={onView} />
              )}
            </details>
            {view.completed_at && <After law={law} onView={onView} />}
          </li>
        ))}
      </ul>
      <Button kind="quiet" icon="print" onClick={onPaper}>
        {w.act.paper.open}
      </Button>
    </>
  );
}
