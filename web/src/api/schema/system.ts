// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type System = {
  items: ({ code: string; fix: string; ok: boolean; text: string })[];
  trial: boolean;
};
