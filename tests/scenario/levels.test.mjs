// Signatures that last: `skysign sign --level`, `extend` and `renew` at every level, judged by programs that are not ours, and by our
// validator with nothing but the root, today and in 25 years.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { objectText } from "../forge/lib/pdf.mjs";
import { increment } from "../forge/lib/update.mjs";
import { startJava } from "../honest/programs.mjs";
import { shapes } from "../honest/shapes.mjs";
import * as judge from "../support/judge.mjs";
import { atTime, inYears, makeWorld } from "../support/lasting.mjs";
import { plainPdf, stream } from "../support/pdfs.mjs";

const dir = judge.tempDir("levels");
const at = (name) => `${dir}/${name}`;
const read = (name) => fs.readFileSync(at(name));
let world, everyone;

/** Runs the program without blocking, its clock where the world's is; {status, out, err}. */
function skysign(...args) {
  const r = atTime(world.clock, judge.skysign, args);
  return new Promise((done) => {
    execFile(r.program, r.args, { env: { ...process.env, ...r.env }, cwd: dir }, (error, out, err) => done({ status: error ? error.code : 0, out, err }));
  });
}

async function report(...args) {
  const r = await skysign(...args, "--json");
  assert.equal(r.status, 0, `${args.join(" ")}: ${r.err}`);
  return { ...JSON.parse(r.out), err: r.err };
}

/** The refusal's message; nothing is written. */
async function refused(status, ...args) {
  const r = await skysign(...args);
  assert.equal(r.status, status, `${args.join(" ")}: ${r.err}`);
  assert.ok(!fs.existsSync(at("no.pdf")), "nothing is written");
  return r.err;
}

const trusting = () => ["--trust", world.root.cert, "--allow-private"];
const stamped = (n = 1) => ["--tsa", world.tsa(`stamps-${n}`), ...trusting()];
const keyOf = (name) => ["--key", `${world.dir}/${name}.key`, "--cert", `${world.dir}/${name}.pem`];

/** Our validator, offline, with the root alone. */
function verify(file, when) {
  const out = judge.run(judge.skysign, ["verify", "--offline", "--json", "--trust", world.root.cert, ...(when ? ["--at", when] : []), at(file)]).out;
  return JSON.parse(out);
}

const isToken = (der) => der.subarray(0, 120).includes(Buffer.from("060b2a864886f70d0109100104", "hex")); // id-ct-TSTInfo

/** The structure, each signature and each time-stamp by other judges. stamps: when each document time-stamp was made. */
function judgeOthers(file, { pss, points, known = true, foreign = 0, signatureStamp = true, stamps = [] }) {
  assert.deepEqual(judge.qpdfCheck(at(file)).warnings, []);
  const parts = judge.signatureParts(at(file));
  const dates = [...stamps];
  assert.equal(parts.length, foreign + 1 + stamps.length);
  parts.forEach((part, i) => {
    if (i < foreign) return;
    if (isToken(part.contents)) {
      const verdict = judge.opensslTsToken(part.contents, part.content, world.root.cert, { at: Date.parse(dates.shift()) });
      assert.ok(verdict.ok, verdict.text);
      return;
    }
    const cades = judge.opensslCades(at(file), everyone, i);
    assert.match(cades.text, /CAdES Verification successful/);
    if (!signatureStamp) return;
    const verdict = judge.opensslTs(at(file), world.root.cert, i);
    assert.ok(verdict.ok, verdict.text);
  });
  if (pss) return; // pdfsig knows no RSA-PSS
  const trusted = known && !points.ocsp; // pdfsig asks the responder itself, which cannot answer while we wait for pdfsig
  for (const s of judge.pdfsig(at(file), { root: world.root.cert, ocsp: trusted }).filter((x) => x.subFilter === "ETSI.CAdES.detached")) {
    assert.equal(s.signature, "Signature is Valid.", s.text);
    if (trusted) assert.equal(s.certificate, "Certificate is Trusted.", s.text);
  }
}

/** The level that the validator sees is the one that was claimed. */
function judgeOurs(file, level, { when, foreign = 0 } = {}) {
  const r = verify(file, when);
  const own = r.signatures.filter((s) => s.kind !== "document-timestamp").slice(foreign);
  assert.equal(own.length, 1);
  assert.equal(own[0].level, level, JSON.stringify(r, null, 1));
  for (const s of r.signatures.slice(foreign)) {
    assert.equal(s.indication, "TOTAL-PASSED", JSON.stringify(s, null, 1));
    assert.ok(s.permitted);
  }
}

