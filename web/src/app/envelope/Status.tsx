import { useRef } from 'react';
import type { FlowEnvelope } from '../../api/flowTypes';
import { daysUntil } from '../../lib/dates';
import { useMessages } from '../../messages';
import { Icon, type IconName } from '../../ui/Icon';
import { Notice, ProgressBar } from '../../ui/kit';
import { useFlow } from '../flow';

const statusIcon: Record<FlowEnvelope['next']['code'], IconName> = {
  waiting: 'clock',
  concluding: 'refresh',
  done: 'check',
  draft: 'pen',
  stopped: 'stop',
  failed: 'warn',
};

/** Who holds it and what comes next, before anything else. */
export function Status({ envelope: e }: { envelope: FlowEnvelope }) {
  const { m } = useMessages();
  const { t } = useFlow();
  const now = useRef(Date.now()).current;
  const counted = e.recipients.filter((r) => r.role !== 'cc' && r.state !== 'forwarded');
  const done = counted.filter((r) => r.state === 'completed').length;
  const sealing = e.state === 'concluding' || e.recipients.some((r) => r.state === 'processing');
  return (
    <section className={`card status status-${e.next.code}`} aria-labelledby="status">
      <div className="status-mark">
        <Icon name={statusIcon[e.next.code]} size={28} />
      </div>
      <div className="status-text">
        <h2 id="status">{m.envelope.who}</h2>
        <p className="status-line" aria-live="polite">
          {e.next.text}
        </p>
        {e.expire_at && e.state === 'pending' && (
          <p className="small muted">{m.list.deadline(daysUntil(e.expire_at, now))}</p>
        )}
        {sealing && (
          <>
            <ProgressBar label={m.envelope.sealing} value={null} />
            <p className="small muted">{m.envelope.sealing}</p>
          </>
        )}
        {e.failure && (
          <Notice tone="error" title={m.envelope.failure}>
            <p>{e.failure.text}</p>
          </Notice>
        )}
        {e.state !== 'draft' && counted.length > 0 && (
          <p className="status-progress">
            <span className="meter" aria-hidden="true">
              {counted.map((r) => (
                <span key={r.id} className={`meter-${r.state}`} />
              ))}
            </span>
            <span className="small">{t.envelope.progress(done, counted.length)}</span>
          </p>
        )}
      </div>
    </section>
  );
}
