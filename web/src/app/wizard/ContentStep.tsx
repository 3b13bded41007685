import { useRef } from 'react';
import { dateTime, dayOf, daysFrom, endOfDay, eraYear } from '../../lib/dates';
import { useMessages } from '../../messages';
import { Button, Notice, TextArea, TextField } from '../../ui/kit';
import { DayPicker } from './DayPicker';
import { DetailsSection } from './DetailsSection';
import type { Draft } from './draft';

const MESSAGE_MAX = 2000;

export function ContentStep({ draft, tried }: { draft: Draft; tried: boolean }) {
  const { m, locale } = useMessages();
  const t = m.wizard.content;
  const now = useRef(Date.now()).current;
  const { content, put } = draft;
  const day = content.expire_at ? dayOf(content.expire_at) : null;
  const setDay = (next: string | null) => put({ expire_at: next ? endOfDay(next) : null });
  return (
    <>
      <section className="card" aria-labelledby="step">
        <h2 id="step" tabIndex={-1}>
          {t.heading}
        </h2>
        <TextField
          label={t.titleLabel}
          hint={t.titleHint}
          required
          maxLength={200}
          value={content.title}
          error={tried && !content.title.trim() ? `${t.titleLabel}：${m.common.required}` : null}
          onValue={(title) => put({ title })}
        />
        <TextArea
          label={t.message}
          hint={t.messageHint}
          required={false}
          rows={6}
          maxLength={MESSAGE_MAX}
          placeholder={t.messagePlaceholder}
          value={content.message}
          onValue={(message) => put({ message })}
        />
        <p className="small muted count">{t.count([...content.message].length, MESSAGE_MAX)}</p>
        <div className="deadline-field">
          <DayPicker
            label={t.deadline}
            hint={t.deadlineHint}
            tooEarly={t.past}
            value={day}
            min={dayOf(now)}
            onValue={setDay}
          />
          {content.expire_at && (
            <p className="deadline-words">
              {dateTime(content.expire_at, locale)}
              {locale === 'ja' && <span className="muted">（{eraYear(content.expire_at)}）</span>}
            </p>
          )}
          <div className="quick" role="group" aria-label={t.quick}>
            {[7, 14, 30].map((n) => (
              <Button
                key={n}
                kind="quiet"
                aria-pressed={day === daysFrom(now, n)}
                onClick={() => setDay(daysFrom(now, n))}
              >
                {t.inDays(n)}
              </Button>
            ))}
            <Button kind="quiet" aria-pressed={day === null} onClick={() => setDay(null)}>
              {t.noDeadline}
            </Button>
          </div>
        </div>
        <Notice>{t.offerNote}</Notice>
      </section>
      <DetailsSection draft={draft} />
    </>
  );
}
