// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type AuthenticationPolicy = {
  counterparty: string[];
  member: string[];
  own: string[];
  passkeys: boolean;
  sms: boolean;
  version: number;
};

export type AuthenticationPolicyEdit = {
  counterparty: string[];
  member: string[];
  own: string[];
  version: number;
};
