// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type MailTemplateList = {
  items: ({
    kind: string;
    note: string;
    subject: string;
    to: 'party' | 'sender' | 'member' | 'owner' | 'operator' | 'anyone';
  })[];
  next_cursor: string | null;
};
