// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type AbuseReportList = {
  items: ({
    at: string;
    category: 'phishing' | 'impersonation' | 'wrong_person' | 'unwanted' | 'other';
    envelope_id: string;
    id: string;
    organisation: { id: string; name: string };
    reporter: { email: string; name: string };
    text: string;
  })[];
  next_cursor: string | null;
};
