// The API's description against the real server: every answer fits its schema, every operation has an
// example, and every example fits too. `make api-examples` writes them anew.
import assert from "node:assert/strict";
import { after, it } from "node:test";
import { today, untilClosed, withService } from "../support/audit-day.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { description, goodStatus, mustBeDescribed, mustFit, operationOf, record, requestMedia, responseMedia } from "../support/openapi.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Client, Service, agree, draft, linkFor, passTerms, people, send, setUp, until, waitForState } from "../support/service.mjs";

after(stopPostgres);

/** Answers that are read as they come are looked at too, and what was asked. */
class Recorder extends Client {
  async raw(method, path, options = {}) {
    const response = await super.raw(method, path, options);
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const body = isJson ? JSON.parse(await response.clone().text()) : null;
    const request = options.type === "application/json" ? JSON.parse(options.body) : null;
    const o = operationOf(method, path);
    if (isJson) mustBeDescribed(method, path, response.status, body);
    if (!o || !response.ok) return response;
    assert.equal(response.status, goodStatus(o), `${method} ${o.path}`);
    if (request) mustFit(requestMedia(o)?.schema, request, `${method} ${o.path}, the request`);
    record(method, path, response.status, request, body);
    return response;
  }
}

async function touchEverything(service, client) {
  await setUpChecks(service);
  const owner = await setUp({ client: () => client(), setupToken: service.setupToken });
  await owner.get("/api/v1/session");
  const signedIn = client();
  await signedIn.post("/api/v1/session", { email: people.owner.email, password: people.owner.password });
  await signedIn.delete("/api/v1/session");
  await owner.patch("/api/v1/account", { name: people.owner.name, locale: "ja" });
  await members(owner, client);
  await mails(owner);
  await rules(owner);
  await addresses(owner);
  await approvals(owner);
  const finished = await contract(service, owner, client);
  await kept(owner, finished);
  await refusals(owner, client);
  await owner.post("/api/v1/account/password", { current: people.owner.password, new: "correct-horse-battery-99" });

  async function setUpChecks(s) {
    await client().post("/api/v1/setup/check", { token: s.setupToken });
  }
}

