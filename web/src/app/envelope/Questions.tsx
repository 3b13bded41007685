import { useState } from 'react';
import { api } from '../../api/client';
import type { FlowEnvelope, Question } from '../../api/flowTypes';
import { dateTime, shortDateTime } from '../../lib/dates';
import { useAction, useLoad } from '../../lib/hooks';
import { Button, ProblemNotice, Skeleton, TextArea } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { useFlow } from '../flow';

/** What recipients asked, and what was answered. Nothing is shown where nobody asked. */
export function Questions({
  envelope: e,
  onChange,
}: {
  envelope: FlowEnvelope;
  onChange: () => void;
}) {
  const { t } = useFlow();
  const list = useLoad(
    (signal) => api.get<{ items: Question[] }>(`/envelopes/${e.id}/questions`, signal),
    [e.id, e.open_questions],
  );
  if (!list.data && !list.problem) return e.open_questions ? <Skeleton /> : null;
  if (list.data && !list.data.items.length) return null;
  return (
    <section className="card" aria-labelledby="questions">
      <h2 id="questions">
        {t.envelope.questions}{' '}
        {e.open_questions > 0 && (
          <span className="badge badge-orange">{t.envelope.openQuestions(e.open_questions)}</span>
        )}
      </h2>
      {list.problem && <ProblemNotice problem={list.problem} onRetry={list.reload} />}
      <ul className="plain questions">
        {list.data?.items.map((q) => (
          <Asked
            key={q.id}
            question={q}
            id={e.id}
            open={e.actions.includes('answer')}
            onAnswered={(items) => {
              list.set({ items });
              onChange();
            }}
          />
        ))}
      </ul>
    </section>
  );
}

function Asked({
  question: q,
  id,
  open,
  onAnswered,
}: {
  question: Question;
  id: string;
  open: boolean;
  onAnswered: (items: Question[]) => void;
}) {
  const { t, locale } = useFlow();
  const toast = useToast();
  const p = t.envelope;
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const answer = useAction(async () => {
    setMissing(!text.trim());
    if (!text.trim()) return;
    const next = await api.post<{ items: Question[] }>(
      `/envelopes/${id}/questions/${q.id}/answer`,
      { text: text.trim() },
    );
    toast(p.answered);
    onAnswered(next.items);
  });
  return (
    <li>
      <p className="small muted">
        <span className="tag">{q.kind === 'more_time' ? p.moreTime : p.question}</span>{' '}
        {p.by(q.recipient_name, shortDateTime(q.at))}
      </p>
      {q.until && <p>{p.until(dateTime(q.until, locale))}</p>}
      <p className="pre">{q.text}</p>
      {q.answered_at && (
        <div className="answer">
          <p className="small muted">
            {p.answeredBy(q.answered_by ?? '', shortDateTime(q.answered_at))}
          </p>
          {q.answer && <p className="pre">{q.answer}</p>}
        </div>
      )}
      {!q.answered_at && open && (
        <>
          <TextArea
            label={p.answer}
            hint={p.answerHint}
            rows={3}
            maxLength={2000}
            value={text}
            error={missing ? p.answerNeeded : null}
            onValue={setText}
          />
          {answer.problem && <ProblemNotice problem={answer.problem} />}
          <Button icon="mail" busy={answer.busy} onClick={() => void answer.run()}>
            {p.answerSend}
          </Button>
        </>
      )}
    </li>
  );
}