/** The catalog and the security store as qpdf sees them: {version, extensions, lists: {certs: [ref]}, data(ref), vri}. */
function store(file) {
  const { qpdf: [, objects] } = JSON.parse(judge.run("qpdf", ["--json", "--json-stream-data=inline", "--decode-level=generalized", at(file)]).out);
  const follow = (v) => (typeof v === "string" && / R$/.test(v) ? objects[`obj:${v}`].value ?? objects[`obj:${v}`].stream : v);
  const catalog = follow(objects.trailer.value["/Root"]);
  const dss = follow(catalog["/DSS"]) ?? {};
  const list = (key) => follow(dss[key]) ?? [];
  return {
    extensions: follow(follow(catalog["/Extensions"])?.["/ESIC"]),
    lists: Object.fromEntries(["/Certs", "/OCSPs", "/CRLs"].map((key) => [key, list(key)])),
    data: (ref) => follow(ref).data,
    vri: follow(dss["/VRI"]) ?? {},
    vriOf: (key) => follow(follow(dss["/VRI"])[key]),
  };
}

/** What was there is there again, at the same place and the same. */
function judgeGrowth(older, newer) {
  assert.ok(read(newer).subarray(0, read(older).length).equals(read(older)), "bytes are only appended");
  const [was, is] = [store(older), store(newer)];
  for (const [key, refs] of Object.entries(was.lists)) {
    assert.deepEqual(is.lists[key].slice(0, refs.length), refs);
    for (const ref of refs) assert.equal(is.data(ref), was.data(ref));
    assert.equal(new Set(is.lists[key].map(is.data)).size, is.lists[key].length, "each piece stands once");
  }
  for (const key of Object.keys(was.vri)) assert.deepEqual(is.vriOf(key), was.vriOf(key));
}

/** Keys are the SHA-1 of the whole /Contents (ISO 32000-2 table 262); each entry points into the lists. */
function judgeVri(file, expected) {
  const text = read(file).toString("latin1");
  const names = judge.signatureParts(at(file)).map(({ byteRange: [, b, c] }) =>
    `/${crypto.createHash("sha1").update(Buffer.from(text.slice(b + 1, c - 1), "hex")).digest("hex").toUpperCase()}`);
  const dss = store(file);
  const keys = Object.keys(dss.vri).filter((k) => k !== "/Type");
  assert.equal(keys.length, expected);
  for (const key of keys) {
    assert.ok(names.includes(key), `${key} is the name of a signature`);
    const entry = dss.vriOf(key);
    for (const [one, all] of [["/Cert", "/Certs"], ["/OCSP", "/OCSPs"], ["/CRL", "/CRLs"]])
      for (const ref of entry[one] ?? []) assert.ok(dss.lists[all].includes(ref));
  }
}

const withHeader = (version, options) => Buffer.from(plainPdf(options).toString("latin1").replace("%PDF-1.7", `%PDF-${version}`), "latin1");

/** A tagged document that says of itself to be PDF/A-1a. */
const archive = () => withHeader("1.4", {
  catalog: "/MarkInfo << /Marked true >> /StructTreeRoot 6 0 R /Lang (ja) /Metadata 7 0 R",
  extra: ["<< /Type /StructTreeRoot /K [] >>", stream("/Type /Metadata /Subtype /XML",
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    + '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="1" pdfaid:conformance="A"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>')],
});

function packed() {
  fs.writeFileSync(at("unpacked.pdf"), plainPdf({ pages: 3 }));
  judge.run("qpdf", ["--object-streams=generate", at("unpacked.pdf"), at("packed.pdf")]);
  return read("packed.pdf");
}

/** Signed by PDFBox with a key that nobody knows, and a security store by PDFBox. */
async function foreignSigned() {
  const ca = judge.makeCa();
  ca.issue("rsa2048");
  judge.run("openssl", ["pkcs12", "-export", "-inkey", ca.rootKey, "-in", ca.root, "-passout", "pass:secret", "-out", `${ca.dir}/root.p12`]);
  fs.writeFileSync(at("unsigned.pdf"), plainPdf());
  fs.mkdirSync(at("java"));
  const java = await startJava(at("java"), ca.dir);
  try {
    await java.run("box-sign", at("unsigned.pdf"), at("box.pdf"), { filter: "adbe.pkcs7.detached" });
    await java.run("box-dss", at("box.pdf"), at("box-dss.pdf"));
  } finally {
    java.stop();
  }
  return read("box-dss.pdf");
}

