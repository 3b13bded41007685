// Keys held by remote signing services (当事者型, CSC API v2): a contract concluded with RSA and P-256 keys of two services, and
// everything that can go wrong between browser, service and us; what is refused leaves the contract signable.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { startCsc, visit } from "../support/csc-server.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { tempDir } from "../support/judge.mjs";
import { finish, hanako, jiro, open, own, problem, rootsOf, sent, sql, taro, withService } from "../support/party-signing.mjs";
import { agree, declaration, someAddress, until } from "../support/service.mjs";

after(stopPostgres);

const RSA = ["RSA", "rsa_keygen_bits:2048"], PATH = "/api/v1/recipient/remote-signings";
const SHA256_RSA = "1.2.840.113549.1.1.11", SHA256_EC = "1.2.840.10045.4.3.2", SHA384_EC = "1.2.840.10045.4.3.3";
const FIRST = "署名サービスA", SECOND = "Signing Service B", DOWN = "Down";

const keysOf = (ca) => {
  const keys = {
    rsa: ca.issue("Party RSA", { kind: RSA }), rsa2: ca.issue("Other RSA", { kind: RSA }), ec: ca.issue("Party P-256"), ec2: ca.issue("Other P-256"),
    revoked: ca.issue("Party revoked"), late: ca.issue("Party revoked later", { crl: "" }),
    expired: ca.issue("Party expired", { days: ["20200101000000Z", "20210101000000Z"] }),
    use: ca.issue("Party of another use", { usage: "keyEncipherment" }),
  };
  ca.revoke("Party revoked");
  return keys;
};

/** What the two services hold. An id may be any text. */
const heldBy = ({ keys, ca }) => {
  const held = (id, key, more = {}) => ({
    id, key: key.key, cert: key.cert, chain: [ca.sub], type: key.name.endsWith("RSA") ? "rsa" : "ec", multisign: 10,
    ...(key.name.endsWith("RSA") ? { algo: [SHA256_RSA], len: 2048 } : { algo: [SHA256_EC], len: 256, curve: "1.2.840.10045.3.1.7" }), ...more,
  });
  return [
    [held("印鑑/RSA 1?&=%", keys.rsa, { description: "実印用" }), held("rsa-2", keys.rsa2), held("late", keys.late), held("revoked", keys.revoked)],
    [
      held("ec", keys.ec), held("ec-2", keys.ec2), held("one", keys.ec, { multisign: 1 }), held("off", keys.ec, { enabled: false }), held("pin", keys.ec, { mode: "explicit" }),
      held("expired", keys.expired), held("use", keys.use), held("p384", keys.ec, { algo: ["1.2.840.113549.1.1.10"] }), held("gone", keys.ec, { status: "suspended" }),
      held("odd", keys.ec, { fault: { merge: { cert: { status: "valid", certificates: ["bm8gY2VydGlmaWNhdGU="] } } } }), held("mute", keys.ec, { fault: "broken" }),
    ],
  ];
};

async function withServices(database, body) {
  const dir = tempDir("csc"), all = [];
  const settings = async (authority) => {
    const [first, second] = heldBy(authority);
    all.push(await startCsc({ client: { id: "skysign", secret: "s3cret,with comma" }, credentials: first, scratch: `${dir}/a`, iss: true }));
    all.push(await startCsc({ client: { id: "sky&sign", secret: "zwei" }, credentials: second, scratch: `${dir}/b`, sad: true }));
    fs.writeFileSync(`${dir}/secrets`, `${FIRST},s3cret,with comma\n${SECOND},zwei\n${DOWN},drei\n`, { mode: 0o600 });
    return {
      remote_signing: `${FIRST},${all[0].api},skysign; ${SECOND},${all[1].api}/,sky&sign;${DOWN},http://127.0.0.1:1/csc/v2,x`,
      remote_signing_credentials_file: `${dir}/secrets`, remote_signing_allow_private: "true",
    };
  };
  try {
    await withService(database, async (w) => {
      const redirect = `${w.service.url}/r/remote`;
      await all[0].set({ client: { id: "skysign", secret: "s3cret,with comma", redirect } });
      await all[1].set({ client: { id: "sky&sign", secret: "zwei", redirect } });
      await body({ ...w, csc: all[0], sadly: all[1], redirect });
    }, keysOf, settings);
  } finally {
    for (const one of all) await one.close();
  }
}

