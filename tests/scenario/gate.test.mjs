// What stands between a link and the document, through the real service with a real mail server and a
// real SMS gateway, on both databases.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import * as judge from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Service, agree, draft, freePort, openLink, passTerms, people, send, setUp, until, waitForState } from "../support/service.mjs";
import { smsGateway, smtpSink } from "../support/sinks.mjs";

after(stopPostgres);

const party = people.counterparty;
const view = "/api/v1/recipient/envelope";

/** A service with mail and SMS; body gets what came out of it. */
async function withService(database, body, { answer, template, name } = {}) {
  const mail = await smtpSink(), sms = await smsGateway(answer);
  const token = `${fs.mkdtempSync("/tmp/sms-")}/token`;
  fs.writeFileSync(token, "gateway-secret\n", { mode: 0o600 });
  const port = await freePort();
  const settings = { smtp_url: mail.url, smtp_from: "SkySign <no-reply@example.jp>", smtp_starttls: "off", sms_url: sms.url,
    sms_token_file: token, sms_allow_private: "true", port };
  if (template) settings.sms_template = template;
  if (name) settings.base_url = `http://${name}:${port}`;
  const service = await Service.start({ database: await database.fresh(), settings });
  if (name) service.url = settings.base_url;
  try {
    await body({ service, owner: await setUp(service), mail, sms });
    const log = service.logText();
    for (const secret of ["Kq7M2xp9", "kq7m2xp9", "+819012345678", ...sms.requests.map((r) => (r.body.match(/\d{6}/) ?? [])[0]).filter(Boolean)])
      assert.ok(!log.includes(secret), `the log tells ${secret}`);
  } finally {
    await service.stop();
    await mail.close();
    await sms.close();
  }
}

/** Sent to the counterparty with these factors and laws. */
async function sent(owner, { factors, consents, title } = {}) {
  const made = await draft(owner, { title, documents: [{ name: "契約書.pdf", bytes: plainPdf() }] });
  const now = await owner.get(`/api/v1/envelopes/${made.id}`);
  await owner.patch(`/api/v1/envelopes/${made.id}`, {
    version: now.version,
    recipients: now.recipients.map((r) => (r.side === "counterparty" ? { ...r, factors: factors ?? [], consents: consents ?? [] } : r)),
  });
  await send(owner, made);
  return made;
}

const newest = (mail, to, pattern, from = 0) =>
  until(`a mail for ${to}`, () => mail.mails.slice(from).filter((m) => m.to === to).map((m) => m.text.match(pattern)?.[1]).filter(Boolean).pop(), 60);
const linkOf = (mail, from, to = party.email) => newest(mail, to, /\/r\/#([A-Za-z0-9_-]{43})/, from);
const codeOf = (mail, from, to = party.email) => newest(mail, to, /^\s*(\d{6})\s*$/m, from);

async function pressed(service, token) {
  const client = service.client();
  return { client, view: await client.post("/api/v1/recipient/open", { token }) };
}
const factor = (client, kind, code) => client.post(`/api/v1/recipient/factors/${kind}`, { code });
const refused = (promise, status, code) =>
  assert.rejects(promise, (e) => {
    assert.equal(e.status, status, e.message);
    if (code) assert.ok(e.problem.errors?.some((x) => x.code === code), `${code} in ${JSON.stringify(e.problem)}`);
    return true;
  });

/** Every recipient's route of the API's own description, tried before the gate is passed. */
async function assertShut(client) {
  const { paths } = JSON.parse(execFileSync(judge.skysign, ["openapi"], { encoding: "utf8" }));
  let shut = 0;
  for (const [path, methods] of Object.entries(paths)) {
    if (!/^\/api\/v1\/recipient\/(documents|certificate|attachments|agree|confirm|fields|images|send-back)/.test(path)) continue;
    for (const [method, { requestBody }] of Object.entries(methods)) {
      const type = Object.keys(requestBody?.content ?? {})[0];
      const response = await client.raw(method.toUpperCase(), path.replaceAll(/\{[^}]+\}/g, "doc_x"), type ? { type, body: "{}" } : {});
      const problem = await response.json();
      assert.equal(response.status, 403, `${method} ${path}: ${JSON.stringify(problem)}`);
      assert.ok(problem.errors.some((x) => x.code === "gate-not-passed"), path);
      shut++;
    }
  }
  assert.ok(shut >= 4, `${shut} routes`);
}

