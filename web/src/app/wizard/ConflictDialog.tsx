import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { Button, Dialog, ProblemNotice } from '../../ui/kit';
import type { Draft } from './draft';

/** Two people, or two tabs: nothing is overwritten without a choice. */
export function ConflictDialog({ draft }: { draft: Draft }) {
  const { m } = useMessages();
  const t = m.wizard.conflict;
  const theirs = useAction(draft.takeTheirs);
  const ours = useAction(draft.keepOurs);
  const problem = theirs.problem ?? ours.problem;
  return (
    <Dialog title={t.title} onClose={() => void theirs.run()}>
      <p>{t.body}</p>
      {problem && <ProblemNotice problem={problem} />}
      <div className="choices">
        <Button kind="primary" icon="refresh" busy={theirs.busy} onClick={() => void theirs.run()}>
          {t.theirs}
        </Button>
        <p className="small muted">{t.theirsHint}</p>
        <Button icon="pen" busy={ours.busy} onClick={() => void ours.run()}>
          {t.ours}
        </Button>
        <p className="small muted">{t.oursHint}</p>
      </div>
    </Dialog>
  );
}
