// Client remote signing (当事者型), the server's side: a signing program of the tests' own speaks the protocol, with keys made
// by openssl. Contracts are concluded and judged; every wrong step is refused and leaves the contract signable.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import { after, describe, it } from "node:test";
import { startClientFront } from "../support/client-front.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { fillIn } from "../support/fields.mjs";
import { judgeSignedFile } from "../support/judged.mjs";
import { agentOf, ask, finish, jiro, hanako, open, own, p12Of, problem, rootsOf, sent, sql, taro, ticketOf,
  withService } from "../support/party-signing.mjs";
import { agree, until, waitForState } from "../support/service.mjs";
import { SigningAgent } from "../support/signing-agent.mjs";

after(stopPostgres);

/** A root that nobody trusts. */
function stranger(dir) {
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${dir}/own.key`,
    "-out", `${dir}/own.pem`, "-days", "30", "-subj", "/CN=Party P-256", "-addext", "basicConstraints=critical,CA:FALSE"], { stdio: "pipe" });
  return { key: `${dir}/own.key`, cert: `${dir}/own.pem` };
}

async function concludesHybrids(w) {
  const roots = await rootsOf(w);
  const envelope = await sent(w, [{ person: taro, certificate: { subject: "party rsa", issuer: "online authority" } }, { ...own, order: 2 }],
    { documents: 2, fields: true });
  const at = await open(w, envelope, taro);
  assert.equal(at.view.method, "own_certificate");
  assert.ok(at.view.may.includes("sign") && !at.view.may.includes("agree"));
  await fillIn(at.client, at.view, taro.name);
  await assert.rejects(agree(at.client, at.view, taro), problem("own-certificate-needed", 409));

  const ticket = await ask(at, taro);
  assert.match(ticket.code, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(ticket.url, `skysign://sign/127.0.0.1:${w.service.port}/${ticket.code}`);
  assert.equal((await ticketOf(at, ticket)).state, "waiting");
  const agent = agentOf(w, w.keys.rsa);
  const opened = await agent.redeem(ticket.code);
  assert.equal(opened.confirm_code, ticket.confirm_code);
  assert.equal(opened.account.name, taro.name);
  assert.deepEqual(opened.documents.map((d) => d.sha256), at.view.documents.map((d) => d.digest));
  assert.equal((await ticketOf(at, ticket)).agent.os, "linux");
  const accepted = await agent.show();
  assert.equal(accepted.status, "good");
  assert.equal(accepted.chosen, "rsa-pkcs1-sha256");
  assert.match((await ticketOf(at, ticket)).certificate.subject, /Party RSA/);
  await agent.prepare();
  assert.equal(agent.operations.length, 2);
  await agent.complete();
  const status = await agent.done();
  assert.equal(status.documents.length, 2);
  assert.equal((await ticketOf(at, ticket)).state, "done");

  const { done, trail } = await finish(w, envelope, roots);
  assert.deepEqual(done.documents.map((d) => d.signatures), [4, 4]);
  const events = (await w.owner.get(`/api/v1/envelopes/${envelope.id}/events`)).items.map((v) => v.kind);
  for (const kind of ["ticket.made", "ticket.redeemed", "ticket.certificate", "ticket.prepared", "recipient.signed", "recipient.sealed"])
    assert.ok(events.includes(kind), kind);
  const exported = JSON.parse(fs.readFileSync(trail, "utf8"));
  assert.ok(exported.acts.some((a) => a.certificate && a.key === null));
  return { trail, roots };
}

