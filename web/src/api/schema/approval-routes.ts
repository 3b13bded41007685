// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type ApprovalRoute = {
  allow_self: boolean;
  always: boolean;
  id: string;
  max_amount: number | null;
  min_amount: number | null;
  name: string;
  steps: ApprovalStep[];
  version: number;
};

export type ApprovalRouteEdit = {
  allow_self?: boolean;
  always?: boolean;
  max_amount?: number | null;
  min_amount?: number | null;
  name: string;
  steps: ApprovalStep[];
  version?: number;
};

export type ApprovalRouteList = { items: ApprovalRoute[] };

export type ApprovalStep = { mode: 'any' | 'all'; people: string[] };
