import type { RecipientView } from '../api/recipient';
import { useMessages } from '../messages';
import { actWords, type FormAct } from '../messages/acts';
import { ActMenu } from './acts/ActMenu';
import { Attachments } from './acts/Attachments';
import { offered } from './acts/forms';
import { Laws } from './acts/Laws';
import { Questions } from './acts/Questions';
import { Facts, Message } from './parts';

/** Everything beside reading and deciding: attachments, questions, the other acts. */
export function More({
  view,
  folded,
  onAct,
  onView,
}: {
  view: RecipientView;
  /** The request's facts wait behind a line. */
  folded: boolean;
  onAct: (act: FormAct) => void;
  onView: (view: RecipientView) => void;
}) {
  const { m, locale } = useMessages();
  const w = actWords[locale];
  const acts = offered(view.may);
  const facts = (
    <>
      <Facts landing={view} files={false} />
      <Message landing={view} />
    </>
  );
  return (
    <>
      {view.attachments.length > 0 && (
        <section>
          <h2>{w.attachments}</h2>
          <Attachments attachments={view.attachments} />
        </section>
      )}
      {view.questions.length > 0 && (
        <section>
          <h2>{w.questions}</h2>
          <Questions questions={view.questions} />
        </section>
      )}
      {view.gate.consents.length > 0 && (
        <section>
          <h2>{w.laws.title}</h2>
          <Laws view={view} onView={onView} onPaper={() => onAct('paper')} />
        </section>
      )}
      {acts.length > 0 && (
        <section>
          <h2>{w.others}</h2>
          <ActMenu acts={acts} onAct={onAct} />
        </section>
      )}
      {folded ? (
        <details className="side-more">
          <summary>{m.sign.view.info}</summary>
          {facts}
        </details>
      ) : (
        <section>
          <h2>{m.sign.view.info}</h2>
          {facts}
        </section>
      )}
    </>
  );
}
