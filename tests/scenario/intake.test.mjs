// What becomes of an upload: Office files are converted by a real, confined LibreOffice, text tags and
// wordings of paper are found by a real pdftotext, hostile files are refused or stopped. Both databases.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { bomb, docx, docxElsewhere, docxParts, endlessOds, odt, odtEncrypted, oldWord, ooxmlEncrypted, rtf, zip } from "../support/office.mjs";
import { Service, Unexpected, draft, freePort, setUp, until } from "../support/service.mjs";

const contract = [
  "業務委託契約書",
  "本契約の成立を証するため本書２通を作成し、甲乙記名押印のうえ、各１通を保有する。",
  "収入印紙",
  "氏名 {{tanto;type=name;role=乙;required;label=ご担当者}} 様",
  "日付 {{date;type=date;role=2;w=40;h=8}} ",
  "　", "　",
  "区分 {{plan;type=select;role=counterparty;options=松|竹|梅;value=竹}} ",
  "誤り {{bad;type=sing}} ",
];

async function empty(client, title = "変換") {
  return client.post("/api/v1/envelopes", { title, message: "" });
}

const add = (client, envelope, name, bytes, type = "application/octet-stream") =>
  client.upload(`/api/v1/envelopes/${envelope.id}/documents?name=${encodeURIComponent(name)}`, bytes, type);

async function settled(client, envelope, id, seconds = 500) {
  return until(`document ${id} to be settled`, async () => {
    const now = await client.get(`/api/v1/envelopes/${envelope.id}`);
    const doc = now.documents.find((d) => d.id === id);
    return doc.state === "processing" ? null : doc;
  }, seconds, 200);
}

const findings = (client, envelope, id) => until(`the text of ${id} to be read`, async () => {
  const found = await client.get(`/api/v1/envelopes/${envelope.id}/documents/${id}/findings`);
  return found.state === "waiting" ? null : found;
}, 120, 200);

async function refused(promise, cause) {
  await assert.rejects(promise, (e) => {
    assert.ok(e instanceof Unexpected, String(e));
    assert.equal(e.status, 415);
    assert.match(e.problem.detail, cause);
    return true;
  });
}

/** What does not touch the database, asked on one of them. */
function filesAlone(client) {
  test("text, spreadsheet and rich text are known by their content, whatever their name", { timeout: 400_000 }, async () => {
    const envelope = await empty(client());
    const list = [
      [await add(client(), envelope, "a.pdf", odt(["見積書 第一条"]), "application/pdf"), "odt"],
      [await add(client(), envelope, "b.docx", rtf("Rich text"), "text/plain"), "rtf"],
    ];
    for (const [doc, format] of list) {
      assert.equal(doc.format, format);
      const ready = await settled(client(), envelope, doc.id);
      assert.equal(ready.state, "ready", JSON.stringify(ready));
      assert.equal(ready.pages, 1);
    }
  });

  test("nothing is fetched that a document refers to", { timeout: 400_000 }, async () => {
    const asked = [];
    const port = await freePort();
    const server = http.createServer((rq, rs) => { asked.push(rq.url); rs.end("x"); });
    server.on("connection", () => asked.push("connection"));
    await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
    const envelope = await empty(client());
    const doc = await add(client(), envelope, "a.docx", docxElsewhere(["外部"], `http://127.0.0.1:${port}`));
    const ready = await settled(client(), envelope, doc.id);
    server.close();
    assert.equal(ready.state, "ready", JSON.stringify(ready));
    assert.ok(ready.notes.some((n) => n.code === "note-external"), JSON.stringify(ready.notes));
    assert.deepEqual(asked, []);
  });
}

