import {
  type ButtonHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  type TextareaHTMLAttributes,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import type { Problem } from '../api/client';
import type { EnvelopeState, RecipientState } from '../api/types';
import { useAfter } from '../lib/hooks';
import { Link } from '../lib/router';
import { useMessages } from '../messages';
import { Icon, type IconName } from './Icon';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  kind?: ButtonKind;
  icon?: IconName;
  busy?: boolean;
  large?: boolean;
};

const buttonClass = (kind: ButtonKind, large: boolean, extra?: string) =>
  `button button-${kind}${large ? ' button-large' : ''}${extra ? ` ${extra}` : ''}`;

/** A busy button stays focusable and named; it only stops answering. */
export function Button({
  kind = 'secondary',
  icon,
  busy = false,
  large = false,
  children,
  className,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      // oxlint-disable-next-line react/button-has-type
      type={type}
      className={buttonClass(kind, large, className)}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** A round button of an icon alone; the label is its name and its tooltip. */
export function IconButton({
  icon,
  label,
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { icon: IconName; label: string }) {
  return (
    <button
      type="button"
      className={`icon-button${className ? ` ${className}` : ''}`}
      aria-label={label}
      title={label}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}

/** Looks like a button, is a link: inside the app, or a download of a file. */
export function ButtonLink({
  href,
  kind = 'secondary',
  icon,
  large = false,
  download = false,
  label,
  children,
}: {
  href: string;
  kind?: ButtonKind;
  icon?: IconName;
  large?: boolean;
  download?: boolean;
  label?: string;
  children: ReactNode;
}) {
  const content = (
    <>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </>
  );
  const common = { className: buttonClass(kind, large), ...(label ? { 'aria-label': label } : {}) };
  return download ? (
    <a href={href} download {...common}>
      {content}
    </a>
  ) : (
    <Link href={href} {...common}>
      {content}
    </Link>
  );
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
  required?: boolean;
  children: (ids: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
}

/** What is wrong with the control that it describes. */
export function FieldMessage({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="field-message">
      <Icon name="error" size={18} />
      {children}
    </p>
  );
}

/** Label above, hint below it, error under the control: read in that order. */
export function Field({ label, hint, error, required, children }: FieldProps) {
  const id = useId();
  const { m } = useMessages();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean);
  return (
    <div className={`field${error ? ' field-error' : ''}`}>
      <label htmlFor={id}>
        {label}
        {required === true && <span className="tag tag-required">{m.common.required}</span>}
        {required === false && <span className="tag">{m.common.optional}</span>}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {children({
        id,
        'aria-describedby': described.length ? described.join(' ') : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error && <FieldMessage id={`${id}-error`}>{error}</FieldMessage>}
    </div>
  );
}

type Own = Omit<FieldProps, 'children'> & { onValue: (value: string) => void };

/** `required` shows the tag and tells assistive technology; our own messages say what is missing. */
export function TextField({
  label,
  hint,
  error,
  required,
  onValue,
  ...rest
}: Own & Omit<InputHTMLAttributes<HTMLInputElement>, 'required'>) {
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      {...(required === undefined ? {} : { required })}
    >
      {(ids) => (
        <input
          type="text"
          aria-required={required || undefined}
          onChange={(event) => onValue(event.target.value)}
          {...ids}
          {...rest}
        />
      )}
    </Field>
  );
}

export function TextArea({
  label,
  hint,
  error,
  required,
  onValue,
  ...rest
}: Own & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'required'>) {
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      {...(required === undefined ? {} : { required })}
    >
      {(ids) => (
        <textarea
          rows={4}
          aria-required={required || undefined}
          onChange={(event) => onValue(event.target.value)}
          {...ids}
          {...rest}
        />
      )}
    </Field>
  );
}

export function PasswordField({
  label,
  hint,
  error,
  value,
  onValue,
  autoComplete,
}: {
  label: string;
  hint?: string;
  error?: string | null | undefined;
  value: string;
  onValue: (value: string) => void;
  autoComplete: 'new-password' | 'current-password';
}) {
  const { m } = useMessages();
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <div className="with-button">
          <input
            type={shown ? 'text' : 'password'}
            value={value}
            autoComplete={autoComplete}
            spellCheck={false}
            autoCapitalize="none"
            aria-required="true"
            onChange={(event) => onValue(event.target.value)}
            {...ids}
          />
          <IconButton
            icon="eye"
            label={shown ? m.common.hidePassword : m.common.showPassword}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          />
        </div>
      )}
    </Field>
  );
}

type Tone = 'info' | 'success' | 'warning' | 'error';
const toneIcon: Record<Tone, IconName> = {
  info: 'info',
  success: 'done',
  warning: 'warn',
  error: 'error',
};

export function Notice({
  tone = 'info',
  title,
  children,
  live = false,
}: {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  live?: boolean;
}) {
  return (
    <div className={`notice notice-${tone}`} role={live ? 'alert' : undefined}>
      <Icon name={toneIcon[tone]} size={22} />
      <div>
        {title && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** What a refusal says: the server's own words, or ours where it could not speak. */
export function useProblemText(): (problem: Problem) => { title: string; detail: string } {
  const { m } = useMessages();
  return (problem) => {
    if (problem.status === 0) return { title: m.error.network, detail: m.error.networkDetail };
    if (problem.status === 403 && !problem.message)
      return { title: m.error.noPermission, detail: m.error.noPermissionDetail };
    if (problem.status === 404 && !problem.message)
      return { title: m.error.notFound, detail: m.error.notFoundDetail };
    return {
      title: problem.message || m.error.unknown,
      detail: problem.detail || (problem.message ? '' : m.error.unknownDetail),
    };
  };
}

export function ProblemNotice({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const { m } = useMessages();
  const { title, detail } = useProblemText()(problem);
  return (
    <Notice tone="error" title={title} live>
      {detail && <p>{detail}</p>}
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((e) => (
            <li key={e.field + e.code}>{e.message}</li>
          ))}
        </ul>
      )}
      {problem.instance && (
        <p className="small">
          {m.error.inquiry} <code>{problem.instance}</code>
        </p>
      )}
      {onRetry && (
        <Button icon="refresh" onClick={onRetry}>
          {m.common.retry}
        </Button>
      )}
    </Notice>
  );
}

/** A whole page that cannot be shown: refused, missing, broken. One next action. */
export function ProblemPage({
  problem,
  onRetry,
  home,
}: {
  problem: Problem;
  onRetry?: () => void;
  home?: string;
}) {
  const { m } = useMessages();
  const { title, detail } = useProblemText()(problem);
  const refused = problem.status === 403;
  const missing = problem.status === 404;
  return (
    <StatePage
      icon={refused ? 'stop' : missing ? 'search' : 'warn'}
      title={refused ? m.error.noPermission : title}
      detail={refused ? problem.detail || m.error.noPermissionDetail : detail}
    >
      {problem.instance && (
        <p className="small">
          {m.error.inquiry} <code>{problem.instance}</code>
        </p>
      )}
      <p className="actions actions-center">
        {!refused && !missing && onRetry && (
          <Button kind="primary" icon="refresh" onClick={onRetry}>
            {m.common.retry}
          </Button>
        )}
        {home && <ButtonLink href={home}>{m.common.home}</ButtonLink>}
      </p>
    </StatePage>
  );
}

/** Empty lists, endings, errors: a mark, one sentence, what to do next. */
export function StatePage({
  icon,
  tone = 'neutral',
  title,
  detail,
  heading = 1,
  children,
}: {
  icon: IconName;
  tone?: 'neutral' | 'success' | 'warning' | 'error';
  title: string;
  detail?: string | undefined;
  heading?: 1 | 2;
  children?: ReactNode;
}) {
  const H = heading === 1 ? 'h1' : 'h2';
  return (
    <div className={`state-page state-${tone}`}>
      <div className="state-mark">
        <Icon name={icon} size={34} />
      </div>
      <H tabIndex={-1}>{title}</H>
      {detail && <p className="lead">{detail}</p>}
      {children}
    </div>
  );
}

export function Skeleton({ rows = 4 }: { rows?: number }) {
  const { m } = useMessages();
  const show = useAfter(300);
  return (
    <div className="skeleton" role="status" aria-label={m.common.loading}>
      {show &&
        Array.from({ length: rows }, (_, i) => (
          // Rows have neither identity nor order.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={i} className={`skeleton-row skeleton-row-${i % 3}`} />
        ))}
    </div>
  );
}

const envelopeTone: Record<EnvelopeState, string> = {
  draft: 'grey',
  pending: 'blue',
  concluding: 'blue',
  completed: 'green',
  declined: 'red',
  withdrawn: 'grey',
  expired: 'orange',
};
const recipientTone: Record<RecipientState, string> = {
  awaiting: 'grey',
  sent: 'blue',
  undelivered: 'red',
  opened: 'blue',
  processing: 'blue',
  completed: 'green',
  declined: 'red',
  expired: 'orange',
};

export const EnvelopeBadge = ({ state }: { state: EnvelopeState }) => (
  <span className={`badge badge-${envelopeTone[state]}`}>
    {useMessages().m.state.envelope[state]}
  </span>
);
export const RecipientBadge = ({ state }: { state: RecipientState }) => (
  <span className={`badge badge-${recipientTone[state]}`}>
    {useMessages().m.state.recipient[state]}
  </span>
);
export const TrialBadge = () => (
  <span className="badge badge-trial">{useMessages().m.trial.badge}</span>
);

export function ProgressBar({ label, value }: { label: string; value: number | null }) {
  return (
    <div
      className={`progress${value === null ? ' progress-busy' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { 'aria-valuenow': value })}
    >
      <div style={{ width: value === null ? '40%' : `${value}%` }} />
    </div>
  );
}

/** The platform's modal dialog: focus kept inside, Escape closes, focus goes back to its opener. */
export function Dialog({
  title,
  onClose,
  children,
  sheet = false,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  sheet?: boolean;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { m } = useMessages();
  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={sheet ? 'dialog sheet' : 'dialog'}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label={m.common.close} onClick={onClose} />
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

export function PageHead({
  title,
  lead,
  children,
  badges,
}: {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
  badges?: ReactNode;
}) {
  return (
    <header className="page-head">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {badges && <p className="badges">{badges}</p>}
        {lead && <p className="lead">{lead}</p>}
      </div>
      {children && <div className="actions">{children}</div>}
    </header>
  );
}

export function LanguageSwitch() {
  const { m, locale, setLocale } = useMessages();
  const other = locale === 'ja' ? 'en' : 'ja';
  return (
    <button type="button" className="language" lang={other} onClick={() => setLocale(other)}>
      <Icon name="globe" size={18} />
      {m.language[other]}
    </button>
  );
}

export function Brand({ href }: { href?: string }) {
  const inside = (
    <>
      <img src="/icon.svg" alt="" width={28} height={28} />
      <span>SkySign</span>
    </>
  );
  return href ? (
    <Link href={href} className="brand">
      {inside}
    </Link>
  ) : (
    <span className="brand">{inside}</span>
  );
}
