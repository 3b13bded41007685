// The real signing program against a real service: skysign-client speaks HTTPS alone, so a TLS front stands before the
// service, as a reverse proxy does.
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import * as judge from "./judge.mjs";
import { someAddress } from "./service.mjs";

export const program = process.env.CLIENT_PROGRAM ?? path.resolve(judge.skysign, "../../client/skysign-client");

const PATIENCE_MS = 180_000;

/** {ca, sign(ticket, key, options) → {status, out, err}, traffic(), close()}: key as for --key (null: none is named), options {pin, lang}; the pin
 * may be a promise, the program then waits for it. One that hangs is ended, and err says so. traffic: bytes of both directions on the wire, TLS and all. `lose` of what is given back
 * may be set to a function of (call, its number, the front) that says "asked" or "answered": the connection is cut before the call
 * reaches the service, or when its answer is on the way. */
export async function startClientFront(service) {
  const ca = judge.makeCa(), tls = ca.issue("front", { kind: "p256", purpose: "tls" }), dir = judge.tempDir("front");
  const sockets = [], counts = {}, given = {};
  const front = https.createServer({ key: fs.readFileSync(tls.key), cert: fs.readFileSync(tls.cert) }, (rq, rs) => {
    const headers = { ...rq.headers, "x-forwarded-for": someAddress() }, call = rq.url.split("/").at(-1);
    counts[call] = (counts[call] ?? 0) + 1;
    const lost = given.lose?.(call, counts[call]);
    if (lost === "asked") return void rq.destroy();
    const there = http.request(new URL(rq.url, service.url), { method: rq.method, headers }, (answer) => {
      if (lost === "answered") return void answer.on("end", () => rs.destroy()).resume();
      rs.writeHead(answer.statusCode, answer.headers);
      answer.pipe(rs);
    });
    rq.pipe(there.on("error", () => rs.destroy()));
  });
  front.on("connection", (socket) => sockets.push(socket));
  await new Promise((done) => front.listen(0, "127.0.0.1", done));
  const origin = `https://127.0.0.1:${front.address().port}`;
  fs.writeFileSync(`${dir}/servers`, `${origin} ca=${ca.root}\n`);
  const sign = (ticket, key, { pin = "secret", lang = "en", env = {} } = {}) => new Promise((done) => {
    const p = spawn(program, ["sign", "--server", origin, "--servers", `${dir}/servers`, "--ticket-stdin", ...(key ? ["--key", key] : []),
      "--pin-fd", "3", "--yes", "--lang", lang], { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe", "pipe"], timeout: PATIENCE_MS, killSignal: "SIGKILL" });
    let out = "", err = "";
    p.stdout.on("data", (d) => (out += d));
    p.stderr.on("data", (d) => (err += d));
    p.stdin.on("error", () => {}).end(`${ticket}\n`);
    p.stdio[3].on("error", () => {});
    Promise.resolve(pin).then((typed) => p.stdio[3].end(`${typed}\n`));
    p.on("close", (status, signal) => done({ status, out, err: signal ? `${err}\nit ended by ${signal}; after ${PATIENCE_MS / 1000} s it is ended` : err }));
  });
  const close = () => {
    front.close();
    front.closeAllConnections();
  };
  const traffic = () => sockets.reduce((n, s) => n + s.bytesRead + s.bytesWritten, 0);
  return Object.assign(given, { origin, ca, dir, sign, traffic, counts, close });
}
