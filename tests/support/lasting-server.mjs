// What the authorities of lasting.mjs publish over HTTP, at the time that the test's clock shows: lists, answers of OCSP, time-stamps,
// certificates. It serves in a thread of its own, so that a test that waits for a program keeps nobody else waiting; what the
// two tell each other lies in the world's folder.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { isMainThread, parentPort, workerData } from "node:worker_threads";

const tsaConfig = (dir, who) => `[ts]
default_tsa=t
[t]
serial=${dir}/ts-serial
signer_cert=${who.cert}
signer_key=${who.key}
certs=${who.cert}
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256,sha384,sha512
accuracy=secs:1
ess_cert_id_alg=sha256
`;

/** The environment and the command line that run a program with its clock at `at` (ISO), now without one. */
export function atTime(at, program, args) {
  if (!at) return { program, args, env: {} };
  return {
    program: "faketime", args: [at.replace("T", " ").replace("Z", ""), program, ...args],
    env: { TZ: "UTC", FAKETIME_DONT_FAKE_MONOTONIC: "1" }, // time limits go on as they are
  };
}

export function runAt(at, program, args, options = {}) {
  const r = atTime(at, program, args);
  return execFileSync(r.program, r.args, { stdio: ["pipe", "pipe", "pipe"], ...options, env: { ...process.env, ...r.env } });
}

function write(path, data) {
  fs.writeFileSync(`${path}.new`, data);
  fs.renameSync(`${path}.new`, path);
}

export const initial = { clock: undefined, down: [] };
export const saveState = (dir, state) => write(`${dir}/state.json`, JSON.stringify(state));
const loadState = (dir) => JSON.parse(fs.readFileSync(`${dir}/state.json`));

/** The list of an authority as of the clock, DER; one a clock's position, as authorities publish them. */
export function listOf(dir, issuer, clock) {
  const list = `${dir}/list-${issuer}-${clock}.crl`, pem = `${list}.pem`;
  if (!fs.existsSync(list)) {
    runAt(clock, "openssl", ["ca", "-gencrl", "-config", `${dir}/${issuer}.ca/cnf`, "-cert", `${dir}/${issuer}.pem`, "-keyfile", `${dir}/${issuer}.key`, "-out", pem]);
    write(list, execFileSync("openssl", ["crl", "-in", pem, "-outform", "DER"]));
  }
  return fs.readFileSync(list);
}

/** After a revocation: lists are made anew. */
export function forgetLists(dir) {
  for (const name of fs.readdirSync(dir)) if (name.startsWith("list-")) fs.rmSync(`${dir}/${name}`);
}

function ocspAnswer(dir, issuer, clock, request) {
  fs.writeFileSync(`${dir}/ocsp.req`, request);
  runAt(clock, "openssl", ["ocsp", "-index", `${dir}/${issuer}.ca/index`, "-CA", `${dir}/${issuer}.pem`, "-rsigner", `${dir}/${issuer}-ocsp.pem`,
    "-rkey", `${dir}/${issuer}-ocsp.key`, "-ndays", "1", "-reqin", `${dir}/ocsp.req`, "-respout", `${dir}/ocsp.res`]);
  return fs.readFileSync(`${dir}/ocsp.res`);
}

function timestamp(dir, name, clock, request) {
  fs.writeFileSync(`${dir}/ts.cnf`, tsaConfig(dir, { cert: `${dir}/${name}.pem`, key: `${dir}/${name}.key` }));
  fs.writeFileSync(`${dir}/ts.req`, request);
  runAt(clock, "openssl", ["ts", "-reply", "-config", `${dir}/ts.cnf`, "-section", "t", "-queryfile", `${dir}/ts.req`, "-out", `${dir}/ts.res`]);
  return fs.readFileSync(`${dir}/ts.res`);
}

const certificate = (dir, name) => execFileSync("openssl", ["x509", "-in", `${dir}/${name}.pem`, "-outform", "DER"]);

function answer(dir, clock, path, body) {
  const [, what, name] = path.split("/");
  if (what === "crl") return [listOf(dir, name, clock), "application/pkix-crl"];
  if (what === "ocsp") return [ocspAnswer(dir, name, clock, body), "application/ocsp-response"];
  if (what === "tsa") return [timestamp(dir, name, clock, body), "application/timestamp-reply"];
  return [certificate(dir, what.replace(/\.cer$/, "")), "application/pkix-cert"];
}

function serve(dir) {
  const server = http.createServer((rq, rs) => {
    const parts = [];
    rq.on("data", (d) => parts.push(d));
    rq.on("end", () => {
      fs.appendFileSync(`${dir}/asked`, `${rq.url}\n`);
      const { clock, down } = loadState(dir);
      if (down.includes(rq.url)) return void rs.writeHead(503).end();
      const [body, type] = answer(dir, clock, rq.url, Buffer.concat(parts));
      rs.writeHead(200, { "Content-Type": type }).end(body);
    });
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(`http://127.0.0.1:${server.address().port}/`));
}

if (!isMainThread && workerData?.authorities) serve(workerData.authorities);
