import { type ComponentType, lazy, type LazyExoticComponent, Suspense, useEffect } from 'react';
import { matchPath, navigate, useLocation } from '../lib/router';
import { useMessages } from '../messages';
import { Boundary } from '../ui/Boundary';
import { ButtonLink, Skeleton, StatePage } from '../ui/kit';
import { EnvelopeList } from './EnvelopeList';
import { PublicFrame, Shell } from './Shell';
import { SignIn } from './SignIn';
import { useSession } from './session';

export interface RouteProps {
  params: Record<string, string>;
}
type Screen = ComponentType<RouteProps> | LazyExoticComponent<ComponentType<RouteProps>>;

/** `open` screens need no account; the others send to sign-in first. */
const routes: { path: string; screen: Screen; open?: true }[] = [
  { path: '/', screen: EnvelopeList },
  { path: '/envelopes', screen: EnvelopeList },
  { path: '/envelopes/new', screen: lazy(() => import('./wizard/Wizard')) },
  { path: '/envelopes/:id', screen: lazy(() => import('./EnvelopePage')) },
  { path: '/envelopes/:id/edit', screen: lazy(() => import('./wizard/Wizard')) },
  { path: '/envelopes/:id/documents/:doc', screen: lazy(() => import('./DocumentPage')) },
  { path: '/trash', screen: lazy(() => import('./desk/Trash')) },
  { path: '/contacts', screen: lazy(() => import('./desk/Contacts')) },
  { path: '/approvals', screen: lazy(() => import('./desk/Approvals')) },
  { path: '/signing', screen: lazy(() => import('./signing/Waiting')) },
  { path: '/seals', screen: lazy(() => import('./desk/Seals')) },
  { path: '/outbox', screen: lazy(() => import('./Outbox')) },
  { path: '/outbox/:id', screen: lazy(() => import('./OutboxMail')) },
  { path: '/preservation', screen: lazy(() => import('./keeping/PreservationList')) },
  { path: '/timestamps', screen: lazy(() => import('./keeping/Timestamps')) },
  { path: '/authentication', screen: lazy(() => import('./authentication/Authentication')) },
  { path: '/party', screen: lazy(() => import('./party/PartyPolicy')) },
  { path: '/members', screen: lazy(() => import('./Members')) },
  { path: '/account', screen: lazy(() => import('./Account')) },
  { path: '/system', screen: lazy(() => import('./System')) },
  { path: '/verify', screen: lazy(() => import('./Verify')), open: true },
  { path: '/sign-in', screen: SignIn, open: true },
  { path: '/setup', screen: lazy(() => import('./Setup')), open: true },
  { path: '/invite', screen: lazy(() => import('./Invite')), open: true },
];

function NotFound() {
  const { m } = useMessages();
  return (
    <StatePage icon="search" title={m.error.notFound} detail={m.error.notFoundDetail}>
      <p className="actions actions-center">
        <ButtonLink href="/">{m.common.home}</ButtonLink>
      </p>
    </StatePage>
  );
}

function SetupNeeded() {
  const { m } = useMessages();
  return (
    <PublicFrame>
      <StatePage icon="settings" title={m.setup.needed} detail={m.setup.neededDetail} />
    </PublicFrame>
  );
}

export function App() {
  const { session } = useSession();
  const { path, query } = useLocation();
  const signedIn = session.account !== null;

  const route = routes.find((r) => matchPath(r.path, path));
  const params = route ? matchPath(route.path, path) : null;
  const Screen = route?.screen ?? NotFound;
  const open = route?.open ?? false;

  const toSignIn = !signedIn && !open && !session.setup_needed;
  const fromSignIn = signedIn && path === '/sign-in';
  const next = query.get('next');
  useEffect(() => {
    if (toSignIn) {
      const here = window.location.pathname + window.location.search;
      navigate(here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`, {
        replace: true,
      });
    } else if (fromSignIn) {
      // Only ever a path of ours: never another site.
      navigate(next && /^\/(?![/\\])/.test(next) ? next : '/', { replace: true });
    }
  }, [toSignIn, fromSignIn, next]);
  if (toSignIn || fromSignIn) return null;
  if (!signedIn && session.setup_needed && path !== '/setup' && path !== '/verify')
    return <SetupNeeded />;

  const page = (
    <Boundary key={path}>
      <Suspense fallback={<Skeleton rows={6} />}>
        <Screen key={path} params={params ?? {}} />
      </Suspense>
    </Boundary>
  );
  return signedIn && path !== '/setup' && path !== '/invite' ? (
    <Shell>{page}</Shell>
  ) : (
    <PublicFrame wide={path === '/verify'}>{page}</PublicFrame>
  );
}
