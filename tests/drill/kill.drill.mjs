// The long form of tests/scenario/kill.test.mjs: make drill
import assert from "node:assert/strict";
import { after, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { killWhileConcluding } from "../support/killing.mjs";

after(stopPostgres);

for (const database of databases) {
  it(`100 kills on ${database.name}`, async (t) => {
    const result = await killWhileConcluding({ database: await database.fresh(), crashDatabase: database.crash, kills: 100 });
    t.diagnostic(JSON.stringify(result));
    assert.ok(result.killed >= 90);
  });
}
