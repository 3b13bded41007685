// The audit trail's days outlive the authority and the hash algorithm of their first time-stamp. The real service on
// both databases, years in seconds.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { imprint, judgeRecord, signIn, today, untilClosed, withService } from "../support/audit-day.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { DAY } from "../support/moving.mjs";
import { leavesOf, readRecord } from "../support/records.mjs";
import { until } from "../support/service.mjs";

after(stopPostgres);

describe("the audit trail's closed days", { concurrency: true }, () => {
  for (const database of databases) {
    it(`are renewed together at night, and over the files again when the hash algorithm ends, on ${database.name}`, () =>
      withService(database, async (world) => {
        const { service, clock, owner, db, dir } = world;
        const envelope = await owner.post("/api/v1/envelopes", { title: "甲" });
        const day = today(clock);
        clock.moveToHour(1, 1);
        await untilClosed(world, 1);
        const client = await signIn(service);
        await client.patch(`/api/v1/envelopes/${envelope.id}`, { version: envelope.version, title: "甲の二" });
        clock.moveToHour(1, 1);
        await untilClosed(world, 2);
        const planned = () => db.rows("SELECT next_at, ends FROM audit_day");
        const kinds = () => db.rows("SELECT kind, digest, authority FROM audit_day_stamp ORDER BY day, no").map((r) => `${r.kind} ${r.digest}`);
        const renewals = () => Number(db.rows("SELECT count(*) AS n FROM timestamp_use WHERE purpose = 'renewal' AND state = 'got'")[0].n);
        const judged = async (times) => {
          const session = await signIn(service);
          const { told } = await judgeRecord(world, session, envelope, day);
          const record = Buffer.from(told.record, "base64");
          const leaves = leavesOf(record, Buffer.from(told.bytes));
          readRecord(record).forEach((stamp, i) => assert.ok(imprint(stamp.token).equals(stamp.root(leaves[i]))));
          assert.equal(leaves.length, times);
          return session.get("/api/v1/audit/days");
        };

        clock.moveTo(Math.max(...planned().map((r) => Number(r.next_at))) + DAY);
        clock.moveToHour(0, 2);
        await service.restart();
        await until("both days to be renewed", () => kinds().filter((k) => k === "timestamp sha256").length === 2, 30, 150);
        assert.equal(renewals(), 1, "by one time-stamp");
        const { items } = await judged(2);
        assert.ok(items.every((d) => Date.parse(d.good_until) > clock.now() + 300 * DAY));

        fs.writeFileSync(`${dir}/policy`, `name test\ndigest sha256 ${new Date(clock.now() + 60 * DAY).toISOString().slice(0, 10)}\n`);
        service.args.push("--set", `algorithm_policy=${dir}/policy`);
        await service.restart();
        await until("both to be planned anew", () => planned().every((r) => r.ends === "digest sha256 ends"), 30, 150);
        clock.moveTo(Math.max(...planned().map((r) => Number(r.next_at))) + DAY);
        clock.moveToHour(0, 2);
        await until("their trees to be renewed", () => kinds().filter((k) => k === "hash-tree sha512").length >= 2, 30, 150);
        assert.equal(kinds()[2], "hash-tree sha512");
        await judged(3);
      }));
  }
});
