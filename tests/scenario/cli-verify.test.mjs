// skysign verify: honest files are whole, changed ones are not, foreign ones are understood. Forged files: forge.test.mjs.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { makeCa, run, skysign, tempDir } from "../support/judge.mjs";
import { assemble, plainPdf, stream } from "../support/pdfs.mjs";
import { nextNumber, objectText } from "../forge/lib/pdf.mjs";
import { increment } from "../forge/lib/update.mjs";

const dir = tempDir("verify");
const at = (name) => path.join(dir, name);

// Fonts and Cairo keep caches that a sanitized build would count as leaks of `skysign sign`.
const quiet = { env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0" } };

function ok(...args) {
  const r = run(skysign, args, quiet);
  assert.equal(r.status, 0, `${args.join(" ")}: ${r.err}`);
  return r.out;
}

function verify(file, ...more) {
  const r = run(skysign, ["verify", "--json", "--offline", "--trust", at("ca"), ...more, file]);
  assert.equal(r.err, "", r.err);
  return { ...JSON.parse(r.out), status: r.status };
}

function save(name, bytes) {
  fs.writeFileSync(at(name), bytes);
  return at(name);
}

const key = (name) => ["--key", at(`${name}.key`), "--cert", at(`${name}.cer`)];
function sign(from, to, ...more) {
  ok("sign", from, at(to), ...key("signer"), ...more);
  return at(to);
}

test.before(() => {
  ok("ca", "init", at("ca"));
  ok("ca", "issue", at("ca"), "--kind", "signer", "--name", "試験 太郎", "--out", at("signer"));
  ok("ca", "issue", at("ca"), "--kind", "signer", "--name", "Revoked", "--out", at("revoked"));
  ok("ca", "init", at("stranger"));
  ok("ca", "issue", at("stranger"), "--kind", "signer", "--name", "Stranger", "--out", at("unknown"));
  save("plain.pdf", plainPdf());
});

test.after(() => fs.rmSync(dir, { recursive: true, force: true }));

test("a signed file passes, and says who signed", () => {
  const r = verify(sign(at("plain.pdf"), "signed.pdf", "--field", "Sig1", "--certify", "2"));
  assert.equal(r.verdict, "TOTAL-PASSED");
  assert.equal(r.status, 0);
  const [s] = r.signatures;
  assert.equal(s.kind, "certification");
  assert.equal(s.coverage, "entire-file");
  assert.equal(s.later_changes, "none");
  assert.equal(s.level, "B-B");
  assert.equal(s.signer.common_name, "試験 太郎");
  assert.equal(s.doc_mdp, 2);
  assert.ok(s.integrity && s.permitted && s.signer.trusted);
});

test("exit states: unknown signer 1, no signature 3, not a PDF 4, wrong usage 4; the worst of several counts", () => {
  ok("sign", at("plain.pdf"), at("unknown.pdf"), ...key("unknown"), "--field", "S");
  const unknown = verify(at("unknown.pdf"));
  assert.equal(unknown.status, 1);
  assert.equal(unknown.signatures[0].sub_indication, "NO_CERTIFICATE_CHAIN_FOUND");
  assert.ok(unknown.signatures[0].integrity);
  assert.equal(verify(at("plain.pdf")).status, 3);
  assert.equal(verify(save("text.pdf", Buffer.from("hello"))).status, 4);
  assert.equal(run(skysign, ["verify"]).status, 4);
  assert.equal(run(skysign, ["verify", "--at", "yesterday", at("plain.pdf")]).status, 4);
  const several = run(skysign, ["verify", "--trust", at("ca"), at("signed.pdf"), at("unknown.pdf"), at("text.pdf")]);
  assert.equal(several.status, 4);
});

test("people read a sentence in their language", () => {
  const ja = run(skysign, ["verify", "--trust", at("ca"), at("signed.pdf")], { env: { ...process.env, LC_ALL: "ja_JP.UTF-8" } });
  assert.match(ja.out, /この文書の署名はすべて有効です。/);
  assert.match(run(skysign, ["verify", "--lang", "en", "--trust", at("ca"), at("signed.pdf")]).out, /All signatures in this document are valid\./);
});

test("several signatures one after another are all whole", () => {
  sign(at("signed.pdf"), "two.pdf", "--field", "Sig2");
  const r = verify(sign(at("two.pdf"), "three.pdf", "--field", "Sig3"));
  assert.equal(r.verdict, "TOTAL-PASSED", JSON.stringify(r.signatures.map((s) => s.changes)));
  assert.deepEqual(r.signatures.map((s) => s.later_changes), ["form-filling", "form-filling", "none"]);
  assert.deepEqual(r.signatures.map((s) => s.coverage), ["entire-revision", "entire-revision", "entire-file"]);
});

test("a visible signature field may be added after an approval, not after a certification", () => {
  const visible = ["--field", "Sig2", "--visible", "1,50,50,150,60"];
  sign(at("plain.pdf"), "approved.pdf", "--field", "Sig1");
  assert.equal(verify(sign(at("approved.pdf"), "approved-two.pdf", ...visible)).verdict, "TOTAL-PASSED");
  const [first] = verify(sign(at("signed.pdf"), "certified-two.pdf", ...visible)).signatures;
  assert.equal(first.permitted, false);
  assert.deepEqual(first.changes.map((c) => c.code), ["visible-signature-field-added"]);
});

/** Signs as somebody else with pdfsig; gives the root to trust. An RSA key: pdfsig sizes its room by a first
 * signature, and those of ECDSA differ in length, so that it now and then breaks its own file. */
function signWithPdfsig(from, to) {
  const ca = makeCa();
  const store = at("nss");
  fs.mkdirSync(store);
  run("certutil", ["-N", "-d", `sql:${store}`, "--empty-password"]);
  const { p12 } = ca.issue("colleague", { kind: "rsa2048" });
  assert.equal(run("pk12util", ["-i", p12, "-d", `sql:${store}`, "-W", "secret"]).status, 0);
  run("pdfsig", ["-add-signature", "-nss-pwd", "", "-nssdir", store, "-nick", "colleague", from, to]);
  assert.equal(run("pdfsig", [to]).out.match(/Signature is Valid/g)?.length, 2);
  return ca.root;
}

test("another tool's signature after ours: both are whole", () => {
  const root = signWithPdfsig(at("signed.pdf"), at("by-pdfsig.pdf"));
  const r = verify(at("by-pdfsig.pdf"), "--trust", root);
  assert.equal(r.signatures.length, 2);
  assert.equal(r.verdict, "TOTAL-PASSED", JSON.stringify(r.signatures.map((s) => [s.changes, s.findings])));
  assert.deepEqual(r.signatures.map((s) => s.later_changes), ["form-filling", "none"]);
  assert.equal(r.signatures[1].sub_filter, "adbe.pkcs7.detached");
  assert.equal(r.signatures[1].level, "none");
});

test("after a certification with P=1 another signature is not permitted", () => {
  sign(at("plain.pdf"), "final.pdf", "--field", "Sig1", "--certify", "1");
  const signed = fs.readFileSync(at("final.pdf"));
  assert.equal(verify(at("final.pdf")).signatures[0].doc_mdp, 1);
  // our own signer refuses to; a forger does not ask
  const r = run(skysign, ["sign", at("final.pdf"), at("broken-rule.pdf"), ...key("signer"), "--field", "Sig2"], quiet);
  assert.notEqual(r.status, 0);
  const root = objectText(signed, 1);
  const form = root.match(/\/AcroForm (\d+) 0 R/)[1];
  const top = nextNumber(signed);
  const added = verify(save("final-added.pdf", increment(signed, {
    [form]: objectText(signed, form).replace("]", ` ${top} 0 R]`),
    [top]: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig2) /Rect [0 0 0 0] >>" })));
  assert.equal(added.signatures[0].later_changes, "form-filling");
  assert.equal(added.signatures[0].permitted, false);
  assert.equal(added.verdict, "INDETERMINATE");
});

test("time-stamps: the level is B-T, the time is proved", () => {
  const r = verify(sign(at("plain.pdf"), "stamped.pdf", "--field", "S", "--tsa", "local", "--data", dir));
  assert.equal(r.verdict, "TOTAL-PASSED", JSON.stringify(r.signatures[0].findings));
  assert.equal(r.signatures[0].level, "B-T");
  assert.ok(r.signatures[0].timestamp.trusted);
});

test("an expired certificate: without a time-stamp not proved, with one valid", () => {
  const later = ["--at", "2036-06-01T00:00:00Z"];
  const plain = verify(at("signed.pdf"), ...later);
  assert.equal(plain.signatures[0].sub_indication, "OUT_OF_BOUNDS_NO_POE");
  const early = verify(at("signed.pdf"), "--at", "2020-01-01T00:00:00Z");
  assert.equal(early.verdict, "INDETERMINATE");
});

test("a revoked certificate is not accepted", () => {
  ok("sign", at("plain.pdf"), at("by-revoked.pdf"), ...key("revoked"), "--field", "S");
  const r = verify(at("by-revoked.pdf"));
  assert.equal(r.verdict, "TOTAL-PASSED");
  ok("ca", "revoke", at("ca"), r.signatures[0].signer.serial, "--reason", "key-compromise");
  ok("ca", "crl", at("ca"));
  const after = verify(at("by-revoked.pdf"));
  assert.equal(after.verdict, "INDETERMINATE");
  assert.equal(after.signatures[0].sub_indication, "REVOKED_NO_POE");
  assert.equal(after.signatures[0].signer.revocation, "revoked");
});

/** A form with a filled and an empty text field. */
function formPdf() {
  const field = (name, value, y) => `<< /Type /Annot /Subtype /Widget /FT /Tx /T (${name}) ${value ? `/V (${value})` : ""} /Rect [50 ${y} 250 ${y + 20}] /P 4 0 R /DA (/Helv 10 Tf) /F 4 >>`;
  return assemble(["<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R 6 0 R] /DA (/Helv 10 Tf) >> >>", "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
    stream("", "BT (Agreement) Tj ET"), "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Annots [5 0 R 6 0 R] >>",
    field("price", "100", 700), field("note", "", 600)]);
}

test("filling in an empty field is form filling; changing a filled one is not", () => {
  sign(save("form.pdf", formPdf()), "form-signed.pdf", "--field", "Sig1");
  const signed = fs.readFileSync(at("form-signed.pdf"));
  const empty = objectText(signed, 6);
  const filled = verify(save("form-filled.pdf", increment(signed, { 6: empty.replace("/T (note)", "/T (note) /V (hello)") })));
  assert.equal(filled.verdict, "TOTAL-PASSED", JSON.stringify(filled.signatures[0].changes));
  assert.equal(filled.signatures[0].later_changes, "form-filling");
  const price = objectText(signed, 5);
  const changed = verify(save("form-changed.pdf", increment(signed, { 5: price.replace("(100)", "(999)") })));
  assert.equal(changed.verdict, "INDETERMINATE");
  assert.equal(changed.signatures[0].later_changes, "other");
  assert.equal(changed.signatures[0].permitted, false);
  const covered = verify(sign(at("form-changed.pdf"), "form-resigned.pdf", "--field", "Sig2"));
  assert.equal(covered.signatures[0].later_changes, "form-filling");
  assert.ok(covered.signatures[0].findings.some((f) => f.code === "filled-field-changed"));
  const moved = verify(save("form-moved.pdf", increment(signed, { 6: empty.replace(/\/Rect \[.*?\]/, "/Rect [0 0 900 900]") })));
  assert.equal(moved.signatures[0].later_changes, "other");
});

test("an object that the signed part already referred to may not appear later", () => {
  const text = plainPdf({ page: "/Hidden 12 0 R" }).toString("latin1");
  sign(save("dangling.pdf", Buffer.from(text, "latin1")), "dangling-signed.pdf", "--field", "S");
  const signed = fs.readFileSync(at("dangling-signed.pdf"));
  assert.ok(nextNumber(signed) > 12, "our update keeps away from the number");
  assert.equal(verify(at("dangling-signed.pdf")).verdict, "TOTAL-PASSED");
  const forged = verify(save("dangling-forged.pdf", increment(signed, { 12: stream("", "BT (forged) Tj ET") })));
  assert.equal(forged.verdict, "INDETERMINATE");
  const free = verify(save("orphan.pdf", increment(signed, { 11: stream("", "BT (unused) Tj ET") })));
  assert.equal(free.verdict, "TOTAL-PASSED");
});
