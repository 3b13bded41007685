// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type OutboxItem = {
  at: string;
  envelope_id: string | null;
  id: string;
  state: 'queued' | 'sent' | 'failed' | 'outbox';
  subject: string;
  to: string;
};

export type OutboxList = { items: OutboxItem[]; next_cursor: string | null };

export type OutboxMail = {
  at: string;
  envelope_id: string | null;
  html: string;
  id: string;
  state: string;
  subject: string;
  text: string;
  to: string;
};
