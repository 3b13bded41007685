// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type SignIn = { email: string; password: string };
