// What two parsers read differently, or one cannot bear: keys twice, escapes, lying lengths, circles, bombs (traps 19, 20).
import zlib from "node:zlib";
import { cat, latin, streamText } from "../lib/pdf.mjs";
import { changed, either, format, unreadable } from "../lib/expect.mjs";
import { N } from "../lib/contract.mjs";
import { FORGED, drawn, forgedPage } from "./text.mjs";

const shows = "one reader shows the signed document, another the forged one, or none";
const row = (name, how, expect, make, base = "contract", trap = 20) => ({ name: `parser-${name}`, trap, base, how, shows, expect, make });
let packed; // 64 MB of zeros, packed once
const zeros = () => (packed ??= zlib.deflateSync(Buffer.alloc(64 << 20), { level: 9 }));
const bomb = (more = "") => cat(`<< ${more}/Filter /FlateDecode /Length ${zeros().length} >>\nstream\n`, zeros(), "\nendstream");
function bombs() {
  const twice = zlib.deflateSync(zeros(), { level: 9 });
  return cat(`<< /Filter [/FlateDecode /FlateDecode] /Length ${twice.length} >>\nstream\n`, twice, "\nendstream");
}
/** A text and its change; both must differ. */
const swap = (n, from, to) => ({ obj }) => { const t = obj(n); const after = t.replace(from, to); if (t === after) throw new Error(`no ${from} in ${n}`); return { [n]: after }; };
const up = (change, options) => (k) => k.up(change(k), options);
const broken = (...w) => either(unreadable("pdf-damaged", "pdf-limit"), changed(...w));

