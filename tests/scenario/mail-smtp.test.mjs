// Mail to a real SMTP server: TLS, AUTH, UTF-8, and refusals told apart.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { after, before, it } from "node:test";
import { SMTPServer } from "smtp-server";
import { probe } from "../support/probes.mjs";

const run = promisify(execFile);
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "smtp-"));
execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
  "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", `${dir}/key.pem`, "-out", `${dir}/cert.pem`], { stdio: "ignore" });
const tls = { key: fs.readFileSync(`${dir}/key.pem`), cert: fs.readFileSync(`${dir}/cert.pem`) };

const got = [];
const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });
function server(options) {
  const s = new SMTPServer({
    ...tls,
    logger: false,
    disableReverseLookup: true,
    onAuth: (auth, session, done) => (auth.username === "user" && auth.password === "p@ss wörd" ? done(null, { user: auth.username }) : done(refusal(535, "wrong password"))),
    onRcptTo: (to, session, done) => {
      if (to.address.startsWith("nobody")) return done(refusal(550, "5.1.1 no such mailbox"));
      if (to.address.startsWith("later")) return done(refusal(451, "4.7.1 greylisted"));
      done();
    },
    onData: (stream, session, done) => {
      const chunks = [];
      stream.on("data", (d) => chunks.push(d));
      stream.on("end", () => {
        got.push({ text: Buffer.concat(chunks).toString("latin1"), session: { secure: session.secure, user: session.user, envelope: structuredClone({ mailFrom: session.envelope.mailFrom, rcptTo: session.envelope.rcptTo }) } });
        done(session.envelope.rcptTo[0].address.startsWith("full") ? refusal(552, "5.2.2 mailbox full") : null);
      });
    },
    ...options,
  });
  s.on("error", () => {});
  return new Promise((resolve) => s.listen(0, "127.0.0.1", () => resolve({ s, port: s.server.address().port })));
}

let submission, bare, slow;
before(async () => {
  submission = await server({});
  bare = await server({ disabledCommands: ["STARTTLS", "AUTH"], authOptional: true });
  slow = await server({ authOptional: true, onConnect: () => {} });
});
after(() => {
  for (const { s } of [submission, bare, slow]) s.close();
  fs.rmSync(dir, { recursive: true });
});

async function send({ port, tls: mode = "required", ca = `${dir}/cert.pem`, user = "user", password = "p@ss wörd", to = "hanako@example.com", subject = "【株式会社A】【確認のお願い】業務委託契約書", from = "SkySign 電子契約 <no-reply@example.jp>" }) {
  const { stdout } = await run(probe("smtp_probe"), [`smtp://localhost:${port}`, mode, ca, user, password, from, to, subject]);
  const [, outcome, code, text] = /^(\w+) (\d+) (.*)\n$/.exec(stdout);
  return { outcome, code: Number(code), text };
}

it("a mail arrives by STARTTLS and AUTH with its Japanese whole", async () => {
  assert.deepEqual(await send(submission), { outcome: "sent", code: 250, text: "" });
  const mail = got.at(-1);
  assert.equal(mail.session.secure, true);
  assert.equal(mail.session.user, "user");
  assert.equal(mail.session.envelope.mailFrom.address, "no-reply@example.jp");
  assert.equal(mail.session.envelope.rcptTo[0].address, "hanako@example.com");
  const words = (header) => [...new RegExp(`^${header}: ((?:.|\r\n )*)`, "m").exec(mail.text)[1].matchAll(/=\?UTF-8\?B\?([^?]+)\?=/g)].map((m) => Buffer.from(m[1], "base64").toString()).join("");
  assert.equal(words("Subject"), "【株式会社A】【確認のお願い】業務委託契約書");
  assert.equal(words("From"), "SkySign 電子契約");
  assert.equal(words("To"), "佐藤 花子");
  const parts = mail.text.split("--=_skysign_alternative_=").slice(1, 3).map((p) => Buffer.from(p.split("\r\n\r\n")[1], "base64").toString());
  assert.deepEqual(parts, ["本文です。\n.\n点だけの行の次\n", "<p>本文です。</p>\n"]);
  assert.match(mail.text, /^Auto-Submitted: auto-generated\r$/m);
});

it("a refusal for good is permanent and keeps the server's words", async () => {
  const unknown = await send({ ...submission, to: "nobody@example.com" });
  assert.equal(unknown.outcome, "permanent");
  assert.equal(unknown.code, 550);
  assert.match(unknown.text, /550 5\.1\.1 no such mailbox/);
  const full = await send({ ...submission, to: "full@example.com" });
  assert.equal(full.outcome, "permanent");
  assert.match(full.text, /mailbox full/);
});

it("a refusal for now is temporary", async () => {
  const r = await send({ ...submission, to: "later@example.com" });
  assert.equal(r.outcome, "temporary");
  assert.match(r.text, /451 4\.7\.1 greylisted/);
});

it("an address that is none never reaches the server and is permanent", async () => {
  const before = got.length;
  for (const to of ["a b@example.com", "a@b@c", "x@example.com\r\nRCPT TO:<y@example.com>"])
    assert.equal((await send({ ...submission, to })).outcome, "permanent", to);
  assert.equal(got.length, before);
});

it("what is ours to repair is temporary: password, TLS, certificate, no server", async () => {
  assert.equal((await send({ ...submission, password: "wrong" })).outcome, "temporary");
  assert.equal((await send({ ...bare, user: "-" })).outcome, "temporary");
  assert.equal((await send({ ...submission, ca: "/etc/ssl/certs/ca-certificates.crt" })).outcome, "temporary");
  assert.equal((await send({ port: 1 })).outcome, "temporary");
});

it("without TLS only when that is allowed", async () => {
  assert.equal((await send({ ...bare, tls: "opportunistic", user: "-" })).outcome, "sent");
  assert.equal(got.at(-1).session.secure, false);
  assert.equal((await send({ ...bare, tls: "off", user: "-" })).outcome, "sent");
});

it("a server that stays silent is given up in time", async () => {
  const began = Date.now();
  const r = await send({ ...slow, user: "-" });
  assert.equal(r.outcome, "temporary");
  assert.ok(Date.now() - began < 5000);
});

it("nothing in a subject adds a header", async () => {
  await send({ ...submission, subject: "a\r\nBcc: evil@example.com" });
  assert.doesNotMatch(got.at(-1).text, /^Bcc/m);
});

it("the connection can be tried without a mail", async () => {
  const before = got.length;
  assert.equal((await send({ ...submission, to: "check" })).outcome, "sent");
  assert.equal((await send({ ...submission, to: "check", password: "wrong" })).outcome, "temporary");
  assert.equal(got.length, before);
});
