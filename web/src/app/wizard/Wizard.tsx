import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../../api/client';
import type { Attachment, FlowDocument, FlowEnvelope } from '../../api/flowTypes';
import { useLoad, usePolling, useTitle } from '../../lib/hooks';
import { faults } from '../../lib/recipients';
import { navigate, setGuard, useLocation } from '../../lib/router';
import { useMessages } from '../../messages';
import { ConflictDialog } from '../../ui/Conflict';
import { Icon } from '../../ui/Icon';
import {
  Button,
  ButtonLink,
  Notice,
  PageHead,
  ProblemPage,
  Skeleton,
  StatePage,
} from '../../ui/kit';
import type { RouteProps } from '../App';
import { Restore } from '../envelope/Restore';
import { Returned } from '../envelope/Returned';
import { useFlow } from '../flow';
import { useSession } from '../session';
import { Attachments } from './Attachments';
import { ConfirmStep } from './ConfirmStep';
import { ContentStep } from './ContentStep';
import { DiscardDialog } from './DiscardDialog';
import { type Draft, type Me, useDraft } from './draft';
import { FieldsStep, type StepSaving } from './fields/FieldsStep';
import { FilesStep } from './FilesStep';
import { RecipientsStep } from './RecipientsStep';
import { useUploads } from './uploads';

const titleOf = (file: File) =>
  file.name.normalize('NFC').replace(/\.(pdf|docx|xlsx|pptx|od[tsp]|rtf|png|jpe?g)$/i, '');
const LAST = 5;

export default function Wizard({ params }: RouteProps) {
  const id = params['id'];
  return id ? <Existing id={id} /> : <Fresh />;
}

/** Nothing is made on the server before the first file arrives: no heap of empty drafts. */
function Fresh() {
  const { m } = useMessages();
  const created = useRef<Promise<string> | null>(null);
  const [documents, setDocuments] = useState<FlowDocument[]>([]);
  useTitle(m.wizard.title);
  const first = useRef('');
  const target = () => {
    created.current ??= api
      .post<FlowEnvelope>('/envelopes', { title: first.current })
      .then((e) => e.id)
      .catch((error: unknown) => {
        created.current = null;
        throw error;
      });
    return created.current;
  };
  const uploads = useUploads(target, async (document) => {
    setDocuments((old) => [...old, document]);
  });
  const pending = uploads.uploads.some((u) => u.state !== 'failed' && u.state !== 'cancelled');
  const failed = uploads.uploads.length > 0;

  // All files are in: on with the draft's own address.
  useEffect(() => {
    if (documents.length && !pending && !failed)
      void created.current?.then((id) => navigate(`/envelopes/${id}/edit`, { replace: true }));
  }, [documents.length, pending, failed]);

  const goOn = () => void created.current?.then((id) => navigate(`/envelopes/${id}/edit?step=2`));
  return (
    <div className="wizard">
      <PageHead title={m.wizard.title} />
      <Steps step={1} reachable={1} onStep={() => {}} />
      <FilesStep
        documents={documents}
        uploads={{
          ...uploads,
          add: (files) => {
            first.current ||= files[0] ? titleOf(files[0]) : '';
            uploads.add(files);
          },
        }}
        viewBase={null}
        apiBase={null}
        onRemove={null}
      />
      {documents.length > 0 && (
        <p className="actions actions-end">
          <Button kind="primary" onClick={goOn}>
            {m.common.next}
          </Button>
        </p>
      )}
    </div>
  );
}

function Existing({ id }: { id: string }) {
  const { m } = useMessages();
  const { session } = useSession();
  const envelope = useLoad((signal) => api.get<FlowEnvelope>(`/envelopes/${id}`, signal), [id]);
  const account = session.account;
  const organisation = session.organisation?.name ?? '';
  const me = useMemo<Me>(
    () => ({ name: account?.name ?? '', email: account?.email ?? '', organisation }),
    [account?.name, account?.email, organisation],
  );
  if (!envelope.data)
    return envelope.problem ? (
      <ProblemPage problem={envelope.problem} onRetry={envelope.reload} home="/" />
    ) : (
      <Skeleton rows={6} />
    );
  if (envelope.data.discarded_at) return <Restore id={id} onDone={envelope.reload} />;
  if (envelope.data.state !== 'draft')
    return (
      <StatePage icon="mail" title={m.wizard.notDraft} detail={m.wizard.notDraftDetail}>
        <p className="actions actions-center">
          <ButtonLink kind="primary" href={`/envelopes/${id}`}>
            {m.wizard.toEnvelope}
          </ButtonLink>
        </p>
      </StatePage>
    );
  return <Editor loaded={envelope.data} me={me} />;
}

/** How far the draft may go: the first step that still lacks something. */
function reachable(draft: Draft): number {
  if (!draft.documents.length) return 1;
  const people = draft.rows.some((r) => r.side === 'counterparty');
  if (!people || faults(draft.rows).some((f) => f.length)) return 2;
  return draft.content.title.trim() ? LAST : 4;
}

