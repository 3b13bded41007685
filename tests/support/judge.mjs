// The judges: programs that we did not write and that look at what we made.
// Each answers from the judge's output text; an exit status alone proves nothing.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));

/** Runs a program; never throws for its exit status. One that hangs is ended, and the test fails with its name. */
export function run(program, args, options = {}) {
  const all = { maxBuffer: 64 << 20, timeout: 120_000, killSignal: "SIGKILL", ...options };
  const r = spawnSync(program, args, all);
  if (r.error?.code === "ETIMEDOUT")
    throw new Error(`${program} hangs: ended after ${all.timeout / 1000} s: ${[program, ...args].join(" ")}\nIt said: ${r.stdout}${r.stderr}`);
  if (r.error) throw r.error;
  return { status: r.status, out: r.stdout.toString(), err: r.stderr.toString(), raw: r.stdout };
}

const tempDirs = [];

/** A new folder, gone when this process ends; it stays after a failure, or when KEEP_TEMP is set. */
export function tempDir(name = "skysign") {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`));
  tempDirs.push(dir);
  return dir;
}

process.on("exit", (code) => {
  if (code || process.env.KEEP_TEMP) return;
  for (const dir of tempDirs) {
    try {
      fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // a process that is just ending still writes there: its litter is better than a failure
    }
  }
});

/** {ok, warnings, text}: ok when qpdf reports no error and no warning. */
export function qpdfCheck(file) {
  const r = run("qpdf", ["--check", file]);
  const text = r.out + r.err;
  const warnings = text.split("\n").filter((l) => /^WARNING|^ERROR\b|: error|operation failed/.test(l));
  return { ok: /No syntax or stream encoding errors found/.test(text) && warnings.length === 0, warnings, text };
}

const nssStores = new Map();

/** An NSS store that trusts the given roots (PEM), made once. */
function nssStore(root) {
  if (nssStores.has(root)) return nssStores.get(root);
  const dir = tempDir("nss");
  run("certutil", ["-N", "-d", `sql:${dir}`, "--empty-password"]);
  const found = fs.readFileSync(root, "utf8").match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g);
  for (const [i, certificate] of found.entries()) {
    const added = run("certutil", ["-A", "-d", `sql:${dir}`, "-n", `root ${i}`, "-t", "CT,CT,CT"], { input: certificate });
    if (added.status !== 0) throw new Error(`certutil: ${added.err}`);
  }
  nssStores.set(root, dir);
  return dir;
}

const known = new Set();

/** Makes the signers' certificates known to the store, without trust. NSS as pdfsig uses it forgets
 * the temporary certificate of one signature and then takes the next signature by the same signer for
 * a forgery (SEC_ERROR_REUSED_ISSUER_AND_SERIAL); a certificate that is in the store is compared rightly. */
function introduceSigners(store, file) {
  for (const { contents } of signatureParts(file)) {
    const pem = run("openssl", ["pkcs7", "-inform", "DER", "-print_certs"], { input: contents }).out;
    for (const [certificate] of pem.matchAll(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g)) {
      const name = crypto.createHash("sha256").update(store + certificate).digest("hex");
      if (known.has(name)) continue;
      known.add(name);
      run("certutil", ["-A", "-d", `sql:${store}`, "-n", name, "-t", ",,"], { input: certificate });
    }
  }
}

/* It asks OCSP responders of tests, which answer or give up within seconds. */
const PDFSIG_MS = 45_000;

/** One entry a signature: {signature, certificate, coversWhole, subFilter, signer, text}. ocsp false: it asks nobody. */
export function pdfsig(file, { root, ocsp = true } = {}) {
  const args = [...(ocsp ? [] : ["-no-ocsp"]), ...(root ? ["-nssdir", nssStore(root), file] : [file])];
  if (root) introduceSigners(nssStore(root), file);
  const r = run("pdfsig", args, { timeout: PDFSIG_MS });
  const parts = r.out.split(/^Signature #\d+:/m).slice(1);
  const pick = (t, key) => (t.match(new RegExp(`- ${key}: (.*)`)) ?? [])[1]?.trim();
  return parts.map((text) => ({
    signature: pick(text, "Signature Validation"),
    certificate: pick(text, "Certificate Validation"),
    subFilter: pick(text, "Signature Type"),
    field: pick(text, "Signature Field Name"),
    signer: pick(text, "Signer Certificate Common Name"),
    hash: pick(text, "Signing Hash Algorithm"),
    coversWhole: /Total document signed/.test(text) && !/Not total document signed/.test(text),
    text,
  }));
}

/** The signatures of a file as raw parts: {byteRange, contents (DER, zeros cut), content}. */
export function signatureParts(file) {
  const data = fs.readFileSync(file);
  const text = data.toString("latin1");
  const found = [];
  for (const m of text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)) {
    const [a, b, c, d] = m.slice(1).map(Number);
    if (c + d > data.length || b > c) continue;
    const hex = text.slice(b + 1, c - 1);
    found.push({
      byteRange: [a, b, c, d],
      contents: cutDer(Buffer.from(hex, "hex")),
      content: Buffer.concat([data.subarray(a, a + b), data.subarray(c, c + d)]),
    });
  }
  return found.sort((x, y) => x.byteRange[3] + x.byteRange[2] - y.byteRange[3] - y.byteRange[2]);
}

/** Is this CMS a time-stamp token by itself (a document time-stamp)? Its content type stands at its beginning. */
export function isTimestamp(cms) {
  const tstInfo = Buffer.from("060b2a864886f70d0109100104", "hex"); // id-ct-TSTInfo, RFC 3161 §2.4.2
  const at = cms.indexOf(tstInfo);
  return at >= 0 && at < 80;
}

/** The first DER element of a buffer, without the padding behind it; BER of indefinite length stays whole. */
export function cutDer(buffer) {
  let at = 1;
  let len = buffer[at++];
  if (len === 0x80) return buffer;
  if (len & 0x80) {
    let n = len & 0x7f;
    len = 0;
    while (n-- > 0) len = len * 256 + buffer[at++];
  }
  return buffer.subarray(0, at + len);
}

/** openssl cms -verify -cades of signature `index` (in order of coverage). {ok, text} */
export function opensslCades(file, root, index = 0, { at } = {}) {
  const part = signatureParts(file)[index];
  if (!part) return { ok: false, text: `no signature ${index}` };
  const dir = tempDir("cades");
  fs.writeFileSync(`${dir}/cms.der`, part.contents);
  fs.writeFileSync(`${dir}/content`, part.content);
  const args = ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", `${dir}/cms.der`,
    "-content", `${dir}/content`, "-CAfile", root, "-purpose", "any", "-out", "/dev/null"];
  if (at) args.push("-attime", String(Math.floor(at / 1000)));
  const r = run("openssl", args);
  fs.rmSync(dir, { recursive: true });
  return { ok: /CAdES Verification successful/.test(r.err + r.out) || /CMS Verification successful/i.test(r.err), text: r.err };
}

/** `openssl asn1parse`-free look at the CMS: the printed structure. */
export function opensslPrint(der) {
  return run("openssl", ["cms", "-cmsout", "-print", "-inform", "DER", "-noout"], { input: der }).out;
}

/** The signature time-stamp token of a CMS, or undefined: found by its attribute OID. */
export function timestampToken(cms) {
  const oid = Buffer.from("060b2a864886f70d010910020e", "hex"); // id-aa-timeStampToken
  const at = cms.indexOf(oid);
  if (at < 0) return undefined;
  let p = at + oid.length;
  if (cms[p] !== 0x31) return undefined;
  const set = cutDer(cms.subarray(p));
  const header = 2 + (set[1] & 0x80 ? set[1] & 0x7f : 0);
  return cutDer(set.subarray(header));
}

/** The signature value (OCTET STRING) that a CMS's first SignerInfo ends with. */
export function signatureValue(cms) {
  const dir = tempDir("sv");
  fs.writeFileSync(`${dir}/cms.der`, cms);
  const text = run("openssl", ["cms", "-cmsout", "-print", "-inform", "DER", "-in", `${dir}/cms.der`, "-noout"]).out;
  fs.rmSync(dir, { recursive: true });
  const body = text.slice(text.lastIndexOf("    signature: "));
  const lines = body.split("\n").slice(1);
  const hex = [];
  for (const l of lines) {
    const m = l.match(/^\s+[0-9a-f]{4} - (.{47})/);
    if (!m) break;
    hex.push(m[1].replace(/[ -]/g, ""));
  }
  return Buffer.from(hex.join(""), "hex");
}

/** openssl ts -verify of the time-stamp over signature `index`, as of `at` (ms) or now. {ok, text} */
export function opensslTs(file, root, index = 0, { at } = {}) {
  const part = signatureParts(file)[index];
  const token = part && timestampToken(part.contents);
  if (!token) return { ok: false, text: "no time-stamp" };
  return opensslTsToken(token, signatureValue(part.contents), root, { at });
}

/** openssl ts -verify of a token over data. */
export function opensslTsToken(token, data, root, { at } = {}) {
  const dir = tempDir("ts");
  fs.writeFileSync(`${dir}/token.der`, token);
  fs.writeFileSync(`${dir}/data`, data);
  const r = run("openssl", ["ts", "-verify", "-token_in", "-in", `${dir}/token.der`, "-data", `${dir}/data`, "-CAfile", root,
    ...(at ? ["-attime", String(Math.floor(at / 1000))] : [])]);
  fs.rmSync(dir, { recursive: true });
  return { ok: /Verification: OK/.test(r.out + r.err), text: r.out + r.err };
}

/** mutool: opens the file, counts pages and signatures. */
export function mutoolInfo(file) {
  const r = run("mutool", ["info", file]);
  const pages = Number((r.out.match(/^Pages: (\d+)/m) ?? [])[1]);
  return { pages, problems: r.err.split("\n").filter((l) => /error|warning/i.test(l)), text: r.out + r.err };
}

export const jars = ["pdfbox2", "fontbox2", "commons-logging", "bcpkix", "bcprov", "bcutil"].map((j) => `/usr/share/java/${j}.jar`).join(":");
const programs = ["Judge.java", "Signer.java"].map((name) => path.join(here, name));
let javaDir;

/** Where the compiled programs are: compiled by the first test that needs them, for all that follow. */
function javaClasses() {
  if (javaDir) return javaDir;
  const name = programs.reduce((h, file) => h.update(fs.readFileSync(file)), crypto.createHash("sha256")).digest("hex");
  const kept = path.join(os.tmpdir(), `skysign-judge-${os.userInfo().uid}-${name.slice(0, 16)}`);
  if (!fs.existsSync(kept)) {
    const dir = tempDir("judge");
    const r = run("javac", ["-d", dir, "-cp", jars, ...programs]);
    if (r.status !== 0) throw new Error(r.err);
    try {
      fs.renameSync(dir, kept);
    } catch (e) {
      if (!fs.existsSync(kept)) throw e; // another test was faster
    }
  }
  javaDir = kept;
  return kept;
}

const lean = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
/** One that ends soon: no compiler for long runs, no threads that collect. */
const java = (...args) => run("java", [...lean, "-cp", `${jars}:${javaClasses()}`, ...args]);

/** Asks Judge.java, which the first to ask starts for all tests of this machine, and which ends by itself. */
function askJudge(args) {
  const portFile = `${javaClasses()}/port`, starting = `${javaClasses()}/starting`;
  const ask = () => {
    const port = fs.existsSync(portFile) && fs.readFileSync(portFile, "utf8");
    const r = port && run("curl", ["-s", "--noproxy", "*", "-w", "\n%{http_code}", "--data-binary", "@-", `http://127.0.0.1:${port}/`], { input: args.join("\n") });
    return r && r.status === 0 ? r.out : null;
  };
  for (let i = 0; i < 600; i++) {
    const said = ask();
    if (said !== null) {
      const at = said.lastIndexOf("\n");
      if (said.slice(at + 1) !== "200") throw new Error(`PDFBox: ${said.slice(0, at)}`);
      return said.slice(0, at);
    }
    try {
      if (Date.now() - fs.statSync(starting).mtimeMs > 20_000) fs.rmdirSync(starting); // its maker was ended
    } catch { /* nobody starts it */ }
    try {
      fs.mkdirSync(starting);
      fs.rmSync(portFile, { force: true });
      spawn("java", [...lean, "-cp", `${jars}:${javaClasses()}`, "Judge", portFile], { detached: true, stdio: "ignore" }).unref();
      for (let k = 0; k < 200 && !fs.existsSync(portFile); k++) wait(100);
      fs.rmdirSync(starting);
    } catch { wait(100); /* somebody else does */ }
  }
  throw new Error("PDFBox does not start");
}

