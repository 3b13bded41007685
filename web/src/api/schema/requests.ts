// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.
import type { EnvelopeSummary } from './shared';

export type RequestList = {
  items: (EnvelopeSummary & { my_state: string; recipient_id: string; role: string })[];
  next_cursor: string | null;
};