const begin = (at, person, service = FIRST) => at.client.post(PATH, { ...declaration(at.view, person), service });
const back = async (at, gone) => {
  const { address, ...said } = await gone;
  return at.client.post(`${PATH}/return`, said);
};
const now = (at, { id }) => at.client.get(`${PATH}/${id}`);
const choose = (at, { id }, credential) => at.client.post(`${PATH}/${id}/credential`, { credential });
const authorize = (at, { id }) => until("what is to be signed to be prepared", async () => {
  const a = await at.client.post(`${PATH}/${id}/authorize`);
  return a.state === "ready" ? a.url : null;
}, 30, 50);
const signIn = async (at, person, service) => {
  const begun = await begin(at, person, service);
  return { ...begun, view: await back(at, visit(begun.url)) };
};
const words = (slug, status, text) => (e) => {
  problem(slug, status)(e);
  assert.match(e.problem.detail, text);
  return true;
};
const stateOf = async (w, envelope, person) => (await w.owner.get(`/api/v1/envelopes/${envelope.id}`)).recipients.find((r) => r.email === person.email).state;

async function signs(at, person, service, credential) {
  const begun = await signIn(at, person, service);
  assert.equal(begun.view.step, "choose");
  const chosen = await choose(at, begun, credential);
  assert.deepEqual([chosen.step, chosen.credential], ["authorize", credential]);
  const signed = await back(at, visit(await authorize(at, begun)));
  assert.equal(signed.step, "working");
  await until("the act to be sealed", async () => (await at.client.get(`/api/v1/recipient/signing-tickets/${begun.id}`)).state === "done");
  return begun;
}

/** Two documents, one authorisation; what the service saw of them are two hashes. */
async function concludes(w) {
  const envelope = await sent(w, [{ person: taro }, { person: jiro, order: 2 }, { ...own, order: 3 }], { documents: 2 });
  let at = await open(w, envelope, taro);
  const services = await at.client.get("/api/v1/recipient/remote-services");
  assert.deepEqual(services.items.map((s) => s.name), [FIRST, SECOND, DOWN]);
  await signs(at, taro, FIRST, "印鑑/RSA 1?&=%");
  at = await open(w, envelope, jiro);
  await signs(at, jiro, SECOND, "ec");
  const { asked, refused } = await w.csc.log();
  assert.deepEqual(refused, []);
  assert.deepEqual((await w.sadly.log()).refused, []);
  const signed = asked.filter((a) => a.method === "signatures/signHash").map((a) => JSON.parse(a.body));
  assert.equal(signed.length, 1);
  assert.deepEqual(Object.keys(signed[0]).sort(), ["credentialID", "hashAlgorithmOID", "hashes", "operationMode", "signAlgo"]);
  assert.equal(signed[0].hashes.length, 2);
  assert.ok(!asked.some((a) => /業務委託|%E6%A5%AD|契約書|鈴木/.test(a.body + a.query)), "the service learns hashes alone");
  assert.match(String(sql(w, "SELECT count(*) FROM signing_ticket WHERE remote_secrets IS NOT NULL OR remote_state IS NOT NULL")), /^\s*0\s*$/m, "nothing is kept");
  const { trail } = await finish(w, envelope, w.judged ? await rootsOf(w) : undefined);
  if (!trail) return;
  const text = fs.readFileSync(trail, "utf8");
  assert.ok(text.includes("ticket.remote") && text.includes('\\"token\\":\\"remote\\"'), "the trail tells where the key was");
}

const refusedAtFirst = [
  ["info", "broken", "unavailable", 503, /応答がありません/], ["info", "garbage", "signing-service-failed", 502, /応答を利用できません/],
  ["info", "html", "signing-service-failed", 502, /応答を利用できません/], ["info", "endless", "signing-service-failed", 502, /応答を利用できません/],
  ["info", { merge: { authType: ["oauth2client"] } }, "signing-service-failed", 502, /応答を利用できません/],
  ["info", { merge: { oauth2: "javascript:alert(1)//" } }, "signing-service-failed", 502, /応答を利用できません/],
];
const refusedBehindSignIn = [
  ["oauth2/token", "garbage", "signing-service-failed", 502], ["oauth2/token", { merge: { token_type: "mac" } }, "signing-service-failed", 502],
  ["credentials/list", { merge: { credentialIDs: ["late", "late"] } }, "signing-service-failed", 502], ["credentials/list", "broken", "unavailable", 503],
  ["credentials/info", { merge: { cert: { status: "valid", certificates: ["bm8gY2VydGlmaWNhdGU="] } } }, "signing-service-failed", 502],
  ["expired", "service", "conflict", 409],
];
const refusedWhenSigning = [
  ["oauth2/token", "garbage", "signing-service-failed", 502], ["signatures/signHash", "broken", "unavailable", 503], ["signatures/signHash", "garbage", "signing-service-failed", 502],
  ["signatures/signHash", { merge: { signatures: [] } }, "signing-service-failed", 502], ["expired", "credential", "conflict", 409],
  ["signatures/signHash", "other-key", "signature-invalid", 422], ["signatures/signHash", "other-hash", "signature-invalid", 422],
];

