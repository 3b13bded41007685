// Contracts with fields through the real service: placed, filled in, signed with each party's act;
// what remains is judged by programs that we did not write, and attacked.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { archivePdf, preflight } from "../support/archive.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { everyKind, fillIn, save } from "../support/fields.mjs";
import * as judge from "../support/judge.mjs";
import { judgeSignedFile, localRoot } from "../support/judged.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Service, agree, draft, linkFor, openLink, people, send, setUp, until, waitForState } from "../support/service.mjs";

after(stopPostgres);

async function withService(database, body, options = {}) {
  const service = await Service.start({ database: await database.fresh(), ...options });
  try {
    await body(service, await setUp(service));
  } finally {
    await service.stop();
  }
}

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

for (const database of databases) {
  describe(`fields on ${database.name}`, () => {
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
        const own = await open(service, owner, envelope, people.owner);
        await agree(own.client, own.view, people.owner);
        const done = await waitForState(owner, envelope, "completed");
        assert.match(fs.readFileSync(await fetchDocument(service, owner, done, 0), "latin1"), /DocTimeStamp/);
        assert.equal(preflight(`${service.dir}/document-0.pdf`), "");
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