for (const database of databases) {
  describe(`the gate on ${database.name}`, () => {
    it("opens by access code, SMS code, terms and consent, in this order, and the evidence tells by what", () =>
      withService(database, async ({ service, owner, mail, sms }) => {
        const made = await sent(owner, {
          factors: [{ kind: "access_code", code: "Kq7M-2xp9" }, { kind: "sms_code", phone: "090-1234-5678" }], consents: ["construction"],
        });
        const shown = (await owner.get(`/api/v1/envelopes/${made.id}`)).recipients.find((r) => r.side === "counterparty");
        assert.deepEqual(shown.factors.map((f) => [f.kind, f.set, f.phone]), [["access_code", true, undefined], ["sms_code", true, "*******5678"]]);
        const { client, view: first } = await pressed(service, await linkOf(mail));
        assert.equal(first.gate.next, "factor");
        assert.equal(first.documents[0].digest, undefined);
        assert.deepEqual(first.others, []);
        await assertShut(client);
        await refused(client.post("/api/v1/recipient/decline", { reason: "no" }), 403, "gate-not-passed");
        await refused(client.post("/api/v1/recipient/terms", { version: first.gate.terms.version }), 403, "gate-next-factor");

        await refused(factor(client, "access_code", "wrong-one"), 400, "factor-wrong");
        await factor(client, "access_code", "ｋｑ７ｍ２ｘｐ９");
        const started = await client.post("/api/v1/recipient/factors/sms_code/start");
        assert.equal(started.sent_to, "*******5678");
        const message = JSON.parse((await until("the text message", () => sms.requests[0])).body);
        assert.equal(sms.requests[0].headers.authorization, "Bearer gateway-secret");
        assert.equal(message.to, "+819012345678");
        let now = await factor(client, "sms_code", message.text.match(/\d{6}/)[0]);
        await assertShut(client);
        assert.equal(now.gate.next, "terms");
        now = await client.post("/api/v1/recipient/terms", { version: now.gate.terms.version });
        assert.equal(now.gate.next, "consent");
        assert.equal(now.gate.consents[0].state, "needed");
        await assertShut(client);
        now = await client.post("/api/v1/recipient/consents", { law: "construction", version: now.gate.consents[0].version });
        assert.equal(now.gate.next, "none");
        await client.delete("/api/v1/recipient/consents/construction");
        await assertShut(client);
        now = await client.post("/api/v1/recipient/consents", { law: "construction", version: now.gate.consents[0].version });
        await agree(client, now, party);

        const from = mail.mails.length;
        const own = await openLink(service, await linkOf(mail, 0, people.owner.email));
        await agree(own.client, own.view, people.owner);
        const done = await waitForState(owner, made, "completed", 120);
        const passed = done.recipients.find((r) => r.side === "counterparty").factors_passed;
        assert.deepEqual(passed.map((f) => [f.kind, f.channel]), [["mail-link", "mail"], ["access_code", "sender"], ["sms_code", "phone"]]);
        assert.equal(done.recipients.find((r) => r.side === "counterparty").factors[1].delivery.state, "sent");
        const { items } = await owner.get(`/api/v1/envelopes/${made.id}/events`);
        for (const kind of ["recipient.factor_failed", "recipient.factor_passed", "recipient.terms_accepted", "recipient.consent_given", "recipient.consent_withdrawn"])
          assert.ok(items.some((i) => i.kind === kind), kind);
        assert.doesNotMatch(JSON.stringify(items), /kq7m|Kq7M|9012345678/);

        // lasting download: another browser at the conclusion's link shows again who it is
        const certificate = await linkOf(mail, from);
        await pressed(service, certificate);
        const back = await pressed(service, certificate);
        assert.equal(back.view.gate.factors.map((f) => f.kind).join(), "mail_code,access_code,sms_code");
        await refused(back.client.download("/api/v1/recipient/certificate"), 403);
        const before = mail.mails.length;
        await back.client.post("/api/v1/recipient/factors/mail_code/start");
        await factor(back.client, "mail_code", await codeOf(mail, before));
        await factor(back.client, "access_code", "kq7m2xp9");
        await back.client.post("/api/v1/recipient/factors/sms_code/start");
        const again = JSON.parse((await until("the second text message", () => sms.requests[1])).body);
        assert.equal((await factor(back.client, "sms_code", again.text.match(/\d{6}/)[0])).gate.next, "none");
        const file = `${service.dir}/certificate.pdf`;
        fs.writeFileSync(file, await back.client.download("/api/v1/recipient/certificate"));
        const text = judge.run("pdftotext", [file, "-"]).out;
        assert.match(text, /アクセスコード[^]*SMS/);
        assert.match(text, /法定の承諾[^]*建設業法（版 [^]*撤回[^]*Construction Business Act[^]*withdrawn/);
      }));

    it("refuses wrong, foreign, repeated and too many codes", () =>
      withService(database, async ({ service, owner, mail }) => {
        await sent(owner, { factors: [{ kind: "mail_code" }] });
        const token = await linkOf(mail);
        const { client } = await pressed(service, token);
        await refused(factor(client, "mail_code", "123456"), 409);
        await client.post("/api/v1/recipient/factors/mail_code/start");
        const code = await codeOf(mail, 1);
        assert.ok(!mail.mails.at(-1).text.includes("/r/#"), "no link stands in a mail with a code");
        // another contract's recipient cannot use it
        const from = mail.mails.length;
        await sent(owner, { factors: [{ kind: "mail_code" }], title: "別の契約" });
        const other = await pressed(service, await linkOf(mail, from));
        await refused(factor(other.client, "mail_code", code), 409);
        await other.client.post("/api/v1/recipient/factors/mail_code/start");
        await refused(factor(other.client, "mail_code", code), 400, "factor-wrong");
        assert.equal((await factor(client, "mail_code", code)).gate.next, "terms");
        // until it is locked
        const third = await pressed(service, token);
        await third.client.post("/api/v1/recipient/factors/mail_code/start");
        let status;
        for (let i = 0; i < 8 && status !== 429; i++) status = await factor(third.client, "mail_code", "000000").then(() => 200, (e) => e.status);
        assert.equal(status, 429);
        assert.ok((await third.client.get(view)).gate.factors[0].locked_until);
      }));

    it("tries the SMS gateway again, and says at the recipient when it refuses", () =>
      withService(database, async ({ service, owner, mail, sms }) => {
        const made = await sent(owner, { factors: [{ kind: "sms_code", phone: "+81 80 1234 5678" }] });
        const { client } = await pressed(service, await linkOf(mail));
        await client.post("/api/v1/recipient/factors/sms_code/start");
        await until("the second try", () => sms.requests.length >= 2, 60);
        assert.equal(new URLSearchParams(sms.requests[1].body).get("to"), "+818012345678");
        assert.equal(sms.requests[0].body, sms.requests[1].body);
        await client.post("/api/v1/recipient/factors/sms_code/start");
        await until("the refusal", async () => {
          const { recipients } = await owner.get(`/api/v1/envelopes/${made.id}`);
          return recipients.find((r) => r.side === "counterparty").factors[0].delivery?.state === "failed";
        }, 60);
      }, { answer: (n) => (n === 1 ? 503 : n === 2 ? 200 : 400), template: "to={to}&text={text}&ref={id}" }));

    it("enrols an authenticator that another program speaks for, and a passkey of a software authenticator", () =>
      withService(database, async ({ service, owner, mail }) => {
        await sent(owner, { factors: [{ kind: "totp" }, { kind: "passkey" }] });
        const { client, view: first } = await pressed(service, await linkOf(mail));
        assert.deepEqual(first.gate.factors.map((f) => [f.kind, f.enrolled]), [["mail_code", true], ["totp", false], ["passkey", false]]);
        await refused(client.post("/api/v1/recipient/factors/totp/start"), 409);
        await client.post("/api/v1/recipient/factors/mail_code/start");
        await factor(client, "mail_code", await codeOf(mail, 1));
        const { totp } = await client.post("/api/v1/recipient/factors/totp/start");
        const oath = execFileSync("oathtool", ["--totp", "--base32", totp.secret], { encoding: "utf8" }).trim();
        await factor(client, "totp", oath);
        const key = new Passkey(service.url);
        const made = await client.post("/api/v1/recipient/factors/passkey/start");
        assert.equal(made.create, true);
        const now = await client.post("/api/v1/recipient/factors/passkey", { credential: key.create(made.options) });
        assert.equal(now.gate.next, "terms");

        const from = mail.mails.length;
        await sent(owner, { factors: [{ kind: "passkey" }], title: "次の契約" });
        const next = await pressed(service, await linkOf(mail, from));
        assert.deepEqual(next.view.gate.factors.map((f) => [f.kind, f.enrolled]), [["passkey", true]]);
        const { options, create } = await next.client.post("/api/v1/recipient/factors/passkey/start");
        assert.equal(create, false);
        const answer = key.get(options);
        await refused(next.client.post("/api/v1/recipient/factors/passkey", { credential: { ...answer, signature: key.get({ ...options, challenge: "AAAA" }).signature } }), 400, "factor-wrong");
        const fresh = await next.client.post("/api/v1/recipient/factors/passkey/start");
        const passed = await next.client.post("/api/v1/recipient/factors/passkey", { credential: key.get(fresh.options) });
        // terms: accepted once per address, and that was not done above
        assert.equal((await passTerms(next.client, passed)).gate.next, "none");
      }, { name: "localhost" }));
  });
}

