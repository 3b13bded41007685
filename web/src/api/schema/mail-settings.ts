// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type MailSettings = { reply_to: string | null; version: number };

export type MailSettingsEdit = { reply_to?: string | null; version: number };
