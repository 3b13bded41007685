import { useState } from 'react';
import type { Problem } from '../../api/client';
import type { AuditEvent } from '../../api/types';
import { shortDateTime } from '../../lib/dates';
import { groupHex } from '../../lib/format';
import { useMessages } from '../../messages';
import { Icon } from '../../ui/Icon';
import { Button, ProblemNotice, Skeleton } from '../../ui/kit';

export interface Events {
  items: AuditEvent[];
  chain_intact: boolean;
}

/** The audit trail, the newest first. */
export function History({
  data,
  problem,
  onRetry,
}: {
  data: Events | null;
  problem: Problem | null;
  onRetry: () => void;
}) {
  const { m } = useMessages();
  const t = m.envelope;
  const [hashes, setHashes] = useState(false);
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">{t.history}</h2>
      {!data && (problem ? <ProblemNotice problem={problem} onRetry={onRetry} /> : <Skeleton />)}
      {data && (
        <>
          <div className={`chain ${data.chain_intact ? 'chain-ok' : 'chain-bad'}`}>
            <Icon name={data.chain_intact ? 'shield' : 'warn'} />
            <div>
              <p>
                <strong>{data.chain_intact ? t.chainIntact : t.chainBroken}</strong>
              </p>
              <p className="small">{data.chain_intact ? t.chainIntactHint : t.chainBrokenHint}</p>
            </div>
          </div>
          <ol className="history" reversed>
            {[...data.items].reverse().map((event) => (
              <li key={event.seq}>
                <time dateTime={event.at} className="small muted">
                  {shortDateTime(event.at)}
                </time>
                <div>
                  <p>{event.text}</p>
                  <p className="small muted">
                    {t.actor[event.actor.kind]}
                    {event.actor.name && event.actor.kind !== 'system'
                      ? `：${event.actor.name}`
                      : ''}
                  </p>
                  {hashes && <code className="small muted break">{groupHex(event.hash)}</code>}
                </div>
              </li>
            ))}
          </ol>
          <Button kind="quiet" aria-pressed={hashes} onClick={() => setHashes(!hashes)}>
            {t.hash}
          </Button>
        </>
      )}
    </section>
  );
}
