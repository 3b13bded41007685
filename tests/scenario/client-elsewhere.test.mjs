// Without our program (当事者型): a recipient downloads the documents as they are, signs them with another program, and hands them
// in. What is not exactly that document with exactly one signature of the right person is refused, and the contract stays
// signable; what is becomes a revision byte for byte.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { promisify } from "node:util";
import { identity } from "../forge/lib/cms.mjs";
import { objectText } from "../forge/lib/pdf.mjs";
import { signMore } from "../forge/lib/sign.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import * as judge from "../support/judge.mjs";
import { POLICY, accept, agentOf, ask, hanako, jiro, judgeTrailOf, open, own, p12Of, problem, rootsOf, sent, sql, taro,
  withService } from "../support/party-signing.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { reader } from "../support/rows.mjs";
import { agree, declaration, linkFor, until, waitForState } from "../support/service.mjs";

after(stopPostgres);

const keysOf = (ca) => ({
  taro: ca.issue("Party Taro", { kind: ["RSA", "rsa_keygen_bits:2048"] }),
  ec: ca.issue("Party Taro P-256"),
  jiro: ca.issue("Party Jiro", { kind: ["RSA", "rsa_keygen_bits:2048"] }),
});

const fileOf = (d) => `/api/v1/recipient/documents/${d.id}/file`;
/** Once more where it met another one: an upload is not begun anew by the server. */
const handIn = (at, d, bytes) => until("the file to be taken, or refused", () => at.client.upload(`/api/v1/recipient/documents/${d.id}/signed`, bytes)
  .catch((e) => { if (e.problem?.type !== "/problems/busy") throw e; }), 30, 100);
const submit = (at, person) => at.client.post("/api/v1/recipient/signed", declaration(at.view, person));

let files = 0;
const scratch = (w) => `${w.service.dir}/elsewhere-${files++}.pdf`;

/** Signed by our command line, offline; options as for skysign sign. */
async function signed(w, bytes, { key, cert }, ...options) {
  const from = scratch(w), to = scratch(w);
  fs.writeFileSync(from, bytes);
  await promisify(execFile)(judge.skysign, ["sign", from, to, "--key", key, "--cert", cert, "--chain", w.ca.sub, ...options]);
  return fs.readFileSync(to);
}

/** Signed by PDFBox with BouncyCastle, in the older form. */
async function signedByPdfbox(w, bytes, key) {
  const from = scratch(w), to = scratch(w);
  fs.writeFileSync(from, bytes);
  judge.pdfboxSign(from, to, { p12: p12Of({ ...key, chain: w.ca.sub }), reason: "同意します" });
  return fs.readFileSync(to);
}

const partyFields = (bytes) => [...new Set(bytes.toString("latin1").match(/SkySign_Party_[0-9a-f]+/g))];

function flipped(bytes, at) {
  const copy = Buffer.from(bytes);
  copy[at] ^= 1;
  return copy;
}

/** A signature that goes along with a turned page, one that locks everything, one over a part of the file. */
function dishonest(bytes, key) {
  const who = identity(key.cert, key.key), text = bytes.toString("latin1");
  const page = Number(text.match(/(\d+) 0 obj\s*<<(?:(?!endobj)[\s\S])*?\/Type ?\/Page\b/)[1]);
  const widget = "/F 132 /Rect [0 0 0 0]";
  return {
    changed: signMore(bytes, who, { field: "Mine", objects: { [page]: objectText(bytes, page).replace("/Type", "/Rotate 90 /Type") } }),
    locking: signMore(bytes, who, { field: "Mine", widget: `${widget} /Lock << /Type /SigFieldLock /Action /All /P 1 >>` }),
    partial: signMore(bytes, who, { field: "Mine", lie: { range: (hole, end, size) => [0, hole, end, size - end - 20] } }),
  };
}

