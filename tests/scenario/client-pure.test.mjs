// Contracts of certificates only (pure 当事者型): every party signs by a certificate of its own, and the service signs nothing on the
// documents unless it is asked to. What remains is the parties' signatures and time-stamps, judged by everybody; what the
// certification would keep from changing, the parties' locks keep.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { promisify } from "node:util";
import { identity } from "../forge/lib/cms.mjs";
import { objectText } from "../forge/lib/pdf.mjs";
import { signMore } from "../forge/lib/sign.mjs";
import { increment } from "../forge/lib/update.mjs";
import { startClientFront } from "../support/client-front.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { fillIn, formPdf } from "../support/fields.mjs";
import * as judge from "../support/judge.mjs";
import { judgeSignedFile } from "../support/judged.mjs";
import { DAY, MovingClock } from "../support/moving.mjs";
import { agentOf, ask, hanako, jiro, open, p12Of, problem, rootsOf, sent, taro, ticketOf, withService } from "../support/party-signing.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { agree, declaration, linkFor, until, waitForState } from "../support/service.mjs";
import { makeToken } from "../support/softhsm.mjs";

after(stopPostgres);

const keysOf = (ca) => ({ taro: ca.issue("Party Taro"), hanako: ca.issue("Party Hanako", { kind: ["RSA", "rsa_keygen_bits:2048"] }) });
const we = (more = {}) => ({ person: hanako, side: "own", ...more });
const fileOf = (d) => `/api/v1/recipient/documents/${d.id}/file`;
const handIn = (at, d, bytes) => at.client.upload(`/api/v1/recipient/documents/${d.id}/signed`, bytes);
const eventsOf = async (w, envelope) => (await w.owner.get(`/api/v1/envelopes/${envelope.id}/events`)).items.map((v) => v.kind);

let files = 0;
async function signed(w, bytes, { key, cert }, ...options) {
  const from = `${w.service.dir}/pure-${files++}.pdf`, to = `${from}.signed`;
  fs.writeFileSync(from, bytes);
  await promisify(execFile)(judge.skysign, ["sign", from, to, "--key", key, "--cert", cert, "--chain", w.ca.sub, ...options]);
  return fs.readFileSync(to);
}

/** Everything in the file in the clear, streams too. */
const inTheClear = (file) => {
  judge.run("qpdf", ["--qdf", "--stream-data=uncompress", "--object-streams=disable", file, `${file}.clear`]);
  return fs.readFileSync(`${file}.clear`);
};
const SERVICE = "電子署名 (trial signature)"; // in the name of the key that certifies and closes

