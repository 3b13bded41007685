// Signature wrapping: what was signed is moved aside, and something else stands in its place (traps 3, 4, 7, 11).
import * as cms from "../lib/cms.mjs";
import { anatomy, cat, patch, tail } from "../lib/pdf.mjs";
import { changed, coverage, either, format, hash, unreadable } from "../lib/expect.mjs";
import { dictionary, fill, signMore } from "../lib/sign.mjs";
import { increment, tableRows } from "../lib/update.mjs";
import { FORGED } from "./text.mjs";

const shows = "the signed bytes are all still in the file and hash rightly; the page shows something else";

/**
 * The gap grows: behind the (cut) hexadecimal string stand forged objects and, exactly where the signed startxref
 * points, a forged table; the second signed part moves behind all that.
 */
function wrap(file, { second = (range) => ` /ByteRange ${range}`, around = ["\n>>\nendobj\n", "9 0 obj\n<< /X ("], redefine = null, fullHex = false }) {
  const a = anatomy(file);
  const { startxref } = tail(file);
  const hex = file.toString("latin1", a.hole + 1, a.end - 1);
  const [, b, c, d] = a.range;
  const cut = fullHex ? hex : hex.replace(/(00)+$/, "");
  const range = `[0 ${b} ${"?".repeat(6)} ${d}]`;
  let gap = `<${cut}>${second(range)}${around[0]}`;
  const entries = {};
  const put = (n, body) => { entries[n] = { off: b + gap.length }; gap += `${n} 0 obj\n${body}\nendobj\n`; };
  put(4, FORGED);
  if (redefine) put(a.number, redefine(a, cut, range));
  if (b + gap.length > startxref) throw new Error("the forged objects do not fit before the table");
  gap = gap.padEnd(startxref - b, " ");
  const prev = Number(a.text.match(/startxref\s+(\d+)/)[1]);
  gap += `xref\n${tableRows({ ...ownEntries(a), ...entries })}trailer\n<< /Size ${tail(file).size} /Root 1 0 R /Prev ${prev} >>\nstartxref\n${startxref}\n%%EOF\n${around[1]}`;
  const c2 = String(b + gap.length);
  gap = gap.replaceAll("??????", c2.padEnd(6, " "));
  return cat(file.subarray(0, b), gap, file.subarray(c, c + d));
}

/** The entries of the signed increment's table. */
function ownEntries(a) {
  const table = a.text.slice(tail(Buffer.from(a.text, "latin1")).startxref);
  const out = {};
  for (const [, first, , rows] of table.matchAll(/(\d+) (\d+)\s+((?:\d{10} \d{5} n ?\r?\n?)+)/g))
    [...rows.matchAll(/(\d{10}) \d{5} n/g)].forEach((m, i) => { out[Number(first) + i] = { off: Number(m[1]) }; });
  return out;
}

const gapRefused = either(format("byterange-gap", "signature-dictionary", "byterange-bounds", "byterange-kind"), unreadable(), hash());
const about = (field, expect) => ({ ...expect, victims: [field] });
const row = (name, trap, how, expect, make, base = "plain") => ({ name: `swa-${name}`, trap, base, how, shows, expect, make });

/** A copy of the signature under another number, and the field points to it. */
const copied = (change, expect, name, how) => row(name, 3, how, expect, ({ up, a, top, obj }) => {
  const field = a.text.match(/(\d+) 0 obj\s*<<[^>]*\/FT \/Sig/)[1];
  return up({ [field]: obj(field).replace(/\/V \d+ 0 R/, `/V ${top} 0 R`), [top]: change(a.body) });
});

