// A remote signing service by the CSC API v2.0.0.2, as strict as the text: unknown members, wrong scopes, missing PKCE, other
// redirect addresses, codes that come twice, activation for other hashes, numbers or credentials, algorithms that do not fit are
// refused with the errors of the specification. A process of its own (`startCsc`); its people decide on its pages.
import assert from "node:assert/strict";
import { execFileSync, fork } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { fileURLToPath } from "node:url";

const OIDS = {
  "1.2.840.113549.1.1.11": ["rsa", "2.16.840.1.101.3.4.2.1"], "1.2.840.113549.1.1.12": ["rsa", "2.16.840.1.101.3.4.2.2"],
  "1.2.840.10045.4.3.2": ["ec", "2.16.840.1.101.3.4.2.1"], "1.2.840.10045.4.3.3": ["ec", "2.16.840.1.101.3.4.2.2"],
};
const HASHES = { "2.16.840.1.101.3.4.2.1": ["sha256", 32], "2.16.840.1.101.3.4.2.2": ["sha384", 48] };
const random = () => crypto.randomBytes(24).toString("base64url");
const b64 = (s, n) => typeof s === "string" && Buffer.from(s, "base64").toString("base64") === s && (!n || Buffer.from(s, "base64").length === n);

class Refused extends Error {
  constructor(error, description, status = 400) {
    super(`${error}: ${description}`);
    Object.assign(this, { error, description, status });
  }
}
const need = (ok, description, error = "invalid_request", status = 400) => {
  if (!ok) throw new Refused(error, description, status);
};
/** Only these members, each of its type; "!" is needed. */
function shape(o, rules) {
  need(o && typeof o === "object" && !Array.isArray(o), "no JSON object");
  for (const name of Object.keys(o)) need(name in rules, `unknown parameter ${name}`);
  for (const [name, rule] of Object.entries(rules)) {
    const type = rule.replace("!", "");
    if (o[name] === undefined) need(!rule.endsWith("!"), `missing (or invalid type) string parameter ${name}`);
    else need(type === "list" ? Array.isArray(o[name]) && o[name].every((s) => typeof s === "string") : typeof o[name] === type, `invalid type of ${name}`);
  }
}

class Csc {
  constructor(config) {
    Object.assign(this, config);
    this.waiting = new Map();
    this.codes = new Map();
    this.tokens = new Map();
    this.faults = {};
    this.asked = [];
    this.refused = [];
  }

  credential(id) {
    const k = this.credentials.find((one) => one.id === id);
    need(k, "Invalid parameter credentialID");
    return k;
  }

  /** §8.4.2 */
  authorize(q) {
    const known = ["response_type", "client_id", "redirect_uri", "scope", "code_challenge", "code_challenge_method", "state", "lang",
      "credentialID", "numSignatures", "hashes", "hashAlgorithmOID", "description"];
    for (const name of new Set(q.keys())) need(known.includes(name) && q.getAll(name).length === 1, `unknown or repeated parameter ${name}`);
    const a = Object.fromEntries(q);
    need(a.client_id === this.client.id, "unknown client_id", "invalid_client");
    need(a.redirect_uri === this.client.redirect, "the redirect_uri is not the registered one");
    need(a.response_type === "code", "response_type", "unsupported_response_type");
    need(/^[A-Za-z0-9_-]{43}$/.test(a.code_challenge ?? "") && a.code_challenge_method === "S256", "code_challenge");
    need((a.state ?? "").length >= 22, "state");
    need(["service", "credential"].includes(a.scope), "scope", "invalid_scope");
    const of = ["credentialID", "numSignatures", "hashes", "hashAlgorithmOID"];
    if (a.scope === "service") need(!of.some((name) => name in a), "parameters of the scope credential");
    else this.authorizeHashes(a, of);
    const id = random();
    this.waiting.set(id, a);
    return { id, a };
  }

  authorizeHashes(a, of) {
    for (const name of of) need(a[name], `missing ${name}`);
    const k = this.credential(a.credentialID), [, size] = HASHES[a.hashAlgorithmOID] ?? [];
    need(size, "hashAlgorithmOID");
    const list = a.hashes.split(",");
    need(list.every((h) => /^[A-Za-z0-9_-]+$/.test(h) && Buffer.from(h, "base64url").length === size), "hashes are not base64url of that digest");
    need(Number(a.numSignatures) === list.length && list.length <= k.multisign, "numSignatures");
    a.list = list.map((h) => Buffer.from(h, "base64url").toString("base64"));
  }

