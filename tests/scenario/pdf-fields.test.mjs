// A form of every kind of field on pages that lie in every way, certified, filled in and signed by
// two parties, judged by programs that are not ours; then attacked.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, it } from "node:test";
import { archivePdf, preflight } from "../support/archive.mjs";
import * as judge from "../support/judge.mjs";
import { assemble } from "../support/pdfs.mjs";
import { probe } from "../support/probes.mjs";

const formProbe = probe("form_probe");
const dir = judge.tempDir("fields");
const file = (name) => `${dir}/${name}.pdf`;
let ca, keys;

/** Four pages, turned by 0, 90, 180, 270 (one of them by what it inherits), with odd crop boxes. */
function turnedPages() {
  return assemble([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R 6 0 R] /Count 4 /MediaBox [0 0 595 842] /Rotate 90 >>",
    "<< /Type /Page /Parent 2 0 R /Rotate 0 /CropBox [20 30 575 800] >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [-100 -50 742 545] /CropBox [-80 -20 700 500] >>",
    "<< /Type /Page /Parent 2 0 R /Rotate 180 /CropBox [590 840 10 15] >>",
    "<< /Type /Page /Parent 2 0 R /Rotate -90 /MediaBox [0 0 842 595] /CropBox [30 10 9000 595] >>",
  ]);
}

function step(what, input, output, key) {
  const args = [what, file(input), file(output), ...(key ? [key.key, key.cert] : [])];
  const r = judge.run(formProbe, args);
  assert.equal(r.status, 0, r.err);
  return r.out;
}

const verify = (name) => JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", ca.root, file(name)]).out);

const fieldRows = (name) => step("list", name, name).trim().split("\n").map((line) => {
  const [field, kind, page, area, required, value] = line.split("\t");
  return { field, kind, page: Number(page), area: area.split(" ").map(Number), required: required === "1", value };
});

/** {width, height, at(x, y) -> [r, g, b]} of a page as a viewer shows it. */
function readPpm(raw) {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(raw.subarray(0, 64).toString("latin1"));
  const [width, height] = [Number(head[1]), Number(head[2])];
  const at = (x, y) => raw.subarray(head[0].length + (y * width + x) * 3).subarray(0, 3);
  return { width, height, at };
}

const viewers = {
  pdftoppm: (name, page) => readPpm(judge.run("pdftoppm", ["-cropbox", "-r", "100", "-f", `${page + 1}`, "-l", `${page + 1}`, file(name)]).raw),
  mutool: (name, page) => readPpm(judge.run("mutool", ["draw", "-q", "-F", "ppm", "-r", "100", "-o", "-", file(name), `${page + 1}`]).raw),
};

/** Shares of dark and of red dots in an area given by fractions of the page. */
function shares(picture, [x, y, w, h]) {
  let dark = 0, red = 0, all = 0;
  for (let py = Math.ceil(y * picture.height); py < (y + h) * picture.height; py++) {
    for (let px = Math.ceil(x * picture.width); px < (x + w) * picture.width; px++) {
      const [r, g, b] = picture.at(px, py);
      all++;
      if (r > 150 && g < 110 && b < 110) red++;
      else if (r + g + b < 330) dark++;
    }
  }
  return { dark: dark / all, red: red / all };
}

const part = ([x, y, w, h], [fx, fy, fw, fh]) => [x + fx * w, y + fy * h, fw * w, fh * h];

before(() => {
  ca = judge.makeCa();
  keys = { sender: ca.issue("sender"), A: ca.issue("A"), B: ca.issue("B") };
  fs.writeFileSync(file("plain"), turnedPages());
  step("make", "plain", "made", keys.sender);
  step("A", "made", "a", keys.A);
  step("B", "a", "ab", keys.B);
});
after(() => fs.rmSync(dir, { recursive: true, force: true }));

