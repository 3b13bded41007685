import { useRef, useState } from 'react';
import { api, asProblem, type Problem } from '../../api/client';
import type { RecipientView } from '../../api/recipient';
import type { SignedCopy } from '../../api/schema';
import type { RecipientDocument } from '../../api/types';
import { uploadFile } from '../../api/upload';
import { date } from '../../lib/dates';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { signingWords } from '../../messages/signing';
import { FilePicker } from '../../ui/FilePicker';
import { Button, ButtonLink, Dialog, Notice, ProblemNotice, ProgressBar } from '../../ui/kit';
import type { AgreeDraft } from '../AgreeForm';
import { fileUrl, seenKey } from '../Files';

interface Props {
  view: RecipientView;
  draft: AgreeDraft;
  onView: (view: RecipientView) => void;
  onReload: () => Promise<void>;
  onClose: () => void;
}

const useWords = () => {
  const { locale } = useMessages();
  return { w: signingWords[locale].elsewhere, s: signingWords[locale], locale };
};

function Handed({ copy }: { copy: SignedCopy }) {
  const { w, s, locale } = useWords();
  return (
    <Notice tone="success" title={w.handed} live>
      <dl className="facts">
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

/** One document: get it, sign it, hand it in. */
function DocumentRow({
  document,
  copy,
  onCopy,
  onReload,
}: {
  document: RecipientDocument;
  copy: SignedCopy | undefined;
  onCopy: (copy: SignedCopy) => void;
  onReload: () => Promise<void>;
}) {
  const { w } = useWords();
  const { m } = useMessages();
  const [progress, setProgress] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const abort = useRef<AbortController | null>(null);
  const send = async (file: File) => {
    abort.current?.abort();
    abort.current = new AbortController();
    setProblem(null);
    setProgress(0);
    try {
      const path = `/recipient/documents/${encodeURIComponent(document.id)}/signed`;
      onCopy(await uploadFile<SignedCopy>(path, file, setProgress, abort.current.signal));
    } catch (error) {
      const found = asProblem(error);
      setProblem(found);
      // Somebody else has signed: the copy to download is another one now.
      if (found.status === 409) await onReload();
    }
    setProgress(null);
  };
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
      {copy && !problem && <Handed copy={copy} />}
    </li>
  );
}

/** Without our program: the documents are downloaded, signed with another one, handed in and submitted. */
export function ElsewhereDialog({ view, draft, onView, onReload, onClose }: Props) {
  const { w, locale } = useWords();
  const [copies, setCopies] = useState<ReadonlyMap<string, SignedCopy>>(
    () =>
      new Map(
        view.documents.flatMap((d) => {
          const kept = view.signed_copies?.items.find((c) => c.document_id === d.id);
          return kept ? [[seenKey(d), kept] as const] : [];
        }),
      ),
  );
  const ready = view.documents.every((d) => copies.has(seenKey(d)));
  const submit = useAction(async () => {
    const { authority: _, ...declared } = draft;
    try {
      onView(
        await api.post<RecipientView>('/recipient/signed', {
          ...declared,
          statement_version: view.statement?.version,
          authority: true,
          shown: view.documents.map((d) => ({ document_id: d.id, digest: d.digest })),
        }),
      );
    } catch (error) {
      if (asProblem(error).status === 409) await onReload();
      throw error;
    }
  });
  return (
    <Dialog title={w.title} onClose={onClose}>
      <p>{w.lead}</p>
      <ol>
        {w.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
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
            copy={copies.get(seenKey(d))}
            onCopy={(copy) => setCopies((old) => new Map(old).set(seenKey(d), copy))}
            onReload={onReload}
          />
        ))}
      </ul>
      {submit.problem && <ProblemNotice problem={submit.problem} />}
      <p className="small muted">{ready ? w.effect : w.missing}</p>
      <p className="actions actions-end">
        <Button onClick={onClose}>{w.close}</Button>
        <Button
          kind="primary"
          icon="pen"
          busy={submit.busy}
          disabled={!ready}
          onClick={() => void submit.run()}
        >
          {w.submit}
        </Button>
      </p>
    </Dialog>
  );
}