export default [
  row("second-range", 3, "a second /ByteRange behind the string, forged page and table in the widened gap (first kind of wrapping)", gapRefused, ({ file }) => wrap(file, {})),
  row("second-range-comment", 3, "as before, what stood behind is a comment", gapRefused, ({ file }) => wrap(file, { around: ["\n>>\nendobj\n", "%"] })),
  row("second-range-stream", 3, "as before, what stood behind is in a stream", gapRefused, ({ file }) => wrap(file, { around: ["\n>>\nendobj\n", "9 0 obj\n<< /Length 20 >>\nstream\n"] })),
  row("moved-table", 3, "no second /ByteRange: the forged table stands where the signed startxref points (second kind)", gapRefused, ({ file }) => wrap(file, { second: () => "" })),
  row("redefined-in-gap", 3, "the gap holds another signature dictionary under the same number, with the range that hashes rightly", gapRefused,
    ({ file }) => wrap(patch(file, "/M (D:", "/M (D:"), { second: () => "", redefine: (a, cut, range) => `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ${range} /Contents 77 0 R >>` })),
  row("page-in-padding", 3, "a forged object in the zeros behind the CMS, listed by a later table", either(unreadable(), hash(), changed(4)), ({ file, a }) => {
    const body = `>4 0 obj\n${FORGED}\nendobj\n<`;
    const at = a.end - 1 - body.length;
    return increment(cat(file.subarray(0, at), body, file.subarray(at + body.length)), { 4: "x" }, { offsets: { 4: at + 1 } });
  }),
  row("later-object-in-gap", 3, "an update's table says that page content stands within /Contents", either(changed(4), unreadable()), ({ up, a }) => up({ 4: "x" }, { offsets: { 4: a.hole + 2 } })),
  copied((b) => b.replace("/Type /Sig", "/Type /Sig\n/Name (Forger)"), either(format("byterange-gap"), coverage()), "copied-dictionary", "the signature is copied with another /Name, and the field points to the copy"),
  copied((b) => b, either(format("byterange-gap"), coverage()), "copied-same", "the signature is copied as it is, and the field points to the copy"),
  copied((b) => b.replace("/ByteRange", "/ByteRange [0 1 2 3] /ByteRange"), either(format("byterange-gap", "signature-dictionary", "byterange-bounds"), unreadable()), "copied-second-range", "the copy has two /ByteRange"),
  copied((b) => b.replace(/\/Contents <[^>]*>/, (m) => `${m} /Contents <00>`), either(format("byterange-gap", "signature-dictionary", "contents-empty"), unreadable()), "copied-second-contents", "the copy has two /Contents"),
  copied((b) => b.replace("/ByteRange", "/ByteR#61nge [0 1 2 3] /ByteRange"), either(format("byterange-gap", "signature-dictionary", "byterange-bounds"), unreadable()), "copied-escaped-range", "the copy has a second /ByteRange that is spelt with an escape"),
  row("shared-value", 3, "a second field has the same signature", either(format("signature-shared"), changed()), ({ up, k, top }) =>
    up({ [k.form.number]: k.form.text.replace(/(\/Fields ?\[[^\]]*)\]/, `$1 ${top} 0 R]`), [top]: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) /Rect [0 0 0 0] /V ${k.a.number} 0 R >>` })),
  row("shared-value-inline", 3, "a second field whose direct /V has the range and the string of the first", about("Second", either(format("byterange-gap"), changed(/field/))), ({ up, k, top }) =>
    up({ [k.form.number]: k.form.text.replace(/(\/Fields ?\[[^\]]*)\]/, `$1 ${top} 0 R]`), [top]: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) /Rect [0 0 0 0] /V ${k.a.body} >>` })),
  row("other-files-signature", 3, "the signature of another file, with its range, in a new field", about("Second", either(format("byterange-gap", "byterange-bounds"), hash())), ({ up, k, top, bases }) =>
    up({ [k.form.number]: k.form.text.replace(/(\/Fields ?\[[^\]]*)\]/, `$1 ${top} 0 R]`), [top]: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) /Rect [0 0 0 0] /V ${top + 1} 0 R >>`, [top + 1]: anatomy(bases["stamped-other"]).body })),
  row("overlapping-ranges", 4, "a second signer's range says that it leaves out the first signer's string too", about("Sig2", either(format("byterange-gap", "byterange-kind"), coverage())), ({ file, who, a }) =>
    signMore(file, who.partner, { lie: { range: (h, e, n) => [0, a.hole, e, n - e] } })),
  row("two-ranges-one-gap", 4, "a second signer's range is that of the first signer", about("Sig2", either(format("byterange-gap"), coverage())), ({ file, who, a }) =>
    signMore(file, who.partner, { lie: { range: () => a.range } })),
  row("range-only-first", 11, "a second signer signs only the first revision and his own string", about("Sig2", either(coverage("coverage", "signed-part-without-signature"), format("byterange-gap"))), ({ file, who }) =>
    signMore(file, who.partner, { lie: { range: (h, e) => [0, h, e, 20] } })),
  { name: "swa-field-later", trap: 11, base: "contract", shows, how: "the signed part has the signature but no field that holds it; an update adds the field",
    expect: either(coverage("signed-part-without-signature", "coverage"), changed()),
    make: ({ docs, who }) => {
      const signed = fill(increment(docs.plain, { 20: dictionary() }), (m) => cms.sign(who.partner, m));
      const text = signed.toString("latin1");
      const root = text.match(/1 0 obj\n(<<[^]*?>>)\nendobj/)[1];
      return increment(signed, { 1: root.replace("/Pages", "/AcroForm << /Fields [21 0 R] /SigFlags 3 >> /Pages"), 21: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sly) /Rect [0 0 0 0] /V 20 0 R >>" });
    } },
  { name: "swa-field-renamed", trap: 11, base: "plain", shows: "the signature stands under another party's name", how: "an update renames the field that holds the signature",
    expect: either(coverage("signed-part-without-signature"), changed()), make: ({ up, k, obj }) => up({ [k.field]: obj(k.field).replace("(Sig1)", "(Buyer)") }) },
  { name: "swa-field-replaced", trap: 11, base: "plain", shows, how: "the form lists another field, with the same name and the same signature",
    expect: either(coverage("signed-part-without-signature"), changed()), make: ({ up, k, obj, top }) =>
      up({ [k.form.number]: k.form.text.replace(`${k.field} 0 R`, `${top} 0 R`), [top]: obj(k.field) }) },
  { name: "swa-not-listed", trap: 11, base: "contract", shows, how: "the signature stands in the signed part, but only a later table lists it",
    expect: either(coverage("signed-part-without-signature", "coverage"), changed()),
    make: ({ docs, who }) => {
      const n = tail(docs.contract).size + 1;
      const sly = signMore(docs.contract, who.partner, { field: "Sly", options: { rows: (t) => t.replace(new RegExp(`${n} 1\n\\d{10} 00000 n`), `${n} 1\n0000000000 00001 f`) } });
      return increment(sly, { [n]: "x" }, { offsets: { [n]: sly.lastIndexOf(`${n} 0 obj`) } });
    } },
];
