// One contract as a house concludes it: approved inside, agreed to by two parties at once (one behind an
// access code and a code by SMS, with handwriting and a seal), approved by the counterparty's own approver,
// told to one more. Two documents, fields of every kind. What remains is judged by programs that we did
// not write, and attacked.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { everyKind, fillIn, formPdf, increment, newest, pdfName, save, turnedPdf } from "../support/fields.mjs";
import * as judge from "../support/judge.mjs";
import { judgeSignedFile, localRoot } from "../support/judged.mjs";
import { Service, agree, draft, join, linkFor, openLink, passTerms, people, send, setUp, until, waitForState } from "../support/service.mjs";
import { smsGateway } from "../support/sinks.mjs";

after(stopPostgres);

const SIGNATURES = 5; // sent, two agreements, one approval, closed
const chief = { name: "部長 次郎", email: "chief@aozora.example", password: "another-good-battery-33" };
const party = { ...people.counterparty, order: 1 };
const own = { ...people.owner, order: 1 };
const approver = { name: "鈴木 一郎", email: "ichiro@yamada.example", company: "山田製作所", order: 2 };
const told = { name: "経理 三郎", email: "saburo@yamada.example", company: "山田製作所", order: 3 };

const at = (id, rest = "") => `/api/v1/envelopes/${id}${rest}`;
const partyOf = (envelope, { email }) => envelope.recipients.find((r) => r.email === email).id;
const place = (owner, { id }, version, items) => owner.call("PUT", at(id, "/fields"), { version, items });
const seenNow = (client) => client.get("/api/v1/recipient/envelope");
const verify = (file, root) => JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", root, file]).out);

async function withHouse(database, body) {
  const sms = await smsGateway(), token = `${judge.tempDir("sms")}/token`;
  fs.writeFileSync(token, "gateway-secret\n", { mode: 0o600 });
  let service;
  try {
    service = await Service.start({ database: await database.fresh(), settings: { sms_url: sms.url, sms_token_file: token, sms_allow_private: "true" } });
    const owner = await setUp(service), boss = await join(service, owner, chief);
    const { account } = await boss.get("/api/v1/session");
    await owner.post("/api/v1/approval-routes", { name: "部長決裁", min_amount: 1_000_000, steps: [{ mode: "all", people: [account.id] }] });
    await body({ service, owner, boss, sms });
  } finally {
    await service?.stop();
    await sms.close();
  }
}

/** Roles and factors of the four, and their fields on both documents. */
async function prepared(owner) {
  const made = await draft(owner, {
    documents: [{ name: "契約書.pdf", bytes: turnedPdf() }, { name: "申込書.pdf", bytes: formPdf() }],
    counterparties: [party, approver, told], own,
  });
  const roles = {
    [party.email]: { factors: [{ kind: "access_code", code: "Kq7M-2xp9" }, { kind: "sms_code", phone: "090-1234-5678" }] },
    [approver.email]: { role: "approver" },
    [told.email]: { role: "cc" },
  };
  const envelope = await owner.patch(at(made.id), { version: made.version, amount: 1_200_000,
    recipients: made.recipients.map((r) => ({ ...r, ...roles[r.email] })) });
  const [contract, form] = envelope.documents.map((d) => d.id);
  await until("the form's text to be read", async () => (await owner.get(at(envelope.id, `/documents/${form}/findings`))).state !== "waiting", 60);
  const adopted = await owner.post(at(envelope.id, "/fields/adopt"), { version: envelope.version, document_id: form });
  assert.deepEqual(adopted.items.map((f) => [f.kind, f.name, f.source]), [["text", "company", "form"], ["check", "agree", "form"], ["select", "plan", "form"]]);
  const sender = { document_id: contract, recipient_id: null, kind: "text", name: "number", label: "契約番号", required: true, value: "契約第2026-001号", areas: [{ page: 2, x: 0.05, y: 0.9, w: 0.4, h: 0.05 }] };
  const placed = await place(owner, envelope, adopted.version, [
    ...adopted.items.map((f) => ({ ...f, recipient_id: partyOf(envelope, own) })),
    ...everyKind(contract, partyOf(envelope, party), { tag: "a_" }),
    ...everyKind(contract, partyOf(envelope, own), { x: 0.55, tag: "b_" }), sender,
  ]);
  assert.equal(placed.items.length, 38);
  await assert.rejects(place(owner, envelope, placed.version - 1, []), (e) => e.status === 409, "an old version");
  return { envelope, placed };
}

