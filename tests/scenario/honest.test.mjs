// Honest files, by many producers and signers, are called whole, with what was changed after each signature; and the
// judges that we did not write say the same of their integrity.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test, { describe } from "node:test";
import { othersSayTheSame } from "../support/differential.mjs";
import { run, skysign, tempDir } from "../support/judge.mjs";
import { makeHonest } from "../honest/make.mjs";

const dir = tempDir("honest");
let made, reports;

test.before(async () => {
  made = await makeHonest(dir);
  const r = run(skysign, ["verify", "--json", "--offline", ...made.trust.flatMap((t) => ["--trust", t]), ...made.files.map((f) => f.file)], { cwd: dir });
  assert.equal(r.err, "");
  reports = new Map(r.out.trim().split("\n").map((line) => JSON.parse(line)).map((report) => [report.file, report]));
});

test.after(() => fs.rmSync(dir, { recursive: true, force: true }));

test("every row of the matrix could be made", () => {
  assert.deepEqual(made.failed, []);
  assert.ok(made.files.length >= 170, `${made.files.length} files`);
});

test("no honest file is refused", async (t) => {
  for (const { name, file, expected } of made.files) {
    await t.test(name, () => {
      const report = reports.get(file);
      assert.equal(report.error, undefined, report.error?.detail);
      const signatures = report.signatures.toSorted((a, b) => a.signed_bytes - b.signed_bytes);
      assert.equal(signatures.length, expected.length);
      for (const [i, wanted] of expected.entries()) {
        const s = signatures[i];
        const said = Object.fromEntries(Object.keys(wanted).map((key) => [key, s[key]]));
        assert.deepEqual(said, wanted, JSON.stringify([path.basename(file), s.field, s.changes, s.findings], null, 1));
      }
    });
  }
});

describe("other judges say the same", { concurrency: 1 }, () => {
  othersSayTheSame(() => made.files.map(({ name, file }) => ({ name, file: path.join(dir, file), signatures: reports.get(file).signatures })));
});
