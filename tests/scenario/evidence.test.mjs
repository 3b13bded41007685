// Evidence records (RFC 4998) through 25 years: made, renewed and verified by `skysign evidence`, read and judged by openssl and
// BouncyCastle; records of BouncyCastle's making are verified by ours.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import * as judge from "../support/judge.mjs";
import { atTime, inYears, makeWorld } from "../support/lasting.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { bouncyCastle, leavesOf, opensslTsDigest, readRecord } from "../support/records.mjs";

const dir = judge.tempDir("evidence");
const at = (name) => `${dir}/${name}`;
const read = (name) => fs.readFileSync(at(name));
const texts = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"];
let world;

/** Runs the program without blocking, its clock where the world's is; {status, out, err}. */
function skysign(...args) {
  const r = atTime(world.clock, judge.skysign, args);
  return new Promise((done) => {
    execFile(r.program, r.args, { env: { ...process.env, ...r.env }, cwd: dir }, (error, out, err) => done({ status: error ? error.code : 0, out, err }));
  });
}

async function ok(...args) {
  const r = await skysign(...args);
  assert.equal(r.status, 0, `${args.join(" ")}: ${r.err}`);
  return r.out;
}

const stamped = (n) => ["--tsa", world.tsa(`stamps-${n}`), "--tsa-trust", world.root.cert];
const make = (to, files, n = 1) => ok("evidence", "make", ...files, ...stamped(n), "--out-dir", to, "--json").then(JSON.parse);
const renewing = (records, to, n) => ["evidence", "renew", ...records, ...stamped(n), "--trust", world.root.cert, "--allow-private", "--out-dir", to, "--json"];

/** Our verdict, offline, with the root alone. */
function verify(record, file, when, ...more) {
  const r = judge.run(judge.skysign, ["evidence", "verify", at(record), at(file), "--json", "--trust", world.root.cert, ...(when ? ["--at", when] : []), ...more]);
  assert.equal(r.err, "");
  return { ...JSON.parse(r.out), status: r.status };
}
const codes = (r) => r.findings.map((f) => f.code);

/** Every judge agrees that the record proves the file. `when`: the times at which openssl looks at the tokens. */
async function judged(record, file, when) {
  const leaves = leavesOf(read(record), read(file));
  const stamps = readRecord(read(record));
  assert.equal(stamps.length, when.length);
  stamps.forEach((s, i) => {
    const r = opensslTsDigest(s.token, s.root(leaves[i]), world.root.cert, when[i]);
    assert.ok(r.ok, r.text);
  });
}

/** BouncyCastle looks at times before its own clock only, so with its clock in the future. */
async function castle(record, ...files) {
  const r = await bouncyCastle("verify", at(record), ...files.map(at));
  assert.equal(r.status, 0, r.err);
  return r.lines;
}

before(async () => {
  world = await makeWorld();
  for (const name of texts) fs.writeFileSync(at(name), `contract ${name}\n`);
  world.make("signer", { issuer: "sub", to: inYears(3), crl: true });
  fs.writeFileSync(at("plain.pdf"), plainPdf());
  await ok("sign", "plain.pdf", "signed.pdf", "--key", `${world.dir}/signer.key`, "--cert", `${world.dir}/signer.pem`, "--chain", world.sub.cert);
});
after(async () => {
  await world.close();
  fs.rmSync(dir, { recursive: true });
});

