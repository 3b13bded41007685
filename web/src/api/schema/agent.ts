// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.
import type { TicketProblem } from './shared';

export type AgentAccepted = {
  chosen: string;
  issuer: string;
  not_after: string;
  status: 'good' | 'unknown';
  subject: string;
};

export type AgentBatchAccepted = {
  chosen: string;
  issuer: string;
  not_after: string;
  requests: ({ error: TicketProblem; id: string })[];
  status: 'good' | 'unknown';
  subject: string;
};

export type AgentBatchCall = { requests: string[]; seq: number };

export type AgentBatchComplete = {
  requests: ({ id: string; signatures: ({ op: string; signature: string })[] })[];
  seq: number;
};

export type AgentBatchPrepared = {
  expires_in: number;
  requests: ({
    error: TicketProblem;
    id: string;
    operations?: AgentOperation[];
    state: 'working' | 'ready' | 'failed';
  })[];
};

export type AgentBatchState = {
  requests: ({
    documents: ({ id: string; sha256: string; timestamp: string | null })[];
    error: TicketProblem;
    id: string;
    state: 'waiting' | 'working' | 'done' | 'failed';
  })[];
};

export type AgentCall = { seq: number };

export type AgentCancel = { reason: 'user' | 'pin_locked' | 'error'; seq: number };

export type AgentCertificate = {
  algorithms: string[];
  certificate: string;
  chain?: string[];
  seq: number;
  token: 'pkcs12' | 'store' | 'pkcs11' | 'jpki' | 'remote';
};

export type AgentComplete = { seq: number; signatures: ({ op: string; signature: string })[] };

export type AgentOperation = {
  digest_algorithm: 'sha256' | 'sha384' | 'sha512';
  document: string;
  message_digest: string;
  op: string;
  proof: AgentState;
  shown?: AgentState;
  signature_algorithm: string;
  signed_attrs: string;
};

export type AgentPrepared = {
  expires_in?: number;
  operations?: AgentOperation[];
  state: 'working' | 'ready';
};

export type AgentRedeem = {
  agent: { can?: ('batch')[]; os: 'linux' | 'windows'; version: string };
  nonce: string;
  ticket: string;
};

export type AgentSession = {
  accept: {
    issuers: string[];
    jpki: boolean;
    key_usage: string;
    signature_algorithms: string[];
    subject_hint: string;
  };
  account: { company: string; name: string };
  confirm_code: string;
  documents?: ({
    id: string;
    name: string;
    pages: number;
    sha256: string;
    sha384: string;
    sha512: string;
    size: number;
  })[];
  expires_in: number;
  left_out?: ({ error: TicketProblem; id: string; title: string })[];
  min_agent: string;
  request?: { id: string; message: string; sender: string; title: string };
  requests?: ({
    documents: ({
      id: string;
      name: string;
      pages: number;
      sha256: string;
      sha384: string;
      sha512: string;
      size: number;
    })[];
    id: string;
    request: {
      counterparty: string;
      id: string;
      message: string;
      sender: string;
      title: string;
    };
    subject_hint: string;
  })[];
  server_name: string;
  session: string;
};

export type AgentState = { midstate: string; shown_size?: number; tail: string; update?: string[] };

export type AgentStatus = {
  documents: ({ id: string; sha256: string; timestamp: string | null })[];
  error: TicketProblem;
  state: 'waiting' | 'working' | 'done' | 'failed';
};

export type AgentWorking = { state: 'working' };
