// An OCSP responder over `openssl ocsp`, one process a question, in a thread of its own: judges ask while the test stands still.
// openssl's own server answers one connection after another, so that one that says nothing would keep all others waiting.
import { execFile } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { fileURLToPath } from "node:url";

const MOST = 64 << 10, WAIT_MS = 10_000;

/** The request of a POST, or of a GET: base64 in the path (RFC 6960 A.1). */
async function requestOf(rq) {
  if (rq.method === "GET") return Buffer.from(decodeURIComponent(rq.url.slice(1)), "base64");
  const parts = [];
  let size = 0;
  for await (const part of rq) {
    size += part.length;
    if (size > MOST) throw new Error("the request is too large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

let count = 0;

/** The authority's index is read each time, so that a revocation is told at once. */
async function answer({ dir, signer, env }, request) {
  const name = `${dir}/ocsp-${process.pid}-${workerData.port}-${count++}`;
  fs.writeFileSync(`${name}.req`, request);
  try {
    await new Promise((done, fail) => execFile("openssl", ["ocsp", "-index", "index.txt", "-CA", "sub.pem", "-rsigner", `${signer}.pem`, "-rkey", `${signer}.key`,
      "-ndays", "1", "-reqin", `${name}.req`, "-respout", `${name}.res`], { cwd: dir, env: { ...process.env, ...env }, timeout: WAIT_MS, killSignal: "SIGKILL" }, (e) => (e ? fail(e) : done())));
    return fs.readFileSync(`${name}.res`);
  } finally {
    for (const end of ["req", "res"]) fs.rmSync(`${name}.${end}`, { force: true });
  }
}

function serve(options) {
  const server = http.createServer(async (rq, rs) => {
    try {
      const body = await answer(options, await requestOf(rq));
      rs.writeHead(200, { "Content-Type": "application/ocsp-response", Connection: "close" }).end(body);
    } catch {
      rs.writeHead(400, { Connection: "close" }).end();
    }
  });
  server.headersTimeout = server.requestTimeout = WAIT_MS / 2;
  server.timeout = 2 * WAIT_MS;
  server.listen(options.port, "127.0.0.1", () => parentPort.postMessage("ready"));
}

/** Answers at `port` for the authority in `dir` (online-ca.mjs), signed by `signer`. */
export async function startResponder(options) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { responder: true, ...options } });
  await new Promise((done, fail) => { worker.once("message", done); worker.once("error", fail); });
  worker.unref();
  return { close: () => worker.terminate() };
}

if (!isMainThread && workerData?.responder) serve(workerData);
