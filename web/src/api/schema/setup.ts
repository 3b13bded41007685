// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type Setup = {
  email: string;
  name: string;
  organisation_name: string;
  password: string;
  token: string;
};

export type Valid = { valid: boolean };
