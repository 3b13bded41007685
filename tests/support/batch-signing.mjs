// Batch signing for tests: what a member sees on the page of waiting requests, and a signing program of our own that signs them.
import assert from "node:assert/strict";
import { plainPdf } from "./pdfs.mjs";
import { send, until } from "./service.mjs";
import { SigningAgent } from "./signing-agent.mjs";
import { hanako, taro } from "./party-signing.mjs";

const after = { order: 2, side: "counterparty", method: "provider", name: taro.name, email: taro.email, company: taro.company, locale: "ja" };

/** Sent: `person` of the own side signs with a certificate of its own, then the other side by the provider's signature, or `others`. */
export async function waitingContract(w, title, { others = [after], documents = 1, person = hanako, more = {}, before } = {}) {
  const created = await w.owner.post("/api/v1/envelopes", { title, message: "" });
  for (let i = 0; i < documents; i++)
    await until("the upload to be taken", () => w.owner.upload(`/api/v1/envelopes/${created.id}/documents?name=${encodeURIComponent(`${title}${i}.pdf`)}`, plainPdf({ pages: 2 + i }))
      .catch((e) => { if (e.status !== 503) throw e; }), 30, 100); // beside the preparation of the one before
  const now = await w.owner.get(`/api/v1/envelopes/${created.id}`);
  const me = { order: 1, side: "own", method: "own_certificate", name: person.name, email: person.email, company: hanako.organisation_name, locale: "ja", ...more };
  const ready = await w.owner.patch(`/api/v1/envelopes/${created.id}`, { version: now.version, recipients: [me, ...others] });
  await before?.(ready);
  await send(w.owner, created);
  return { id: created.id, title };
}

/** All that waits for a member, once there are so many. */
export const waiting = (client, n) => until(`${n} requests to wait`, async () => {
  const { items, statements } = await client.get("/api/v1/signing-requests?limit=100");
  return items.length >= n ? items.map((r) => ({ ...r, statement: statements.find((s) => s.role === r.role) })) : null;
}, 60, 200);

export async function look(client, requests) {
  for (const r of requests) await client.post(`/api/v1/envelopes/${r.envelope_id}/recipients/${r.recipient_id}/look`);
}

export const batchOf = (requests, change = {}) => ({
  name: hanako.name, company: hanako.organisation_name, department: "法務部", title: "部長", authority: true,
  requests: requests.map((r) => ({
    recipient_id: r.recipient_id, envelope_id: r.envelope_id, statement_version: r.statement.version,
    shown: r.documents.map((d) => ({ document_id: d.id, digest: d.digest })),
  })),
  ...change,
});

export const askBatch = (client, requests, change) => client.post("/api/v1/signing-batches", batchOf(requests, change));
export const batchState = (client, batch) => client.get(`/api/v1/signing-batches/${batch.id}`);

export class BatchAgent extends SigningAgent {
  call(name, data = {}) { return this.ask(`/api/v1/agent/batch/${name}`, { seq: this.next(), ...data }); }

  redeem(code, agent = { version: "1.0.0", os: "linux", can: ["batch"] }) { return super.redeem(code, agent); }

  async show() {
    const base64 = (bytes) => Buffer.from(bytes).toString("base64");
    this.accepted = await this.call("certificate", {
      certificate: base64(this.certificate), chain: this.chain.map(base64), algorithms: this.offers, token: "pkcs12",
    });
    return this.accepted;
  }

  get ids() { return this.opened.requests.map((r) => r.id); }

  /** Each once more until it is ready or has failed; gives the answers by id. */
  async prepareAll(ids = this.ids) {
    const answers = new Map();
    await until("the preparation", async () => {
      const left = ids.filter((id) => !answers.has(id));
      if (!left.length) return true;
      const { requests } = await this.call("prepare", { requests: left.slice(0, 16) });
      for (const r of requests) if (r.state !== "working") answers.set(r.id, r);
      return null;
    }, 90, 150);
    for (const [id, r] of answers) {
      const of = this.opened.requests.find((one) => one.id === id);
      for (const op of r.operations ?? []) this.checkOf(of, op);
    }
    return answers;
  }

  checkOf(request, op) {
    const { opened } = this;
    this.opened = request;
    this.check(op);
    this.opened = opened;
  }

  completeAll(answers) {
    const requests = [...answers].filter(([, r]) => r.state === "ready").map(([id, r]) => ({
      id, signatures: r.operations.map((op) => ({ op: op.op, signature: this.sign(op).toString("base64") })),
    }));
    return this.call("complete", { requests });
  }

  doneAll(ids = this.ids, seconds = 60) {
    return until("the acts to be sealed", async () => {
      const { requests } = await this.call("status");
      const list = requests.filter((r) => ids.includes(r.id));
      assert.ok(list.every((r) => r.state !== "failed"), JSON.stringify(list));
      return list.every((r) => r.state === "done") ? list : null;
    }, seconds, 200);
  }
}
