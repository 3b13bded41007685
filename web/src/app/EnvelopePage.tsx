import { useState } from 'react';
import { api } from '../api/client';
import type { FlowEnvelope, FlowRecipient } from '../api/flowTypes';
import { useAction, useLoad, usePolling, useTitle } from '../lib/hooks';
import { Link } from '../lib/router';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import {
  Button,
  ButtonLink,
  EnvelopeBadge,
  Notice,
  PageHead,
  ProblemNotice,
  ProblemPage,
  Skeleton,
  TrialBadge,
} from '../ui/kit';
import { useToast } from '../ui/toast';
import type { RouteProps } from './App';
import { Acts, type WholeAct } from './envelope/Acts';
import { ApprovalPanel } from './envelope/ApprovalPanel';
import { Details } from './envelope/Details';
import { Correct, Extend, HandOver, SendAgain, Withdraw } from './envelope/Dialogs';
import { Evidence } from './envelope/Evidence';
import { Files } from './envelope/Files';
import { type Events, History } from './envelope/History';
import { People, type PersonAct } from './envelope/People';
import { Questions } from './envelope/Questions';
import { Restore } from './envelope/Restore';
import { Returned } from './envelope/Returned';
import { Status } from './envelope/Status';
import { KeepingSection } from './keeping/KeepingSection';
import { DiscardDialog } from './wizard/DiscardDialog';

interface Open {
  what: WholeAct | PersonAct;
  recipient: FlowRecipient | null;
}

export default function EnvelopePage({ params }: RouteProps) {
  const id = params['id'] ?? '';
  const { m } = useMessages();
  const toast = useToast();
  const envelope = useLoad((signal) => api.get<FlowEnvelope>(`/envelopes/${id}`, signal), [id]);
  const events = useLoad((signal) => api.get<Events>(`/envelopes/${id}/events`, signal), [id]);
  const [open, setOpen] = useState<Open | null>(null);
  const e = envelope.data;
  useTitle(e?.title ?? '');

  // Sealing, or being prepared for the first recipient: soon over, so look often.
  const working =
    e !== null &&
    (e.state === 'concluding' ||
      e.recipients.some((r) => r.state === 'processing') ||
      (e.state === 'pending' && e.waiting_for.length === 0 && !e.failure));
  const live = e?.state === 'pending';
  usePolling(
    () => {
      envelope.reload();
      events.reload();
    },
    working ? 1500 : live ? 10_000 : null,
  );

  const act = useAction(async (recipient: FlowRecipient) => {
    const { url } = await api.post<{ url: string }>(
      `/envelopes/${id}/recipients/${recipient.id}/act`,
    );
    window.location.assign(url);
  });

  if (!e)
    return envelope.problem ? (
      <ProblemPage problem={envelope.problem} onRetry={envelope.reload} home="/" />
    ) : (
      <Skeleton rows={7} />
    );

  if (e.discarded_at) return <Restore id={id} onDone={envelope.reload} />;

  const allowed = (action: string) => e.actions.includes(action);
  const mine = e.recipients.find(
    (r) => r.is_me && (r.state === 'sent' || r.state === 'opened' || r.state === 'undelivered'),
  );
  const reload = () => {
    envelope.reload();
    events.reload();
  };
  const changed = (text: string) => {
    setOpen(null);
    toast(text);
    reload();
  };

  return (
    <>
      <p className="crumbs">
        <Link href="/">
          <Icon name="left" size={16} />
          {m.envelope.pageOf}
        </Link>
      </p>
      <PageHead
        title={e.title || m.list.untitled}
        badges={
          <>
            <EnvelopeBadge state={e.state} />
            {e.trial && <TrialBadge />}
            {e.sample && <span className="badge badge-grey">{m.list.sample}</span>}
          </>
        }
      >
        {allowed('edit') && (
          <ButtonLink kind="primary" icon="pen" href={`/envelopes/${e.id}/edit`}>
            {m.envelope.edit}
          </ButtonLink>
        )}
      </PageHead>
      {e.sample && <Notice>{m.envelope.sampleNote}</Notice>}
      {e.returned && e.state === 'draft' && <Returned returned={e.returned} />}
      <div className="columns">
        <div className="column-main">
          <Status envelope={e} />
          {mine && (
            <div className="callout">
              <p>{m.envelope.actHint}</p>
              <Button kind="primary" icon="pen" busy={act.busy} onClick={() => void act.run(mine)}>
                {m.envelope.act}
              </Button>
            </div>
          )}
          {act.problem && <ProblemNotice problem={act.problem} />}
          <ApprovalPanel
            envelope={e}
            onChange={(next) => {
              envelope.set(next);
              events.reload();
            }}
          />
          <Questions envelope={e} onChange={reload} />
          <People envelope={e} onAct={(what, recipient) => setOpen({ what, recipient })} />
          <Files envelope={e} />
          <Evidence envelope={e} />
          {e.preservation && (
            <KeepingSection envelope={e} preservation={e.preservation} onReload={reload} />
          )}
          <History data={events.data} problem={events.problem} onRetry={events.reload} />
        </div>
        <div className="column-side">
          <Acts envelope={e} onAct={(what) => setOpen({ what, recipient: null })} />
          <Details envelope={e} />
        </div>
      </div>
      {open && (
        <OpenDialog open={open} envelope={e} onClose={() => setOpen(null)} onDone={changed} />
      )}
    </>
  );
}

/** One act at a time, each behind its question. */
function OpenDialog({
  open: { what, recipient },
  envelope,
  onClose,
  onDone,
}: {
  open: Open;
  envelope: FlowEnvelope;
  onClose: () => void;
  onDone: (said: string) => void;
}) {
  const props = { envelope, onClose, onDone };
  if (what === 'withdraw') return <Withdraw {...props} />;
  if (what === 'extend') return <Extend {...props} />;
  if (what === 'discard') return <DiscardDialog id={envelope.id} onClose={onClose} />;
  if (what === 'resend' || what === 'remind')
    return <SendAgain {...props} recipient={recipient} what={what} />;
  if (!recipient) return null;
  return what === 'correct' ? (
    <Correct {...props} recipient={recipient} />
  ) : (
    <HandOver envelope={envelope} recipient={recipient} onClose={onClose} />
  );
}
