// Batch signing: a member signs many contracts that wait for it through one ticket, with one consent and one PIN, by the real
// signing program and by one of the tests' own. What cannot be signed is refused by name and leaves the others signed.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import { after, before, describe, it } from "node:test";
import { BatchAgent, askBatch, batchState, look, waiting, waitingContract } from "../support/batch-signing.mjs";
import { startClientFront } from "../support/client-front.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { everyKind } from "../support/fields.mjs";
import * as judge from "../support/judge.mjs";
import { agentOf, jiro, judgeTrailOf, open, p12Of, problem, rootsOf, sql, startAuthority, taro, withServiceOf } from "../support/party-signing.mjs";
import { agree, join, someAddress, until, waitForState } from "../support/service.mjs";
import { makeToken } from "../support/softhsm.mjs";

let authority;
before(async () => {
  authority = await startAuthority((ca) => ({ ec: ca.issue("Party P-256"), rsa: ca.issue("Party RSA", { kind: ["RSA", "rsa_keygen_bits:2048"] }),
    p384: ca.issue("Party P-384", { kind: ["EC", "ec_paramgen_curve:P-384"] }), late: ca.issue("Party revoked later", { crl: "" }) }));
});
after(async () => {
  await authority?.close();
  await stopPostgres();
});

/** Documents of 契約0, 契約1 and so on. The first two are for single steps, the rest is signed by the real program, on SQLite in two portions. */
const documentsOn = (i) => (i === 0 ? [1, 1, 1, 5, 5, 1, 1] : [1, 1, 2, 1, 1]);
const refused = (at, text) => (e) => {
  assert.equal(e.status, 400, e.message);
  const found = e.problem.errors.find((x) => x.field === at);
  assert.ok(found, JSON.stringify(e.problem));
  assert.match(found.message ?? found.text, text);
  return true;
};
const byTitle = (requests, title) => requests.find((r) => r.title === title);
const agentFor = (w, key = w.keys.ec) => new BatchAgent(w.service, { ...key, from: someAddress() });

async function makeContracts(w, many) {
  const colleague = { name: jiro.name, email: "jiro@aozora.example", password: "correct-horse-battery-23" };
  const other = await join(w.service, w.owner, colleague);
  const withFields = (ready) => w.owner.call("PUT", `/api/v1/envelopes/${ready.id}/fields`, { version: ready.version, items: everyKind(ready.documents[0].id, ready.recipients[0].id) });
  const parallel = [{ order: 1, side: "counterparty", method: "provider", name: jiro.name, email: jiro.email, company: jiro.company, locale: "ja" }];
  await waitingContract(w, "記入のある契約", { before: withFields });
  await waitingContract(w, "コードの要る契約", { more: { factors: [{ kind: "access_code", code: "7Q4M-2XKD" }] } });
  await waitingContract(w, "同僚の契約", { person: colleague });
  await waitingContract(w, "並行して署名される契約", { others: parallel });
  await waitingContract(w, "別の名義の契約", { more: { certificate: { sha256: null, subject: "somebody else", issuer: null } } });
  for (const [i, documents] of many.entries()) await waitingContract(w, `契約${i}`, { documents });
  return other;
}