async function signsWithEveryKind(w, roots) {
  const parties = [{ person: taro, order: 1 }, { person: jiro, order: 2 }, { ...own, order: 3 }];
  const envelope = await sent(w, parties);
  const front = await startClientFront(w.service); // the real signing program
  const first = await open(w, envelope, taro);
  const ticket = await ask(first, taro);
  const signed = await front.sign(ticket.code, `p12:${p12Of(w.keys.p384)}`);
  assert.equal(signed.status, 0, signed.err);
  assert.ok(signed.out.includes(ticket.confirm_code) && signed.out.includes(first.view.documents[0].digest), signed.out);
  assert.equal((await ticketOf(first, ticket)).state, "done");
  const used = await front.sign(ticket.code, `p12:${p12Of(w.keys.p384)}`, { lang: "ja" });
  assert.match(used.err, /署名のコードは使えません/);
  front.close();
  const pss = agentOf(w, { ...w.keys.rsa, offers: ["rsa-pss-sha256"] });
  const second = await open(w, envelope, jiro);
  await pss.run((await ask(second, jiro)).code);
  const at = await open(w, envelope, hanako);
  await agree(at.client, at.view, hanako);
  const done = await waitForState(w.owner, envelope, "completed", 120);
  assert.equal(done.documents[0].signatures, 5);
  const file = `${w.service.dir}/${envelope.id}.pdf`;
  fs.writeFileSync(file, await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${done.documents[0].id}/file`));
  judgeSignedFile(file, roots, 5);
}

async function refusesWrongSteps(w) {
  const rule = { sha256: crypto.createHash("sha256").update(w.ca.der(w.keys.ec.cert)).digest("hex") };
  const envelope = await sent(w, [{ person: taro, certificate: rule }, own]);
  const at = await open(w, envelope, taro);

  // tickets: one answer for all that are no good
  const unknown = problem("ticket-invalid", 410);
  const replaced = await ask(at, taro), expired = await ask(at, taro);
  await assert.rejects(agentOf(w).redeem(replaced.code), unknown, "an earlier one is over");
  await assert.rejects(agentOf(w).redeem(crypto.randomBytes(32).toString("base64url")), unknown);
  await assert.rejects(agentOf(w).redeem("x"), unknown);
  sql(w, `UPDATE signing_ticket SET expires_at = 1 WHERE id = '${expired.id}'`);
  assert.equal((await ticketOf(at, expired)).state, "expired");
  await assert.rejects(agentOf(w).redeem(expired.code), unknown);
  const ticket = await ask(at, taro);
  await assert.rejects(agentOf(w).redeem(ticket.code, { version: "0.9", os: "linux" }), problem("agent-too-old", 426));
  const two = await Promise.allSettled([agentOf(w), agentOf(w)].map(async (a) => (await a.redeem(ticket.code), a)));
  assert.deepEqual(two.map((r) => r.status).sort(), ["fulfilled", "rejected"], "two programs, one ticket");
  unknown(two.find((r) => r.status === "rejected").reason);
  const agent = two.find((r) => r.status === "fulfilled").value;
  await assert.rejects(agentOf(w).redeem(ticket.code), unknown, "used");

  // certificates
  await assert.rejects(agent.prepare(), problem("conflict", 409));
  const tries = [
    [w.keys.revoked, "cert-other-person"], [w.keys.usage, "cert-key-usage"], [w.keys.server, "cert-key-usage"],
    [w.keys.weak, "cert-algorithm"], [w.keys.rsa, "cert-other-person"], [{ ...w.keys.ec, offers: ["rsa-pkcs1-sha256"] }, "cert-algorithm"],
  ];
  for (const [key, slug] of tries) {
    agent.use(key);
    agent.offers = key.offers ?? new SigningAgent(w.service).offers;
    await assert.rejects(agent.show(), problem(slug, 422), `${key.cert}: ${slug}`);
  }
  assert.equal((await ticketOf(at, ticket)).error.type, "/problems/cert-algorithm", "the page is told");
  agent.use(w.keys.ec);
  agent.offers = new SigningAgent(w.service).offers;
  await agent.show();

  // numbers and replays
  const used = agent.seq;
  agent.seq = used - 1;
  await assert.rejects(agent.show(), problem("sequence-used", 409));
  agent.seq = used;
  const other = agentOf(w);
  other.session = crypto.randomBytes(32).toString("base64url");
  await assert.rejects(other.show.call(Object.assign(other, { certificate: agent.certificate, chain: [] })), problem("sign-in-required", 401));

  // a signature by another key burns what was prepared, and nothing else
  await agent.prepare();
  await assert.rejects(agent.complete(fs.readFileSync(w.keys.late.key)), problem("signature-invalid", 422));
  assert.equal((await ticketOf(at, ticket)).state, "certificate");
  await assert.rejects(agent.complete(), problem("conflict", 409));
  const before = agent.operations.map((o) => o.op);
  await agent.prepare();
  assert.ok(!before.includes(agent.operations[0].op));
  await assert.rejects(agent.send([{ op: before[0], signature: "AAAA" }]), problem("signature-invalid", 422));

  // given up by the program, and by the page
  await agent.prepare();
  await agent.cancel("pin_locked");
  assert.equal((await ticketOf(at, ticket)).state, "cancelled");
  await assert.rejects(agent.prepare(), problem("sign-in-required", 401));
  const again = await ask(at, taro);
  await at.client.delete(`/api/v1/recipient/signing-tickets/${again.id}`);
  await assert.rejects(agentOf(w).redeem(again.code), unknown);

  // and it is signable as before; the same signatures a second time change nothing
  const last = agentOf(w, w.keys.ec);
  await last.redeem((await ask(at, taro)).code);
  await last.show();
  await last.prepare();
  await last.complete();
  await last.complete();
  await last.done();
  await assert.rejects(ask(at, taro), problem("conflict", 409));
  return envelope;
}

/** Says of itself that it was issued by somebody whose certificate lies at a server that takes a request and never answers. */
function lured(dir, port) {
  const of = (name) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${dir}/${name}.key`, "-out", `${dir}/${name}.pem`,
    "-days", "30", "-subj", `/CN=${name}`];
  execFileSync("openssl", ["req", "-x509", ...of("nobody")], { stdio: "pipe" });
  execFileSync("openssl", ["req", "-x509", "-CA", `${dir}/nobody.pem`, "-CAkey", `${dir}/nobody.key`, ...of("lured"), "-addext", "basicConstraints=critical,CA:FALSE",
    "-addext", "keyUsage=critical,digitalSignature,nonRepudiation", "-addext", `authorityInfoAccess=caIssuers;URI:http://127.0.0.1:${port}/nobody.cer`], { stdio: "pipe" });
  return { key: `${dir}/lured.key`, cert: `${dir}/lured.pem` };
}