/** Files that are not the document `now` with one signature of the right person. */
async function refusesForgeries(w, at, d, now, good) {
  const k = w.keys, wrong = dishonest(now, k.ec);
  const tries = [
    ["no PDF", Buffer.from("a letter"), /PDFとして読めません/],
    ["nothing", Buffer.alloc(0), /PDFとして読めません/],
    ["another document", await signed(w, plainPdf({ pages: 3 }), k.taro), /この依頼の文書をもとにした/],
    ["a byte of the document changed", flipped(good, 200), /この依頼の文書をもとにした/],
    ["not signed", now, /署名が追加されていません/],
    ["rubbish behind it", Buffer.concat([now, Buffer.from("\n% rubbish\n")]), /署名が追加されていません|PDFとして/],
    ["two signatures", await signed(w, good, k.taro, "--field", "Second"), /2回以上/],
    ["a byte of the update changed", flipped(good, good.length - 900), /検証できません|PDFとして/],
    ["more behind the signature", Buffer.concat([good, Buffer.from("\n\n\n")]), /ファイル全体ではありません/],
    ["a signature over a part", wrong.partial, /ファイル全体ではありません|検証できません/],
    ["a turned page", wrong.changed, /署名のほかに/],
    ["a lock", wrong.locking, /ロック/],
    ["visible in a new field of a certified document", await signed(w, now, k.taro, "--visible", "1,50,50,150,40"), /表示を置く場所/],
  ];
  for (const [what, bytes, words] of tries) {
    await assert.rejects(handIn(at, d, bytes), (e) => {
      assert.match(e.problem?.detail ?? e.message, words, what);
      return problem("signed-copy-refused", 422)(e);
    }, what);
  }
}

async function refusesWhatIsNotIt(w, { thoroughly }) {
  const rule = { subject: "party taro" };
  const envelope = await sent(w, [{ person: taro, certificate: rule }, { person: jiro, order: 2 }, { ...own, order: 3 }]);
  const at = await open(w, envelope, taro), [d] = at.view.documents;
  assert.deepEqual(at.view.signed_copies, { possible: true, field: null, items: [] });
  const now = await at.client.download(fileOf(d)), k = w.keys;
  const good = await signed(w, now, k.taro);
  if (thoroughly) await refusesForgeries(w, at, d, now, good); // the database does not matter
  const fields = partyFields(now);
  assert.equal(fields.length, 3, "every party has one");
  const signedIn = await Promise.allSettled(fields.map(async (field) => handIn(at, d, await signed(w, now, k.taro, "--field", field))));
  assert.equal(signedIn.filter((r) => r.status === "fulfilled").length, 1, "one's own alone");
  for (const r of signedIn.filter((one) => one.reason)) assert.match(r.reason.problem.detail, /ほかの方の署名欄/);
  await assert.rejects(handIn(at, d, await signed(w, now, k.jiro)), problem("cert-other-person", 422));
  await assert.rejects(at.client.upload("/api/v1/recipient/documents/doc_none/signed", good), (e) => e.status === 404);

  // good, and seen before it is submitted; nothing has happened to the contract
  const kept = await handIn(at, d, good);
  assert.match(kept.subject, /Party Taro/);
  assert.deepEqual([kept.algorithm, kept.sub_filter, kept.status], ["rsa-pkcs1-sha256", "ETSI.CAdES.detached", "good"]);
  assert.deepEqual((await at.client.get("/api/v1/recipient/envelope")).signed_copies.items.map((c) => c.sha256), [kept.sha256]);
  assert.deepEqual(await at.client.download(fileOf(d)), now);
  await assert.rejects(at.client.post("/api/v1/recipient/signed", { ...declaration(at.view, taro), authority: false }), (e) => e.status === 400);
  await assert.rejects(submitOneOfTwo(w), problem("conflict", 409));
  await isJudgedAgain(w, at);
  await submit(at, taro);
  assert.equal((await submit(at, taro)).act === "none", false, "a second time it is done already");
  await assert.rejects(handIn(at, d, good), problem("conflict", 409));
  return { envelope, good };
}

