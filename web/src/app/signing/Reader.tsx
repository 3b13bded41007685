import { lazy, Suspense, useEffect, useState } from 'react';
import { api } from '../../api/client';
import type { SigningRequest } from '../../api/schema';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { batchWords } from '../../messages/batch';
import { Button, ProblemNotice, ProgressBar } from '../../ui/kit';
import type { WaitingDocument } from './useBatch';

const Viewer = lazy(() => import('../../pdf/Viewer'));

/** A document of a waiting request, in place of the list. That it is looked at is told to the server before it is shown. */
export function Reader({
  request,
  document,
  onShown,
  onNext,
  onBack,
}: {
  request: SigningRequest;
  document: WaitingDocument;
  onShown: () => void;
  /** null: every chosen document was read. */
  onNext: (() => void) | null;
  onBack: () => void;
}) {
  const { m, locale } = useMessages();
  const w = batchWords[locale];
  const { recipient_id, envelope_id } = request;
  const [told, setTold] = useState<string | null>(null);
  const { run, busy, problem } = useAction(async () => {
    await api.post<void>(`/envelopes/${envelope_id}/recipients/${recipient_id}/look`);
    setTold(recipient_id);
  });
  useEffect(() => {
    void run();
  }, [run, recipient_id]);
  return (
    <div className="document-page">
      <div className="document-head">
        <div>
          <h1 tabIndex={-1}>{document.name}</h1>
          <p className="small muted">{request.title}</p>
        </div>
        <div className="actions">
          <Button icon="left" onClick={onBack}>
            {w.back}
          </Button>
          {onNext && (
            <Button kind="primary" onClick={onNext}>
              {w.next}
            </Button>
          )}
        </div>
      </div>
      {problem && <ProblemNotice problem={problem} onRetry={() => void run()} />}
      {busy && <ProgressBar label={m.viewer.loading} value={null} />}
      {told === recipient_id && (
        <Suspense fallback={<ProgressBar label={m.viewer.loading} value={null} />}>
          <Viewer
            key={document.id}
            url={`/api/v1/envelopes/${envelope_id}/documents/${document.id}/file?revision=current`}
            name={document.name}
            onShown={onShown}
          />
        </Suspense>
      )}
    </div>
  );
}
