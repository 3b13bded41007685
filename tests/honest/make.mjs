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
  for (const k of Object.values(keys)) { // without the root, whose EC key some programs cannot read
    k.alone = k.p12.replace(/\.p12$/, "-alone.p12");
    run("openssl", ["pkcs12", "-export", "-inkey", k.key, "-in", k.cert, "-passout", "pass:secret", "-out", k.alone]);
  }
  ca.issue("stamps", { kind: "p256", purpose: "tsa" });
  const nss = `${work}/nss`;
  fs.mkdirSync(nss);
  run("openssl", ["pkcs12", "-export", "-inkey", ca.rootKey, "-in", ca.root, "-passout", "pass:secret", "-out", `${ca.dir}/root.p12`]);
  run("certutil", ["-N", "-d", `sql:${nss}`, "--empty-password"]);
  run("certutil", ["-A", "-d", `sql:${nss}`, "-n", "root", "-t", "CT,CT,CT", "-i", ca.root]);
  run("pk12util", ["-i", keys.rsa2048.p12, "-d", `sql:${nss}`, "-W", "secret"]);
  return { ca, keys, nss };
}

/** Our own time-stamp authority is made by the first signature that asks for it. */
async function makeOwnAuthority(c) {
  fs.writeFileSync(`${c.work}/first.pdf`, (await import("../support/pdfs.mjs")).plainPdf());
  await must(skysign, ["sign", `${c.work}/first.pdf`, `${c.work}/first-signed.pdf`, "--key", c.key("p256").key, "--cert", c.key("p256").cert,
    "--tsa", "local", "--data", c.data], { env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0" } });
}

/** Documents are made when the first row asks for them. */
function documentsOf(c) {
  const made = new Map();
  const make = (name) => {
    const out = c.made(name);
    if (!made.has(name)) made.set(name, producers[name] ? Promise.resolve(producers[name](c, out)) : c.office);
    return made.get(name);
  };
  return make;
}

async function makeRow(c, row, documents) {
  await documents(row.producer);
  let file = c.made(row.producer);
  for (const [i, name] of row.steps.entries()) {
    const out = path.join(c.work, [row.producer, ...row.steps.slice(0, i + 1)].join("+") + ".pdf");
    if (!c.done.has(out)) c.done.set(out, Promise.resolve(steps[name].run(c, file, out)));
    await c.done.get(out);
    file = out;
  }
  fs.copyFileSync(file, path.join(c.out, `${row.name}.pdf`));
}

async function makeAll(c, rows) {
  const documents = documentsOf(c);
  const failed = [];
  for (const name of ["pdfbox-form", "hand-plain", "hand-crlf"]) await documents(name);
  const todo = [...rows].sort((a, b) => a.producer.startsWith("office") - b.producer.startsWith("office"));
  const worker = async () => {
    for (let row = todo.shift(); row; row = todo.shift())
      await makeRow(c, row, documents).catch((e) => failed.push(`${row.name}: ${e.message}`));
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return failed;
}

/** {files: [{name, file, expected}], trust: [paths], failed: [messages]} */
export async function makeHonest(out, { rows = matrix } = {}) {
  const work = path.join(out, "work");
  fs.mkdirSync(work, { recursive: true });
  const { ca, keys, nss } = makeKeys(work);
  const tsa = await startTsa(ca);
  const java = await startJava(work, ca.dir);
  const c = { out, work, nss, root: ca.root, data: path.join(work, "data"), tsa: tsa.url, key: (name) => keys[name], java: java.run,
    made: (name) => path.join(work, `${name}.pdf`), done: new Map() };
  await makeOwnAuthority(c);
  c.office = makeOffice(work, nss, "CN=rsa2048,O=Test,C=JP");
  await c.office;
  const failed = await makeAll(c, rows);
  java.stop();
  tsa.close();
  fs.copyFileSync(ca.root, path.join(out, "root.pem"));
  fs.cpSync(path.join(c.data, "ca"), path.join(out, "own-ca"), { recursive: true });
  const files = rows.filter((r) => fs.existsSync(path.join(out, `${r.name}.pdf`))).map((r) => ({ name: r.name, file: `${r.name}.pdf`, expected: r.expected }));
  fs.writeFileSync(path.join(out, "manifest.json"), JSON.stringify({ trust: ["root.pem", "own-ca"], files }, null, 1));
  return { files, failed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, failed } = await makeHonest(path.resolve(process.argv[2]));
  console.log(`${files.length} files`);
  for (const message of failed) console.error(message);
  process.exitCode = failed.length ? 1 : 0;
}
