// Set-up, sign-in, members and invitations over HTTP, on both databases.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { Service, people, setUp } from "../support/service.mjs";

after(stopPostgres);

async function withService(database, body) {
  const service = await Service.start({ database: await database.fresh() });
  try {
    await body(service);
  } finally {
    await service.stop();
  }
}

/** The problem document of a request that must be refused. */
async function refused(client, method, path, data, status) {
  const response = await client.raw(method, path, data === undefined ? {} : { body: JSON.stringify(data), type: "application/json" });
  assert.equal(response.status, status, `${method} ${path}: ${response.status}`);
  assert.match(response.headers.get("content-type"), /^application\/problem\+json/);
  return response.json();
}

async function invitationToken(owner, email) {
  const { items } = await owner.get("/api/v1/outbox");
  const mail = await owner.get(`/api/v1/outbox/${items.find((m) => m.to === email).id}`);
  return mail.text.match(/\/invite#([A-Za-z0-9_-]{43})/)[1];
}

for (const database of databases) {
  describe(`accounts on ${database.name}`, () => {
    it("sets up once, with a sample contract waiting as a draft", () =>
      withService(database, async (service) => {
        const stranger = service.client();
        assert.equal((await stranger.get("/api/v1/session")).setup_needed, true);
        const weak = await refused(stranger, "POST", "/api/v1/setup", { token: service.setupToken, ...people.owner, password: "password1234" }, 400);
        assert.deepEqual(weak.errors.map((e) => [e.field, e.code]), [["password", "password-common"]]);
        const owner = await setUp(service);
        const session = await owner.get("/api/v1/session");
        assert.equal(session.setup_needed, false);
        assert.equal(session.role, "owner");
        assert.ok(session.permissions.includes("member.manage"));
        await refused(stranger, "POST", "/api/v1/setup", { token: service.setupToken, ...people.owner }, 410);

        const { items, counts } = await owner.get("/api/v1/envelopes");
        assert.equal(counts.draft, 1);
        assert.equal(items[0].sample, true);
        const sample = await owner.get(`/api/v1/envelopes/${items[0].id}`);
        assert.equal(sample.documents[0].name, "サンプル契約書.pdf");
        assert.equal(sample.recipients[0].is_me, true);
        const file = await owner.download(`/api/v1/envelopes/${sample.id}/documents/${sample.documents[0].id}/file`);
        assert.equal(file.subarray(0, 5).toString(), "%PDF-");
      }));

    it("tells a stranger nothing about accounts and ends sessions when asked", () =>
      withService(database, async (service) => {
        const owner = await setUp(service);
        const other = service.client();
        const wrong = await refused(other, "POST", "/api/v1/session", { email: people.owner.email, password: "something else" }, 401);
        const unknown = await refused(other, "POST", "/api/v1/session", { email: "nobody@example.jp", password: "something else" }, 401);
        delete wrong.instance;
        delete unknown.instance;
        assert.deepEqual(wrong, unknown);

        await other.post("/api/v1/session", { email: people.owner.email.toUpperCase(), password: people.owner.password });
        const bad = await refused(other, "POST", "/api/v1/account/password", { current: "no", new: "tonbo-9-mizuumi" }, 400);
        assert.equal(bad.errors[0].code, "password-wrong");
        await other.post("/api/v1/account/password", { current: people.owner.password, new: "tonbo-9-mizuumi" });
        assert.equal((await owner.get("/api/v1/session")).account, null);
        assert.equal((await other.get("/api/v1/session")).account.name, people.owner.name);
        await other.delete("/api/v1/session");
        await refused(other, "GET", "/api/v1/envelopes", undefined, 401);
      }));

    it("refuses a change without the value against forged requests", () =>
      withService(database, async (service) => {
        const owner = await setUp(service);
        const csrf = owner.csrf;
        owner.csrf = null;
        assert.equal((await refused(owner, "POST", "/api/v1/envelopes", { title: "x" }, 403)).type, "/problems/csrf");
        owner.csrf = csrf.split("").reverse().join("");
        await refused(owner, "POST", "/api/v1/envelopes", { title: "x" }, 403);
        owner.csrf = csrf;
        assert.equal((await owner.post("/api/v1/envelopes", { title: "x" })).state, "draft");
      }));

    it("invites a member, who sees only what is theirs", () =>
      withService(database, async (service) => {
        const owner = await setUp(service);
        const invited = await owner.post("/api/v1/members", { email: "jiro@aozora.example", role: "member" });
        assert.equal(invited.state, "invited");
        const token = await invitationToken(owner, "jiro@aozora.example");
        const member = service.client();
        assert.equal((await member.post("/api/v1/invitations/check", { token })).organisation_name, people.owner.organisation_name);
        await member.post("/api/v1/invitations/accept", { token, name: "鈴木 次郎", password: "tonbo-9-mizuumi" });
        await refused(service.client(), "POST", "/api/v1/invitations/check", { token }, 410);

        assert.deepEqual((await member.get("/api/v1/envelopes")).items, []);
        await refused(member, "POST", "/api/v1/members", { email: "x@example.jp", role: "member" }, 403);
        await refused(member, "GET", "/api/v1/outbox", undefined, 403);
        const sample = (await owner.get("/api/v1/envelopes")).items[0];
        await refused(member, "GET", `/api/v1/envelopes/${sample.id}`, undefined, 404);

        const { items } = await owner.get("/api/v1/members");
        const me = items.find((m) => m.email === people.owner.email);
        const last = await refused(owner, "PATCH", `/api/v1/members/${me.id}`, { role: "member" }, 409);
        assert.match(last.detail, /管理者/);
        await owner.delete(`/api/v1/members/${items.find((m) => m.role === "member").id}`);
        await refused(member, "GET", "/api/v1/envelopes", undefined, 401);
      }));

    it("slows down guessing of one account's password", () =>
      withService(database, async (service) => {
        await setUp(service);
        const guesser = service.client();
        const statuses = [];
        // guesses are counted per quarter of an hour of the clock: do not begin at the end of one
        const left = 900_000 - (Date.now() % 900_000);
        if (left < 20_000) await new Promise((resolve) => setTimeout(resolve, left + 500));
        for (let i = 0; i < 12; i++) {
          const response = await guesser.raw("POST", "/api/v1/session", { body: JSON.stringify({ email: people.owner.email, password: `guess ${i}` }), type: "application/json" });
          statuses.push(response.status);
        }
        assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429]);
      }));
  });
}
