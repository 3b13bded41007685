// Contracts with fields through the real service: placed, filled in, signed with each party's act;
// what remains is judged by programs that we did not write, and attacked.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { archivePdf, preflight } from "../support/archive.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { everyKind, fillIn, formPdf, increment, newest, pdfName, save, turnedPdf } from "../support/fields.mjs";
import * as judge from "../support/judge.mjs";
import { judgeSignedFile, localRoot } from "../support/judged.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Service, agree, draft, linkFor, openLink, people, send, setUp, until, waitForState } from "../support/service.mjs";

after(stopPostgres);

const second = { name: "鈴木 一郎", email: "ichiro@suzuki.example", company: "鈴木興業", order: 1 };
const first = { ...people.counterparty, order: 1 };

async function withService(database, body, options = {}) {
  const service = await Service.start({ database: await database.fresh(), ...options });
  try {
    await body(service, await setUp(service));
  } finally {
    await service.stop();
  }
}

const fieldsOf = (owner, envelope) => owner.get(`/api/v1/envelopes/${envelope.id}/fields`);
const place = (owner, envelope, version, items) => owner.call("PUT", `/api/v1/envelopes/${envelope.id}/fields`, { version, items });
const partyOf = (envelope, email) => envelope.recipients.find((r) => r.email === email).id;

async function open(service, owner, envelope, person) {
  return openLink(service, await linkFor(owner, person.email, { envelope }));
}

async function acted(client) {
  return until("the act to be completed", async () => (await client.get("/api/v1/recipient/envelope")).act === "completed", 60);
}

async function fetchDocument(service, owner, done, i) {
  const file = `${service.dir}/document-${i}.pdf`;
  fs.writeFileSync(file, await owner.download(`/api/v1/envelopes/${done.id}/documents/${done.documents[i].id}/file`));
  return file;
}

const verify = (file, root) => JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", root, file]).out);

/** Two parties at once on a turned file and a form, then the own side. */
async function twoFiles(owner) {
  const envelope = await draft(owner, {
    documents: [{ name: "契約書.pdf", bytes: turnedPdf() }, { name: "申込書.pdf", bytes: formPdf() }],
    counterparties: [first, second],
  });
  const [contract, form] = envelope.documents.map((d) => d.id);
  const adopted = await owner.post(`/api/v1/envelopes/${envelope.id}/fields/adopt`, { version: envelope.version, document_id: form });
  assert.deepEqual(adopted.items.map((f) => [f.kind, f.name, f.source]), [["text", "company", "form"], ["check", "agree", "form"], ["select", "plan", "form"]]);
  const own = adopted.items.map((f) => ({ ...f, recipient_id: partyOf(envelope, second.email) }));
  const sender = { document_id: contract, recipient_id: null, kind: "text", name: "number", label: "契約番号", required: true, value: "契約第2026-001号", areas: [{ page: 2, x: 0.05, y: 0.9, w: 0.4, h: 0.05 }] };
  const placed = await place(owner, envelope, adopted.version, [
    ...own, ...everyKind(contract, partyOf(envelope, first.email), { tag: "a_" }),
    ...everyKind(contract, partyOf(envelope, second.email), { x: 0.55, tag: "b_" }), sender,
  ]);
  assert.equal(placed.items.length, 38);
  return { envelope, contract, form, placed };
}

