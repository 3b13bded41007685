// skysign verify on encrypted files that open without a password: qpdf encrypts, PDFBox signs inside.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { makeCa, pdfboxSign, run, signatureParts, skysign, tempDir } from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";

const dir = tempDir("verify-encrypted");
const at = (name) => path.join(dir, name);
const ca = makeCa();
const key = ca.issue("signer");

function verify(file) {
  const r = run(skysign, ["verify", "--json", "--offline", "--trust", ca.root, file]);
  assert.equal(r.err, "", r.err);
  return JSON.parse(r.out);
}

function encrypt(name, user, bits, encryption, others = []) {
  const r = run("qpdf", ["--allow-weak-crypto", "--encrypt", user, "owner", bits, ...encryption, "--", ...others, at("plain.pdf"), at(`${name}.pdf`)]);
  assert.equal(r.status, 0, r.err);
  return at(`${name}.pdf`);
}

const kinds = [
  ["rc4-40", "40", []],
  ["rc4-128", "128", ["--use-aes=n"]],
  ["rc4-128-v4", "128", ["--use-aes=n", "--force-V4"]],
  ["aes-128", "128", ["--use-aes=y"]],
  ["aes-128-metadata", "128", ["--use-aes=y", "--cleartext-metadata"]],
  ["aes-256-r5", "256", ["--force-R5"]],
  ["aes-256", "256", []],
  ["aes-256-objstm", "256", [], ["--object-streams=generate"]],
  ["aes-256-linearized", "256", [], ["--linearize"]],
];

test.before(() => fs.writeFileSync(at("plain.pdf"), plainPdf()));
test.after(() => fs.rmSync(dir, { recursive: true, force: true }));

for (const [name, bits, encryption, others] of kinds) {
  test(`signed inside ${name}: whole, and failed once a byte is changed`, () => {
    const signed = pdfboxSign(encrypt(name, "", bits, encryption, others), at(`${name}-signed.pdf`), { ...key, reason: "Approved" });
    const r = verify(signed);
    assert.equal(r.verdict, "TOTAL-PASSED", JSON.stringify(r.error ?? r.signatures, null, 1));
    const [s] = r.signatures;
    assert.equal(s.integrity, true);
    assert.equal(s.coverage, "entire-file");
    assert.equal(s.later_changes, "none");
    assert.equal(s.reason, "Approved"); // decrypted, unlike /Contents
    assert.notEqual(s.claimed_time, null);

    const bytes = fs.readFileSync(signed);
    bytes[11] ^= 1; // in the comment after the header
    fs.writeFileSync(at("changed.pdf"), bytes);
    const changed = verify(at("changed.pdf"));
    assert.equal(changed.verdict, "TOTAL-FAILED");
    assert.equal(changed.signatures[0].integrity, false);
    assert.ok(changed.signatures[0].findings.some((f) => f.code === "hash"), JSON.stringify(changed));
  });
}

test("PDFBox leaves encrypted zeros after the CMS; anything else there fails", () => {
  for (const [name] of kinds.filter(([k]) => k === "rc4-128" || k === "aes-256")) {
    const file = at(`${name}-signed.pdf`);
    const bytes = fs.readFileSync(file);
    const gap = signatureParts(file)[0].byteRange;
    for (const place of [gap[2] - 10, gap[2] - 4000]) {
      const forged = Buffer.from(bytes);
      forged[place] = forged[place] === 0x30 ? 0x31 : 0x30;
      fs.writeFileSync(at("room.pdf"), forged);
      const r = verify(at("room.pdf"));
      assert.equal(r.verdict, "TOTAL-FAILED");
      assert.ok(r.signatures[0].findings.some((f) => f.code === "cms-trailing"));
    }
  }
});

test("a second signature later is seen through, as in any file", () => {
  const one = pdfboxSign(encrypt("two", "", "256", []), at("one.pdf"), { ...key, reason: "First" });
  const r = verify(pdfboxSign(one, at("two-signed.pdf"), { ...key, reason: "Second" }));
  assert.equal(r.verdict, "TOTAL-PASSED", JSON.stringify(r, null, 1));
  assert.deepEqual(r.signatures.map((s) => [s.reason, s.coverage]), [["First", "entire-revision"], ["Second", "entire-file"]]);
});

test("a file that needs a password is unreadable, and says so", () => {
  const r = verify(encrypt("closed", "secret", "256", []));
  assert.equal(r.verdict, "UNREADABLE");
  assert.equal(r.error.code, "pdf-encrypted");
  assert.match(r.error.detail, /password is needed/);
});

test("what an upload is refused for remains: nothing is signed inside an encrypted file", () => {
  run(skysign, ["ca", "init", at("ca")]);
  run(skysign, ["ca", "issue", at("ca"), "--kind", "signer", "--name", "A", "--out", at("a")]);
  const r = run(skysign, ["sign", encrypt("upload", "", "256", []), at("out.pdf"), "--key", at("a.key"), "--cert", at("a.cer")]);
  assert.notEqual(r.status, 0);
  assert.match(r.err, /encrypted/);
  assert.ok(!fs.existsSync(at("out.pdf")));
});
