// What an organisation accepts of parties' own certificates (当事者型の設定): set under a version, in force when a certificate is
// shown and when its signature comes, and the older form of signature as others judge it.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { startClientFront } from "../support/client-front.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import * as judge from "../support/judge.mjs";
import { POLICY, accept, agentOf, ask, hanako, open, own, p12Of, problem, rootsOf, sent, sql, taro, ticketOf,
  withService } from "../support/party-signing.mjs";
import { agree, waitForState } from "../support/service.mjs";

after(stopPostgres);

const KIND = "1.2.392.200127.8.4.1", JPKI = "1.2.392.200149.8.5.1.1.20"; // what JPKI's certificates for signatures are issued under
const policies = (...list) => `certificatePolicies=${list.join(",")}\n`;

const keysOf = (ca) => ({
  ec: ca.issue("Party P-256", { more: policies(KIND) }),
  rsa: ca.issue("Party RSA", { kind: ["RSA", "rsa_keygen_bits:2048"] }),
  jpki: ca.issue("Party Card", { more: policies(JPKI) }),
});

const file = (path) => fs.readFileSync(path).toString("base64");

const refusedField = (field) => (e) => {
  assert.equal(e.status, 400, e.message);
  assert.equal(e.problem.errors[0].field, field);
  assert.ok(e.problem.errors[0].message.length > 5);
  return true;
};

async function isSetUnderAVersion(w) {
  const first = await w.owner.get(POLICY);
  assert.deepEqual([first.version, first.issuers, first.policies, first.jpki, first.sub_filter], [0, [], [], false, "ETSI.CAdES.detached"]);
  assert.equal(first.algorithms.length, 8);
  assert.deepEqual(first.algorithms, first.known_algorithms);
  const wrong = [
    [{ issuers: [file(w.keys.ec.cert)] }, "issuers[0]"], [{ issuers: [Buffer.from("no certificate").toString("base64")] }, "issuers[0]"],
    [{ issuers: [file(w.ca.sub), Buffer.from(fs.readFileSync(w.ca.sub, "utf8") + fs.readFileSync(w.keys.ec.key, "utf8")).toString("base64")] }, "issuers[1]"],
    [{ issuers: [Buffer.concat([w.ca.der(w.ca.sub), Buffer.from("more")]).toString("base64")] }, "issuers[0]"],
    [{ policies: ["1.2.392", "1.99.x"] }, "policies[1]"], [{ algorithms: [] }, "algorithms"],
    [{ algorithms: ["rsa-pkcs1-sha256", "rsa-pkcs1-sha1"] }, "algorithms[1]"], [{ sub_filter: "adbe.x509.rsa_sha1" }, "sub_filter"],
  ];
  for (const [part, field] of wrong) await assert.rejects(accept(w, part), refusedField(field));
  const set = await accept(w, { issuers: [file(w.ca.root), w.ca.der(w.ca.root).toString("base64")], policies: [KIND] });
  assert.equal(set.version, 1);
  assert.equal(set.issuers.length, 1, "the same certificate in PEM and DER is one");
  assert.match(set.issuers[0].subject, /CN=Online Root/);
  await assert.rejects(accept(w, { version: 0 }), (e) => {
    assert.equal(e.status, 409);
    return true;
  });
  const found = sql(w, `SELECT count(*) FROM audit_event WHERE kind = 'party.policy_changed'`).toString();
  assert.match(found, /^\s*1\s*$/m, "one change is recorded");
}

