// `skysign sign`, with every kind of key and file, judged by programs that are not ours.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { assemblePacked, increment } from "../forge/lib/update.mjs";
import * as judge from "../support/judge.mjs";
import { assemble, plainPdf, unsaidPdf } from "../support/pdfs.mjs";
import { startTsa } from "../support/tsa.mjs";

const dir = judge.tempDir("cli-sign");
const ca = judge.makeCa();
const keys = new Map();
let tsa;

/** Runs the program without blocking, so that a server of this test can answer it. */
function skysign(args, { env = {}, ...options } = {}) {
  return new Promise((done) => {
    execFile(judge.skysign, args, { env: { ...process.env, ...env }, cwd: dir, ...options }, (error, out, err) =>
      done({ status: error ? error.code : 0, out, err }));
  });
}

async function sign(input, output, ...args) {
  const r = await skysign(["sign", input, output, "--json", ...args]);
  assert.equal(r.status, 0, r.err);
  return JSON.parse(r.out);
}

/** The refusal's message; nothing must have been written. */
async function refused(status, input, output, ...args) {
  const existed = fs.existsSync(`${dir}/${output}`);
  const r = await skysign(["sign", input, output, ...args]);
  assert.equal(r.status, status, r.err);
  assert.equal(fs.existsSync(`${dir}/${output}`), existed);
  assert.match(r.err, /^skysign sign: /);
  return r.err;
}

const key = (kind) => {
  if (!keys.has(kind)) keys.set(kind, ca.issue(kind, { kind, subject: `/C=JP/O=Test/CN=署名者 ${kind}` }));
  return keys.get(kind);
};
const keyArgs = (kind) => ["--key", key(kind).key, "--cert", key(kind).cert, "--chain", ca.root];

/** Prefix kept, syntax clean, every signature good in two judges; the last covers the file. */
function judgeFile(input, output, signatures, { pss = false } = {}) {
  const [before, after] = [fs.readFileSync(`${dir}/${input}`), fs.readFileSync(`${dir}/${output}`)];
  assert.ok(after.subarray(0, before.length).equals(before), "the input is a prefix of the output");
  assert.deepEqual(judge.qpdfCheck(`${dir}/${output}`).warnings, []);
  assert.ok(judge.qpdfCheck(`${dir}/${output}`).ok);
  for (let i = 0; i < signatures; i++) {
    const cades = judge.opensslCades(`${dir}/${output}`, ca.root, i);
    assert.match(cades.text, /CAdES Verification successful/);
  }
  if (pss) return;
  // fields that are not signed yet are listed too
  const found = judge.pdfsig(`${dir}/${output}`, { root: ca.root }).filter((s) => s.signature);
  assert.equal(found.length, signatures);
  for (const s of found) {
    assert.equal(s.signature, "Signature is Valid.", s.text);
    assert.equal(s.certificate, "Certificate is Trusted.", s.text);
    assert.equal(s.subFilter, "ETSI.CAdES.detached");
  }
  assert.equal(found.filter((s) => s.coversWhole).length, 1);
}

/** What EN 319 142-1 asks of the CMS: no signing-time, signing-certificate-v2, one signer. */
function judgeCms(output) {
  const text = judge.opensslPrint(judge.signatureParts(`${dir}/${output}`).at(-1).contents);
  assert.doesNotMatch(text, /signingTime/);
  assert.equal(text.match(/object: id-smime-aa-signingCertificateV2/g).length, 1);
  assert.match(text, /eContent: <ABSENT>/);
}

