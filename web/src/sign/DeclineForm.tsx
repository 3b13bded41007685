import { type FormEvent, useState } from 'react';
import { useAction } from '../lib/hooks';
import { useMessages } from '../messages';
import { Button, Notice, ProblemNotice, TextArea } from '../ui/kit';

export function DeclineForm({
  onDecline,
  onCancel,
}: {
  onDecline: (reason: string) => Promise<void>;
  onCancel: () => void;
}) {
  const { m } = useMessages();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const action = useAction(onDecline);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() && !action.busy) void action.run(reason.trim());
  };
  return (
    <form noValidate onSubmit={submit}>
      <Notice tone="warning">
        <p>{m.sign.decline.body}</p>
      </Notice>
      <TextArea
        label={m.sign.decline.reason}
        hint={m.sign.decline.reasonHint}
        required
        maxLength={1000}
        value={reason}
        error={tried && !reason.trim() ? m.sign.decline.needReason : null}
        onValue={setReason}
      />
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button onClick={onCancel}>{m.common.cancel}</Button>
        <Button type="submit" kind="danger" icon="stop" busy={action.busy}>
          {m.sign.decline.submit}
        </Button>
      </p>
    </form>
  );
}
