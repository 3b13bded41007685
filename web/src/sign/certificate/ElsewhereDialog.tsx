import { useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '../../api/client';
import type { RecipientView } from '../../api/recipient';
import type { SignedCopy } from '../../api/schema';
import type { RecipientDocument } from '../../api/types';
import { uploadFile } from '../../api/upload';
import { date, dateTime } from '../../lib/dates';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { signingWords } from '../../messages/signing';
import { FilePicker } from '../../ui/FilePicker';
import { Button, ButtonLink, Dialog, Notice, ProblemNotice, ProgressBar } from '../../ui/kit';
import { fileUrl } from '../Files';
import type { Deciding } from '../useDeciding';

const useWords = () => {
  const { locale } = useMessages();
  return { w: signingWords[locale].elsewhere, s: signingWords[locale], locale };
};

/** What the service has; beside a refused file it says that it is the earlier one. */
function Handed({ copy, beside }: { copy: SignedCopy; beside: boolean }) {
  const { w, s, locale } = useWords();
  return (
    <Notice tone={beside ? 'info' : 'success'} title={beside ? w.kept : w.handed} live={!beside}>
      <dl className="facts">
        <div>
          <dt>{w.handedAt}</dt>
          <dd>{dateTime(copy.at, locale)}</dd>
        </div>
        <div>
          <dt>{s.chosen}</dt>
          <dd className="break">{copy.subject}</dd>
        </div>
        <div>
          <dt>{s.issuer}</dt>
          <dd className="break">{copy.issuer}</dd>
        </div>
        <div>
          <dt>{s.notAfter}</dt>
          <dd>{date(copy.not_after, locale)}</dd>
        </div>
      </dl>
      {copy.status === 'unknown' && <p className="small">{w.unknown}</p>}
    </Notice>
  );
}

interface Row {
  document: RecipientDocument;
  copy: SignedCopy | undefined;
  elsewhere: Deciding['elsewhere'];
  /** +1 when a file is on its way, -1 when it is judged. */
  onSending: (change: 1 | -1) => void;
}

/** The way of a file to the service; it ends with the dialog. */
function useHandIn({ document, elsewhere, onSending }: Row) {
  const [progress, setProgress] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const send = async (file: File) => {
    const { signal } = (abort.current = new AbortController());
    const path = `/recipient/documents/${encodeURIComponent(document.id)}/signed`;
    setProblem(null);
    setProgress(0);
    onSending(1);
    try {
      const copy = await uploadFile<SignedCopy>(path, file, setProgress, signal);
      if (!signal.aborted) elsewhere.keep(copy);
    } catch (error) {
      if (signal.aborted) return;
      setProblem(asProblem(error));
      await elsewhere.refused(asProblem(error));
    }
    setProgress(null);
    onSending(-1);
  };
  return { progress, problem, send };
}

/** One document: get it, sign it, hand it in. */
function DocumentRow(row: Row) {
  const { document, copy } = row;
  const { w } = useWords();
  const { m } = useMessages();
  const { progress, problem, send } = useHandIn(row);
  return (
    <li>
      <h3 className="break">{document.name}</h3>
      <p className="actions">
        <ButtonLink
          href={`${fileUrl(document)}?download=1`}
          icon="download"
          download
          label={m.common.about(w.download, document.name)}
        >
          {w.download}
        </ButtonLink>
      </p>
      {progress === null ? (
        <FilePicker
          compact
          drop={copy ? w.again : w.drop}
          choose={w.choose}
          limit={w.limit}
          onFiles={([file]) => file && void send(file)}
        />
      ) : (
        <ProgressBar
          label={progress < 1 ? w.sending : w.checking}
          value={progress < 1 ? progress : null}
        />
      )}
      {problem && <ProblemNotice problem={problem} />}
      {copy && <Handed copy={copy} beside={problem !== null} />}
    </li>
  );
}

/** Without our program: the documents are downloaded, signed with another one, handed in and submitted. */
export function ElsewhereDialog({
  view,
  elsewhere,
}: {
  view: RecipientView;
  elsewhere: Deciding['elsewhere'];
}) {
  const { w, locale } = useWords();
  const [sending, setSending] = useState(0);
  const copyOf = (d: RecipientDocument) =>
    view.signed_copies?.items.find((c) => c.document_id === d.id);
  const ready = view.documents.every(copyOf);
  const submit = useAction(elsewhere.submit);
  return (
    <Dialog title={w.title} onClose={elsewhere.close}>
      <p>{w.lead}</p>
      <ol>
        {w.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {view.signed_copies?.field && (
        <Notice>
          <span className="break">{w.field(view.signed_copies.field)}</span>
        </Notice>
      )}
      <p className="small">
        {w.note}{' '}
        <a href={`/help/${locale}/certificate.html`} target="_blank" rel="noreferrer">
          {w.help}
        </a>
      </p>
      <ul className="plain elsewhere-documents">
        {view.documents.map((d) => (
          <DocumentRow
            key={d.id}
            document={d}
            copy={copyOf(d)}
            elsewhere={elsewhere}
            onSending={(change) => setSending((n) => n + change)}
          />
        ))}
      </ul>
      {submit.problem && <ProblemNotice problem={submit.problem} />}
      <p className="small muted">{ready ? w.effect : w.missing}</p>
      <p className="actions actions-end">
        <Button onClick={elsewhere.close}>{w.close}</Button>
        <Button
          kind="primary"
          icon="pen"
          busy={submit.busy}
          disabled={!ready || sending > 0}
          onClick={() => void submit.run()}
        >
          {w.submit}
        </Button>
      </p>
    </Dialog>
  );
}
