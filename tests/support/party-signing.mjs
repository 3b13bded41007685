// What tests of client remote signing (当事者型) share: an authority whose certificates can be asked about, a service that
// trusts it, contracts whose parties sign by themselves, and their end.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { everyKind } from "./fields.mjs";
import { judgeSignedFile, localRoot } from "./judged.mjs";
import { makeOnlineCa, startOcsp } from "./online-ca.mjs";
import { startFolder } from "./page-server.mjs";
import { unsaidPdf } from "./pdfs.mjs";
import { Service, agree, declaration, freePort, linkFor, passGate, people, send, setUp, someAddress, waitForState } from "./service.mjs";
import { SigningAgent } from "./signing-agent.mjs";
import { followRecipe, judgeTrail, recipe } from "./trails.mjs";

const RSA = ["RSA", "rsa_keygen_bits:2048"], P384 = ["EC", "ec_paramgen_curve:P-384"];
export const taro = people.counterparty, hanako = people.owner;
export const jiro = { name: "鈴木 次郎", email: "jiro@suzuki.example", company: "鈴木商店" };

const everyKey = (ca) => {
  const keys = {
    ec: ca.issue("Party P-256"),
    rsa: ca.issue("Party RSA", { kind: RSA }),
    p384: ca.issue("Party P-384", { kind: P384 }),
    revoked: ca.issue("Party revoked"),
    late: ca.issue("Party revoked later", { crl: "" }), // asked about where it is told at once
    usage: ca.issue("Party of another use", { usage: "keyEncipherment" }),
    server: ca.issue("Party server", { more: "extendedKeyUsage=serverAuth,clientAuth\n" }),
    expired: ca.issue("Party expired", { days: ["20200101000000Z", "20210101000000Z"] }),
    weak: ca.issue("Party weak", { kind: ["RSA", "rsa_keygen_bits:1024"] }),
  };
  ca.revoke("Party revoked");
  return keys;
};

/** A public authority whose certificates can be asked about, and revoked. keysOf(ca) → {name: key}. env: of the responder, for its clock. */
export async function startAuthority(keysOf = everyKey, env = {}) {
  const pages = await startFolder(), port = await freePort();
  const ca = makeOnlineCa(pages.url, `http://127.0.0.1:${port}/`, { anyPolicy: true });
  pages.put("sub.cer", ca.der(ca.sub));
  pages.put("root.crl", ca.crl({ by: "root", options: ["-crldays", "3000"] }));
  const publish = () => pages.put("sub.crl", ca.crl());
  const keys = keysOf(ca);
  publish();
  const ocsp = await startOcsp(ca, port, { env });
  const revoke = (name) => {
    ca.revoke(name);
    publish();
  };
  return { ca, keys, revoke, close: async () => { await ocsp.close(); await pages.close(); } };
}

/** settings: more of them, or a function of the authority that gives them. env: of the service and the authority. */
export async function withService(database, body, keysOf, settings = {}, env = {}) {
  const authority = await startAuthority(keysOf, env);
  try {
    await withServiceOf(authority, database, body, settings, env);
  } finally {
    await authority.close();
  }
}

/** The same with an authority that several have in common; who starts it closes it. */
export async function withServiceOf(authority, database, body, settings = {}, env = {}) {
  let service;
  try {
    const url = await database.fresh();
    service = await Service.start({
      database: url, env,
      settings: {
        verify_trust: authority.ca.root, revocation_allow_private: "true", trusted_proxies: "127.0.0.1",
        ...(typeof settings === "function" ? await settings(authority) : settings),
      },
    });
    await body({ service, owner: await setUp(service), authority, url, ...authority });
  } finally {
    await service?.stop();
  }
}

