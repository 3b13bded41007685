import { useEffect, useRef } from 'react';
import { useAction } from '../lib/hooks';
import { useMessages } from '../messages';
import { Button, Dialog, Notice, ProblemNotice } from './kit';

interface Props {
  /** What was changed, and what going on with ours would overwrite. */
  body: string;
  oursHint: string;
  onTheirs: () => Promise<void>;
  onOurs: () => Promise<void>;
}

/** Two people, or two tabs: nothing is overwritten without a choice. */
export function ConflictDialog({ onClose, ...props }: Props & { onClose?: () => void }) {
  const { m } = useMessages();
  const choice = useChoice(props);
  return (
    <Dialog title={m.wizard.conflict.title} onClose={onClose ?? (() => void choice.theirs.run())}>
      <p>{props.body}</p>
      <Choices {...props} {...choice} />
    </Dialog>
  );
}

/** The same choice inside of a dialog that is open already: it may be longer than what is in view. */
export function ConflictNotice(props: Props) {
  const { m } = useMessages();
  const choice = useChoice(props);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers answer with a promise, which React would take for a clean-up.
    void box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={box}>
      <Notice tone="warning" title={m.wizard.conflict.title} live>
        <p>{props.body}</p>
        <Choices {...props} {...choice} />
      </Notice>
    </div>
  );
}

const useChoice = ({ onTheirs, onOurs }: Props) => ({
  theirs: useAction(onTheirs),
  ours: useAction(onOurs),
});

function Choices({ oursHint, theirs, ours }: Props & ReturnType<typeof useChoice>) {
  const { m } = useMessages();
  const c = m.wizard.conflict;
  const problem = theirs.problem ?? ours.problem;
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      <div className="choices">
        <Button kind="primary" icon="refresh" busy={theirs.busy} onClick={() => void theirs.run()}>
          {c.theirs}
        </Button>
        <p className="small muted">{c.theirsHint}</p>
        <Button icon="pen" busy={ours.busy} onClick={() => void ours.run()}>
          {c.ours}
        </Button>
        <p className="small muted">{oursHint}</p>
      </div>
    </>
  );
}
