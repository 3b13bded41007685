// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.
import type { Attachment } from './shared';

export type SigningRequest = {
  alone: { code: string; text: string } | null;
  attachments: Attachment[];
  counterparty: string;
  documents: ({ digest: string; id: string; name: string; pages: number; size: number })[];
  envelope_id: string;
  expire_at: string | null;
  message: string;
  recipient_id: string;
  role: string;
  sent_at: string | null;
  state: string;
  title: string;
};

export type SigningRequestList = {
  items: SigningRequest[];
  next_cursor: string | null;
  statements: ({ authority: string; role: string; text: string; version: string })[];
};
