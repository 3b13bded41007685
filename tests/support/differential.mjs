// The judges that we did not write, asked about honest files: they say of each signature's integrity what we say.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { matrix } from "../honest/matrix.mjs";
import * as judge from "./judge.mjs";

/** Where a judge is not asked, or wrong: `of` looks at our report's signature (and the row). */
const exceptions = [
  { judge: "pdfsig", of: (s) => s.sub_filter === "ETSI.RFC3161", why: "poppler 22.12 knows no document time-stamps" },
  { judge: "pdfsig", of: (s) => s.sub_filter === "adbe.x509.rsa_sha1", why: "poppler 22.12 reads CMS only" },
  { judge: "pdfsig", of: (s) => s.sub_filter === "adbe.pkcs7.sha1" && !/SHA-?1\b/i.test(s.algorithm), why: "poppler 22.12 hashes the file with the SignerInfo's algorithm, not with SHA-1" },
  ...["pdfsig", "pdfbox", "mutool"].map((name) => ({ judge: name, of: (s, row) => row.steps.includes("pdfbox-usage-rights"), why: "it looks for signatures in form fields only" })),
  { judge: "mutool", of: (s) => s.sub_filter === "ETSI.RFC3161" || s.sub_filter === "adbe.x509.rsa_sha1", why: "mutool 1.21 knows neither" },
  { judge: "mutool", of: (s) => /PSS/i.test(s.algorithm), why: "mutool 1.21 knows no RSA-PSS" },
  { judge: "mutool", of: (s) => s.sub_filter === "adbe.pkcs7.sha1", why: "mutool 1.21 takes the content for detached" },
  { judge: "mutool", of: (s, row) => row.producer === "hand-framed", why: "mutool 1.21 counts offsets from the header and repairs" },
  { judge: "openssl", of: (s) => s.sub_filter === "ETSI.RFC3161", why: "the content is a TSTInfo, not the file" },
  { judge: "openssl", of: (s) => /^adbe.(pkcs7.sha1|x509)/.test(s.sub_filter), why: "the content is no detached file" },
  { judge: "pdfbox", of: (s) => /^adbe.(pkcs7.sha1|x509)/.test(s.sub_filter), why: "our PDFBox judge reads detached CMS only" },
  { judge: "qpdf", of: (s, row) => row.producer === "hand-untidy" || row.producer === "hand-framed", why: "its oddities are what the row is for; qpdf warns" },
  { judge: "qpdf", of: (s, row) => row.steps.some((n) => /^(fill|info|note|highlight|metadata|dss|pdfbox)/.test(n)), why: "PDFBox's updates understate or overstate /Size; qpdf warns" },
  { judge: "qpdf", of: (s, row) => row.steps.includes("signpdf"), why: "signpdf's startxref points to white space before the table; qpdf warns" },
];

const excused = (name, s, row) => exceptions.some((x) => x.judge === name && x.of(s, row));

/** Every fourth row whose document does not come from LibreOffice and is not encrypted. */
const rows = matrix.filter((r) => !/^(office|qpdf-[^f]|cairo|ghost|mupdf|pdftk)|rc4|aes/.test(r.producer)).filter((r, i) => i % 4 === 0);
const rowOf = new Map(rows.map((r) => [r.name, r]));

/** Where the signed part ends, by the text of pdfsig. */
const endOf = (text) => Number(text.match(/Signed Ranges: .*- (\d+)\]\s*$/m)?.[1]);

function opensslSays(file, end) {
  const part = judge.signatureParts(file).find((p) => p.byteRange[2] + p.byteRange[3] === end);
  const cms = `${file}.cms`, content = `${file}.content`;
  fs.writeFileSync(cms, part.contents);
  fs.writeFileSync(content, part.content);
  const r = judge.run("openssl", ["cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in", cms, "-content", content, "-out", "/dev/null"]);
  return /Verification successful/.test(r.err);
}

/** How many signatures mutool calls good. */
const mutoolSays = (file) => judge.run("mutool", ["sign", "-v", file]).out.match(/The document is unchanged since signing|The signature is valid but there have been edits/g)?.length ?? 0;

/** files(): [{name, file: its path, signatures: of our report}], once they are made. */
export function othersSayTheSame(files) {
  const asked = () => files().filter((f) => rowOf.has(f.name));
  const each = (name, t, look) => Promise.all(asked().map((f) => t.test(f.name, () => {
    look(f.file, f.signatures.filter((s) => !excused(name, s, rowOf.get(f.name))), f.signatures);
  })));

  test("pdfsig", (t) => each("pdfsig", t, (file, asked) => {
    const found = new Map(judge.pdfsig(file).map((s) => [endOf(s.text), s]));
    for (const s of asked) assert.equal(/is Valid/.test(found.get(s.signed_bytes)?.signature ?? ""), s.integrity, `${s.field}: ${found.get(s.signed_bytes)?.signature}`);
  }));

  test("openssl", (t) => each("openssl", t, (file, asked) => {
    for (const s of asked) assert.equal(opensslSays(file, s.signed_bytes), s.integrity, s.field);
  }));

  test("PDFBox and BouncyCastle", async (t) => {
    const said = judge.pdfboxVerifyAll(asked().map((f) => f.file));
    await each("pdfbox", t, (file, asked) => {
      for (const s of asked) assert.equal(said.get(file)?.find((x) => x.end === s.signed_bytes)?.valid, s.integrity, s.field);
    });
  });

  test("mutool", (t) => each("mutool", t, (file, asked, all) => {
    if (asked.length === all.length) assert.equal(mutoolSays(file), asked.filter((s) => s.integrity).length);
  }));

  test("qpdf", (t) => each("qpdf", t, (file, asked) => {
    if (asked.length) assert.deepEqual(judge.qpdfCheck(file).warnings, []);
  }));
}
