// Internal approval before sending, over HTTP, on both databases: what forces it, who answers, and that
// nothing of it reaches the counterparty.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import * as judge from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Service, agree, draft, join, linkFor, openLink, people, send, setUp, waitForState } from "../support/service.mjs";

after(stopPostgres);

const documents = [{ name: "契約書.pdf", bytes: plainPdf() }];
const chief = { name: "部長 次郎", email: "chief@aozora.example", password: "another-good-battery-33" };
const blockedBy = (code) => (e) => e.problem?.errors?.some((x) => x.code === code) ?? false;
const envelope = (id, rest = "") => `/api/v1/envelopes/${id}${rest}`;

async function withHouse(database, body) {
  const service = await Service.start({ database: await database.fresh() });
  try {
    const owner = await setUp(service), approver = await join(service, owner, chief);
    const { account } = await approver.get("/api/v1/session");
    await body({ service, owner, approver, account });
  } finally {
    await service.stop();
  }
}

const route = (account, more) => ({ name: "部長決裁", min_amount: 1_000_000, steps: [{ mode: "all", people: [account.id] }], ...more });

/** Everything that a recipient's session can get, as one text. */
async function allThatARecipientGets(service, client, token, file) {
  const texts = [JSON.stringify(await client.get("/api/v1/recipient/envelope")),
    JSON.stringify(await service.client().post("/api/v1/recipient/landing", { token }))];
  const view = JSON.parse(texts[0]);
  const files = view.documents.map((d) => `/api/v1/recipient/documents/${d.id}/file`);
  if (view.completed_at) files.push("/api/v1/recipient/certificate");
  for (const path of files) {
    const bytes = await client.download(path);
    fs.writeFileSync(file, bytes);
    texts.push(judge.run("pdftotext", [file, "-"]).out, bytes.toString("latin1"));
  }
  return texts.join("\n");
}