/** Stands still: whoever judges does not serve meanwhile. */
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** PDFBox with BouncyCastle: one entry a signature {valid, trusted, covers, subFilter}. */
export function pdfboxVerify(file, root) {
  return askJudge([path.resolve(file), ...(root ? [path.resolve(root)] : [])]).trim().split("\n").filter(Boolean).map((l) => {
    const [, subFilter, valid, trusted, covers] = l.split(" ");
    return { subFilter, valid: valid === "valid", trusted: trusted === "trusted", covers: covers === "covers" };
  });
}

/** PDFBox signs, also inside an encrypted file that opens with the empty password. */
export function pdfboxSign(from, to, { p12, password = "secret", reason = "" }) {
  const r = java("Signer", from, to, p12, password, reason);
  if (r.status !== 0) throw new Error(`PDFBox: ${r.err}`);
  return to;
}

/** The same of many files in one run, without a root: file → [{subFilter, valid, covers, end}]. */
export function pdfboxVerifyAll(files) {
  const said = new Map(files.map((f) => [path.resolve(f), []]));
  for (const line of askJudge(["--all", ...said.keys()]).trim().split("\n").filter(Boolean)) {
    const [file, verdict] = line.split("\t");
    const [, subFilter, valid, , covers, end] = verdict.split(" ");
    said.get(file).push({ subFilter, valid: valid === "valid", covers: covers === "covers", end: Number(end) });
  }
  return said;
}