async function refusesToBegin(w, at) {
  await assert.rejects(begin(at, taro, "unknown"), (e) => e.status === 400 && e.problem.errors[0].field === "service");
  await assert.rejects(begin(at, taro, DOWN), words("unavailable", 503, /応答がありません/));
  for (const [method, fault, slug, status, text] of refusedAtFirst) {
    await w.csc.fault({ [method]: fault });
    await assert.rejects(begin(at, taro), words(slug, status, text), `${method} ${JSON.stringify(fault)}`);
  }
  await w.csc.fault();
}

/** Others are served while a service keeps some waiting. */
async function survivesSlowness(w, at) {
  await w.csc.stop();
  const all = [1, 2, 3].map(() => begin(at, taro).then((begun) => begun, (e) => e)); // of four threads two may wait
  const first = await Promise.race(all);
  words("unavailable", 503, /混み合って/)(first);
  assert.equal((await at.client.get("/api/v1/recipient/envelope")).state, "open", "other requests are answered");
  await w.csc.go();
  assert.equal((await Promise.all(all)).filter((begun) => begun.url).length, 2);
}

async function refusesStates(w, at, other) {
  const first = await begin(at, taro);
  await assert.rejects(back(at, visit(first.url, "deny")), words("conflict", 409, /許可されませんでした/));
  const begun = await begin(at, taro), gone = await visit(begun.url);
  assert.equal(gone.address, w.redirect);
  await assert.rejects(back(at, { ...gone, state: "A".repeat(43) }), words("ticket-invalid", 410, /戻り先が無効/));
  await assert.rejects(back(at, { ...gone, state: "short" }), words("ticket-invalid", 410, /戻り先が無効/));
  await assert.rejects(back(other, gone), words("ticket-invalid", 410, /別のブラウザー/));
  await assert.rejects(other.client.get(`${PATH}/${begun.id}`), (e) => e.status === 404);
  const view = await back(at, gone);
  assert.equal(view.step, "choose");
  await assert.rejects(back(at, gone), words("ticket-invalid", 410, /使用済み/));
  const again = await begin(at, taro);
  await assert.rejects(back(at, { ...gone, state: new URL(again.url).searchParams.get("state") }), words("conflict", 409, /受け付けられません/), "a code of another state has another verifier");
  assert.equal((await now(at, begun)).step, "over", "one at a time");
}

/** What another service's page leads back with reaches no service (RFC 9207): not as a code, not as a refusal. */
async function refusesMixUps(w, at) {
  for (const said of [{}, { code: undefined, error: "access_denied" }]) {
    const { url } = await begin(at, taro, SECOND), gone = await visit(url);
    await w.sadly.log();
    await assert.rejects(back(at, { ...gone, ...said, iss: w.csc.url }), words("conflict", 409, /別のリモート署名サービス/));
    assert.deepEqual((await w.sadly.log()).asked, []);
    await assert.rejects(back(at, gone), words("ticket-invalid", 410, /使用済み/));
  }
}

async function refusesAnswers(w, at) {
  for (const [method, fault, slug, status] of refusedBehindSignIn) {
    const { url } = await begin(at, taro);
    await w.csc.fault({ [method]: fault });
    await assert.rejects(back(at, visit(url)), problem(slug, status), `${method} ${JSON.stringify(fault)}`);
    await w.csc.fault();
  }
}

async function refusesCredentials(w, at) {
  const shown = await signIn(at, taro, SECOND), reasons = Object.fromEntries(shown.view.credentials.map((k) => [k.id, k.reason]));
  assert.deepEqual(shown.view.credentials.filter((k) => k.usable).map((k) => k.id), ["ec", "ec-2", "one"]);
  assert.match(reasons.off, /停止/);
  assert.match(reasons.pin, /暗証番号.*お預かりしません.*ほかの署名方法/);
  assert.match(reasons.odd, /応答を利用できません/);
  assert.match(reasons.mute, /応答がありません/);
  await assert.rejects(choose(at, shown, "odd"), words("cert-not-accepted", 422, /応答を利用できません/));
  assert.match(reasons.expired, /有効期間/);
  assert.match(reasons.use, /署名に使えない/);
  assert.match(reasons.p384, /署名方式/);
  const { certificate } = shown.view.credentials[0];
  assert.deepEqual([certificate.name, certificate.company, certificate.issuer, certificate.key], ["Party P-256", "Online", "Online Authority", "EC P-256"]);
  await assert.rejects(choose(at, shown, "pin"), words("cert-not-accepted", 422, /暗証番号/));
  await assert.rejects(choose(at, shown, "nobody's"), problem("not-found", 404));
  await assert.rejects(choose(at, shown, "one"), words("cert-not-accepted", 422, /書類の数/));
  await assert.rejects(at.client.post(`${PATH}/${shown.id}/authorize`), words("conflict", 409, /先に証明書/));
  const begun = await signIn(at, taro);
  await assert.rejects(choose(at, begun, "revoked"), problem("cert-revoked", 422));
  return begun;
}