/** By every judge: the parties' signatures and so many time-stamps over the document, and nothing by the service. */
async function isOfThePartiesAlone(w, envelope, roots, { stamps = 1, whole = false } = {}) {
  const signatures = 2;
  const done = await waitForState(w.owner, envelope, "completed", 120);
  assert.equal(done.level_reached, "B-LTA");
  assert.equal(done.certification, "none");
  for (const d of done.documents) {
    const file = `${w.service.dir}/${d.id}.pdf`, bytes = await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${d.id}/file`);
    fs.writeFileSync(file, bytes);
    assert.equal(d.signatures, signatures);
    if (whole) judgeSignedFile(file, roots, signatures);
    const report = JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", roots, file]).out);
    assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report, null, 1));
    const kinds = report.signatures.map((s) => s.kind).sort();
    assert.deepEqual(kinds, [...Array(signatures).fill("approval"), ...Array(stamps).fill("document-timestamp")]);
    assert.ok(report.signatures.every((s) => s.permitted));
    for (const s of report.signatures.filter((one) => one.kind === "approval")) assert.equal(s.doc_mdp, 2, "the lock says what a certification would");
    for (const part of judge.signatureParts(file).filter((one) => !judge.isTimestamp(one.contents)))
      assert.match(judge.opensslPrint(part.contents), /Party (Taro|Hanako)/);
    assert.ok(!/\/DocMDP|\/Perms|SkySign_(Sent|Close)/.test(bytes.toString("latin1")));
    assert.ok(!inTheClear(file).includes(SERVICE), "no certificate of the service's signing key");
  }
  const events = await eventsOf(w, envelope);
  assert.ok(events.includes("envelope.prepared_unsigned") && !events.includes("envelope.prepared"));
  const trail = await (await w.owner.raw("GET", `/api/v1/envelopes/${envelope.id}/audit-trail`, { headers: { Accept: "application/json" } })).json();
  assert.deepEqual(trail.acts.filter((a) => a.key).map((a) => a.kind), ["certificate"], "the service signed the certificate of agreement alone");
  return done;
}

/** Both at once, two documents with fields: who is second signs what the first has made of it. */
async function inParallel(w, roots, whole) {
  const envelope = await sent(w, [{ person: taro }, we()], { documents: 2, fields: true });
  assert.equal((await w.owner.get(`/api/v1/envelopes/${envelope.id}`)).certification, "none");
  const mine = await open(w, envelope, taro), theirs = await open(w, envelope, hanako);
  await fillIn(mine.client, mine.view, taro.name);
  const agent = agentOf(w, w.keys.taro), other = agentOf(w, w.keys.hanako);
  for (const [one, at, person] of [[agent, mine, taro], [other, theirs, hanako]]) {
    await one.redeem((await ask(at, person)).code);
    await one.show();
  }
  await agent.prepare();
  await agent.complete();
  await agent.done();
  // what she was shown is not what there is now
  const late = await other.prepare().then(() => other.complete(), (e) => e);
  assert.match(late.problem?.type ?? "", /revision-changed|content-changed|stale/, JSON.stringify(late.problem));
  const again = await open(w, envelope, hanako), last = agentOf(w, w.keys.hanako);
  await last.run((await ask(again, hanako)).code);
  const done = await isOfThePartiesAlone(w, envelope, roots, { whole });
  isLocked(w, done, roots, "SkySign_Field");
  await hasABundle(w, done);
}

/** Whoever fills a text field of the form afterwards is found out: it is locked by those who signed. */
function isLocked(w, done, roots, field) {
  const file = `${w.service.dir}/${done.documents[0].id}.pdf`, bytes = fs.readFileSync(file), forged = `${file}.forged.pdf`;
  const name = new RegExp(`(\\d+) 0 obj\\s*<<(?:(?!endobj)[\\s\\S])*?/T ?(?:\\(${field}|<${Buffer.from(field).toString("hex")})`, "i");
  const number = Number(bytes.toString("latin1").match(name)[1]), before = objectText(bytes, number);
  fs.writeFileSync(forged, increment(bytes, { [number]: before.replace(/\/V ?(\((?:\\.|[^)\\])*\)|<[^>]*>)/, "").replace(/^<</, "<< /V (forged)") }));
  const report = JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", roots, forged]).out);
  const approvals = report.signatures.filter((s) => s.kind === "approval");
  assert.notEqual(report.verdict, "TOTAL-PASSED");
  assert.ok(approvals.some((s) => !s.permitted && s.changes.some((c) => c.code === "locked-field-changed")), JSON.stringify(approvals.map((s) => s.changes)));
}

async function hasABundle(w, envelope, put = "署名欄、タイムスタンプおよび検証情報") {
  const url = `/api/v1/envelopes/${envelope.id}/bundle`;
  await w.owner.post(url);
  await until("the bundle", async () => (await (await w.owner.raw("GET", url, { headers: { Accept: "application/json" } })).json()).state === "ready", 60, 100);
  const out = `${w.service.dir}/bundle-${envelope.id}`;
  fs.writeFileSync(`${out}.zip`, await w.owner.download(url));
  await promisify(execFile)("unzip", ["-q", `${out}.zip`, "-d", out], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
  const paper = judge.run("pdftotext", ["-layout", `${out}/00_court/裁判所御中_説明書.pdf`, "-"]).out.replace(/\s/g, "");
  assert.match(paper, /自らの電子署名を付していません/);
  assert.ok(paper.includes(`サービス提供者が書類に付したのは、${put}です。`), paper);
  const certificate = judge.run("pdftotext", ["-layout", `${out}/certificate/合意締結証明書.pdf`, "-"]).out.replace(/\s/g, "");
  assert.match(certificate, /書類への本サービスの署名なし/);
  assert.match(certificate, /署名欄?方式当事者型/);
  const said = judge.run(judge.skysign, ["audit", "verify", out, "--trust", `${out}/verify/anchor.pem`, "--offline", "--at", new Date(Date.now() + 60_000).toISOString()]);
  assert.doesNotMatch(said.out, /act-|register-|value-|event-(?!s-open)/, said.out);
}

/** One after the other, by the real program: a token, then a file; what neither may be is refused before. */
async function inOrder(w, roots) {
  const envelope = await sent(w, [{ person: taro, order: 1 }, we({ order: 2 })], { pdf: formPdf() });
  const front = await startClientFront(w.service), card = makeToken(front.dir, [w.keys.hanako]);
  try {
    const first = await open(w, envelope, taro);
    await assert.rejects(agree(first.client, first.view, taro), problem("own-certificate-needed", 409));
    for (const [person, key, pin] of [[taro, `p12:${p12Of(w.keys.taro)}`], [hanako, card.uri(1), "4711"]]) {
      const at = await open(w, envelope, person), ticket = await ask(at, person);
      const r = await front.sign(ticket.code, key, { pin });
      assert.equal(r.status, 0, r.err);
      assert.equal((await ticketOf(at, ticket)).state, "done");
    }
  } finally {
    front.close();
  }
  isLocked(w, await isOfThePartiesAlone(w, envelope, roots), roots, "company"); // which nobody had to fill in
}

/** By another program: in the field that was made for it, whose lock is all that keeps the document. */
async function signedElsewhere(w, roots) {
  const envelope = await sent(w, [{ person: taro, order: 1 }, we({ order: 2 })]);
  const at = await open(w, envelope, taro), [d] = at.view.documents, k = w.keys.taro;
  const now = await at.client.download(fileOf(d)), { field } = at.view.signed_copies, who = identity(k.cert, k.key);
  const theirs = [...new Set(now.toString("latin1").match(/SkySign_Party_[0-9a-f]+/g))].find((f) => f !== field);
  const page = Number(now.toString("latin1").match(/(\d+) 0 obj\s*<<(?:(?!endobj)[\s\S])*?\/Type ?\/Page\b/)[1]);
  const turned = objectText(now, page).replace("/Type", "/Rotate 90 /Type");
  const tries = [
    [await signed(w, now, k), /ご自身の署名欄/],
    [await signed(w, now, k, "--visible", "1,50,50,150,40"), /ご自身の署名欄/],
    [await signed(w, now, k, "--field", theirs), /ほかの方の署名欄/],
    [signMore(now, who, { field: "Mine", objects: { [page]: turned } }), /ご自身の署名欄|署名のほかに/],
    [await signed(w, now, k, "--field", field, "--certify", "2"), /ロック/],
  ];
  for (const [bytes, words] of tries) {
    await assert.rejects(handIn(at, d, bytes), (e) => {
      assert.match(e.problem?.detail ?? e.message, words);
      return problem("signed-copy-refused", 422)(e);
    });
  }
  await handIn(at, d, await signed(w, now, k, "--field", field));
  await at.client.post("/api/v1/recipient/signed", declaration(at.view, taro));
  const next = await open(w, envelope, hanako);
  await agentOf(w, w.keys.hanako).run((await ask(next, hanako)).code);
  await isOfThePartiesAlone(w, envelope, roots, { stamps: 2 });
}

/** The sender may ask the service to sign too; with a party that signs by the service it always does. */
async function certifiedWhenAskedFor(w, roots) {
  const envelope = await sent(w, [{ person: taro, order: 1 }, we({ order: 2 })], { certify: true });
  for (const [person, key] of [[taro, w.keys.taro], [hanako, w.keys.hanako]]) {
    const at = await open(w, envelope, person);
    assert.equal(at.view.signed_copies.field, null);
    await agentOf(w, key).run((await ask(at, person)).code);
  }
  const done = await waitForState(w.owner, envelope, "completed", 120), file = `${w.service.dir}/asked.pdf`;
  assert.equal(done.certification, "provider");
  fs.writeFileSync(file, await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${done.documents[0].id}/file`));
  judgeSignedFile(file, roots, 4);
  assert.ok(inTheClear(file).includes(SERVICE));
  assert.ok((await eventsOf(w, envelope)).includes("envelope.prepared"));

  const hybrid = await sent(w, [{ person: taro }, { person: jiro, method: "provider" }, we()], { certify: false });
  assert.equal((await w.owner.get(`/api/v1/envelopes/${hybrid.id}`)).certification, "provider", "one party by the service is enough");
  const copy = await w.owner.post(`/api/v1/envelopes/${envelope.id}/duplicate`);
  assert.deepEqual([copy.certify, copy.certification], [true, "provider"]);
}

