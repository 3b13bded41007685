// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type Health = { alive: boolean };

export type Readiness = { parts: { [name: string]: boolean }; ready: boolean };
