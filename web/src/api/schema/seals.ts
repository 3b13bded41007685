// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type Seal = {
  id: string;
  image: string | null;
  kind: 'personal' | 'company';
  mm: number;
  name: string;
  outer: string;
  shape: 'round' | 'square' | 'company' | null;
  text: string;
};

export type SealList = { items: Seal[] };

export type SealNew = {
  image?: string | null;
  kind?: 'personal' | 'company';
  mm?: number;
  name: string;
  outer?: string;
  shape?: 'round' | 'square' | 'company';
  text?: string;
};