async function members(owner, client) {
  const invited = await owner.post("/api/v1/members", { email: "jiro@aozora.example", role: "member" });
  const { items } = await owner.get("/api/v1/outbox");
  const mail = await owner.get(`/api/v1/outbox/${items.find((m) => m.to === "jiro@aozora.example").id}`);
  const token = mail.text.match(/\/invite#([A-Za-z0-9_-]{43})/)[1];
  await client().post("/api/v1/invitations/check", { token });
  await client().post("/api/v1/invitations/accept", { token, name: "鈴木 次郎", password: "correct-horse-battery-23" });
  const list = await owner.get("/api/v1/members");
  const jiro = list.items.find((m) => m.email === "jiro@aozora.example");
  await owner.patch(`/api/v1/members/${jiro.id}`, { role: "owner" });
  await owner.delete(`/api/v1/members/${jiro.id}`);
  assert.ok(invited.id);
}

async function mails(owner) {
  await owner.get("/api/v1/mail-templates");
  await owner.get("/api/v1/mail-templates/request?locale=en");
  await owner.get("/api/v1/mail-settings");
  await owner.call("PUT", "/api/v1/mail-settings", { reply_to: "legal@aozora.example", version: 0 });
}

const put = (who, path, body) => who.call("PUT", `/api/v1/${path}`, body);
const asJson = (body) => ({ body: JSON.stringify(body), type: "application/json" });
const roundSeal = { shape: "round", text: "佐藤" };

async function rules(owner) {
  await owner.get("/api/v1/laws");
  await owner.post("/api/v1/access-codes");
  const { counterparty, own, member, version } = await owner.get("/api/v1/authentication-policy");
  await put(owner, "authentication-policy", { counterparty, own, member, version });
  assert.equal((await owner.raw("POST", "/api/v1/seals/preview", asJson(roundSeal))).status, 200);
}

async function addresses(owner) {
  const made = await owner.post("/api/v1/contacts", { name: "山田 太郎", email: "taro@yamada.example", company: "山田製作所" });
  const { id, version } = await owner.get(`/api/v1/contacts/${made.id}`);
  await owner.patch(`/api/v1/contacts/${id}`, { department: "総務部", version });
  await owner.get("/api/v1/contacts?q=yamada");
}

async function approvals(owner) {
  const { account } = await owner.get("/api/v1/session");
  const made = await owner.post("/api/v1/approval-routes", { name: "部長決裁", min_amount: 1_000_000, allow_self: true, steps: [{ mode: "any", people: [account.id] }] });
  await owner.get("/api/v1/approval-routes");
  const { id, version, ...route } = await owner.get(`/api/v1/approval-routes/${made.id}`);
  await put(owner, `approval-routes/${id}`, { ...route, max_amount: 5_000_000, version });
  const asked = await draft(owner, { documents: [{ name: "売買契約書.pdf", bytes: plainPdf() }] });
  for (const answer of ["return", "reject", "approve"]) {
    await owner.post(`/api/v1/envelopes/${asked.id}/approval`, { route_id: id, comment: "至急お願いします" });
    await owner.get("/api/v1/approvals");
    await owner.post(`/api/v1/envelopes/${asked.id}/approval/${answer}`, { comment: "確認しました" });
  }
  await owner.delete(`/api/v1/envelopes/${asked.id}`);
  await owner.get("/api/v1/envelopes?trash=1");
  await owner.delete(`/api/v1/approval-routes/${id}`);
}

/** A draft with a field for the counterparty. */
async function filled(owner, documents) {
  const envelope = await draft(owner, { documents });
  const [document] = envelope.documents;
  await until("the text to be read", async () => (await owner.get(`/api/v1/envelopes/${envelope.id}/documents/${document.id}/findings`)).state !== "waiting");
  const party = envelope.recipients.find((r) => r.side === "counterparty");
  const items = [{ document_id: document.id, recipient_id: party.id, kind: "text", label: "備考", areas: [{ page: 1, x: 0.1, y: 0.1, w: 0.3, h: 0.05 }] }];
  const { version } = await put(owner, `envelopes/${envelope.id}/fields`, { version: envelope.version, items });
  await owner.post(`/api/v1/envelopes/${envelope.id}/fields/adopt`, { version, document_id: document.id });
  await owner.get(`/api/v1/envelopes/${envelope.id}/fields`);
  return envelope;
}

async function decline(recipient, token) {
  const view = await passTerms(recipient, await recipient.post("/api/v1/recipient/open", { token }));
  const [field] = view.fields;
  assert.equal((await recipient.raw("POST", `/api/v1/recipient/fields/${field.id}/preview`, asJson({ value: "特になし" }))).status, 200);
  assert.equal((await recipient.raw("POST", "/api/v1/recipient/seals/preview", asJson(roundSeal))).status, 200);
  await put(recipient, "recipient/fields", { values: [{ field_id: field.id, value: "特になし" }] });
  await recipient.post("/api/v1/recipient/paper", { text: "書面でもお送りください" });
  await recipient.post("/api/v1/recipient/decline", { reason: "条件が合いません" });
}

async function contract(service, owner, client) {
  const documents = [{ name: "業務委託契約書.pdf", bytes: plainPdf({ pages: 2 }) }];
  const gone = await owner.post("/api/v1/envelopes", { title: "下書き", message: "" });
  const upload = await owner.upload(`/api/v1/envelopes/${gone.id}/documents?name=a.pdf`, documents[0].bytes);
  await owner.delete(`/api/v1/envelopes/${gone.id}/documents/${upload.id}`);
  await owner.delete(`/api/v1/envelopes/${gone.id}`);

  const first = await draft(owner, { documents });
  await owner.get(`/api/v1/envelopes/${first.id}/confirmation`);
  await owner.get(`/api/v1/envelopes/${first.id}/mails/preview?recipient_id=${first.recipients[0].id}`);
  await send(owner, first);
  const old = await linkFor(owner, people.counterparty.email, { envelope: first });
  await owner.post(`/api/v1/envelopes/${first.id}/recipients/${first.recipients.find((r) => r.side === "counterparty").id}/resend`);
  const token = await linkFor(owner, people.counterparty.email, { envelope: first, not: old });
  await client().post("/api/v1/recipient/landing", { token });
  const party = client();
  const view = await passTerms(party, await party.post("/api/v1/recipient/open", { token }));
  await party.get("/api/v1/recipient/envelope");
  await party.raw("GET", `/api/v1/recipient/documents/${view.documents[0].id}/file`);
  await agree(party, view, people.counterparty);
  const own = await until("the own side's turn", async () => (await owner.get(`/api/v1/envelopes/${first.id}`)).recipients.find((r) => r.is_me && r.state === "sent"), 120, 200);
  await owner.post(`/api/v1/envelopes/${first.id}/recipients/${own.id}/act`);
  const me = client();
  const mine = await passTerms(me, await me.post("/api/v1/recipient/open", { token: await linkFor(owner, people.owner.email, { envelope: first }) }));
  await agree(me, mine, people.owner);
  const done = await waitForState(owner, first, "completed", 180);
  await owner.raw("GET", `/api/v1/envelopes/${first.id}/certificate`);
  await owner.raw("GET", `/api/v1/envelopes/${first.id}/documents/${done.documents[0].id}/file`);
  await owner.get(`/api/v1/envelopes/${first.id}/events`);
  await owner.get(`/api/v1/envelopes/${first.id}/audit-trail`);
  const file = Buffer.from(await (await owner.raw("GET", `/api/v1/envelopes/${first.id}/documents/${done.documents[0].id}/file`)).arrayBuffer());
  await client().upload("/api/v1/verify", file);

  const declined = await filled(owner, documents);
  await send(owner, declined);
  await decline(client(), await linkFor(owner, people.counterparty.email, { envelope: declined }));
  const withdrawn = await draft(owner, { documents });
  await send(owner, withdrawn);
  await put(owner, `envelopes/${withdrawn.id}/recipients/${withdrawn.recipients[0].id}/factors`, { factors: [{ kind: "mail_code" }] });
  await owner.post(`/api/v1/envelopes/${withdrawn.id}/withdraw`, { reason: "条件を見直します" });
  await owner.get("/api/v1/envelopes?limit=2");
  return done;
}

async function kept(owner, done) {
  await owner.get("/api/v1/preservation");
  await owner.get("/api/v1/preservation/summary");
  await owner.post(`/api/v1/preservation/${done.documents[0].id}/retry`).catch(() => {});
  const policy = await owner.get("/api/v1/timestamps/policy");
  await owner.call("PUT", "/api/v1/timestamps/policy", { purposes: policy.purposes, renewal_method: policy.renewal_method, version: policy.version });
  await owner.get("/api/v1/timestamps/usage");
  await owner.get("/api/v1/audit/days");
  await owner.get("/api/v1/system");
}

async function refusals(owner, client) {
  const status = async (who, method, path, body) => (await who.raw(method, path, body === undefined ? {} : { body: JSON.stringify(body), type: "application/json" })).status;
  assert.equal(await status(client(), "GET", "/api/v1/envelopes"), 401);
  assert.equal(await status(owner, "GET", "/api/v1/envelopes/env_none"), 404);
  assert.equal(await status(owner, "PATCH", "/api/v1/account", { locale: "fr" }), 400);
  assert.equal(await status(owner, "DELETE", "/api/v1/envelopes"), 405);
  for (const list of ["envelopes", "outbox", "preservation", "audit/days", "requests", "contacts", "approvals"]) {
    for (const query of ["cursor=abc", "cursor=AAAAAAAAAAAA", "limit=0", "limit=x"]) {
      const response = await owner.raw("GET", `/api/v1/${list}?${query}`);
      assert.equal(response.status, 400, `${list}?${query}`);
      const [error] = (await response.json()).errors;
      assert.match(error.message, /cursor|1から100/);
    }
  }
}

for (const database of databases) {
  it(`every answer of the server is what the description says (${database.name})`, async () => {
    const service = await Service.start({ database: await database.fresh() });
    try {
      await touchEverything(service, () => new Recorder(service.url));
    } finally {
      await service.stop();
    }
  });
}

it("closed days of the audit trail are described too", () =>
  withService(databases[0], async (world) => {
    const { service, clock, owner } = world;
    const made = await owner.post("/api/v1/envelopes", { title: "甲" });
    const day = today(clock);
    clock.moveToHour(1, 1);
    await untilClosed(world, 1);
    const client = new Recorder(service.url);
    await client.post("/api/v1/session", { email: people.owner.email, password: people.owner.password });
    await client.get("/api/v1/audit/days");
    await client.get(`/api/v1/audit/days/${day}`);
    const told = await client.raw("GET", `/api/v1/envelopes/${made.id}/audit-record?day=${day}`, { headers: { Accept: "application/json" } });
    assert.equal(told.status, 200);
  }));

it("a list goes on where it was, whatever comes meanwhile", async () => {
  const service = await Service.start();
  try {
    const owner = await setUp(service);
    for (let i = 0; i < 5; i++) await owner.post("/api/v1/envelopes", { title: `一覧${i}` });
    const first = await owner.get("/api/v1/envelopes?limit=3");
    await owner.post("/api/v1/envelopes", { title: "割込" });
    const second = await owner.get(`/api/v1/envelopes?limit=3&cursor=${first.next_cursor}`);
    const titles = [...first.items, ...second.items].map((e) => e.title);
    assert.equal(new Set(titles).size, 6);
    assert.ok(!titles.includes("割込"));
    assert.equal(second.next_cursor, null);
    const other = await owner.raw("GET", `/api/v1/outbox?cursor=${first.next_cursor}`);
    assert.equal(other.status, 400, "a cursor works for its own list only");
  } finally {
    await service.stop();
  }
});

it("every operation has an example that fits, and every problem is named", { skip: process.env.API_RECORD ? "they are being written" : false }, () => {
  const { api, operations } = description();
  const missing = [];
  for (const o of operations.filter((x) => x.path.startsWith("/api/"))) {
    for (const [what, media] of [["request", requestMedia(o)], ["response", responseMedia(o)]]) {
      if (!media?.schema) continue;
      if (media.example === undefined) missing.push(`${o.method} ${o.path}: ${what}`);
      else mustFit(media.schema, media.example, `the example of ${o.method} ${o.path}, ${what}`);
    }
  }
  assert.deepEqual(missing, [], "make api-examples, or rows of src/api/examples.def");
  const { type } = api.components.schemas.Problem.properties;
  assert.ok(type.enum.includes("/problems/idempotency-key-reused"));
  for (const kind of type.enum) assert.ok(type.description.includes(`\`${kind}\``), kind);
});