// document, key, what the signer's certificate says of revocation; `known` false: only the certificate says where its issuer's is
const rows = [
  { name: "classic table, RSA-2048, OCSP", make: () => plainPdf({ pages: 2 }), kind: "rsa2048", points: { ocsp: true } },
  { name: "cross-reference stream, RSA-3072 PSS, CRL", make: packed, kind: "rsa3072", pss: true, points: { crl: true } },
  { name: "PDF 1.4, P-256, OCSP and CRL", make: () => withHeader("1.4"), kind: "p256", points: { ocsp: true, crl: true } },
  { name: "PDF 2.0, P-384, issuer by AIA only", make: () => withHeader("2.0"), kind: "p384", points: { ocsp: true, crl: true, aia: true }, known: false, version: 2 },
  { name: "hybrid file, P-256, CRL", make: shapes["hand-hybrid"], kind: "p256", points: { crl: true } },
  { name: "hybrid file of two sections, RSA-2048, issuer by AIA only, OCSP", make: shapes["hand-hybrid-of-two"], kind: "rsa2048", points: { ocsp: true, aia: true }, known: false },
  { name: "tagged PDF/A-1, P-384, CRL", make: archive, kind: "p384", points: { crl: true } },
  { name: "certified with no changes allowed, P-256, OCSP and CRL", make: () => plainPdf(), kind: "p256", points: { ocsp: true, crl: true }, more: ["--certify", "1"] },
  { name: "certified for forms, RSA-3072 PSS, OCSP", make: () => plainPdf(), kind: "rsa3072", pss: true, points: { ocsp: true }, more: ["--certify", "2"] },
  { name: "signed and given a security store by another program, P-256, OCSP", make: foreignSigned, kind: "p256", points: { ocsp: true }, foreign: 1 },
];

/** Its files: in, b, t, lt, lta, and from B-B at once ex; r1, r2 renewed. */
const fileOf = (row, step) => `${rows.indexOf(row)}-${step}.pdf`;
/** PDFBox has the first signature's name. */
const ownOf = (row) => (row.foreign ? ["--since", "Signature2"] : []);
const made = (row, step, stamps) => judgeOthers(fileOf(row, step), { ...row, signatureStamp: !["b", "ex"].includes(step), stamps });

async function signRow(row, step, level, more) {
  const chain = row.known === false ? [] : ["--chain", world.sub.cert];
  const r = await report("sign", fileOf(row, "in"), fileOf(row, step), ...keyOf(`signer-${rows.indexOf(row)}`), ...chain, ...(row.pss ? ["--pss"] : []), ...(row.more ?? []),
    "--level", level, ...more);
  assert.equal(r.level_reached, level);
  assert.equal(r.level_requested, level);
  assert.equal(r.missing, "");
  return r;
}

before(async () => {
  world = await makeWorld();
  rows.forEach((row, i) => world.make(`signer-${i}`, { issuer: "sub", to: inYears(2), kind: row.kind, ...row.points }));
  everyone = `${world.dir}/everyone.pem`;
  fs.writeFileSync(everyone, fs.readFileSync(world.root.cert, "utf8") + fs.readFileSync(world.sub.cert, "utf8"));
});
after(async () => {
  await world.close();
  fs.rmSync(dir, { recursive: true });
});

describe("every level, from every kind of file and key", () => {
  for (const row of rows)
    test(row.name, async () => {
      const now = new Date().toISOString();
      fs.writeFileSync(at(fileOf(row, "in")), await row.make());
      await signRow(row, "b", "B-B", []);
      await signRow(row, "t", "B-T", ["--tsa", world.tsa("stamps-1")]);
      const lta = await signRow(row, "lta", "B-LTA", stamped());
      assert.equal(lta.level_before, "B-T");
      assert.equal(lta.document_timestamp.authority, world.tsa("stamps-1"));
      assert.equal(lta.good_until, inYears(10).replace("Z", ".000Z"));
      assert.match(lta.ends, /stamps-1/);
      const lt = await report("extend", fileOf(row, "t"), fileOf(row, "lt"), "--level", "B-LT", ...trusting(), ...ownOf(row));
      assert.deepEqual([lt.level_before, lt.level_reached, lt.document_timestamp], ["B-T", "B-LT", null]);
      assert.ok(lt.added.certs >= 2 && lt.added.ocsps + lt.added.crls >= 2);
      assert.equal(lt.added.bytes, read(fileOf(row, "lt")).length - read(fileOf(row, "t")).length);
      made(row, "b");
      made(row, "t");
      made(row, "lt");
      made(row, "lta", [now]);
      for (const [step, level] of [["lt", "B-LT"], ["lta", "B-LTA"]]) judgeOurs(fileOf(row, step), level, row);
      judgeGrowth(fileOf(row, "t"), fileOf(row, "lt"));
      const mark = store(fileOf(row, "lta")).extensions;
      assert.equal(Boolean(mark), row.version !== 2, "ESIC stands in PDF 1.x only");
    });
});

