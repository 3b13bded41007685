import type { Question } from '../../api/recipient';
import { dateTime } from '../../lib/dates';
import { useMessages } from '../../messages';
import { actWords } from '../../messages/acts';

function One({ question }: { question: Question }) {
  const { locale } = useMessages();
  const w = actWords[locale];
  return (
    <li className="question">
      <p className="small muted">
        {question.kind === 'question' ? w.asked : w.wish}
        {'　'}
        <time dateTime={question.at}>{dateTime(question.at, locale)}</time>
      </p>
      {question.until && <p className="small">{w.until(dateTime(question.until, locale))}</p>}
      <p className="typed">{question.text}</p>
      {question.answer === null ? (
        <p>
          <span className="badge badge-orange">{w.noAnswer}</span>
        </p>
      ) : (
        <div className="answer">
          <p className="small muted">
            {w.answer}
            {question.answered_at && (
              <>
                {'　'}
                <time dateTime={question.answered_at}>
                  {dateTime(question.answered_at, locale)}
                </time>
              </>
            )}
          </p>
          <p className="typed">{question.answer}</p>
        </div>
      )}
    </li>
  );
}

/** One's own questions alone; the newest first. */
export function Questions({ questions }: { questions: Question[] }) {
  return (
    <ul className="plain questions">
      {[...questions]
        .sort((a, b) => b.at.localeCompare(a.at))
        .map((question) => (
          <One key={question.id} question={question} />
        ))}
    </ul>
  );
}
