import { useState } from 'react';
import { narrow } from '../../lib/format';
import { validEmail } from '../../lib/recipients';
import { CheckRow } from '../../ui/CheckRow';
import { Field, TextField } from '../../ui/kit';
import { useFlow } from '../flow';
import type { Draft } from './draft';
import { Metadata } from './Metadata';

const DAYS_MAX = 60;

/** 1,000,000 and １００００００ are the same number; null: nothing; undefined: no amount. */
export function amountOf(text: string): number | null | undefined {
  const digits = narrow(text).replace(/[,，¥￥円\s]/g, '');
  if (!digits) return null;
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

/** What is said of the contract beside its files: for the register, the mails and the reminders. */
export function DetailsSection({ draft }: { draft: Draft }) {
  const { t, locale } = useFlow();
  const d = t.details;
  const { content, put } = draft;
  const { reminders } = content;
  const [replyTo, setReplyTo] = useState(content.reply_to ?? '');
  const badReply = replyTo.trim() !== '' && !validEmail(replyTo);
  return (
    <section className="card" aria-labelledby="details">
      <h2 id="details">{d.heading}</h2>
      <div className="pair">
        <Day
          label={d.contractDate}
          value={content.contract_date}
          onDay={(contract_date) => put({ contract_date })}
        />
        <Day
          label={d.effectiveDate}
          value={content.effective_date}
          onDay={(effective_date) => put({ effective_date })}
        />
        <Amount value={content.amount} locale={locale} onAmount={(amount) => put({ amount })} />
        <TextField
          label={d.externalId}
          hint={d.externalIdHint}
          required={false}
          maxLength={200}
          autoComplete="off"
          value={content.external_id ?? ''}
          onValue={(text) => put({ external_id: text || null })}
        />
      </div>
      <Metadata draft={draft} />
      <div className="pair">
        <Days
          label={d.beforeDays}
          value={reminders.before_days}
          onDays={(before_days) => put({ reminders: { ...reminders, before_days } })}
        />
        <Days
          label={d.everyDays}
          value={reminders.every_days}
          onDays={(every_days) => put({ reminders: { ...reminders, every_days } })}
        />
      </div>
      <TextField
        label={d.replyTo}
        hint={d.replyToHint}
        required={false}
        type="email"
        inputMode="email"
        autoComplete="off"
        value={replyTo}
        error={badReply ? d.replyToWrong : null}
        onValue={(text) => {
          setReplyTo(text);
          if (text.trim() === '' || validEmail(text)) put({ reply_to: narrow(text) || null });
        }}
      />
      <CheckRow
        label={d.titleHidden}
        hint={d.titleHiddenHint}
        checked={content.title_hidden}
        onChecked={(title_hidden) => put({ title_hidden })}
      />
      <CheckRow
        label={d.forward}
        hint={d.forwardHint}
        checked={content.allow_forward}
        onChecked={(allow_forward) => put({ allow_forward })}
      />
    </section>
  );
}

function Day({
  label,
  value,
  onDay,
}: {
  label: string;
  value: string | null;
  onDay: (day: string | null) => void;
}) {
  return (
    <TextField
      label={label}
      required={false}
      type="date"
      max="2199-12-31"
      value={value ?? ''}
      onValue={(day) => onDay(day || null)}
    />
  );
}

function Amount({
  value,
  locale,
  onAmount,
}: {
  value: number | null;
  locale: string;
  onAmount: (amount: number | null) => void;
}) {
  const { t } = useFlow();
  const shown = (n: number | null) => (n === null ? '' : n.toLocaleString(locale));
  const [typed, setTyped] = useState(shown(value));
  const amount = amountOf(typed);
  return (
    <TextField
      label={t.details.amount}
      required={false}
      inputMode="numeric"
      autoComplete="off"
      maxLength={30}
      value={typed}
      error={amount === undefined ? t.details.amountWrong : null}
      onValue={(text) => {
        setTyped(text);
        const next = amountOf(text);
        if (next !== undefined) onAmount(next);
      }}
      onBlur={() => amount !== undefined && setTyped(shown(amount))}
    />
  );
}

function Days({
  label,
  value,
  onDays,
}: {
  label: string;
  value: number | null;
  onDays: (days: number | null) => void;
}) {
  const { t } = useFlow();
  const [typed, setTyped] = useState(value === null ? '' : String(value));
  const given = narrow(typed);
  const days = given === '' ? null : /^\d{1,2}$/.test(given) ? Number(given) : 0;
  const wrong = days !== null && (days < 1 || days > DAYS_MAX);
  return (
    <Field label={label} required={false} error={wrong ? t.details.daysWrong : null}>
      {(ids) => (
        <span className="with-unit">
          <input
            {...ids}
            type="text"
            inputMode="numeric"
            maxLength={3}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              const text = narrow(event.target.value);
              const n = text === '' ? null : /^\d{1,2}$/.test(text) ? Number(text) : 0;
              if (n === null || (n >= 1 && n <= DAYS_MAX)) onDays(n);
            }}
          />
          <span>{t.details.daysUnit}</span>
        </span>
      )}
    </Field>
  );
}