describe("renewed twice with a moving clock", () => {
  for (const [i, years] of [[1, 9], [2, 18]])
    describe(`after ${years} years, by an authority that did not exist before`, () => {
      before(() => { world.clock = inYears(years); });
      after(() => { world.clock = undefined; });
      for (const row of rows)
        test(row.name, async () => {
          const from = fileOf(row, i === 1 ? "lta" : "r1"), to = fileOf(row, `r${i}`);
          const r = await report("renew", from, to, ...stamped(i + 1), ...ownOf(row));
          assert.deepEqual([r.level_before, r.level_reached], ["B-LTA", "B-LTA"]);
          assert.equal(r.good_until, inYears(i === 1 ? 19 : 28).replace("Z", ".000Z"));
          assert.match(r.ends, new RegExp(`stamps-${i + 1}`));
          assert.equal(r.document_timestamp.time.slice(0, 4), inYears(years).slice(0, 4));
          judgeGrowth(from, to);
        });
    });
  for (const row of rows)
    test(`in 25 years the root alone tells that it is right: ${row.name}`, () => {
      made(row, "r2", [new Date().toISOString(), inYears(9).replace("-01-01", "-01-02"), inYears(18).replace("-01-01", "-01-02")]);
      judgeOurs(fileOf(row, "r2"), "B-LTA", { when: inYears(25), ...row });
      judgeVri(fileOf(row, "r2"), 3);
    });
});

