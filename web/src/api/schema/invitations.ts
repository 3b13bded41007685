// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type Invitation = { email: string; organisation_name: string; role: string };

export type InvitationAccept = { name: string; password: string; token: string };
