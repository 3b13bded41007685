import { api } from '../api/client';
import type { SystemReport } from '../api/types';
import { useLoad, useTitle } from '../lib/hooks';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import { Button, Notice, PageHead, ProblemPage, Skeleton } from '../ui/kit';
import { useSession } from './session';

/** What `skysign doctor` says, with the fix beside each finding. */
export default function System() {
  const { m } = useMessages();
  const t = m.system;
  const { session } = useSession();
  useTitle(t.title);
  const report = useLoad((signal) => api.get<SystemReport>('/system', signal), []);
  if (!report.data)
    return report.problem ? (
      <ProblemPage problem={report.problem} onRetry={report.reload} home="/" />
    ) : (
      <Skeleton rows={6} />
    );
  const items = [...report.data.items].sort((a, b) => Number(a.ok) - Number(b.ok));
  const missing = items.filter((item) => !item.ok).length;
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        <Button icon="refresh" busy={report.loading} onClick={report.reload}>
          {m.common.reload}
        </Button>
      </PageHead>
      <Notice tone={missing ? 'warning' : 'success'} title={missing ? t.missing(missing) : t.allOk}>
        {report.data.trial && <p>{t.trial}</p>}
      </Notice>
      <section className="card card-flush">
        <ul className="plain checks">
          {items.map((item) => (
            <li key={item.code} className={item.ok ? 'check-ok' : 'check-bad'}>
              <Icon name={item.ok ? 'done' : 'warn'} size={24} />
              <div>
                <p className="check-text">{item.text}</p>
                {!item.ok && item.fix && (
                  <p className="small">
                    <span className="muted">{t.fix}：</span>
                    {item.fix}
                  </p>
                )}
              </div>
              <span className={`badge badge-${item.ok ? 'green' : 'orange'}`}>
                {item.ok ? t.ok : t.ng}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <p className="small muted">
        {t.version} {session.version}
      </p>
    </>
  );
}
