// Makes the honest files: node tests/honest/make.mjs OUT_DIR. manifest.json lists them with what is expected of each.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { makeCa, run, skysign } from "../support/judge.mjs";
import { startTsa } from "../support/tsa.mjs";
import { matrix } from "./matrix.mjs";
import { makeOffice } from "./office.mjs";
import { producers } from "./producers.mjs";
import { must, startJava } from "./programs.mjs";
import { steps } from "./steps.mjs";

const kinds = ["rsa2048", "rsa3072", "rsa4096", "p256", "p384"];

/** A CA with its signers; NSS knows one of them. */
function makeKeys(work) {
  const ca = makeCa();
  const keys = Object.fromEntries(kinds.map((kind) => [kind, ca.issue(kind, { kind })]));
  ca.issue("stamps", { kind: "p256", purpose: "tsa" });
  const nss = `${work}/nss`;
  fs.mkdirSync(nss);
  run("openssl", ["pkcs12", "-export", "-inkey", ca.rootKey, "-in", ca.root, "-passout", "pass:secret", "-out", `${ca.dir}/root.p12`]);
  run("certutil", ["-N", "-d", `sql:${nss}`, "--empty-password"]);
  run("certutil", ["-A", "-d", `sql:${nss}`, "-n", "root", "-t", "CT,CT,CT", "-i", ca.root]);
  run("pk12util", ["-i", keys.rsa2048.p12, "-d", `sql:${nss}`, "-W", "secret"]);
  return { ca, keys, nss };
}

/** A signer under a root with an RSA key: some programs know no other. */
function makeRsaOnly(work) {
  const at = (name) => path.join(work, name);
  const ssl = (...args) => { if (run("openssl", args).status !== 0) throw new Error(`openssl ${args.join(" ")}`); };
  const usage = (text) => ["-addext", `keyUsage=critical,${text}`];
  ssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", at("rsa-root.key"), "-out", at("rsa-root.pem"), "-days", "3650",
    "-subj", "/C=JP/O=Test/CN=RSA Root", ...usage("keyCertSign"));
  ssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", at("rsa-only.key"), "-out", at("rsa-only.pem"), "-days", "3000",
    "-subj", "/C=JP/O=Test/CN=RSA only", "-CA", at("rsa-root.pem"), "-CAkey", at("rsa-root.key"), "-addext", "basicConstraints=CA:FALSE", ...usage("digitalSignature"));
  ssl("pkcs12", "-export", "-inkey", at("rsa-only.key"), "-in", at("rsa-only.pem"), "-certfile", at("rsa-root.pem"), "-passout", "pass:secret", "-out", at("rsa-only.p12"));
  return { p12: at("rsa-only.p12"), root: at("rsa-root.pem") };
}

/** Our own time-stamp authority is made by the first signature that asks for it. */
async function makeOwnAuthority(c) {
  fs.writeFileSync(`${c.work}/first.pdf`, (await import("../support/pdfs.mjs")).plainPdf());
  await must(skysign, ["sign", `${c.work}/first.pdf`, `${c.work}/first-signed.pdf`, "--key", c.key("p256").key, "--cert", c.key("p256").cert,
    "--tsa", "local", "--data", c.data], { env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0" } });
}

/** The path of a document, which is made when somebody asks for it first. */
function documentsOf(c) {
  const made = new Map();
  return async (name) => {
    const out = path.join(c.work, `${name}.pdf`);
    if (!made.has(name)) made.set(name, producers[name] ? producers[name](c, out) : c.office());
    await made.get(name);
    return out;
  };
}

async function makeRow(c, row) {
  let file = await c.need(row.producer);
  for (const [i, name] of row.steps.entries()) {
    const out = path.join(c.work, [row.producer, ...row.steps.slice(0, i + 1)].join("+") + ".pdf");
    if (!c.done.has(out)) c.done.set(out, Promise.resolve(steps[name].run(c, file, out)));
    await c.done.get(out);
    file = out;
  }
  fs.copyFileSync(file, path.join(c.out, `${row.name}.pdf`));
}

/** What waits for LibreOffice. */
const slow = (row) => /^(office|qpdf-[^afr]|cairo|ghost|mupdf|pdftk)/.test(row.producer);

async function makeAll(c, rows) {
  const failed = [];
  const todo = [...rows].sort((a, b) => slow(a) - slow(b));
  const worker = async () => {
    for (let row = todo.shift(); row; row = todo.shift())
      await makeRow(c, row).catch((e) => failed.push(`${row.name}: ${e.message}`));
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return failed;
}

/** What to trust, beside the files. */
const trust = ["root.pem", "rsa-root.pem", "own-ca"];

/** {files: [{name, file, expected}], trust: [names], failed: [messages]} */
export async function makeHonest(out, { rows = matrix } = {}) {
  const work = path.join(out, "work");
  fs.mkdirSync(work, { recursive: true });
  const { ca, keys, nss } = makeKeys(work);
  const rsaOnly = makeRsaOnly(work);
  keys["rsa-only"] = rsaOnly;
  const tsa = await startTsa(ca);
  const java = await startJava(work, ca.dir);
  const c = { out, work, nss, root: ca.root, data: path.join(work, "data"), tsa: tsa.url, key: (name) => keys[name], java: java.run,
    done: new Map() };
  c.need = documentsOf(c);
  let office;
  c.office = () => (office ??= makeOffice(work, nss, "CN=rsa2048,O=Test,C=JP"));
  if (rows.some(slow)) c.office().catch(() => {}); // whoever waits for it hears of a failure
  await makeOwnAuthority(c);
  const failed = await makeAll(c, rows);
  java.stop();
  tsa.close();
  fs.copyFileSync(ca.root, path.join(out, "root.pem"));
  fs.copyFileSync(rsaOnly.root, path.join(out, "rsa-root.pem"));
  fs.cpSync(path.join(c.data, "ca"), path.join(out, "own-ca"), { recursive: true });
  const files = rows.filter((r) => fs.existsSync(path.join(out, `${r.name}.pdf`))).map((r) => ({ name: r.name, file: `${r.name}.pdf`, expected: r.expected }));
  fs.writeFileSync(path.join(out, "manifest.json"), JSON.stringify({ trust, files }, null, 1));
  return { files, failed, trust };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, failed } = await makeHonest(path.resolve(process.argv[2]));
  console.log(`${files.length} files`);
  for (const message of failed) console.error(message);
  process.exitCode = failed.length ? 1 : 0;
}