/** Where the tested program is. */
export const skysign = process.env.SKYSIGN ?? path.resolve(here, "../../build/src/cmd/skysign");

const purposes = {
  signer: "keyUsage=critical,digitalSignature,nonRepudiation\n",
  tsa: "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n",
  tls: "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n",
  login: "extendedKeyUsage=clientAuth\nkeyUsage=critical,digitalSignature\n",
};

/** A test CA made with openssl: {dir, root (PEM file), issue(name, options) → {key, cert, p12}}. */
export function makeCa() {
  const dir = tempDir("ca");
  const root = `${dir}/root.pem`;
  const ssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"], cwd: dir });
  ssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${dir}/root.key`,
    "-out", root, "-days", "3650", "-subj", "/C=JP/O=Test/CN=Test Root", "-addext", "keyUsage=critical,keyCertSign,cRLSign");
  const newKey = {
    "rsa2048": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "rsa3072": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
    "rsa4096": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:4096"],
    "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
  };
  const issue = (name, { kind = "rsa2048", purpose = "signer", subject = `/C=JP/O=Test/CN=${name}` } = {}) => {
    const key = `${dir}/${name}.key`, cert = `${dir}/${name}.pem`, p12 = `${dir}/${name}.p12`;
    ssl("genpkey", ...newKey[kind], "-out", key);
    ssl("req", "-new", "-key", key, "-subj", subject, "-utf8", "-out", `${dir}/${name}.csr`);
    fs.writeFileSync(`${dir}/${name}.ext`, purposes[purpose]);
    ssl("x509", "-req", "-in", `${dir}/${name}.csr`, "-CA", root, "-CAkey", `${dir}/root.key`, "-CAcreateserial",
      "-days", "3000", "-extfile", `${dir}/${name}.ext`, "-out", cert);
    ssl("pkcs12", "-export", "-inkey", key, "-in", cert, "-certfile", root, "-name", name, "-passout", "pass:secret", "-out", p12);
    return { key, cert, p12, name };
  };
  return { dir, root, rootKey: `${dir}/root.key`, issue };
}