/** Each rule, against a certificate that is good but for it. */
async function refusesWhatDoesNotFit(w) {
  const envelope = await sent(w, [{ person: taro }, own]);
  const at = await open(w, envelope, taro), rules = at.view.certificate_rules;
  assert.deepEqual([rules.jpki, rules.policies], [false, [KIND]]);
  assert.match(rules.issuers[0], /CN=Online Root/);
  let ticket = await ask(at, taro);
  const agent = agentOf(w, w.keys.ec);
  const opened = await agent.redeem(ticket.code);
  const root = Buffer.from(opened.accept.issuers[0], "base64");
  assert.ok(w.ca.der(w.ca.root).includes(root) && root.includes("Online Root"), "the authority's Name in DER");
  assert.equal(opened.accept.jpki, false);
  const refused = async (key, slug, words) => {
    agent.use(key);
    let said;
    await assert.rejects(agent.show(), (e) => {
      said = e.problem.detail;
      return problem(slug, 422)(e);
    });
    assert.match(said, words);
    const shown = (await ticketOf(at, ticket)).error;
    assert.deepEqual([shown.type, shown.detail], [`/problems/${slug}`, said], "the page is told the same");
  };
  await refused(w.keys.ec, "cert-not-accepted", /この認証局の証明書を受け付けていません/);
  await refused(w.keys.jpki, "cert-not-accepted", /マイナンバーカード/);

  const front = await startClientFront(w.service); // the real program tells it beforehand
  const other = await ask(at, taro);
  const hidden = await front.sign(other.code, `p12:${p12Of(w.keys.ec)}`, { lang: "en" });
  assert.notEqual(hidden.status, 0);
  assert.match(hidden.out + hidden.err, /its authority is not accepted/);
  await accept(w, { issuers: [file(w.ca.sub)] });
  const card = await front.sign((await ask(at, taro)).code, `p12:${p12Of(w.keys.jpki)}`, { lang: "en" });
  assert.match(card.out + card.err, /JPKI/);
  front.close();

  ticket = await ask(at, taro);
  await agent.redeem(ticket.code);
  await refused(w.keys.rsa, "cert-not-accepted", /証明書ポリシー/);
  await accept(w, { algorithms: ["ecdsa-p384-sha384"] });
  await refused(w.keys.ec, "cert-algorithm", /署名方式/);
  await accept(w, { algorithms: ["rsa-pss-sha256", "rsa-pkcs1-sha256", "ecdsa-p256-sha256"], policies: [] });
  agent.use(w.keys.rsa);
  assert.equal((await agent.show()).chosen, "rsa-pss-sha256", "in the organisation's order");
  await accept(w, { jpki: true });
  agent.use(w.keys.jpki);
  assert.equal((await agent.show()).status, "unknown", "nobody but approved verifiers is told");

  // what was accepted is judged again when its signature comes, and what was prepared under other rules is prepared anew
  await agent.prepare();
  await accept(w, { jpki: false });
  await assert.rejects(agent.complete(), problem("cert-not-accepted", 422));
  agent.use(w.keys.ec);
  await agent.show();
  await agent.prepare();
  await accept(w, { sub_filter: "adbe.pkcs7.detached" });
  await assert.rejects(agent.complete(), problem("revision-changed", 409));
  await agent.prepare();
  await agent.complete();
  await agent.done();
  return envelope;
}

/** Concluded like every other; only its PAdES level is none. */
async function lastsInTheOlderForm(w, envelope) {
  const at = await open(w, envelope, hanako), roots = await rootsOf(w);
  await agree(at.client, at.view, hanako);
  const done = await waitForState(w.owner, envelope, "completed", 120);
  assert.equal(done.level_reached, "B-LTA");
  const pdf = `${w.service.dir}/old-form.pdf`;
  fs.writeFileSync(pdf, await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${done.documents[0].id}/file`));
  assert.deepEqual(judge.qpdfCheck(pdf).warnings, []);
  const found = judge.pdfsig(pdf, { root: roots });
  assert.equal(found.filter((s) => s.subFilter === "adbe.pkcs7.detached").length, 1);
  assert.equal(found.filter((s) => s.subFilter === "ETSI.CAdES.detached").length, 3);
  for (const s of found.filter((one) => /detached$/.test(one.subFilter))) {
    assert.equal(s.signature, "Signature is Valid.", s.text);
    assert.equal(s.certificate, "Certificate is Trusted.", s.text);
  }
  const cms = judge.opensslCades(pdf, roots, 1); // the party's, after the certification
  assert.ok(cms.ok, cms.text);
  assert.ok(judge.opensslTs(pdf, roots, 1).ok);
  const report = JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", roots, pdf]).out);
  assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report, null, 1));
  const signed = report.signatures.filter((s) => s.kind !== "document-timestamp");
  assert.equal(signed.find((s) => s.sub_filter === "adbe.pkcs7.detached").level, "none");
  assert.equal(signed.filter((s) => s.level === "B-LTA").length, 3);
}

describe("what an organisation accepts of parties' certificates", { concurrency: 2 }, () => {
  for (const database of databases) {
    it(`is set, refuses what does not fit, and concludes in the older form on ${database.name}`, () =>
      withService(database, async (w) => {
        await isSetUnderAVersion(w);
        await lastsInTheOlderForm(w, await refusesWhatDoesNotFit(w));
      }, keysOf));
  }
});
