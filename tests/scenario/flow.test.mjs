// What senders and recipients do beside sending and agreeing, over HTTP on both databases: each act
// with its mails, its events and its links.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { actRecords, agreeInOneInstant } from "../support/instant.mjs";
import { judgeSignedFile, localRoot } from "../support/judged.mjs";
import { plainPdf, unsaidPdf } from "../support/pdfs.mjs";
import { Service, agree, linkFor, openLink, people, send, setUp, until, waitForState, passGate } from "../support/service.mjs";

after(stopPostgres);

const taro = { ...people.counterparty, side: "counterparty", order: 1 };
const own = { name: people.owner.name, email: people.owner.email, company: people.owner.organisation_name, side: "own", order: 2 };
const day = 86400_000;
const inDays = (n) => new Date(Date.now() + n * day).toISOString();

async function withService(database, body, settings = {}) {
  const url = await database.fresh();
  const service = await Service.start({ database: url, settings });
  try {
    await body(service, await setUp(service), url);
  } finally {
    await service.stop();
  }
}

/** A sent envelope with these recipients; their first group has its links. */
async function sent(owner, recipients, { title = "業務委託契約書", bytes = unsaidPdf() } = {}) {
  const { id } = await owner.post("/api/v1/envelopes", { title });
  await owner.upload(`/api/v1/envelopes/${id}/documents?name=${encodeURIComponent("契約書.pdf")}`, bytes);
  const { version } = await owner.get(`/api/v1/envelopes/${id}`);
  await owner.patch(`/api/v1/envelopes/${id}`, { version, expire_at: inDays(14), recipients: recipients.map((r) => ({ locale: "ja", ...r })) });
  await send(owner, { id });
  return { id };
}

/** Who runs the service is made so in its database: no organisation can. */
function makeOperator(service, url, email) {
  const sql = `UPDATE membership SET role = 'operator' WHERE account_id = (SELECT id FROM account WHERE email = '${email}')`;
  if (url) execFileSync("psql", [url, "-qc", sql]);
  else execFileSync("sqlite3", ["-cmd", ".timeout 5000", `${service.dir}/data/skysign.db`, sql]);
}

async function mails(owner, envelope, email) {
  const { items } = await owner.get("/api/v1/outbox");
  return items.filter((m) => m.envelope_id === envelope.id && m.to.includes(email));
}

const subjects = async (owner, envelope, email) => (await mails(owner, envelope, email)).map((m) => m.subject).join("\n");
const kinds = async (owner, envelope) => (await owner.get(`/api/v1/envelopes/${envelope.id}/events`)).items.map((i) => i.kind);
const find = (view, email) => view.recipients.find((r) => r.email === email);
const refused = (status, code) => (e) => e.status === status && (!code || e.problem.detail?.includes(code) || e.problem.type.endsWith(code));

async function opened(service, owner, envelope, email) {
  return openLink(service, await linkFor(owner, email, { envelope }));
}

async function acts(service, owner, envelope, person) {
  const { client, view: shown } = await opened(service, owner, envelope, person.email);
  const view = await passGate(client, shown, owner, person.email);
  await agree(client, view, person);
  await until(`the act of ${person.email}`, async () => (await client.get("/api/v1/recipient/envelope")).act === "completed");
  return { client, view };
}

async function finalFile(service, owner, done) {
  const file = `${service.dir}/final.pdf`;
  fs.writeFileSync(file, await owner.download(`/api/v1/envelopes/${done.id}/documents/${done.documents[0].id}/file`));
  return file;
}

