// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.
import type { PreservationItem } from './shared';

export type PreservationList = { items: PreservationItem[]; next_cursor: string | null };

export type PreservationSummary = {
  counts: {
    due: number;
    failed: number;
    lower: number;
    ok: number;
    overdue: number;
  };
  next_deadline_at: string | null;
  renewed_last_30_days: number;
};