async function refusesWrongBatches(w, all, other) {
  const good = byTitle(all, "契約0"), early = byTitle(all, "契約1");
  assert.equal(byTitle(all, "記入のある契約").alone.code, "batch-fields");
  assert.equal(byTitle(all, "コードの要る契約").alone.code, "batch-factor");
  assert.equal(byTitle(all, "同僚の契約"), undefined, "another's is not listed");
  await look(w.owner, [good, byTitle(all, "記入のある契約"), byTitle(all, "コードの要る契約")]);
  const [theirs] = await waiting(other, 1);
  await look(other, [theirs]);

  await assert.rejects(askBatch(w.owner, []), refused("requests", /./));
  await assert.rejects(askBatch(w.owner, [good, early]), refused("requests[1]", /./), "it was not opened");
  await assert.rejects(askBatch(w.owner, [good, theirs]), refused("requests[1]", /./), "another's");
  await assert.rejects(look(w.owner, [theirs]), problem("not-allowed", 403));
  await assert.rejects(askBatch(w.owner, [good, good]), refused("requests[1]", /重複/));
  await assert.rejects(askBatch(w.owner, [byTitle(all, "コードの要る契約")]), refused("requests[0]", /本人確認/));
  await assert.rejects(askBatch(w.owner, [byTitle(all, "記入のある契約")]), refused("requests[0]", /記入/));
  await assert.rejects(askBatch(w.owner, Array.from({ length: 51 }, () => good)), refused("requests", /50件/));
  await assert.rejects(askBatch(w.owner, [good], { authority: false }), refused("authority", /./));
  const changed = { ...good, documents: [{ ...good.documents[0], digest: crypto.randomBytes(32).toString("hex") }] };
  await assert.rejects(askBatch(w.owner, [changed]), refused("requests[0]", /./), "other bytes were shown");
  const old = { ...good, statement: { version: "2020-1" } };
  await assert.rejects(askBatch(w.owner, [old]), refused("requests[0]", /./), "other words were shown");
  await assert.rejects(askBatch(w.service.client(), [good]), problem("sign-in-required", 401));

  // a program that knows nothing of batches: the code stays good for one that does
  const batch = await askBatch(w.owner, [good]);
  await assert.rejects(agentOf(w).redeem(batch.code), problem("agent-too-old", 426));
  assert.equal((await batchState(w.owner, batch)).state, "waiting");
  await assert.rejects(other.get(`/api/v1/signing-batches/${batch.id}`), problem("not-found", 404));
  const agent = agentFor(w);
  await agent.redeem(batch.code);
  await assert.rejects(agentFor(w).redeem(batch.code), problem("ticket-invalid", 410), "used");
  await assert.rejects(agent.ask("/api/v1/agent/prepare", { seq: agent.next() }), problem("sign-in-required", 401), "no session of one ticket");
  await assert.rejects(agent.ask("/api/v1/agent/batch/status", { seq: 0 }), (e) => e.status === 400);
  await agent.call("status");
  await assert.rejects(agent.ask("/api/v1/agent/batch/status", { seq: 1 }), problem("sequence-used", 409));
  await assert.rejects(agent.call("prepare", { requests: ["tkt_nobodys"] }), (e) => e.status === 400);
  const { requests } = await agent.call("cancel", { reason: "user" });
  assert.deepEqual(requests.map((r) => r.state), ["failed"], "the last word is in the answer");
  assert.equal((await batchState(w.owner, batch)).state, "cancelled");
  await assert.rejects(agent.call("status"), problem("sign-in-required", 401));
}

