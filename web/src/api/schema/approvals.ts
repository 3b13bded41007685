// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type ApprovalTaskList = {
  items: ({
    amount: number | null;
    asked_by: string;
    at: string;
    comment: string | null;
    currency: string;
    envelope_id: string;
    id: string;
    route_name: string;
    step: number;
    title: string;
  })[];
  next_cursor: string | null;
};
