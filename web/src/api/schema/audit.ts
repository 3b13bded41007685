// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type AuditDay = {
  authority: string;
  chains: number;
  class: 'accredited' | 'other' | 'local';
  day: string;
  digest: string;
  ends: string | null;
  good_until: string | null;
  leaves: ({ chain: string; hash: string; matches: boolean; seq: number })[];
  no: number;
  previous_root: string | null;
  record: string;
  renewals: number;
  root: string;
  text: string;
  time: string;
};

export type AuditDayList = {
  items: ({
    authority: string;
    chains: number;
    class: 'accredited' | 'other' | 'local';
    day: string;
    digest: string;
    good_until: string | null;
    no: number;
    root: string;
    time: string;
  })[];
  next_cursor: string | null;
};
