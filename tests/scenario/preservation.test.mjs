// Keeping: what was concluded is planned, renewed at night and in time, alarmed on when it is not. The real
// service on both databases, years in minutes by a clock that the test moves.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { databases, stopPostgres } from "../support/databases.mjs";
import { localRoot } from "../support/judged.mjs";
import * as judge from "../support/judge.mjs";
import { DAY, MovingClock } from "../support/moving.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { reader } from "../support/rows.mjs";
import { Service, conclude, people, setUp, until } from "../support/service.mjs";

after(stopPostgres);

const LEAD = 365 * DAY, ALARM = 90 * DAY;

/** A service whose clock can be moved, with one concluded contract of two files. */
async function withContract(database, settings, body) {
  const dir = judge.tempDir("keeping");
  const clock = new MovingClock(dir);
  const url = await database.fresh();
  const service = await Service.start({ dir, database: url, env: clock.env, settings });
  try {
    const owner = await setUp(service);
    const documents = ["契約書.pdf", "別紙.pdf"].map((name) => ({ name, bytes: plainPdf() }));
    const contract = await conclude(service, owner, { documents });
    await body({ service, clock, owner, contract, db: reader(service, url) });
  } finally {
    await service.stop();
  }
}

/** Sessions end after hours; the clock jumps by years. */
async function signIn(service) {
  const client = service.client();
  await client.post("/api/v1/session", { email: people.owner.email, password: people.owner.password });
  return client;
}

async function kept(service, contract) {
  const client = await signIn(service);
  return (await client.get(`/api/v1/envelopes/${contract.id}`)).preservation;
}

const all = (preservation, holds) => preservation.documents.every(holds);

/** Asks rarely: signing in is slow, and counted. */
async function untilKept(what, service, contract, holds, seconds = 120) {
  return until(what, async () => {
    const now = await kept(service, contract);
    return all(now, holds) ? now : null;
  }, seconds, 1500);
}

/** Younger revocation data is fetched a day after conclusion. */
async function afterTheFirstDay({ service, clock, contract }) {
  clock.moveToHour(2, 12);
  return untilKept("the first day to be over", service, contract, (d) => d.next_action === "renew");
}

/** The last of its documents is due; the service was started since, as it is once a year at least. */
async function moveToRenewal({ service, clock, contract }, hour) {
  const { documents } = await kept(service, contract);
  const last = Math.max(...documents.map((d) => Date.parse(d.next_at)));
  clock.moveTo(last + DAY);
  clock.moveToHour(0, hour);
  await service.restart();
}

async function judgeFiles({ service, clock, contract }) {
  const client = await signIn(service);
  const root = await localRoot(service);
  const { documents } = await kept(service, contract);
  for (const d of documents) {
    const path = d.kind === "certificate" ? `/api/v1/envelopes/${contract.id}/certificate`
      : `/api/v1/envelopes/${contract.id}/documents/${d.document_id}/file`;
    const file = `${service.dir}/${d.document_id}.pdf`;
    fs.writeFileSync(file, await client.download(path));
    const { out } = judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", root, file],
      { env: { ...process.env, ...clock.env } });
    const report = JSON.parse(out);
    assert.equal(report.verdict, "TOTAL-PASSED", out.slice(0, 3000));
    assert.ok(judge.qpdfCheck(file).ok);
  }
}

/** Each record proves its file, though the certificates and time-stamps in the file have ended. */
async function judgeRecords({ service, clock, contract }, documents, recordOf) {
  const client = await signIn(service);
  const root = await localRoot(service);
  for (const d of documents) {
    const file = `${service.dir}/${d.document_id}.pdf`;
    fs.writeFileSync(file, await client.download(`/api/v1/envelopes/${contract.id}/documents/${d.document_id}/file`));
    fs.writeFileSync(`${file}.ers`, await client.download(recordOf(d)));
    const { status, out, err } = judge.run(judge.skysign,
      ["evidence", "verify", `${file}.ers`, file, "--offline", "--trust", root], { env: { ...process.env, ...clock.env } });
    assert.equal(status, 0, out + err);
    fs.appendFileSync(file, "%");
    assert.equal(judge.run(judge.skysign, ["evidence", "verify", `${file}.ers`, file, "--offline", "--trust", root],
      { env: { ...process.env, ...clock.env } }).status, 2, "no other file");
  }
}

const renewals = ({ db }) => db.rows("SELECT document_id, created_at FROM revision WHERE kind = 'renewal' ORDER BY created_at");

