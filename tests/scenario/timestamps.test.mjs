// Time-stamps by the organisation's policy, with authorities that are not ours: two accredited ones and
// another between them. Which is asked, what is waited for, what is counted; on both databases.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { judgeConsistent } from "../support/consistent.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import * as judge from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { reader } from "../support/rows.mjs";
import { Service, conclude, draft, freePort, send, setUp, until } from "../support/service.mjs";
import { startTsa } from "../support/tsa.mjs";

// sending and two parties; closing and the certificate, and what a concluded document gets later
const STAMPS = { act: 3, conclusion: 2 };
const documents = [{ name: "業務委託契約書.pdf", bytes: plainPdf() }];
let ca, others;

before(() => {
  ca = judge.makeCa();
  others = judge.makeCa();
});
after(stopPostgres);

/** Three authorities A, X, B; each may be away at first, and come back at its port. */
async function authorities(options = {}) {
  const list = {};
  for (const [name, cls] of [["A", "accredited"], ["X", "other"], ["B", "accredited"]]) {
    const port = await freePort();
    const start = async () => { list[name].tsa = await startTsa(list[name].ca, { name, port, ...options[name] }); };
    list[name] = { cls, url: `http://127.0.0.1:${port}/`, ca: options[name]?.ca ?? ca, start, asked: () => list[name].tsa?.asked() ?? 0 };
    if (!options[name]?.away) await start();
  }
  return list;
}

const settingOf = (list) => Object.entries(list).map(([name, a]) => `${name},${a.url},${a.cls}`).join(";");

/** Runs the body with a service that stamps by these authorities. */
async function withAuthorities(database, options, body) {
  const list = await authorities(options);
  const url = await database.fresh();
  const service = await Service.start({
    database: url,
    settings: { tsa: settingOf(list), tsa_allow_private: "true", ...options.settings },
  });
  try {
    await body({ service, owner: await setUp(service), list, url });
  } finally {
    await service.stop();
    for (const a of Object.values(list)) a.tsa?.close();
  }
}

const policy = (owner, change) => owner.call("PUT", "/api/v1/timestamps/policy", change);

/** {"act A": {count, lost, refused}} of this month. */
async function usage(owner) {
  const { rows } = await owner.get("/api/v1/timestamps/usage");
  return Object.fromEntries(rows.map((r) => [`${r.purpose} ${r.authority}`, { count: r.count, lost: r.lost, refused: r.refused, class: r.class }]));
}

function judgeShown(done, authority, cls) {
  for (const r of done.recipients) {
    assert.equal(r.timestamp.authority, authority);
    assert.equal(r.timestamp.class, cls);
    assert.ok(Math.abs(new Date(r.timestamp.time) - Date.now()) < 300_000);
  }
  for (const d of done.documents) {
    assert.deepEqual(d.timestamps.slice(0, STAMPS.act + 1).map((t) => [t.purpose, t.authority, t.class]),
      [...Array(STAMPS.act).fill(["act", authority, cls]), ["conclusion", authority, cls]]);
  }
}

/** The tokens in the file come from the test authorities: openssl knows nothing of our counting. */
async function judgeTokens(service, owner, done, root) {
  const file = `${service.dir}/final.pdf`;
  fs.writeFileSync(file, await owner.download(`/api/v1/envelopes/${done.id}/documents/${done.documents[0].id}/file`));
  for (let i = 0; i < STAMPS.act + 1; i++) {
    const stamp = judge.opensslTs(file, root, i);
    assert.ok(stamp.ok, stamp.text);
  }
}

async function certificateText(service, owner, done) {
  const file = `${service.dir}/certificate.pdf`;
  fs.writeFileSync(file, await owner.download(`/api/v1/envelopes/${done.id}/certificate`));
  return execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
}

