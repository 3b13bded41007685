import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { api, asProblem, type Problem, setCsrf } from '../api/client';
import type { Session } from '../api/types';
import { chosenLocale, useMessages } from '../messages';
import { ProblemPage, Skeleton } from '../ui/kit';

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
  const { setLocale } = useMessages();
  const [session, setSession] = useState<Session | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const adopt = useCallback((next: Session) => {
    setCsrf(next.csrf);
    setSession(next);
    setProblem(null);
  }, []);

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

  if (value) return <Context value={value}>{children}</Context>;
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

/** What the API refuses with 401: the session ended, so ask who is there. */
export const sessionEnded = (problem: Problem | null): boolean => problem?.status === 401;
