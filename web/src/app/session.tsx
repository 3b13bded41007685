import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { api, asProblem, onUnauthenticated, type Problem, setCsrf } from '../api/client';
import type { Session } from '../api/types';
import { chosenLocale, useMessages } from '../messages';
import { Dialog, ProblemPage, Skeleton } from '../ui/kit';
import { SignInForm } from './SignInForm';

interface Value {
  session: Session;
  /** A session as the server gave it: signed in, signed out, changed. */
  adopt: (session: Session) => void;
  refresh: () => Promise<void>;
  signOut: () => Promise<void>;
  can: (permission: string) => boolean;
}

const Context = createContext<Value | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const { m, setLocale } = useMessages();
  const [session, setSession] = useState<Session | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [ended, setEnded] = useState(false);

  const adopt = useCallback((next: Session) => {
    setCsrf(next.csrf);
    setSession(next);
    setProblem(null);
    setEnded(false);
  }, []);

  // The session ended under a page that may hold unsaved input: sign in again above it.
  const signedIn = Boolean(session?.account);
  useEffect(() => {
    onUnauthenticated(() => {
      if (!signedIn) return;
      void api.get<Session>('/session').then(
        (now) => setEnded(now.account === null),
        () => {},
      );
    });
  }, [signedIn]);

  const refresh = useCallback(async () => {
    try {
      adopt(await api.get<Session>('/session'));
    } catch (error) {
      setProblem(asProblem(error));
    }
  }, [adopt]);
  useEffect(() => void refresh(), [refresh]);

  // Without a choice made in this browser, the account's language is the one to show.
  const wanted = session?.account?.locale;
  useEffect(() => {
    if (wanted && !chosenLocale()) setLocale(wanted);
  }, [wanted, setLocale]);

  const value = useMemo<Value | null>(
    () =>
      session && {
        session,
        adopt,
        refresh,
        can: (permission) => session.permissions.includes(permission),
        signOut: async () => {
          await api.delete('/session');
          await refresh();
        },
      },
    [session, adopt, refresh],
  );

  if (value)
    return (
      <Context value={value}>
        {children}
        {ended && (
          <Dialog
            title={m.signIn.title}
            onClose={() => {
              setEnded(false);
              void refresh();
            }}
          >
            <p>{m.signIn.expired}</p>
            <SignInForm email={session?.account?.email ?? ''} onSession={adopt} />
          </Dialog>
        )}
      </Context>
    );
  return (
    <main className="lonely">
      {problem ? <ProblemPage problem={problem} onRetry={() => void refresh()} /> : <Skeleton />}
    </main>
  );
}

export function useSession(): Value {
  const value = useContext(Context);
  if (!value) throw new Error('no session around this component');
  return value;
}
