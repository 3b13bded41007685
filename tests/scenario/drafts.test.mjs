// What a sender does before sending, over HTTP, on both databases: properties, trash, copies, attachments,
// address book, lists.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Service, agree, draft, linkFor, openLink, people, send, setUp, until, waitForState } from "../support/service.mjs";

after(stopPostgres);

async function withService(database, body, settings) {
  const service = await Service.start({ database: await database.fresh(), settings });
  try {
    await body(service, await setUp(service));
  } finally {
    await service.stop();
  }
}

const sha256 = (bytes) => crypto.createHash("sha256").update(bytes).digest("hex");
const documents = [{ name: "業務委託契約書.pdf", bytes: plainPdf() }];
const refusedWith = (code) => (e) => e.problem?.errors?.some((x) => x.code === code) ?? false;
const envelope = (id, rest = "") => `/api/v1/envelopes/${id}${rest}`;

for (const database of databases) {
  describe(`drafts on ${database.name}`, () => {
    it("keep their properties, under a version, and are found by the mark of another system", () =>
      withService(database, async (service, owner) => {
        const made = await draft(owner, { documents });
        const edited = await owner.patch(envelope(made.id), {
          version: made.version, contract_date: "2028-02-29", effective_date: "2028-03-01", amount: 1_200_000,
          external_id: "ERP/2028-17", metadata: { 案件: "A-1" }, allow_forward: false, title_hidden: true,
          reminders: { before_days: 3, every_days: null }, reply_to: "legal@aozora.example",
        });
        assert.equal(edited.version, made.version + 1);
        const { contract_date, amount, currency, metadata, reminders, reply_to } = await owner.get(envelope(made.id));
        assert.deepEqual({ contract_date, amount, currency, metadata, reminders, reply_to }, {
          contract_date: "2028-02-29", amount: 1_200_000, currency: "JPY", metadata: { 案件: "A-1" },
          reminders: { before_days: 3, every_days: null }, reply_to: "legal@aozora.example" });
        await assert.rejects(owner.patch(envelope(made.id), { version: made.version, title: "x" }), (e) => e.status === 409);
        await assert.rejects(owner.patch(envelope(made.id), { version: edited.version, contract_date: "2027-02-29" }), refusedWith("not-a-date"));
        await assert.rejects(owner.patch(envelope(made.id), { version: edited.version, amount: -5 }), refusedWith("amount-range"));
        const cleared = await owner.patch(envelope(made.id), { version: edited.version, contract_date: null, amount: null });
        assert.equal(cleared.contract_date, null);
        assert.equal(cleared.amount, null);
        await draft(owner, { documents });
        const { items } = await owner.get(`/api/v1/envelopes?external_id=${encodeURIComponent("ERP/2028-17")}`);
        assert.deepEqual(items.map((x) => x.id), [made.id]);

        await send(owner, made);
        await linkFor(owner, people.counterparty.email, { envelope: made });
        const { items: mails } = await owner.get("/api/v1/outbox");
        assert.ok(mails.every((m) => !m.subject.includes("業務委託契約書")), "a hidden title is in no mail");
        assert.ok(mails.some((m) => m.subject.includes("書類名は画面でご確認ください")));
      }));

    it("go to the trash and come back, and are purged when their time is over", () =>
      withService(database, async (service, owner) => {
        const kept = await draft(owner, { documents }), lost = await draft(owner, { documents });
        await owner.delete(envelope(kept.id));
        await assert.rejects(send(owner, kept), (e) => e.status === 409);
        const listed = (await owner.get("/api/v1/envelopes")).items.map((x) => x.id);
        assert.ok(listed.includes(lost.id) && !listed.includes(kept.id));
        const trash = await owner.get("/api/v1/envelopes?trash=1");
        assert.deepEqual(trash.items.map((x) => x.id), [kept.id]);
        assert.deepEqual([trash.counts.trash, trash.counts.draft], [1, 2], "the sample is a draft, too");
        assert.deepEqual((await owner.get(envelope(kept.id))).actions.filter((a) => ["edit", "send", "restore"].includes(a)), ["restore"]);
        const back = await owner.post(envelope(kept.id, "/restore"));
        assert.equal(back.discarded_at, null);
        await service.stop();
        service.args.push("--set", "trash_days=0");
        await service.restart();
        await owner.delete(envelope(lost.id));
        // with no day in the trash at all it is gone at once
        await until("the purge", async () => (await owner.get("/api/v1/envelopes?trash=1")).items.length === 0, 60);
        await assert.rejects(owner.get(envelope(lost.id)), (e) => e.status === 404);
        assert.equal((await owner.get(envelope(kept.id))).documents.length, 1);
      }));

    it("take attachments along: encrypted, as downloads only, and named in the signed act of sending", () =>
      withService(database, async (service, owner) => {
        const made = await draft(owner, { documents });
        const html = Buffer.from("<html><script>alert(1)</script></html>");
        const large = crypto.randomBytes(3_000_000);
        const page = await owner.upload(envelope(made.id, `/attachments?name=${encodeURIComponent("別紙.html")}`), html, "text/html");
        const bin = await owner.upload(envelope(made.id, "/attachments?name=data.bin"), large, "application/x-whatever");
        assert.deepEqual([page.type, page.sha256, page.size], ["text/plain", sha256(html), html.length]);
        assert.equal(bin.type, "application/octet-stream");
        await assert.rejects(owner.upload(envelope(made.id, "/attachments?name=empty"), Buffer.alloc(0), "text/plain"), refusedWith("empty-file"));
        const files = fs.readdirSync(`${service.dir}/data/blobs`, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
        for (const f of files) assert.ok(!fs.readFileSync(`${f.parentPath ?? f.path}/${f.name}`).includes("alert(1)"), "nothing lies there in the clear");

        await send(owner, made);
        await assert.rejects(owner.delete(envelope(made.id, `/attachments/${page.id}`)), (e) => e.status === 409);
        const { client, view } = await openLink(service, await linkFor(owner, people.counterparty.email, { envelope: made }));
        assert.deepEqual(view.attachments.map((a) => a.sha256), [sha256(html), sha256(large)]);
        for (const [who, path] of [[client, `/api/v1/recipient/attachments/${page.id}/file`], [owner, envelope(made.id, `/attachments/${page.id}/file`)]]) {
          const answer = await who.raw("GET", path);
          assert.equal(answer.status, 200);
          assert.match(answer.headers.get("content-disposition"), /^attachment/);
          assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
          assert.match(answer.headers.get("content-type"), /^text\/plain/);
          assert.ok(Buffer.from(await answer.arrayBuffer()).equals(html));
        }
        assert.ok((await client.download(`/api/v1/recipient/attachments/${bin.id}/file`)).equals(large));
        await assert.rejects(client.download(`/api/v1/recipient/attachments/${made.id}/file`), (e) => e.status === 404);
        const shown = await client.download(`/api/v1/recipient/documents/${view.documents[0].id}/file`);
        const utf16 = Buffer.from(sha256(large), "utf16le").swap16().toString("hex");
        assert.ok(shown.toString("latin1").toLowerCase().includes(utf16), "the signed record of sending names the attachment");
      }));

    it("are made after any other envelope, with the files as they were uploaded", () =>
      withService(database, async (service, owner) => {
        const made = await draft(owner, { documents });
        await owner.upload(envelope(made.id, "/attachments?name=a.txt"), Buffer.from("別紙"), "text/plain");
        await send(owner, made);
        for (const person of [people.counterparty, people.owner]) {
          const opened = await openLink(service, await linkFor(owner, person.email, { envelope: made }));
          await agree(opened.client, opened.view, person);
        }
        await waitForState(owner, made, "completed");
        const copy = await owner.post(envelope(made.id, "/duplicate"));
        assert.deepEqual([copy.state, copy.duplicated_from, copy.title], ["draft", made.id, made.title]);
        assert.deepEqual(copy.recipients.map((r) => [r.email, r.state]).sort(), made.recipients.map((r) => [r.email, "awaiting"]).sort());
        assert.equal(copy.attachments[0].sha256, sha256(Buffer.from("別紙")));
        const file = await owner.download(envelope(copy.id, `/documents/${copy.documents[0].id}/file`));
        assert.ok(file.equals(documents[0].bytes), "the upload, not what was signed");
        await owner.delete(envelope(copy.id));
        assert.equal((await owner.get(envelope(made.id))).state, "completed");
      }));

    it("are addressed from the address book, the last used first", () =>
      withService(database, async (service, owner) => {
        const taro = await owner.post("/api/v1/contacts", { name: "ヤマダ 太郎", email: people.counterparty.email, company: "山田製作所" });
        await owner.post("/api/v1/contacts", { name: "新規", email: "new@example.jp" });
        const twin = await owner.post("/api/v1/contacts", { name: "山田", email: people.counterparty.email.toUpperCase() });
        assert.deepEqual(twin.same_email.map((x) => x.id), [taro.id]);
        assert.deepEqual((await owner.get(`/api/v1/contacts?q=${encodeURIComponent("やまだ")}`)).items.map((x) => x.id), [taro.id]);
        await owner.delete(`/api/v1/contacts/${twin.id}`);
        await send(owner, await draft(owner, { documents }));
        const first = await owner.get("/api/v1/contacts?limit=1");
        assert.equal(first.items[0].id, taro.id);
        const rest = await owner.get(`/api/v1/contacts?cursor=${encodeURIComponent(first.next_cursor)}`);
        assert.deepEqual(rest.items.map((x) => x.name), ["新規"]);
        const edited = await owner.patch(`/api/v1/contacts/${taro.id}`, { version: 1, phone: "03-0000-0000" });
        assert.deepEqual([edited.version, edited.phone, edited.name], [2, "03-0000-0000", "ヤマダ 太郎"]);
        await assert.rejects(owner.patch(`/api/v1/contacts/${taro.id}`, { version: 1, phone: "" }), (e) => e.status === 409);
      }));
  });
}
