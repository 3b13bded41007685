// Incremental saving attacks: a new body behind the signed part, without all that would make it a revision (traps 1, 2, 18).
import { cat, latin, objectOffset, streamText, tail } from "../lib/pdf.mjs";
import { changed, coverage, either, flagged, unreadable } from "../lib/expect.mjs";
import { FORGED, forgedBody, forgedPage } from "./text.mjs";

const shows = "readers that repair files show the forged page; the signature's own bytes are intact";
const trailing = /bytes|behind|belong|revision/;
/** Either strictly unreadable, or told: bytes that belong to no revision. */
const notARevision = either(unreadable(), changed(trailing), coverage("coverage", "changed-after"));
/** White space shows nothing: it may be let pass, but then the signature does not cover the entire file. */
const blank = { ...notARevision, or: [...notARevision.or, flagged({ coverage: "entire-revision" })] };
const row = (name, trap, how, make, expect = notARevision) => ({ name: `isa-${name}`, trap, base: "plain", how, shows, expect, make });

const body = forgedBody(4);
/** Body, table and trailer as they should be, cut into parts for rows that leave one out. */
function parts(file, options) {
  const last = tail(file);
  const xref = file.length + body.length;
  const table = `xref\n4 1\n${String(file.length).padStart(10, "0")} 00000 n \n`;
  const trailer = `trailer\n<< /Size ${last.size} /Root ${last.root} /Prev ${options?.prev ?? last.startxref} ${last.id} >>\n`;
  return { last, xref, table, trailer };
}
const startxref = (n) => `startxref\n${n}\n`;