describe("more ways to a level", () => {
  const later = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19);

  test("from B-B at once: the document is stamped first, its authority's data comes with the second stamp", async () => {
    const r = await report("extend", fileOf(rows[0], "b"), "b-lta.pdf", "--level", "B-LTA", "--digest", "sha512", ...stamped());
    assert.deepEqual([r.level_before, r.level_reached], ["B-B", "B-LTA"]);
    judgeOthers("b-lta.pdf", { ...rows[0], signatureStamp: false, stamps: [new Date().toISOString(), new Date().toISOString()] });
    judgeOurs("b-lta.pdf", "B-LTA");
  });
  test("offline, with lists given", async () => {
    for (const ca of ["sub", "root"]) fs.writeFileSync(at(`${ca}.crl`), world.crl(ca));
    world.forgetAsked();
    const r = await report("extend", fileOf(rows[1], "t"), "offline.pdf", "--level", "B-LT", "--offline", "--trust", world.root.cert, "--crl", "sub.crl", "--crl", "root.crl");
    assert.equal(r.level_reached, "B-LT");
    assert.equal(r.added.crls, 2);
    assert.deepEqual(world.asked, []);
    judgeOurs("offline.pdf", "B-LT");
  });
  test("what has the level is copied as it is", async () => {
    const r = await report("extend", fileOf(rows[0], "lta"), "same.pdf", "--level", "B-LT", ...trusting());
    assert.deepEqual(r.added, { certs: 0, ocsps: 0, crls: 0, bytes: 0 });
    assert.ok(read("same.pdf").equals(read(fileOf(rows[0], "lta"))));
  });
  test("the local authority vouches for what its folder issued, without any server", async () => {
    const ran = (...args) => assert.equal(judge.run(judge.skysign, args, { cwd: dir }).status, 0);
    fs.mkdirSync(at("data"));
    ran("ca", "init", "data/ca");
    ran("ca", "issue", "data/ca", "--kind", "signer", "--name", "甲", "--out", "me");
    const r = await report("sign", fileOf(rows[0], "in"), "local.pdf", "--key", "me.key", "--cert", "me.cer", "--level", "B-LTA", "--tsa", "local", "--data", "data", "--offline");
    assert.equal(r.level_reached, "B-LTA");
    judge.run("openssl", ["x509", "-inform", "DER", "-in", at("data/ca/root.cer"), "-out", at("local.pem")]);
    const [signature, stamp] = judge.signatureParts(at("local.pdf"));
    assert.match(judge.opensslCades(at("local.pdf"), at("local.pem")).text, /CAdES Verification successful/);
    assert.ok(judge.opensslTs(at("local.pdf"), at("local.pem")).ok);
    assert.ok(judge.opensslTsToken(stamp.contents, stamp.content, at("local.pem")).ok);
    assert.ok(!isToken(signature.contents));
    const said = JSON.parse(judge.run(judge.skysign, ["verify", "--offline", "--json", "--trust", at("local.pem"), at("local.pdf")]).out);
    assert.deepEqual([said.verdict, said.signatures[0].level], ["TOTAL-PASSED", "B-LTA"]);
    assert.equal((await report("renew", "local.pdf", "local-2.pdf", "--tsa", "local", "--data", "data", "--offline")).level_reached, "B-LTA");
  });
  test("newer revocation data can be waited for", async () => {
    fs.writeFileSync(at("old.crl"), world.crl("sub")); // issued before the signature
    const sign = ["sign", fileOf(rows[1], "in"), "no.pdf", ...keyOf("signer-1"), "--chain", world.sub.cert, "--level", "B-LTA", ...stamped(), "--newer"];
    assert.match(await refused(10, ...sign), /newer is expected from 20[^]*without --newer/);
    await report("sign", fileOf(rows[1], "in"), "wait.pdf", ...keyOf("signer-1"), "--chain", world.sub.cert, "--level", "B-T", "--tsa", world.tsa("stamps-1"));
    const soon = await report("extend", "wait.pdf", "soon.pdf", "--level", "B-LTA", ...stamped(), "--newer", "--allow-lower");
    assert.deepEqual([soon.level_reached, Boolean(soon.newer_at)], ["B-LTA", true]);
    assert.match(soon.err, /WARNING[^]*newer is expected/);
    world.clock = later(8);
    const r = await report("extend", "wait.pdf", "waited.pdf", "--level", "B-LTA", ...stamped(), "--newer");
    world.clock = undefined;
    assert.deepEqual([r.level_reached, r.missing, r.newer_at], ["B-LTA", "", null]);
  });
  test("a revision that drops the security store is no permitted change, and nothing else is held against the signature", () => {
    for (const [row, step, when] of [[0, "lta"], [0, "r2", inYears(25)], [2, "lta"]]) {
      const file = read(fileOf(rows[row], step));
      fs.writeFileSync(at("dropped.pdf"), increment(file, { 1: objectText(file, 1).replace(/\s*\/DSS \d+ 0 R/, "") }));
      const r = verify("dropped.pdf", when);
      assert.equal(r.verdict, "INDETERMINATE");
      assert.equal(r.signatures[0].level, "B-LTA");
      for (const s of r.signatures) {
        assert.ok(s.integrity && !s.permitted);
        assert.deepEqual(s.findings.filter((f) => f.weight !== "NOTE").map((f) => f.code), ["changed-after"], JSON.stringify(s.findings));
      }
    }
  });

  describe("a level below the one asked for is never silent", () => {
    const down = async (paths, run) => {
      world.setDown(...paths);
      await run().finally(() => world.setDown());
    };
    test("a responder that fails is named; nothing is written, or what is reached with a warning; later it goes", () => down(["/ocsp/sub"], async () => {
      const sign = (out) => ["sign", fileOf(rows[0], "in"), out, ...keyOf("signer-0"), "--chain", world.sub.cert, "--level", "B-LTA", ...stamped()];
      const message = await refused(10, ...sign("no.pdf"));
      assert.match(message, /B-LTA was asked for, B-T is reached; nothing is written/);
      assert.match(message, /what lacks: .*\/ocsp\/sub: HTTP status 503/);
      assert.match(message, /what to do: .*--allow-lower/);
      const r = await report(...sign("lower.pdf"), "--allow-lower");
      assert.deepEqual([r.level, r.level_requested, r.level_reached], ["B-T", "B-LTA", "B-T"]);
      assert.match(r.missing, /\/ocsp\/sub: HTTP status 503/);
      assert.match(r.err, /WARNING: lower.pdf: B-LTA was asked for, B-T is reached/);
      judgeOurs("lower.pdf", "B-T");
      world.setDown();
      assert.equal((await report("extend", "lower.pdf", "raised.pdf", "--level", "B-LTA", ...stamped())).level_reached, "B-LTA");
      judgeGrowth("lower.pdf", "raised.pdf");
      judgeOurs("raised.pdf", "B-LTA");
    }));
    test("a time-stamp authority that fails: status 8, or what is reached without it", () => down(["/tsa/stamps-1"], async () => {
      const sign = (out) => ["sign", fileOf(rows[0], "in"), out, ...keyOf("signer-0"), "--chain", world.sub.cert, ...stamped()];
      assert.match(await refused(8, ...sign("no.pdf"), "--level", "B-LTA"), /HTTP status 503/);
      const signed = await report(...sign("untimed.pdf"), "--level", "B-LTA", "--allow-lower");
      assert.equal(signed.level_reached, "B-B");
      assert.match(signed.err, /WARNING[^]*503/);
      const extend = (out) => ["extend", fileOf(rows[0], "t"), out, "--level", "B-LTA", ...stamped()];
      assert.match(await refused(8, ...extend("no.pdf")), /HTTP status 503/);
      const extended = await report(...extend("unstamped.pdf"), "--allow-lower");
      assert.equal(extended.level_reached, "B-LT");
      assert.match(extended.missing, /503/);
      judgeOurs("unstamped.pdf", "B-LT");
      assert.match(await refused(8, "renew", fileOf(rows[0], "lta"), "no.pdf", ...stamped(), "--allow-lower"), /503/);
    }));
    test("nobody is trusted, or somebody else", async () => {
      const extend = ["extend", fileOf(rows[0], "t"), "no.pdf", "--level", "B-LT", "--allow-private"];
      assert.match(await refused(2, ...extend), /--trust/);
      assert.match(await refused(10, ...extend, "--trust", `${world.dir}/stamps-1.pem`), /B-LT was asked for[^]*--trust/);
    });
    test("renewal is for what is at B-LTA already, unless the level is said", async () => {
      assert.match(await refused(10, "renew", fileOf(rows[0], "t"), "no.pdf", ...stamped()), /B-LTA was asked for, B-T is reached[^]*extend/);
      assert.equal((await report("renew", fileOf(rows[0], "t"), "brought.pdf", "--level", "B-LTA", ...stamped())).level_reached, "B-LTA");
    });
    test("another's signature that nobody knows is demanded unless --since says from where on", async () => {
      const file = fileOf(rows.at(-1), "lta");
      assert.match(await refused(10, "renew", file, "no.pdf", ...stamped()), /what lacks/);
      assert.match(await refused(4, "renew", file, "no.pdf", ...stamped(), "--since", "nobody"), /there is no signature "nobody"/);
    });
    test("a broken signature is refused, and one by a revoked certificate", async () => {
      const bytes = read(fileOf(rows[0], "t"));
      bytes[bytes.indexOf("Agreement")] ^= 1;
      fs.writeFileSync(at("broken.pdf"), bytes);
      assert.match(await refused(7, "extend", "broken.pdf", "no.pdf", "--level", "B-LTA", ...stamped()), /Signature1/);
      const gone = world.make("gone", { issuer: "sub", to: inYears(2), ocsp: true });
      world.revoke("gone", "sub");
      const r = await skysign("sign", fileOf(rows[0], "in"), "no.pdf", "--key", gone.key, "--cert", gone.cert, "--chain", world.sub.cert, "--level", "B-LTA", ...stamped());
      assert.ok([7, 10].includes(r.status), r.err);
      assert.match(r.err, /revoked/);
      assert.ok(!fs.existsSync(at("no.pdf")));
    });
    test("wrong usage", async () => {
      const file = fileOf(rows[0], "t");
      assert.match(await refused(2, "extend", file, "no.pdf", ...trusting()), /--level/);
      assert.match(await refused(2, "extend", file, "no.pdf", "--level", "B-T", ...trusting()), /--level is B-LT or B-LTA/);
      assert.match(await refused(2, "extend", file, "no.pdf", "--level", "B-LTA", ...trusting()), /--tsa/);
      assert.match(await refused(2, "renew", file, "no.pdf", "--level", "B-LT", ...stamped()), /--level is B-LTA/);
      assert.match(await refused(5, "extend", file, file, "--level", "B-LT", ...trusting()), /--overwrite/);
      assert.match(await refused(4, "extend", fileOf(rows[0], "in"), "no.pdf", "--level", "B-LT", ...trusting()), /no signature/);
      assert.match(await refused(4, "extend", "absent.pdf", "no.pdf", "--level", "B-LT", ...trusting()), /absent\.pdf/);
      assert.match(await refused(2, "sign", fileOf(rows[0], "in"), "no.pdf", ...keyOf("signer-0"), "--level", "B-T", "--tsa", world.tsa("stamps-1"), "--newer"), /--newer belongs/);
    });
  });
});
