// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type Law = {
  clauses: string;
  law: string;
  needs_consent: boolean;
  text: string;
  title: string;
  version: string;
};

export type LawList = { items: Law[] };
