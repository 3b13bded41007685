// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type TimestampPolicy = {
  authorities: ({ class: 'accredited' | 'other' | 'local'; name: string })[];
  purposes: TimestampRule[];
  renewal_method: 'timestamp' | 'record';
  version: number;
};

export type TimestampPolicyEdit = {
  purposes: TimestampRule[];
  renewal_method?: 'timestamp' | 'record';
  version: number;
};

export type TimestampRule = {
  authority?: string | null;
  class: 'any' | 'accredited' | 'other' | 'local';
  fallback: boolean;
  purpose: 'act' | 'conclusion' | 'renewal';
};

export type TimestampUsage = {
  rows: ({
    authority: string;
    class: string | null;
    count: number;
    lost: number;
    month: string;
    purpose: 'act' | 'conclusion' | 'renewal';
    refused: number;
  })[];
};