function Editor({ loaded, me }: { loaded: FlowEnvelope; me: Me }) {
  const { m } = useMessages();
  const { query } = useLocation();
  const draft = useDraft(loaded, me);
  const [discard, setDiscard] = useState(false);
  const [tried, setTried] = useState(0);
  const id = loaded.id;
  useTitle(draft.content.title || m.wizard.editTitle);

  const uploads = useUploads(
    async () => id,
    async () => draft.filesChanged(),
  );
  const attached = useUploads<Attachment>(
    async () => id,
    async () => draft.filesChanged(),
    'attachments',
  );
  const own = useRef<StepSaving | null>(null);
  const onSaving = useCallback((saving: StepSaving | null) => {
    own.current = saving;
  }, []);
  const limit = reachable(draft);
  const wanted = Number(query.get('step') ?? '1') || 1;
  const step = Math.max(1, Math.min(wanted, limit));
  const busy = [...uploads.uploads, ...attached.uploads].some(
    (u) => u.state !== 'failed' && u.state !== 'cancelled',
  );
  const converting = draft.documents.some((d) => d.state === 'processing');
  usePolling(() => void draft.filesChanged().catch(() => {}), converting ? 1500 : null);

  const leaveText = m.wizard.leave;
  const unsavedDraft = draft.unsaved;
  useEffect(() => {
    const unsaved = () => unsavedDraft() || (own.current?.unsaved() ?? false);
    const warn = (event: BeforeUnloadEvent) => {
      if (unsaved() || busy) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    // oxlint-disable-next-line no-alert
    setGuard(() => (!unsaved() && !busy) || window.confirm(leaveText));
    return () => {
      window.removeEventListener('beforeunload', warn);
      setGuard(null);
    };
  }, [unsavedDraft, busy, leaveText]);

  const goTo = async (next: number) => {
    setTried(0);
    // A step that saves by itself is left when all of it has arrived.
    if (own.current && !(await own.current.flush())) return;
    navigate(`/envelopes/${id}/edit?step=${next}`);
    window.scrollTo(0, 0);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.step-body h2')?.focus());
  };
  const next = () => {
    if (step < limit) void goTo(step + 1);
    else {
      setTried(step);
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>('.step-body [aria-invalid="true"]')?.focus(),
      );
    }
  };
  const remove = async (document: FlowDocument) => {
    await api.delete(`/envelopes/${id}/documents/${document.id}`);
    await draft.filesChanged();
  };

  return (
    <div className={`wizard${step === 3 ? ' wizard-wide' : ''}`}>
      {draft.envelope.returned && <Returned returned={draft.envelope.returned} />}
      <PageHead title={draft.content.title || m.wizard.editTitle}>
        <SaveMark draft={draft} />
        {draft.envelope.actions.includes('discard') && (
          <Button kind="quiet" icon="trash" onClick={() => setDiscard(true)}>
            {m.wizard.discard}
          </Button>
        )}
      </PageHead>
      <Steps step={step} reachable={limit} onStep={(n) => void goTo(n)} />
      <div className="step-body">
        {step === 1 && (
          <FilesStep
            documents={draft.documents}
            uploads={uploads}
            viewBase={`/envelopes/${id}/documents`}
            apiBase={`/envelopes/${id}/documents`}
            onRemove={remove}
          />
        )}
        {step === 1 && <Attachments draft={draft} uploads={attached} />}
        {step === 2 && <RecipientsStep draft={draft} me={me} tried={tried === 2} />}
        {step === 3 && <FieldsStep draft={draft} onSaving={onSaving} />}
        {step === 4 && <ContentStep key={draft.taken} draft={draft} tried={tried === 4} />}
        {step === LAST && <ConfirmStep draft={draft} onStep={(n) => void goTo(n)} />}
      </div>
      {step < LAST && (
        <div className="step-actions">
          {step > 1 && <Button onClick={() => void goTo(step - 1)}>{m.common.back}</Button>}
          <div className="step-next">
            {tried === 1 && !draft.documents.length && (
              <Notice tone="error" live>
                {m.wizard.files.needOne}
              </Notice>
            )}
            <Button kind="primary" large onClick={next}>
              {m.common.next}
            </Button>
          </div>
        </div>
      )}
      {draft.save === 'conflict' && (
        <ConflictDialog
          body={m.wizard.conflict.body}
          oursHint={m.wizard.conflict.oursHint}
          onTheirs={draft.takeTheirs}
          onOurs={draft.keepOurs}
        />
      )}
      {discard && <DiscardDialog id={id} onClose={() => setDiscard(false)} />}
    </div>
  );
}

function Steps({
  step,
  reachable,
  onStep,
}: {
  step: number;
  reachable: number;
  onStep: (step: number) => void;
}) {
  const { m } = useMessages();
  const { t } = useFlow();
  const [files, people, content, confirm] = m.wizard.steps as [string, string, string, string];
  const names = [files, people, t.fields.step, content, confirm];
  return (
    <nav className="steps" aria-label={m.wizard.stepsLabel}>
      <ol>
        {names.map((name, i) => {
          const n = i + 1;
          const done = n < step && n <= reachable;
          return (
            <li key={name} className={n === step ? 'step-now' : done ? 'step-done' : ''}>
              <button
                type="button"
                aria-current={n === step ? 'step' : undefined}
                disabled={n > reachable && n !== step}
                onClick={() => onStep(n)}
              >
                <span className="step-number">{done ? <Icon name="check" size={18} /> : n}</span>
                <span className="step-name">{name}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function SaveMark({ draft }: { draft: Draft }) {
  const { m } = useMessages();
  const bad = draft.save === 'failed' || draft.save === 'conflict';
  return (
    <p className={`save-mark small${bad ? ' text-error' : ' muted'}`} role="status">
      {draft.save === 'saving' ? (
        <span className="spinner" aria-hidden="true" />
      ) : (
        <Icon name={bad ? 'error' : draft.save === 'saved' ? 'check' : 'pen'} size={18} />
      )}
      {m.wizard.save[draft.save]}
      {draft.save === 'failed' && (
        <Button kind="quiet" onClick={() => void draft.flush()}>
          {m.common.retry}
        </Button>
      )}
    </p>
  );
}
