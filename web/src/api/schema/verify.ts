// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type VerifyReport = Record<string, unknown>;
