import { useState } from 'react';
import type { Problem } from '../../api/client';
import { asProblem } from '../../api/client';
import type { FlowDocument } from '../../api/flowTypes';
import { fileSize, percent } from '../../lib/format';
import { Link } from '../../lib/router';
import { useMessages } from '../../messages';
import { FilePicker } from '../../ui/FilePicker';
import { Icon } from '../../ui/Icon';
import { IconButton, ProblemNotice, ProgressBar, useProblemText } from '../../ui/kit';
import { useFlow } from '../flow';
import { FindingsList } from './FindingsList';
import type { Upload } from './uploads';

/** What the browser's own dialog offers; the service judges by content. */
const ACCEPT =
  '.pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.rtf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg';

/** The part of useUploads that a list of files shows. */
interface Uploads {
  uploads: Upload[];
  add: (files: File[]) => void;
  cancel: (key: string) => void;
  retry: (upload: Upload) => void;
  drop: (key: string) => void;
}

export function FilesStep({
  documents,
  uploads,
  viewBase,
  apiBase,
  onRemove,
}: {
  documents: FlowDocument[];
  uploads: Uploads;
  viewBase: string | null;
  /** Of the documents' own calls; null while there is no draft yet. */
  apiBase: string | null;
  onRemove: ((document: FlowDocument) => Promise<void>) | null;
}) {
  const { m } = useMessages();
  const { t: flow } = useFlow();
  const t = m.wizard.files;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [removing, setRemoving] = useState('');
  const remove = async (document: FlowDocument) => {
    setRemoving(document.id);
    setProblem(null);
    try {
      await onRemove?.(document);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setRemoving('');
  };
  const any = documents.length + uploads.uploads.length > 0;
  return (
    <section className="card" aria-labelledby="step">
      <h2 id="step" tabIndex={-1}>
        {t.heading}
      </h2>
      <p className="muted">{flow.files.lead}</p>
      <FilePicker
        multiple
        compact={any}
        accept={ACCEPT}
        drop={flow.files.drop}
        choose={t.choose}
        limit={flow.files.limit}
        onFiles={uploads.add}
      />
      {problem && <ProblemNotice problem={problem} />}
      {any && (
        <ul className="plain files" aria-label={t.added}>
          {documents.map((d) => (
            <DocumentRow
              key={d.id}
              document={d}
              viewBase={viewBase}
              apiBase={apiBase}
              removing={removing === d.id}
              onRemove={onRemove ? () => void remove(d) : null}
            />
          ))}
          {uploads.uploads.map((u) => (
            <UploadRow key={u.key} upload={u} uploads={uploads} />
          ))}
        </ul>
      )}
    </section>
  );
}

function DocumentRow({
  document: d,
  viewBase,
  apiBase,
  removing,
  onRemove,
}: {
  document: FlowDocument;
  viewBase: string | null;
  apiBase: string | null;
  removing: boolean;
  onRemove: (() => void) | null;
}) {
  const { m } = useMessages();
  const { t: flow } = useFlow();
  const t = m.wizard.files;
  const ready = d.state === 'ready';
  return (
    <li className={d.state === 'refused' ? 'file-bad' : ''}>
      <Icon name={d.state === 'refused' ? 'error' : 'file'} size={24} />
      <div className="files-main">
        <p className="files-name break">
          {viewBase && ready ? (
            <Link href={`${viewBase}/${d.id}`} aria-label={t.view(d.name)}>
              {d.name}
            </Link>
          ) : (
            d.name
          )}
        </p>
        <p className="small muted">
          {ready && `${m.common.pages(d.pages)}・`}
          {fileSize(d.size)}
          {d.signatures > 0 && `・${t.signatures(d.signatures)}`}
        </p>
        {d.source_name && d.source_name !== d.name && (
          <p className="small muted break">{flow.files.from(d.source_name)}</p>
        )}
        {d.state === 'processing' && <ProgressBar label={flow.files.processing} value={null} />}
        {d.repaired && (
          <p className="small note-line">
            <Icon name="info" size={16} />
            <span>
              <strong>{t.repaired}</strong> {t.repairedDetail}
            </span>
          </p>
        )}
        {d.notes.map((note) => (
          <p
            key={note.code}
            className={`small note-line${d.state === 'refused' ? ' text-error' : ''}`}
          >
            <Icon name="info" size={16} />
            <span>{note.text}</span>
          </p>
        ))}
        {apiBase && <FindingsList base={apiBase} document={d} />}
      </div>
      <DocumentBadge state={d.state} />
      {onRemove && (
        <IconButton icon="trash" label={t.remove(d.name)} disabled={removing} onClick={onRemove} />
      )}
    </li>
  );
}

function DocumentBadge({ state }: { state: FlowDocument['state'] }) {
  const { m } = useMessages();
  const { t } = useFlow();
  const [tone, text] = {
    ready: ['green', m.wizard.files.ready],
    processing: ['blue', t.files.processing],
    refused: ['red', t.files.refused],
  }[state] as [string, string];
  return (
    <span className={`badge badge-${tone}`} role={state === 'processing' ? 'status' : undefined}>
      {text}
    </span>
  );
}

export function UploadRow({ upload: u, uploads }: { upload: Upload; uploads: Uploads }) {
  const { m } = useMessages();
  const { t: flow } = useFlow();
  const t = m.wizard.files;
  const words = useProblemText();
  const bad = u.state === 'failed' || u.state === 'cancelled';
  const p = percent(u.fraction);
  const status = {
    waiting: t.waiting,
    sending: t.uploading(p),
    checking: t.checking,
    failed: t.failed,
    cancelled: t.cancelled,
  }[u.state];
  const said = u.problem && words(u.problem);
  return (
    <li className={u.state === 'failed' ? 'file-bad' : ''}>
      <Icon name={bad ? 'error' : 'file'} size={24} />
      <div className="files-main">
        <p className="files-name">{u.file.name}</p>
        <p className="small muted" aria-live="polite">
          {u.state === 'sending' ? '' : status}
          {u.state === 'sending' && <span aria-hidden="true">{status}</span>}
        </p>
        {!bad && (
          <ProgressBar
            label={`${u.file.name} ${status}`}
            value={u.state === 'checking' ? null : p}
          />
        )}
        {u.local && (
          <p className="small text-error">{u.local === 'empty' ? t.empty : flow.files.unknown}</p>
        )}
        {said && (
          <div className="small text-error" role="alert">
            <p>
              <strong>{said.title}</strong>
            </p>
            {said.detail && <p>{said.detail}</p>}
            {u.problem?.instance && (
              <p className="muted">
                {m.error.inquiry} <code>{u.problem.instance}</code>
              </p>
            )}
          </div>
        )}
      </div>
      <div className="files-tools">
        {bad && !u.local && (
          <IconButton
            icon="refresh"
            label={t.retry(u.file.name)}
            onClick={() => uploads.retry(u)}
          />
        )}
        {bad ? (
          <IconButton
            icon="close"
            label={t.remove(u.file.name)}
            onClick={() => uploads.drop(u.key)}
          />
        ) : (
          <IconButton
            icon="close"
            label={t.cancel(u.file.name)}
            onClick={() => uploads.cancel(u.key)}
          />
        )}
      </div>
    </li>
  );
}