/** What was good when it was handed in, under the rules and at the time of the act. */
async function isJudgedAgain(w, at) {
  await accept(w, { sub_filter: "adbe.pkcs7.detached" });
  await assert.rejects(submit(at, taro), (e) => {
    assert.match(e.problem.detail, /PKCS#7/);
    return problem("signed-copy-refused", 422)(e);
  });
  await accept(w, { sub_filter: "ETSI.CAdES.detached", algorithms: ["ecdsa-p256-sha256"] });
  await assert.rejects(submit(at, taro), problem("cert-algorithm", 422));
  await accept(w, { algorithms: (await w.owner.get(POLICY)).known_algorithms });

  const aged = (by) => sql(w, `UPDATE signed_copy SET created_at = created_at ${by}`);
  aged("- 24 * 3600 * 1000");
  await assert.rejects(submit(at, taro), (e) => {
    assert.match(e.problem.detail, /1日/);
    return problem("conflict", 409)(e);
  });
  aged("+ 24 * 3600 * 1000");
}

async function submitOneOfTwo(w) {
  const envelope = await sent(w, [{ person: jiro }, own], { documents: 2 });
  const at = await open(w, envelope, jiro), [first] = at.view.documents;
  await handIn(at, first, await signed(w, await at.client.download(fileOf(first)), w.keys.jiro));
  return submit(at, jiro);
}

async function concludes(w, { envelope, good }) {
  const roots = await rootsOf(w), at = await open(w, envelope, jiro), [d] = at.view.documents;
  const now = await at.client.download(fileOf(d));
  assert.deepEqual(now.subarray(0, good.length), good, "what was handed in is in the contract, byte for byte");
  const copy = await signedByPdfbox(w, now, w.keys.jiro);
  await handIn(at, d, copy);
  await submit(at, jiro);
  const last = await open(w, envelope, hanako);
  await agree(last.client, last.view, hanako);
  const done = await waitForState(w.owner, envelope, "completed", 120);
  assert.equal(done.level_reached, "B-LTA");
  for (const person of [taro, jiro]) assert.ok(done.recipients.find((r) => r.email === person.email).timestamp, "each act has its time-stamp");
  const pdf = `${w.service.dir}/${envelope.id}.pdf`;
  fs.writeFileSync(pdf, await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${d.id}/file`));
  assert.deepEqual(judge.qpdfCheck(pdf).warnings, []);
  const found = judge.pdfsig(pdf, { root: roots }).filter((s) => /detached$/.test(s.subFilter));
  assert.equal(found.length, 5);
  for (const s of found) {
    assert.equal(s.signature, "Signature is Valid.", s.text);
    assert.equal(s.certificate, "Certificate is Trusted.", s.text);
  }
  const report = JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", roots, pdf]).out);
  assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report, null, 1));
  assert.equal(report.signatures.filter((s) => s.kind === "document-timestamp").length, 3, "one for each act from elsewhere, one at the end");
  assert.ok(report.signatures.every((s) => s.permitted));

  const events = (await w.owner.get(`/api/v1/envelopes/${envelope.id}/events`)).items.map((v) => v.kind);
  for (const kind of ["copy.refused", "copy.kept", "recipient.signed", "recipient.sealed"]) assert.ok(events.includes(kind), kind);
  await judgeTrailOf(w, envelope);
}

/** Two at the same time: whoever is second signs what the first has made of it. */
async function isSignedAnew(w) {
  const envelope = await sent(w, [{ person: taro }, { person: jiro }, own]);
  const mine = await open(w, envelope, taro), theirs = await open(w, envelope, jiro), [d] = mine.view.documents;
  const old = await mine.client.download(fileOf(d));
  await handIn(mine, d, await signed(w, old, w.keys.taro)); // kept, not submitted
  const agent = agentOf(w, w.keys.jiro); // the other one has our program
  await agent.redeem((await ask(theirs, jiro)).code);
  await agent.show();
  await agent.prepare();
  await assert.rejects(submit(mine, taro), problem("revision-changed", 409), "it is being signed at this moment");
  await agent.complete();
  await agent.done();
  await assert.rejects(submit(mine, taro), problem("revision-changed", 409));
  await assert.rejects(handIn(mine, d, await signed(w, old, w.keys.taro)), (e) => {
    assert.match(e.problem.detail, /もう一度ダウンロード/);
    return problem("revision-changed", 409)(e);
  });
  await handIn(mine, d, await signed(w, await mine.client.download(fileOf(d)), w.keys.taro));
  await submit(mine, taro);
  const last = await open(w, envelope, hanako);
  await agree(last.client, last.view, hanako);
  assert.equal((await waitForState(w.owner, envelope, "completed", 120)).documents[0].signatures, 5);
}

/** Entries would not be part of what is signed elsewhere. */
async function isClosedToEntries(w) {
  const envelope = await sent(w, [{ person: taro }, own], { fields: true });
  const at = await open(w, envelope, taro), [d] = at.view.documents;
  assert.equal(at.view.signed_copies.possible, false);
  await assert.rejects(handIn(at, d, await signed(w, await at.client.download(fileOf(d)), w.keys.taro)), problem("conflict", 409));
}

/** A copy is its signer's act on what was shown to them: nobody else's, and not of what is sent anew. */
async function copiesDoNotOutliveTheirSigner(w) {
  const copies = () => reader(w.service, w.url).rows("SELECT recipient_id FROM signed_copy").length;
  const before = copies();
  const envelope = await sent(w, [{ person: taro, order: 1, certificate: { subject: "party taro" } }, { ...own, order: 2 }]);
  const isOver = (at, d, copy) => assert.rejects(handIn(at, d, copy), (e) => {
    assert.match(e.problem.detail, /再送信により.*もう一度ダウンロード/);
    return problem("revision-changed", 409)(e);
  });
  const keep = async (at, key) => {
    const [d] = at.view.documents, copy = await signed(w, await at.client.download(fileOf(d)), key);
    await handIn(at, d, copy);
    assert.equal(copies(), before + 1);
    return copy;
  };
  const hasNone = async (at) => {
    assert.equal(copies(), before);
    assert.deepEqual(at.view.signed_copies.items, []);
    await assert.rejects(submit(at, taro), problem("conflict", 409), "there is nothing to submit");
  };
  // sent back, and sent anew
  const at = await open(w, envelope, taro), old = await linkFor(w.owner, taro.email, { envelope }), copy = await keep(at, w.keys.taro);
  await at.client.post("/api/v1/recipient/send-back", { comment: "金額を直してください" });
  const back = await waitForState(w.owner, envelope, "draft");
  assert.equal(copies(), before);
  await w.owner.post(`/api/v1/envelopes/${envelope.id}/send`, { version: back.version });
  const again = await open(w, envelope, taro, { not: old }), [d] = again.view.documents;
  await hasNone(again);
  await isOver(again, d, copy);
  // handed over to somebody else
  const second = await keep(again, w.keys.taro), now = await again.client.download(fileOf(d));
  await again.client.post("/api/v1/recipient/forward", { name: jiro.name, email: jiro.email, company: jiro.company, reason: "担当が替わりました" });
  await assert.rejects(handIn(again, d, second), (e) => [401, 403].includes(e.status), "the former person is nobody here any more");
  const theirs = await open(w, envelope, jiro);
  await hasNone(theirs);
  assert.deepEqual(await theirs.client.download(fileOf(d)), now, "the document is as it was");
  await assert.rejects(handIn(theirs, d, await signed(w, now, w.keys.jiro)), problem("cert-other-person", 422), "the seat keeps its rule");
}

describe("documents signed elsewhere", { concurrency: 2 }, () => {
  for (const database of databases) {
    it(`are handed in, or refused without harm, on ${database.name}`, () =>
      withService(database, async (w) => {
        await concludes(w, await refusesWhatIsNotIt(w, { thoroughly: database === databases[0] }));
        await isSignedAnew(w);
        await isClosedToEntries(w);
        await copiesDoNotOutliveTheirSigner(w);
      }, keysOf));
  }
});