for (const database of databases) {
  describe(`keeping on ${database.name}`, () => {
    it("plans every document at conclusion and renews it at night, no faster than the rate, through kill -9", () =>
      withContract(database, { renewals_per_minute: 2 }, async (world) => {
        const { service, clock, contract, db } = world;
        const planned = await afterTheFirstDay(world);
        assert.equal(planned.state, "ok");
        assert.equal(planned.level_reached, "B-LTA");
        assert.equal(planned.documents.length, 3, "both files and the certificate of agreement");
        for (const d of planned.documents) {
          const ends = Date.parse(d.proof_ends_at), next = Date.parse(d.next_at);
          assert.equal(Date.parse(d.deadline_at), ends - ALARM);
          assert.ok(next <= ends - LEAD && next > ends - LEAD - 31 * DAY, `${d.next_at} for ${d.proof_ends_at}`);
          assert.ok(d.proof_ends_why, "it is known what ends the proof");
        }

        await moveToRenewal(world, 12);
        await untilKept("all to be due", service, contract, (d) => d.state === "due");
        await sleep(6000);
        assert.equal(renewals(world).length, 0, "nothing is renewed by day");

        clock.moveToHour(1, 2);
        for (let i = 0; i < 8; i++) {
          await sleep(400);
          service.kill("worker");
        }
        const renewed = await untilKept("all to be renewed", service, contract, (d) => d.state === "ok" && d.next_action === "renew");
        for (const d of renewed.documents) {
          assert.ok(Date.parse(d.proof_ends_at) > Date.parse(planned.documents.find((p) => p.document_id === d.document_id).proof_ends_at) + 300 * DAY);
          assert.ok(d.timestamps.some((t) => t.purpose === "renewal"));
        }
        const done = renewals(world);
        assert.deepEqual(done.map((r) => r.document_id).sort(), renewed.documents.map((d) => d.document_id).sort(),
          "each is renewed once");
        assert.ok(Number(done[2].created_at) - Number(done[0].created_at) >= 20_000, "no faster than two in a minute");
        await judgeFiles(world);

        const client = await signIn(service);
        const { items, chain_intact } = await client.get(`/api/v1/envelopes/${contract.id}/events`);
        assert.equal(chain_intact, true);
        assert.equal(items.filter((e) => e.kind === "document.renewed").length, 3);
        assert.deepEqual(db.rows("SELECT id, kind, last_error FROM job WHERE state = 'failed'"), []);
        const summary = await client.get("/api/v1/preservation/summary");
        assert.equal(summary.counts.ok, 3);
        assert.equal(summary.renewed_last_30_days, 3);
      }));

    it("is overdue and told when no authority answers, and recovers when one does", () =>
      withContract(database, {}, async (world) => {
        const { service, clock, contract } = world;
        await afterTheFirstDay(world);
        service.args.push("--set", "tsa=gone,http://127.0.0.1:9/,other");
        await moveToRenewal(world, 2);
        const failing = await untilKept("it to fail", service, contract, (d) => d.attempts > 0);
        assert.equal(failing.state, "due");
        assert.match(failing.last_error, /gone/);

        clock.moveTo(Date.parse(failing.deadline_at) + 3600_000);
        clock.moveToHour(1, 12);
        const late = await untilKept("it to be overdue", service, contract, (d) => d.state === "overdue" && d.attempts > 1);
        assert.equal(late.state, "overdue");
        let client = await signIn(service);
        const mails = await until("the alarm", async () => {
          const { items } = await client.get("/api/v1/outbox");
          const found = items.filter((m) => /【延長期限】/.test(m.subject));
          return found.length ? found : null;
        }, 30, 1000);
        assert.equal(mails.length, 1, "one mail, however many documents");
        assert.match((await client.get(`/api/v1/outbox/${mails[0].id}`)).text, /3 件/);
        const list = await client.get("/api/v1/preservation?state=overdue&limit=2");
        assert.equal(list.items.length, 2);
        assert.equal((await client.get(`/api/v1/preservation?state=overdue&limit=2&cursor=${list.next_cursor}`)).items.length, 1);
        const metrics = await until("the gauges", async () => {
          const text = await (await fetch(`${service.url}/metrics`)).text();
          return /skysign_preservation_documents\{state="overdue"\} 3/.test(text) ? text : null;
        }, 90, 1000);
        assert.match(metrics, /skysign_preservation_oldest_overdue_seconds [1-9]/);
        assert.equal((await fetch(`${service.url}/readyz`)).status, 200, "readiness is another matter");
        const doctor = (await client.get("/api/v1/system")).items.find((i) => i.code === "preservation");
        assert.equal(doctor.ok, false);

        service.args.splice(-2);
        await service.restart();
        client = await signIn(service);
        for (const d of late.documents) {
          await client.post(`/api/v1/preservation/${d.document_id}/retry`).catch((e) => assert.equal(e.status, 409, "done already"));
        }
        await untilKept("it to recover", service, contract, (d) => d.state === "ok");
        await judgeFiles(world);
      }));

    it("renews many documents by one time-stamp when the organisation wants evidence records, and again", () =>
      withContract(database, {}, async (world) => {
        const { service, contract, db } = world;
        await afterTheFirstDay(world);
        let client = await signIn(service);
        const policy = await client.get("/api/v1/timestamps/policy");
        await client.call("PUT", "/api/v1/timestamps/policy", { purposes: policy.purposes, renewal_method: "record", version: policy.version });
        const record = (d) => `/api/v1/envelopes/${contract.id}/documents/${d.document_id}/evidence-record`;
        const { documents } = await kept(service, contract);
        await assert.rejects(client.download(record(documents[0])), (e) => e.status === 404);

        const used = () => db.rows("SELECT count(*) AS n FROM timestamp_use WHERE purpose = 'renewal' AND state = 'got' AND subject NOT LIKE 'audit:%'")[0].n;
        let ends = 0, size = 0;
        for (let round = 1; round <= 2; round++) {
          await moveToRenewal(world, 2);
          const now = await untilKept("all to have records", service, contract,
            (d) => d.state === "ok" && d.records === 1 && Date.parse(d.proof_ends_at) > ends + 300 * DAY);
          assert.equal(now.method, "record");
          ends = Math.max(...now.documents.map((d) => Date.parse(d.proof_ends_at)));
          assert.equal(Number(used()), round, "one time-stamp for all documents");
          client = await signIn(service);
          const bytes = await client.download(record(now.documents[0]));
          assert.equal(bytes[0], 0x30, "DER");
          assert.ok(bytes.length > size, "a renewed record holds what it held before");
          size = bytes.length;
          await judgeRecords(world, now.documents, record);
        }
        assert.deepEqual(db.rows("SELECT renewals FROM evidence_record").map((r) => Number(r.renewals)), [1, 1, 1]);
      }));
  });
}