  /** What the person pressed; gives where the browser goes. */
  decide(form) {
    const a = this.waiting.get(form.get("id"));
    need(a, "this page was used before");
    this.waiting.delete(form.get("id"));
    const to = new URL(a.redirect_uri);
    if (form.get("answer") === "allow") {
      const code = random();
      this.codes.set(code, { a, until: Date.now() + 60_000 });
      to.searchParams.set("code", code);
    } else {
      to.searchParams.set("error", form.get("answer") === "broken" ? "server_error" : "access_denied");
      to.searchParams.set("error_description", "The user said no");
    }
    to.searchParams.set("state", a.state);
    if (this.iss) to.searchParams.set("iss", this.url); // RFC 9207
    return to.href;
  }

  /** §8.4.4 */
  token(form) {
    const known = ["grant_type", "code", "client_id", "client_secret", "redirect_uri", "code_verifier"];
    for (const name of new Set(form.keys())) need(known.includes(name) && form.getAll(name).length === 1, `unknown or repeated parameter ${name}`);
    const t = Object.fromEntries(form);
    need(t.client_id === this.client.id && t.client_secret === this.client.secret, "client authentication failed", "invalid_client", 401);
    need(t.grant_type === "authorization_code", "grant_type", "unsupported_grant_type");
    const code = this.codes.get(t.code);
    need(code, "unknown code", "invalid_grant");
    if (code.used) this.tokens.delete(code.used); // RFC 6749 §4.1.2
    need(!code.used && code.until > Date.now(), "the code was used or has expired", "invalid_grant");
    need(t.redirect_uri === code.a.redirect_uri, "redirect_uri", "invalid_grant");
    const made = crypto.createHash("sha256").update(t.code_verifier ?? "").digest("base64url");
    need(/^[A-Za-z0-9._~-]{43,128}$/.test(t.code_verifier ?? "") && made === code.a.code_challenge, "code_verifier", "invalid_grant");
    const token = code.used = random();
    const sad = this.sad && code.a.scope === "credential";
    this.tokens.set(token, { ...code.a, sad, until: Date.now() + (this.faults.expired === code.a.scope ? -1 : 300_000) });
    return { access_token: token, token_type: sad ? "SAD" : "Bearer", expires_in: 300, ...(code.a.credentialID && { credentialID: code.a.credentialID }) };
  }

  bearer(rq, scopes) {
    const [, value] = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/.exec(rq.headers.authorization ?? "") ?? [];
    const t = this.tokens.get(value);
    need(t && !t.sad && t.until > Date.now(), "The access or refresh token is expired or has been revoked", "invalid_token", 401);
    need(scopes.includes(t.scope), "insufficient scope", "insufficient_scope", 403);
    return t;
  }

  info(body) {
    shape(body, { lang: "string" });
    return {
      specs: "2.0.0.2", name: "Test Remote Signing", logo: "https://sign.example/logo.png", region: "JP", lang: "ja", description: "for tests",
      authType: ["oauth2code"], oauth2: `${this.url}/`, methods: ["oauth2/authorize", "oauth2/token", "credentials/list", "credentials/info", "signatures/signHash"],
      asynchronousOperationMode: false, signAlgorithms: { algos: Object.keys(OIDS) }, signature_formats: { formats: [] }, conformance_levels: [],
    };
  }

  list(body, rq) {
    this.bearer(rq, ["service"]);
    shape(body, { userID: "string", credentialInfo: "boolean", certificates: "string", certInfo: "boolean", authInfo: "boolean", onlyValid: "boolean", lang: "string", clientData: "string" });
    need(body.userID === undefined, "userID with a token of a user");
    return { credentialIDs: this.credentials.map((k) => k.id), onlyValid: false };
  }

