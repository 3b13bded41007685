// A time-stamp authority that is not ours: `openssl ts -reply` behind HTTP.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { tempDir } from "./judge.mjs";

const config = (dir, leaf, root) => `[ts]
default_tsa=t
[t]
serial=${dir}/serial
signer_cert=${leaf.cert}
signer_key=${leaf.key}
certs=${root}
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256,sha384,sha512
accuracy=secs:1
ess_cert_id_chain=no
ess_cert_id_alg=sha256
`;

/**
 * Starts one: {url, asked(), close()}. `change` may alter each reply (a Buffer); `port` is a fixed one;
 * `meet(n)` is awaited when the n-th query is there, before it is answered; `login` ("user:password") is demanded.
 */
export async function startTsa(ca, { name = "tsa", change = (reply) => reply, port = 0, meet = () => {}, login } = {}) {
  const dir = tempDir("tsa");
  const leaf = ca.issue(name, { kind: "p256", purpose: "tsa" });
  fs.writeFileSync(`${dir}/serial`, "01\n");
  fs.writeFileSync(`${dir}/ts.cnf`, config(dir, leaf, ca.root));
  let asked = 0;
  const answer = (query) => {
    fs.writeFileSync(`${dir}/q.tsq`, query);
    execFileSync("openssl", ["ts", "-reply", "-config", `${dir}/ts.cnf`, "-section", "t", "-queryfile", `${dir}/q.tsq`,
      "-out", `${dir}/r.tsr`], { stdio: "ignore" });
    return change(fs.readFileSync(`${dir}/r.tsr`));
  };
  const server = http.createServer((rq, rs) => {
    const parts = [];
    rq.on("data", (d) => parts.push(d));
    rq.on("end", async () => {
      await meet(++asked);
      if (login && rq.headers.authorization !== `Basic ${Buffer.from(login).toString("base64")}`) {
        rs.writeHead(401).end();
        return;
      }
      rs.writeHead(200, { "Content-Type": "application/timestamp-reply" });
      rs.end(answer(Buffer.concat(parts)));
    });
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, asked: () => asked, close };
}
