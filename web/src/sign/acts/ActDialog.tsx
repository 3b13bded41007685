import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { RecipientView, ReportCategory } from '../../api/recipient';
import { dateTime, dayOf, daysFrom, endOfDay } from '../../lib/dates';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { actWords, type FormAct } from '../../messages/acts';
import {
  Button,
  Dialog,
  FieldMessage,
  Notice,
  ProblemNotice,
  TextArea,
  TextField,
} from '../../ui/kit';
import { type ActInput, actForms, CATEGORIES, leaves, type Typed } from './forms';

function useInputWords(act: FormAct) {
  const { locale } = useMessages();
  const w = actWords[locale];
  return {
    label: (key: string) => w.input[`${act}.${key}`] ?? w.input[key] ?? key,
    hint: (key: string) => w.hint[`${act}.${key}`],
  };
}

function Categories({
  legend,
  value,
  error,
  onValue,
}: {
  legend: string;
  value: string;
  error: string | null;
  onValue: (value: string) => void;
}) {
  const { m, locale } = useMessages();
  const w = actWords[locale];
  const id = useId();
  return (
    <fieldset className={`choices${error ? ' field-error' : ''}`}>
      <legend>
        {legend}
        <span className="tag tag-required">{m.common.required}</span>
      </legend>
      {CATEGORIES.map((one) => (
        <label key={one} className="choice">
          <input
            type="radio"
            name={id}
            checked={value === one}
            aria-describedby={error ? `${id}-error` : undefined}
            onChange={() => onValue(one)}
          />
          <span>{w.category[one]}</span>
        </label>
      ))}
      {error && <FieldMessage id={`${id}-error`}>{error}</FieldMessage>}
    </fieldset>
  );
}

function Input({
  act,
  input,
  value,
  error,
  expireAt,
  onValue,
}: {
  act: FormAct;
  input: ActInput;
  value: string;
  error: string | null;
  expireAt: string | null;
  onValue: (value: string) => void;
}) {
  const words = useInputWords(act);
  const now = useRef(Date.now()).current;
  const common = {
    label: words.label(input.key),
    hint: words.hint(input.key),
    required: input.required,
    maxLength: input.max,
    value,
    error,
    onValue,
  };
  if (input.kind === 'category')
    return <Categories legend={common.label} value={value} error={error} onValue={onValue} />;
  if (input.kind === 'lines') return <TextArea {...common} />;
  if (input.kind === 'day')
    return (
      <TextField
        {...common}
        type="date"
        min={expireAt ? daysFrom(Date.parse(expireAt), 1) : dayOf(now)}
        max={daysFrom(now, 365)}
      />
    );
  return input.kind === 'mail' ? (
    <TextField {...common} type="email" inputMode="email" autoComplete="off" />
  ) : (
    <TextField {...common} autoComplete="off" />
  );
}

/** What was typed, once more, before it is sent. */
function Summary({ act, typed }: { act: FormAct; typed: Typed }) {
  const { locale } = useMessages();
  const w = actWords[locale];
  const words = useInputWords(act);
  const shown = (input: ActInput, text: string) => {
    if (input.kind === 'category') return w.category[text as ReportCategory];
    return input.kind === 'day' ? dateTime(endOfDay(text), locale) : text;
  };
  return (
    <dl className="facts facts-narrow">
      {actForms[act].inputs.map((input) => {
        const text = typed[input.key] ?? '';
        return text ? (
          <div key={input.key}>
            <dt>{words.label(input.key)}</dt>
            <dd className="typed">{shown(input, text)}</dd>
          </div>
        ) : null;
      })}
    </dl>
  );
}

/** The heading of each step takes the focus: the step changed under the reader's hands. */
function Step({ title, children }: { title: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h3 ref={heading} tabIndex={-1} className="step-title">
        {title}
      </h3>
      {children}
    </>
  );
}

interface FormProps {
  act: FormAct;
  token?: string | null;
  expireAt: string | null;
  /** It was accepted; the view afterwards, if there is one. */
  onSent: (view: RecipientView | null) => void;
  onCancel: () => void;
}