describe("a form that was made", () => {
  it("is listed as it was meant, on pages that lie in every way", () => {
    const rows = fieldRows("made");
    assert.deepEqual([...new Set(rows.map((r) => r.kind))].sort(), ["check", "choice", "image", "multiline", "radio", "signature", "text"]);
    const name = rows.find((r) => r.field === "PartyB_name");
    assert.equal(name.page, 2);
    assert.ok(name.required);
    name.area.forEach((v, i) => assert.ok(Math.abs(v - [0.1, 0.05, 0.5, 0.05][i]) < 0.002, `${name.area}`));
    assert.deepEqual(rows.filter((r) => r.field === "PartyA_initials").map((r) => r.page), [0, 1, 2, 3]);
  });

  it("is sound for qpdf and mutool, and shows its fields to pdfsig", () => {
    assert.deepEqual(judge.qpdfCheck(file("made")).warnings, []);
    const r = judge.run("mutool", ["info", file("made")]);
    assert.doesNotMatch(r.out + r.err, /warning|error/);
    assert.ok(judge.pdfsig(file("made")).map((s) => s.field).includes("PartyA_sign"));
  });
});

describe("a form that two parties filled in and signed", () => {
  it("holds their values", () => {
    const value = (name) => fieldRows("ab").find((r) => r.field === name).value;
    assert.equal(value("PartyA_name"), "山田");
    assert.equal(value("PartyA_agree"), "on");
    assert.equal(value("PartyA_pay"), "銀行振込");
    assert.equal(value("PartyA_plan"), "full");
    assert.equal(value("PartyB_agree"), "");
    assert.equal(value("PartyB_pay"), "card");
  });

  it("is judged whole: every signature valid, each later change form filling and permitted", () => {
    const report = verify("ab");
    assert.equal(report.signatures.length, 3);
    for (const s of report.signatures) assert.ok(s.permitted, JSON.stringify(s, null, 1));
    const changes = report.signatures.flatMap((s) => s.changes ?? []);
    assert.doesNotMatch(JSON.stringify(changes), /"other"/);
    assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report.signatures, null, 1));
  });

  it("is judged whole by qpdf, pdfsig and openssl", () => {
    assert.deepEqual(judge.qpdfCheck(file("ab")).warnings, []);
    const signed = judge.pdfsig(file("ab"), { root: ca.root, ocsp: false }).filter((s) => s.signature);
    assert.equal(signed.length, 3);
    for (const s of signed) assert.equal(s.signature, "Signature is Valid.", s.text);
    for (let i = 0; i < 3; i++) assert.match(judge.opensslCades(file("ab"), ca.root, i).text, /CAdES Verification successful/);
  });

  for (const [viewer, draw] of Object.entries(viewers)) {
    it(`shows what was filled in where it must be, upright (${viewer})`, () => {
      for (const [party, first] of [["A", 0], ["B", 2]]) {
        const rows = fieldRows("ab").filter((r) => r.field.startsWith(`Party${party}`));
        const pages = [0, 1, 2, 3].map((p) => draw("ab", p));
        const area = (name, page) => rows.find((r) => r.field === `Party${party}_${name}` && (page === undefined || r.page === page));
        const seen = (name, within = [0, 0, 1, 1], page = undefined) => {
          const row = area(name, page);
          return shares(pages[row.page], part(row.area, within));
        };
        // short text at the left, nothing at the right: so it is upright
        assert.ok(seen("name", [0, 0, 0.4, 1]).dark > 0.004, `${party} name`);
        assert.ok(seen("name", [0.6, 0, 0.4, 1]).dark === 0, `${party} name's right half is empty`);
        assert.ok(seen("note", [0, 0, 1, 0.35]).dark > 0.0005, `${party} note`);
        assert.ok(seen("note", [0, 0.8, 1, 0.2]).dark === 0, `${party} note ends above`);
        assert.ok(seen("number", [0, 0, 0.5, 1]).dark > 0.002, `${party} number`);
        assert.ok(seen("plan", [0, 0, 0.5, 1]).dark > 0.004, `${party} plan`);
        assert.ok(seen("ink").dark > 0.01, `${party} ink`);
        assert.ok(seen("seal").red > 0.01, `${party} seal`);
        assert.ok(seen("sign", [0, 0, 1, 1]).dark > 0.02, `${party} signature`);
        for (const p of [0, 1, 2, 3]) assert.ok(seen("initials", [0, 0, 1, 1], p).dark > 0.02, `${party} initials on page ${p}`);
        const check = seen("agree", [0.3, 0.3, 0.4, 0.4]).dark;
        assert.equal(check > 0.02, party === "A", `${party} check ${check}`);
        const dots = [first, first + 1].map((p) => seen("pay", [0.35, 0.35, 0.3, 0.3], p).dark > 0.3);
        assert.deepEqual(dots, party === "A" ? [false, true] : [true, false], `${party} radio`);
      }
    });
  }

  it("lets its text be copied out, with no sign for a missing character", () => {
    const text = judge.run("pdftotext", ["-layout", file("ab"), "-"]).out;
    for (const words of ["山田", "海野 花子", "全部入り", "基本プラン", "電子署名"]) assert.ok(text.includes(words), text);
    assert.doesNotMatch(text, /[\u25a1\u2610\ufffd]/);
    const fonts = judge.run("pdffonts", [file("ab")]).out.split("\n").slice(2).filter(Boolean);
    const drawn = fonts.filter((f) => !/Helvetica|ZapfDingbats/.test(f));
    assert.ok(drawn.length > 0);
    for (const f of drawn) assert.match(f, / yes yes (yes|no) /, f);
  });

  it("changes nothing of a field but value and appearance", () => {
    const bytes = fs.readFileSync(file("ab"));
    const tail = bytes.subarray(fs.statSync(file("made")).size).toString("latin1");
    assert.doesNotMatch(tail, /NeedAppearances|\/DR\b/);
    const was = fs.readFileSync(file("made")).toString("latin1");
    const keysOf = (text, num) => [...(text.match(new RegExp(`\\n${num} 0 obj\\n([^]*?)endobj`)) ?? ["", ""])[1].matchAll(/\/(MK|Ff|F|DA|Rect|MaxLen|Opt|Kids|TU|Parent|P)\b[^/]*/g)].map((m) => m[0].replace(/>+\s*$/, "").trim()).join(" ");
    const numbers = [...tail.matchAll(/\n(\d+) 0 obj\n<<[^]*?\/Subtype ?\/Widget/g)].map((m) => m[1]);
    assert.ok(numbers.length > 10);
    for (const n of numbers) if (keysOf(was, n)) assert.equal(keysOf(tail, n), keysOf(was, n), `object ${n}`);
  });
});

