// The long form of tests/scenario/flow.test.mjs, two parties in one instant: make drill
import assert from "node:assert/strict";
import { after, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { agreeInOneInstant } from "../support/instant.mjs";

after(stopPostgres);

for (const database of databases) {
  it(`500 times two parties in one instant on ${database.name}`, async (t) => {
    const result = await agreeInOneInstant({ database: await database.fresh(), times: 500 });
    t.diagnostic(JSON.stringify(result));
    assert.ok(result.same > 450, "they were shown the same");
  });
}