/** Sent back and sent anew; forwarded: the method stays with the seat. */
async function staysWhatItIs(w, roots) {
  const envelope = await sent(w, [{ person: taro, order: 1 }, we({ order: 2 })]);
  const at = await open(w, envelope, taro), old = await linkFor(w.owner, taro.email, { envelope });
  await at.client.post("/api/v1/recipient/send-back", { comment: "金額を直してください" });
  const back = await waitForState(w.owner, envelope, "draft");
  assert.deepEqual([back.documents[0].signatures, back.certification], [0, "none"]);
  await w.owner.post(`/api/v1/envelopes/${envelope.id}/send`, { version: back.version });
  const again = await open(w, envelope, taro, { not: old });
  await again.client.post("/api/v1/recipient/forward", { name: jiro.name, email: jiro.email, company: jiro.company, reason: "担当が替わりました" });
  const now = await w.owner.get(`/api/v1/envelopes/${envelope.id}`);
  assert.deepEqual(now.recipients.find((r) => r.email === jiro.email).method, "own_certificate");
  assert.equal(now.certification, "none");
  for (const [person, key] of [[jiro, w.keys.taro], [hanako, w.keys.hanako]]) {
    const to = await open(w, envelope, person);
    await agentOf(w, key).run((await ask(to, person)).code);
  }
  await isOfThePartiesAlone(w, envelope, roots);
}