export default [
  row("no-eof", 1, "a full update without %%EOF", ({ up }) => up({ 4: FORGED }, { eof: "" }), either(unreadable(), changed(4))),
  row("no-eof-off-by-one", 1, "a full update without %%EOF whose startxref is off by one", ({ up }) => up({ 4: FORGED }, { eof: "", startxref: (n) => n + 1 })),
  row("off-by-one", 1, "a full update whose startxref is off by one", ({ up }) => up({ 4: FORGED }, { startxref: (n) => n + 1 })),
  row("off-by-minus-one", 1, "a full update whose startxref is one too small", ({ up }) => up({ 4: FORGED }, { startxref: (n) => n - 1 })),
  row("startxref-beyond", 1, "a full update whose startxref lies beyond the end", ({ up }) => up({ 4: FORGED }, { startxref: (n) => n + 100000 })),
  row("startxref-zero", 1, "a full update whose startxref is 0", ({ up }) => up({ 4: FORGED }, { startxref: () => 0 })),
  row("startxref-signed", 1, "a full update whose startxref is that of the signed revision", ({ up, file }) => up({ 4: FORGED }, { startxref: () => tail(file).startxref })),
  row("startxref-to-body", 1, "a full update whose startxref is the place of the new object", ({ up, file }) => up({ 4: FORGED }, { startxref: () => file.length })),
  row("body-only", 2, "only the new object", ({ file }) => cat(file, body)),
  row("body-eof", 2, "the new object and %%EOF", ({ file }) => cat(file, body, "%%EOF\n")),
  row("body-startxref", 2, "the new object, the signed startxref and %%EOF", ({ file }) => cat(file, body, startxref(tail(file).startxref), "%%EOF\n")),
  row("body-trailer", 2, "the new object and a trailer, no table", ({ file }) => { const p = parts(file); return cat(file, body, p.trailer, startxref(p.last.startxref), "%%EOF\n"); }),
  row("body-trailer-copied", 2, "the new object and the signed trailer once more", ({ file, a }) => cat(file, body, a.text.slice(a.text.lastIndexOf("trailer")))),
  row("no-trailer", 2, "a table without a trailer", ({ file }) => { const p = parts(file); return cat(file, body, p.table, startxref(p.xref), "%%EOF\n"); }),
  row("no-table", 2, "a trailer without a table, to which startxref points", ({ file }) => { const p = parts(file); return cat(file, body, p.trailer, startxref(p.xref), "%%EOF\n"); }),
  row("no-startxref", 2, "table and trailer without startxref", ({ file }) => { const p = parts(file); return cat(file, body, p.table, p.trailer, "%%EOF\n"); }),
  row("no-startxref-no-eof", 1, "table and trailer, and nothing behind", ({ file }) => { const p = parts(file); return cat(file, body, p.table, p.trailer); }),
  row("empty-table", 2, "the new object and an update whose table is empty and whose startxref is wrong", ({ file }) => { const p = parts(file); return cat(file, body, "xref\n0 0\n", p.trailer, startxref(p.xref + 3), "%%EOF\n"); }),
  row("table-lists-another", 2, "the table lists an object where the bytes hold another", ({ up, file }) => up({ 4: "null" }, { offsets: { 4: objectOffset(file, 3) } }), either(unreadable(), changed(4))),
  row("bytes-behind", 1, "a word behind %%EOF", ({ file }) => cat(file, "forged")),
  row("comment-behind", 1, "a comment and another %%EOF", ({ file }) => cat(file, "% forged\n%%EOF\n")),
  row("eof-behind", 18, "another %%EOF", ({ file }) => cat(file, "%%EOF\n")),
  row("spaces-behind", 1, "a thousand spaces behind the end", ({ file }) => cat(file, " ".repeat(1000)), blank),
  row("zeros-behind", 1, "a thousand zero bytes behind the end", ({ file }) => cat(file, "\0".repeat(1000)), blank),
  row("document-behind", 18, "a whole other document with its own table, no /Prev: readers see only the new one", ({ file, docs }) => {
    const other = docs.plain.toString("latin1").replace("Agreement", "I owe you");
    const moved = other.replace(/(\d{10}) 00000 n/g, (_, n) => `${String(Number(n) + file.length).padStart(10, "0")} 00000 n`)
      .replace(/startxref\n(\d+)/, (_, n) => startxref(Number(n) + file.length).trim());
    return cat(file, moved);
  }, either({ reason: "vanished", codes: [] }, unreadable(), coverage())),
  row("no-prev", 18, "an update that lists every object again, without /Prev", ({ file, up, obj, a }) =>
    up({ 1: obj(1), 2: obj(2), 3: obj(3), 4: FORGED, 5: obj(5), 6: obj(6), 7: obj(7), [a.number]: a.body }, { trailer: (t) => t.replace(/\/Prev \d+/, ""), rows: (t) => t.replace("xref\n", "xref\n0 1\n0000000000 65535 f \n") }),
    either(coverage("coverage", "byterange-gap"), unreadable())),
  row("eof-in-stream", 18, "the new page content holds startxref and %%EOF, so that a search from the end finds the signed revision", ({ up, file }) =>
    up({ 4: streamText(`${forgedPage}\nstartxref\n${tail(file).startxref}\n%%EOF\n`) }), changed(4)),
  row("eof-missing-newline", 18, "the last line end is cut, then a full update follows", ({ a, k }) => k.increment(latin(a.text.replace(/\n$/, "")), { 4: FORGED }), either(changed(4), coverage("coverage", "hash", "byterange-bounds"))),
  row("cr-only", 18, "a full update with line ends of old Macintoshes", ({ file, up }) => {
    const more = up({ 4: FORGED }, { eof: "%%EOF\r" });
    return cat(file, more.subarray(file.length).toString("latin1").replace(/\n(?=trailer|startxref|%%EOF)/g, "\r"));
  }, either(changed(4), unreadable())),
  row("header-again", 18, "a new header and a whole update behind it", ({ file, k }) => k.increment(cat(file, "%PDF-1.7\n"), { 4: FORGED }), either(changed(4, trailing), coverage(), unreadable())),
  row("leading-bytes", 18, "bytes before %PDF: offsets count from elsewhere", ({ file }) => cat("junk\n", file), either(unreadable(), coverage("byterange-gap", "byterange-bounds", "coverage"), { reason: "hash", codes: ["hash"] })),
  row("leading-comment", 18, "a comment as long as a line before %PDF", ({ file }) => cat("%PDF-1.0\n", file), either(unreadable(), coverage("byterange-gap", "byterange-bounds", "coverage"), { reason: "hash", codes: ["hash"] })),
  row("update-in-two", 1, "a valid empty update, behind it the forged object", ({ up, top }) => cat(up({ [top]: "null" }), body)),
  row("update-good-then-bad", 1, "a valid form-filling update, behind it a full one without %%EOF and startxref off by one", ({ up, top, k }) =>
    k.increment(up({ [top]: "null" }), { 4: FORGED }, { eof: "", startxref: (n) => n + 1 })),
];