describe("one time-stamp for a day's files", () => {
  test("each file has its record, and openssl and BouncyCastle agree", async () => {
    const r = await make("day", [...texts, "signed.pdf"]);
    assert.equal(r.records.length, 6);
    assert.equal(world.asked.filter((u) => u.startsWith("/tsa")).length, 1);
    for (const name of texts) {
      const v = verify(`day/${name}.ers`, name);
      assert.equal(v.status, 0);
      assert.equal(v.verdict, "passed");
      assert.equal(v.proved_at, r.time);
      await judged(`day/${name}.ers`, name, [undefined]);
    }
    assert.deepEqual(await castle("day/c.txt.ers", "c.txt", "a.txt", "e.txt", "signed.pdf"),
      ["present valid", "absent valid", "absent valid", "absent valid"]);
  });

  test("a file alone needs no tree; SHA-512 on demand", async () => {
    await ok("evidence", "make", "a.txt", ...stamped(1), "--out-dir", "alone", "--digest", "sha512");
    const [stamp] = readRecord(read("alone/a.txt.ers"));
    assert.deepEqual([stamp.alg, stamp.lists.length], ["sha512", 0]);
    await judged("alone/a.txt.ers", "a.txt", [undefined]);
    assert.deepEqual(await castle("alone/a.txt.ers", "a.txt", "b.txt"), ["present valid", "absent valid"]);
    assert.equal(verify("alone/a.txt.ers", "a.txt").timestamps[0].digest, "sha512");
  });

  test("another file, a cut record, a changed hash and a token of another tree are refused", async () => {
    assert.deepEqual([verify("day/a.txt.ers", "c.txt").status, codes(verify("day/a.txt.ers", "c.txt"))], [2, ["document-differs"]]);
    const whole = read("day/a.txt.ers"), other = read("alone/a.txt.ers");
    fs.writeFileSync(at("cut.ers"), whole.subarray(0, whole.length - 3));
    assert.deepEqual(codes(verify("cut.ers", "a.txt")), ["record-format"]);
    const [mine] = readRecord(whole), changed = Buffer.from(whole);
    changed[whole.indexOf(mine.lists[1][0]) + 7] ^= 4;
    fs.writeFileSync(at("changed.ers"), changed);
    assert.deepEqual(codes(verify("changed.ers", "a.txt")), ["tree-differs"]);
    await make("other", ["b.txt", "a.txt"]);
    const [theirs] = readRecord(read("other/a.txt.ers"));
    if (theirs.token.length === mine.token.length) {
      const swapped = Buffer.from(whole);
      theirs.token.copy(swapped, whole.indexOf(mine.token));
      fs.writeFileSync(at("swapped.ers"), swapped);
      assert.deepEqual(codes(verify("swapped.ers", "a.txt")), ["tree-differs"]);
    }
    assert.equal(verify("day/a.txt.ers", "a.txt", inYears(11)).verdict, "indeterminate");
    assert.deepEqual(codes(verify("day/a.txt.ers", "a.txt", inYears(11))), ["timestamp-ended"]);
    assert.ok(other.length > 0);
  });

  test("nothing is overwritten, and wrong use is told", async () => {
    const wrong = [
      [/lies there already/, 5, "make", "a.txt", ...stamped(1), "--out-dir", "day"],
      [/written twice/, 5, "make", "a.txt", "./a.txt", ...stamped(1), "--out-dir", "twice"],
      [/--tsa/, 2, "make", "a.txt", "--out-dir", "none"],
      [/--out-dir/, 2, "make", "a.txt", ...stamped(1)],
      [/sha256, sha384 or sha512/, 2, "make", "a.txt", ...stamped(1), "--out-dir", "none", "--digest", "sha1"],
      [/No such file/, 4, "make", "missing.txt", ...stamped(1), "--out-dir", "none"],
      [/needs the files/, 2, "renew", "day/a.txt.ers", ...stamped(1), "--out-dir", "none", "--digest", "sha512"],
      [/--file for each record/, 2, "renew", "day/a.txt.ers", "day/b.txt.ers", ...stamped(1), "--out-dir", "none", "--file", "a.txt", "--digest", "sha512"],
      [/nobody is trusted/, 2, "renew", "day/a.txt.ers", ...stamped(1).slice(0, 2), "--out-dir", "none"],
      [/does not prove/, 7, "renew", "day/a.txt.ers", ...stamped(1), "--trust", world.root.cert, "--offline", "--out-dir", "none", "--file", "c.txt", "--digest", "sha512"],
    ];
    for (const [text, status, ...args] of wrong) {
      const r = await skysign("evidence", ...args);
      assert.match(r.err, text);
      assert.equal(r.status, status, r.err);
    }
    assert.ok(!fs.existsSync(at("none/a.txt.ers")));
    assert.equal((await skysign("evidence")).status, 4);
    assert.equal((await skysign("evidence", "verify", "day/a.txt.ers")).status, 4);
  });
});

