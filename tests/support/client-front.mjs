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

/** {sign(ticket, key, options) → {status, out, err}, close()}: key as for --key, options {pin, lang}; the pin may be a promise, the
 * program then waits for it. */
export async function startClientFront(service) {
  const ca = judge.makeCa(), tls = ca.issue("front", { kind: "p256", purpose: "tls" }), dir = judge.tempDir("front");
  const front = https.createServer({ key: fs.readFileSync(tls.key), cert: fs.readFileSync(tls.cert) }, (rq, rs) => {
    const headers = { ...rq.headers, "x-forwarded-for": someAddress() };
    const there = http.request(new URL(rq.url, service.url), { method: rq.method, headers }, (answer) => {
      rs.writeHead(answer.statusCode, answer.headers);
      answer.pipe(rs);
    });
    rq.pipe(there.on("error", () => rs.destroy()));
  });
  await new Promise((done) => front.listen(0, "127.0.0.1", done));
  const origin = `https://127.0.0.1:${front.address().port}`;
  fs.writeFileSync(`${dir}/servers`, `${origin} ca=${ca.root}\n`);
  const sign = (ticket, key, { pin = "secret", lang = "en" } = {}) => new Promise((done) => {
    const p = spawn(program, ["sign", "--server", origin, "--servers", `${dir}/servers`, "--ticket-stdin", "--key", key, "--pin-fd", "3",
      "--yes", "--lang", lang], { stdio: ["pipe", "pipe", "pipe", "pipe"] });
    let out = "", err = "";
    p.stdout.on("data", (d) => (out += d));
    p.stderr.on("data", (d) => (err += d));
    p.stdin.on("error", () => {}).end(`${ticket}\n`);
    p.stdio[3].on("error", () => {});
    Promise.resolve(pin).then((typed) => p.stdio[3].end(`${typed}\n`));
    p.on("close", (status) => done({ status, out, err }));
  });
  const close = () => {
    front.close();
    front.closeAllConnections();
  };
  return { origin, sign, close };
}