export default [
  // keys
  row("duplicate-pages", "the catalog has two /Pages, the first is the shadow's", broken("catalog-changed"), up(swap(N.catalog, "/Pages 2 0 R", `/Pages ${N.shadowPages} 0 R /Pages 2 0 R`))),
  row("duplicate-pages-last", "the catalog has two /Pages, the second is the shadow's", broken("catalog-changed"), up(swap(N.catalog, "/Pages 2 0 R", `/Pages 2 0 R /Pages ${N.shadowPages} 0 R`))),
  row("escaped-pages", "the catalog's second /Pages is spelt /P#61ges", broken("catalog-changed"), up(swap(N.catalog, "/Pages 2 0 R", `/Pages 2 0 R /P#61ges ${N.shadowPages} 0 R`))),
  row("escaped-value", "a field's second value is spelt /#56", broken(N.price), up(swap(N.price, "/V (100)", "/V (100) /#56 (900)"))),
  row("duplicate-value", "a filled field has two values; the first is the signed one", broken(N.price), up(swap(N.price, "/V (100)", "/V (100) /V (900)"))),
  row("duplicate-value-empty", "an empty field gets two values at once, for two readers", broken(N.note), up(swap(N.note, "/T (note)", "/T (note) /V (100) /V (900)"))),
  row("escaped-value-empty", "an empty field gets /V and /#56 at once", broken(N.note), up(swap(N.note, "/T (note)", "/T (note) /V (100) /#56 (900)"))),
  row("duplicate-prev", "the trailer has two /Prev: one leads past the signed revision", either(unreadable(), { reason: "coverage", codes: ["coverage"] }), ({ up: u, a }) => u({ [N.body1]: FORGED }, { trailer: (t) => t.replace("/Prev", `/Prev ${Number(a.text.match(/startxref\s+(\d+)/)[1])} /Prev`) })),
  row("duplicate-root", "the trailer has two /Root: one is the shadow's", either(unreadable(), changed(/catalog/)), ({ up: u, top, obj }) => u({ [top]: obj(N.catalog).replace("/Pages 2 0 R", `/Pages ${N.shadowPages} 0 R`) }, { extra: `/Root ${top} 0 R ` })),
  row("escaped-root", "the trailer's second /Root is spelt /R#6fot", either(unreadable(), changed(/catalog/)), ({ up: u, top, obj }) => u({ [top]: obj(N.catalog).replace("/Pages 2 0 R", `/Pages ${N.shadowPages} 0 R`) }, { extra: `/R#6fot ${top} 0 R ` })),
  row("duplicate-size-only", "an update says /Size twice, and page content changes", broken(N.body1), ({ up: u }) => u({ [N.body1]: FORGED }, { extra: "/Size 3 " })),
  row("nul-in-name", "the catalog's second /Pages is spelt with a zero byte", broken("catalog-changed"), up(swap(N.catalog, "/Pages 2 0 R", `/Pages#00 2 0 R /Pages ${N.shadowPages} 0 R`))),
  row("slash-space", "an empty name hides the key behind it: / /Pages", broken("catalog-changed"), up(swap(N.catalog, "/Pages 2 0 R", `/Pages ${N.shadowPages} 0 R / /Pages 2 0 R`))),
  row("comment-in-dictionary", "a comment hides the signed /Pages from one reader: ends with a carriage return", broken("catalog-changed"), up(swap(N.catalog, "/Pages 2 0 R", `% \r/Pages ${N.shadowPages} 0 R % \n/Pages 2 0 R`))),
  row("bracket-in-string", "a string with unbalanced brackets swallows /Pages for one reader", broken("catalog-changed"), up(swap(N.catalog, "/Pages 2 0 R", `/X (\\) /Pages ${N.shadowPages} 0 R /Y \\() /Pages 2 0 R`))),
  row("reference-with-comment", "/Pages 2 %…⏎ 0 R: a reference across a comment, page content changed", broken(N.body1, N.catalog), (k) => k.up({ ...swap(N.catalog, "/Pages 2 0 R", "/Pages 2 %x\n0 R")(k), [N.body1]: FORGED })),
  // objects
  row("endobj-missing", "the overwritten content lacks endobj", broken(N.body1), ({ up: u }) => cat(latin(u({ [N.body1]: FORGED }).toString("latin1").replace(/endstream\nendobj(?=\nxref\n[^]*startxref\n\d+\n%%EOF\n$)/, "endstream\n      ")))),
  row("object-number-differs", "the table says 16, the object says 99", broken(N.body1), ({ up: u }) => latin(u({ [N.body1]: FORGED }).toString("latin1").replace(/16 0 obj(?=\n<< \/Length 5)/, "99 0 obj"))),
  row("stream-in-array", "a content stream becomes an array of streams that loops to itself", broken(N.body1), up(() => ({ [N.body1]: `[${N.body1} 0 R]` }))),
  row("reference-to-itself", "page content refers to itself", broken(N.body1), up(() => ({ [N.body1]: `${N.body1} 0 R` }))),
  row("reference-circle", "page content and the next object refer to one another", broken(N.body1), ({ up: u, top }) => u({ [N.body1]: `${top} 0 R`, [top]: `${N.body1} 0 R` })),
  // streams
  row("length-short", "the new content's /Length is too small: one reader stops, another looks for endstream", broken(N.body1), up(() => ({ [N.body1]: `<< /Length 4 >>\nstream\n${forgedPage}\nendstream` }))),
  row("length-long", "the new content's /Length is too large", broken(N.body1), up(() => ({ [N.body1]: `<< /Length 90000 >>\nstream\n${forgedPage}\nendstream` }))),
  row("length-negative", "the new content's /Length is negative", broken(N.body1), up(() => ({ [N.body1]: `<< /Length -5 >>\nstream\n${forgedPage}\nendstream` }))),
  row("length-reference", "the new content's /Length refers to the content", broken(N.body1), up(() => ({ [N.body1]: `<< /Length ${N.body1} 0 R >>\nstream\n${forgedPage}\nendstream` }))),
  row("length-overwritten", "a signed stream's indirect /Length is changed, so that it ends elsewhere", changed(60), ({ k, who, docs }) =>
    k.increment(k.signMore(docs.contract, who.signer, { field: "Tool", objects: { [N.body1]: `<< /Length 60 0 R >>\nstream\n${forgedPage}\nendstream`, 60: String(forgedPage.length) } }), { 60: "10" })),
  row("endstream-inside", "the new content holds endstream and endobj, and another body behind them", changed(N.body1), up(() => ({ [N.body1]: streamText(`${forgedPage}\nendstream\nendobj\n16 0 obj\n<< /Length 3 >>\nstream\nxyz`) }))),
  row("external-stream", "page content comes from another file: /F", changed(N.body1), up(({ obj }) => ({ [N.body1]: obj(N.body1).replace("<<", "<< /F (http://forged.test/page)") }))),
  row("bomb-content", "page content becomes a bomb of 64 MB", broken(N.body1), up(() => ({ [N.body1]: bomb() }))),
  row("bomb-nested", "page content becomes a bomb within a bomb", broken(N.body1), up(() => ({ [N.body1]: bombs() }))),
  row("bomb-metadata", "XMP becomes a bomb", broken(N.metadata, N.catalog, /Metadata/), up(() => ({ [N.metadata]: bomb("/Type /Metadata /Subtype /XML ") }))),
  row("filter-unknown", "XMP gets an unknown filter", broken(N.metadata, /Metadata/), up(() => ({ [N.metadata]: streamText("x", "/Type /Metadata /Subtype /XML /Filter /Forged ") }))),
  // trees and numbers
  row("page-tree-loop", "the page tree becomes a circle", broken(N.pages), up(swap(N.pages, "[10 0 R", "[2 0 R 10 0 R"))),
  row("page-tree-parent-loop", "the tree's root gets itself as /Parent", broken(N.pages), up(swap(N.pages, "/Type /Pages", "/Type /Pages /Parent 2 0 R"))),
  row("field-tree-loop", "a field's kid is its own parent's parent", broken(N.company, N.companyTown), up(swap(N.companyTown, "/DA", "/Kids [38 0 R] /DA"))),
  row("field-tree-deep", "a field with two hundred generations", broken(/field/, N.company), (k) => {
    const chain = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [100 + i, `<< /T (x) /Parent ${i ? 99 + i : 38} 0 R /Kids [${101 + i} 0 R] >>`]));
    return k.up({ ...swap(N.company, "40 0 R]", "40 0 R 100 0 R]")(k), ...chain, 300: "<< /T (x) /Parent 299 0 R /FT /Sig >>" });
  }),
  row("names-loop", "the name tree becomes a circle", changed(N.names), up(swap(N.names, "/EmbeddedFiles << /Names [(terms.txt) 14 0 R] >>", "/EmbeddedFiles << /Kids [4 0 R] >>"))),
  row("deep-arrays", "the catalog gets arrays nested ten thousand times", broken("catalog-changed"), up(swap(N.catalog, "/Type /Catalog", `/Type /Catalog /X ${"[".repeat(10000)}${"]".repeat(10000)}`))),
  row("deep-arrays-unclosed", "as before, and nothing closes them", broken("catalog-changed"), up(swap(N.catalog, "/Type /Catalog", `/Type /Catalog /X ${"[".repeat(10000)}`))),
  row("deep-in-field", "an empty field's value is nested ten thousand times", broken(N.note), up(swap(N.note, "/T (note)", `/T (note) /V ${"[".repeat(10000)}${"]".repeat(10000)}`))),
  row("number-huge", "a page's box has numbers of five hundred digits", broken(N.page1), up(swap(N.page1, "[0 0 595 842]", `[0 0 ${"9".repeat(500)} 842]`))),
  row("reference-huge", "an empty field's value refers to object 4294967298, which is 2 to some", broken(N.note, N.catalog), up(swap(N.note, "/T (note)", "/T (note) /V 4294967298 0 R"))),
  row("reference-negative", "an empty field's value refers to object -5", broken(N.note), up(swap(N.note, "/T (note)", "/T (note) /V -5 0 R"))),
  row("reference-zero", "an empty field's value refers to object 0", broken(N.note), up(swap(N.note, "/T (note)", "/T (note) /V 0 0 R"))),
  row("count-huge", "the page tree says that it has two thousand million pages", broken(N.pages), up(swap(N.pages, "/Count 2", "/Count 2147483647"))),
  row("count-negative", "the page tree says that it has -1 pages", broken(N.pages), up(swap(N.pages, "/Count 2", "/Count -1"))),
  row("offset-64-bit", "a table's offset is beyond 64 bits", broken(N.body1), ({ up: u }) => u({ [N.body1]: FORGED }, { rows: (t) => t.replace(/\d{10}(?= 00000 n)/, "99999999999999999999") })),
  row("offset-10-digits", "a table's offset is the largest that fits", broken(N.body1), ({ up: u }) => u({ [N.body1]: "x" }, { offsets: { [N.body1]: 9999999999 } })),
  row("row-short", "a table's rows are 19 bytes long, so that readers that count slip", broken(N.body1, N.shared), ({ up: u }) => u({ [N.shared]: FORGED, [N.body1]: FORGED }, { rows: (t) => t.replaceAll(" \n", "\n") })),
  row("row-letters", "a table's row has letters", broken(N.body1), ({ up: u }) => u({ [N.body1]: FORGED }, { rows: (t) => t.replace(/\d(?=\d{4} 00000 n)/, "x") })),
  row("xref-width", "a cross-reference stream's /W is [8 8 8], its data are not", broken(N.body1), ({ up: u }) => latin(u({ [N.body1]: FORGED }, { kind: "stream" }).toString("latin1").replace("/W [1 4 2]", "/W [8 8 8]"))),
  row("xref-width-zero", "a cross-reference stream's /W is all zeros", broken(N.body1), ({ up: u }) => latin(u({ [N.body1]: FORGED }, { kind: "stream" }).toString("latin1").replace("/W [1 4 2]", "/W [0 0 0]"))),
  row("xref-index-huge", "a cross-reference stream's /Index covers all numbers", broken(N.body1), ({ up: u }) => latin(u({ [N.body1]: FORGED }, { kind: "stream" }).toString("latin1").replace(/\/Index \[16 1/, "/Index [0 2147483647"))),
  row("xref-type-unknown", "a cross-reference stream has entries of type 9", broken(N.body1), ({ up: u }) => {
    const out = u({ [N.body1]: FORGED }, { kind: "stream" });
    out[out.lastIndexOf("stream\n", out.length - 40) + 7] = 9;
    return out;
  }),
  // encryption (trap 19)
  row("crypt-filter-content", "page content gets a crypt filter", changed(N.body1), up(({ obj }) => ({ [N.body1]: obj(N.body1).replace("<<", "<< /Filter /Crypt /DecodeParms << /Name /Identity >>") })), "contract", 19),
  row("encrypt-in-catalog", "the catalog, not the trailer, says /Encrypt", changed("catalog-changed"), up(swap(N.catalog, "/Type /Catalog", "/Type /Catalog /Encrypt << /Filter /Standard /V 4 >>")), "contract", 19),
  row("encrypt-wrapper", "the signed file lies encrypted in another, as a payload behind a cover page", { reason: "vanished", codes: [] }, ({ docs, file }) => cover(docs.plain, file), "contract", 19),
  // text of values
  row("value-utf16-bidi", "an empty field's value is written from right to left", either(changed(N.note), { reason: "flagged", level: "form-filling", codes: [], objects: [N.note] }), up(swap(N.note, "/T (note)", "/T (note) /V <FEFF202E003000300039>")), "contract"),
  row("name-utf16", "a new signature field's name is an old one's, spelt in UTF-16", changed(/field/), ({ up: u, obj, top }) => u({ [N.form]: obj(N.form).replace("42 0 R", `42 0 R ${top} 0 R`), [top]: "<< /FT /Sig /T <FEFF00700072006900630065> /Subtype /Widget /Rect [0 0 0 0] >>" })),
  row("name-dotted", "a new signature field's name has the dot of a kid's full name", either(changed(/field/), format("signature-shared")), ({ up: u, obj, top }) => u({ [N.form]: obj(N.form).replace("42 0 R", `42 0 R ${top} 0 R`), [top]: "<< /FT /Sig /T (company.name) /Subtype /Widget /Rect [0 0 0 0] >>" })),
  row("appearance-in-form", "an empty field is filled in, and its look draws far beyond its place", either(changed(N.note), { reason: "flagged", level: "form-filling", codes: [], objects: [N.note] }), (k) => k.up({ ...swap(N.note, "/T (note)", "/T (note) /V (x)")(k), [N.note]: k.obj(N.note).replace("/T (note)", "/T (note) /V (x)").replace("/N 52 0 R", "/N 90 0 R"), 90: drawn("900,000", "-1000 -1000 1000 1000") })),
];