describe("twenty-five years", () => {
  const records = (of) => texts.map((t) => `${of}/${t}.ers`);

  test("after nine years one time-stamp renews all, with the list that the old one needs", async () => {
    world.clock = inYears(9);
    world.setDown("/crl/root");
    const r = await skysign(...renewing(records("day"), "lower", 2));
    assert.equal(r.status, 10, r.err);
    assert.match(r.err, /503.*trying again later/);
    assert.ok(!fs.existsSync(at("lower/a.txt.ers")));
    world.setDown();
    const before = world.asked.length;
    const done = JSON.parse(await ok(...renewing([...records("day"), "day/signed.pdf.ers"], "nine", 2)));
    assert.deepEqual([done.kind, done.timestamps, done.incomplete], ["timestamp", 1, 0]);
    assert.equal(world.asked.slice(before).filter((u) => u.startsWith("/tsa")).length, 1);
    const v = verify("nine/b.txt.ers", "b.txt", inYears(15));
    assert.equal(v.status, 0, JSON.stringify(v.findings));
    assert.equal(v.timestamps.length, 2);
    assert.equal(v.timestamps[0].revocation, "good");
    await judged("nine/b.txt.ers", "b.txt", [inYears(9), inYears(15)]);
    assert.equal(verify("day/b.txt.ers", "b.txt", inYears(15)).verdict, "indeterminate");
    world.clock = undefined;
  });

  test("after eighteen years a new hash tree by SHA-512, and a time-stamp more", async () => {
    world.clock = inYears(18);
    const done = JSON.parse(await ok(...renewing(records("nine"), "eighteen", 3), "--file-dir", dir, "--digest", "sha512"));
    assert.deepEqual([done.kind, done.timestamps], ["hash-tree", 1]);
    assert.ok(world.asked.includes("/ocsp/root"));
    for (const name of texts) {
      const v = verify(`eighteen/${name}.ers`, name, inYears(25));
      assert.equal(v.status, 0, JSON.stringify(v.findings));
      assert.deepEqual(v.timestamps.map((t) => [t.chain, t.digest, t.revocation]), [[0, "sha256", "good"], [0, "sha256", "good"], [1, "sha512", "not-checked"]]);
      await judged(`eighteen/${name}.ers`, name, [inYears(9), inYears(18), inYears(25)]);
    }
    world.clock = inYears(19);
    await ok(...renewing(records("eighteen"), "nineteen", 3));
    world.clock = inYears(20);
    await ok(...renewing(records("nineteen"), "twenty", 3));
    assert.equal(verify("twenty/a.txt.ers", "a.txt", inYears(25)).status, 0);
    await judged("twenty/a.txt.ers", "a.txt", [inYears(9), inYears(18), inYears(19), inYears(20), inYears(25)]);
    world.clock = undefined;
  });

  test("a record without its former chains, with chains exchanged or the file changed is refused", () => {
    const late = inYears(25);
    assert.deepEqual(codes(verify("eighteen/a.txt.ers", "c.txt", late)), ["document-differs", "hash-renewal-differs"]);
    const whole = read("eighteen/a.txt.ers"), other = read("eighteen/c.txt.ers");
    const mine = readRecord(whole), theirs = readRecord(other);
    const mixed = Buffer.from(whole);
    theirs[2].lists.flat().forEach((h, i) => h.copy(mixed, whole.indexOf(mine[2].lists.flat()[i])));
    fs.writeFileSync(at("mixed.ers"), mixed);
    assert.notEqual(verify("mixed.ers", "a.txt", late).verdict, "passed");
    for (let i = 5; i < whole.indexOf(mine[2].token); i += 211) {
      const flipped = Buffer.from(whole);
      flipped[i] ^= 0x10;
      fs.writeFileSync(at("flipped.ers"), flipped);
      assert.notEqual(verify("flipped.ers", "a.txt", late).verdict, "passed", `byte ${i}`);
    }
  });

  test("a signed PDF whose signer's certificate ended long ago passes with its record", async () => {
    const late = inYears(15);
    const plain = judge.run(judge.skysign, ["verify", "--json", "--trust", world.root.cert, "--at", late, at("signed.pdf")]);
    assert.equal(JSON.parse(plain.out).verdict, "INDETERMINATE");
    const r = judge.run(judge.skysign, ["verify", "--json", "--trust", world.root.cert, "--at", late, at("signed.pdf"), "--evidence", at("nine/signed.pdf.ers")]);
    const report = JSON.parse(r.out);
    assert.equal(report.verdict, "TOTAL-PASSED", r.out);
    assert.equal(report.evidence_record.verdict, "passed");
    assert.equal(r.status, 0);
    assert.equal(verify("nine/signed.pdf.ers", "signed.pdf", late).document.verdict, "TOTAL-PASSED");
    const wrong = judge.run(judge.skysign, ["verify", "--json", "--trust", world.root.cert, "--at", late, at("signed.pdf"), "--evidence", at("nine/a.txt.ers")]);
    assert.equal(wrong.status, 2);
    assert.equal(JSON.parse(wrong.out).verdict, "INDETERMINATE");
  });
});

