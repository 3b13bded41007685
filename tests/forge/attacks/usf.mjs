// Universal signature forgery: the signature dictionary says less than it must (traps 4, 5).
import { cat, patch } from "../lib/pdf.mjs";
import { format, either, coverage, hash } from "../lib/expect.mjs";
import { signMore } from "../lib/sign.mjs";

const shows = "a viewer that skips the check shows a valid signature, whatever the pages say";
const range = (name, text, expect, how) => ({
  name, trap: 4, base: "plain", how: how ?? `/ByteRange is overwritten with ${name.replace("usf-range-", "")}`, shows, expect,
  make: ({ file, a }) => {
    const to = text(a.range);
    return patch(file, a.rangeText, `/ByteRange ${to}`.padEnd(a.rangeText.length));
  },
});
const list = (...n) => `[${n.join(" ")}]`;

/** The dictionary's /Contents text is replaced; the length stays. */
const hole = (name, trap, text, expect, how) => ({
  name, trap, base: "plain", how, shows, expect,
  make: ({ file, a }) => {
    const hex = file.toString("latin1", a.hole + 1, a.end - 1);
    return cat(file.subarray(0, a.hole), text(hex, hex.replace(/(00)+$/, "")).padEnd(a.end - a.hole), file.subarray(a.end));
  },
});

/** The signer himself lies about what he signs: digest and value are right. */
const dishonest = (name, trap, lie, expect, how) => ({
  name, trap, base: "contract", how: `${how}; digest and value are right, for the signer himself is dishonest`,
  shows: "a genuine signature over less, or other, than what is shown", expect,
  make: ({ docs, who }) => signMore(docs.contract, who.partner, { field: "Sly", lie }),
});

