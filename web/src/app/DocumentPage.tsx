import { lazy, Suspense } from 'react';
import { api } from '../api/client';
import type { Envelope } from '../api/types';
import { useLoad, useTitle } from '../lib/hooks';
import { Link } from '../lib/router';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import { ButtonLink, ProblemPage, ProgressBar, Skeleton } from '../ui/kit';
import type { RouteProps } from './App';

const Viewer = lazy(() => import('../pdf/Viewer'));

/** One file of a contract, to read in the browser. */
export default function DocumentPage({ params }: RouteProps) {
  const id = params['id'] ?? '';
  const { m } = useMessages();
  const envelope = useLoad((signal) => api.get<Envelope>(`/envelopes/${id}`, signal), [id]);
  const e = envelope.data;
  const document = e?.documents.find((d) => d.id === params['doc']);
  useTitle(document?.name ?? '');
  if (!e || !document)
    return envelope.problem ? (
      <ProblemPage problem={envelope.problem} onRetry={envelope.reload} home="/" />
    ) : (
      <Skeleton />
    );
  const url = `/api/v1/envelopes/${id}/documents/${document.id}/file?revision=current`;
  const back = e.state === 'draft' ? `/envelopes/${id}/edit` : `/envelopes/${id}`;
  return (
    <div className="document-page">
      <p className="crumbs">
        <Link href={back}>
          <Icon name="left" size={16} />
          {e.title || m.list.untitled}
        </Link>
      </p>
      <div className="document-head">
        <h1 tabIndex={-1}>{document.name}</h1>
        {e.actions.includes('download') && (
          <ButtonLink icon="download" download href={`${url}&download=1`}>
            {m.common.download}
          </ButtonLink>
        )}
      </div>
      <Suspense fallback={<ProgressBar label={m.viewer.loading} value={null} />}>
        <Viewer url={url} name={document.name} />
      </Suspense>
    </div>
  );
}