function makeFiles() {
  const form = {
    catalog: "/AcroForm << /Fields [6 0 R 7 0 R] /DA (/Helv 0 Tf 0 g) >>",
    page: "/Annots [6 0 R 7 0 R]",
    extra: [
      "<< /Type /Annot /Subtype /Widget /FT /Tx /T (company) /V (Sky) /F 4 /Rect [72 600 300 620] >>",
      "<< /Type /Annot /Subtype /Widget /FT /Sig /T (party) /F 132 /Rect [72 500 272 560] /Lock 8 0 R >>",
      "<< /Type /SigFieldLock /Action /Include /Fields [(company)] >>",
    ],
  };
  fs.writeFileSync(`${dir}/classic.pdf`, plainPdf({ pages: 3 }));
  fs.writeFileSync(`${dir}/form.pdf`, plainPdf(form));
  makeUnsaid();
  judge.run("qpdf", ["--object-streams=generate", `${dir}/classic.pdf`, `${dir}/stream.pdf`]);
  judge.run("qpdf", ["--linearize", `${dir}/classic.pdf`, `${dir}/linear.pdf`]);
  judge.run("qpdf", ["--linearize", "--object-streams=generate", `${dir}/form.pdf`, `${dir}/linear-form.pdf`]);
}

/** Documents that refer to numbers nobody has used, from what /Size says on: on a page, in an object stream, where only readers of streams look. */
function makeUnsaid() {
  const numbers = (from) => `[${Array.from({ length: 60 }, (_, i) => `${from + i} 0 R`).join(" ")} 900 0 R]`;
  const bodies = (more = "", page = "") => [`<< /Type /Catalog /Pages 2 0 R ${more} >>`, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${page} >>`];
  fs.writeFileSync(`${dir}/unsaid.pdf`, unsaidPdf({ pages: 3 }));
  fs.writeFileSync(`${dir}/unsaid-high.pdf`, unsaidPdf({ far: 8388500 }));
  fs.writeFileSync(`${dir}/unsaid-packed.pdf`, assemblePacked(bodies("", `/Own ${numbers(6)}`), [3]));
  fs.writeFileSync(`${dir}/unsaid-hybrid.pdf`, increment(assemble(bodies("/Own 4 0 R")), {}, { kind: "hybrid", hidden: { 4: numbers(6) } }));
}

before(async () => {
  makeFiles();
  tsa = await startTsa(ca);
});
after(() => {
  tsa.close();
  fs.rmSync(dir, { recursive: true });
});

describe("keys and digests", () => {
  for (const kind of ["rsa2048", "rsa3072", "rsa4096", "p256", "p384"])
    test(`${kind} signs with its usual digest`, async () => {
      const report = await sign("classic.pdf", `${kind}.pdf`, ...keyArgs(kind));
      assert.equal(report.digest, kind === "p384" ? "sha384" : "sha256");
      assert.equal(report.signer.common_name, `署名者 ${kind}`);
      judgeFile("classic.pdf", `${kind}.pdf`, 1);
      judgeCms(`${kind}.pdf`);
    });
  for (const digest of ["sha256", "sha384", "sha512"]) {
    test(`RSA and ECDSA with ${digest}`, async () => {
      for (const kind of ["rsa2048", "p256"]) {
        const out = `${kind}-${digest}.pdf`;
        await sign("stream.pdf", out, ...keyArgs(kind), "--digest", digest);
        judgeFile("stream.pdf", out, 1);
        const [s] = judge.pdfsig(`${dir}/${out}`);
        assert.equal(s.hash, digest.replace("sha", "SHA-"));
      }
    });
    test(`RSA-PSS with ${digest}`, async () => {
      const out = `pss-${digest}.pdf`;
      await sign("classic.pdf", out, ...keyArgs("rsa3072"), "--pss", "--digest", digest);
      judgeFile("classic.pdf", out, 1, { pss: true });
      judgeCms(out);
      assert.match(judge.opensslPrint(judge.signatureParts(`${dir}/${out}`)[0].contents), /algorithm: rsassaPss/);
    });
  }
  test("a flipped byte is noticed by every judge", async () => {
    await sign("classic.pdf", "good.pdf", ...keyArgs("rsa2048"));
    const bytes = fs.readFileSync(`${dir}/good.pdf`);
    bytes[bytes.indexOf("Agreement")] ^= 1;
    fs.writeFileSync(`${dir}/bad.pdf`, bytes);
    assert.doesNotMatch(judge.opensslCades(`${dir}/bad.pdf`, ca.root).text, /successful/);
    assert.notEqual(judge.pdfsig(`${dir}/bad.pdf`, { root: ca.root })[0].signature, "Signature is Valid.");
  });
});

describe("PKCS#12", () => {
  const legacy = `${dir}/legacy.p12`;

  before(() => {
    fs.writeFileSync(`${dir}/pw`, "secret\n");
    fs.writeFileSync(`${dir}/wrong`, "guess\n");
    const k = key("rsa2048");
    judge.run("openssl", ["pkcs12", "-export", "-legacy", "-inkey", k.key, "-in", k.cert, "-certfile", ca.root,
      "-passout", "pass:secret", "-out", legacy]);
  });
  test("modern and legacy files, the password from a file or the environment", async () => {
    for (const [i, file] of [key("rsa2048").p12, key("p256").p12, legacy].entries()) {
      await sign("classic.pdf", `p12-${i}.pdf`, "--p12", file, "--password-file", "pw");
      judgeFile("classic.pdf", `p12-${i}.pdf`, 1);
    }
    const r = await skysign(["sign", "classic.pdf", "p12-env.pdf", "--p12", legacy], { env: { SKYSIGN_PASSWORD: "secret" } });
    assert.equal(r.status, 0, r.err);
    judgeFile("classic.pdf", "p12-env.pdf", 1);
  });
  test("a wrong or missing password is named, with status 8", async () => {
    assert.match(await refused(8, "classic.pdf", "no.pdf", "--p12", legacy, "--password-file", "wrong"), /password does not open/);
  });
});

describe("PKCS#11 (SoftHSM)", () => {
  const module = "/usr/lib/softhsm/libsofthsm2.so";
  const tool = (...args) => {
    const r = judge.run("pkcs11-tool", ["--module", module, "--token-label", "office", "--login", "--pin", "4711", ...args]);
    assert.equal(r.status, 0, r.err);
  };
  const uri = (object) => `pkcs11:token=office;object=${object}?module-path=${module}`;

  before(() => {
    process.env.SOFTHSM2_CONF = `${dir}/softhsm.conf`;
    fs.mkdirSync(`${dir}/tokens`);
    fs.writeFileSync(`${dir}/softhsm.conf`, `directories.tokendir = ${dir}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n`);
    fs.writeFileSync(`${dir}/pin`, "4711\n");
    fs.writeFileSync(`${dir}/badpin`, "0000\n");
    judge.run("softhsm2-util", ["--init-token", "--free", "--label", "office", "--pin", "4711", "--so-pin", "1234"]);
    for (const [i, kind] of ["rsa2048", "p256", "p384"].entries()) {
      const k = key(kind);
      for (const [type, file, args] of [["privkey", k.key, ["pkcs8", "-topk8", "-nocrypt"]], ["cert", k.cert, ["x509"]]]) {
        const der = `${dir}/${kind}.${type}.der`;
        judge.run("openssl", [...args, "-in", file, "-outform", "DER", "-out", der]);
        tool("--write-object", der, "--type", type, "--id", `0${i + 1}`, "--label", kind, ...(type === "privkey" ? ["--usage-sign"] : []));
      }
    }
    judge.run("openssl", ["x509", "-in", ca.root, "-outform", "DER", "-out", `${dir}/root.der`]);
    tool("--write-object", `${dir}/root.der`, "--type", "cert", "--id", "99", "--label", "root");
  });
  test("RSA, RSA-PSS and ECDSA on the token; the certificate from it, the root left out", async () => {
    for (const kind of ["rsa2048", "p256", "p384"]) {
      const report = await sign("classic.pdf", `hsm-${kind}.pdf`, "--pkcs11", uri(kind), "--pin-file", "pin", "--digest", "sha512");
      assert.equal(report.algorithm, kind === "rsa2048" ? "rsa-pkcs1" : "ecdsa");
      judgeFile("classic.pdf", `hsm-${kind}.pdf`, 1);
      const cms = judge.opensslPrint(judge.signatureParts(`${dir}/hsm-${kind}.pdf`)[0].contents);
      assert.match(cms, new RegExp(`subject: .* ${kind}`));
      assert.doesNotMatch(cms, /subject: .*CN=Test Root/);
    }
    await sign("classic.pdf", "hsm-pss.pdf", "--pkcs11", uri("rsa2048"), "--pin-file", "pin", "--pss");
    judgeFile("classic.pdf", "hsm-pss.pdf", 1, { pss: true });
  });
  test("a wrong PIN, a PIN in the URI, an unknown key are refused", async () => {
    assert.match(await refused(8, "classic.pdf", "no.pdf", "--pkcs11", uri("p256"), "--pin-file", "badpin"), /PIN is wrong/);
    assert.match(await refused(2, "classic.pdf", "no.pdf", "--pkcs11", `${uri("p256")}&pin-value=4711`), /PIN does not belong/);
    assert.match(await refused(8, "classic.pdf", "no.pdf", "--pkcs11", uri("nobody"), "--pin-file", "pin"), /no private key/);
    assert.match(await refused(8, "classic.pdf", "no.pdf", "--pkcs11", `pkcs11:token=home?module-path=${module}`, "--pin-file", "pin"), /no token/);
  });
});

describe("documents", () => {
  for (const input of ["classic", "stream", "linear", "form", "linear-form"])
    test(`${input}: two signatures one after the other, both stay valid`, async () => {
      await sign(`${input}.pdf`, `${input}-1.pdf`, ...keyArgs("p256"), "--name", "甲", "--reason", "同意");
      judgeFile(`${input}.pdf`, `${input}-1.pdf`, 1);
      await sign(`${input}-1.pdf`, `${input}-2.pdf`, ...keyArgs("rsa2048"), "--location", "東京");
      judgeFile(`${input}-1.pdf`, `${input}-2.pdf`, 2);
      for (const s of judge.pdfboxVerify(`${dir}/${input}-2.pdf`, ca.root)) assert.ok(s.valid && s.trusted);
    });
  for (const input of ["unsaid", "unsaid-packed", "unsaid-hybrid", "unsaid-high"])
    test(`${input}: what the first signature left undefined stays so after the second`, async () => {
      await sign(`${input}.pdf`, `${input}-1.pdf`, ...keyArgs("p256"), "--visible", "1,50,50,150,60", "--name", "甲");
      await sign(`${input}-1.pdf`, `${input}-2.pdf`, ...keyArgs("rsa2048"), "--visible", "1,250,50,150,60", "--tsa", tsa.url);
      judgeFile(`${input}-1.pdf`, `${input}-2.pdf`, 2);
      assert.ok(fs.statSync(`${dir}/${input}-2.pdf`).size - fs.statSync(`${dir}/${input}.pdf`).size < 120_000);
      for (const s of judge.pdfboxVerify(`${dir}/${input}-2.pdf`, ca.root)) assert.ok(s.valid && s.trusted);
      assert.deepEqual(judge.mutoolInfo(`${dir}/${input}-2.pdf`).problems, []);
      const report = JSON.parse((await skysign(["verify", "--json", "--offline", "--trust", ca.root, `${input}-2.pdf`])).out);
      assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report));
      assert.deepEqual(report.signatures.flatMap((s) => s.changes).filter((c) => c.level === "other"), []);
    });
  test("a document that refers to the highest number is refused, and the refusal names it", async () => {
    fs.writeFileSync(`${dir}/full.pdf`, unsaidPdf({ far: 8388607 }));
    assert.match(await refused(4, "full.pdf", "no.pdf", ...keyArgs("p256")), /object 8388607/);
  });
  test("an existing field is signed in its place, and its /Lock becomes FieldMDP", async () => {
    const report = await sign("form.pdf", "party.pdf", ...keyArgs("p256"), "--field", "party", "--name", "株式会社スカイ");
    assert.equal(report.field, "party");
    judgeFile("form.pdf", "party.pdf", 1);
    const text = fs.readFileSync(`${dir}/party.pdf`, "latin1");
    assert.match(text, /\/TransformMethod\s*\/FieldMDP/);
    assert.match(text, /\/Action\s*\/Include\s*\/Fields\s*\[\s*\(company\)\s*\]/);
    assert.match(await refused(5, "party.pdf", "no.pdf", ...keyArgs("p256"), "--field", "party"), /signed already/);
    assert.match(await refused(2, "form.pdf", "no.pdf", ...keyArgs("p256"), "--field", "company"), /no signature field/);
    assert.match(await refused(2, "form.pdf", "no.pdf", ...keyArgs("p256"), "--field", "party", "--visible", "1,1,1,9,9"), /its own place/);
  });
  test("a visible signature with Japanese text shows, and grows the file by less than 60 kB", async () => {
    await sign("classic.pdf", "seen.pdf", ...keyArgs("p256"), "--visible", "2,350,60,200,60", "--name", "株式会社スカイ 代表取締役 山田太郎",
      "--reason", "契約内容に同意します");
    judgeFile("classic.pdf", "seen.pdf", 1);
    assert.ok(fs.statSync(`${dir}/seen.pdf`).size - fs.statSync(`${dir}/classic.pdf`).size < 60_000);
    const inked = (page) => judge.run("pdftotext", ["-f", String(page), "-l", String(page), `${dir}/seen.pdf`, "-"]).out;
    assert.match(inked(2).normalize("NFKC"), /山田太郎[^]*契約内容に同意します/);
    assert.doesNotMatch(inked(1), /山田/);
    assert.deepEqual(judge.mutoolInfo(`${dir}/seen.pdf`).problems, []);
  });
  test("IN is not overwritten unless told", async () => {
    fs.copyFileSync(`${dir}/classic.pdf`, `${dir}/same.pdf`);
    assert.match(await refused(5, "same.pdf", "same.pdf", ...keyArgs("p256")), /--overwrite/);
    await sign("same.pdf", "same.pdf", ...keyArgs("p256"), "--overwrite");
    judgeFile("classic.pdf", "same.pdf", 1);
  });
  test("what cannot be signed is refused with the reason", async () => {
    fs.writeFileSync(`${dir}/text.pdf`, "hello");
    assert.match(await refused(4, "text.pdf", "no.pdf", ...keyArgs("p256")), /./);
    assert.match(await refused(4, "absent.pdf", "no.pdf", ...keyArgs("p256")), /absent\.pdf/);
    judge.run("qpdf", ["--encrypt", "a", "b", "256", "--", `${dir}/classic.pdf`, `${dir}/locked.pdf`]);
    assert.match(await refused(4, "locked.pdf", "no.pdf", ...keyArgs("p256")), /encrypt|password/i);
    assert.match(await refused(8, "classic.pdf", "no.pdf", "--key", key("p256").key, "--cert", key("p384").cert), /does not belong/);
    assert.match(await refused(2, "classic.pdf", "no.pdf", "--key", key("p256").key), /--cert/);
  });
});

describe("certification", () => {
  for (const p of [1, 2, 3])
    test(`DocMDP ${p}, and what may follow`, async () => {
      const report = await sign("form.pdf", `certified-${p}.pdf`, ...keyArgs("p384"), "--certify", String(p));
      assert.equal(report.kind, "certification");
      judgeFile("form.pdf", `certified-${p}.pdf`, 1);
      const text = fs.readFileSync(`${dir}/certified-${p}.pdf`, "latin1");
      assert.match(text, /\/Perms\s*<<\s*\/DocMDP \d+ 0 R\s*>>/);
      assert.match(text, new RegExp(`/TransformMethod\\s*/DocMDP[^]*?/P ${p}\\b`));
      const next = ["certified-" + p + ".pdf", `approved-${p}.pdf`, ...keyArgs("rsa2048"), "--field", "party"];
      if (p === 1) {
        assert.match(await refused(4, ...next), /no changes allowed/);
        return;
      }
      await sign(...next);
      judgeFile(`certified-${p}.pdf`, `approved-${p}.pdf`, 2);
      assert.match(await refused(5, `approved-${p}.pdf`, "no.pdf", ...keyArgs("p256"), "--certify", "2"), /certified already/);
    });
  test("a certification after an approval signature is refused", async () => {
    await sign("classic.pdf", "first.pdf", ...keyArgs("p256"));
    assert.match(await refused(5, "first.pdf", "no.pdf", ...keyArgs("p256"), "--certify", "2"), /must be the first/);
  });
});

describe("time-stamps", () => {
  test("B-T from an authority over HTTP, token judged by openssl", async () => {
    const report = await sign("classic.pdf", "bt.pdf", ...keyArgs("rsa2048"), "--level", "B-T", "--tsa", tsa.url, "--tsa-trust", ca.root);
    assert.equal(report.level, "B-T");
    assert.equal(report.timestamp.authority, tsa.url);
    assert.ok(Math.abs(Date.parse(report.timestamp.time) - Date.now()) < 60_000);
    judgeFile("classic.pdf", "bt.pdf", 1);
    const verdict = judge.opensslTs(`${dir}/bt.pdf`, ca.root);
    assert.ok(verdict.ok, verdict.text);
  });
  test("SHA-512 imprint, and a second signature over the first", async () => {
    await sign("bt.pdf", "bt2.pdf", ...keyArgs("p384"), "--tsa", tsa.url, "--digest", "sha512");
    judgeFile("bt.pdf", "bt2.pdf", 2);
    for (const i of [0, 1]) assert.ok(judge.opensslTs(`${dir}/bt2.pdf`, ca.root, i).ok);
  });
  test("the trial authority of the data folder", async () => {
    await sign("classic.pdf", "local.pdf", ...keyArgs("p256"), "--tsa", "local", "--data", `${dir}/data`);
    await sign("classic.pdf", "local2.pdf", ...keyArgs("p256"), "--tsa", "local", "--data", `${dir}/data`);
    judge.run("openssl", ["x509", "-inform", "DER", "-in", `${dir}/data/ca/root.cer`, "-out", `${dir}/local.pem`]);
    for (const file of ["local.pdf", "local2.pdf"]) {
      judgeFile("classic.pdf", file, 1);
      const verdict = judge.opensslTs(`${dir}/${file}`, `${dir}/local.pem`);
      assert.ok(verdict.ok, verdict.text);
    }
  });
  test("the next authority is asked when one fails; when all fail nothing is written", async () => {
    const liar = await startTsa(ca, { name: "liar", change: (r) => (r[r.length - 1] ^= 1, r) });
    const dead = "http://127.0.0.1:9/";
    const report = await sign("classic.pdf", "third.pdf", ...keyArgs("p256"), "--tsa", dead, "--tsa", liar.url, "--tsa", tsa.url);
    assert.equal(report.timestamp.authority, tsa.url);
    assert.equal(liar.asked(), 1);
    const message = await refused(8, "classic.pdf", "no.pdf", ...keyArgs("p256"), "--tsa", dead, "--tsa", liar.url);
    assert.match(message, /127\.0\.0\.1:9\/: /);
    assert.match(message, /signature does not verify/);
    liar.close();
  });
  test("an authority that is not trusted, or whose policy is another, is refused", async () => {
    assert.match(await refused(8, "classic.pdf", "no.pdf", ...keyArgs("p256"), "--tsa", tsa.url, "--tsa-trust", key("p256").cert), /not trusted/);
    assert.match(await refused(8, "classic.pdf", "no.pdf", ...keyArgs("p256"), "--tsa", tsa.url, "--tsa-policy", "1.2.3.9"), /policy|rejected/);
    assert.match(await refused(2, "classic.pdf", "no.pdf", ...keyArgs("p256"), "--level", "B-T"), /--tsa/);
  });
});
