// Requests that are sent again: Idempotency-Key on both databases, through kill -9 too.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { reader } from "../support/rows.mjs";
import { Service, agree, draft, linkFor, openLink, people, send, setUp, until } from "../support/service.mjs";

after(stopPostgres);

async function keyed(client, key, method, path, data, type = "application/json") {
  const body = data === undefined || Buffer.isBuffer(data) ? data : JSON.stringify(data);
  const response = await client.raw(method, path, { body, type: body === undefined ? undefined : type, headers: { "Idempotency-Key": key } });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

const drafts = async (client, title) => (await client.get(`/api/v1/envelopes?state=draft&q=${encodeURIComponent(title)}`)).items;
const slug = (answer) => answer.body.type.replace("/problems/", "");

for (const database of databases) {
  describe(`Idempotency-Key on ${database.name}`, () => {
    let service, owner, url;
    before(async () => {
      url = await database.fresh();
      service = await Service.start({ database: url });
      owner = await setUp(service);
    });
    after(() => service?.stop());

    it("the same request twice is done once and answered the same", async () => {
      const first = await keyed(owner, '"k-1"', "POST", "/api/v1/envelopes", { title: "一度だけ", message: "m" });
      const second = await keyed(owner, "k-1", "POST", "/api/v1/envelopes", { message: "m", title: "一度だけ" });
      assert.equal(first.status, 201);
      assert.deepEqual(second, first);
      assert.equal((await drafts(owner, "一度だけ")).length, 1);

      const gone = await keyed(owner, "k-2", "DELETE", `/api/v1/envelopes/${first.body.id}`);
      assert.deepEqual(await keyed(owner, "k-2", "DELETE", `/api/v1/envelopes/${first.body.id}`), gone);
      assert.equal(gone.status, 204);
    });

    it("a key stands for one body, one address and one caller", async () => {
      const first = await keyed(owner, "body", "POST", "/api/v1/envelopes", { title: "鍵" });
      const other = await keyed(owner, "body", "POST", "/api/v1/envelopes", { title: "別" });
      assert.equal(other.status, 422);
      assert.equal(slug(other), "idempotency-key-reused");
      const elsewhere = await keyed(owner, "body", "PATCH", `/api/v1/envelopes/${first.body.id}`, { version: 1, title: "鍵" });
      assert.equal(elsewhere.status, 422);
      for (const bad of ["", "x".repeat(256), "a b", "é"]) {
        const refused = await keyed(owner, bad || '""', "POST", "/api/v1/envelopes", { title: "悪" });
        assert.equal(refused.status, 400, JSON.stringify(bad));
      }
      assert.equal((await drafts(owner, "悪")).length, 0);

      await owner.post("/api/v1/members", { email: "jiro@aozora.example", role: "member" });
      const { items } = await owner.get("/api/v1/outbox");
      const mail = await owner.get(`/api/v1/outbox/${items.find((m) => m.to === "jiro@aozora.example").id}`);
      const colleague = service.client();
      await colleague.post("/api/v1/invitations/accept", { token: mail.text.match(/\/invite#([A-Za-z0-9_-]{43})/)[1], name: "鈴木 次郎", password: "correct-horse-battery-23" });
      assert.equal((await keyed(colleague, "body", "POST", "/api/v1/envelopes", { title: "別" })).status, 201);
    });

    it("a refusal is not kept: the same key may try again", async () => {
      const made = await owner.post("/api/v1/envelopes", { title: "版" });
      const stale = await keyed(owner, "refusal", "PATCH", `/api/v1/envelopes/${made.id}`, { version: made.version + 1, title: "新" });
      assert.equal(stale.status, 409);
      await owner.patch(`/api/v1/envelopes/${made.id}`, { version: made.version, title: "中" });
      const now = await keyed(owner, "refusal", "PATCH", `/api/v1/envelopes/${made.id}`, { version: made.version + 1, title: "新" });
      assert.equal(now.status, 200);
    });

    it("of many at the same time one is done, the others hear of it or get its answer", async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => keyed(owner, "many", "POST", "/api/v1/envelopes", { title: "同時" })));
      const made = answers.filter((a) => a.status === 201);
      assert.ok(made.length >= 1);
      assert.equal(new Set(made.map((a) => a.body.id)).size, 1);
      for (const a of answers.filter((x) => x.status !== 201)) assert.equal(slug(a), "idempotency-key-in-use");
      assert.equal((await drafts(owner, "同時")).length, 1);
    });

    it("an upload is taken once, and compared by its bytes", async () => {
      const made = await owner.post("/api/v1/envelopes", { title: "添付" });
      const path = `/api/v1/envelopes/${made.id}/documents?name=a.pdf`;
      const pdf = plainPdf({ pages: 2, weight: 300_000 });
      const first = await keyed(owner, "upload", "POST", path, pdf, "application/pdf");
      assert.equal(first.status, 201);
      assert.deepEqual(await keyed(owner, "upload", "POST", path, pdf, "application/pdf"), first);
      const other = await keyed(owner, "upload", "POST", path, plainPdf({ text: "Other" }), "application/pdf");
      assert.equal(slug(other), "idempotency-key-reused");
      assert.equal((await owner.get(`/api/v1/envelopes/${made.id}`)).documents.length, 1);
    });

    it("attaching and duplicating are done once, compared by bytes and address", async () => {
      const made = await owner.post("/api/v1/envelopes", { title: "資料つき" });
      const path = `/api/v1/envelopes/${made.id}`;
      const attach = (bytes, name = "spec.txt") => keyed(owner, "attach", "POST", `${path}/attachments?name=${name}`, Buffer.from(bytes), "text/plain");
      const first = await attach("仕様");
      assert.equal(first.status, 201);
      assert.deepEqual(await attach("仕様"), first);
      for (const other of [await attach("別の仕様"), await attach("仕様", "other.txt")]) {
        assert.equal(other.status, 422);
        assert.equal(slug(other), "idempotency-key-reused");
      }
      assert.deepEqual((await owner.get(path)).attachments, [first.body]);

      const copy = await keyed(owner, "copy", "POST", `${path}/duplicate`);
      assert.equal(copy.status, 201);
      assert.deepEqual(await keyed(owner, "copy", "POST", `${path}/duplicate`), copy);
      const elsewhere = await keyed(owner, "copy", "POST", `/api/v1/envelopes/${copy.body.id}/duplicate`);
      assert.equal(slug(elsewhere), "idempotency-key-reused");
      assert.equal((await drafts(owner, "資料つき")).length, 2);
      assert.equal((await owner.get(`/api/v1/envelopes/${copy.body.id}`)).attachments.length, 1);
    });

    it("links and session values are not kept, and what is kept is encrypted", async () => {
      const envelope = await draft(owner, { title: "秘密保持契約書", documents: [{ name: "a.pdf", bytes: plainPdf() }], own: { ...people.owner, order: 1 }, counterparties: [{ ...people.counterparty, order: 1 }] });
      await send(owner, envelope);
      const token = await linkFor(owner, people.counterparty.email, { envelope });
      const { client, view } = await openLink(service, token);
      const declined = await keyed(client, "d", "POST", "/api/v1/recipient/decline", { reason: "条件が合いません" });
      const again = await keyed(client, "d", "POST", "/api/v1/recipient/decline", { reason: "条件が合いません" });
      assert.deepEqual(again, declined);
      assert.equal(again.body.csrf, view.csrf);

      const second = await draft(owner, { title: "二通目", documents: [{ name: "a.pdf", bytes: plainPdf() }], own: { ...people.owner, order: 1 }, counterparties: [{ ...people.counterparty, order: 1 }] });
      await send(owner, second);
      const sent = await until("the request", async () => {
        const now = await owner.get(`/api/v1/envelopes/${second.id}`);
        return now.recipients.every((r) => r.state === "sent") ? now : null;
      });
      const me = sent.recipients.find((r) => r.is_me);
      const act = `/api/v1/envelopes/${second.id}/recipients/${me.id}/act`;
      assert.equal((await keyed(owner, "a", "POST", act, {})).status, 200);
      assert.equal(slug(await keyed(owner, "a", "POST", act, {})), "idempotency-answer-not-kept");

      const rows = reader(service, url);
      const kept = rows.rows(`SELECT ${rows.hex("answer")} AS answer, status FROM idempotency`);
      assert.ok(kept.length >= 2);
      const all = kept.map((r) => r.answer ?? "").join("");
      assert.ok(!all.includes(Buffer.from(view.csrf).toString("hex")));
      assert.ok(!all.includes(Buffer.from("秘密保持契約書").toString("hex")));
    });

    it("killed at any moment, nothing is done twice and nothing is lost", async () => {
      const rounds = 3;
      for (let i = 0; i < rounds; i++) {
        const key = crypto.randomUUID();
        const pending = keyed(owner, key, "POST", "/api/v1/envelopes", { title: `殺${i}` }).catch(() => null);
        await sleep(Math.random() * 12);
        service.kill("web");
        await pending;
        let last;
        const done = await until("an answer", async () => {
          last = await keyed(owner, key, "POST", "/api/v1/envelopes", { title: `殺${i}` }).catch((e) => e);
          return last.status === 201 ? last : null;
        }, 120, 200).catch((e) => {
          throw new Error(`round ${i}: ${e.message}: ${last.cause ?? JSON.stringify(last)}`);
        });
        const found = await drafts(owner, `殺${i}`);
        assert.deepEqual(found.map((d) => d.id), [done.body.id]);
      }
    });
  });
}