for (const database of databases) {
  describe(`fields on ${database.name}`, () => {
    it("of every kind, on a turned file and on a form of its own, are filled in by two parties at once and convince every judge", () =>
      withService(database, async (service, owner) => {
        const { envelope, placed } = await twoFiles(owner);
        await assert.rejects(place(owner, envelope, placed.version - 1, []), (e) => e.status === 409, "an old version");
        await send(owner, envelope);

        const a = await open(service, owner, envelope, first);
        const b = await open(service, owner, envelope, second);
        assert.equal(a.view.fields.filter((f) => f.mine).length, 17);
        const saved = await fillIn(a.client, a.view, first.name);
        assert.deepEqual(saved.errors, []);
        const seenByB = await b.client.get("/api/v1/recipient/envelope");
        assert.ok(seenByB.fields.filter((f) => !f.mine).every((f) => f.value === null), "nobody sees what others have only typed");
        const forSender = await fieldsOf(owner, envelope);
        assert.ok(forSender.items.filter((f) => f.recipient_id).every((f) => f.value === null), "nor does the sender");
        const counted = await owner.get(`/api/v1/envelopes/${envelope.id}`);
        const counts = counted.recipients.find((r) => r.email === first.email);
        assert.deepEqual([counts.values_done, counts.values_total], [17, 17]);

        await agree(a.client, a.view, first);
        await acted(a.client);
        await assert.rejects(save(a.client, [{ field_id: saved.values[0].field_id, value: "後から" }]), (e) => e.status === 409);
        assert.deepEqual((await fillIn(b.client, b.view, second.name)).errors, []);
        await assert.rejects(agree(b.client, b.view, second), (e) => e.problem.type === "/problems/content-changed", "what is visible has changed");
        await agree(b.client, await b.client.get("/api/v1/recipient/envelope"), second);
        await acted(b.client);

        const own = await open(service, owner, envelope, people.owner);
        await agree(own.client, own.view, people.owner);
        const done = await waitForState(owner, envelope, "completed");
        const root = await localRoot(service);
        const contract = await fetchDocument(service, owner, done, 0), form = await fetchDocument(service, owner, done, 1);
        judgeSignedFile(contract, root, 5);
        judgeSignedFile(form, root, 5);

        const text = judge.run("pdftotext", ["-raw", contract, "-"]).out.replace(/\s/g, "");
        for (const words of ["契約第2026-001号", "山田太郎の備考", "鈴木一郎の備考", "令和8年4月1日", "1,234,500", "カード", "山田製作所", "東京都千代田区", "同意日時", "taro@yamada.example"])
          assert.ok(text.includes(words), `${words} is on paper: ${text}`);
        const filled = judge.run("pdftotext", [form, "-"]).out;
        assert.match(filled, /Yamada Works/);
        assert.match(filled, /Full/);

        for (const s of verify(contract, root).signatures) assert.ok(s.permitted);
        attack(service, contract, root, placed);
      }));

    it("are refused to whoever places them wrongly", () =>
      withService(database, async (service, owner) => {
        const envelope = await draft(owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf() }] });
        const base = { document_id: envelope.documents[0].id, recipient_id: partyOf(envelope, people.counterparty.email), kind: "text", areas: [{ page: 1, x: 0.1, y: 0.1, w: 0.2, h: 0.05 }] };
        const refused = async (items, field, code) => {
          await assert.rejects(place(owner, envelope, envelope.version, items), (e) => {
            assert.equal(e.status, 400);
            assert.deepEqual([e.problem.errors[0].field, e.problem.errors[0].code], [field, code]);
            return true;
          });
        };
        await refused([{ ...base, areas: [{ page: 1, x: 0.9, y: 0.1, w: 0.2, h: 0.05 }] }], "items[0].areas[0]", "field-outside");
        await refused([{ ...base, areas: [{ page: 2, x: 0.1, y: 0.1, w: 0.2, h: 0.05 }] }], "items[0].areas[0].page", "field-no-page");
        await refused([base, base], "items[1].areas", "field-overlap");
        await refused([{ ...base, kind: "stamp" }], "items[0].kind", "unknown-field-kind");
        await refused([{ ...base, initial: "あ".repeat(200) }], "items[0].initial", "value-overflow");
        await refused([{ ...base, recipient_id: null, value: "\u{1fae8}\u{10ffff}" }], "items[0].value", "value-glyph");
        await refused([{ ...base, areas: [{ page: 1, x: "left", y: 0.1, w: 0.2, h: 0.05 }] }], "items[0].areas[0].x", "invalid");
      }));

    it("tell whoever types what is wrong, and hold the agreement back until it is right", () =>
      withService(database, async (service, owner) => {
        const envelope = await draft(owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf({ pages: 2 }) }] });
        await place(owner, envelope, envelope.version, everyKind(envelope.documents[0].id, partyOf(envelope, people.counterparty.email)));
        await send(owner, envelope);
        const { client, view } = await open(service, owner, envelope, people.counterparty);
        const id = (kind) => view.fields.find((f) => f.kind === kind).id;
        const wrong = { text: "あ".repeat(41), date: "2026-02-30", select: "gold", number: "1,23", mail: "nobody", check: "maybe", ink: { ink: [] }, name: "長".repeat(180), company: "\u{10ffff}", seal: { image: "img_0" } };
        const { errors, values } = await save(client, Object.entries(wrong).map(([kind, value]) => ({ field_id: id(kind), value })));
        const codes = Object.fromEntries(errors.map((e) => [e.field, e.code]));
        const expected = { text: "too-long", date: "value-not-a-date", select: "value-no-option", number: "value-not-a-number", mail: "not-a-mail-address", check: "value-no-option", ink: "value-ink", name: "value-overflow", company: "value-glyph", seal: "value-no-image" };
        assert.deepEqual(codes, Object.fromEntries(Object.entries(expected).map(([kind, code]) => [`fields[${id(kind)}].value`, code])));
        assert.equal(values.find((v) => v.field_id === id("text")).value, null, "what is wrong is not saved");
        await assert.rejects(agree(client, view, people.counterparty), (e) => {
          assert.deepEqual(e.problem.errors.map((x) => [x.field, x.code]), [[`fields[${id("text")}].value`, "required"]]);
          return e.status === 400;
        });
        await save(client, [{ field_id: id("text"), value: "備考" }]);
        const preview = await client.raw("POST", `/api/v1/recipient/fields/${id("text")}/preview`, { body: JSON.stringify({ value: "備考" }), type: "application/json" });
        assert.equal(preview.headers.get("content-type"), "image/png");
        assert.equal(Buffer.from(await preview.arrayBuffer()).subarray(1, 4).toString(), "PNG");
        await agree(client, view, people.counterparty);
        await acted(client);
      }));

    it("show pictures that were uploaded, and seals that members keep", () =>
      withService(database, async (service, owner) => {
        const envelope = await draft(owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf({ pages: 2 }) }] });
        const document = envelope.documents[0].id;
        const seal = (recipient_id, y) => ({ document_id: document, recipient_id, kind: "seal", areas: [{ page: 1, x: 0.4, y, w: 0.2, h: 0.1 }] });
        const kept = await owner.post("/api/v1/seals", { name: "角印", kind: "company", shape: "square", text: "青空商事株式会社", mm: 21 });
        assert.equal((await owner.get("/api/v1/seals")).items.length, 1);
        const png = await owner.raw("POST", "/api/v1/seals/preview", { body: JSON.stringify({ shape: "round", text: "山田" }), type: "application/json" });
        assert.equal(png.headers.get("content-type"), "image/png");
        const picture = Buffer.from(await png.arrayBuffer());
        const before = await place(owner, envelope, envelope.version, [seal(partyOf(envelope, people.counterparty.email), 0.1), seal(partyOf(envelope, people.owner.email), 0.4)]);
        assert.equal(before.items.length, 2);
        await send(owner, envelope);

        const party = await open(service, owner, envelope, people.counterparty);
        const mine = party.view.fields.find((f) => f.mine);
        await assert.rejects(party.client.upload("/api/v1/recipient/images", Buffer.from("GIF89a"), "image/png"), (e) => e.status === 400);
        const { id } = await party.client.upload("/api/v1/recipient/images", picture, "image/png");
        assert.deepEqual((await save(party.client, [{ field_id: mine.id, value: { saved: kept.id } }])).errors.map((e) => e.code), ["value-no-seal"]);
        assert.deepEqual((await save(party.client, [{ field_id: mine.id, value: { image: id } }])).errors, []);
        await agree(party.client, party.view, people.counterparty);
        await acted(party.client);

        const own = await open(service, owner, envelope, people.owner);
        const company = own.view.fields.find((f) => f.mine);
        assert.deepEqual((await save(own.client, [{ field_id: company.id, value: { saved: kept.id } }])).errors, []);
        await assert.rejects(owner.delete(`/api/v1/seals/${kept.id}`), (e) => e.status === 409, "it is in use");
        await agree(own.client, own.view, people.owner);
        const done = await waitForState(owner, envelope, "completed");
        judgeSignedFile(await fetchDocument(service, owner, done, 0), await localRoot(service), 4);
        const { items } = await owner.get(`/api/v1/envelopes/${envelope.id}/events`);
        assert.equal(items.filter((i) => i.kind === "seal.used").length, 1, "each use of a kept seal is on record");
        await owner.delete(`/api/v1/seals/${kept.id}`);
      }));

    it("leave a PDF/A-1b one, prepared and with values, handwriting, seal and visible signature", () =>
      withService(database, async (service, owner) => {
        const envelope = await draft(owner, { documents: [{ name: "保存用.pdf", bytes: archivePdf() }] });
        await place(owner, envelope, envelope.version, everyKind(envelope.documents[0].id, partyOf(envelope, people.counterparty.email)));
        await send(owner, envelope);
        const { client, view } = await open(service, owner, envelope, people.counterparty);
        const file = `${service.dir}/archive.pdf`;
        const fetchShown = async () => fs.writeFileSync(file, await client.download(`/api/v1/recipient/documents/${view.documents[0].id}/file`));
        await fetchShown();
        assert.equal(preflight(file), "");
        assert.deepEqual((await fillIn(client, view, people.counterparty.name)).errors, []);
        await agree(client, view, people.counterparty);
        await acted(client);
        await fetchShown();
        assert.equal(preflight(file), "");
      }));

    it("survive processes that are killed while they are signed", () =>
      withService(database, async (service, owner) => {
        const envelope = await draft(owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf({ pages: 2 }) }] });
        await place(owner, envelope, envelope.version, everyKind(envelope.documents[0].id, partyOf(envelope, people.counterparty.email)));
        await send(owner, envelope);
        const { client, view } = await open(service, owner, envelope, people.counterparty);
        await fillIn(client, view, people.counterparty.name);
        await agree(client, view, people.counterparty);
        for (const name of ["worker", "sealer", "worker", "worker", "sealer", "worker"]) {
          await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 150));
          service.kill(name);
        }
        await acted(client);
        const own = await open(service, owner, envelope, people.owner);
        await agree(own.client, own.view, people.owner);
        const done = await waitForState(owner, envelope, "completed");
        const file = await fetchDocument(service, owner, done, 0);
        judgeSignedFile(file, await localRoot(service), 4);
        assert.match(judge.run("pdftotext", [file, "-"]).out, /山田 太郎の備考/);
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
