// A strict server of the client's half of the signing protocol (/api/v1/agent), for what concerns skysign-client alone: it
// prepares real revisions with our own `skysign sign`, whose signature it never hands out, and can be as evil as a test
// asks. Every request is judged; the first that is wrong is told by `wrong()`.
import crypto from "node:crypto";
import fs from "node:fs";
import https from "node:https";
import * as judge from "./judge.mjs";
import { midstate } from "./sha2.mjs";

const b64 = (b) => Buffer.from(b).toString("base64");
const sha = (alg, ...parts) => parts.reduce((h, p) => h.update(p), crypto.createHash(alg)).digest();
const algorithms = ["rsa-pkcs1-sha256", "rsa-pkcs1-sha384", "rsa-pkcs1-sha512", "rsa-pss-sha256", "rsa-pss-sha384",
  "rsa-pss-sha512", "ecdsa-p256-sha256", "ecdsa-p384-sha384"];

/** One DER element at `at`: {tag, from, to, end}. */
function element(der, at) {
  let n = der[at + 1], from = at + 2;
  if (n & 0x80) {
    const bytes = n & 0x7f;
    n = der.readUIntBE(from, bytes);
    from += bytes;
  }
  return { tag: der[at], from, to: from + n, end: from + n };
}
const inside = (der, e) => {
  const found = [];
  for (let at = e.from; at < e.to; at = found.at(-1).end) found.push({ at, ...element(der, at) });
  return found;
};

/** The signed attributes of a CMS, under the tag that is signed (RFC 5652 §5.4). */
function signedAttributes(cms) {
  const content = inside(cms, inside(cms, element(cms, 0))[1])[0];
  const signer = inside(cms, inside(cms, content).at(-1))[0];
  const attributes = inside(cms, signer).find((e) => e.tag === 0xa0);
  const copy = Buffer.from(cms.subarray(attributes.at, attributes.end));
  copy[0] = 0x31;
  return copy;
}

const revisions = new Map();
/** The revision that a signature of this key makes of a document: the update in two parts and what is to be signed. */
function prepare(dir, name, signer, alg) {
  const out = `${dir}/${name}-${signer.name}-${alg}.pdf`;
  if (revisions.has(out)) return revisions.get(out);
  const digest = alg.split("-").at(-1);
  const r = judge.run(judge.skysign, ["sign", `${dir}/${name}`, out, "--overwrite", "--key", signer.key, "--cert", signer.cert,
    "--digest", digest, ...(alg.includes("pss") ? ["--pss"] : [])]);
  if (r.status !== 0) throw new Error(r.err);
  const part = judge.signatureParts(out).at(-1);
  const file = fs.readFileSync(out), size = fs.statSync(`${dir}/${name}`).size;
  const [, hole, rest] = part.byteRange;
  revisions.set(out, { out, digest, size, update: [file.subarray(size, hole), file.subarray(rest)],
    attributes: signedAttributes(part.contents), messageDigest: sha(digest, part.content) });
  return revisions.get(out);
}

const verifyOptions = (alg) => (alg.includes("pss")
  ? { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST } : {});

/**
 * Starts one: {port, server, origin, ticket(), asked, signed, wrong(), close()}. `files`: names in dir. `signers`: [{cert, key, name}]
 * whose keys the revisions are prepared with. `twist`: {call(body, answer)}
 * changes the answer to a call, or answers by itself when it gives a function of the response.
 */
