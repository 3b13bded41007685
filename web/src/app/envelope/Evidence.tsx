import { api, headersFor, networkProblem, problemOf } from '../../api/client';
import type { Bundle, FlowEnvelope } from '../../api/flowTypes';
import { shortDateTime } from '../../lib/dates';
import { fileSize } from '../../lib/format';
import { useAction, useLoad, usePolling } from '../../lib/hooks';
import { saveBlob } from '../../lib/save';
import { useMessages } from '../../messages';
import { Icon } from '../../ui/Icon';
import { Button, ButtonLink, Notice, ProblemNotice, ProgressBar } from '../../ui/kit';
import { useFlow } from '../flow';

/** What shows others how it came about: the trail, and the bundle for a court. */
export function Evidence({ envelope: e }: { envelope: FlowEnvelope }) {
  const { t } = useFlow();
  if (e.state === 'draft') return null;
  return (
    <section className="card" aria-labelledby="evidence">
      <h2 id="evidence">{t.envelope.evidence}</h2>
      <ul className="plain files">
        <Trail id={e.id} />
        {e.state === 'completed' && <CourtBundle id={e.id} />}
      </ul>
    </section>
  );
}

/** A link could not ask for a kind of file: the trail is text for programs or PDF for people. */
async function trailPdf(id: string, lang: string): Promise<Blob> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1/envelopes/${id}/audit-trail?lang=${lang}`, {
      headers: { ...headersFor('GET'), Accept: 'application/pdf' },
      credentials: 'same-origin',
    });
  } catch {
    throw networkProblem();
  }
  if (!answer.ok)
    throw problemOf(answer.status, await answer.text(), answer.headers.get('x-request-id'));
  return answer.blob();
}

function Trail({ id }: { id: string }) {
  const { t, locale } = useFlow();
  const p = t.envelope;
  const pdf = useAction(async () => saveBlob(`${id}-audit-trail.pdf`, await trailPdf(id, locale)));
  return (
    <li>
      <Icon name="archive" size={24} />
      <div className="files-main">
        <p className="files-name">{p.trail}</p>
        <p className="small muted">{p.trailHint}</p>
        {pdf.problem && <ProblemNotice problem={pdf.problem} />}
      </div>
      <div className="actions">
        <Button icon="download" busy={pdf.busy} onClick={() => void pdf.run()}>
          {p.trailPdf}
        </Button>
        <ButtonLink
          kind="quiet"
          download
          href={`/api/v1/envelopes/${id}/audit-trail?lang=${locale}`}
        >
          {p.trailJson}
        </ButtonLink>
      </div>
    </li>
  );
}

function CourtBundle({ id }: { id: string }) {
  const { m } = useMessages();
  const { t } = useFlow();
  const p = t.envelope;
  const path = `/envelopes/${id}/bundle`;
  const bundle = useLoad((signal) => api.get<Bundle>(path, signal), [path]);
  const b = bundle.data;
  usePolling(bundle.reload, b?.state === 'making' ? 2000 : null);
  const make = useAction(async () => bundle.set(await api.post<Bundle>(path)));
  // Who is no sender gets no bundle: nothing to offer.
  if (bundle.problem?.status === 403) return null;
  return (
    <li>
      <Icon name="certificate" size={24} />
      <div className="files-main">
        <p className="files-name">{p.bundle}</p>
        <p className="small muted">{p.bundleHint}</p>
        {b?.made_at && b.size > 0 && (
          <p className="small muted">{p.bundleAt(shortDateTime(b.made_at), fileSize(b.size))}</p>
        )}
        {b?.state === 'making' && <ProgressBar label={p.bundleMaking} value={null} />}
        <p className="small muted" role="status">
          {b?.state === 'making' && p.bundleMaking}
        </p>
        {b?.state === 'failed' && (
          <Notice tone="error" title={p.bundleFailed}>
            {b.failure && <p>{b.failure}</p>}
          </Notice>
        )}
        {make.problem && <ProblemNotice problem={make.problem} />}
        {bundle.problem && <ProblemNotice problem={bundle.problem} onRetry={bundle.reload} />}
      </div>
      <div className="actions">
        {b?.made_at && (
          <ButtonLink
            icon="download"
            download
            label={m.common.about(m.common.download, p.bundle)}
            href={`/api/v1${path}`}
          >
            {m.common.download}
          </ButtonLink>
        )}
        {b && b.state !== 'making' && (
          <Button kind="quiet" busy={make.busy} onClick={() => void make.run()}>
            {b.made_at ? p.bundleAgain : p.bundleMake}
          </Button>
        )}
      </div>
    </li>
  );
}