describe("BouncyCastle", () => {
  // its clock cannot be set: everything happens today, a second apart
  const second = () => new Promise((done) => setTimeout(done, 1100));
  const root = (kind) => ["--trust", world.root.cert, "--allow-private", "--out-dir", kind];

  test("accepts our renewals of both kinds", async () => {
    await make("one", texts);
    await second();
    await ok("evidence", "renew", ...texts.map((t) => `one/${t}.ers`), ...stamped(1), ...root("two"));
    await second();
    await ok("evidence", "renew", ...texts.map((t) => `two/${t}.ers`), ...stamped(1), ...root("three"));
    await second();
    await ok("evidence", "renew", ...texts.map((t) => `three/${t}.ers`), ...stamped(1), ...root("four"), "--file-dir", dir, "--digest", "sha512");
    await second();
    await ok("evidence", "renew", ...texts.map((t) => `four/${t}.ers`), ...stamped(1), ...root("five"));
    for (const folder of ["two", "three", "four", "five"]) {
      assert.deepEqual(await castle(`${folder}/b.txt.ers`, "b.txt", "d.txt"), ["present valid", "absent valid"], folder);
      assert.equal(verify(`${folder}/b.txt.ers`, "b.txt").status, 0);
    }
  });

  test("makes and renews records that we accept", async () => {
    fs.mkdirSync(at("castle"));
    const url = world.tsa("stamps-1");
    const run = async (...args) => {
      const r = await bouncyCastle(...args);
      assert.equal(r.status, 0, r.err);
    };
    await run("make", url, at("castle"), ...texts.map(at));
    for (const t of texts) assert.equal(verify(`castle/${t}.ers`, t).status, 0, t);
    assert.equal(verify("castle/a.txt.ers", "c.txt").verdict, "failed");
    await second();
    await run("renew", url, at("castle/a.txt.ers"), at("castle/a2.ers"));
    assert.deepEqual([verify("castle/a2.ers", "a.txt").status, verify("castle/a2.ers", "a.txt").timestamps.length], [0, 2]);
    await second();
    await run("rehash", url, at("castle/a2.ers"), at("castle/a3.ers"), at("a.txt"));
    const v = verify("castle/a3.ers", "a.txt");
    assert.deepEqual([v.status, v.timestamps.map((t) => t.chain)], [0, [0, 0, 1]], JSON.stringify(v.findings));
    assert.equal(verify("castle/a3.ers", "b.txt").verdict, "failed");
  });
});

test("the trial authority of the data folder makes and renews", async () => {
  await ok("evidence", "make", ...texts, "--tsa", "local", "--data", "data", "--out-dir", "local");
  await new Promise((done) => setTimeout(done, 1100));
  await ok("evidence", "renew", ...texts.map((t) => `local/${t}.ers`), "--tsa", "local", "--data", "data", "--offline", "--out-dir", "local2");
  const r = judge.run(judge.skysign, ["evidence", "verify", at("local2/e.txt.ers"), at("e.txt"), "--trust", at("data/ca"), "--lang", "ja"]);
  assert.equal(r.status, 0);
  assert.match(r.out, /証明時刻/);
});