/** A one-page document that carries another as its encrypted payload (ISO 32000-2 §7.6.7). */
function cover(plain, inside) {
  const text = plain.toString("latin1");
  const root = text.match(/1 0 obj\n(<<[^]*?>>)\nendobj/)[1];
  return coverUpdate(plain, root, inside);
}

function coverUpdate(plain, root, inside) {
  const at = plain.length;
  const catalog = `1 0 obj\n${root.replace("/Type /Catalog", "/Type /Catalog /AF [7 0 R] /Collection << /View /H >>")}\nendobj\n`;
  const spec = "7 0 obj\n<< /Type /Filespec /AFRelationship /EncryptedPayload /F (in.pdf) /EF << /F 8 0 R >> /EP << /Type /EncryptedPayload /Subtype /X >> >>\nendobj\n";
  const payload = cat(`8 0 obj\n<< /Type /EmbeddedFile /Length ${inside.length} >>\nstream\n`, inside, "\nendstream\nendobj\n");
  const ten = (n) => String(n).padStart(10, "0");
  const [one, seven, eight] = [at, at + catalog.length, at + catalog.length + spec.length];
  return cat(plain, catalog, spec, payload, `xref\n1 1\n${ten(one)} 00000 n \n7 2\n${ten(seven)} 00000 n \n${ten(eight)} 00000 n \ntrailer\n<< /Size 9 /Root 1 0 R /Prev ${plain.toString("latin1").match(/startxref\s+(\d+)/)[1]} >>\nstartxref\n${eight + payload.length}\n%%EOF\n`);
}
