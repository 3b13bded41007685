// Is our validator's report of a forged file right? One line of text when it is not.
const WHOLE = ["entire-file", "entire-revision"];

const found = (sig, codes, notes = false) =>
  [...sig.findings, ...(sig.timestamp?.findings ?? [])].some((f) => codes.includes(f.code) && (notes || f.weight !== "NOTE"));

const told = (sig, e, level) => (!e.objects && !e.says && !e.changes) || sig.changes.some((c) => (!level || c.level === level) &&
  (e.objects?.includes(c.object) || e.changes?.includes(c.code) || e.says?.some((s) => new RegExp(s).test(c.text))));

/** Does the report give this reason for the signature? */
function gives(report, sig, e) {
  if (e.reason === "unreadable") return report.verdict === "UNREADABLE" && e.codes.includes(report.error.code);
  if (e.reason === "vanished") return !sig || sig.indication !== "TOTAL-PASSED";
  if (!sig) return false;
  if (e.reason === "untimed") return sig.timestamp === null && sig.level !== "B-T";
  if (e.reason === "flagged") return (!e.level || sig.later_changes === e.level) && (!e.coverage || sig.coverage === e.coverage) && (!e.codes.length || found(sig, e.codes, true)) && told(sig, e);
  if (e.reason === "changed") return found(sig, e.codes) && (sig.later_changes === "other" || found(sig, ["signature-redefined"])) && told(sig, e, "other");
  if (e.reason === "forbidden") return found(sig, e.codes) && !sig.permitted && told(sig, e);
  if (e.reason === "time") return found(sig, e.codes, true) && !(sig.timestamp?.intact && sig.timestamp.trusted);
  return found(sig, e.codes);
}

/** Would somebody who trusts the report be fooled about this signature? */
function fooled(sig, reasons) {
  if (sig.indication !== "TOTAL-PASSED") return false;
  if (!sig.integrity || !WHOLE.includes(sig.coverage) || !sig.permitted) return false;
  return !reasons.some((e) => ["flagged", "time", "untimed"].includes(e.reason) && gives({}, sig, e));
}

const brief = (report) => (report.verdict === "UNREADABLE" ? `UNREADABLE ${report.error.code}: ${report.error.detail}`
  : report.signatures.map((s) => `${s.field}: ${s.indication} ${s.later_changes} [${s.findings.map((f) => f.code)}] ${s.changes.map((c) => `${c.level} ${c.object} ${c.text}`).join("; ")}`).join(" | ") || report.verdict);

/** "" when right, else what is wrong: FOOLED (a forged file passes) or REASON (refused, but for another reason). */
export function problem(row, report) {
  const { expect } = row;
  const reasons = [expect, ...(expect.or ?? [])];
  const victims = report.signatures.filter((s) => (expect.victims ? expect.victims.includes(s.field) : !expect.intact?.includes(s.field)));
  const cheated = victims.filter((s) => fooled(s, reasons));
  if (cheated.length) return `FOOLED about ${cheated.map((s) => s.field).join(", ")}: ${brief(report)}`;
  const seen = victims.length ? victims : [undefined];
  return reasons.some((e) => seen.some((s) => gives(report, s, e))) ? "" : `REASON: ${brief(report)}`;
}
