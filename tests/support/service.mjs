// The real service for scenario tests: `skysign serve` in a folder of its own,
// on SQLite or PostgreSQL, and clients that speak its API as browsers do.
import { spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { skysign, tempDir } from "./judge.mjs";
import { mustBeDescribed, record } from "./openapi.mjs";

const listens = (port) => new Promise((resolve) => {
  const server = net.createServer();
  server.once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
});

/** A port for a server that binds it later: below those that the kernel gives to connections and to port 0 (from
 * 32768 on), which would take it meanwhile. */
export async function freePort() {
  for (;;) {
    const port = crypto.randomInt(15_000, 32_000);
    if (await listens(port)) return port;
  }
}

/** Polls until ask() gives something true; fails after `seconds`. */
export async function until(what, ask, seconds = 30, pause = 50) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const got = await ask();
    if (got) return got;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await sleep(pause);
  }
}

export class Service {
  /** settings: {name: value} for --set; database: URL, SQLite in the data folder when absent. */
  static async start({ settings = {}, database, dir = tempDir("service"), env = {} } = {}) {
    const s = new Service();
    s.dir = dir;
    s.port = settings.port ?? (await freePort());
    s.url = `http://127.0.0.1:${s.port}`;
    const all = { data_dir: `${dir}/data`, listen: `127.0.0.1:${s.port}`, ...settings };
    delete all.port;
    if (database) all.database = database;
    s.args = ["serve", ...Object.entries(all).flatMap(([k, v]) => ["--set", `${k}=${v}`])];
    s.env = env;
    await s.#spawn();
    return s;
  }

