import { useState } from 'react';
import type { Problem } from '../../api/client';
import { asProblem } from '../../api/client';
import type { DocumentInfo } from '../../api/types';
import { fileSize, percent } from '../../lib/format';
import { Link } from '../../lib/router';
import { useMessages } from '../../messages';
import { FilePicker } from '../../ui/FilePicker';
import { Icon } from '../../ui/Icon';
import { IconButton, ProblemNotice, ProgressBar, useProblemText } from '../../ui/kit';
import type { Upload, useUploads } from './uploads';

export function FilesStep({
  documents,
  uploads,
  viewBase,
  onRemove,
}: {
  documents: DocumentInfo[];
  uploads: ReturnType<typeof useUploads>;
  viewBase: string | null;
  onRemove: ((document: DocumentInfo) => Promise<void>) | null;
}) {
  const { m } = useMessages();
  const t = m.wizard.files;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [removing, setRemoving] = useState('');
  const remove = async (document: DocumentInfo) => {
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
      <p className="muted">{t.lead}</p>
      <FilePicker
        multiple
        compact={any}
        drop={t.drop}
        choose={t.choose}
        limit={t.limit}
        onFiles={uploads.add}
      />
      {problem && <ProblemNotice problem={problem} />}
      {any && (
        <ul className="plain files" aria-label={t.added}>
          {documents.map((d) => (
            <li key={d.id} className={d.state === 'refused' ? 'file-bad' : ''}>
              <Icon name="file" size={24} />
              <div className="files-main">
                <p className="files-name">
                  {viewBase && d.state !== 'refused' ? (
                    <Link href={`${viewBase}/${d.id}`} aria-label={t.view(d.name)}>
                      {d.name}
                    </Link>
                  ) : (
                    d.name
                  )}
                </p>
                <p className="small muted">
                  {m.common.pages(d.pages)}・{fileSize(d.size)}
                  {d.signatures > 0 && `・${t.signatures(d.signatures)}`}
                </p>
                {d.repaired && (
                  <p className="small note-line">
                    <Icon name="info" size={16} />
                    <span>
                      <strong>{t.repaired}</strong> {t.repairedDetail}
                    </span>
                  </p>
                )}
                {d.notes.map((note) => (
                  <p key={note.code} className="small note-line">
                    <Icon name="info" size={16} />
                    <span>{note.text}</span>
                  </p>
                ))}
              </div>
              <span className="badge badge-green">{t.ready}</span>
              {onRemove && (
                <IconButton
                  icon="trash"
                  label={t.remove(d.name)}
                  disabled={removing === d.id}
                  onClick={() => void remove(d)}
                />
              )}
            </li>
          ))}
          {uploads.uploads.map((u) => (
            <UploadRow key={u.key} upload={u} uploads={uploads} />
          ))}
        </ul>
      )}
    </section>
  );
}

function UploadRow({
  upload: u,
  uploads,
}: {
  upload: Upload;
  uploads: ReturnType<typeof useUploads>;
}) {
  const { m } = useMessages();
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
        {u.local && <p className="small text-error">{u.local === 'empty' ? t.empty : t.notPdf}</p>}
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
