import { useCallback, useEffect, useRef, useState } from 'react';
import { api, asProblem, type Problem } from '../../api/client';
import type { RecipientView } from '../../api/recipient';
import type {
  RemoteAuthorize,
  RemoteBegun,
  RemoteReturn,
  RemoteServices,
  RemoteSigning,
} from '../../api/schema';
import { usePolling } from '../../lib/hooks';
import { takeReturn } from './returned';

const PATH = '/recipient/remote-signings';
/** Which one this tab is away for. It is no secret: only the browser that began it is told of it. */
const KEPT = 'skysign-remote';
const PREPARED_MS = 500;
const LEAVING_MS = 5000;

export type RemoteBusy = 'returning' | 'choosing' | 'preparing';
export interface Remote {
  services: string[];
  /** Something is to be shown. */
  open: boolean;
  now: RemoteSigning | null;
  busy: RemoteBusy | null;
  problem: Problem | null;
  /** Off to the service's page. */
  leave: (begun: RemoteBegun) => void;
  choose: (credential: string) => Promise<void>;
  authorize: () => Promise<void>;
  cancel: () => Promise<void>;
  close: () => void;
}

const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Asked again until what is to be signed is prepared. */
async function addressOf(id: string): Promise<string> {
  for (;;) {
    const { state, url } = await api.post<RemoteAuthorize>(`${pathOf(id)}/authorize`, {});
    if (state === 'ready' && url) return url;
    await pause(PREPARED_MS);
  }
}

function useServices(view: RecipientView): string[] {
  const [services, setServices] = useState<string[]>([]);
  const own = view.method === 'own_certificate';
  useEffect(() => {
    if (!own) return;
    const abort = new AbortController();
    api
      .get<RemoteServices>('/recipient/remote-services', abort.signal)
      .then((found) => setServices(found.items.map((s) => s.name)))
      .catch(() => {}); // the other ways remain
    return () => abort.abort();
  }, [own]);
  return services;
}

/** Signing with a key that a service holds: away to its pages, back, and away again. */
export function useRemote(view: RecipientView, onDone: () => void): Remote {
  const services = useServices(view);
  const [now, setNow] = useState<RemoteSigning | null>(null);
  const [busy, setBusy] = useState<RemoteBusy | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const done = useRef(onDone);
  done.current = onDone;

  const close = useCallback(() => {
    sessionStorage.removeItem(KEPT);
    setNow(null);
    setProblem(null);
  }, []);
  const doing = useCallback(async (what: RemoteBusy, work: () => Promise<void>) => {
    setBusy(what);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(null);
  }, []);

  // Back from the service, or back by the browser's own button.
  useEffect(() => {
    const returned = takeReturn();
    const id = sessionStorage.getItem(KEPT);
    const look = async () => {
      if (id) setNow(await api.get<RemoteSigning>(pathOf(id)));
    };
    const comeBack = async (what: RemoteReturn) => {
      try {
        setNow(await api.post<RemoteSigning>(`${PATH}/return`, what));
      } catch (error) {
        await look().catch(() => {});
        throw error;
      }
    };
    if (returned) void doing('returning', () => comeBack(returned));
    else if (id) look().catch(close);
  }, [doing, close]);

  const step = now?.step ?? null;
  usePolling(
    () => {
      if (now) void api.get<RemoteSigning>(pathOf(now.id)).then(setNow, () => {});
    },
    step === 'working' ? 700 : null,
  );
  useEffect(() => {
    if (step !== 'done') return;
    sessionStorage.removeItem(KEPT);
    done.current();
  }, [step]);

  const id = now?.id ?? '';
  const go = async () => {
    setBusy('preparing');
    window.location.assign(await addressOf(id));
    await pause(LEAVING_MS); // the page is on its way out
  };
  return {
    services,
    open: now !== null || busy !== null || problem !== null,
    now,
    busy,
    problem,
    leave: (begun) => {
      sessionStorage.setItem(KEPT, begun.id);
      window.location.assign(begun.url);
    },
    choose: (credential) =>
      doing('choosing', async () => {
        setNow(await api.post<RemoteSigning>(`${pathOf(id)}/credential`, { credential }));
        await go();
      }),
    authorize: () => doing('preparing', go),
    cancel: async () => {
      if (id) await api.delete(pathOf(id)).catch(() => {}); // it ends by itself soon
      close();
    },
    close,
  };
}