  async #spawn() {
    this.out = this.out ?? "";
    this.log = fs.openSync(`${this.dir}/log`, "a");
    this.child = spawn(skysign, this.args, { stdio: ["ignore", "pipe", this.log], env: { ...process.env, ...this.env } });
    this.child.stdout.on("data", (d) => { this.out += d; });
    this.exited = new Promise((resolve) => this.child.on("exit", (code, signal) => resolve({ code, signal })));
    await this.ready();
  }

  get setupToken() { return (this.out.match(/\/setup#([A-Za-z0-9_-]+)/) ?? [])[1]; }

  async ready(seconds = 30) {
    await until("the service to be ready", async () => {
      try {
        return (await fetch(`${this.url}/readyz`)).ok;
      } catch {
        return false;
      }
    }, seconds).catch((e) => {
      throw new Error(`${e.message}\n${this.logText().slice(-3000)}`);
    });
  }

  logText() {
    return fs.readFileSync(`${this.dir}/log`, "utf8");
  }

  /** The process ids of the children by name: web, worker, sealer. */
  pids() {
    const found = {};
    for (const pid of fs.readdirSync("/proc").filter((p) => /^\d+$/.test(p))) {
      try {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        if (parent !== this.child.pid) continue;
        const argv = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        found[argv[1]] = Number(pid);
      } catch {
        // it ended while we looked
      }
    }
    return found;
  }

  /** kill -9 of one process; the supervisor brings it back. */
  kill(name) {
    const pid = this.pids()[name];
    if (pid) process.kill(pid, "SIGKILL");
    return pid;
  }

  /** kill -9 of everything at once, as a crash of the machine would; then started again. */
  async crash() {
    this.child.kill("SIGKILL");
    await this.exited;
    await this.#spawn();
  }

  async restart() {
    await this.stop();
    await this.#spawn();
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGTERM");
    // the time may have passed while a judge ran, and the end with it, unheard
    const end = await Promise.race([this.exited, sleep(15_000, null, { ref: false }).then(listen)]);
    if (!end) {
      this.child.kill("SIGKILL");
      throw new Error("the service did not stop on SIGTERM");
    }
    return end;
  }

  client(options) {
    return new Client(this.url, options);
  }
}

/** An answer that was not the expected one, with the server's problem document. */
export class Unexpected extends Error {
  constructor(method, path, response, body) {
    super(`${method} ${path}: ${response.status} ${typeof body === "string" ? body.slice(0, 300) : JSON.stringify(body)}`);
    this.status = response.status;
    this.problem = body;
  }
}

let addresses = 0;
/** An address that few others have: links are rate-limited by address. For a client's `from`. */
export const someAddress = () => `192.0.2.${addresses++ % 250}`;

const turn = () => new Promise(setImmediate);

/** Hears of the connections that were closed while a judge ran, and nobody listened: none of them is used again. */
export async function listen() {
  await turn();
  await turn();
}

/** A browser without a screen: cookies, CSRF header, language; `from` is its address, as a proxy tells it to a
 * service that believes 127.0.0.1 (trusted_proxies). */
export class Client {
  constructor(url, { language = "ja", from } = {}) {
    this.url = url;
    this.from = from;
    this.language = language;
    this.cookies = new Map();
    this.csrf = null;
  }

  async raw(method, path, { body, type, headers = {} } = {}) {
    const all = { "Accept-Language": this.language, Origin: this.url, ...headers };
    if (this.cookies.size) all.Cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
    if (this.csrf && method !== "GET") all["X-CSRF-Token"] = this.csrf;
    if (type) all["Content-Type"] = type;
    if (this.from) all["X-Forwarded-For"] = this.from;
    await listen();
    const response = await fetch(this.url + path, { method, body, headers: all, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      const name = pair.slice(0, at), value = pair.slice(at + 1);
      if (value && !/Max-Age=0/i.test(line)) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return response;
  }

  /** JSON in, JSON out; throws Unexpected for anything that is no success. */
  async call(method, path, data) {
    const response = await this.raw(method, path, data === undefined ? {} : { body: JSON.stringify(data), type: "application/json" });
    return this.#answer(method, path, response, data ?? null);
  }

  async #answer(method, path, response, data = null) {
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const body = isJson ? JSON.parse(text) : text;
    if (isJson) mustBeDescribed(method, path, response.status, body);
    if (!response.ok) throw new Unexpected(method, path, response, body);
    record(method, path, response.status, data, isJson ? body : null);
    if (body?.csrf) this.csrf = body.csrf;
    return body;
  }

  get(path) { return this.call("GET", path); }
  post(path, data = {}) { return this.call("POST", path, data); }
  patch(path, data) { return this.call("PATCH", path, data); }
  delete(path) { return this.call("DELETE", path); }

  async upload(path, bytes, type = "application/pdf") {
    return this.#answer("POST", path, await this.raw("POST", path, { body: bytes, type }));
  }

  async download(path) {
    const response = await this.raw("GET", path);
    if (!response.ok) throw new Unexpected("GET", path, response, await response.text());
    return Buffer.from(await response.arrayBuffer());
  }
}

export const people = {
  owner: { organisation_name: "青空商事株式会社", name: "佐藤 花子", email: "hanako@aozora.example", password: "correct-horse-battery-22" },
  counterparty: { name: "山田 太郎", email: "taro@yamada.example", company: "山田製作所" },
};

/** Signs the first administrator up; gives the client. */
export async function setUp(service, owner = people.owner) {
  const client = service.client();
  // what a pipe brings may come after the port answers
  await client.post("/api/v1/setup", { token: await until("the set-up link", () => service.setupToken, 10), ...owner });
  return client;
}

/** A member of the organisation, invited by mail: {name, email, password} → their client. */
export async function join(service, owner, person) {
  await owner.post("/api/v1/members", { email: person.email, role: "member" });
  const { items } = await owner.get("/api/v1/outbox");
  const mail = await owner.get(`/api/v1/outbox/${items.find((m) => m.to.includes(person.email)).id}`);
  const client = service.client();
  const [, token] = mail.text.match(/\/invite#([A-Za-z0-9_-]+)/);
  await client.post("/api/v1/invitations/accept", { token, name: person.name, password: person.password });
  return client;
}

/** A draft with documents and recipients, not yet sent. */
export async function draft(client, { title = "業務委託契約書", documents, own = people.owner, counterparties = [people.counterparty] }) {
  const created = await client.post("/api/v1/envelopes", { title, message: "ご確認をお願いいたします。" });
  for (const { name, bytes } of documents) {
    await client.upload(`/api/v1/envelopes/${created.id}/documents?name=${encodeURIComponent(name)}`, bytes);
  }
  const now = await client.get(`/api/v1/envelopes/${created.id}`);
  return client.patch(`/api/v1/envelopes/${created.id}`, {
    version: now.version,
    expire_at: new Date(Date.now() + 14 * 86400_000).toISOString(),
    recipients: [
      ...counterparties.map((c, i) => ({ order: c.order ?? i + 1, side: "counterparty", method: c.method ?? "provider", name: c.name, email: c.email,
        company: c.company, locale: c.locale ?? "ja" })),
      { order: own.order ?? counterparties.length + 1, side: "own", method: own.method ?? "provider", name: own.name, email: own.email, company: own.organisation_name, locale: "ja" },
    ],
  });
}

export async function send(client, envelope) {
  const now = await client.get(`/api/v1/envelopes/${envelope.id}`);
  return client.post(`/api/v1/envelopes/${envelope.id}/send`, { version: now.version });
}

/** The token of the newest link mailed to this address, from the outbox of trial mode. */
export async function linkFor(client, email, { envelope, seconds = 60, not } = {}) {
  return until(`a link for ${email}`, async () => {
    const { items } = await client.get("/api/v1/outbox");
    for (const item of items.filter((m) => m.to.includes(email) && (!envelope || m.envelope_id === envelope.id))) {
      const mail = await client.get(`/api/v1/outbox/${item.id}`);
      const token = (mail.text.match(/\/r\/#([A-Za-z0-9_-]{43})/) ?? [])[1];
      if (token && token !== not) return token;
    }
    return null;
  }, seconds, 100);
}

/** The newest code mailed to this address, from the outbox of trial mode; not: one that was used already. */
export async function codeFor(client, email, { envelope, not, seconds = 30 } = {}) {
  return until(`a code for ${email}`, async () => {
    const { items } = await client.get("/api/v1/outbox");
    for (const item of items.filter((m) => m.to.includes(email) && (!envelope || m.envelope_id === envelope.id))) {
      const { text } = await client.get(`/api/v1/outbox/${item.id}`);
      const code = (text.match(/^\s*(\d{6})\s*$/m) ?? [])[1];
      if (code && code !== not) return code;
    }
    return null;
  }, seconds, 100);
}

/** Everything before the document that the link's mailbox can give: code and terms. */
export async function passGate(client, view, owner, email) {
  let now = view;
  if (now.gate.next === "factor") {
    await client.post("/api/v1/recipient/factors/mail_code/start");
    now = await client.post("/api/v1/recipient/factors/mail_code", { code: await codeFor(owner, email) });
  }
  return passTerms(client, now);
}

/** Accepts the terms for recipients where they are what comes next. */
export async function passTerms(client, view) {
  if (view.gate?.next !== "terms") return view;
  return client.post("/api/v1/recipient/terms", { version: view.gate.terms.version });
}

/** Opens a link as its recipient, presses 「書類を確認する」 and accepts the terms. */
export async function openLink(service, token, options) {
  const client = service.client(options);
  const view = await passTerms(client, await client.post("/api/v1/recipient/open", { token }));
  return { client, view };
}

export const declaration = (view, person) => ({
  shown: view.documents.map((d) => ({ document_id: d.id, digest: d.digest })),
  statement_version: view.statement.version,
  name: person.name,
  company: person.company ?? person.organisation_name,
  department: "営業部",
  title: "部長",
  authority: true,
});

export async function agree(client, view, person) {
  return client.post("/api/v1/recipient/agree", declaration(view, person));
}

export async function waitForState(client, envelope, state, seconds = 60) {
  return until(`${envelope.id} to be ${state}`, async () => {
    const now = await client.get(`/api/v1/envelopes/${envelope.id}`);
    if (now.failure) throw new Error(`the envelope failed: ${now.failure.text}`);
    return now.state === state ? now : null;
  }, seconds, 100);
}

/** The whole life of one contract: send, every party agrees in turn, concluded within so many seconds. */
export async function conclude(service, client, options) {
  const envelope = await draft(client, options);
  await send(client, envelope);
  for (const person of [...(options.counterparties ?? [people.counterparty]), options.own ?? people.owner]) {
    const token = await linkFor(client, person.email, { envelope });
    const opened = await openLink(service, token);
    await agree(opened.client, opened.view, person);
  }
  return waitForState(client, envelope, "completed", options.seconds);
}
