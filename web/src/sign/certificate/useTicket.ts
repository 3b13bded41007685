import { useCallback, useEffect, useRef, useState } from 'react';
import { api, asProblem, type Problem } from '../../api/client';
import type { SigningState, SigningTicket, SigningTicketNew } from '../../api/recipient';

const LOOK_MS = 1000;
/** Nothing comes after these. */
const over: ReadonlySet<SigningState> = new Set(['done', 'failed', 'expired', 'cancelled']);
/** The signature is given: stopping is too late. */
const given: ReadonlySet<SigningState> = new Set(['signing', 'done']);

export interface Ticket<T extends SigningTicket = SigningTicket> {
  made: SigningTicketNew | null;
  now: T | null;
  /** The last look at it got no answer. */
  lost: boolean;
  mayCancel: boolean;
  start: (made: SigningTicketNew) => void;
  /** Opens the signing program; the browser may ask first. */
  open: () => void;
  cancel: () => Promise<Problem | null>;
  /** Nothing is shown of it any more. */
  close: () => void;
}

/** Hands the address to the program that is registered for it. The page stays where it is. */
const openProgram = (url: string) => window.location.assign(url);

/** A ticket of the signing program, from being made to its end; onDone once it is signed. at: where it is asked for. */
export function useTicket<T extends SigningTicket = SigningTicket>(
  onDone: () => void,
  at = '/recipient/signing-tickets',
): Ticket<T> {
  const [made, setMade] = useState<SigningTicketNew | null>(null);
  const [now, setNow] = useState<T | null>(null);
  const [lost, setLost] = useState(false);
  const done = useRef(onDone);
  done.current = onDone;
  const id = made?.id ?? null;
  const state = now?.state ?? 'waiting';
  const ended = over.has(state);

  useEffect(() => {
    if (id === null || ended) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        setNow(await api.get<T>(`${at}/${encodeURIComponent(id)}`, abort.signal));
        setLost(false);
      } catch {
        if (abort.signal.aborted) return;
        setLost(true);
      }
      timer = setTimeout(() => void look(), LOOK_MS);
    };
    timer = setTimeout(() => void look(), LOOK_MS);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [at, id, ended]);

  useEffect(() => {
    if (state === 'done') done.current();
  }, [state]);

  const start = useCallback((ticket: SigningTicketNew) => {
    setNow(null);
    setLost(false);
    setMade(ticket);
    openProgram(ticket.url);
  }, []);
  const open = useCallback(() => {
    if (made) openProgram(made.url);
  }, [made]);
  const cancel = useCallback(async () => {
    if (id === null || ended) return null;
    try {
      await api.delete(`${at}/${encodeURIComponent(id)}`);
      return null;
    } catch (error) {
      return asProblem(error);
    }
  }, [at, id, ended]);
  const close = useCallback(() => setMade(null), []);
  return { made, now, lost, mayCancel: !given.has(state), start, open, cancel, close };
}
