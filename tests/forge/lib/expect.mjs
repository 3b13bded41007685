// What a validator must say of a forged file. `reason` is for every validator; codes, objects, changes and says are words of
// ours (docs/formats/verify-report.md): one of the codes, and one of the later changes told, must be there.

/** The file must not be read at all: a strict reader does not guess. */
export const unreadable = (...codes) => ({ reason: "unreadable", codes: codes.length ? codes : ["pdf-damaged"] });
/** The signature dictionary, its ByteRange or its Contents is malformed. */
export const format = (...codes) => ({ reason: "format", codes });
/** What is signed is not a whole revision of this file. */
export const coverage = (...codes) => ({ reason: "coverage", codes: codes.length ? codes : ["coverage"] });
/** The signed bytes were changed. */
export const hash = (...codes) => ({ reason: "hash", codes: codes.length ? codes : ["hash"] });
/** The CMS is malformed, or its value is wrong. */
export const crypto = (...codes) => ({ reason: "crypto", codes });
/** Nobody who is trusted signed. */
export const untrusted = (...codes) => ({ reason: "untrusted", codes: codes.length ? codes : ["no-chain", "chain-broken"] });
/** The proof of time is false. */
export const time = (...codes) => ({ reason: "time", codes });
/** A token that is none: the signature may be good, but nothing proves its time. */
export const untimed = { reason: "untimed", codes: [] };
/** A later revision changed what was signed. where: object numbers, codes of changes, or a regular expression for the text of one. */
export const changed = (...where) => ({ reason: "changed", codes: ["changed-after", "signature-redefined"], ...places(where) });
/** A later change that is known, but not allowed here. */
export const forbidden = (...where) => ({ reason: "forbidden", codes: ["changed-after"], ...places(where) });
/** Allowed, but whoever reads the report must be told. level, coverage: what the report says; code: a finding. */
export const flagged = ({ level, coverage: covers, code } = {}, ...where) => ({ reason: "flagged", level, coverage: covers, codes: code ? [code] : [], ...places(where) });
/** The signature is no longer to be seen: nothing may be reported as good. */
export const vanished = (...where) => ({ ...changed(...where), reason: "vanished" });

function places(where) {
  const objects = where.filter((w) => typeof w === "number");
  const says = where.filter((w) => w instanceof RegExp).map((w) => w.source);
  const changes = where.filter((w) => typeof w === "string");
  return { ...(objects.length && { objects }), ...(says.length && { says }), ...(changes.length && { changes }) };
}
export const either = (first, ...others) => ({ ...first, or: others });