/** Half of the service's threads may wait for what certificates name, not more: everybody else is served meanwhile. */
async function keepsThreadsForOthers(w) {
  const waiting = [], server = net.createServer((s) => { s.on("error", () => {}); s.unref(); waiting.push(s); }).unref();
  await new Promise((ok) => server.listen(0, "127.0.0.1", ok));
  const envelope = await sent(w, [{ person: taro }, own]);
  const at = await open(w, envelope, taro);
  const ticket = await ask(at, taro), agent = agentOf(w, lured(w.service.dir, server.address().port));
  await agent.redeem(ticket.code);
  const over = [], calls = [1, 2, 3, 4, 5].map(() => agent.show().catch((e) => over.push(e)));
  await until("the calls beyond the bound to be refused", () => over.length >= 3, 10, 50);
  const slugs = new Set(over.map((e) => e.problem?.type)); // one that was told later than the next has no number left
  assert.ok(slugs.delete("/problems/unavailable"), String(over[0]));
  slugs.delete("/problems/sequence-used");
  assert.equal(slugs.size, 0, [...slugs].join());
  assert.equal(waiting.length, 2, "two of four threads ask");
  await ticketOf(at, ticket); // is answered
  for (const s of waiting) s.destroy();
  server.close();
  await Promise.all(calls);
  agent.use(w.keys.p384); // and the request is signable as before
  await agent.show();
  await agent.prepare();
  await agent.complete();
  await w.revoke("Party P-384"); // after the act it changes nothing, whatever answer was lost
  await agent.complete();
  await agent.done();
  assert.equal((await ticketOf(at, ticket)).error, null);
}

async function refusesCertificates(w) {
  const envelope = await sent(w, [{ person: taro }, own]);
  const at = await open(w, envelope, taro);
  const agent = agentOf(w, w.keys.revoked);
  const ticket = await ask(at, taro);
  await agent.redeem(ticket.code);
  await assert.rejects(agent.show(), problem("cert-revoked", 422));
  agent.use(w.keys.expired);
  await assert.rejects(agent.show(), problem("cert-expired", 422));
  agent.use(stranger(w.service.dir));
  await assert.rejects(agent.show(), problem("cert-chain", 422));
  // revoked between showing and signing: asked again when the signature comes
  agent.use(w.keys.late);
  await agent.show();
  await agent.prepare();
  await w.revoke("Party revoked later");
  const refusal = await until("the authority to answer", () => agent.complete().then(assert.fail,
    (e) => (e.problem?.type === "/problems/unavailable" ? null : e)));
  problem("cert-revoked", 422)(refusal);
  assert.equal((await ticketOf(at, ticket)).error.type, "/problems/cert-revoked");
  // another one, in the same session
  agent.use(w.keys.ec);
  await agent.show();
  await agent.prepare();
  await agent.complete();
  await agent.done();
}

/** Another party signs while this one's signature is prepared: it is prepared anew on what there is now. */
async function isPreparedAnew(w, roots) {
  const parties = [{ person: taro, order: 1 }, { person: jiro, order: 1, method: "provider" }, own];
  const envelope = await sent(w, parties);
  const mine = await open(w, envelope, taro), theirs = await open(w, envelope, jiro);
  const agent = agentOf(w, w.keys.ec);
  await agent.redeem((await ask(mine, taro)).code);
  await agent.show();
  await agent.prepare();
  await agree(theirs.client, theirs.view, jiro);
  // the reservation is respected, and gives way when its time is over
  sql(w, "UPDATE seal SET reserved_until = 1 WHERE reserved_until IS NOT NULL");
  await until("the other party to be sealed", async () => {
    const now = await w.owner.get(`/api/v1/envelopes/${envelope.id}`);
    return now.recipients.find((r) => r.email === jiro.email).state === "completed";
  }, 60, 200);
  await assert.rejects(agent.complete(), problem("revision-changed", 409));
  const operations = await agent.prepare(); // checks the proof over the other party's increment
  assert.ok(Buffer.from(operations[0].proof.update[0], "base64").includes("/ByteRange"));
  await agent.complete();
  await agent.done();
  const { done } = await finish(w, envelope, roots);
  assert.equal(done.documents[0].signatures, 5);
}

describe("client remote signing", { concurrency: 2 }, () => {
  for (const [i, database] of databases.entries()) {
    it(`concludes hybrid contracts on ${database.name}, and refuses what is wrong without harm`, () =>
      withService(database, async (w) => {
        const { roots } = await concludesHybrids(w);
        if (i === 0) await signsWithEveryKind(w, roots); // of keys the database knows nothing
        const envelope = await refusesWrongSteps(w);
        await refusesCertificates(w);
        await keepsThreadsForOthers(w);
        await isPreparedAnew(w, roots);
        await finish(w, envelope);
      }));
  }
});
