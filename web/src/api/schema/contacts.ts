// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type Contact = {
  company: string;
  department: string;
  email: string;
  id: string;
  locale: 'ja' | 'en';
  name: string;
  note: string;
  phone: string;
  same_email?: ({ company: string; id: string; name: string })[];
  title: string;
  updated_at: string;
  used_at: string | null;
  version: number;
};

export type ContactEdit = {
  company?: string;
  department?: string;
  email?: string;
  locale?: 'ja' | 'en';
  name?: string;
  note?: string;
  phone?: string;
  title?: string;
  version?: number;
};

export type ContactList = { items: Contact[]; next_cursor: string | null };
