// The audit trail's daily root: what stands in the hash chains at the end of a day is put under one time-stamp, and
// everybody can check it: by our program, by openssl, by hand. The real service on both databases, days in seconds.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closed, judgeRecord, sha256, signIn, stamps, today, untilClosed, withService } from "../support/audit-day.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { readRecord } from "../support/records.mjs";
import { until } from "../support/service.mjs";

after(stopPostgres);

describe("the audit trail's days", { concurrency: true }, () => {
  for (const database of databases) {
    it(`are closed once each, through kill -9 and a dead authority, in a form that anyone can check, on ${database.name}`, () =>
      withService(database, async (world) => {
        const { service, clock, owner, write } = world;
        const made = [];
        for (const title of ["甲", "乙", "丙"]) made.push(await owner.post("/api/v1/envelopes", { title }));
        const day1 = today(clock);
        await owner.get("/api/v1/audit/days").then((page) => assert.deepEqual(page, { items: [], next_cursor: null }));

        // the authority is dead at midnight, and the worker is killed over and over
        service.args.push("--set", "tsa=gone,http://127.0.0.1:9/,other");
        await service.restart();
        clock.moveToHour(1, 1);
        const day2 = today(clock);
        await until("it to be tried in vain", () => /audit_day.*gone/.test(service.logText()), 30, 100);
        assert.deepEqual(closed(world), [], "nothing is closed without a time-stamp");
        const gauge = async (name) => Number((await (await fetch(`${service.url}/metrics`)).text()).match(new RegExp(`^${name} (.*)$`, "m"))[1]);
        await until("the gauge", async () => (await gauge("skysign_audit_days_waiting")) === 1, 10, 200);
        let client = await signIn(service);
        made.push(await client.post("/api/v1/envelopes", { title: "丁" }));
        await client.patch(`/api/v1/envelopes/${made[0].id}`, { version: made[0].version, title: "甲の二" });
        service.args.splice(-2);
        await service.restart();
        for (let i = 0; i < 6; i++) {
          service.kill("worker");
          await new Promise((done) => { setTimeout(done, 250 + 150 * i); });
        }
        assert.deepEqual(await untilClosed(world, 1), [day1]);
        clock.moveToHour(1, 1);
        assert.deepEqual(await untilClosed(world, 2), [day1, day2]);
        assert.equal(stamps(world, "got"), 2, "one time-stamp a day is kept");
        await until("the gauge", async () => (await gauge("skysign_audit_days_waiting")) === 0, 10, 200);

        client = await signIn(service);
        const page = await client.get("/api/v1/audit/days");
        assert.deepEqual(page.items.map((d) => d.day), [day2, day1]);
        assert.equal(page.next_cursor, null);
        assert.equal(page.items[0].class, "local");
        assert.ok(Date.parse(page.items[0].good_until) > clock.now());
        const first = await client.get(`/api/v1/audit/days/${day1}`), second = await client.get(`/api/v1/audit/days/${day2}`);
        const chains = (d) => d.leaves.map((l) => l.chain).filter((c) => c.startsWith("env_"));
        assert.ok(made.slice(0, 3).every((v) => chains(first).includes(v.id)));
        assert.ok(!chains(first).includes(made[3].id));
        assert.deepEqual(chains(first), chains(first).toSorted());
        assert.ok(first.leaves.some((l) => l.chain.startsWith("org_")), "the organisation's own chain");
        assert.ok(chains(second).includes(made[3].id), "what happened while the authority was dead");
        assert.ok(second.text.split("\n")[1] === `previous ${day1} ${first.root}`, "each day names the root of the one before");
        assert.ok([...first.leaves, ...second.leaves].every((l) => l.matches));

        const one = await judgeRecord(world, client, made[1], day1);
        assert.equal(one.over.toString("hex"), first.root);
        assert.ok(first.text.includes(one.told.bytes), "the file of the day has the same line");
        assert.equal(readRecord(Buffer.from(first.record, "base64"))[0].root(sha256(first.text)).toString("hex"), first.root);
        await judgeRecord(world, client, made[3], day2);
        await assert.rejects(client.download(`/api/v1/envelopes/${made[3].id}/audit-record?day=${day1}`), (e) => e.status === 404);

        // whoever rewrites an event with all that follows from it is told by the day
        write(`UPDATE audit_event SET hash = prev_hash WHERE chain = '${made[1].id}' AND seq = ${one.told.seq}`);
        const after1 = await client.get(`/api/v1/audit/days/${day1}`);
        assert.deepEqual(after1.leaves.filter((l) => !l.matches).map((l) => l.chain), [made[1].id]);
        const told = await (await client.raw("GET", `/api/v1/envelopes/${made[1].id}/audit-record`, { headers: { Accept: "application/json" } })).json();
        assert.equal(told.matches, false);

        // one row a day, whatever was killed
        assert.equal((await service.client().raw("GET", "/api/v1/audit/days")).status, 401);
        assert.deepEqual(world.db.rows("SELECT id, kind, last_error FROM job WHERE state = 'failed'"), []);
        assert.equal(closed(world).length, 2);
      }));
  }
});