/** One is overtaken, one does not take this certificate, one is withdrawn: each is told of itself. */
async function tellsOfEach(w, all) {
  const overtaken = byTitle(all, "並行して署名される契約"), unfit = byTitle(all, "別の名義の契約"), gone = byTitle(all, "契約0"), good = byTitle(all, "契約1");
  const chosen = [overtaken, unfit, gone, good];
  await look(w.owner, chosen);
  const theirs = await open(w, { id: overtaken.envelope_id }, jiro);
  const batch = await askBatch(w.owner, chosen);
  const agent = agentFor(w);
  await agent.redeem(batch.code);
  const idOf = (r) => agent.opened.requests.find((one) => one.request.id === r.envelope_id).id;
  const shown = await agent.show();
  assert.equal(shown.requests.find((r) => r.id === idOf(unfit)).error.type, "/problems/cert-other-person");
  const ids = [overtaken, gone, good].map(idOf), ready = await agent.prepareAll(ids);
  await w.owner.post(`/api/v1/envelopes/${gone.envelope_id}/withdraw`, { reason: "条件を変更します" });
  await agree(theirs.client, theirs.view, jiro);
  sql(w, `UPDATE seal SET reserved_until = 1 WHERE reserved_until IS NOT NULL AND envelope_id = '${overtaken.envelope_id}'`);
  await until("the other party to be sealed", async () => (await w.owner.get(`/api/v1/envelopes/${overtaken.envelope_id}`))
    .recipients.find((r) => r.email === jiro.email).state === "completed", 60, 200);
  const said = Object.fromEntries((await agent.completeAll(ready)).requests.map((r) => [r.id, r]));
  assert.equal(said[idOf(good)].state, "working");
  assert.equal(said[idOf(overtaken)].state, "waiting");
  assert.equal(said[idOf(overtaken)].error.type, "/problems/revision-changed");
  assert.equal(said[idOf(gone)].state, "failed");
  assert.equal(said[idOf(gone)].error.type, "/problems/conflict");
  await agent.completeAll(await agent.prepareAll([idOf(overtaken)])); // checks the proof over the other party's increment
  await agent.doneAll([idOf(overtaken), idOf(good)]);
  const now = await batchState(w.owner, batch);
  const stateOf = (r) => now.requests.find((one) => one.recipient_id === r.recipient_id);
  assert.deepEqual([good, overtaken, gone, unfit].map((r) => stateOf(r).state), ["done", "done", "cancelled", "redeemed"]);
  assert.equal(stateOf(gone).error.type, "/problems/conflict");
  return good;
}

/** Revoked between preparing and signing: each is told so, none is over, and the next batch signs them. */
async function tellsOfARevokedCertificate(w, chosen) {
  await look(w.owner, chosen);
  const agent = agentFor(w, w.keys.late);
  await agent.redeem((await askBatch(w.owner, chosen)).code);
  await agent.show();
  const ready = await agent.prepareAll();
  w.revoke(w.keys.late.name);
  const said = (await agent.completeAll(ready)).requests;
  assert.deepEqual(said.map((r) => [r.state, r.error?.type]), chosen.map(() => ["failed", "/problems/cert-revoked"]));
  assert.ok((await agent.call("status")).requests.every((r) => r.state === "waiting"));
}

/** The real program: a wrong PIN signs nothing; then one contract is withdrawn before it comes and another while its PIN is typed, an answer
 * is lost on the way, and all others are signed. */
async function signsMany(w, all, key, pin) {
  const chosen = all.filter((r) => /^契約[2-9]$/.test(r.title));
  await look(w.owner, chosen);
  const front = await startClientFront(w.service);
  const first = await askBatch(w.owner, chosen);
  const wrong = await front.sign(first.code, key, { pin: "0000" });
  assert.equal(wrong.status === 0, false, wrong.out);
  assert.equal((await batchState(w.owner, first)).state, "cancelled");

  const batch = await askBatch(w.owner, chosen), [early, gone, ...rest] = chosen.toSorted((a, b) => a.documents.length - b.documents.length);
  const withdraw = (r) => w.owner.post(`/api/v1/envelopes/${r.envelope_id}/withdraw`, { reason: "条件を変更します" });
  await withdraw(early);
  front.lose = (call, n) => call === "complete" && n === 1 && "answered";
  const typed = (async () => {
    // every one: what is withdrawn before the program has it is not shown by it at all
    await until("the program to come", async () => (await batchState(w.owner, batch)).requests.every((r) => r.state !== "waiting"), 60, 100);
    await withdraw(gone);
    return pin;
  })();
  const signed = await front.sign(batch.code, key, { pin: typed }), said = `${signed.out}\n${signed.err}`;
  front.close();
  assert.notEqual(signed.status, 0, `one is not signed, and the status says so: ${said}`);
  assert.ok(signed.err.includes(`1 of ${rest.length + 1} requests were not signed`), said);
  assert.ok(signed.out.includes(early.title), `what is left out is told: ${said}`);
  for (const r of [gone, ...rest]) {
    assert.ok(signed.out.includes(`${r.title}: ${r === gone ? "Not signed" : "Signed"}`), said);
    for (const d of r.documents) assert.ok(signed.out.includes(d.digest), `what is signed was shown: ${said}`);
  }
  const now = await batchState(w.owner, batch);
  assert.equal(now.state, "done");
  assert.equal(now.requests.filter((r) => r.state === "done").length, rest.length);
  return rest;
}