for (const database of databases) {
  describe(`uploads on ${database.name}`, { concurrency: 1 }, () => {
    let service, client;

    before(async () => {
      service = await Service.start({ database: await database.fresh?.(), settings: { worker_threads: 4, office_seconds: 60 } });
      client = await setUp(service);
    });
    after(async () => { await service?.stop(); });

    test("a Word file is kept as it came, becomes a PDF, and its tags and wordings are told", { timeout: 400_000 }, async () => {
      const bytes = docx(contract, { font: "IPAPGothic" });
      const envelope = await draft(client, { documents: [] });
      const doc = await add(client, envelope, "業務委託契約書.docx", bytes);
      assert.equal(doc.state, "processing");
      assert.equal(doc.name, "業務委託契約書.pdf");
      assert.equal(doc.source_name, "業務委託契約書.docx");
      assert.equal(doc.format, "docx");
      const confirmation = await client.get(`/api/v1/envelopes/${envelope.id}/confirmation`);
      assert.ok(confirmation.problems.some((p) => p.code === "document-not-ready"));

      const ready = await settled(client, envelope, doc.id);
      assert.equal(ready.state, "ready", JSON.stringify(ready));
      assert.equal(ready.pages, 1);
      assert.deepEqual(ready.notes.map((n) => n.code), ["note-converted"]);
      assert.match(ready.notes[0].text, /docx/);
      const pdf = await client.download(`/api/v1/envelopes/${envelope.id}/documents/${doc.id}/file`);
      assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
      const original = await client.raw("GET", `/api/v1/envelopes/${envelope.id}/documents/${doc.id}/file?revision=original`);
      assert.match(original.headers.get("content-type"), /wordprocessingml/);
      assert.match(original.headers.get("content-disposition"), /attachment/);
      assert.ok(Buffer.from(await original.arrayBuffer()).equals(bytes));

      const found = await findings(client, envelope, doc.id);
      assert.equal(found.state, "done", JSON.stringify(found));
      const tags = found.items.filter((i) => i.kind === "tag");
      assert.equal(tags.length, 4, JSON.stringify(found.items));
      const [name, date, plan, bad] = tags;
      assert.deepEqual([name.field.kind, name.field.label, name.field.required, name.field.role.text], ["name", "ご担当者", true, "乙"]);
      assert.equal(name.field.cover, true);
      assert.deepEqual([date.field.role.order, plan.field.role.side, plan.field.initial], [2, "counterparty", "竹"]);
      assert.equal(plan.field.options.length, 3);
      const area = date.field.areas[0];
      assert.ok(Math.abs(area.w - Math.max(area.w, 40 / 210)) < 0.001 && area.h > 7.9 / 297 && area.h < 8.5 / 297, JSON.stringify(area));
      assert.ok(area.x > 0.1 && area.x < 0.3 && area.y > 0.1 && area.y < 0.4, JSON.stringify(area));
      assert.equal(bad.fault.code, "tag-unknown-type");
      assert.match(bad.fault.text, /sing/);
      const words = found.items.filter((i) => i.kind === "wording").map((i) => i.words);
      assert.deepEqual(words, ["本書２通", "記名押印", "各１通を保有", "収入印紙"]);

      const adopt = (version, roles) => client.post(`/api/v1/envelopes/${envelope.id}/fields/adopt`, { version, document_id: doc.id, ...(roles ? { roles } : {}) });
      const state = await client.get(`/api/v1/envelopes/${envelope.id}`);
      const [taro, hanako] = state.recipients;
      await assert.rejects(adopt(state.version), (e) => e.status === 400 && e.problem.errors[0].field === "roles.乙");
      const adopted = await adopt(state.version, { "乙": taro.id });
      assert.deepEqual(adopted.items.map((f) => [f.name, f.kind, f.recipient_id, f.source, f.cover]), [
        ["tanto", "name", taro.id, "tag", true], ["date", "date", hanako.id, "tag", true], ["plan", "select", taro.id, "tag", true]]);
      const again = await adopt(adopted.version, { "乙": taro.id });
      assert.equal(again.items.length, 3);

      const now = await client.get(`/api/v1/envelopes/${envelope.id}/confirmation`);
      const warned = now.warnings.filter((w) => w.document_id === doc.id);
      assert.equal(warned.length, 4);
      assert.match(warned[0].text, /1ページ/);
      assert.ok(warned[0].instead && warned[0].excerpt.includes("本書２通"));
      for (const code of ["converted", "tag-faults"]) assert.ok(now.warnings.some((w) => w.code === code), code);
    });

    if (database === databases[0]) filesAlone(() => client);

    test("what cannot be converted is refused with what to do", async () => {
      const envelope = await empty(client);
      await refused(add(client, envelope, "a.docx", bomb()), /展開/);
      await refused(add(client, envelope, "a.docx", ooxmlEncrypted()), /パスワード/);
      await refused(add(client, envelope, "a.odt", odtEncrypted()), /パスワード/);
      await refused(add(client, envelope, "a.doc", oldWord()), /旧形式/);
      await refused(add(client, envelope, "a.zip", zip({ "a.txt": "x" })), /いずれか|でもありません/);
      await refused(add(client, envelope, "a.docx", docx(["x"]).subarray(0, 900)), /壊れて/);
      const now = await client.get(`/api/v1/envelopes/${envelope.id}`);
      assert.equal(now.documents.length, 0);
    });

    test("a document that lies about its size, or is none inside, is refused and says so", { timeout: 400_000 }, async () => {
      const envelope = await empty(client);
      const parts = docxParts(["x"]);
      parts["word/document.xml"] = "<w:document";
      const broken = await add(client, envelope, "broken.docx", zip(parts));
      const doc = await settled(client, envelope, broken.id);
      assert.equal(doc.state, "refused", JSON.stringify(doc));
      assert.match(doc.notes[0].code, /refused-office/);
      const file = await client.raw("GET", `/api/v1/envelopes/${envelope.id}/documents/${broken.id}/file`);
      assert.equal(file.status, 409);
      await client.delete(`/api/v1/envelopes/${envelope.id}/documents/${broken.id}`);
    });

    test("a worker that is killed while it converts begins anew", { timeout: 600_000 }, async () => {
      const envelope = await empty(client);
      const doc = await add(client, envelope, "a.docx", docx(["繰り返し"]));
      await until("the conversion to begin", async () => service.kill("worker"), 30, 1500);
      const ready = await settled(client, envelope, doc.id, 400);
      assert.equal(ready.state, "ready", JSON.stringify(ready));
    });
  });
}

describe("a conversion that does not end", () => {
  test("is stopped, and its document refused", { timeout: 600_000 }, async () => {
    const service = await Service.start({ settings: { worker_threads: 2, office_seconds: 6 } });
    try {
      const client = await setUp(service);
      const envelope = await empty(client);
      const doc = await add(client, envelope, "endless.ods", endlessOds());
      const end = await settled(client, envelope, doc.id, 300);
      assert.equal(end.state, "refused", JSON.stringify(end));
      assert.match(end.notes[0].code, /refused-office-(slow|failed)/);
    } finally {
      await service.stop();
    }
  });

  test("Office files are refused where there is no LibreOffice", async () => {
    const service = await Service.start({ settings: { office: "" } });
    try {
      const client = await setUp(service);
      await refused(add(client, await empty(client), "a.docx", docx(["x"])), /PDFで保存/);
    } finally {
      await service.stop();
    }
  });
});

after(() => stopPostgres());
