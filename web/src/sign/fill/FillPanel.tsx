import { useEffect, useRef, useState } from 'react';
import type { RecipientField } from '../../api/recipient';
import { useMessages } from '../../messages';
import { fillWords } from '../../messages/filling';
import { Icon } from '../../ui/Icon';
import { Button, IconButton, ProblemNotice, ProgressBar } from '../../ui/kit';
import { PictureEditor } from './PictureEditor';
import { TextEditor } from './TextEditor';
import { type Filling, useFillingHere } from './useFilling';
import { isDone, isPicture } from './values';

interface Person {
  name: string;
  company: string;
}

/** Of these one sees at once while typing that they cannot be. */
const AT_ONCE = new Set(['value-overflow', 'value-glyph', 'too-long']);

function Editor({
  field,
  person,
  tried,
  onEnter,
}: {
  field: RecipientField;
  person: Person;
  tried: boolean;
  onEnter: () => void;
}) {
  const filling = useFillingHere();
  const { locale } = useMessages();
  const w = fillWords[locale];
  const box = useRef<HTMLDivElement>(null);
  const [left, setLeft] = useState(() => filling.errors.has(field.id));
  const value = filling.values.get(field.id) ?? null;
  const found = filling.errors.get(field.id);
  const missing = tried && field.required && !isDone(field, filling.values) ? w.needed : null;
  const error = found && (left || AT_ONCE.has(found.code)) ? found.message : missing;

  useEffect(() => {
    const control = box.current?.querySelector<HTMLElement>(
      'input:not([type=file]), textarea, select, .way[aria-pressed="true"], button',
    );
    (control ?? box.current)?.focus({ preventScroll: true });
    // The page's own scrolling shows the box on the paper; here the whole panel comes into view.
    box.current?.closest('.fill')?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={box} className="editor" tabIndex={-1}>
      {isPicture(field.kind) ? (
        <>
          <h2 className="editor-name">
            {w.nameOf(field, '')}
            {field.required && <span className="tag tag-required">{w.requiredMark}</span>}
          </h2>
          <PictureEditor
            field={field}
            value={value}
            error={found?.message ?? missing}
            aspect={filling.aspects.get(field.id) ?? 3}
            person={person}
            onValue={(next) => filling.put(field.id, next)}
          />
        </>
      ) : (
        <TextEditor
          field={field}
          value={typeof value === 'string' ? value : ''}
          error={error}
          onValue={(next) => filling.put(field.id, next === '' ? null : next)}
          onLeave={() => setLeft(true)}
          onEnter={onEnter}
        />
      )}
    </div>
  );
}

function SaveLine({ filling }: { filling: Filling }) {
  const { locale } = useMessages();
  const w = fillWords[locale];
  const { save, problem, errors, changed } = filling;
  const failed = save === 'failed' || save === 'conflict';
  const wrong = save === 'saved' && errors.size > 0;
  const text = wrong ? w.notSaved : changed ? w.save[save] : '';
  return (
    <div className="save-line">
      <p className="small" role="status">
        {text && save !== 'saving' && save !== 'dirty' && (
          <Icon name={failed || wrong ? 'warn' : 'done'} size={18} />
        )}
        {text}
      </p>
      {failed && (
        <>
          {problem && problem.status !== 0 && <ProblemNotice problem={problem} />}
          {problem?.status === 0 && <p className="small">{w.lost}</p>}
          <Button icon="refresh" onClick={() => void filling.flush()}>
            {w.retry}
          </Button>
        </>
      )}
    </div>
  );
}

function Counts({ filling }: { filling: Filling }) {
  const { locale } = useMessages();
  const w = fillWords[locale];
  const { done, total, blocking } = filling.progress;
  return (
    <div className="fill-counts">
      <p>
        <strong>{w.progress(done, total)}</strong>
        <span className="small muted">
          {blocking.length ? w.remaining(blocking.length) : done < total ? w.optionalLeft : ''}
        </span>
      </p>
      <ProgressBar label={w.progressLabel} value={Math.round((done / total) * 100)} />
    </div>
  );
}

/** All fields in words: to find one again, and for those who do not see the page. */
export function FieldList({ onShow }: { onShow: (field: RecipientField) => void }) {
  const filling = useFillingHere();
  const { locale } = useMessages();
  const w = fillWords[locale];
  return (
    <ul className="plain field-list">
      {filling.fields.map((field) => {
        const wrong = filling.errors.has(field.id);
        const done = isDone(field, filling.values);
        return (
          <li key={field.id}>
            <button type="button" onClick={() => onShow(field)}>
              <span>{w.nameOf(field, '')}</span>
              <span className={`badge badge-${wrong ? 'red' : done ? 'green' : 'grey'}`}>
                {wrong ? w.wrong : done ? w.done : w.open}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** One field at a time, and the way to the next. */
export function FillPanel({
  person,
  tried,
  onDone,
  onLater,
  compact,
}: {
  person: Person;
  tried: boolean;
  /** Everything that is required is there. */
  onDone: () => void;
  onLater: () => void;
  /** On a phone: no room for what is said elsewhere. */
  compact: boolean;
}) {
  const filling = useFillingHere();
  const { m, locale } = useMessages();
  const w = fillWords[locale];
  const { current, progress } = filling;
  const goOn = () => {
    if (!filling.next()) onDone();
  };
  const ready = progress.blocking.length === 0 && !current;
  return (
    <section className="fill" aria-label={w.section}>
      <div className="fill-head">
        <Counts filling={filling} />
        {compact && current && (
          <IconButton icon="close" label={m.common.close} onClick={() => filling.show(null)} />
        )}
      </div>
      {current ? (
        <Editor key={current.id} field={current} person={person} tried={tried} onEnter={goOn} />
      ) : ready ? (
        <p className="fill-ready">
          <Icon name="done" />
          {w.allDone}
        </p>
      ) : (
        !compact && <p>{w.lead(progress.total)}</p>
      )}
      {(current || progress.done < progress.total) && (
        <div className="fill-actions">
          {current && (
            <IconButton icon="left" label={w.previous} onClick={() => filling.previous()} />
          )}
          <Button kind={ready ? 'secondary' : 'primary'} icon="down" onClick={goOn}>
            {current || progress.done ? w.next : w.begin}
          </Button>
        </div>
      )}
      <SaveLine filling={filling} />
      {!compact && (
        <>
          <details>
            <summary>{w.list}</summary>
            <FieldList onShow={(field) => filling.show(field.id)} />
          </details>
          <Button kind="quiet" icon="archive" onClick={onLater}>
            {w.later}
          </Button>
        </>
      )}
    </section>
  );
}
