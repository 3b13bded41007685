// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type Member = {
  email: string;
  id: string;
  name: string;
  role: 'owner' | 'member' | 'operator';
  state: 'active' | 'invited';
};

export type MemberEdit = { role: 'owner' | 'member' };

export type MemberList = { items: Member[] };

export type MemberNew = { email: string; role: 'owner' | 'member' };
