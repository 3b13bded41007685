// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type AccountEdit = { locale?: 'ja' | 'en'; name?: string };

export type PasswordChange = { current: string; new: string };