describe("a form in a PDF/A-1b", () => {
  it("leaves it PDF/A-1b: prepared, and filled in and signed", () => {
    fs.writeFileSync(file("archive"), archivePdf());
    assert.equal(preflight(file("archive")), "");
    step("make", "archive", "archive-made", keys.sender);
    assert.equal(preflight(file("archive-made")), "");
    step("A", "archive-made", "archive-a", keys.A);
    step("B", "archive-a", "archive-ab", keys.B);
    assert.equal(preflight(file("archive-ab")), "");
  });

  it("is judged whole, its first empty pictures being no value", () => {
    const report = verify("archive-ab");
    assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report.signatures, null, 1));
    for (const s of report.signatures) assert.ok(s.permitted);
    assert.doesNotMatch(JSON.stringify(report), /field-refilled/);
  });
});

describe("a value or a seal replaced after all have signed", () => {
  for (const what of ["value", "seal"]) {
    it(`is refused: ${what}`, () => {
      step(what, "ab", `bad-${what}`);
      const report = verify(`bad-${what}`);
      assert.notEqual(report.verdict, "TOTAL-PASSED");
      assert.ok(report.signatures.some((s) => s.permitted === false), JSON.stringify(report.signatures, null, 1));
      assert.match(JSON.stringify(report), /locked-field-changed/);
    });
  }
});