async function approvedInside({ owner, boss }, envelope) {
  await assert.rejects(send(owner, envelope), (e) => e.problem.errors.some((x) => x.code === "approval-needed"));
  await owner.post(at(envelope.id, "/approval"), { comment: "お願いします" });
  await boss.post(at(envelope.id, "/approval/approve"), { comment: "可" });
  await send(owner, envelope);
}

async function behindTwoFactors({ service, owner, sms }, envelope) {
  const client = service.client();
  const closed = await client.post("/api/v1/recipient/open", { token: await linkFor(owner, party.email, { envelope }) });
  assert.deepEqual([closed.gate.next, closed.gate.factors.map((f) => f.kind).join()], ["factor", "access_code,sms_code"]);
  await client.post("/api/v1/recipient/factors/access_code", { code: "Kq7M-2xp9" });
  await client.post("/api/v1/recipient/factors/sms_code/start");
  const { text } = JSON.parse((await until("the text message", () => sms.requests[0])).body);
  const view = await client.post("/api/v1/recipient/factors/sms_code", { code: text.match(/\d{6}/)[0] });
  return { client, view: await passTerms(client, view) };
}

async function opened({ service, owner }, envelope, { email }) {
  return openLink(service, await linkFor(owner, email, { envelope }));
}

async function acted(client) {
  return until("the act to be completed", async () => (await seenNow(client)).act === "completed", 60);
}

/** Both see the fields at once; whoever comes second is shown again what the first has filled in. */
async function twoAtOnce(house, envelope) {
  const { owner } = house;
  const a = await behindTwoFactors(house, envelope), b = await opened(house, envelope, own);
  assert.equal(a.view.fields.filter((f) => f.mine).length, 17);
  const saved = await fillIn(a.client, a.view, party.name);
  assert.deepEqual(saved.errors, []);
  assert.ok((await seenNow(b.client)).fields.filter((f) => !f.mine).every((f) => f.value === null), "nobody sees what others have only typed");
  const forSender = await owner.get(at(envelope.id, "/fields"));
  assert.ok(forSender.items.filter((f) => f.recipient_id).every((f) => f.value === null), "nor does the sender");
  const counts = (await owner.get(at(envelope.id))).recipients.find((r) => r.email === party.email);
  assert.deepEqual([counts.values_done, counts.values_total], [17, 17]);

  await agree(a.client, a.view, party);
  await acted(a.client);
  await assert.rejects(save(a.client, [{ field_id: saved.values[0].field_id, value: "後から" }]), (e) => e.status === 409);
  assert.deepEqual((await fillIn(b.client, b.view, own.name)).errors, []);
  await assert.rejects(agree(b.client, b.view, own), (e) => e.problem.type === "/problems/content-changed", "what is visible has changed");
  await agree(b.client, await seenNow(b.client), own);
  await acted(b.client);
}

async function fetched({ service, owner }, done) {
  return Promise.all(done.documents.map(async ({ id }, i) => {
    const file = `${service.dir}/document-${i}.pdf`;
    fs.writeFileSync(file, await owner.download(at(done.id, `/documents/${id}/file`)));
    return file;
  }));
}

function assertOnPaper([contract, form]) {
  const text = judge.run("pdftotext", ["-raw", contract, "-"]).out.replace(/\s/g, "");
  for (const words of ["契約第2026-001号", "山田太郎の備考", "佐藤花子の備考", "令和8年4月1日", "1,234,500", "カード", "山田製作所", "東京都千代田区", "同意日時", "taro@yamada.example"])
    assert.ok(text.includes(words), `${words} is on paper: ${text}`);
  const filled = judge.run("pdftotext", [form, "-"]).out;
  assert.match(filled, /Yamada Works/);
  assert.match(filled, /Full/);
}