  about(body, rq) {
    this.bearer(rq, ["service", "credential"]);
    shape(body, { credentialID: "string!", certificates: "string", certInfo: "boolean", authInfo: "boolean", lang: "string", clientData: "string" });
    need(["none", "single", "chain"].includes(body.certificates ?? "single"), "certificates");
    const k = this.credential(body.credentialID), der = (pem) => new crypto.X509Certificate(fs.readFileSync(pem)).raw.toString("base64");
    return {
      description: k.description ?? "", signatureQualifier: "eu_eidas_aes", multisign: k.multisign, SCAL: "2", lang: "ja",
      key: { status: k.enabled === false ? "disabled" : "enabled", algo: k.algo, len: k.len, ...(k.curve && { curve: k.curve }) },
      cert: { status: k.status ?? "valid", certificates: body.certificates === "none" ? [] : [k.cert, ...k.chain].map(der) },
      auth: { mode: k.mode ?? "oauth2code" },
    };
  }

  /** §11.10 */
  signHash(body, rq) {
    shape(body, { credentialID: "string!", SAD: "string", hashes: "list!", hashAlgorithmOID: "string", signAlgo: "string!", signAlgoParams: "string", operationMode: "string", clientData: "string" });
    let granted;
    if (body.SAD === undefined) granted = this.bearer(rq, ["credential"]);
    else {
      this.bearer(rq, ["service"]);
      granted = this.tokens.get(body.SAD);
      need(granted?.sad && granted.until > Date.now(), "SAD expired", "invalid_request");
    }
    need(body.credentialID === granted.credentialID, "The SAD is for another credential");
    const k = this.credential(body.credentialID), [type, digest] = OIDS[body.signAlgo] ?? [];
    need(k.algo.includes(body.signAlgo) && type === k.type, "Invalid parameter signAlgo");
    need((body.hashAlgorithmOID ?? digest) === digest && digest === granted.hashAlgorithmOID, "Invalid parameter hashAlgorithmOID");
    need((body.operationMode ?? "S") === "S", "operationMode");
    const [name, size] = HASHES[digest];
    need(body.hashes.every((h) => b64(h, size)), "Invalid Base64 hashes string parameter or length");
    need(body.hashes.length === Number(granted.numSignatures) && [...body.hashes].sort().join() === [...granted.list].sort().join(),
      "Hash is not authorized by the SAD", "invalid_request");
    need(!granted.done, "The SAD was used", "invalid_request");
    granted.done = true;
    return { signatures: body.hashes.map((h) => this.sign(k, name, Buffer.from(h, "base64"))) };
  }

  sign(k, name, hash) {
    const wrong = this.faults["signatures/signHash"];
    const key = wrong === "other-key" ? this.credentials.find((o) => o.type === k.type && o.key !== k.key).key : k.key;
    if (wrong === "other-hash") hash = crypto.createHash(name).update(hash).digest();
    fs.writeFileSync(this.scratch, hash);
    return execFileSync("openssl", ["pkeyutl", "-sign", "-inkey", key, "-in", this.scratch, "-pkeyopt", `digest:${name}`]).toString("base64");
  }

  page(id, a) {
    const what = a.scope === "service" ? "サインイン" : `${a.numSignatures}件の署名を許可`;
    return `<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>署名サービス</title><h1>${what}</h1>
<form method="post" action="/oauth2/decision"><input type="hidden" name="id" value="${id}"><button name="answer" value="allow">許可</button>
<button name="answer" value="deny">許可しない</button></form></html>`;
  }

