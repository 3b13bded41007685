import { type KeyboardEvent, useEffect, useState } from 'react';
import { useAction } from '../../../lib/hooks';
import { useMessages } from '../../../messages';
import { ConflictDialog } from '../../../ui/Conflict';
import { Button, Notice, ProblemNotice, ProblemPage, Skeleton } from '../../../ui/kit';
import { useToast } from '../../../ui/toast';
import { useFlow } from '../../flow';
import type { Draft } from '../draft';
import { useFindings } from '../FindingsList';
import { Board } from './Board';
import { type Fields, useFields } from './useFields';

/** What the wizard asks of a step that saves by itself. */
export interface StepSaving {
  flush: () => Promise<boolean>;
  unsaved: () => boolean;
}

/** Step 3: where the recipients fill in and sign. */
export function FieldsStep({
  draft,
  onSaving,
}: {
  draft: Draft;
  onSaving: (saving: StepSaving | null) => void;
}) {
  const { t } = useFlow();
  const f = t.fields;
  const fields = useFields(draft);
  const ready = draft.documents.filter((d) => d.state === 'ready');
  const [chosen, setChosen] = useState('');
  const document = ready.find((d) => d.id === chosen) ?? ready[0];

  const { store } = fields;
  useEffect(() => {
    onSaving(store);
    return () => onSaving(null);
  }, [onSaving, store]);

  const keys = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    const act =
      key === 'y' || (key === 'z' && event.shiftKey) ? store.redo : key === 'z' ? store.undo : null;
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    // The keys are shortcuts for the two buttons.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="fields-step" onKeyDown={keys}>
      <section className="card" aria-labelledby="step">
        <div className="fields-head">
          <div>
            <h2 id="step" tabIndex={-1}>
              {f.heading}
            </h2>
            <p className="muted">{f.lead}</p>
          </div>
          <div className="actions">
            <FieldsMark fields={fields} />
            <Button kind="quiet" disabled={!fields.past.length} onClick={store.undo}>
              {f.undo}
            </Button>
            <Button kind="quiet" disabled={!fields.future.length} onClick={store.redo}>
              {f.redo}
            </Button>
          </div>
        </div>
        {ready.length > 1 && (
          <div className="tabs tabs-small" role="group" aria-label={f.file}>
            {ready.map((d) => (
              <button
                key={d.id}
                type="button"
                aria-pressed={d.id === document?.id}
                onClick={() => setChosen(d.id)}
              >
                {d.name}
              </button>
            ))}
          </div>
        )}
        {fields.problem && <ProblemPage problem={fields.problem} onRetry={store.reload} />}
        {!fields.items && !fields.problem && <Skeleton rows={6} />}
        {!document && <Notice>{f.noPages}</Notice>}
        {document && fields.items && (
          <>
            <Adopt draft={draft} fields={fields} document={document} />
            <Board key={document.id} draft={draft} fields={fields} document={document} />
          </>
        )}
      </section>
      {fields.save === 'conflict' && (
        <ConflictDialog
          body={f.conflictBody}
          oursHint={f.oursHint}
          onTheirs={store.takeTheirs}
          onOurs={store.keepOurs}
        />
      )}
      <p id="field-help" className="visually-hidden">
        {f.boxHelp}
      </p>
    </div>
  );
}

/** The intake's note of a file that is a form. */
const FORM_NOTE = 'note-form';

const isTyping = (target: EventTarget) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

function FieldsMark({ fields }: { fields: Fields }) {
  const { m } = useMessages();
  const bad = fields.save === 'failed' || fields.save === 'conflict';
  return (
    <p className={`small${bad ? ' text-error' : ' muted'}`} role="status">
      {m.wizard.save[fields.save]}
    </p>
  );
}

/** Text tags and form fields that the file brought along. */
function Adopt({
  draft,
  fields,
  document,
}: {
  draft: Draft;
  fields: Fields;
  document: Draft['documents'][number];
}) {
  const { t } = useFlow();
  const toast = useToast();
  const found = useFindings(`/envelopes/${draft.envelope.id}/documents`, document);
  const adopt = useAction(async () =>
    toast(t.fields.adopted(await fields.store.adopt(document.id))),
  );
  const tags = found?.items.some((x) => x.kind !== 'wording' && !x.fault);
  const form = document.notes.some((n) => n.code === FORM_NOTE);
  const taken = fields.items?.some((i) => i.document_id === document.id && i.source !== 'placed');
  if (!(tags || form) || taken) return null;
  return (
    <>
      <p className="actions">
        <Button icon="plus" busy={adopt.busy} onClick={() => void adopt.run()}>
          {t.fields.adopt}
        </Button>
      </p>
      {adopt.problem && <ProblemNotice problem={adopt.problem} />}
    </>
  );
}