/** Sent: `parties` with {person, order, method, certificate}, then hanako by the provider's signature. */
export async function sent({ owner }, parties, { documents = 1, fields, certify, pdf = unsaidPdf({ pages: 2 }) } = {}) {
  const created = await owner.post("/api/v1/envelopes", { title: "業務委託契約書", message: "" });
  for (let i = 0; i < documents; i++)
    await owner.upload(`/api/v1/envelopes/${created.id}/documents?name=${encodeURIComponent(`契約書${i}.pdf`)}`, pdf);
  const now = await owner.get(`/api/v1/envelopes/${created.id}`);
  const recipients = parties.map(({ person, order = 1, method = "own_certificate", side = "counterparty", certificate = null }) => ({
    order, side, method, certificate, name: person.name, email: person.email, company: person.company ?? person.organisation_name, locale: "ja",
  }));
  const ready = await owner.patch(`/api/v1/envelopes/${created.id}`, { version: now.version, recipients, ...(certify === undefined ? {} : { certify }) });
  if (fields) {
    await owner.call("PUT", `/api/v1/envelopes/${created.id}/fields`, {
      version: ready.version, items: everyKind(ready.documents[0].id, ready.recipients.find((r) => r.email === parties[0].person.email).id),
    });
  }
  await send(owner, created);
  return created;
}

export const own = { person: hanako, order: 2, side: "own", method: "provider" };

export async function open({ service, owner }, envelope, person, { not } = {}) {
  const client = service.client({ from: someAddress() });
  const view = await client.post("/api/v1/recipient/open", { token: await linkFor(owner, person.email, { envelope, not }) });
  return { client, view: await passGate(client, view, owner, person.email) };
}

export const ask = (at, person) => at.client.post("/api/v1/recipient/signing-tickets", declaration(at.view, person));
export const ticketOf = (at, ticket) => at.client.get(`/api/v1/recipient/signing-tickets/${ticket.id}`);
export const problem = (slug, status) => (e) => {
  assert.equal(e.problem?.type, `/problems/${slug}`, e.message);
  assert.equal(e.status, status);
  assert.ok(e.problem.detail.length > 5, "it says what to do");
  return true;
};
export const agentOf = (w, key) => new SigningAgent(w.service, { ...key, from: someAddress() });

/** The exported audit trail, as our program and, unless it is left out, the published recipe judge it; gives the file. */
export async function judgeTrailOf(w, envelope, { byRecipe = true } = {}) {
  const trail = `${w.service.dir}/${envelope.id}.json`;
  fs.writeFileSync(trail, await (await w.owner.raw("GET", `/api/v1/envelopes/${envelope.id}/audit-trail`, { headers: { Accept: "application/json" } })).text());
  const when = Date.now() + 60_000, root = await localRoot(w.service);
  const said = judgeTrail(trail, root, when);
  assert.ok(said.codes.every((code) => code === "events-open"), said.text);
  if (!byRecipe) return trail;
  const followed = followRecipe(recipe(w.service.dir), trail, root, when);
  assert.equal(followed.code, undefined, followed.text);
  return trail;
}

export async function finish(w, envelope, roots) {
  const at = await open(w, envelope, hanako);
  await agree(at.client, at.view, hanako);
  const done = await waitForState(w.owner, envelope, "completed", 120);
  if (!roots) return { done };
  for (const d of done.documents) {
    const file = `${w.service.dir}/${d.id}.pdf`;
    fs.writeFileSync(file, await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${d.id}/file`));
    judgeSignedFile(file, roots, d.signatures);
  }
  assert.equal(done.level_reached, "B-LTA");
  const trail = await judgeTrailOf(w, envelope);
  return { done, trail };
}

export async function rootsOf({ service, ca }) {
  const file = `${service.dir}/roots.pem`;
  fs.writeFileSync(file, fs.readFileSync(await localRoot(service), "utf8") + fs.readFileSync(ca.root, "utf8"));
  return file;
}

export const sql = ({ service, url }, text) => (url ? execFileSync("psql", [url, "-qc", text], { stdio: "pipe" })
  : execFileSync("sqlite3", ["-cmd", ".timeout 5000", `${service.dir}/data/skysign.db`, text], { stdio: "pipe" }));

export const POLICY = "/api/v1/party-policy";

/** The organisation changes some of what it accepts of parties' certificates, under the version that is there now. */
export async function accept({ owner }, part) {
  const { known_algorithms: _, issuers, ...now } = await owner.get(POLICY);
  return owner.call("PUT", POLICY, { ...now, issuers: issuers.map((i) => i.certificate), ...part });
}

/** The same key as a PKCS#12 file; chain: a certificate that goes along. */
export function p12Of({ key, cert, chain }) {
  const file = cert.replace(/pem$/, "p12");
  execFileSync("openssl", ["pkcs12", "-export", "-inkey", key, "-in", cert, ...(chain ? ["-certfile", chain] : []), "-passout", "pass:secret", "-out", file]);
  return file;
}