  async answer(rq, rs, body) {
    const at = new URL(rq.url, this.url), path = at.pathname, method = path.replace("/csc/v2/", "").replace(/^\//, "");
    this.asked.push({ method, body: String(body), query: at.search });
    if (rq.method === "GET" && path === "/oauth2/authorize") {
      const { id, a } = this.authorize(at.searchParams);
      rs.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
      return rs.end(this.page(id, a));
    }
    need(rq.method === "POST", "only POST", "invalid_request", 405);
    if (path === "/oauth2/decision") {
      rs.writeHead(303, { Location: this.decide(new URLSearchParams(String(body))) });
      return rs.end();
    }
    const fault = this.faults[method] ?? (method === "credentials/info" ? this.credentials.find((k) => k.id === JSON.parse(body).credentialID)?.fault : undefined);
    if (fault === "silent") return undefined;
    if (fault === "garbage") return rs.writeHead(200, { "Content-Type": "application/json" }).end("{\"signatures\": [\"???\"], \"access_token\": 1");
    if (fault === "html") return rs.writeHead(200, { "Content-Type": "text/html" }).end("<p>maintenance</p>");
    if (fault === "endless") return rs.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ a: "x".repeat(1 << 20) }));
    if (fault === "broken") return rs.writeHead(500).end();
    const out = this.reply(path, rq, body);
    rs.writeHead(200, { "Content-Type": "application/json;charset=UTF-8", "Cache-Control": "no-store" });
    return rs.end(JSON.stringify(fault?.merge ? { ...out, ...fault.merge } : out));
  }

  reply(path, rq, body) {
    if (path === "/oauth2/token") {
      need(rq.headers["content-type"] === "application/x-www-form-urlencoded", "content type");
      return this.token(new URLSearchParams(String(body)));
    }
    const run = { "/csc/v2/info": this.info, "/csc/v2/credentials/list": this.list, "/csc/v2/credentials/info": this.about, "/csc/v2/signatures/signHash": this.signHash }[path];
    need(run, "no such method", "invalid_request", 404);
    need(rq.headers["content-type"] === "application/json", "content type");
    let o;
    try {
      o = JSON.parse(body);
    } catch {
      throw new Refused("invalid_request", "the body is no JSON");
    }
    return run.call(this, o, rq);
  }
}

/** In the process of its own. */
function serve() {
  let csc;
  const server = http.createServer(async (rq, rs) => {
    const parts = [];
    for await (const part of rq) parts.push(part);
    try {
      await csc.answer(rq, rs, Buffer.concat(parts));
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      csc.refused.push(e.message);
      rs.writeHead(e.status, { "Content-Type": "application/json", ...(e.status === 401 && { "WWW-Authenticate": "Bearer" }) });
      rs.end(JSON.stringify({ error: e.error, error_description: e.description }));
    }
  });
  const commands = {
    start: (config) => new Promise((done) => {
      server.listen(config.port ?? 0, "127.0.0.1", () => {
        csc = new Csc({ ...config, url: `http://127.0.0.1:${server.address().port}` });
        done(csc.url);
      });
    }),
    set: (more) => Object.assign(csc, more) && true,
    log: () => ({ asked: csc.asked.splice(0), refused: csc.refused.splice(0) }),
  };
  process.on("message", async ({ n, name, value }) => process.send({ n, out: await commands[name](value) }));
  process.on("disconnect", () => process.exit());
}
if (process.argv[1] === fileURLToPath(import.meta.url)) serve();

/** credentials: {id, key, cert, chain (PEM files), type "rsa"/"ec", algo, multisign, …, fault: of what it says about this one}. iss: it names itself
 * in its answers by the browser. */
export async function startCsc({ client, credentials, scratch, sad = false, iss = false }) {
  const child = fork(fileURLToPath(import.meta.url), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const waiting = new Map();
  let n = 0;
  child.on("message", (m) => { waiting.get(m.n)?.(m.out); waiting.delete(m.n); });
  const tell = (name, value) => new Promise((done) => { waiting.set(++n, done); child.send({ n, name, value }); });
  const url = await tell("start", { client, credentials, scratch, sad, iss });
  return {
    url, api: `${url}/csc/v2`, log: () => tell("log"), set: (more) => tell("set", more), fault: (faults = {}) => tell("set", { faults }),
    stop: () => child.kill("SIGSTOP"), go: () => child.kill("SIGCONT"),
    close: () => new Promise((done) => { child.on("exit", done); child.kill("SIGKILL"); }),
  };
}

/** The person at the service, without a browser: what comes back to the address of return. */
export async function visit(url, answer = "allow") {
  const page = await fetch(url, { redirect: "manual" }), text = await page.text();
  assert.equal(page.status, 200, text);
  const id = /name="id" value="([^"]+)"/.exec(text)[1];
  const there = new URL("/oauth2/decision", url);
  const gone = await fetch(there, { method: "POST", body: new URLSearchParams({ id, answer }), redirect: "manual" });
  assert.equal(gone.status, 303);
  const to = new URL(gone.headers.get("location")), q = Object.fromEntries(to.searchParams);
  return { address: to.origin + to.pathname, state: q.state, ...(q.iss && { iss: q.iss }), ...(q.code ? { code: q.code } : { error: q.error }) };
}