/** What came signed gets nothing from the service: the parties' signatures are added, and that is all. */
async function signedBefore(w, roots) {
  const pdf = await signed(w, plainPdf(), w.keys.taro);
  const envelope = await sent(w, [{ person: taro, order: 1 }, we({ order: 2 })], { pdf });
  for (const [person, key] of [[taro, w.keys.taro], [hanako, w.keys.hanako]]) {
    const at = await open(w, envelope, person);
    if (person === taro) assert.deepEqual(await at.client.download(fileOf(at.view.documents[0])), pdf, "it is shown as it came");
    await agentOf(w, key).run((await ask(at, person)).code);
  }
  const done = await waitForState(w.owner, envelope, "completed", 120), bytes = await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${done.documents[0].id}/file`);
  assert.deepEqual(bytes.subarray(0, pdf.length), pdf);
  const file = `${w.service.dir}/before.pdf`;
  fs.writeFileSync(file, bytes);
  const report = JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", roots, file]).out);
  assert.deepEqual(report.signatures.map((s) => [s.kind, s.permitted]).sort(), [["approval", true], ["approval", true], ["approval", true], ["document-timestamp", true]]);
  assert.ok(!inTheClear(file).includes(SERVICE));
  await hasABundle(w, done, "タイムスタンプおよび検証情報"); // no field was made
}

/** Years later the proof is renewed: a time-stamp more over each document, and still nothing by the service's signing key. */
async function isRenewed(w, roots, clock) {
  const envelope = await sent(w, [{ person: taro, order: 1 }, we({ order: 2 })]);
  for (const [person, key] of [[taro, w.keys.taro], [hanako, w.keys.hanako]])
    await agentOf(w, key).run((await ask(await open(w, envelope, person), person)).code);
  const done = await isOfThePartiesAlone(w, envelope, roots), [d] = done.documents;
  let owner;
  const signIn = async () => { // sessions end while the clock jumps
    owner = w.service.client();
    await owner.post("/api/v1/session", { email: hanako.email, password: hanako.password });
  };
  const kept = async () => (await owner.get(`/api/v1/envelopes/${envelope.id}`)).preservation.documents;
  const untilAll = (what, holds) => until(what, async () => { const now = await kept(); return now.every(holds) ? now : null; }, 60, 300);
  clock.moveToHour(2, 12);
  await signIn();
  const planned = await untilAll("the first day to be over", (one) => one.next_action === "renew");
  const before = await owner.download(`/api/v1/envelopes/${envelope.id}/documents/${d.id}/file`);
  clock.moveTo(Math.max(...planned.map((one) => Date.parse(one.next_at))) + DAY);
  clock.moveToHour(0, 2);
  await w.service.restart();
  await signIn();
  await untilAll("all to be renewed", (one) => one.state === "ok" && one.timestamps.some((t) => t.purpose === "renewal"));

  const file = `${w.service.dir}/renewed.pdf`, bytes = await owner.download(`/api/v1/envelopes/${envelope.id}/documents/${d.id}/file`);
  fs.writeFileSync(file, bytes);
  assert.deepEqual(bytes.subarray(0, before.length), before);
  assert.ok(bytes.length > before.length);
  assert.deepEqual(judge.qpdfCheck(file).warnings, []);
  const found = judge.pdfsig(file, { root: roots, ocsp: false }); // whose clock is not moved
  assert.deepEqual(found.map((s) => s.subFilter).sort(), ["ETSI.CAdES.detached", "ETSI.CAdES.detached", "unknown", "unknown"], "what it does not know are the time-stamps");
  for (const s of found.filter((one) => one.subFilter === "ETSI.CAdES.detached")) assert.equal(s.signature, "Signature is Valid.", s.text);
  assert.ok(found.at(-1).coversWhole, "the new time-stamp covers all");
  for (const s of judge.pdfboxVerify(file, roots)) assert.ok(s.valid);
  const parts = judge.signatureParts(file), at = clock.now();
  for (const part of parts) assert.match(judge.opensslPrint(part.contents), judge.isTimestamp(part.contents) ? /TSA|タイムスタンプ|time-stamp/i : /Party (Taro|Hanako)/);
  const last = parts.at(-1), stamp = judge.opensslTsToken(last.contents, last.content, roots, { at });
  assert.ok(stamp.ok, stamp.text);
  const report = JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", roots, file], { env: { ...process.env, ...clock.env } }).out);
  assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report, null, 1));
  assert.deepEqual(report.signatures.map((s) => s.kind).sort(), ["approval", "approval", "document-timestamp", "document-timestamp"]);
  assert.ok(report.signatures.every((s) => s.permitted && (s.kind !== "approval" || s.level === "B-LTA")));
  assert.ok(!inTheClear(file).includes(SERVICE), "no certificate of the service's signing key");
  assert.equal((await owner.get(`/api/v1/envelopes/${envelope.id}/events`)).items.filter((v) => v.kind === "document.renewed").length, 2, "with the certificate of agreement");
}

describe("contracts of certificates only", { concurrency: 2 }, () => {
  for (const database of databases) {
    it(`bear the parties' signatures and time-stamps alone, on ${database.name}`, () =>
      withService(database, async (w) => {
        const roots = await rootsOf(w);
        await inParallel(w, roots, database === databases[0]);
        if (database !== databases[0]) return; // of what follows the database knows nothing
        await signedElsewhere(w, roots);
        await staysWhatItIs(w, roots);
        await inOrder(w, roots);
        await certifiedWhenAskedFor(w, roots);
        await signedBefore(w, roots);
      }, keysOf));
  }
  it("stay so when the proof is renewed", () => { // by a job that asks neither database nor sealer for anything of its own
    const clock = new MovingClock(judge.tempDir("pure-clock"));
    return withService(databases[0], async (w) => isRenewed(w, await rootsOf(w), clock), (ca) => ({
      taro: ca.issue("Party Taro", { crl: "" }), hanako: ca.issue("Party Hanako", { crl: "" }) }), {}, clock.env);
  });
});
