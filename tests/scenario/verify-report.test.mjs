// A walk through time: what skysign verify says of the same files years later, with and without time-stamps
// (ETSI EN 319 102-1 §5.5, §5.6), and the report of TS 119 102-2.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { run, skysign, tempDir } from "../support/judge.mjs";
import { addDss, addSignature, addTimestamp, makePki } from "../support/ltv.mjs";
import { plainPdf } from "../support/pdfs.mjs";

const dir = tempDir("verify-report");
const at = (name) => path.join(dir, name);
const quiet = { env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0" } };
const pki = makePki();
const root = pki.make("root", { purpose: "ca" });
const middle = pki.make("middle", { issuer: root, purpose: "ca", to: "2028-06-01T00:00:00Z" });
const signer = pki.make("signer", { issuer: root, to: "2027-06-01T00:00:00Z" });
const under = pki.make("under-middle", { issuer: middle, to: "2027-06-01T00:00:00Z" });
const tsa = pki.make("tsa", { issuer: root, purpose: "tsa", to: "2046-01-01T00:00:00Z" });
const shortTsa = pki.make("short-tsa", { issuer: root, purpose: "tsa", to: "2029-01-01T00:00:00Z" });
const now = new Date().toISOString().slice(0, 19) + "Z";
const DAY = 86_400_000;
const day = (n) => new Date(Date.now() + n * DAY).toISOString().slice(0, 19) + "Z";

function ok(...args) {
  const r = run(skysign, args, quiet);
  assert.equal(r.status, 0, `${args.join(" ")}: ${r.err}`);
  return r.out;
}

const read = (name) => fs.readFileSync(at(name));
function save(name, bytes) {
  fs.writeFileSync(at(name), bytes);
  return at(name);
}

/** The report on bytes or a file, as of a time. */
function verify(file, when, ...more) {
  const target = Buffer.isBuffer(file) ? save("judged.pdf", file) : file;
  const r = run(skysign, ["verify", "--json", "--offline", "--trust", root.cert, "--trust", at("local.cer"), "--at", when, ...more, target]);
  assert.equal(r.err, "", r.err);
  const report = JSON.parse(r.out);
  return { ...report, status: r.status, ...report.signatures.find((s) => s.kind !== "document-timestamp"), all: report.signatures };
}

function expect(r, indication, sub = null) {
  const why = JSON.stringify(r.all.map((s) => [s.field, s.indication, s.sub_indication, s.findings.map((f) => [f.code, f.detail]), s.timestamp?.findings.map((f) => [f.code, f.detail]), s.changes]));
  assert.deepEqual([r.indication, r.sub_indication], [indication, sub], why);
}

const codes = (x) => x.findings.map((f) => f.code);
const block = (s, name) => s.blocks.find((b) => b.block === name);

function sign(from, who, ...more) {
  ok("sign", from, at("signed-now.pdf"), "--key", who.key, "--cert", who.cert, "--field", "S", ...more);
  return read("signed-now.pdf");
}
const stamped = ["--tsa", "local", "--data", dir];

let bare, withToken;
test.before(() => {
  ok("ca", "init", at("ca"));
  const cer = fs.readdirSync(at("ca")).find((n) => /^(root|ca)\.(cer|crt|pem)$/.test(n));
  assert.ok(cer, fs.readdirSync(at("ca")).join(" "));
  fs.copyFileSync(path.join(at("ca"), cer), at("local.cer"));
  save("plain.pdf", plainPdf());
  bare = sign(at("plain.pdf"), signer);
  withToken = sign(at("plain.pdf"), signer, ...stamped);
});
test.after(() => {
  fs.rmSync(dir, { recursive: true, force: true });
  fs.rmSync(pki.dir, { recursive: true, force: true });
});

test("while the certificate is valid, and no revocation data given, a signature passes with a note", () => {
  const r = verify(bare, day(1));
  expect(r, "TOTAL-PASSED");
  assert.ok(codes(r).includes("revocation-not-checked"));
  assert.equal(r.best_signature_time, null);
  assert.deepEqual(r.proofs, []);
  assert.deepEqual(r.blocks.map((b) => b.indication), Array(r.blocks.length).fill("PASSED"));
});

test("revocation data can be demanded", () => {
  const r = verify(bare, day(1), "--require-revocation");
  expect(r, "INDETERMINATE", "TRY_LATER");
  assert.equal(r.policy.require_revocation, true);
  const crl = pki.crl(root, { from: now, to: day(30) });
  const good = verify(bare, day(1), "--require-revocation", "--crl", crl.file);
  expect(good, "TOTAL-PASSED");
  assert.equal(good.signer.chain_status[0].revocation, "good");
  assert.equal(good.signer.chain_status.at(-1).source, "anchor");
});

test("expired: without a time-stamp not proved, with one it was made in time", () => {
  expect(verify(bare, "2028-01-01T00:00:00Z"), "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE");
  const r = verify(withToken, "2028-01-01T00:00:00Z");
  expect(r, "TOTAL-PASSED");
  assert.equal(r.best_signature_time.by, "signature-timestamp");
  assert.deepEqual(r.proofs[0].covers, ["signature"]);
  assert.equal(r.signer.past_validation.now, "OUT_OF_BOUNDS_NO_POE");
  assert.equal(r.signer.past_validation.passed, true);
  assert.equal(block(r, "XCV").indication, "INDETERMINATE");
  assert.equal(block(r, "XCV").sub_indication, "OUT_OF_BOUNDS_NO_POE");
  assert.equal(block(r, "PSV").indication, "PASSED");
  assert.deepEqual(block(r, "PSV").findings, ["valid-in-the-past"]);
});

test("expired, but known to have stayed unrevoked to its end", () => {
  const crl = pki.crl(root, { from: "2027-05-30T00:00:00Z", to: "2027-06-30T00:00:00Z" });
  expect(verify(addDss(bare, { crls: [crl.bytes] }), "2028-01-01T00:00:00Z"), "INDETERMINATE", "OUT_OF_BOUNDS_NOT_REVOKED");
});

test("not valid yet: at first not known, with a proved time a failure", () => {
  const early = pki.make("early", { issuer: root, from: "2027-01-01T00:00:00Z", to: "2029-01-01T00:00:00Z" });
  const file = addSignature(read("plain.pdf"), early);
  expect(verify(file, day(1)), "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE");
  expect(verify(file, "2028-01-01T00:00:00Z"), "TOTAL-PASSED");
  const r = verify(addTimestamp(file, tsa), "2028-01-01T00:00:00Z");
  expect(r, "TOTAL-FAILED", "NOT_YET_VALID");
});

test("revoked later: without a time-stamp not proved, with one it was made in time", () => {
  const crl = pki.crl(root, { revoked: [{ cert: signer, at: "2027-01-01T00:00:00Z", reason: "keyCompromise" }], from: "2027-01-02T00:00:00Z", to: "2027-02-02T00:00:00Z" });
  const r = verify(bare, "2027-01-10T00:00:00Z", "--crl", crl.file);
  expect(r, "INDETERMINATE", "REVOKED_NO_POE");
  const proved = verify(withToken, "2027-01-10T00:00:00Z", "--crl", crl.file);
  expect(proved, "TOTAL-PASSED");
  assert.equal(proved.signer.past_validation.now, "REVOKED_NO_POE");
  assert.equal(proved.signer.past_validation.control_time, "2027-01-01T00:00:00.000Z");
  const [state] = proved.signer.chain_status;
  assert.deepEqual([state.revocation, state.reason, state.revoked_at], ["revoked", "keyCompromise", "2027-01-01T00:00:00.000Z"]);
});

test("revoked before: a time-stamp of the signature cannot help, one within it makes it a failure", () => {
  const crl = pki.crl(root, { revoked: [{ cert: signer, at: "2026-01-01T00:00:00Z" }], from: now, to: day(60) });
  expect(verify(withToken, day(2), "--crl", crl.file), "INDETERMINATE", "REVOKED_NO_POE");
  save("stamped-first.pdf", addTimestamp(read("plain.pdf"), tsa));
  expect(verify(sign(at("stamped-first.pdf"), signer), day(2), "--crl", crl.file), "TOTAL-FAILED", "REVOKED");
});

test("expired before: with a time-stamp within the signed bytes a failure", () => {
  const old = pki.make("old", { issuer: root, from: "2025-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" });
  const file = addSignature(read("plain.pdf"), old);
  expect(verify(file, day(1)), "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE");
  expect(verify(addTimestamp(file, tsa), day(1)), "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE");
  expect(verify(addSignature(addTimestamp(read("plain.pdf"), tsa), old), day(1)), "TOTAL-FAILED", "EXPIRED");
});

test("suspended: try again later", () => {
  const crl = pki.crl(root, { revoked: [{ cert: signer, at: "2026-01-01T00:00:00Z", reason: "certificateHold" }], from: now, to: day(60) });
  expect(verify(bare, day(1), "--crl", crl.file), "INDETERMINATE", "TRY_LATER");
});

test("a revoked authority: without proof not, with proof yes, with lists of unproved age no", () => {
  const crl = pki.crl(root, { revoked: [{ cert: middle, at: "2027-01-01T00:00:00Z" }], from: "2027-01-02T00:00:00Z", to: "2027-02-02T00:00:00Z" });
  const when = "2027-01-10T00:00:00Z";
  const plain = addDss(sign(at("plain.pdf"), under), { certs: [middle.bytes] });
  expect(verify(plain, when, "--crl", crl.file), "INDETERMINATE", "REVOKED_CA_NO_POE");
  const proved = addDss(sign(at("plain.pdf"), under, ...stamped), { certs: [middle.bytes] });
  const r = verify(proved, when, "--crl", crl.file);
  expect(r, "TOTAL-PASSED");
  assert.equal(r.signer.past_validation.now, "REVOKED_CA_NO_POE");
  const own = pki.crl(middle, { from: now, to: day(90) });
  const late = addDss(sign(at("plain.pdf"), under, ...stamped), { certs: [middle.bytes], crls: [own.bytes] });
  expect(verify(late, when, "--crl", crl.file), "INDETERMINATE", "NO_POE");
  const kept = addTimestamp(late, tsa);
  expect(verify(kept, when, "--crl", crl.file), "TOTAL-PASSED");
});

test("a certificate within the signature is as old as the signature is proved to be", () => {
  const lower = pki.make("lower", { issuer: middle, purpose: "ca" });
  const far = pki.make("far", { issuer: lower });
  const own = pki.crl(middle, { from: now, to: day(90) });
  const crl = pki.crl(root, { revoked: [{ cert: middle, at: "2027-01-01T00:00:00Z" }], from: "2027-01-02T00:00:00Z", to: "2027-02-02T00:00:00Z" });
  const when = "2027-01-10T00:00:00Z";
  const apart = addTimestamp(addDss(addSignature(read("plain.pdf"), far), { crls: [own.bytes] }), tsa);
  expect(verify(apart, when, "--crl", crl.file, "--certs", lower.cert, "--certs", middle.cert), "INDETERMINATE", "NO_POE");
  const within = addTimestamp(addDss(addSignature(read("plain.pdf"), far, { chain: [lower, middle] }), { crls: [own.bytes] }), tsa);
  expect(verify(within, when, "--crl", crl.file), "TOTAL-PASSED");
});

test("revocation data of an issuer that has expired must be proved to be older", () => {
  const own = pki.crl(middle, { from: now, to: day(90) });
  const file = addDss(sign(at("plain.pdf"), under, ...stamped), { certs: [middle.bytes], crls: [own.bytes] });
  expect(verify(file, "2029-01-01T00:00:00Z"), "INDETERMINATE", "REVOCATION_OUT_OF_BOUNDS_NO_POE");
  expect(verify(addTimestamp(file, tsa), "2029-01-01T00:00:00Z"), "TOTAL-PASSED");
});

test("the time-stamp authority has expired: a newer document time-stamp keeps the proof alive", () => {
  const when = "2030-01-01T00:00:00Z";
  const first = addTimestamp(bare, shortTsa, { field: "First" });
  expect(verify(first, "2028-01-01T00:00:00Z"), "TOTAL-PASSED");
  const lost = verify(first, when);
  expect(lost, "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE");
  assert.deepEqual(lost.proofs, []);
  const renewed = verify(addTimestamp(first, tsa, { field: "Second" }), when);
  expect(renewed, "TOTAL-PASSED");
  assert.equal(renewed.best_signature_time.by, renewed.proofs.reduce((a, b) => (b.time < a.time ? b : a)).by);
  assert.deepEqual(renewed.proofs.map((p) => p.by), ["First", "Second"]);
  assert.ok(renewed.all.every((s) => s.indication === "TOTAL-PASSED"));
  assert.equal(renewed.all.find((s) => s.field === "First").signer.past_validation.passed, true);
});

test("an algorithm that came to its end: good when a stronger time-stamp proves the use before", () => {
  const policy = save("policy", "name test\ndigest sha256 2028-12-31\n");
  const when = "2029-06-01T00:00:00Z";
  const strongRoot = pki.make("strong-root", { purpose: "ca", md: "sha512" });
  const strong = pki.make("strong-tsa", { issuer: strongRoot, purpose: "tsa", md: "sha512" });
  const lasting = pki.make("lasting", { issuer: root, to: "2040-01-01T00:00:00Z" });
  const file = sign(at("plain.pdf"), lasting, ...stamped);
  const args = ["--policy-file", policy, "--trust", strongRoot.cert];
  expect(verify(file, "2028-12-31T12:00:00Z", ...args), "TOTAL-PASSED");
  const ended = verify(file, when, ...args);
  expect(ended, "INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE");
  assert.equal(ended.policy.algorithms, "test");
  assert.ok(codes(ended.timestamp).includes("algorithm-ended"));
  const kept = verify(addTimestamp(file, strong, { md: "sha512" }), when, ...args);
  expect(kept, "TOTAL-PASSED");
  assert.equal(kept.signer.past_validation.now, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE");
});

test("an algorithm that had ended before the certificate was made is no matter of proof", () => {
  const sha1 = pki.make("sha1", { issuer: root, md: "sha1" });
  expect(verify(sign(at("plain.pdf"), sha1), day(1)), "INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE");
  const small = pki.make("small", { issuer: root, kind: "rsa1024" });
  const r = run(skysign, ["sign", at("plain.pdf"), at("small.pdf"), "--key", small.key, "--cert", small.cert, "--field", "S"], quiet);
  if (r.status === 0) expect(verify(read("small.pdf"), day(1)), "INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE");
});

test("time-stamps that lie in the future, or in the wrong order", () => {
  const future = verify(addTimestamp(bare, tsa), "2026-01-01T00:00:00Z");
  const doc = future.all.find((s) => s.kind === "document-timestamp");
  assert.equal(doc.sub_indication, "TIMESTAMP_ORDER_FAILURE");
  assert.deepEqual(future.proofs, []);
  assert.ok(block(doc, "TST"));
});

test("levels: B-LT and B-LTA only with all data in the document", () => {
  const lists = () => [pki.crl(root, { from: now, to: day(365) }).bytes];
  const local = fs.readdirSync(at("ca")).filter((n) => n.endsWith(".crl")).map((n) => fs.readFileSync(path.join(at("ca"), n)));
  assert.ok(local.length);
  assert.equal(verify(bare, day(1)).level, "B-B");
  assert.equal(verify(withToken, day(1)).level, "B-T");
  assert.equal(verify(addDss(withToken, { crls: lists() }), day(1)).level, "B-T", "nothing about the time-stamp's chain");
  const lt = addDss(withToken, { crls: [...lists(), ...local] });
  assert.equal(verify(lt, day(1)).level, "B-LT");
  const lta = verify(addTimestamp(lt, tsa), day(1));
  expect(lta, "TOTAL-PASSED");
  assert.equal(lta.level, "B-LTA");
  assert.deepEqual(lta.proofs.at(-1).covers, ["signature", "time-stamp", "certificates", "revocation-data"]);
  assert.equal(lta.later_changes, "lta");
  const before = addDss(addTimestamp(withToken, tsa), { crls: [...lists(), ...local] });
  assert.equal(verify(before, day(1)).level, "B-LT", "the time-stamp does not cover the data");
});

test("what a later revision drops from the security store still counts, and the dropping is told", () => {
  const lists = [pki.crl(root, { from: now, to: day(365) }).bytes];
  const kept = addTimestamp(addDss(sign(at("plain.pdf"), under, ...stamped), { certs: [middle.bytes], crls: [...lists, pki.crl(middle, { from: now, to: day(365) }).bytes] }), tsa);
  expect(verify(kept, day(1)), "TOTAL-PASSED");
  const dropped = verify(addDss(kept, { certs: [root.bytes] }), day(1));
  assert.equal(dropped.signer.trusted, true);
  assert.deepEqual(dropped.signer.chain_status.slice(0, 2).map((c) => [c.revocation, c.source]), [["good", "document"], ["good", "document"]]);
  assert.ok(dropped.changes.some((c) => c.code === "validation-data-removed"));
  assert.notEqual(dropped.indication, "TOTAL-PASSED");
});

// A file renewed three times, each time by another authority before the one before ends. All of them are under
// one root, whose lists of each year lie in the security store that the next time-stamp covers.
const years = [2027, 2030, 2036, 2042];
let stamps, authorities;
function renewed({ revoked = () => [], signer: who = signer, signerRevoked = [], times = years.map((y) => `${y}-06-01T00:00:00Z`), count = 4 } = {}) {
  stamps ??= pki.make("stamps-root", { purpose: "ca", to: "2049-12-31T00:00:00Z" });
  authorities ??= [[2025, 2031], [2029, 2037], [2035, 2043], [2041, 2049]].map(([from, to], i) =>
    pki.make(`authority-${i + 1}`, { issuer: stamps, purpose: "tsa", md: i === 3 ? "sha512" : "sha256", from: `${from}-01-01T00:00:00Z`, to: `${to}-01-01T00:00:00Z` }));
  let file = sign(at("plain.pdf"), who);
  for (let i = 0; i < count; i++) {
    const [from, to] = [-1, 300].map((n) => new Date(Date.parse(times[i]) + n * DAY).toISOString().slice(0, 19) + "Z");
    const known = (list) => list.filter((r) => r.at < from);
    file = addDss(file, {
      certs: i === 0 ? [] : [authorities[i - 1].bytes, stamps.bytes],
      crls: [pki.crl(stamps, { revoked: known(revoked()), from, to }).bytes, ...(i < 2 ? [pki.crl(root, { revoked: known(signerRevoked), from, to }).bytes] : [])],
    }, { append: true });
    file = addTimestamp(file, authorities[i], { field: `Stamp${i + 1}`, md: i === 3 ? "sha512" : "sha256", at: times[i] });
  }
  return file;
}
const late = "2048-01-01T00:00:00Z";
const verifyLate = (file, ...more) => verify(file, late, "--trust", stamps.cert, ...more);

test("three renewals: each authority ended meanwhile, and from the outside in each is proved by the next", () => {
  const r = verifyLate(renewed());
  expect(r, "TOTAL-PASSED");
  assert.equal(r.status, 0);
  assert.equal(r.level, "B-LTA");
  assert.deepEqual(r.proofs.map((p) => [p.by, p.time.slice(0, 4)]), years.map((y, i) => [`Stamp${i + 1}`, String(y)]));
  assert.equal(r.best_signature_time.by, "Stamp1");
  const ends = r.all.filter((s) => s.kind === "document-timestamp").map((s) => [s.signer.good_until.slice(0, 4), s.signer.ends]);
  assert.deepEqual(ends, [2031, 2037, 2043, 2049].map((y, i) => [String(y), `certificate authority-${i + 1} ends`]));
  assert.equal(r.signer.good_until, "2027-06-01T00:00:00.000Z");
  expect(verifyLate(renewed({ count: 3 })), "INDETERMINATE", "OUT_OF_BOUNDS_NOT_REVOKED");
});

test("three renewals, and the digest of the older ones came to its end: in time, or too late", () => {
  const policy = save("renewals-policy", "name renewals\ndigest sha256 2042-12-31\n");
  expect(verifyLate(renewed(), "--policy-file", policy), "TOTAL-PASSED");
  const tooLate = renewed({ times: [...years.slice(0, 3).map((y) => `${y}-06-01T00:00:00Z`), "2043-01-01T00:00:00Z"] });
  expect(verifyLate(tooLate), "TOTAL-PASSED");
  expect(verifyLate(tooLate, "--policy-file", policy), "INDETERMINATE", "OUT_OF_BOUNDS_NOT_REVOKED");
});

test("three renewals, and an authority is revoked: after the renewal, before it for a good reason, and for a bad one", () => {
  const second = (at, reason) => () => [{ cert: authorities[1], at, reason }];
  renewed({ count: 0 });
  expect(verifyLate(renewed({ revoked: second("2038-01-01T00:00:00Z", "keyCompromise") })), "TOTAL-PASSED");
  const bygone = verifyLate(renewed({ revoked: second("2034-01-01T00:00:00Z", "cessationOfOperation") }));
  expect(bygone, "TOTAL-PASSED");
  assert.equal(bygone.all.find((s) => s.field === "Stamp2").signer.revocation, "revoked");
  for (const reason of ["keyCompromise", undefined]) {
    const r = verifyLate(renewed({ revoked: second("2034-01-01T00:00:00Z", reason) }));
    expect(r, "INDETERMINATE", "OUT_OF_BOUNDS_NOT_REVOKED");
    assert.equal(r.all.find((s) => s.field === "Stamp2").sub_indication, "REVOKED_NO_POE");
    assert.deepEqual(r.proofs.map((p) => p.by), ["Stamp3", "Stamp4"]);
  }
});

test("three renewals, and the signer is revoked: before the first time-stamp, and after it", () => {
  const lasting = pki.make("long-signer", { issuer: root, to: "2029-06-01T00:00:00Z" });
  const with_ = (at) => verifyLate(renewed({ signer: lasting, signerRevoked: [{ cert: lasting, at, reason: "keyCompromise" }] }));
  const after = with_("2029-01-01T00:00:00Z");
  expect(after, "TOTAL-PASSED");
  assert.equal(after.signer.revocation, "revoked");
  expect(with_("2027-01-01T00:00:00Z"), "INDETERMINATE", "REVOKED_NO_POE");
});

test("a foreign signature that nobody here trusts takes nothing from the level of ours", () => {
  const elsewhere = pki.make("elsewhere", { purpose: "ca" });
  const foreign = pki.make("foreign", { issuer: elsewhere });
  ok("sign", at("plain.pdf"), at("foreign.pdf"), "--key", foreign.key, "--cert", foreign.cert, "--field", "F");
  const file = addTimestamp(addDss(addTimestamp(sign(at("foreign.pdf"), signer), tsa, { field: "First" }),
    { certs: [tsa.bytes], crls: [pki.crl(root, { from: now, to: day(365) }).bytes] }), tsa, { field: "Second" });
  const all = Object.fromEntries(verify(file, day(1)).all.map((s) => [s.field, s]));
  assert.deepEqual([all.S.level, all.S.indication], ["B-LTA", "TOTAL-PASSED"]);
  assert.deepEqual([all.F.level, all.F.indication], ["B-T", "INDETERMINATE"]);
});

test("wrong policies and options are refused with the line", () => {
  const bad = save("bad-policy", "digest sha1 yesterday\n");
  const r = run(skysign, ["verify", "--policy-file", bad, at("plain.pdf")]);
  assert.equal(r.status, 4);
  assert.match(r.err, /line 1/);
  assert.equal(run(skysign, ["verify", "--json", "--xml", at("plain.pdf")]).status, 4);
});

test("people get blocks, proofs and findings in both languages", () => {
  const file = save("text.pdf", withToken);
  const text = (lang) => run(skysign, ["verify", "--trust", root.cert, "--trust", at("local.cer"), "--at", "2028-01-01T00:00:00Z", "--lang", lang, file]).out;
  assert.match(text("ja"), /検証の段階:\n +FC +形式の検査: 合格/);
  assert.match(text("ja"), /XCV +証明書の検証: 判定不能 \/ OUT_OF_BOUNDS_NO_POE/);
  assert.match(text("ja"), /存在の証明:\n.*署名のタイムスタンプ/);
  assert.match(text("en"), /PSV +past signature validation: passed/);
  assert.match(text("en"), /proofs of existence:\n.*time-stamp of the signature/);
});

function xml(file, when) {
  const r = run(skysign, ["verify", "--xml", "--trust", root.cert, "--trust", at("local.cer"), "--at", when, file]);
  const name = save("report.xml", r.raw);
  const lint = run("xmllint", ["--noout", "--nonet", name]);
  assert.equal(lint.status, 0, lint.err);
  const ask = (path_) => run("xmllint", ["--xpath", path_.replace(/\/([A-Za-z])/g, "/*[local-name()='$1").replace(/(\*\[local-name\(\)='[A-Za-z0-9]+)/g, "$1']"), name]).out.trim();
  return { text: r.out, ask };
}

test("the XML report tells the same by TS 119 102-2, and every reference leads somewhere", () => {
  const crl = pki.crl(root, { from: now, to: day(365) });
  const file = save("xml.pdf", addTimestamp(addDss(withToken, { crls: [crl.bytes] }), tsa));
  const { text, ask } = xml(file, "2028-01-01T00:00:00Z");
  assert.match(text, /xmlns="http:\/\/uri\.etsi\.org\/19102\/v1\.4\.1#"/);
  assert.equal((text.match(/<SignatureValidationReport>/g) ?? []).length, 2);
  assert.match(text, /<MainIndication>urn:etsi:019102:mainindication:total-passed</);
  assert.match(text, /<SignatureValidationProcessID>urn:etsi:019102:validationprocess:LTA</);
  assert.match(text, /<DocTimeStamp><AttributeObject VOReference="T-[0-9a-f]{64}"\/>/);
  const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]));
  assert.equal(ids.size, [...text.matchAll(/ id="/g)].length, "ids are unique");
  for (const [, ref] of text.matchAll(/VOReference="([^"]+)"/g)) assert.ok(ids.has(ref), ref);
  assert.match(ask("//BestSignatureTime/POETime"), /POETime/);
  for (const kind of ["certificate", "timestamp", "CRL"]) assert.ok(text.includes(`urn:etsi:019102:validationObject:${kind}<`), kind);
});

test("hostile text in a signature does not break the XML", () => {
  const hostile = Buffer.from("]]></ValidationReport><x a=\"&amp;\u0001\u007f", "latin1").toString("latin1");
  ok("sign", at("plain.pdf"), at("hostile.pdf"), "--key", signer.key, "--cert", signer.cert, "--field", "<&\">", "--reason", hostile.replace(/[\u0001]/g, ""));
  const { text } = xml(at("hostile.pdf"), day(1));
  assert.ok(!text.includes("]]></ValidationReport><x"));
  for (const name of ["plain.pdf", "missing.pdf"]) assert.match(xml(at(name), day(1)).text, /mainindication:indeterminate/);
});