async function assertCertified({ service, owner }, done) {
  const file = `${service.dir}/certificate.pdf`;
  fs.writeFileSync(file, await owner.download(at(done.id, "/certificate")));
  const text = judge.run("pdftotext", ["-raw", file, "-"]).out.replace(/\s/g, "");
  for (const words of ["契約番号：契約第2026-001号", "text欄：山田太郎の備考", "check欄：チェックあり", "ink欄：手書き", "seal欄：印影「山田」", "text欄:山田太郎の備考"])
    assert.ok(text.includes(words), `${words} is in the certificate`);
}

for (const database of databases) {
  describe(`a whole contract on ${database.name}`, () => {
    it("of an approver inside, two parties at once, an approver outside and one more who is told convinces every judge", () =>
      withHouse(database, async (house) => {
        const { service, owner } = house;
        const { envelope, placed } = await prepared(owner);
        await approvedInside(house, envelope);
        await twoAtOnce(house, envelope);
        const c = await opened(house, envelope, approver);
        assert.equal(c.view.role, "approver");
        await agree(c.client, c.view, approver);
        const done = await waitForState(owner, envelope, "completed");
        await until("the one who is told to be told", async () => (await owner.get("/api/v1/outbox")).items.some((m) => m.to.includes(told.email)));

        const root = await localRoot(service);
        const files = await fetched(house, done);
        for (const file of files) {
          judgeSignedFile(file, root, SIGNATURES);
          for (const s of verify(file, root).signatures) assert.ok(s.permitted);
        }
        assertOnPaper(files);
        await assertCertified(house, done);
        const { items, chain_intact } = await owner.get(at(done.id, "/events"));
        assert.ok(chain_intact);
        for (const [kind, times] of [["recipient.agreed", 2], ["recipient.approved", 1], ["recipient.sealed", 3], ["recipient.factor_passed", 2]])
          assert.equal(items.filter((i) => i.kind === kind).length, times, kind);
        attack(service, files[0], root, placed);
      }));
  });
}

/** What anybody with an editor can do to the file; the lock of the party's signature tells. */
function attack(service, file, root, placed) {
  const bytes = fs.readFileSync(file);
  const idOf = (name) => placed.items.find((f) => f.name === name).id;
  const attacks = {
    value: ["a_number", (dict) => dict.replace(/\/V\s*(\([^)]*\)|<[^>]*>)/, "/V (9,999,999)")],
    seal: ["a_seal", (dict) => dict.replace(/\/AP\s*<<\s*\/N\s+(\d+) 0 R\s*>>/, `/AP << /N ${looksOf(bytes, idOf("b_seal"))} 0 R >>`)],
    sender: ["number", (dict) => dict.replace(/\/V\s*(\([^)]*\)|<[^>]*>)/, "/V (X)")],
  };
  for (const [name, [field, change]] of Object.entries(attacks)) {
    const forged = increment(bytes, pdfName(idOf(field)), (dict) => {
      const changed = change(dict);
      assert.ok(changed !== dict, `${name} is changed`);
      return changed;
    });
    const to = `${service.dir}/forged-${name}.pdf`;
    fs.writeFileSync(to, forged);
    assert.equal(judge.run("qpdf", ["--check", to]).status, 0, "it is a sound PDF");
    const report = verify(to, root);
    assert.notEqual(report.verdict, "TOTAL-PASSED", `the ${name} cannot be replaced`);
    const details = report.signatures.flatMap((s) => s.findings).filter((f) => f.code === "changed-after").map((f) => f.detail);
    assert.ok(details.some((d) => d.includes(pdfName(idOf(field)))), `${name}: ${details}`);
  }
}

const looksOf = (bytes, id) => newest(bytes, pdfName(id)).dict.match(/\/AP\s*<<\s*\/N\s+(\d+) 0 R/)[1];
