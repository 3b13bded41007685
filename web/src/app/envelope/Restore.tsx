import { api } from '../../api/client';
import { useAction } from '../../lib/hooks';
import { Button, ButtonLink, ProblemNotice, StatePage } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { useFlow } from '../flow';

/** A draft in the trash: nothing can be done with it but to take it out. */
export function Restore({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useFlow();
  const toast = useToast();
  const restore = useAction(async () => {
    await api.post(`/envelopes/${id}/restore`);
    toast(t.trash.restored);
    onDone();
  });
  return (
    <StatePage icon="trash" title={t.trash.inTrash} detail={t.trash.inTrashDetail}>
      {restore.problem && <ProblemNotice problem={restore.problem} />}
      <p className="actions actions-center">
        <Button
          kind="primary"
          icon="refresh"
          busy={restore.busy}
          onClick={() => void restore.run()}
        >
          {t.trash.restore}
        </Button>
        <ButtonLink href="/trash">{t.trash.title}</ButtonLink>
      </p>
    </StatePage>
  );
}
