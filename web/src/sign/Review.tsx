import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import '../styles/filling.css';
import type { RecipientView } from '../api/recipient';
import { useMedia } from '../lib/hooks';
import { useMessages } from '../messages';
import { actWords, type FormAct } from '../messages/acts';
import { fillWords } from '../messages/filling';
import { signingWords } from '../messages/signing';
import type { PageOverlay } from '../pdf/Page';
import {
  Brand,
  Button,
  Dialog,
  IconButton,
  LanguageSwitch,
  Notice,
  ProgressBar,
  TrialBadge,
} from '../ui/kit';
import { AgreeForm } from './AgreeForm';
import { ActDialog, type Leave } from './acts/ActDialog';
import { CertificateDialog } from './certificate/CertificateDialog';
import { ElsewhereDialog } from './certificate/ElsewhereDialog';
import { mustSignElsewhere, NoComputer } from './certificate/Needs';
import { DecideForm } from './DecideForm';
import { FileChoice, Files, fileUrl, seenKey } from './Files';
import { FieldLayer } from './fill/FieldLayer';
import { FieldList, FillPanel } from './fill/FillPanel';
import { LaterDialog } from './fill/LaterDialog';
import { FillingProvider, useFilling } from './fill/useFilling';
import { Informed } from './Informed';
import { More } from './More';
import { useWho } from './parts';
import { LOCAL } from './remote/HolderChoice';
import { RemoteDialog } from './remote/RemoteDialog';
import { useHolders } from './remote/useHolders';
import { useDeciding } from './useDeciding';

const Viewer = lazy(() => import('../pdf/Viewer'));

interface Props {
  view: RecipientView;
  onView: (view: RecipientView) => void;
  onReload: () => Promise<void>;
  onLeave: Leave;
}
type Panel = null | 'decide' | 'more' | 'later' | { act: FormAct };

function Head({ view }: { view: RecipientView }) {
  const who = useWho();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
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
  );
}