/** Signing out ends what was begun in that session, and only that. */
async function endsWithTheSession(w, all, other) {
  const [theirs] = await waiting(other, 1);
  const batch = await askBatch(other, [theirs]);
  const agent = agentFor(w);
  await agent.redeem(batch.code);
  await agent.show();
  await other.delete("/api/v1/session");
  await assert.rejects(agent.prepareAll(), problem("sign-in-required", 401));
  assert.equal((await w.owner.get(`/api/v1/envelopes/${theirs.envelope_id}`)).state, "pending");
}

/** Every document has its signatures, the party's own among them. */
async function judgesAll(w, roots, signed, signatures = 2) {
  const files = [];
  for (const r of signed) {
    for (const d of (await w.owner.get(`/api/v1/envelopes/${r.envelope_id}`)).documents) {
      assert.equal(d.signatures, signatures);
      files.push(`${w.service.dir}/${d.id}.pdf`);
      fs.writeFileSync(files.at(-1), await w.owner.download(`/api/v1/envelopes/${r.envelope_id}/documents/${d.id}/file`));
    }
  }
  const told = judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", roots, ...files]).out;
  const reports = told.trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(reports.length, files.length);
  for (const report of reports) {
    assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report));
    assert.ok(report.signatures.some((s) => JSON.stringify(s).includes("Party ")), "by the party's own certificate");
  }
}

/** One that was signed in a batch is concluded by the other side, as any is. */
async function concludesOne(w, roots, one) {
  const id = one.envelope_id, theirs = await open(w, { id }, taro);
  await agree(theirs.client, theirs.view, taro);
  await waitForState(w.owner, { id }, "completed");
  await judgesAll(w, roots, [one], 4);
  await judgeTrailOf(w, { id }, { byRecipe: false });
  const events = (await w.owner.get(`/api/v1/envelopes/${id}/events`)).items.map((v) => v.kind);
  for (const kind of ["recipient.opened", "ticket.made", "ticket.redeemed", "ticket.certificate", "ticket.prepared", "recipient.signed"])
    assert.ok(events.includes(kind), kind);
}

describe("batch signing", () => {
  for (const [i, database] of databases.entries()) {
    it(`signs many contracts at once on ${database.name}, and tells of each that it cannot`, () =>
      withServiceOf(authority, database, async (w) => {
        const other = await makeContracts(w, documentsOn(i));
        const all = await waiting(w.owner, documentsOn(i).length + 4), roots = await rootsOf(w);
        await refusesWrongBatches(w, all, other);
        const good = await tellsOfEach(w, all);
        if (i === 0) await tellsOfARevokedCertificate(w, all.filter((r) => /^契約[25]$/.test(r.title)));
        const token = i === 0 && makeToken(w.service.dir, [{ name: "seal", ...w.keys.rsa, always: true }]);
        const place = token ? [token.uri("1"), "4711"] : [`p12:${p12Of(w.keys.p384)}`, "secret"];
        const signed = [good, ...await signsMany(w, all, ...place)];
        await endsWithTheSession(w, all, other);
        await judgesAll(w, roots, signed);
        if (i === 0) await concludesOne(w, roots, good);
        assert.ok((await waiting(w.owner, 0)).every((r) => !signed.some((s) => s.recipient_id === r.recipient_id)), "what is signed waits no more");
      }));
  }
});
