import { type DependencyList, useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '../api/client';

export interface Loaded<T> {
  data: T | null;
  problem: Problem | null;
  loading: boolean;
  reload: () => void;
  set: (data: T) => void;
}

/** Loads on mount and whenever `deps` change; the last good data stays while reloading. */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  deps: DependencyList,
): Loaded<T> {
  const [data, set] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  const current = useRef(load);
  current.current = load;

  // The caller names what `load` depends on.
  useEffect(() => {
    const abort = new AbortController();
    setLoading(true);
    current
      .current(abort.signal)
      .then((value) => {
        if (abort.signal.aborted) return;
        set(value);
        setProblem(null);
        setLoading(false);
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        setProblem(asProblem(error));
        setLoading(false);
      });
    return () => abort.abort();
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [...deps, round]);

  const reload = useCallback(() => setRound((n) => n + 1), []);
  return { data, problem, loading, reload, set };
}

/** Calls `tick` again and again while `ms` is a number; slower and slower, and never in a hidden tab. */
export function usePolling(tick: () => void, ms: number | null): void {
  const latest = useRef(tick);
  latest.current = tick;
  useEffect(() => {
    if (ms === null) return;
    let wait = ms;
    let timer = setTimeout(function run() {
      if (!document.hidden) latest.current();
      wait = Math.min(wait * 1.15, 30_000);
      timer = setTimeout(run, wait);
    }, wait);
    return () => clearTimeout(timer);
  }, [ms]);
}

/** An action behind a button: knows whether it is running and how it failed. */
export function useAction<A extends unknown[]>(
  run: (...args: A) => Promise<void>,
): {
  run: (...args: A) => Promise<void>;
  busy: boolean;
  problem: Problem | null;
  clear: () => void;
} {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(run);
  latest.current = run;
  const call = useCallback(async (...args: A) => {
    setBusy(true);
    setProblem(null);
    try {
      await latest.current(...args);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }, []);
  return { run: call, busy, problem, clear: useCallback(() => setProblem(null), []) };
}

/** True once `ms` have passed: a skeleton that flashes is worse than none. */
export function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const listen = () => setMatches(list.matches);
    listen();
    list.addEventListener('change', listen);
    return () => list.removeEventListener('change', listen);
  }, [query]);
  return matches;
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} — SkySign` : 'SkySign';
  }, [title]);
}
