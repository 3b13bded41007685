// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.

export type PartyPolicy = {
  algorithms: string[];
  issuers: ({
    certificate: string;
    issuer: string;
    name: string;
    not_after: string;
    sha256: string;
    subject: string;
  })[];
  jpki: boolean;
  known_algorithms: string[];
  policies: string[];
  sub_filter: 'ETSI.CAdES.detached' | 'adbe.pkcs7.detached';
  version: number;
};

export type PartyPolicyEdit = {
  algorithms: string[];
  issuers: string[];
  jpki: boolean;
  policies: string[];
  sub_filter: 'ETSI.CAdES.detached' | 'adbe.pkcs7.detached';
  version: number;
};
