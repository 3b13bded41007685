import { useState } from 'react';
import { api } from '../../api/client';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { actWords } from '../../messages/acts';
import { Button, Notice, ProblemNotice } from '../../ui/kit';
import { ActDialog } from './ActDialog';

const nothing = () => {};

/** 通報, from wherever a link can lead: by its token, or by the session when there is none. */
export function Report({ token }: { token: string | null }) {
  const { locale } = useMessages();
  const [open, setOpen] = useState(false);
  return (
    <div className="center report">
      <Button kind="quiet" icon="warn" onClick={() => setOpen(true)}>
        {actWords[locale].act.report.open}
      </Button>
      {open && (
        <ActDialog
          act="report"
          token={token}
          expireAt={null}
          onView={nothing}
          onLeave={nothing}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}

/** A new link in place of an expired one, to the same address and no other. */
export function Rearm({ token }: { token: string }) {
  const { locale } = useMessages();
  const w = actWords[locale].rearm;
  const [sent, setSent] = useState(false);
  const action = useAction(async () => {
    await api.post('/recipient/rearm', { token });
    setSent(true);
  });
  if (sent)
    return (
      <Notice tone="success" title={w.done} live>
        <p>{w.doneDetail}</p>
      </Notice>
    );
  return (
    <>
      <p>{w.lead}</p>
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-center">
        <Button
          kind="primary"
          large
          icon="mail"
          busy={action.busy}
          onClick={() => void action.run()}
        >
          {w.button}
        </Button>
      </p>
    </>
  );
}
