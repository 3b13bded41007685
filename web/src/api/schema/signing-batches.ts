// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.
import type { TicketProblem } from './shared';

export type SigningBatch = {
  agent: { address: string; os: string; version: string } | null;
  certificate: { issuer: string; not_after: string; subject: string } | null;
  error: TicketProblem;
  expires_at: string;
  id: string;
  requests: ({
    envelope_id: string;
    error: TicketProblem;
    recipient_id: string;
    state: string;
  })[];
  state: 'waiting' | 'redeemed' | 'certificate' | 'preparing' | 'prepared' | 'signing' | 'done' | 'failed' | 'expired' | 'cancelled';
};

export type SigningBatchNew = {
  authority: boolean;
  company?: string;
  department?: string;
  name: string;
  requests: ({
    envelope_id: string;
    recipient_id: string;
    shown: ({ digest: string; document_id: string })[];
    statement_version: string;
  })[];
  title?: string;
};