export default [
  range("usf-range-one", ([, b, c, d]) => list(1, b - 1, c, d), format("byterange-bounds")),
  range("usf-range-negative", ([, b, c, d]) => list(0, b, c, -d), format("byterange-kind")),
  range("usf-range-negative-first", ([, b, c, d]) => list(-1, b, c, d), format("byterange-kind", "byterange-bounds")),
  range("usf-range-real", ([, b, c, d]) => list(0, b, c, `${d}.0`), format("byterange-kind")),
  range("usf-range-three", ([, b, c]) => list(0, b, c), format("byterange-kind")),
  range("usf-range-six", ([, b, c]) => list(0, b, c, 1, 2, 3), format("byterange-kind")),
  range("usf-range-two", ([, b]) => list(0, b), format("byterange-kind")),
  range("usf-range-empty", () => "[]", format("byterange-kind")),
  range("usf-range-zeros", () => list(0, 0, 0, 0), format("byterange-bounds", "byterange-gap")),
  range("usf-range-beyond", ([, b, c, d]) => list(0, b, c, d + 1), format("byterange-bounds")),
  range("usf-range-overflow", ([, b, c]) => list(0, b, c, "99999999999"), format("byterange-bounds", "byterange-kind")),
  range("usf-range-wraps-64", ([, b]) => list(0, b, 10, "18446744073709551615"), either(format("byterange-bounds", "byterange-kind", "signature-dictionary"), { reason: "unreadable", codes: ["pdf-damaged"] })),
  range("usf-range-wraps-32", ([, b, c, d]) => list(0, b, c, 4294967296 + d), format("byterange-bounds")),
  range("usf-range-swapped", ([, b, c, d]) => list(c, d, 0, b), format("byterange-bounds")),
  range("usf-range-overlaps-itself", ([, b, c, d]) => list(0, c, b, d), format("byterange-bounds", "byterange-gap")),
  range("usf-range-indirect-numbers", ([, b]) => list(0, b, "9 0 R", "9 0 R"), format("byterange-kind")),
  range("usf-range-string", () => "(0 840 960 240)", format("byterange-kind")),
  range("usf-range-name", () => "/All", format("byterange-kind")),
  range("usf-range-dictionary", () => "<</A [0 1]>>", format("byterange-kind")),
  range("usf-range-hex-numbers", ([, b, c]) => list(0, b, `<${c.toString(16)}>`, 9), format("byterange-kind")),
  range("usf-range-nested", ([, b, c, d]) => `[${list(0, b, c, d)}]`, format("byterange-kind")),
  range("usf-range-ends-early", ([, b, c, d]) => list(0, b, c, d - 30), either(coverage("coverage"), hash())),
  range("usf-range-null", () => "null", format("byterange-missing"), "/ByteRange is null"),
  { name: "usf-range-missing", trap: 5, base: "plain", how: "/ByteRange is renamed, so that there is none", shows, expect: format("byterange-missing"),
    make: ({ file }) => patch(file, "/ByteRange", "/ByteRangX") },
  { name: "usf-range-twice-first-wrong", trap: 4, base: "plain", how: "a second /ByteRange before the real one, in place of /M", shows,
    expect: either(format("byterange-gap", "byterange-bounds", "byterange-kind", "signature-dictionary"), hash(), { reason: "unreadable", codes: ["pdf-damaged"] }),
    make: ({ file, a }) => { const m = a.text.match(/\/M \(D:[^)]*\)/)[0]; return patch(file, m, "/ByteRange [0 9 9 9]".padEnd(m.length)); } },
  { name: "usf-contents-missing", trap: 5, base: "plain", how: "/Contents is renamed, so that there is none", shows, expect: format("contents-missing"),
    make: ({ file, a }) => patch(file, a.text.slice(a.hole - 10, a.hole), "/ContentX ") },
  hole("usf-contents-null", 5, () => "null", format("contents-missing"), "/Contents is null"),
  hole("usf-contents-empty", 5, () => "<>", format("contents-empty"), "/Contents is an empty string"),
  hole("usf-contents-zero", 5, () => "<00>", format("contents-empty"), "/Contents is one zero byte"),
  hole("usf-contents-zeros", 5, (hex) => `<${"0".repeat(hex.length)}>`, format("contents-empty"), "/Contents is all zeros, as before signing"),
  hole("usf-contents-literal", 3, () => "(none)", format("contents-kind"), "/Contents is a literal string"),
  hole("usf-contents-literal-zeros", 5, () => "(\\000\\000)", format("contents-kind", "contents-empty"), "/Contents is a literal string of zeros"),
  hole("usf-contents-name", 5, () => "/None", format("contents-kind"), "/Contents is a name"),
  hole("usf-contents-number", 5, () => "0", format("contents-kind"), "/Contents is a number"),
  hole("usf-contents-array", 5, (hex, cut) => `[<${cut}>]`, format("contents-kind"), "/Contents is an array around the string"),
  hole("usf-contents-reference", 5, () => "9 0 R", format("contents-kind"), "/Contents is a reference"),
  hole("usf-contents-noise", 6, () => `<${"5a".repeat(40)}>`, either(format("byterange-gap"), format("cms-syntax")), "/Contents is noise"),
  hole("usf-contents-one-byte", 5, () => "<30>", either(format("byterange-gap"), format("cms-syntax")), "/Contents is the first byte of a CMS"),
  { name: "usf-dictionary-empty", trap: 5, base: "plain", how: "an update gives the field a signature dictionary without anything", shows,
    expect: format("contents-missing", "byterange-missing", "signature-redefined"),
    make: ({ up, a }) => up({ [a.number]: "<< /Type /Sig >>" }) },
  { name: "usf-dictionary-null", trap: 5, base: "plain", how: "an update makes the signature dictionary null", shows: "an unsigned field where a signature was",
    expect: either(format("signature-dictionary", "signature-redefined"), { reason: "vanished", codes: ["changed-after"] }),
    make: ({ up, a }) => up({ [a.number]: "null" }) },
  { name: "usf-dictionary-string", trap: 5, base: "plain", how: "an update makes the signature dictionary a string", shows,
    expect: format("signature-dictionary"), make: ({ up, a }) => up({ [a.number]: "(signed)" }) },
  { name: "usf-subfilter-unknown", trap: 5, base: "plain", how: "/SubFilter is overwritten with one that nobody knows", shows,
    expect: either(format("subfilter"), hash()), make: ({ file }) => patch(file, "/ETSI.CAdES.detached", "/ETSI.CAdES.detachex") },
  { name: "usf-subfilter-missing", trap: 5, base: "plain", how: "/SubFilter is renamed, so that there is none", shows,
    expect: either(format("subfilter"), hash()), make: ({ file }) => patch(file, "/SubFilter", "/SubFiltex") },
  { name: "usf-subfilter-sha1", trap: 6, base: "plain", how: "/SubFilter says adbe.pkcs7.sha1", shows,
    expect: either(format("subfilter", "cms-content"), hash()), make: ({ file }) => patch(file, "/ETSI.CAdES.detached", "/adbe.pkcs7.sha1    ") },

  dishonest("lie-range-begins-later", 4, { range: (h, e, n) => [20, h - 20, e, n - e] }, format("byterange-bounds"), "/ByteRange begins at 20: the header and what follows may change"),
  dishonest("lie-range-ends-early", 11, { range: (h, e, n) => [0, h, e, Math.floor((n - e) / 2)] }, coverage("coverage", "signed-part-without-signature"), "/ByteRange leaves out the end of the file"),
  dishonest("lie-range-ends-before-eof", 11, { range: (h, e, n) => [0, h, e, n - e - 8] }, coverage("coverage"), "/ByteRange leaves out only %%EOF and a digit of startxref"),
  dishonest("lie-gap-wide-before", 3, { range: (h, e, n) => [0, h - 10, e, n - e] }, format("byterange-gap"), "the gap begins before /Contents"),
  dishonest("lie-gap-wide-after", 3, { range: (h, e, n) => [0, h, e + 4, n - e - 4] }, format("byterange-gap"), "the gap ends after the string"),
  dishonest("lie-gap-none", 3, { range: (h, e, n) => [0, e, e, n - e] }, either(format("byterange-gap", "byterange-bounds"), hash()), "nothing is left out"),
  dishonest("lie-gap-inside", 3, { range: (h, e, n) => [0, h + 1, e - 1, n - e + 1] }, format("byterange-gap"), "the brackets < and > are signed"),
  dishonest("lie-gap-holds-reason", 3, { hole: (_, hex) => `<${hex}>/Reason(forged)` }, format("byterange-gap"), "the gap holds the string and one more entry"),
  dishonest("lie-gap-holds-comment", 3, { hole: (_, hex) => `<${hex}>%anything\n` }, format("byterange-gap"), "the gap holds a comment behind the string"),
  dishonest("lie-gap-holds-second-contents", 4, { hole: (_, hex) => `<${hex}>/Contents<${hex}>` }, either(format("byterange-gap"), { reason: "unreadable", codes: ["pdf-damaged"] }, format("signature-dictionary")), "/Contents stands twice"),
  dishonest("lie-gap-holds-page", 3, { hole: (_, hex) => `<${hex}>>>\nendobj\n90 0 obj\n<</X 1` }, format("byterange-gap", "signature-dictionary"), "the gap closes the dictionary and holds an object"),
  dishonest("lie-gap-spaces", 3, { hole: (full) => `<${full.slice(0, -6)}      >` }, format("byterange-gap"), "white space within the hexadecimal string"),
  dishonest("lie-gap-not-hex", 3, { hole: (full) => `<${full.slice(0, -6)}\0\0\0\0\0\0>` }, format("byterange-gap", "contents-kind", "signature-dictionary"), "zero bytes within the hexadecimal string"),
  dishonest("lie-contents-literal", 3, { hole: (_, hex) => `(${Buffer.from(hex, "hex").toString("latin1").replace(/[\\()\r]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, "0")}`)})` }, format("contents-kind"), "/Contents is a literal string that is shorter than the gap"),
  dishonest("lie-gap-early-end", 3, { hole: (_, hex) => `<${hex}>` }, format("byterange-gap"), "the string ends early, spaces follow"),
];
