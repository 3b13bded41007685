// Cross-references that tell two stories: object streams, hybrids, chains (traps 7, 8, 9, 10).
import { cat, objectOffset, streamText, tail } from "../lib/pdf.mjs";
import { changed, coverage, either, flagged, unreadable } from "../lib/expect.mjs";
import { objectStream } from "../lib/update.mjs";
import { BOX, N, PACKED, contractBodies } from "../lib/contract.mjs";
import { FORGED } from "./text.mjs";

const shows = "another page, field or catalog than the one that was signed";
const row = (name, trap, base, how, expect, make) => ({ name: `xref-${name}`, trap, base, how, shows, expect, make });
const page2 = (k) => k.obj(5).replace("/Type /Page", "/Type /Page/Rotate 180");

export default [
  // --- trap 8: object streams ---
  row("packed-page", 8, "plain", "an object stream defines the page anew", changed(5), ({ up, k }) => up({}, { kind: "stream", packed: { 5: page2(k) } })),
  row("packed-font", 8, "plain", "an object stream defines the font anew", changed(3), ({ up }) => up({}, { kind: "stream", packed: { 3: "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>" } })),
  row("packed-field", 8, "contract", "an object stream gives a filled field another value", changed(N.price), ({ up, obj }) => up({}, { kind: "stream", packed: { [N.price]: obj(N.price).replace("(100)", "(900)") } })),
  row("packed-signature", 8, "plain", "an object stream holds the signature dictionary", either({ reason: "format", codes: ["contents-kind", "byterange-gap"] }, changed()), ({ up, a }) => up({}, { kind: "stream", packed: { [a.number]: a.body } })),
  row("container-replaced", 8, "packed", "the object stream itself is replaced under its number: the same members, another price", either(changed(BOX, N.price), unreadable()), ({ up }) => up({ [BOX]: packedAgain((n, b) => b.replace("(100)", "(900)")) })),
  row("container-replaced-stream", 8, "packed", "as before, by an update with a cross-reference stream", either(changed(BOX, N.price), unreadable()), ({ up }) => up({ [BOX]: packedAgain((n, b) => b.replace("(100)", "(900)")) }, { kind: "stream" })),
  row("container-freed", 8, "packed", "the object stream is freed", either(changed(BOX), unreadable()), ({ up }) => up({ [BOX]: null })),
  row("container-emptied", 8, "packed", "the object stream is replaced by one that lacks the fields", either(changed(BOX), unreadable()), ({ up }) => up({ [BOX]: objectStream([[N.link, "<< >>"]]) })),
  row("container-shuffled", 8, "packed", "the object stream is replaced by one with the same members in another order", either(changed(BOX), unreadable()), ({ up }) => up({ [BOX]: packedAgain((n, b) => b, true) })),
  row("extends", 8, "packed", "a new object stream extends the old one and holds the price once more", changed(N.price), ({ up, top }) => up({ [top + 5]: objectStream([[N.price, "<< /T (price) /V (900) >>"]], `/Extends ${BOX} 0 R `) }, { kind: "stream", packed: { [N.price]: "<< /FT /Tx /T (price) /V (900) >>" } })),
  row("extends-loop", 8, "packed", "the object stream is replaced by one that extends itself", either(changed(BOX), unreadable()), ({ up }) => up({ [BOX]: objectStream([[N.link, "<< >>"]], `/Extends ${BOX} 0 R `) })),
  row("packed-index-lies", 8, "packed", "the table says that a member stands at another index", either(changed(N.price), unreadable()), ({ up, top }) => {
    const out = up({}, { kind: "stream", packed: { [top + 3]: "(x)" } });
    // the last rows of the cross-reference stream belong to the new object and the stream: make the first the price
    return cat(Buffer.from(out.toString("latin1").replace(`/Index [${top + 3} 1`, `/Index [${N.price} 1`), "latin1"));
  }),
  // --- trap 9: hybrids ---
  row("hybrid-page", 9, "plain", "a hybrid update: old readers see the page, new ones a page that /XRefStm gives", either(changed(5), unreadable()), ({ up, k }) => up({}, { kind: "hybrid", hidden: { 5: page2(k) } })),
  row("hybrid-content", 9, "plain", "a hybrid update hides other page content", either(changed(4), unreadable()), ({ up }) => up({}, { kind: "hybrid", hidden: { 4: FORGED } })),
  row("hybrid-field", 9, "contract", "a hybrid update hides another value of a filled field", either(changed(N.price), unreadable()), ({ up, obj }) => up({}, { kind: "hybrid", hidden: { [N.price]: obj(N.price).replace("(100)", "(900)") } })),
  row("hybrid-on-hybrid", 9, "hybrid", "the object that only new readers see is replaced", either(changed(6), unreadable()), ({ up }) => up({ 6: "<< /Hidden false >>" })),
  row("hybrid-freed", 9, "hybrid", "the object that only new readers see is freed by an update", either(changed(6), unreadable()), ({ up }) => up({ 6: null })),
  row("hybrid-stream-elsewhere", 9, "plain", "/XRefStm of an update names the cross-references of nothing", unreadable(), ({ up, top }) => up({ [top]: "null" }, { extra: "/XRefStm 15 " })),
  row("hybrid-two-views", 9, "contract", "signed as it is: only new readers see a second stream of the page", either(flagged({ code: "hybrid" }), unreadable()), ({ docs, k, who }) =>
    k.signMore(k.increment(docs.contract, { [N.page2]: "<< /Type /Page /Parent 2 0 R /Contents [15 0 R 18 0 R 90 0 R] /Resources 12 0 R >>" }, { kind: "hybrid", hidden: { 90: FORGED } }), who.partner, { field: "Tool" })),
  row("hybrid-both-visible", 9, "plain", "table and /XRefStm give one object two places", either(unreadable(), changed(4)), ({ up, file }) => up({}, { kind: "hybrid", hidden: { 4: FORGED }, rows: (t) => t.replace(/4 1\n\d{10} 00001 f/, `4 1\n${String(objectOffset(file, 3)).padStart(10, "0")} 00000 n`) })),
  // --- trap 10: chains, trailers, tables ---
  row("prev-loop", 10, "plain", "/Prev of an update points to itself", unreadable(), ({ up }) => selfPrev(up)),
  row("prev-forward", 10, "plain", "/Prev points behind the update", unreadable(), ({ up, file }) => up({ 4: FORGED }, { prev: file.length + 5000 })),
  row("prev-negative", 10, "plain", "/Prev is negative", unreadable(), ({ up }) => up({ 4: FORGED }, { prev: -1 })),
  row("prev-real", 10, "plain", "/Prev is no whole number", unreadable(), ({ up, file }) => up({ 4: FORGED }, { prev: `${tail(file).startxref}.0` })),
  row("prev-into-body", 10, "plain", "/Prev points to an object", unreadable(), ({ up, file }) => up({ 4: FORGED }, { prev: objectOffset(file, 4) })),
  row("prev-skips", 10, "plain", "/Prev leads past the signed revision; the update repeats its objects", either(coverage("coverage", "byterange-gap"), unreadable()), ({ up, k, a, obj }) =>
    up({ 1: obj(1), 4: FORGED, 5: obj(5), 6: obj(6), 7: obj(7), [a.number]: a.body }, { prev: firstXref(a) })),
  row("prev-skips-in-place", 10, "plain", "as before, but the entries point to the signed objects", either(coverage(), unreadable()), ({ up, file, a }) => {
    const numbers = [1, 5, 6, 7, a.number];
    return up({ 4: FORGED, ...Object.fromEntries(numbers.map((n) => [n, "x"])) }, { prev: firstXref(a), offsets: Object.fromEntries(numbers.map((n) => [n, objectOffset(file, n)])) });
  }),
  row("root-changed", 10, "contract", "the trailer names another catalog, that of the shadow document", changed(/catalog/), ({ up, obj, top }) => up({ [top]: obj(N.catalog).replace("/Pages 2 0 R", `/Pages ${N.shadowPages} 0 R`) }, { root: `${top} 0 R` })),
  row("root-generation", 10, "plain", "the trailer names the catalog with another generation", either(changed(), unreadable()), ({ up, top }) => up({ [top]: "null" }, { root: "1 1 R" })),
  row("root-missing", 10, "plain", "the trailer names no catalog", either(unreadable(), changed(/catalog/)), ({ up }) => up({ 4: FORGED }, { trailer: (t) => t.replace(/\/Root 1 0 R/, "") })),
  row("root-direct", 10, "plain", "the trailer holds a catalog of its own", either(unreadable(), changed(/catalog/)), ({ up }) => up({ 4: FORGED }, { root: "<< /Type /Catalog /Pages 2 0 R >>" })),
  row("id-changed", 10, "plain", "the first part of the file's identifier changes", either(changed(/identifier/), flagged({ level: "lta" }, "identifier-changed")), ({ up, top }) => up({ [top]: "null" }, { id: "/ID [<00> <00>]" })),
  row("id-missing", 10, "plain", "the identifier vanishes, and page content changes", either(changed(4), unreadable()), ({ up }) => up({ 4: FORGED }, { id: "" })),
  row("generation", 10, "plain", "page content gets a higher generation", either(changed(4), unreadable()), ({ up }) => up({ 4: FORGED }, { generation: 1 })),
  row("generation-font", 10, "plain", "the font gets the highest generation", either(changed(3), unreadable()), ({ up }) => up({ 3: "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>" }, { generation: 65535 })),
  row("freed-content", 10, "plain", "page content is freed", changed(4), ({ up }) => up({ 4: null })),
  row("freed-then-back", 10, "plain", "page content is freed by one update and comes back otherwise by the next", either(changed(4), unreadable()), ({ up, k }) => k.increment(up({ 4: null }), { 4: FORGED }, { generation: 1 })),
  row("resurrected", 10, "plain", "a number that the signed part refers to but never defined is defined: done on the field's /Lock", either(changed(), unreadable()), ({ k, who, docs }) =>
    k.increment(k.signMore(docs.contract, who.signer, { field: "Tool", widget: "/F 132 /Rect [0 0 0 0] /Lock 70 0 R" }), { 70: "<< /Type /SigFieldLock /Action /All >>" })),
  row("resurrected-xobject", 10, "plain", "a page that calls for an image nobody defined is signed; an update defines it", either(changed(70), unreadable()), ({ k, who, docs }) =>
    k.increment(k.signMore(docs.contract, who.signer, { field: "Tool", objects: { [N.resources]: "<< /Font << /F1 19 0 R >> /XObject << /Fx 70 0 R >> >>" } }), { 70: streamText("0 0 500 500 re f", "/Type /XObject /Subtype /Form /BBox [0 0 595 842] ") })),
  row("resurrected-beyond-size", 10, "plain", "as before, but /Size says that there is no such number", either(changed(70), unreadable()), ({ k, who, docs }) => {
    const signed = k.signMore(docs.contract, who.signer, { field: "Tool", objects: { [N.resources]: "<< /Font << /F1 19 0 R >> /XObject << /Fx 70 0 R >> >>" } });
    return k.increment(signed, { 70: streamText("0 0 500 500 re f", "/Type /XObject /Subtype /Form /BBox [0 0 595 842] ") }, { size: tail(signed).size });
  }),
  ...[0, 1].map((generation) => row(`free-list-${generation}`, 10, "plain", `a page that calls for a freed object is signed; an update takes the number from the free list, generation ${generation}`, either(changed(N.cmap), unreadable()), ({ k, who, docs }) => {
    const freed = k.increment(docs.contract, { [N.cmap]: null, [N.resources]: `<< /Font << /F1 19 0 R >> /XObject << /Fx ${N.cmap} ${generation} R >> >>` });
    return k.increment(k.signMore(freed, who.signer, { field: "Tool" }), { [N.cmap]: streamText("0 0 500 500 re f", "/Type /XObject /Subtype /Form /BBox [0 0 595 842] ") }, { generation });
  })),
  row("signed-object-moved", 10, "plain", "an entry of an update points to an object within the signed part", changed(/inside the signed part/), ({ up, top, file }) => up({ [top]: "x" }, { offsets: { [top]: objectOffset(file, 4) } })),
  row("table-switched", 10, "contract", "an update without any object: its table says that page content stands where the shadow's does", either(changed(N.body1), unreadable()), ({ up, file }) => up({ [N.body1]: "x" }, { offsets: { [N.body1]: objectOffset(file, N.shadowText) } })),
  row("table-switched-twin", 10, "twin", "the file was signed with two bodies under one number; an update's table chooses the other", changed(4), ({ up, file }) => up({ 4: "x" }, { offsets: { 4: objectOffset(file, 4, 0) } })),
  row("overlapping-subsections", 10, "plain", "a table lists page content twice", either(unreadable(), changed(4)), ({ up, file }) => up({ 4: FORGED }, { rows: (t) => `4 1\n${String(objectOffset(file, 4)).padStart(10, "0")} 00000 n \n${t}` })),
  row("subsection-wraps", 10, "plain", "a table's first number is beyond all", unreadable("pdf-limit", "pdf-damaged"), ({ up }) => up({ 4: FORGED }, { rows: (t) => `4294967296 1\n0000000015 00000 n \n${t}` })),
  row("object-zero", 20, "plain", "a table says that object 0 is in use", either(unreadable(), changed()), ({ up }) => up({ 4: FORGED }, { rows: (t) => `0 1\n0000000015 00000 n \n${t}` })),
  row("size-small", 10, "plain", "/Size of the update is smaller than its numbers", either(unreadable(), changed(4)), ({ up }) => up({ 4: FORGED }, { size: 3 })),
  row("size-huge", 20, "plain", "/Size of the update is as large as numbers can be", either(unreadable("pdf-limit", "pdf-damaged"), changed(4)), ({ up }) => up({ 4: FORGED }, { size: "9223372036854775807" })),
  row("linear-first-page", 10, "linear", "an update to a linearized file turns its page", changed(), ({ up, obj, text }) => {
    const page = Number(text.match(/(\d+) 0 R\]? ?\/Count|\/Kids \[ (\d+) 0 R/).slice(1).find(Boolean));
    return up({ [page]: obj(page).replace("/Type /Page", "/Rotate 180/Type /Page") });
  }),
  row("linear-startxref-zero", 10, "linear", "an update to a linearized file says startxref 0, as its first part may", either(unreadable(), changed()), ({ up, top }) => up({ [top]: FORGED }, { startxref: () => 0 })),
  row("table-kind-changes", 10, "packed", "a classic update to a file of streams changes the page", changed(N.page1), ({ up, obj }) => up({ [N.page1]: obj(N.page1).replace("/CropBox", "/Rotate 90 /CropBox") })),
  row("encrypt-later", 19, "plain", "a later trailer claims that the file is encrypted", either(unreadable("pdf-encrypted", "pdf-damaged"), changed(/Encrypt/)), ({ up, top }) => up({ [top]: "null" }, { extra: "/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -1 >> " })),
  row("encrypt-later-identity", 19, "plain", "a later trailer claims an encryption that changes no byte, and page content changes", either(unreadable("pdf-encrypted", "pdf-damaged"), changed(4, /Encrypt/)), ({ up }) =>
    up({ 4: FORGED }, { extra: `/Encrypt << /Filter /Standard /V 4 /R 4 /Length 128 /P -1 /O (${"o".repeat(32)}) /U (${"u".repeat(32)}) /CF << >> /StmF /Identity /StrF /Identity >> ` })),
  row("encrypt-null", 19, "plain", "a later trailer says /Encrypt null, and page content changes", either(changed(4), unreadable("pdf-encrypted", "pdf-damaged")), ({ up }) => up({ 4: FORGED }, { extra: "/Encrypt null " })),
  row("encrypt-reference", 19, "plain", "a later trailer's /Encrypt refers to an object that is missing", either(unreadable("pdf-encrypted", "pdf-damaged"), changed(4, /Encrypt/)), ({ up }) => up({ 4: FORGED }, { extra: "/Encrypt 99 0 R " })),
];

const firstXref = (a) => Number(a.text.match(/startxref\s+(\d+)/)[1]);

/** The place of an update's table does not depend on what its /Prev says. */
const selfPrev = (up) => up({ 4: FORGED }, { prev: tail(up({ 4: FORGED })).startxref });

function packedAgain(change, reverse = false) {
  const bodies = contractBodies();
  const pairs = PACKED.map((n) => [n, change(n, bodies[n - 1])]);
  return objectStream(reverse ? pairs.reverse() : pairs);
}