async function refusesSignatures(w, at, begun, envelope) {
  await choose(at, begun, "rsa-2");
  await choose(at, begun, "印鑑/RSA 1?&=%"); // another one after all
  await assert.rejects(back(at, visit(await authorize(at, begun), "deny")), words("conflict", 409, /許可されませんでした/));
  await assert.rejects(back(at, visit(await authorize(at, begun), "broken")), words("conflict", 409, /受け付けられません/));
  for (const [method, fault, slug, status] of refusedWhenSigning) {
    const url = await authorize(at, begun);
    await w.csc.fault({ [method]: fault });
    await assert.rejects(back(at, visit(url)), problem(slug, status), `${method} ${JSON.stringify(fault)}`);
    await w.csc.fault();
    assert.equal(await stateOf(w, envelope, taro), "opened");
    assert.equal((await now(at, begun)).step, "authorize", "it can be tried again");
  }
}

/** While taro is away at the service another party signs: what was authorised is not the document any more. */
async function isOvertaken(w, at, begun, envelope) {
  const away = await authorize(at, begun), gone = await visit(away);
  sql(w, "UPDATE seal SET reserved_until = 1 WHERE reserved_until IS NOT NULL"); // its time is over
  const phone = await open(w, envelope, hanako);
  await agree(phone.client, phone.view, hanako);
  await until("the other party's act", async () => (await w.owner.get(`/api/v1/envelopes/${envelope.id}`)).recipients.find((r) => r.email === hanako.email).state === "completed");
  await assert.rejects(back(at, gone), problem("revision-changed", 409));
  assert.equal((await now(at, begun)).step, "authorize");
}

async function refusesTheRevoked(w, at) {
  const begun = await signIn(at, taro);
  await choose(at, begun, "late");
  const url = await authorize(at, begun);
  await w.revoke("Party revoked later");
  await assert.rejects(back(at, visit(url)), problem("cert-revoked", 422));
  assert.equal((await now(at, begun)).error.type, "/problems/cert-revoked");
  await at.client.delete(`${PATH}/${begun.id}`);
  assert.equal((await now(at, begun)).step, "over");
}

async function refuses(w) {
  const envelope = await sent(w, [{ person: taro }, { ...own, order: 1 }], { documents: 2 });
  const at = await open(w, envelope, taro), other = await open(w, envelope, hanako);
  for (const refuse of [refusesToBegin, survivesSlowness, refusesStates, refusesMixUps, refusesAnswers, refusesTheRevoked]) {
    at.client.from = someAddress(); // there is a bound on each
    await refuse(w, at, other);
  }
  at.client.from = someAddress();
  const begun = await refusesCredentials(w, at);
  await refusesSignatures(w, at, begun, envelope);
  await isOvertaken(w, at, begun, envelope);
  const signed = await back(at, visit(await authorize(at, begun)));
  assert.equal(signed.step, "working");
  await until("the conclusion", async () => (await w.owner.get(`/api/v1/envelopes/${envelope.id}`)).state === "completed", 60, 100);
  const { refused } = await w.csc.log();
  assert.deepEqual(refused.filter((r) => !/invalid_grant|invalid_token/.test(r)), [], "the service understood everything");
}

/** What the service gave goes into no log. */
async function tellsNoSecret(w, secrets) {
  assert.ok(secrets.length > (w.judged ? 10 : 3));
  for (const s of secrets) assert.ok(!w.service.out.includes(s), "a code, state or token stands in the log");
}

describe("keys held by remote signing services", { concurrency: 2 }, () => {
  for (const database of databases) {
    it(`conclude a contract, and whatever is refused leaves it signable on ${database.name}`, () =>
      withServices(database, async (services) => {
        const w = { ...services, judged: database === databases[0] }; // once is enough
        const secrets = [];
        const log = w.csc.log;
        w.csc.log = async () => {
          const said = await log();
          for (const { method, body } of said.asked) if (method === "oauth2/token") for (const name of ["code", "code_verifier"]) secrets.push(new URLSearchParams(body).get(name));
          return said;
        };
        await concludes(w);
        if (database === databases[0]) await refuses(w); // what a service answers is not the database's
        await tellsNoSecret(w, secrets);
      }));
  }
});
