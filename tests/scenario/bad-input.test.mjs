// What comes broken or hostile gets the right status and a message that helps,
// and leaves nothing half-stored.
import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { judgeConsistent, judgeStopped } from "../support/consistent.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import * as judge from "../support/judge.mjs";
import { brokenPdfs, plainPdf } from "../support/pdfs.mjs";
import { Service, agree, declaration, draft, linkFor, openLink, people, send, setUp, waitForState } from "../support/service.mjs";

after(stopPostgres);

for (const database of databases) {
  describe(`on ${database.name}`, () => {
    let service, owner, sent, opened, url;

    before(async () => {
      url = await database.fresh();
      service = await Service.start({ settings: { upload_max: String(4 << 20) }, database: url });
      owner = await setUp(service);
      sent = await draft(owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf() }] });
      await send(owner, sent);
      opened = await openLink(service, await linkFor(owner, people.counterparty.email, { envelope: sent }));
    });

    after(async () => {
      if (!service) return;
      try {
        assert.doesNotMatch(service.logText(), /process\.ended.*status="signal/, "no input ends a process");
        await service.restart();
        await judgeConsistent(service, { database: url });
      } finally {
        await service.stop();
      }
      judgeStopped(service);
    });

    /** Every file below the blob folder. */
    function blobs() {
      const walk = (dir) => fs.readdirSync(dir, { withFileTypes: true })
        .flatMap((e) => (e.isDirectory() ? walk(path.join(dir, e.name)) : [path.join(dir, e.name)]));
      const root = `${service.dir}/data/blobs`;
      return fs.existsSync(root) ? walk(root) : [];
    }

    async function expectProblem(promise, statuses, slugs) {
      const problem = await promise.then((ok) => assert.fail(`accepted: ${JSON.stringify(ok)}`), (e) => e);
      assert.ok(problem.problem?.type, `a problem document, not ${problem.message}`);
      assert.ok(statuses.includes(problem.status), problem.message);
      if (slugs?.length) assert.ok(slugs.includes(problem.problem.type.replace("/problems/", "")), problem.message);
      assert.ok(problem.problem.title?.length > 3 && problem.problem.instance?.length > 3, problem.message);
      return problem.problem;
    }

    describe("a broken or hostile upload", () => {
      for (const broken of brokenPdfs()) {
        const expected = broken.accepted ? "is accepted, its odd part untouched" : broken.repaired ? "is repaired, and the sender is told" : "is refused with its reason";
        it(`${broken.name}: ${expected}`, async () => {
          const envelope = await owner.post("/api/v1/envelopes", { title: "試験" });
          const before = blobs().length;
          const attempt = owner.upload(`/api/v1/envelopes/${envelope.id}/documents?name=${encodeURIComponent("不正.pdf")}`, broken.bytes);
          if (broken.accepted) {
            assert.equal((await attempt).state, "ready");
            return;
          }
          if (broken.repaired) {
            const answer = await attempt;
            assert.equal(answer.repaired, true, JSON.stringify(answer));
            assert.ok(answer.notes.some((n) => n.code === "note-repaired" && n.text.length > 10));
            const original = await owner.download(`/api/v1/envelopes/${envelope.id}/documents/${answer.id}/file?revision=original`);
            assert.ok(original.equals(broken.bytes), "the original is kept");
            const repaired = await owner.download(`/api/v1/envelopes/${envelope.id}/documents/${answer.id}/file?revision=current`);
            fs.writeFileSync(`${service.dir}/repaired.pdf`, repaired);
            assert.ok(judge.qpdfCheck(`${service.dir}/repaired.pdf`).ok);
            return;
          }
          const problem = await expectProblem(attempt, [400, 413, 422], broken.slugs);
          assert.ok(problem.detail.length > 10, `it says what to do: ${JSON.stringify(problem)}`);
          const now = await owner.get(`/api/v1/envelopes/${envelope.id}`);
          assert.deepEqual(now.documents, []);
          assert.equal(blobs().length, before, "nothing stays on disk");
        });
      }

      it("with an open password is refused", async () => {
        const dir = judge.tempDir();
        fs.writeFileSync(`${dir}/a.pdf`, plainPdf());
        judge.run("qpdf", ["--encrypt", "secret", "owner", "256", "--", `${dir}/a.pdf`, `${dir}/open.pdf`]);
        judge.run("qpdf", ["--encrypt", "", "owner", "256", "--modify=none", "--", `${dir}/a.pdf`, `${dir}/restricted.pdf`]);
        const envelope = await owner.post("/api/v1/envelopes", { title: "試験" });
        const to = `/api/v1/envelopes/${envelope.id}/documents?name=a.pdf`;
        await expectProblem(owner.upload(to, fs.readFileSync(`${dir}/open.pdf`)), [422], ["pdf-encrypted", "pdf-restricted"]);
        await expectProblem(owner.upload(to, fs.readFileSync(`${dir}/restricted.pdf`)), [422], ["pdf-restricted"]);
      });

      it("over the limit is refused while it arrives", async () => {
        const envelope = await owner.post("/api/v1/envelopes", { title: "試験" });
        const before = blobs().length;
        await expectProblem(owner.upload(`/api/v1/envelopes/${envelope.id}/documents?name=a.pdf`, plainPdf({ weight: 5 << 20 })), [413], ["too-large"]);
        assert.equal(blobs().length, before);
      });

      it("that breaks off leaves nothing", async () => {
        const envelope = await owner.post("/api/v1/envelopes", { title: "試験" });
        const before = blobs().length;
        await new Promise((resolve) => {
          const socket = net.connect(service.port, "127.0.0.1", () => {
            const cookie = [...owner.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
            socket.write(`POST /api/v1/envelopes/${envelope.id}/documents?name=a.pdf HTTP/1.1\r\nHost: 127.0.0.1:${service.port}\r\nOrigin: ${service.url}\r\nCookie: ${cookie}\r\nX-CSRF-Token: ${owner.csrf}\r\nContent-Type: application/pdf\r\nContent-Length: 1000000\r\n\r\n%PDF-1.7\n`);
            setTimeout(() => { socket.destroy(); resolve(); }, 300);
          });
        });
        await new Promise((r) => setTimeout(r, 1000));
        assert.deepEqual((await owner.get(`/api/v1/envelopes/${envelope.id}`)).documents, []);
        assert.equal(blobs().length, before);
      });

      it("of a damaged file that bears a signature is refused, never repaired", async () => {
        const envelope = await owner.post("/api/v1/envelopes", { title: "試験" });
        const signed = plainPdf({ extra: ["<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>"] });
        await expectProblem(owner.upload(`/api/v1/envelopes/${envelope.id}/documents?name=a.pdf`, signed.subarray(0, signed.length - 40)), [422], ["pdf-damaged"]);
        assert.deepEqual((await owner.get(`/api/v1/envelopes/${envelope.id}`)).documents, []);
      });

      it("to a contract that is sent already is refused", () =>
        expectProblem(owner.upload(`/api/v1/envelopes/${sent.id}/documents?name=a.pdf`, plainPdf()), [409], ["conflict"]));

      it("to a contract of nobody is refused", () =>
        expectProblem(owner.upload(`/api/v1/envelopes/env_${"0".repeat(32)}/documents?name=a.pdf`, plainPdf()), [404], ["not-found"]));

      it("with control characters in its name is refused and says which field", async () => {
        const envelope = await owner.post("/api/v1/envelopes", { title: "試験" });
        const problem = await expectProblem(owner.upload(`/api/v1/envelopes/${envelope.id}/documents?name=a%0d%0ab.pdf`, plainPdf()), [400], ["invalid-input"]);
        assert.ok(!problem.errors.length || problem.errors.some((e) => e.field === "name"), JSON.stringify(problem));
      });

      it("to the verifying page that is no PDF gets a verdict, not a failure", async () => {
        const report = await service.client().upload("/api/v1/verify?name=a.pdf", Buffer.from("not a PDF at all"));
        assert.doesNotMatch(JSON.stringify(report), /TOTAL-PASSED/);
        await expectProblem(service.client().upload("/api/v1/verify?name=a.pdf", plainPdf({ weight: 5 << 20 })), [413], ["too-large"]);
      });

      it("to the verifying page gets XML when it is asked for, and JSON otherwise", async () => {
        const ask = (accept) => service.client().raw("POST", "/api/v1/verify?name=a.pdf", { body: plainPdf(), type: "application/pdf", headers: { Accept: accept } });
        const xml = await ask("application/xml");
        assert.equal(xml.status, 200);
        assert.match(xml.headers.get("content-type"), /^application\/xml/);
        assert.match(await xml.text(), /<ValidationReport xmlns="http:\/\/uri\.etsi\.org\/19102\/v1\.4\.1#"[^]*urn:skysign:validation:no-signature/);
        for (const accept of ["*/*", "application/json, application/xml;q=0.5"]) assert.equal((await (await ask(accept)).json()).verdict, "NO-SIGNATURE");
      });

      it("with a type that is no PDF is refused by its type", async () => {
        const envelope = await owner.post("/api/v1/envelopes", { title: "試験" });
        await expectProblem(owner.upload(`/api/v1/envelopes/${envelope.id}/documents?name=a.docx`, Buffer.from("PK"), "application/msword"), [415, 422]);
      });
    });

    describe("a wrong request", () => {
      const raw = (method, where, body, type = "application/json") => async () => {
        const response = await owner.raw(method, where, { body, type });
        const text = await response.text();
        return { status: response.status, problem: JSON.parse(text) };
      };
      const cases = [
        ["no JSON", "POST", "/api/v1/envelopes", "{", 400],
        ["JSON of another shape", "POST", "/api/v1/envelopes", "[1]", 400],
        ["a number as title", "POST", "/api/v1/envelopes", '{"title":5}', 400],
        ["a key twice", "POST", "/api/v1/envelopes", '{"title":"a","title":"b"}', 400],
        ["JSON nested without end", "POST", "/api/v1/envelopes", "[".repeat(5000), 400],
        ["invalid UTF-8", "POST", "/api/v1/envelopes", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
        ["a title of 10,000 characters", "POST", "/api/v1/envelopes", JSON.stringify({ title: "あ".repeat(10000) }), 400],
        ["control characters in a title", "POST", "/api/v1/envelopes", JSON.stringify({ title: "a\u0007b\nc" }), 400],
        ["a body of 3 MB where 64 kB suffice", "POST", "/api/v1/envelopes", JSON.stringify({ title: "x".repeat(3 << 20) }), 413],
        ["an unknown path", "GET", "/api/v1/nothing", undefined, 404],
        ["a method that is not there", "PUT", "/api/v1/envelopes", "{}", 405],
        ["an id that is none", "GET", "/api/v1/envelopes/..%2f..%2fetc%2fpasswd", undefined, 404],
        ["an id of nobody", "GET", `/api/v1/envelopes/env_${"0".repeat(32)}`, undefined, 404],
        ["another type of body", "POST", "/api/v1/envelopes", "title=a", 415, "application/x-www-form-urlencoded"],
      ];
      for (const [name, method, where, body, status, type] of cases) {
        it(`${name} is answered ${status}`, async () => {
          const got = await raw(method, where, body, type)();
          assert.equal(got.status, status, JSON.stringify(got.problem));
          assert.equal(got.problem.status, status);
          assert.ok(got.problem.type && got.problem.title && got.problem.instance);
        });
      }

      it("without the CSRF token changes nothing", async () => {
        const csrf = owner.csrf;
        owner.csrf = null;
        try {
          await expectProblem(owner.post("/api/v1/envelopes", { title: "a" }), [403]);
        } finally {
          owner.csrf = csrf;
        }
      });

      it("from another site changes nothing", async () => {
        const response = await owner.raw("POST", "/api/v1/envelopes", { body: "{}", type: "application/json", headers: { Origin: "https://evil.example" } });
        assert.equal(response.status, 403);
      });

      it("without signing in is answered 401", () => expectProblem(service.client().get("/api/v1/envelopes"), [401], ["sign-in-required"]));

      it("with a wrong password says no more than with an unknown address", async () => {
        const known = await expectProblem(service.client().post("/api/v1/session", { email: people.owner.email, password: "wrong-password-1" }), [401]);
        const unknown = await expectProblem(service.client().post("/api/v1/session", { email: "nobody@example.jp", password: "wrong-password-1" }), [401]);
        assert.equal(known.detail, unknown.detail);
        assert.equal(known.title, unknown.title);
      });

      it("to set up a second time is refused", () =>
        expectProblem(service.client().post("/api/v1/setup", { token: service.setupToken, ...people.owner, email: "eve@example.jp" }), [403, 404, 409, 410]));

      it("for a range that does not exist is answered 416, for one that does 206", async () => {
        const id = opened.view.documents[0].id;
        const at = `/api/v1/recipient/documents/${id}/file`;
        assert.equal((await opened.client.raw("GET", at, { headers: { Range: "bytes=999999999-" } })).status, 416);
        const part = await opened.client.raw("GET", at, { headers: { Range: "bytes=0-4" } });
        assert.equal(part.status, 206);
        assert.equal(await part.text(), "%PDF-");
      });
    });

    describe("a draft", () => {
      let envelope;
      before(async () => { envelope = await draft(owner, { documents: [{ name: "a.pdf", bytes: plainPdf() }] }); });
      const own = { order: 2, side: "own", name: people.owner.name, email: people.owner.email, company: "", locale: "ja" };
      const other = { order: 1, side: "counterparty", name: "山田", email: "taro@yamada.example", company: "", locale: "ja" };
      const cases = [
        ["with a stale version", () => ({ version: envelope.version - 1, title: "b" }), 409, "content-changed"],
        ["with no version", () => ({ title: "b" }), 400, "invalid-input"],
        ["with a mail address that is none", () => ({ recipients: [{ ...other, email: "taro@" }, own] }), 400, "invalid-input", "recipients[0].email"],
        ["with a line feed in a mail address", () => ({ recipients: [{ ...other, email: "a@b.example\nBcc: c@d.example" }, own] }), 400, "invalid-input", "recipients[0].email"],
        ["with a thousand recipients", () => ({ recipients: Array.from({ length: 1000 }, (_, i) => ({ ...other, email: `a${i}@b.example` })) }), 400, "invalid-input"],
        ["with a side that is none", () => ({ recipients: [{ ...other, side: "both" }, own] }), 400, "invalid-input"],
        ["with a deadline that is no time", () => ({ expire_at: "tomorrow" }), 400, "invalid-input", "expire_at"],
      ];
      for (const [name, change, status, slug, field] of cases) {
        it(`${name} is not changed`, async () => {
          const { version } = await owner.get(`/api/v1/envelopes/${envelope.id}`);
          const body = change();
          const problem = await expectProblem(owner.patch(`/api/v1/envelopes/${envelope.id}`, "title" in body ? body : { version, ...body }), [status], [slug]);
          if (field) assert.ok(problem.errors.some((e) => e.field === field), JSON.stringify(problem));
          assert.equal((await owner.get(`/api/v1/envelopes/${envelope.id}`)).version, version);
        });
      }

      it("with nothing in it is not sent, and says why", async () => {
        const empty = await owner.post("/api/v1/envelopes", { title: "空" });
        const problem = await expectProblem(owner.post(`/api/v1/envelopes/${empty.id}/send`, { version: empty.version }), [400, 409, 422]);
        assert.ok(problem.errors.length > 0, JSON.stringify(problem));
        assert.equal((await owner.get(`/api/v1/envelopes/${empty.id}`)).state, "draft");
      });

      it("may be saved without a recipient's name, but is not sent so", async () => {
        const { id } = await draft(owner, { documents: [{ name: "a.pdf", bytes: plainPdf() }], counterparties: [{ ...people.counterparty, name: "" }] });
        const { version } = await owner.get(`/api/v1/envelopes/${id}`);
        const problem = await expectProblem(owner.post(`/api/v1/envelopes/${id}/send`, { version }), [400]);
        assert.ok(problem.errors.some((e) => e.field === "recipients[0].name"), JSON.stringify(problem));
      });

      it("is not sent twice", async () => {
        const now = await owner.get(`/api/v1/envelopes/${envelope.id}`);
        const both = await Promise.allSettled([1, 2].map(() => owner.post(`/api/v1/envelopes/${envelope.id}/send`, { version: now.version })));
        assert.equal(both.filter((r) => r.status === "fulfilled").length, 1, JSON.stringify(both));
        assert.equal(both.find((r) => r.status === "rejected").reason.status, 409);
        await owner.post(`/api/v1/envelopes/${envelope.id}/withdraw`, { reason: "試験" });
      });
    });

    describe("a link", () => {
      it("that nobody sent leads nowhere", () =>
        expectProblem(service.client().post("/api/v1/recipient/open", { token: "A".repeat(43) }), [404, 410]));
      it("with a token of another shape leads nowhere", () =>
        expectProblem(service.client().post("/api/v1/recipient/open", { token: "../../x" }), [400, 404, 410]));
      it("is dead after it was sent anew", async () => {
        const rcp = (await owner.get(`/api/v1/envelopes/${sent.id}`)).recipients.find((r) => r.side === "counterparty");
        const old = await linkFor(owner, people.counterparty.email, { envelope: sent });
        await owner.post(`/api/v1/envelopes/${sent.id}/recipients/${rcp.id}/resend`);
        await expectProblem(service.client().post("/api/v1/recipient/open", { token: old }), [404, 410]);
        opened = await openLink(service, await linkFor(owner, people.counterparty.email, { envelope: sent, not: old }));
      });
    });

    describe("an act", () => {
      it("out of turn is refused", async () => {
        // the own side comes second: it has no link yet, and its page is not open to it
        const rcp = (await owner.get(`/api/v1/envelopes/${sent.id}`)).recipients.find((r) => r.side === "own");
        await expectProblem(owner.post(`/api/v1/envelopes/${sent.id}/recipients/${rcp.id}/act`), [403, 409]);
      });
      it("with a stale digest is refused", async () => {
        const stale = declaration(opened.view, people.counterparty);
        stale.shown[0].digest = "f".repeat(64);
        await expectProblem(opened.client.post("/api/v1/recipient/agree", stale), [409], ["content-changed"]);
      });
      it("for a document of another envelope is refused", async () => {
        const other = declaration(opened.view, people.counterparty);
        other.shown = [{ document_id: `doc_${"0".repeat(32)}`, digest: other.shown[0].digest }];
        await expectProblem(opened.client.post("/api/v1/recipient/agree", other), [400, 404, 409]);
      });
      it("with no name is refused and says which field", async () => {
        const nameless = { ...declaration(opened.view, people.counterparty), name: " " };
        const problem = await expectProblem(opened.client.post("/api/v1/recipient/agree", nameless), [400]);
        assert.ok(problem.errors.some((e) => e.field === "name"));
      });
      it("of declining without a reason is refused and says which field", async () => {
        const problem = await expectProblem(opened.client.post("/api/v1/recipient/decline", { reason: "" }), [400]);
        assert.ok(problem.errors.some((e) => e.field === "reason"), JSON.stringify(problem));
      });
      it("without the declaration of authority is refused and says which field", async () => {
        const problem = await expectProblem(opened.client.post("/api/v1/recipient/agree", { ...declaration(opened.view, people.counterparty), authority: false }), [400]);
        assert.ok(problem.errors.some((e) => e.field === "authority"), JSON.stringify(problem));
      });
      it("after conclusion is refused, and withdrawing too", async () => {
        await agree(opened.client, opened.view, people.counterparty);
        const own = await openLink(service, await linkFor(owner, people.owner.email, { envelope: sent }));
        await agree(own.client, own.view, people.owner);
        await waitForState(owner, sent, "completed");
        await expectProblem(agree(opened.client, opened.view, people.counterparty), [409, 410]);
        await expectProblem(owner.post(`/api/v1/envelopes/${sent.id}/withdraw`, {}), [409]);
      });
    });
  });
}
