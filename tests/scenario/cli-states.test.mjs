// docs/domain/envelope.md is what the state tables say today.
import assert from "node:assert/strict";
import fs from "node:fs";
import { it } from "node:test";
import { run, skysign } from "../support/judge.mjs";

it("the page on the life of an envelope is what the tables say", () => {
  const r = run(skysign, ["states", "--markdown"]);
  assert.equal(r.status, 0);
  assert.equal(r.out, fs.readFileSync(new URL("../../docs/domain/envelope.md", import.meta.url), "utf8"));
});

it("states without --markdown is wrong usage", () => {
  assert.equal(run(skysign, ["states"]).status, 4);
});