/** WebAuthn by hand: ES256, no attestation, a counter that grows. */
class Passkey {
  constructor(origin) {
    this.origin = origin;
    this.rp = new URL(origin).hostname;
    this.id = crypto.randomBytes(20);
    this.count = 0;
    this.keys = crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
  }

  #client(type, challenge) {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  #data(flags) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(++this.count);
    return Buffer.concat([crypto.createHash("sha256").update(this.rp).digest(), Buffer.from([flags]), count]);
  }

  create({ challenge }) {
    const length = Buffer.from([0, this.id.length]);
    return {
      id: this.id.toString("base64url"), client_data: this.#client("webauthn.create", challenge).toString("base64url"),
      authenticator_data: Buffer.concat([this.#data(0x45), Buffer.alloc(16), length, this.id]).toString("base64url"),
      public_key: this.keys.publicKey.export({ type: "spki", format: "der" }).toString("base64url"),
    };
  }

  get({ challenge }) {
    const client = this.#client("webauthn.get", challenge), data = this.#data(0x05);
    const signed = Buffer.concat([data, crypto.createHash("sha256").update(client).digest()]);
    return {
      id: this.id.toString("base64url"), client_data: client.toString("base64url"), authenticator_data: data.toString("base64url"),
      signature: crypto.sign("sha256", signed, this.keys.privateKey).toString("base64url"),
    };
  }
}
