// The signing program and the running service together: a contract of four parties, each signing in its own way; whatever breaks
// on the way leaves the contract signable; and the document never comes to the signer's PC.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { startClientFront } from "../support/client-front.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { judgeSignedFile } from "../support/judged.mjs";
import { ask, finish, hanako, jiro, open, own, p12Of, rootsOf, sent, taro, ticketOf, withService } from "../support/party-signing.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { agree, until, waitForState } from "../support/service.mjs";
import { makeToken } from "../support/softhsm.mjs";

after(stopPostgres);

const saburo = { name: "田中 三郎", email: "saburo@tanaka.example", company: "田中製作所" };
const stateOf = async (w, envelope, person) =>
  (await w.owner.get(`/api/v1/envelopes/${envelope.id}`)).recipients.find((r) => r.email === person.email).state;

/** Signs with a fresh ticket: what the program said, and the ticket. */
async function sign({ front }, at, person, key, options) {
  const ticket = await ask(at, person);
  return { ...await front.sign(ticket.code, key, options), ticket };
}

async function signs(w, at, person, key, options) {
  const r = await sign(w, at, person, key, options);
  assert.equal(r.status, 0, r.err);
  assert.equal((await ticketOf(at, r.ticket)).state, "done");
}

async function fourParties(w) {
  const parties = [
    { ...own, order: 1 }, { person: saburo, order: 1, method: "provider" },
    { person: taro, order: 2, certificate: { subject: "party rsa" } }, { person: jiro, order: 3 },
  ];
  const envelope = await sent(w, parties);
  const phones = [await open(w, envelope, hanako), await open(w, envelope, saburo)];
  await Promise.all(phones.map((at, i) => agree(at.client, at.view, [hanako, saburo][i])));
  await signs(w, await open(w, envelope, taro), taro, w.card.uri(1), { pin: "4711" });
  await signs(w, await open(w, envelope, jiro), jiro, `p12:${p12Of(w.keys.p384)}`);
  const done = await waitForState(w.owner, envelope, "completed", 120);
  assert.equal(done.level_reached, "B-LTA");
  const roots = await rootsOf(w);
  for (const d of done.documents) {
    const file = `${w.service.dir}/${d.id}.pdf`;
    fs.writeFileSync(file, await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${d.id}/file`));
    judgeSignedFile(file, roots, 6); // the sender's, four parties', the conclusion
  }
}

async function losesConnections(w) {
  const envelope = await sent(w, [{ person: taro }, own]), key = `p12:${p12Of(w.keys.ec)}`;
  const at = await open(w, envelope, taro);
  const calls = ["redeem", "certificate", "prepare", "complete"];
  for (const [call, where] of [...calls.map((c) => [c, "asked"]), ...calls.slice(0, 3).map((c) => [c, "answered"])]) {
    w.front.lose = (name) => (name === call ? where : undefined);
    const r = await sign(w, at, taro, key, { lang: "ja" });
    assert.notEqual(r.status, 0, `${call} ${where}`);
    assert.match(r.err, /何も署名されていません.*もう一度始めてください/s, `${call} ${where}`);
    assert.equal((await ticketOf(at, r.ticket)).state, call !== "redeem" ? "cancelled" : where === "asked" ? "waiting" : "redeemed");
    assert.equal(await stateOf(w, envelope, taro), "opened");
  }
  // nothing at all comes through any more, after the preparation: its place is given up to the next try
  let dead = false;
  w.front.lose = (name) => ((dead ||= name === "complete") ? "asked" : undefined);
  const r = await sign(w, at, taro, key);
  assert.match(r.err, /The signatures were sent, but their outcome is not known here/);
  assert.equal(await stateOf(w, envelope, taro), "opened");
  // the signature came, its answer did not
  w.front.lose = (name) => (name === "complete" ? "answered" : undefined);
  await signs(w, at, taro, key);
  w.front.lose = undefined;
  await finish(w, envelope, await rootsOf(w));
}

/** The PIN, and no token any more when it is typed. */
async function removed({ card, front }) {
  const before = front.counts.redeem;
  await until("the program to be there", () => front.counts.redeem > before);
  await new Promise((done) => { setTimeout(done, 1500); }); // it has looked at the token, and asks
  card.remove();
  return "4711";
}

/** What the person sees is what to do; the contract is as signable as before. */
async function refusesKeys(w) {
  const envelope = await sent(w, [{ person: taro }, own]);
  const at = await open(w, envelope, taro);
  const skewed = (when) => ({ LD_PRELOAD: "/usr/$LIB/faketime/libfaketime.so.1", FAKETIME: when });
  const tries = [
    [w.card.uri(1), { pin: "0000" }, /PIN/],
    [`p12:${p12Of(w.keys.ec)}`, { pin: "wrong" }, /password/i],
    [`p12:${p12Of(w.keys.expired)}`, {}, /has expired \(or the clock of this computer is wrong\)/],
    [`p12:${p12Of(w.keys.usage)}`, {}, /not meant for signatures/],
    [`p12:${p12Of(w.keys.revoked)}`, {}, /has been revoked\. Choose another one/],
    [`p12:${p12Of(w.keys.ec)}`, { env: skewed("+9y") }, /this computer's clock is wrong/],
    [w.card.uri(2), { get pin() { return removed(w); } }, /token/i],
  ];
  for (const [key, options, words] of tries) {
    const r = await sign(w, at, taro, key, options);
    assert.match(r.err, words);
    assert.notEqual(r.status, 0);
    assert.equal(await stateOf(w, envelope, taro), "opened");
  }
  w.card.putBack();
  await signs(w, at, taro, w.card.uri(2), { pin: "4711" });
}

/** R10: whoever signs has no need of the document. */
async function keepsTheDocument(w) {
  const pdf = plainPdf({ pages: 3, weight: 50_000_000 });
  const envelope = await sent(w, [{ person: taro }, own], { pdf });
  const at = await open(w, envelope, taro), before = w.front.traffic();
  await signs(w, at, taro, w.card.uri(1), { pin: "4711" });
  const bytes = w.front.traffic() - before;
  assert.ok(pdf.length >= 50_000_000 && bytes < 100_000, `${bytes} bytes for a contract of ${pdf.length}`);
}

describe("the signing program and the service", () => {
  it("conclude a contract of four parties; break at every step without harm; never exchange the document", () =>
    withService(databases[0], async (w) => {
      w.front = await startClientFront(w.service);
      w.card = makeToken(w.front.dir, [w.keys.rsa, w.keys.ec]);
      try {
        await fourParties(w);
        await losesConnections(w);
        await refusesKeys(w);
        await keepsTheDocument(w);
      } finally {
        w.front.close();
      }
    }));
});
