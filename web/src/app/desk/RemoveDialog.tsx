import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { Button, Dialog, ProblemNotice } from '../../ui/kit';

/** The question before something kept is removed. */
export function RemoveDialog({
  title,
  body,
  button,
  run,
  onClose,
}: {
  title: string;
  body: string;
  button: string;
  run: () => Promise<void>;
  onClose: () => void;
}) {
  const { m } = useMessages();
  const action = useAction(run);
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{body}</p>
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button kind="danger" icon="trash" busy={action.busy} onClick={() => void action.run()}>
          {button}
        </Button>
      </p>
    </Dialog>
  );
}