for (const database of databases) {
  describe(`time-stamps on ${database.name}`, () => {
    it("come from another authority of the same class when the first one is away", () =>
      withAuthorities(database, { A: { away: true } }, async ({ service, owner, list }) => {
        const done = await conclude(service, owner, { documents });
        assert.ok(list.B.asked() >= STAMPS.act + STAMPS.conclusion);
        assert.equal(list.X.asked(), 0, "one of another class is never asked");
        judgeShown(done, "B", "accredited");
        await judgeTokens(service, owner, done, ca.root);
        const certificate = await certificateText(service, owner, done);
        assert.match(certificate, /Certificate of Agreement/, "written without ligatures, so that it can be searched and copied");
        assert.match(certificate, /B（認定）/);
        assert.match(certificate, /B（accredited）/);
        const used = await usage(owner);
        assert.deepEqual(Object.keys(used).sort(), ["act A", "act B", "conclusion A", "conclusion B"]);
        assert.deepEqual(used["act A"], { count: 0, lost: 0, refused: STAMPS.act, class: "accredited" });
        assert.deepEqual(used["act B"], { count: STAMPS.act, lost: 0, refused: 0, class: "accredited" });
        assert.ok(used["conclusion A"].refused >= STAMPS.conclusion);
        assert.ok(used["conclusion B"].count >= STAMPS.conclusion);
        const metrics = await (await fetch(`${service.url}/metrics`)).text();
        assert.match(metrics, /^skysign_timestamps_month\{authority="B",result="got"\} [5-9]$/m);
        assert.match(metrics, /^skysign_timestamps_month\{authority="A",result="refused"\} [5-9]$/m);
      }));

    it("are waited for where the policy says so, and nothing is lost", () =>
      withAuthorities(database, { A: { away: true } }, async ({ service, owner, list, url }) => {
        const now = await owner.get("/api/v1/timestamps/policy");
        assert.deepEqual(now.authorities.slice(0, 3), [
          { name: "A", class: "accredited" }, { name: "X", class: "other" }, { name: "B", class: "accredited" }]);
        const next = await policy(owner, { version: now.version,
          purposes: [{ purpose: "act", class: "accredited", authority: "A", fallback: false },
            { purpose: "conclusion", class: "other", authority: null, fallback: true }] });
        assert.equal(next.version, 1);
        const concluded = conclude(service, owner, { documents });
        const { rows } = reader(service, url);
        await until("two tries", () => rows("SELECT refusals FROM timestamp_use WHERE authority = 'A'").some((u) => Number(u.refusals) >= 2));
        const { items } = await owner.get("/api/v1/envelopes");
        const waiting = await owner.get(`/api/v1/envelopes/${items[0].id}`);
        assert.equal(waiting.state, "pending");
        assert.equal(waiting.failure, null);
        assert.equal(list.B.asked() + list.X.asked(), 0, "nobody else is asked");
        await list.A.start();
        const done = await concluded;
        assert.equal(list.A.asked(), STAMPS.act);
        assert.equal(list.B.asked(), 0);
        assert.ok(list.X.asked() >= STAMPS.conclusion);
        assert.deepEqual(done.recipients.map((r) => r.timestamp.authority), ["A", "A"]);
        assert.deepEqual(done.documents[0].timestamps.slice(0, 4).map((t) => t.class), ["accredited", "accredited", "accredited", "other"]);
        const used = await usage(owner);
        assert.equal(used["act A"].count, STAMPS.act);
        assert.equal(used["act A"].lost, 0);
        assert.ok(used["act A"].refused >= 2);
        assert.equal(used["conclusion X"].class, "other");
        assert.ok(used["conclusion X"].count >= STAMPS.conclusion);
      }));

    it("are counted as lost when the worker dies between asking and keeping, and the contract is concluded", () => {
      let service;
      const meet = async (n) => { // the first query has arrived: its answer finds nobody
        if (n !== 1) return;
        service.kill("worker");
        await sleep(200);
      };
      return withAuthorities(database, { A: { meet } }, async (world) => {
        service = world.service;
        const { owner, list, url } = world;
        const done = await conclude(service, owner, { documents });
        judgeShown(done, "A", "accredited");
        assert.ok(list.A.asked() >= STAMPS.act + STAMPS.conclusion + 1);
        const used = await usage(owner);
        assert.deepEqual(used["act A"], { count: STAMPS.act, lost: 1, refused: 0, class: "accredited" });
        assert.equal(used["conclusion A"].lost, 0);
        await service.restart(); // its start sweeps
        assert.equal((await judgeConsistent(service, { database: url })).lostStamps, 1);
      });
    });
  });
}

describe("the policy for time-stamps", () => {
  it("is changed under its version, with what is wrong named by field", () =>
    withAuthorities(databases[0], {}, async ({ owner }) => {
      const rule = { purpose: "act", class: "accredited", authority: "B", fallback: false };
      const set = { version: 0, purposes: [rule], renewal_method: "record" };
      const next = await policy(owner, set);
      assert.deepEqual(next.purposes.find((p) => p.purpose === "act"), rule);
      assert.equal(next.purposes.length, 3);
      assert.equal(next.renewal_method, "record");
      await assert.rejects(policy(owner, set), (e) => e.status === 409);
      const wrong = { version: 1, purposes: [{ purpose: "act", class: "accredited", authority: "X", fallback: true }] };
      await assert.rejects(policy(owner, wrong), (e) => e.status === 400 && e.problem.errors[0].code === "authority-class");
      await assert.rejects(policy(owner, { version: 1, purposes: [{ purpose: "tea", class: "best", fallback: true }] }),
        (e) => e.status === 400 && e.problem.errors.map((x) => x.field).join() === "purposes[0].purpose,purposes[0].class");
      await assert.rejects(owner.get("/api/v1/timestamps/usage?from=2026"), (e) => e.status === 400);
      assert.equal((await owner.get("/api/v1/timestamps/policy")).version, 1);
    }));

  it("is followed only by tokens that chain to the authorities of tsa_trust, with the credentials asked for", async () => {
    const dir = judge.tempDir("tsa-trust");
    fs.copyFileSync(ca.root, `${dir}/root.pem`);
    const credentials = `${judge.tempDir("tsa-login")}/credentials`;
    fs.writeFileSync(credentials, "B,skysign,pass,word\n", { mode: 0o600 });
    await withAuthorities(databases[0], {
      A: { ca: others }, // a stranger's
      B: { login: "skysign:pass,word" },
      settings: { tsa_trust: dir, tsa_credentials_file: credentials },
    }, async ({ service, owner, list }) => {
      const done = await conclude(service, owner, { documents });
      judgeShown(done, "B", "accredited");
      assert.ok(list.A.asked() >= STAMPS.act + STAMPS.conclusion);
      assert.equal(list.X.asked(), 0);
      assert.ok(!service.logText().includes("pass,word"));
    });
  });
});