/** Reading, filling in, deciding. What is agreed to is what was drawn here, by its digest. */
export default function Review({ view, onView, onReload, onLeave }: Props) {
  const { m, locale } = useMessages();
  const w = actWords[locale];
  const fw = fillWords[locale];
  const wide = useMedia('(min-width: 1000px)');
  const [at, setAt] = useState(0);
  const [panel, setPanel] = useState<Panel>(null);
  const back = useCallback(() => setPanel(null), []);
  const filling = useFilling(view, () => void onReload());
  const document = view.documents[at] ?? view.documents[0];
  const deciding = useDeciding(view, document, filling, { view: onView, reload: onReload, back });
  const { current, progress } = filling;
  const fills = filling.fields.length > 0 && view.may.includes('save');

  // The field that is filled in comes into view, in whichever file it is.
  const place = current?.areas[0];
  const currentDocument = current?.document_id;
  useEffect(() => {
    const index = view.documents.findIndex((d) => d.id === currentDocument);
    if (index >= 0) setAt(index);
  }, [currentDocument, view.documents]);
  const target =
    current && place && currentDocument === document?.id
      ? { key: current.id, page: place.page - 1, x: place.x + place.w / 2, y: place.y }
      : null;

  const documentId = document?.id ?? '';
  const { fields, others } = view;
  const overlay: PageOverlay = useCallback(
    (page, css, near) => (
      <FieldLayer
        documentId={documentId}
        page={page}
        size={css}
        near={near}
        all={fields}
        others={others}
      />
    ),
    [documentId, fields, others],
  );

  const showFile = (index: number) => {
    filling.show(null);
    setAt(index);
    setPanel(null);
  };
  const openUnread = () => {
    const [next] = deciding.unread;
    if (next) showFile(view.documents.indexOf(next));
  };
  const fill = () => {
    setPanel(null);
    filling.show(progress.blocking[0]?.id ?? null);
  };
  const before = {
    unread: deciding.unread,
    missing: progress.blocking,
    onOpenUnread: openUnread,
    onFill: fill,
  };
  const noProgram = mustSignElsewhere(view.method);
  const mayElsewhere = view.signed_copies?.possible ?? false;
  const holders = useHolders(deciding, noProgram, mayElsewhere);
  const decision =
    view.role === 'cc' ? (
      <Informed />
    ) : view.role === 'viewer' ? (
      <DecideForm
        party="viewer"
        icon="eye"
        statement={view.statement}
        before={before}
        problem={deciding.problem}
        onDecide={deciding.confirm}
      />
    ) : (
      <>
        {noProgram && !holders && <NoComputer />}
        {(!noProgram || mayElsewhere || holders) && (
          <AgreeForm
            view={view}
            elsewhere={noProgram}
            {...(holders ? { holders } : {})}
            before={before}
            problem={deciding.problem}
            draft={deciding.draft}
            onDraft={deciding.setDraft}
            onAgree={
              noProgram && deciding.holder === LOCAL
                ? async () => deciding.elsewhere.start()
                : deciding.agree
            }
          />
        )}
      </>
    );
  const files = <Files documents={view.documents} at={at} seen={deciding.seen} onShow={showFile} />;
  const person = useMemo(
    () => ({ name: view.recipient.name, company: view.recipient.company }),
    [view.recipient.name, view.recipient.company],
  );
  const fillPanel = (
    <FillPanel
      person={person}
      tried={deciding.tried}
      compact={!wide}
      onDone={() => {
        if (!wide) setPanel('decide');
      }}
      onLater={() => setPanel('later')}
    />
  );
  const act = (name: FormAct) => setPanel({ act: name });

  return (
    <FillingProvider filling={filling}>
      <div className="review">
        <Head view={view} />
        <main className="review-main">
          <div className="review-doc">
            {deciding.changed && (
              <Notice tone="warning" title={m.sign.agree.changed} live>
                <p>{m.sign.agree.changedDetail}</p>
                {deciding.elsewhere.outdated && <p>{signingWords[locale].elsewhere.anew}</p>}
              </Notice>
            )}
            {document && (
              <Suspense fallback={<ProgressBar label={m.viewer.loading} value={null} />}>
                <Viewer
                  key={seenKey(document)}
                  url={fileUrl(document)}
                  name={document.name}
                  onShown={deciding.onShown}
                  overlay={overlay}
                  target={target}
                  extra={
                    view.documents.length > 1 && !wide ? (
                      <FileChoice documents={view.documents} at={at} onShow={showFile} />
                    ) : null
                  }
                />
              </Suspense>
            )}
          </div>
          {wide && (
            <aside className="review-side">
              {fills && fillPanel}
              <section>
                <h2>{m.sign.view.tabs}</h2>
                {files}
              </section>
              <section>{decision}</section>
              <More view={view} folded onAct={act} onView={onView} />
            </aside>
          )}
        </main>
        {!wide && (
          <footer className={`bottom-bar${current ? ' fill-sheet' : ''}`}>
            {fills && current ? (
              fillPanel
            ) : (
              <div className="bottom-bar-inner bottom-bar-row">
                <IconButton icon="menu" label={m.sign.view.menu} onClick={() => setPanel('more')} />
                {fills && progress.blocking.length > 0 ? (
                  <Button kind="primary" large icon="down" onClick={() => filling.next()}>
                    {progress.done ? fw.next : fw.begin}
                    <span className="bar-count">{fw.progress(progress.done, progress.total)}</span>
                  </Button>
                ) : (
                  <Button kind="primary" large icon="pen" onClick={() => setPanel('decide')}>
                    {w.role[view.role].proceed}
                  </Button>
                )}
              </div>
            )}
          </footer>
        )}
        {panel === 'decide' && !wide && (
          <Dialog sheet title={w.role[view.role].title} onClose={back}>
            {decision}
          </Dialog>
        )}
        {panel === 'more' && (
          <Dialog sheet title={m.sign.view.menu} onClose={back}>
            <section>
              <h2>{m.sign.view.tabs}</h2>
              {files}
            </section>
            {fills && (
              <section>
                <h2>{fw.list}</h2>
                <FieldList
                  onShow={(field) => {
                    setPanel(null);
                    filling.show(field.id);
                  }}
                />
                <Button kind="quiet" icon="archive" onClick={() => setPanel('later')}>
                  {fw.later}
                </Button>
              </section>
            )}
            <More view={view} folded={false} onAct={act} onView={onView} />
          </Dialog>
        )}
        {deciding.ticket.made && (
          <CertificateDialog
            ticket={deciding.ticket}
            onAgain={() => void deciding.again()}
            onElsewhere={mayElsewhere ? deciding.elsewhere.start : null}
            onClose={deciding.ticket.close}
          />
        )}
        {deciding.remote.open && <RemoteDialog remote={deciding.remote} />}
        {deciding.elsewhere.open && <ElsewhereDialog view={view} elsewhere={deciding.elsewhere} />}
        {panel === 'later' && <LaterDialog onClose={back} />}
        {panel && typeof panel === 'object' && (
          <ActDialog
            act={panel.act}
            expireAt={view.expire_at}
            onView={onView}
            onLeave={onLeave}
            onClose={back}
          />
        )}
      </div>
    </FillingProvider>
  );
}