export async function startPeer({ dir, tls, files = ["classic.pdf"], signers, twist = {} }) {
  const documents = files.map((name, i) => {
    const data = fs.readFileSync(`${dir}/${name}`);
    return { id: `doc_${i + 1}`, name, pages: 3, size: data.length,
      ...Object.fromEntries(["sha256", "sha384", "sha512"].map((alg) => [alg, sha(alg, data).toString("hex")])) };
  });
  const asked = [], signed = [];
  let wrong = null, state = {}, tickets = new Set(), requests = 0;

  const calls = {
    redeem: (body) => {
      if (!tickets.delete(body.ticket)) return { http: 410, problem: "ticket-invalid" };
      if (Buffer.from(body.nonce, "base64").length !== 16) throw new Error("nonce");
      state = { session: crypto.randomBytes(32).toString("base64url"), seq: 0, prepared: 0 };
      return { session: state.session, expires_in: 600, confirm_code: "482913", server_name: "SkySign", min_agent: "0.1.0",
        account: { name: "山田 太郎", company: "株式会社甲" },
        request: { id: "env_1", title: "業務委託契約", sender: "株式会社乙", message: "ご確認ください" }, documents,
        accept: { signature_algorithms: algorithms, issuers: [], key_usage: "nonRepudiation", subject_hint: "", jpki: true } };
    },
    certificate: (body) => {
      const cert = new crypto.X509Certificate(Buffer.from(body.certificate, "base64"));
      state.signer = signers.find((s) => new crypto.X509Certificate(fs.readFileSync(s.cert)).fingerprint256 === cert.fingerprint256);
      if (!state.signer) return { http: 422, problem: "cert-other-person" };
      state.public = cert.publicKey;
      state.alg = body.algorithms[0];
      return { subject: cert.subject, issuer: cert.issuer, not_after: "2030-01-01T00:00:00Z", status: "good", chosen: state.alg };
    },
    prepare: () => {
      state.completed = false;
      if (state.prepared++ === 0) return { state: "working" };
      state.operations = documents.map((d) => {
        const p = prepare(dir, d.name, state.signer, state.alg), data = fs.readFileSync(`${dir}/${d.name}`);
        const states = (alg) => Object.fromEntries(Object.entries(midstate(alg, data)).map(([k, v]) => [k, b64(v)]));
        return { ...p, op: crypto.randomBytes(8).toString("hex"), document: d.id, proof: states(p.digest), shown: states("sha256") };
      });
      return { state: "ready", expires_in: 60, operations: state.operations.map((o) => ({ op: o.op, document: o.document,
        digest_algorithm: o.digest, signature_algorithm: state.alg, signed_attrs: b64(o.attributes),
        message_digest: b64(o.messageDigest), proof: { shown_size: o.size, ...o.proof, update: o.update.map(b64) },
        ...(o.digest === "sha256" ? {} : { shown: o.shown }) })) };
    },
    complete: (body) => {
      if (state.completed) return { http: 202, state: "working" }; // the same again
      state.completed = true;
      for (const { op, signature } of body.signatures) {
        const o = state.operations.find((x) => x.op === op);
        const value = Buffer.from(signature, "base64");
        const good = crypto.verify(o.digest, o.attributes, { key: state.public, ...verifyOptions(state.alg) }, value);
        if (!good) throw new Error("the signature does not verify");
        signed.push({ ...o, value, alg: state.alg, token: state.token });
      }
      return { http: 202, state: "working" };
    },
    status: () => (state.polled ? { state: "done", error: null, documents: documents.map((d) => ({ id: d.id, sha256: d.sha256, timestamp: null })) }
      : ((state.polled = true), { state: "working" })),
    cancel: () => ({ http: 204 }),
  };

  const problem = (code) => JSON.stringify({ type: `/problems/${code}`, title: "t", status: 0, detail: "" });
  const answer = (call, rq, body) => {
    if (rq.method !== "POST" || rq.headers["content-type"] !== "application/json") throw new Error("form of the request");
    if (call !== "redeem") {
      if (rq.headers.authorization !== `Bearer ${state.session}`) throw new Error(`${call}: bearer`);
      if (!(body.seq > state.seq)) throw new Error(`${call}: seq ${body.seq} after ${state.seq}`);
      state.seq = body.seq;
    } else if (rq.headers.authorization || rq.headers.cookie) throw new Error("redeem: too much said");
    return calls[call](body);
  };
  const serve = (rq, rs, text) => {
    const call = rq.url.replace("/api/v1/agent/", "");
    const body = JSON.parse(text);
    asked.push({ call, body });
    let result = answer(call, rq, body);
    if (twist[call]) result = twist[call](result, body, asked) ?? result;
    if (typeof result === "function") return result(rs, rq);
    const { http: status = 200, problem: code, ...json } = result;
    rs.writeHead(status, status === 204 ? {} : { "Content-Type": code ? "application/problem+json" : "application/json" });
    rs.end(status === 204 ? undefined : code ? problem(code) : JSON.stringify(json));
  };
  const server = https.createServer({ key: fs.readFileSync(tls.key), cert: fs.readFileSync(tls.cert) }, (rq, rs) => {
    const parts = [];
    requests++;
    rq.on("data", (d) => parts.push(d));
    rq.on("end", () => {
      try {
        serve(rq, rs, Buffer.concat(parts).toString());
      } catch (e) {
        wrong ??= e;
        rs.writeHead(500, { "Content-Type": "application/problem+json" }).end(problem("internal-error"));
      }
    });
  });
  server.on("tlsClientError", () => {});
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const ticket = () => {
    const t = crypto.randomBytes(32).toString("base64url");
    tickets.add(t);
    return t;
  };
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const { port } = server.address();
  return { port, server, origin: `https://127.0.0.1:${port}`, ticket, asked, signed, requests: () => requests, wrong: () => wrong, close };
}
