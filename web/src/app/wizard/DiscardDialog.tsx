import { api } from '../../api/client';
import { useAction } from '../../lib/hooks';
import { navigate, setGuard } from '../../lib/router';
import { useMessages } from '../../messages';
import { Button, Dialog, ProblemNotice } from '../../ui/kit';
import { useToast } from '../../ui/toast';

export function DiscardDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { m } = useMessages();
  const toast = useToast();
  const t = m.wizard;
  const action = useAction(async () => {
    await api.delete(`/envelopes/${id}`);
    setGuard(null);
    toast(t.discarded);
    navigate('/', { replace: true });
  });
  return (
    <Dialog title={t.discardTitle} onClose={onClose}>
      <p>{t.discardBody}</p>
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button kind="danger" icon="trash" busy={action.busy} onClick={() => void action.run()}>
          {t.discard}
        </Button>
      </p>
    </Dialog>
  );
}
