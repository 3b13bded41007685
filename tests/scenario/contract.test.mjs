// The life of one contract through the real service, over HTTP, on both
// databases; what remains is judged by programs that we did not write.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { judgeSignedFile, localRoot } from "../support/judged.mjs";
import * as judge from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Service, agree, declaration, draft, linkFor, openLink, people, send, setUp, until, waitForState } from "../support/service.mjs";

after(stopPostgres);

/** Runs the body against a fresh service that is stopped afterwards. */
async function withService(database, body) {
  const service = await Service.start({ database: await database.fresh() });
  try {
    await body(service, await setUp(service));
  } finally {
    await service.stop();
  }
}

async function fetchFinal(service, owner, done) {
  const file = `${service.dir}/final.pdf`;
  fs.writeFileSync(file, await owner.download(`/api/v1/envelopes/${done.id}/documents/${done.documents[0].id}/file`));
  return file;
}

for (const database of databases) {
  describe(`a contract on ${database.name}`, () => {
    it("is sent, opened, agreed by both and concluded, and its file convinces every judge", () =>
      withService(database, async (service, owner) => {
        const original = plainPdf({ pages: 2 });
        const envelope = await draft(owner, { documents: [{ name: "業務委託契約書.pdf", bytes: original }] });
        await send(owner, envelope);
        const token = await linkFor(owner, people.counterparty.email, { envelope });

        assert.ok((await owner.get("/api/v1/outbox?cursor=")).items.length > 0, "an empty cursor is the first page");

        // a mail scanner fetches the link: nothing changes
        assert.equal((await fetch(`${service.url}/r/#${token}`)).status, 200);
        const landing = await service.client().post("/api/v1/recipient/landing", { token });
        assert.equal(landing.state, "open");
        let now = await owner.get(`/api/v1/envelopes/${envelope.id}`);
        assert.equal(now.recipients.find((r) => r.side === "counterparty").state, "sent");

        const { client, view } = await openLink(service, token);
        now = await owner.get(`/api/v1/envelopes/${envelope.id}`);
        assert.equal(now.recipients.find((r) => r.side === "counterparty").state, "opened");
        const shown = await client.download(`/api/v1/recipient/documents/${view.documents[0].id}/file`);
        assert.ok(shown.subarray(0, original.length).equals(original), "the upload is a prefix of what is shown");
        await agree(client, view, people.counterparty);
        await until("the act to be completed", async () => (await client.get("/api/v1/recipient/envelope")).act === "completed");

        const own = await openLink(service, await linkFor(owner, people.owner.email, { envelope }));
        await agree(own.client, own.view, people.owner);
        const done = await waitForState(owner, envelope, "completed");

        const root = await localRoot(service);
        const file = await fetchFinal(service, owner, done);
        // sending, two parties, closing
        judgeSignedFile(file, root, 4);
        assert.ok(fs.readFileSync(file).subarray(0, original.length).equals(original));

        const certificate = `${service.dir}/certificate.pdf`;
        fs.writeFileSync(certificate, await client.download("/api/v1/recipient/certificate"));
        judgeSignedFile(certificate, root, 1);
        const text = judge.run("pdftotext", [certificate, "-"]).out;
        assert.match(text, /合意締結証明書/);
        assert.match(text, /山田/);
        assert.match(text, /送信しました/);
        assert.doesNotMatch(text, /下書き|追加しました/, "the draft's trail is the sender's own");

        const { items, chain_intact } = await owner.get(`/api/v1/envelopes/${envelope.id}/events`);
        assert.equal(chain_intact, true);
        assert.ok(items.length >= 6);
        const register = judge.run(judge.skysign, ["register", "verify", `${service.dir}/data`]);
        assert.equal(register.status, 0, register.err);
      }));

    it("lets two parties of the same order agree in the same moment", () =>
      withService(database, async (service, owner) => {
        const others = [
          { ...people.counterparty, order: 1 },
          { name: "鈴木 一郎", email: "ichiro@suzuki.example", company: "鈴木興業", order: 1 },
        ];
        const envelope = await draft(owner, { documents: [{ name: "覚書.pdf", bytes: plainPdf() }], counterparties: others });
        await send(owner, envelope);
        await Promise.all(others.map(async (person) => {
          const { client, view } = await openLink(service, await linkFor(owner, person.email, { envelope }));
          let current = view;
          await until(`${person.name} to agree`, async () => {
            try {
              return await agree(client, current, person);
            } catch (e) {
              if (e.problem?.type !== "/problems/content-changed") throw e;
              current = await client.get("/api/v1/recipient/envelope");
              return null;
            }
          });
        }));
        const own = await openLink(service, await linkFor(owner, people.owner.email, { envelope }));
        await agree(own.client, own.view, people.owner);
        const done = await waitForState(owner, envelope, "completed");
        judgeSignedFile(await fetchFinal(service, owner, done), await localRoot(service), 5);
      }));

    it("stops when the counterparty declines, and when the sender withdraws", () =>
      withService(database, async (service, owner) => {
        const documents = [{ name: "契約書.pdf", bytes: plainPdf() }];
        const declined = await draft(owner, { documents });
        await send(owner, declined);
        const token = await linkFor(owner, people.counterparty.email, { envelope: declined });
        const { client, view } = await openLink(service, token);
        await client.post("/api/v1/recipient/decline", { reason: "条件が合意と異なります。" });
        assert.equal((await waitForState(owner, declined, "declined")).state, "declined");
        await assert.rejects(agree(client, view, people.counterparty), (e) => e.status === 409 || e.status === 410);

        const withdrawn = await draft(owner, { documents });
        await send(owner, withdrawn);
        const opened = await openLink(service, await linkFor(owner, people.counterparty.email, { envelope: withdrawn }));
        const file = `/api/v1/recipient/documents/${opened.view.documents[0].id}/file`;
        assert.ok((await opened.client.download(file)).length > 0);
        await owner.post(`/api/v1/envelopes/${withdrawn.id}/withdraw`, { reason: "内容を改めます。" });
        await assert.rejects(opened.client.download(file), (e) => e.status === 410, "what was withdrawn is shown no longer");
        await assert.rejects(agree(opened.client, opened.view, people.counterparty), (e) => e.status === 409 || e.status === 410);
      }));

    it("does not accept what the party was not shown, and no act twice", () =>
      withService(database, async (service, owner) => {
        const envelope = await draft(owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf() }] });
        await send(owner, envelope);
        const { client, view } = await openLink(service, await linkFor(owner, people.counterparty.email, { envelope }));
        const stale = declaration(view, people.counterparty);
        stale.shown[0].digest = "0".repeat(64);
        await assert.rejects(client.post("/api/v1/recipient/agree", stale),
          (e) => e.status === 409 && e.problem.type === "/problems/content-changed");
        await assert.rejects(client.post("/api/v1/recipient/agree", { ...declaration(view, people.counterparty), authority: false }),
          (e) => e.status === 400);
        const acts = await Promise.allSettled([1, 2, 3].map(() => agree(client, view, people.counterparty)));
        assert.ok(acts.some((a) => a.status === "fulfilled"));
        await until("the act", async () => (await client.get("/api/v1/recipient/envelope")).act === "completed");
        const { items } = await owner.get(`/api/v1/envelopes/${envelope.id}/events`);
        assert.equal(items.filter((i) => /agreed/.test(i.kind)).length, 1, JSON.stringify(items.map((i) => i.kind)));
      }));
  });
}
