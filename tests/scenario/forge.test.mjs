// skysign verify against forged files of every published kind (tests/forge): nobody is fooled, and each is refused for its own reason.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { forgeAll } from "../forge/forge.mjs";
import { problem } from "../forge/lib/check.mjs";
import { run, skysign, tempDir } from "../support/judge.mjs";

const TRAPS = 21, TOGETHER = 130, EACH = 3;
const dir = tempDir("forge");
let made;

/** One process for all; its reports by file name. */
function verify(files) {
  const r = run(skysign, ["verify", "--json", "--offline", "--trust", made.root, ...files], { cwd: dir });
  assert.equal(r.err, "");
  const reports = r.out.trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(reports.length, files.length, "one report a file");
  return new Map(reports.map((report) => [path.basename(report.file), report]));
}

test.before(() => { made = forgeAll(dir); });
test.after(() => fs.rmSync(dir, { recursive: true, force: true }));

test("every honest file that is forged later is whole", () => {
  const reports = verify(made.bases.map((b) => b.file));
  for (const base of made.bases) {
    const report = reports.get(path.basename(base.file));
    assert.equal(report.verdict, "TOTAL-PASSED", `${base.name}: ${JSON.stringify(report)}`);
    for (const s of report.signatures) {
      assert.ok(s.integrity && s.permitted, base.name);
      assert.ok(["entire-file", "entire-revision"].includes(s.coverage), base.name);
    }
  }
});

test("there are several forged files for each trap, no two alike", () => {
  const rows = made.manifest;
  assert.ok(rows.length >= TOGETHER, `${rows.length} files`);
  assert.equal(new Set(rows.map((r) => r.name)).size, rows.length, "names are unique");
  for (let trap = 1; trap <= TRAPS; trap++) {
    const n = rows.filter((r) => r.trap === trap).length;
    assert.ok(n >= EACH, `trap ${trap}: ${n} files`);
  }
  for (const r of rows) assert.ok(r.family && r.how && r.shows && r.expect.reason, r.name);
});

test("no forged file fools the validator, and it says why", async (t) => {
  const reports = verify(made.manifest.map((r) => r.file));
  for (const row of made.manifest)
    await t.test(`trap ${row.trap}, ${row.name}: ${row.how}`, () => assert.equal(problem(row, reports.get(row.file)), ""));
});
