import { useState } from 'react';
import { api, asProblem, type Problem } from '../../api/client';
import type { SigningTicketNew } from '../../api/recipient';
import type { SigningBatch, SigningRequest, SigningRequestList } from '../../api/schema';
import type { AgreeDraft, Declared } from '../../sign/AgreeForm';
import { type Ticket, useTicket } from '../../sign/certificate/useTicket';
import { seenKey } from '../../sign/Files';
import { useSession } from '../session';

export const most = { requests: 50, documents: 100 };
export type Statement = SigningRequestList['statements'][number];
export type WaitingDocument = SigningRequest['documents'][number];

export const documentsOf = (requests: SigningRequest[]): WaitingDocument[] =>
  requests.flatMap((r) => r.documents);
export const fits = (requests: SigningRequest[]): boolean =>
  requests.length <= most.requests && documentsOf(requests).length <= most.documents;
/** Those of the first one's role: what is agreed to and what is approved have other words. */
export const together = (items: SigningRequest[]): SigningRequest[] => {
  const able = items.filter((r) => !r.alone);
  return able.filter((r) => r.role === able[0]?.role);
};

export interface Batch {
  chosen: SigningRequest[];
  choose: (request: SigningRequest, on: boolean) => void;
  chooseAll: (on: boolean) => void;
  seen: ReadonlySet<string>;
  onShown: (document: WaitingDocument) => void;
  unread: WaitingDocument[];
  draft: AgreeDraft;
  setDraft: (draft: AgreeDraft) => void;
  problem: Problem | null;
  refusals: ReadonlyMap<string, string>;
  /** Whether a ticket was made; else problem and refusals say why not. */
  sign: (declared: Declared) => Promise<boolean>;
  again: () => Promise<boolean>;
  ticket: Ticket<SigningBatch>;
  /** What was signed together last, once it is over. */
  ended: SigningRequest[] | null;
  close: () => void;
}

/** "requests[3]" and "requests[3].shown": of which request the server speaks. */
const refusedOf = (problem: Problem, asked: SigningRequest[]) => {
  const found = new Map<string, string>();
  for (const { field, message } of problem.errors) {
    const at = /^requests\[(\d+)\]/.exec(field)?.[1];
    const request = at === undefined ? undefined : asked[Number(at)];
    if (request) found.set(request.recipient_id, message);
  }
  return found;
};

/** Many requests signed at once: chosen, read here, agreed to by one act, and followed to the end. */
export function useBatch(
  items: SigningRequest[],
  statements: Statement[],
  reload: () => void,
): Batch {
  const { session } = useSession();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [draft, setDraft] = useState<AgreeDraft>({
    name: session.account?.name ?? '',
    company: session.organisation?.name ?? '',
    department: '',
    title: '',
    authority: false,
  });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refusals, setRefusals] = useState<ReadonlyMap<string, string>>(new Map());
  const [asked, setAsked] = useState<SigningRequest[]>([]);
  const [ended, setEnded] = useState<SigningRequest[] | null>(null);
  const chosen = items.filter((r) => ids.has(r.recipient_id) && !r.alone);
  const ticket = useTicket<SigningBatch>(() => {
    setEnded(asked);
    setIds(new Set());
    reload();
  }, '/signing-batches');

  const sign = async (declared: Declared) => {
    setProblem(null);
    setRefusals(new Map());
    setEnded(null);
    const requests = chosen.map((r) => ({
      recipient_id: r.recipient_id,
      envelope_id: r.envelope_id,
      statement_version: statements.find((s) => s.role === r.role)?.version,
      shown: r.documents.map((d) => ({ document_id: d.id, digest: d.digest })),
    }));
    try {
      const body = { ...declared, authority: draft.authority, requests };
      const made = await api.post<SigningTicketNew>('/signing-batches', body);
      setAsked(chosen);
      ticket.start(made);
      return true;
    } catch (error) {
      const found = asProblem(error);
      setProblem(found);
      setRefusals(refusedOf(found, chosen));
      setDraft((old) => ({ ...old, authority: false }));
      reload();
      return false;
    }
  };
  const { authority: _, ...declared } = draft;
  return {
    chosen,
    choose: (request, on) => {
      const next = new Set(ids);
      if (on) next.add(request.recipient_id);
      else next.delete(request.recipient_id);
      setIds(next);
    },
    chooseAll: (on) => setIds(new Set(on ? together(items).map((r) => r.recipient_id) : [])),
    seen,
    onShown: (document) => setSeen((old) => new Set(old).add(seenKey(document))),
    unread: documentsOf(chosen).filter((d) => !seen.has(seenKey(d))),
    draft,
    setDraft,
    problem,
    refusals,
    sign,
    again: () => sign(declared),
    ticket,
    ended,
    close: () => {
      ticket.close();
      reload();
    },
  };
}
