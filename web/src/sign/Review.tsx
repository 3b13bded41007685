import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { api, asProblem, type Problem } from '../api/client';
import type { AgreeInput, RecipientDocument, RecipientView } from '../api/types';
import { useMedia } from '../lib/hooks';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import {
  Brand,
  Button,
  ButtonLink,
  Dialog,
  IconButton,
  LanguageSwitch,
  Notice,
  ProgressBar,
  TrialBadge,
} from '../ui/kit';
import { type AgreeDraft, AgreeForm, type Declared } from './AgreeForm';
import { DeclineForm } from './DeclineForm';
import { Facts, Message, useWho } from './parts';

const Viewer = lazy(() => import('../pdf/Viewer'));

const seenKey = (d: RecipientDocument) => `${d.id}:${d.digest}`;
const fileUrl = (d: RecipientDocument) => `/api/v1/recipient/documents/${d.id}/file`;

interface Props {
  view: RecipientView;
  onView: (view: RecipientView) => void;
  onReload: () => Promise<void>;
}

/** Reading and deciding. What is agreed to is what was drawn here, by its digest. */
export default function Review({ view, onView, onReload }: Props) {
  const { m } = useMessages();
  const who = useWho();
  const wide = useMedia('(min-width: 1000px)');
  const [at, setAt] = useState(0);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [panel, setPanel] = useState<null | 'agree' | 'decline' | 'more'>(null);
  const [changed, setChanged] = useState(false);
  const [draft, setDraft] = useState<AgreeDraft>({ ...view.declared, authority: false });
  const [problem, setProblem] = useState<Problem | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  const document = view.documents[at] ?? view.documents[0];
  const unread = view.documents.filter((d) => !seen.has(seenKey(d)));
  const key = document && seenKey(document);
  const onShown = useCallback(() => {
    if (key) setSeen((old) => (old.has(key) ? old : new Set(old).add(key)));
  }, [key]);

  const agree = async (input: Declared) => {
    setProblem(null);
    try {
      onView(
        await api.post<RecipientView>('/recipient/agree', {
          ...input,
          shown: view.documents.map((d) => ({ document_id: d.id, digest: d.digest })),
          statement_version: view.statement.version,
          authority: true,
        } satisfies AgreeInput),
      );
    } catch (error) {
      const refused = asProblem(error);
      if (refused.status === 409) {
        // Somebody else acted meanwhile, or it ended: show what is true now.
        setPanel(null);
        setDraft((old) => ({ ...old, authority: false }));
        if (refused.slug === 'content-changed') setChanged(true);
        await onReload();
      } else setProblem(refused);
    }
  };
  const decline = async (reason: string) => {
    onView(await api.post<RecipientView>('/recipient/decline', { reason }));
  };

  const openUnread = () => {
    const next = unread[0];
    if (!next) return;
    setPanel(null);
    setAt(view.documents.indexOf(next));
  };

  const files = (
    <ul className="plain doc-list" aria-label={m.sign.view.tabs}>
      {view.documents.map((d, i) => (
        <li key={d.id}>
          <button
            type="button"
            className="doc-tab"
            aria-current={i === at || undefined}
            onClick={() => {
              setAt(i);
              setPanel(null);
            }}
          >
            <Icon name="file" />
            <span className="doc-name">
              {d.name}
              <span className="muted small">{m.common.pages(d.pages)}</span>
            </span>
            {seen.has(seenKey(d)) ? (
              <span className="badge badge-green">{m.sign.view.read}</span>
            ) : (
              <span className="badge badge-grey">{m.sign.view.unread}</span>
            )}
          </button>
          <a
            className="icon-button"
            href={`${fileUrl(d)}?download=1`}
            download
            aria-label={m.common.about(m.sign.view.copy, d.name)}
            title={m.sign.view.copy}
          >
            <Icon name="download" />
          </a>
        </li>
      ))}
    </ul>
  );

  const form = (
    <AgreeForm
      view={view}
      unread={unread}
      onOpenUnread={openUnread}
      problem={problem}
      draft={draft}
      onDraft={setDraft}
      onAgree={agree}
    />
  );

  return (
    <div className="review">
      <header className="review-head">
        <Brand />
        <div className="review-title">
          <h1 ref={heading} tabIndex={-1}>
            {view.title}
          </h1>
          <p className="small muted">{who(view.sender)}</p>
        </div>
        <div className="frame-tools">
          {view.trial && <TrialBadge />}
          <LanguageSwitch />
        </div>
      </header>
      <main className="review-main">
        <div className="review-doc">
          {changed && (
            <Notice tone="warning" title={m.sign.agree.changed} live>
              <p>{m.sign.agree.changedDetail}</p>
            </Notice>
          )}
          {document && (
            <Suspense fallback={<ProgressBar label={m.viewer.loading} value={null} />}>
              <Viewer
                key={seenKey(document)}
                url={fileUrl(document)}
                name={document.name}
                onShown={onShown}
                extra={
                  view.documents.length > 1 && !wide ? (
                    <select
                      className="viewer-files"
                      aria-label={m.viewer.files}
                      value={at}
                      onChange={(event) => setAt(Number(event.target.value))}
                    >
                      {view.documents.map((d, i) => (
                        <option key={d.id} value={i}>
                          {`${i + 1}/${view.documents.length} ${d.name}`}
                        </option>
                      ))}
                    </select>
                  ) : null
                }
              />
            </Suspense>
          )}
        </div>
        {wide && (
          <aside className="review-side">
            <section>
              <h2>{m.sign.view.tabs}</h2>
              {files}
            </section>
            <section>{form}</section>
            <details className="side-more">
              <summary>{m.sign.view.info}</summary>
              <Facts landing={view} files={false} />
              <Message landing={view} />
            </details>
            <p className="center">
              <Button kind="quiet" onClick={() => setPanel('decline')}>
                {m.sign.view.decline}
              </Button>
            </p>
          </aside>
        )}
      </main>
      {!wide && (
        <footer className="bottom-bar">
          <div className="bottom-bar-inner bottom-bar-row">
            <IconButton icon="menu" label={m.sign.view.menu} onClick={() => setPanel('more')} />
            <Button kind="primary" large icon="pen" onClick={() => setPanel('agree')}>
              {m.sign.view.proceed}
            </Button>
          </div>
        </footer>
      )}
      {panel === 'agree' && !wide && (
        <Dialog sheet title={m.sign.agree.title} onClose={() => setPanel(null)}>
          {form}
        </Dialog>
      )}
      {panel === 'decline' && (
        <Dialog sheet title={m.sign.decline.title} onClose={() => setPanel(null)}>
          <DeclineForm onDecline={decline} onCancel={() => setPanel(null)} />
        </Dialog>
      )}
      {panel === 'more' && (
        <Dialog sheet title={m.sign.view.menu} onClose={() => setPanel(null)}>
          <h3>{m.sign.view.tabs}</h3>
          {files}
          <h3>{m.sign.view.info}</h3>
          <Facts landing={view} files={false} />
          <Message landing={view} />
          <p className="actions">
            {document && (
              <ButtonLink icon="download" download href={`${fileUrl(document)}?download=1`}>
                {m.sign.view.copy}
              </ButtonLink>
            )}
            <Button kind="danger" icon="stop" onClick={() => setPanel('decline')}>
              {m.sign.view.decline}
            </Button>
          </p>
        </Dialog>
      )}
    </div>
  );
}
