import type { FlowEnvelope } from '../../api/flowTypes';
import { api } from '../../api/client';
import { useAction } from '../../lib/hooks';
import { navigate } from '../../lib/router';
import { useMessages } from '../../messages';
import { Button, ProblemNotice } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { useFlow } from '../flow';

export type WholeAct = 'remind' | 'extend' | 'withdraw' | 'discard';

/** What may be done with the whole of it now. */
export function Acts({
  envelope: e,
  onAct,
}: {
  envelope: FlowEnvelope;
  onAct: (what: WholeAct) => void;
}) {
  const { m } = useMessages();
  const { t } = useFlow();
  const toast = useToast();
  const may = (act: string) => e.actions.includes(act);
  const duplicate = useAction(async () => {
    const copy = await api.post<FlowEnvelope>(`/envelopes/${e.id}/duplicate`);
    toast(t.envelope.duplicated);
    navigate(`/envelopes/${copy.id}/edit`);
  });
  if (!['remind', 'extend', 'duplicate', 'withdraw', 'discard'].some(may)) return null;
  return (
    <section className="card acts" aria-labelledby="acts">
      <h2 id="acts">{t.envelope.acts}</h2>
      {may('remind') && (
        <Button icon="mail" onClick={() => onAct('remind')}>
          {t.envelope.remind}
        </Button>
      )}
      {may('extend') && (
        <Button icon="calendar" onClick={() => onAct('extend')}>
          {t.envelope.extend}
        </Button>
      )}
      {may('duplicate') && (
        <Button icon="file" busy={duplicate.busy} onClick={() => void duplicate.run()}>
          {t.envelope.duplicate}
        </Button>
      )}
      {may('withdraw') && (
        <Button icon="stop" onClick={() => onAct('withdraw')}>
          {m.envelope.withdraw}
        </Button>
      )}
      {may('discard') && (
        <Button icon="trash" onClick={() => onAct('discard')}>
          {t.envelope.discard}
        </Button>
      )}
      {duplicate.problem && <ProblemNotice problem={duplicate.problem} />}
    </section>
  );
}