for (const database of databases) {
  describe(`internal approval on ${database.name}`, () => {
    it("is forced by the amount, given by another, and undone by any edit", () =>
      withHouse(database, async ({ owner, approver, account }) => {
        await owner.post("/api/v1/approval-routes", route(account));
        await assert.rejects(approver.post("/api/v1/approval-routes", route(account)), (e) => e.status === 403);
        let now = await draft(owner, { documents });
        assert.equal(now.approval.required, true, "a blank amount counts as above every bound");
        now = await owner.patch(envelope(now.id), { version: now.version, amount: 999_999 });
        assert.equal(now.approval.required, false);
        now = await owner.patch(envelope(now.id), { version: now.version, amount: 1_000_000 });
        await assert.rejects(send(owner, now), blockedBy("approval-needed"));
        const confirmation = await owner.get(envelope(now.id, "/confirmation"));
        assert.ok(confirmation.problems.some((p) => p.code === "approval-needed"));

        await assert.rejects(approver.get(envelope(now.id)), (e) => e.status === 404, "not before being asked");
        now = await owner.post(envelope(now.id, "/approval"), { comment: "至急お願いします" });
        assert.equal(now.approval.state, "requested");
        const { items } = await approver.get("/api/v1/approvals");
        assert.deepEqual(items.map((x) => [x.envelope_id, x.amount, x.comment]), [[now.id, 1_000_000, "至急お願いします"]]);
        const seen = await approver.get(envelope(now.id));
        assert.ok((await approver.download(envelope(now.id, `/documents/${seen.documents[0].id}/file`))).length > 0);
        await assert.rejects(approver.patch(envelope(now.id), { version: now.version, title: "x" }), (e) => e.status === 403, "looks on, changes nothing");
        await assert.rejects(approver.post(envelope(now.id, "/send"), { version: now.version }), (e) => e.status === 403);
        await assert.rejects(owner.post(envelope(now.id, "/approval/approve")), (e) => e.status === 403);
        await assert.rejects(approver.post(envelope(now.id, "/approval/return"), { comment: "" }), (e) => e.status === 400);

        await approver.post(envelope(now.id, "/approval/return"), { comment: "期限を延ばしてください" });
        now = await owner.get(envelope(now.id));
        assert.deepEqual([now.approval.state, now.approval.steps[0].people[0].comment], ["returned", "期限を延ばしてください"]);
        now = await owner.patch(envelope(now.id), { version: now.version, title: "業務委託契約書（改）" });
        await owner.post(envelope(now.id, "/approval"));
        await approver.post(envelope(now.id, "/approval/approve"));
        now = await owner.get(envelope(now.id));
        assert.equal(now.approval.state, "approved");
        now = await owner.patch(envelope(now.id), { version: now.version, message: "一文字" });
        assert.deepEqual([now.approval.state, now.approval.reset], ["none", true]);
        await assert.rejects(send(owner, now), blockedBy("approval-needed"));
        await owner.post(envelope(now.id, "/approval"));
        await approver.post(envelope(now.id, "/approval/approve"), { comment: "可" });
        assert.equal((await send(owner, now)).state, "pending");

        const mails = (await owner.get("/api/v1/outbox")).items.map((m) => m.subject).join("\n");
        assert.match(mails, /【社内承認依頼】/);
        assert.match(mails, /【差戻し】/);
      }));

    it("never reaches the counterparty: no view, no mail, no file, no certificate tells of it", () =>
      withHouse(database, async ({ service, owner, approver, account }) => {
        const secrets = ["内緒の値引き余地", "内緒の差戻し理由", "内緒の承認意見", "極秘決裁経路", "部長 次郎", "社内承認", "差し戻し"];
        await owner.post("/api/v1/approval-routes", route(account, { name: "極秘決裁経路" }));
        let now = await draft(owner, { documents });
        await owner.post(envelope(now.id, "/approval"), { comment: "内緒の値引き余地" });
        await approver.post(envelope(now.id, "/approval/return"), { comment: "内緒の差戻し理由" });
        await owner.post(envelope(now.id, "/approval"), { comment: "内緒の値引き余地" });
        await approver.post(envelope(now.id, "/approval/approve"), { comment: "内緒の承認意見" });
        const { items: events } = await owner.get(envelope(now.id, "/events"));
        assert.ok(events.some((x) => x.text.includes("内緒の承認意見")), "the house's own trail tells it");
        await send(owner, now);

        const token = await linkFor(owner, people.counterparty.email, { envelope: now });
        const { client, view } = await openLink(service, token);
        const file = `${service.dir}/got.pdf`;
        let got = await allThatARecipientGets(service, client, token, file);
        await agree(client, view, people.counterparty);
        const own = await openLink(service, await linkFor(owner, people.owner.email, { envelope: now }));
        await agree(own.client, own.view, people.owner);
        now = await waitForState(owner, now, "completed");
        got += await allThatARecipientGets(service, client, token, file);
        assert.match(got, /合意締結証明書/);
        const { items } = await owner.get("/api/v1/outbox");
        for (const item of items.filter((m) => m.to.includes(people.counterparty.email))) {
          const mail = await owner.get(`/api/v1/outbox/${item.id}`);
          got += `${mail.subject}\n${mail.text}\n${mail.html}`;
        }
        const known = Buffer.from("送信", "utf16le").swap16().toString("hex");
        assert.ok(got.toLowerCase().includes(known), "what a PDF says in hex strings is found like this");
        for (const secret of secrets) {
          assert.ok(!got.includes(secret), `${secret} reached the counterparty`);
          const utf16 = Buffer.from(secret, "utf16le").swap16();
          assert.ok(!got.includes(utf16.toString("latin1")), `${secret} is in a file`);
          assert.ok(!got.toLowerCase().includes(utf16.toString("hex")), `${secret} is in a file, as a hex string`);
        }
        for (const path of [envelope(now.id), envelope(now.id, "/events"), "/api/v1/approvals", "/api/v1/approval-routes"]) {
          await assert.rejects(client.get(path), (e) => e.status === 401);
        }
      }));
  });
}
