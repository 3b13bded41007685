import assert from "node:assert/strict";
import { after, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { killWhileConcluding } from "../support/killing.mjs";

after(stopPostgres);

for (const database of databases) {
  it(`no act is lost or signed twice while processes are killed (${database.name})`, async (t) => {
    const result = await killWhileConcluding({ database: await database.fresh(), crashDatabase: database.crash, kills: 5 });
    t.diagnostic(JSON.stringify(result));
    assert.ok(result.killed >= 4);
  });
}