for (const database of databases) {
  describe(`acts on ${database.name}`, () => {
    it("lets every role do its part: approver, signers, viewer, and people in copy", () =>
      withService(database, async (service, owner) => {
        const boss = { name: "課長 三郎", email: "boss@yamada.example", company: "山田製作所", side: "counterparty", role: "approver", order: 1 };
        const viewer = { name: "顧問 四郎", email: "legal@yamada.example", company: "", side: "counterparty", role: "viewer", order: 2 };
        const copy = { name: "写し 五郎", email: "copy@yamada.example", company: "", side: "counterparty", role: "cc", order: 2 };
        const late = { name: "写し 六郎", email: "late@aozora.example", company: "", side: "own", role: "cc", order: 9 };
        const envelope = await sent(owner, [boss, { ...taro, order: 2 }, viewer, copy, { ...own, order: 3 }, late]);

        const first = await opened(service, owner, envelope, boss.email);
        assert.equal(first.view.role, "approver");
        assert.match(first.view.statement.text, /承認/);
        assert.ok(first.view.may.includes("approve") && !first.view.may.includes("agree"));
        assert.equal((await mails(owner, envelope, taro.email)).length, 0, "it is not their turn");
        await agree(first.client, first.view, boss);
        await until("the approval", async () => (await first.client.get("/api/v1/recipient/envelope")).act === "completed");
        assert.match(await subjects(owner, envelope, own.email), /【承認】/);

        const cc = await opened(service, owner, envelope, copy.email);
        assert.match(await subjects(owner, envelope, copy.email), /【共有】/);
        assert.equal(cc.view.statement, null);
        assert.deepEqual(cc.view.may.filter((a) => ["agree", "approve", "confirm", "decline", "send_back", "forward"].includes(a)), []);
        assert.ok((await cc.client.download(`/api/v1/recipient/documents/${cc.view.documents[0].id}/file`)).length > 0, "may look");
        await assert.rejects(cc.client.post("/api/v1/recipient/confirm"), refused(403));

        await acts(service, owner, envelope, taro);
        assert.equal((await mails(owner, envelope, own.email)).filter((m) => /確認のお願い/.test(m.subject)).length, 0, "the viewer is waited for");
        const looks = await opened(service, owner, envelope, viewer.email);
        await assert.rejects(agree(looks.client, { ...looks.view, statement: { version: "x" } }, viewer), refused(403));
        await looks.client.post("/api/v1/recipient/confirm", { shown: looks.view.documents.map((d) => ({ document_id: d.id, digest: d.digest })) });
        await looks.client.post("/api/v1/recipient/confirm");
        assert.match(await subjects(owner, envelope, own.email), /【閲覧】/);

        const mine = await owner.get("/api/v1/requests");
        assert.deepEqual(mine.items.map((i) => [i.id, i.role, i.my_state]), [[envelope.id, "signer", "sent"]]);
        await acts(service, owner, envelope, own);
        const done = await waitForState(owner, envelope, "completed");
        assert.equal((await kinds(owner, envelope)).filter((k) => k === "recipient.confirmed").length, 1);
        assert.deepEqual((await mails(owner, envelope, late.email)).map((m) => /締結完了/.test(m.subject)), [true], "told once");
        const file = await finalFile(service, owner, done);
        judgeSignedFile(file, await localRoot(service), 5);
        assert.deepEqual(actRecords(file).map((r) => r.kind), ["send", "approve", "agree", "agree", "closing"]);
      }));

    it("sends back, changes, sends again and concludes; what was left stays out of the file", () =>
      withService(database, async (service, owner) => {
        const bytes = plainPdf({ pages: 2 });
        const envelope = await sent(owner, [taro, { name: "次郎", email: "jiro@yamada.example", company: "", side: "counterparty", order: 1 }, own], { bytes });
        const { client, view } = await opened(service, owner, envelope, taro.email);
        const other = await linkFor(owner, "jiro@yamada.example", { envelope });
        const token = await linkFor(owner, taro.email, { envelope });
        assert.ok(view.may.includes("send_back"));
        await assert.rejects(client.post("/api/v1/recipient/send-back", { comment: "" }), refused(400));
        await client.post("/api/v1/recipient/send-back", { comment: "第3条の金額を直してください。" });

        const back = await owner.get(`/api/v1/envelopes/${envelope.id}`);
        assert.equal(back.state, "draft");
        assert.equal(back.returned.by, taro.name);
        assert.match(back.returned.comment, /第3条/);
        assert.equal(back.documents[0].signatures, 0);
        assert.ok(back.recipients.every((r) => r.state === "awaiting" && r.sent_at === null));
        assert.match(await subjects(owner, envelope, own.email), /【差戻し】/);
        assert.match(await subjects(owner, envelope, "jiro@yamada.example"), /【差戻し】/);
        for (const dead of [token, other]) await assert.rejects(service.client().post("/api/v1/recipient/landing", { token: dead }), refused(410));
        await assert.rejects(client.get("/api/v1/recipient/envelope"), refused(401));

        await owner.patch(`/api/v1/envelopes/${envelope.id}`, { version: back.version, title: "業務委託契約書（修正版）" });
        await send(owner, envelope);
        const token2 = await linkFor(owner, taro.email, { envelope, not: token });
        const again = await openLink(service, token2);
        assert.notEqual(again.view.documents[0].digest, view.documents[0].digest);
        await assert.rejects(agree(again.client, { ...again.view, documents: view.documents }, taro), refused(409), "the earlier version was another one");
        await agree(again.client, again.view, taro);
        const jiro = await openLink(service, await linkFor(owner, "jiro@yamada.example", { envelope, not: other }));
        assert.ok(!jiro.view.may.includes("send_back"), "somebody has agreed");
        await assert.rejects(jiro.client.post("/api/v1/recipient/send-back", { comment: "やはり" }), refused(409));
        await agree(jiro.client, jiro.view, { name: "次郎", company: "" });
        await acts(service, owner, envelope, own);
        const done = await waitForState(owner, envelope, "completed");
        assert.equal((await kinds(owner, envelope)).filter((k) => k === "envelope.sent").length, 2);
        const file = await finalFile(service, owner, done);
        judgeSignedFile(file, await localRoot(service), 5);
        assert.ok(fs.readFileSync(file).subarray(0, bytes.length).equals(bytes));
        assert.equal(actRecords(file).filter((r) => r.kind === "send").length, 1);
      }));

    it("goes on with a document whose signing index an older release wrote", () =>
      withService(database, async (service, owner, url) => {
        const envelope = await sent(owner, [taro, own]);
        const { client, view } = await opened(service, owner, envelope, taro.email);
        const older = Buffer.from("SKYPDFX1 and what it held").toString("hex");
        const set = (value) => `UPDATE revision SET signing_index = ${value}`;
        if (url) execFileSync("psql", [url, "-qc", set(`'\\x${older}'`)]);
        else execFileSync("sqlite3", ["-cmd", ".timeout 5000", `${service.dir}/data/skysign.db`, set(`X'${older}'`)]);
        await agree(client, view, taro);
        await acts(service, owner, envelope, own);
        const done = await waitForState(owner, envelope, "completed");
        judgeSignedFile(await finalFile(service, owner, done), await localRoot(service), 4);
      }));

    it("forwards a seat; the old link opens nothing and says why, the sender is told, and the signature stands in the same field", () =>
      withService(database, async (service, owner) => {
        const envelope = await sent(owner, [taro, own]);
        const token = await linkFor(owner, taro.email, { envelope });
        const { client } = await openLink(service, token);
        await assert.rejects(client.post("/api/v1/recipient/forward", { name: "自分", email: taro.email, reason: "試し" }), refused(400));
        const next = { name: "後任 七子", email: "nanako@yamada.example", company: "山田製作所" };
        await client.post("/api/v1/recipient/forward", { ...next, title: "取締役", reason: "権限のある者に代わります。" });
        await assert.rejects(client.get("/api/v1/recipient/envelope"), refused(401));
        await assert.rejects(service.client().post("/api/v1/recipient/open", { token }), refused(410, "転送済み"));
        const landing = await service.client().post("/api/v1/recipient/landing", { token });
        assert.equal(landing.state, "forwarded");
        assert.equal(landing.forwarded.to, next.name);
        assert.ok(Date.parse(landing.forwarded.at) <= Date.now());
        assert.ok(!JSON.stringify(landing).includes(next.email), "where the request went is the new person's");
        assert.deepEqual([landing.message, landing.documents, landing.expire_at, landing.may], ["", [], null, ["report"]]);
        const now = await owner.get(`/api/v1/envelopes/${envelope.id}`);
        const old = find(now, taro.email), fresh = find(now, next.email);
        assert.equal(old.state, "forwarded");
        assert.equal(old.forwarded_to, fresh.id);
        assert.equal(fresh.seat, old.id);
        assert.equal(fresh.order, old.order);
        assert.match(await subjects(owner, envelope, own.email), /【転送】/);
        assert.match(await subjects(owner, envelope, next.email), /【転送】山田 太郎/);
        await acts(service, owner, envelope, next);
        await acts(service, owner, envelope, own);
        const done = await waitForState(owner, envelope, "completed");
        assert.equal((await mails(owner, envelope, taro.email)).filter((m) => /締結完了/.test(m.subject)).length, 0);
        assert.ok((await kinds(owner, envelope)).includes("recipient.forwarded"));
        const file = await finalFile(service, owner, done);
        judgeSignedFile(file, await localRoot(service), 4);
        assert.equal(actRecords(file)[1].mail, next.email);
      }));

    it("makes links anew in every way, and kills those that must die", () =>
      withService(database, async (service, owner) => {
        const envelope = await sent(owner, [taro, own]);
        const path = `/api/v1/envelopes/${envelope.id}`;
        const rid = find(await owner.get(path), taro.email).id;
        const first = await linkFor(owner, taro.email, { envelope });

        await owner.post(`${path}/remind`, { recipient_id: rid });
        await assert.rejects(owner.post(`${path}/remind`), refused(409, "通知済み"));
        const reminded = await linkFor(owner, taro.email, { envelope, not: first });
        assert.match(await subjects(owner, envelope, taro.email), /【期限間近】/);
        for (const token of [first, reminded]) assert.equal((await service.client().post("/api/v1/recipient/landing", { token })).state, "open");

        await service.client().post("/api/v1/recipient/rearm", { token: "A".repeat(43) });
        await service.client().post("/api/v1/recipient/rearm", { token: first });
        const rearmed = (await mails(owner, envelope, taro.email)).length;
        for (let i = 0; i < 4; i++) await service.client().post("/api/v1/recipient/rearm", { token: first });
        assert.equal((await mails(owner, envelope, taro.email)).length, rearmed + 2, "three an hour, and nobody is told");

        const { url } = await owner.post(`${path}/recipients/${rid}/link`);
        const handed = await openLink(service, url.split("#")[1]);
        assert.ok(find(await owner.get(path), taro.email).handed_at);

        await assert.rejects(owner.post(`${path}/recipients/${rid}/correct`, { email: "no address" }), refused(400));
        await owner.post(`${path}/recipients/${rid}/correct`, { email: "taro.yamada@yamada.example", name: "山田 太郎（本人）" });
        for (const token of [first, reminded]) await assert.rejects(service.client().post("/api/v1/recipient/landing", { token }), refused(410));
        await assert.rejects(handed.client.get("/api/v1/recipient/envelope"), refused(401));
        const right = { ...taro, email: "taro.yamada@yamada.example", name: "山田 太郎（本人）" };
        assert.match(await subjects(owner, envelope, right.email), /宛先/);

        const { url: again } = await owner.post(`${path}/recipients/${rid}/link`);
        const act = await openLink(service, again.split("#")[1]);
        await agree(act.client, act.view, right);
        await assert.rejects(owner.post(`${path}/recipients/${rid}/correct`, { email: taro.email }), refused(409));
        await acts(service, owner, envelope, own);
        const done = await waitForState(owner, envelope, "completed");
        const record = actRecords(await finalFile(service, owner, done)).find((r) => r.mail === right.email);
        assert.deepEqual(record.factors, [{ channel: "hand", kind: "handed-link" }], "送信者が手渡し");
        const trail = await kinds(owner, envelope);
        for (const kind of ["recipient.reminded", "recipient.rearmed", "recipient.link_handed", "recipient.corrected"]) assert.ok(trail.includes(kind), kind);
      }));

    it("carries questions and wishes for time between the sender and one party alone", () =>
      withService(database, async (service, owner) => {
        const jiro = { name: "次郎", email: "jiro@yamada.example", company: "", side: "counterparty", order: 1 };
        const envelope = await sent(owner, [taro, jiro, own]);
        const path = `/api/v1/envelopes/${envelope.id}`;
        const asking = await opened(service, owner, envelope, taro.email);
        const other = await opened(service, owner, envelope, jiro.email);
        const view = await asking.client.post("/api/v1/recipient/questions", { text: "支払期日はいつですか。" });
        assert.equal(view.questions.length, 1);
        const before = await owner.get(path);
        assert.equal(before.open_questions, 1);
        await assert.rejects(asking.client.post("/api/v1/recipient/more-time", { until: inDays(1), reason: "早すぎます" }), refused(400));
        await asking.client.post("/api/v1/recipient/more-time", { until: inDays(30), reason: "社内の確認に時間がかかります。" });
        assert.match(await subjects(owner, envelope, own.email), /【質問】[^]*|【期限延長/);
        assert.deepEqual((await other.client.get("/api/v1/recipient/envelope")).questions, []);

        const { items } = await owner.get(`${path}/questions`);
        assert.deepEqual(items.map((q) => q.kind), ["question", "more_time"]);
        await owner.post(`${path}/questions/${items[0].id}/answer`, { text: "翌月末です。" });
        await assert.rejects(owner.post(`${path}/questions/${items[0].id}/answer`, { text: "訂正" }), refused(409));
        assert.match(await subjects(owner, envelope, taro.email), /【回答】/);
        assert.doesNotMatch(await subjects(owner, envelope, jiro.email), /【回答】/);
        await assert.rejects(owner.post(`${path}/deadline`, { expire_at: inDays(2) }), refused(400));
        const later = await owner.post(`${path}/deadline`, { expire_at: inDays(40) });
        assert.ok(Date.parse(later.expire_at) > Date.now() + 39 * day);
        assert.equal(later.open_questions, 0);
        assert.match(await subjects(owner, envelope, jiro.email), /【期限延長】/);
        const answers = (await asking.client.get("/api/v1/recipient/envelope")).questions;
        assert.equal(answers[0].answer, "翌月末です。");
        assert.ok(answers[1].answered_at);
        await acts(service, owner, envelope, taro);
        await acts(service, owner, envelope, jiro);
        await acts(service, owner, envelope, own);
        await waitForState(owner, envelope, "completed");
      }));

    it("takes reports of abuse to the operator, and the sender sees nothing of them", () =>
      withService(database, async (service, owner, url) => {
        const envelope = await sent(owner, [taro, own]);
        const token = await linkFor(owner, taro.email, { envelope });
        const before = await owner.get(`/api/v1/envelopes/${envelope.id}`);
        await service.client().post("/api/v1/recipient/report", { token, category: "phishing", text: "心当たりがありません。" });
        await assert.rejects(service.client().post("/api/v1/recipient/report", { category: "phishing", text: "誰か" }), refused(401));
        const { client } = await openLink(service, token);
        await client.post("/api/v1/recipient/report", { category: "wrong_person", text: "別人です。" });
        const seen = await owner.get(`/api/v1/envelopes/${envelope.id}`);
        assert.equal(seen.recipients.length, before.recipients.length);
        assert.doesNotMatch(JSON.stringify(await owner.get(`/api/v1/envelopes/${envelope.id}/events`)), /report|abuse|心当たり/);
        assert.doesNotMatch(JSON.stringify(await owner.get("/api/v1/outbox")), /operator@|通報/);
        await assert.rejects(owner.get("/api/v1/abuse-reports"), refused(403));
        assert.doesNotMatch(JSON.stringify((await owner.get("/api/v1/session")).permissions), /abuse/);

        await owner.post("/api/v1/members", { email: "operator@skysign.example", role: "member" });
        const { items } = await owner.get("/api/v1/outbox");
        const invitation = await owner.get(`/api/v1/outbox/${items.find((m) => m.to.includes("operator@skysign.example") && /招待|invited/.test(m.subject)).id}`);
        const operator = service.client();
        await operator.post("/api/v1/invitations/accept", { token: invitation.text.match(/invite#([\w-]+)/)[1], name: "運用 担当", password: "correct-horse-battery-33" });
        makeOperator(service, url, "operator@skysign.example");
        const reports = await operator.get("/api/v1/abuse-reports");
        assert.deepEqual(reports.items.map((r) => r.category), ["wrong_person", "phishing"]);
        assert.equal(reports.items[0].reporter.email, taro.email);
        await assert.rejects(operator.get(`/api/v1/envelopes/${envelope.id}`), refused(403));
      }, { abuse_mail: "operator@abuse.example" }));

    it("signs both when two parties agree in the same instant, 8 times with three workers", async (t) => {
      const result = await agreeInOneInstant({ database: await database.fresh(), times: 8 });
      t.diagnostic(JSON.stringify(result));
    });
  });
}
