import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { api, asProblem, type Problem, setCsrf } from '../api/client';
import type { Landing as LandingData, RecipientView } from '../api/recipient';
import { takeFragment } from '../lib/fragment';
import { usePolling, useTitle } from '../lib/hooks';
import { useMessages } from '../messages';
import type { Left } from '../messages/acts';
import { ProblemPage, Skeleton } from '../ui/kit';
import { Done, Processing } from './Done';
import { Ended, type EndState, LeftPage } from './Ended';
import { Frame } from './Frame';
import { Gate } from './Gate';
import { Landing } from './Landing';

const Review = lazy(() => import('./Review'));

type Stage =
  | { at: 'loading' }
  | { at: 'landing'; landing: LandingData; token: string }
  | { at: 'view'; view: RecipientView }
  | { at: 'ended'; state: EndState; landing: LandingData | null; token: string }
  | { at: 'left'; by: Left; view: RecipientView | null }
  | { at: 'problem'; problem: Problem };

const KEPT = 'skysign-link';

/** The token stays in this tab only until it is exchanged for a session: a reload must not lose it. */
function tokenOfPage(): string {
  const token = takeFragment();
  if (token) sessionStorage.setItem(KEPT, token);
  return token || (sessionStorage.getItem(KEPT) ?? '');
}

const deadLink = (problem: Problem) =>
  problem.status === 404 || problem.status === 410 || problem.status === 401;

export function SignApp() {
  const { m, locale } = useMessages();
  const [stage, setStage] = useState<Stage>({ at: 'loading' });
  const [busy, setBusy] = useState(false);
  const token = useRef('');
  useTitle(m.sign.pageTitle);

  const showView = useCallback((view: RecipientView) => {
    setCsrf(view.csrf);
    sessionStorage.removeItem(KEPT);
    setStage({ at: 'view', view });
  }, []);

  const load = useCallback(async () => {
    const link = token.current;
    try {
      if (!link) {
        showView(await api.get<RecipientView>('/recipient/envelope'));
        return;
      }
      const landing = await api.post<LandingData>('/recipient/landing', { token: link });
      setStage(
        landing.state === 'open'
          ? { at: 'landing', landing, token: link }
          : { at: 'ended', state: landing.state, landing, token: link },
      );
    } catch (error) {
      const problem = asProblem(error);
      if (deadLink(problem))
        setStage({
          at: 'ended',
          state: link ? 'link_expired' : 'no_token',
          landing: null,
          token: '',
        });
      else setStage({ at: 'problem', problem });
    }
  }, [showView]);

  // A second mail's link opened in this tab changes nothing but the fragment.
  useEffect(() => {
    const start = () => {
      token.current = tokenOfPage();
      setStage({ at: 'loading' });
      void load();
    };
    const changed = () => {
      if (window.location.hash.length > 1) start();
    };
    start();
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, [load]);

  // The server's own sentences (effect, statement) come in the language of the request.
  const asked = useRef(locale);
  useEffect(() => {
    if (asked.current === locale) return;
    asked.current = locale;
    if (stage.at === 'landing' || stage.at === 'ended') void load();
    if (stage.at === 'view')
      void api.get<RecipientView>('/recipient/envelope').then(showView, () => {});
  }, [locale, stage.at, load, showView]);

  const open = async () => {
    setBusy(true);
    try {
      const view = await api.post<RecipientView>('/recipient/open', { token: token.current });
      token.current = '';
      showView(view);
    } catch (error) {
      const problem = asProblem(error);
      if (deadLink(problem) || problem.status === 409) void load();
      else setStage({ at: 'problem', problem });
    } finally {
      setBusy(false);
    }
  };

  const refresh = useCallback(async () => {
    try {
      showView(await api.get<RecipientView>('/recipient/envelope'));
    } catch (error) {
      const problem = asProblem(error);
      // A missed poll is tried again; a session that ended is told.
      if (problem.status === 401)
        setStage({ at: 'ended', state: 'session_over', landing: null, token: '' });
    }
  }, [showView]);
  const leave = useCallback(
    (by: Left, view: RecipientView | null) => setStage({ at: 'left', by, view }),
    [],
  );

  const view = stage.at === 'view' ? stage.view : null;
  const working = view?.act === 'processing';
  const concluding = view?.act === 'completed' && !view.completed_at && view.state === 'done';
  usePolling(() => void refresh(), working ? 1000 : concluding ? 3000 : null);

  if (stage.at === 'loading')
    return (
      <Frame trial={false}>
        <Skeleton rows={5} />
      </Frame>
    );
  if (stage.at === 'problem')
    return (
      <Frame trial={false}>
        <ProblemPage
          problem={stage.problem}
          onRetry={() => {
            setStage({ at: 'loading' });
            void load();
          }}
        />
      </Frame>
    );
  if (stage.at === 'landing')
    return (
      <Landing landing={stage.landing} token={stage.token} busy={busy} onOpen={() => void open()} />
    );
  if (stage.at === 'left') return <LeftPage by={stage.by} view={stage.view} />;
  if (stage.at === 'ended')
    return (
      <Ended
        state={stage.state}
        landing={stage.landing}
        token={stage.token || null}
        busy={busy}
        onReceive={stage.state === 'done' ? () => void open() : null}
      />
    );
  const { view: now } = stage;
  if (now.state !== 'open' && now.state !== 'done')
    return <Ended state={now.state} landing={now} token={null} busy={false} onReceive={null} />;
  if (now.gate.next !== 'none') return <Gate view={now} onView={showView} onLeave={leave} />;
  if (now.act === 'processing') return <Processing view={now} />;
  if (now.state === 'done') return <Done view={now} onView={showView} />;
  return (
    <Suspense
      fallback={
        <Frame trial={now.trial}>
          <Skeleton rows={6} />
        </Frame>
      }
    >
      <Review view={now} onView={showView} onReload={refresh} onLeave={leave} />
    </Suspense>
  );
}
