// What the incremental writer appends is sound in the eyes of others: the input stays a
// prefix, qpdf finds nothing new, mutool opens it. For files made here and, with
// SKYSIGN_PDF_CORPUS=folder, for every PDF in a folder.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import * as judge from "../support/judge.mjs";
import { makePdfs } from "../support/make-pdfs.mjs";
import { probe } from "../support/probes.mjs";

const updateProbe = probe("pdf_update_probe");
let dir;

before(() => { dir = judge.tempDir("updates"); });
after(() => fs.rmSync(dir, { recursive: true, force: true }));

/** Appends two updates to each file; one row a file. */
function update(files, name) {
  const out = path.join(dir, name);
  fs.mkdirSync(out);
  const r = judge.run(updateProbe, [out, ...files], { timeout: 600_000 });
  return r.out.trim().split("\n").map((line) => {
    const [state, input, output, growth, message] = line.split("\t");
    return { state, input, output, growth: Number(growth), message };
  });
}

const complaints = (text) => text.split("\n").filter((l) => /warning|error(?!s found)/i.test(l) && !/No syntax or stream encoding errors|errors that qpdf cannot detect/.test(l));

function judgeRow(row) {
  const before = fs.readFileSync(row.input);
  const after = fs.readFileSync(row.output);
  assert.ok(after.subarray(0, before.length).equals(before), `${row.input} is a prefix`);
  for (const [program, args] of [["qpdf", ["--check"]], ["mutool", ["info"]]]) {
    const [old, now] = [row.input, row.output].map((f) => { const r = judge.run(program, [...args, f]); return complaints(r.out + r.err); });
    assert.ok(now.length <= old.length, `${program} of ${row.input}: ${now.join("; ")}`);
  }
}

describe("updates appended to", () => {
  let rows;

  before(() => { rows = update(makePdfs(dir), "first"); });

  it("files of every producer are accepted and sound", () => {
    for (const row of rows) assert.equal(row.state, "updated", `${row.input}: ${row.message}`);
    assert.ok(rows.length >= 16, `${rows.length} files`);
    for (const row of rows) {
      judgeRow(row);
      assert.deepEqual(judge.qpdfCheck(row.output).warnings, [], row.input);
    }
  });

  it("show their signature fields to a reader of another maker", () => {
    for (const row of rows) {
      const fields = judge.pdfsig(row.output).map((s) => s.field);
      assert.ok(fields.includes("skysign_probe_1") && fields.includes("skysign_probe_2"), `${row.input}: ${fields}`);
    }
  });

  it("grow a file by less than 60 kB, a seal with Japanese text and two holes included", () => {
    for (const row of rows) assert.ok(row.growth < 60_000, `${row.input}: ${row.growth}`);
  });

  it("leave the pages as they were drawn, but for the seal", () => {
    const row = rows.find((r) => r.input.endsWith("libreoffice.pdf"));
    const text = (f) => judge.run("pdftotext", ["-layout", "-f", "2", f, "-"]).out;
    assert.ok(text(row.input).includes("電磁的"));
    assert.equal(text(row.output), text(row.input));
    const first = judge.run("pdftotext", ["-l", "1", row.output, "-"]).out;
    assert.ok(first.includes("株式会社スカイ商店"), "the seal's text can be copied out");
  });

  const corpus = process.env.SKYSIGN_PDF_CORPUS;
  it("a folder of PDFs, where none may fail", { skip: corpus ? false : "SKYSIGN_PDF_CORPUS is not set" }, (t) => {
    const files = fs.readdirSync(corpus, { recursive: true }).filter((f) => /\.pdf$/i.test(f)).sort().map((f) => path.join(corpus, f));
    const all = update(files, "corpus");
    const count = (state) => all.filter((r) => r.state === state).length;
    t.diagnostic(`${all.length} files: ${count("updated")} updated, ${count("refused")} refused`);
    assert.deepEqual(all.filter((r) => r.state === "failed"), []);
    for (const row of all.filter((r) => r.state === "updated")) judgeRow(row);
  });
});