/** Typed, looked at again, sent: nobody declines or forwards by a slip. */
export function ActForm({ act, token = null, expireAt, onSent, onCancel }: FormProps) {
  const { m, locale } = useMessages();
  const w = actWords[locale];
  const text = w.act[act];
  const form = actForms[act];
  const words = useInputWords(act);
  const [typed, setTyped] = useState<Typed>({});
  const [tried, setTried] = useState(false);
  const [checking, setChecking] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const action = useAction(async () => onSent(await form.send(trimmed(typed), token)));

  const empty = (input: ActInput) => input.required && !(typed[input.key] ?? '').trim();
  const missing = form.inputs.some(empty);
  const refused = action.problem?.errors ?? [];
  const errorOf = (input: ActInput) =>
    tried && empty(input)
      ? w.needed(words.label(input.key))
      : (refused.find((e) => e.field === input.key)?.message ?? null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (action.busy) return;
    setTried(true);
    if (missing)
      requestAnimationFrame(() =>
        box.current
          ?.querySelector<HTMLElement>('[aria-invalid="true"], .field-error input')
          ?.focus(),
      );
    else setChecking(true);
  };
  const edit = (key: string) => (value: string) => {
    action.clear();
    setChecking(false);
    setTyped((old) => ({ ...old, [key]: value }));
  };
  if (checking && refused.length === 0)
    return (
      <Step title={w.checkTitle}>
        <Summary act={act} typed={trimmed(typed)} />
        <Notice tone={form.grave || act === 'forward' ? 'warning' : 'info'}>
          <p>{text.consequence}</p>
        </Notice>
        {action.problem && <ProblemNotice problem={action.problem} />}
        <p className="actions actions-end">
          <Button onClick={() => setChecking(false)}>{w.back}</Button>
          <Button
            kind={form.grave ? 'danger' : 'primary'}
            icon={form.icon}
            busy={action.busy}
            onClick={() => void action.run()}
          >
            {text.submit}
          </Button>
        </p>
      </Step>
    );
  return (
    <form ref={box} noValidate onSubmit={(event) => void submit(event)}>
      <p>{text.lead}</p>
      {form.inputs.map((input) => (
        <Input
          key={input.key}
          act={act}
          input={input}
          value={typed[input.key] ?? ''}
          error={errorOf(input)}
          expireAt={expireAt}
          onValue={edit(input.key)}
        />
      ))}
      {refused.length > 0 && action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button onClick={onCancel}>{m.common.cancel}</Button>
        <Button type="submit" kind="primary">
          {w.check}
        </Button>
      </p>
    </form>
  );
}

const trimmed = (typed: Typed): Typed =>
  Object.fromEntries(Object.entries(typed).map(([key, text]) => [key, text.trim()]));

function Sent({ act, onClose }: { act: FormAct; onClose: () => void }) {
  const { m, locale } = useMessages();
  const text = actWords[locale].act[act];
  return (
    <Step title={text.done}>
      <Notice tone="success" live>
        <p>{text.doneDetail}</p>
      </Notice>
      <p className="actions actions-end">
        <Button kind="primary" onClick={onClose}>
          {m.common.close}
        </Button>
      </p>
    </Step>
  );
}

export type Leave = (act: 'forward' | 'send_back' | 'decline', view: RecipientView | null) => void;

/** An act in a sheet; what ends the session or the procedure is told by a page of its own. */
export function ActDialog({
  act,
  token = null,
  expireAt,
  onView,
  onLeave,
  onClose,
}: {
  act: FormAct;
  token?: string | null;
  expireAt: string | null;
  onView: (view: RecipientView) => void;
  onLeave: Leave;
  onClose: () => void;
}) {
  const { locale } = useMessages();
  const [sent, setSent] = useState(false);
  const done = (view: RecipientView | null) => {
    if (leaves(act)) return onLeave(act, view);
    setSent(true);
    if (view) onView(view);
  };
  return (
    <Dialog sheet title={actWords[locale].act[act].title} onClose={onClose}>
      {sent ? (
        <Sent act={act} onClose={onClose} />
      ) : (
        <ActForm act={act} token={token} expireAt={expireAt} onSent={done} onCancel={onClose} />
      )}
    </Dialog>
  );
}
