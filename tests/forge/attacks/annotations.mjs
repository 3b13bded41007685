// Evil annotation and sneaky signature: certified documents that allow annotations or signatures (traps 13, 15).
import { streamText } from "../lib/pdf.mjs";
import { changed, either, flagged, forbidden } from "../lib/expect.mjs";
import * as cms from "../lib/cms.mjs";
import { N } from "../lib/contract.mjs";
import { drawn } from "./text.mjs";

const shows = "something new over the signed text, while the certification stays good";
const over = "/Rect [50 650 550 760] /F 4";
const KINDS = {
  freetext: `/Subtype /FreeText ${over} /Contents (The price is 900,000) /DA (/Helv 18 Tf 0 g) /AP << /N 91 0 R >>`,
  stamp: `/Subtype /Stamp ${over} /AP << /N 91 0 R >>`,
  redact: `/Subtype /Redact ${over} /OverlayText (900,000) /IC [1 1 1]`,
  square: `/Subtype /Square ${over} /IC [1 1 1] /AP << /N 91 0 R >>`,
  highlight: `/Subtype /Highlight ${over} /QuadPoints [50 760 550 760 50 650 550 650] /C [1 1 0]`,
  strikeout: `/Subtype /StrikeOut ${over} /QuadPoints [50 760 550 760 50 650 550 650]`,
  ink: `/Subtype /Ink ${over} /InkList [[50 650 550 760]]`,
  line: `/Subtype /Line ${over} /L [50 700 550 700] /BS << /W 40 >> /C [1 1 1]`,
  text: "/Subtype /Text /Rect [0 0 20 20] /Contents (a note)",
  link: `/Subtype /Link ${over} /A << /S /URI /URI (https://forged.test) >>`,
  "file-attachment": "/Subtype /FileAttachment /Rect [0 0 20 20] /FS << /F (x) /EF << /F 91 0 R >> >>",
  screen: `/Subtype /Screen ${over} /A << /S /JavaScript /JS (app.alert\\(1\\)) >>`,
  watermark: `/Subtype /Watermark ${over} /AP << /N 91 0 R >>`,
  widget: `/Subtype /Widget /FT /Tx /T (forged) /V (900,000) ${over} /AP << /N 91 0 R >>`,
};
const annotate = (entries) => ({ obj }) => ({ [N.annots]: obj(N.annots).replace("]", " 90 0 R]"), 90: `<< /Type /Annot ${entries} >>`, 91: drawn("The price is 900,000") });
const row = (name, how, base, expect, change, trap = 13) => ({ name: `annotation-${name}`, trap, base, how, shows, expect, make: (k) => k.up(change(k)) });

/** A real, trusted second signature whose looks lie over the page. */
const sneaky = (name, how, base, expect, options, trap = 13) => ({
  name: `sneaky-${name}`, trap, base, how, shows: "a genuine later signature draws other contract text", expect: { ...expect, intact: ["Sly"] },
  make: (k) => k.signMore(k.file, k.who.partner, { field: "Sly", ...options(k) }),
});
const onPage = (k, number = N.annots, behind = 1) => ({ [number]: k.obj(number).replace("]", ` ${k.top + behind} 0 R]`) });
const drawnOver = (k, more) => ({ objects: { ...onPage(k), ...appearance(k) }, widget: `/F 4 /P 10 0 R /Rect [70 700 300 740] /AP << /N ${k.top} 0 R >>`, ...more });
const appearance = (k) => ({ [k.top]: drawn("The price is 900,000") });

const NEVER = ["widget", "screen", "link"]; // they act, or belong to a form
const added = [N.annots, 90, /annotation/];

export default [
  // without certification, and under P=1 and P=2, no annotation may come
  ...["freetext", "stamp", "redact", "link", "text"].map((n) => row(`${n}-approved`, `a ${n} annotation after an approval signature`, "contract", changedOr(), annotate(KINDS[n]))),
  ...["freetext", "stamp", "text"].map((n) => row(`${n}-p1`, `a ${n} annotation in a document certified with P=1`, "contract-p1", changedOr(), annotate(KINDS[n]))),
  ...["freetext", "redact", "square", "watermark"].map((n) => row(`${n}-p2`, `a ${n} annotation in a document certified with P=2`, "contract-p2", changedOr(), annotate(KINDS[n]))),
  // under P=3 they may, but the report must say so
  ...Object.keys(KINDS).map((n) => row(`${n}-p3`, `a ${n} annotation over the text of a document certified with P=3`, "contract-p3",
    NEVER.includes(n) ? either(changed(...added), flagged({ level: "annotations" }, ...added)) : flagged({ level: "annotations" }, ...added), annotate(KINDS[n]))),
  row("memo-rewritten-p3", "the text of a signed annotation is changed under P=3", "contract-p3", either(flagged({ level: "annotations" }, N.memo), changed(N.memo)), ({ obj }) => ({ [N.memo]: obj(N.memo).replace("in May", "never") })),
  row("memo-rewritten-p2", "the text of a signed annotation is changed under P=2", "contract-p2", changedOr(N.memo), ({ obj }) => ({ [N.memo]: obj(N.memo).replace("in May", "never") })),
  row("memo-removed-p3", "a signed annotation is taken out under P=3", "contract-p3", either(flagged({ level: "annotations" }, N.annots, N.memo, N.page1), changed(N.annots, N.page1, N.memo)), ({ obj }) => ({ [N.annots]: obj(N.annots).replace(" 44 0 R", "") })),
  row("memo-removed", "a signed annotation is taken out after an approval", "contract", changedOr(N.annots, N.page1, N.memo), ({ obj }) => ({ [N.annots]: obj(N.annots).replace(" 44 0 R", "") })),
  row("link-rewritten-p3", "a signed link leads elsewhere under P=3", "contract-p3", either(changed(N.link), flagged({ level: "annotations" }, N.link)), ({ obj }) => ({ [N.link]: obj(N.link).replace("example.test/terms", "forged.test") })),
  row("annots-replaced-p3", "the page gets another list of annotations under P=3", "contract-p3", either(changed(N.page1, /annotation/), flagged({ level: "annotations" }, N.page1)), ({ obj }) => ({ [N.page1]: obj(N.page1).replace("/Annots 17 0 R", "/Annots [90 0 R]"), 90: `<< /Type /Annot ${KINDS.stamp} >>`, 91: drawn("900,000") })),
  row("content-p3", "page content is overwritten under P=3, along with an annotation", "contract-p3", changed(N.body1), (k) => ({ ...annotate(KINDS.text)(k), [N.body1]: streamText("BT (900) Tj ET") })),
  row("appearance-is-content-p3", "a new annotation is drawn by page content, which is overwritten under P=3", "contract-p3", changed(N.table), (k) => ({ ...annotate(`/Subtype /Stamp ${over} /AP << /N 22 0 R >>`)(k), [N.table]: drawn("900 each") })),
  row("page2-p3", "a list of annotations is given to a page that had none, under P=3", "contract-p3", flagged({ level: "annotations" }, 90, N.page2), ({ obj }) => ({ [N.page2]: obj(N.page2).replace("/Parent", "/Annots [90 0 R] /Parent"), 90: `<< /Type /Annot ${KINDS.stamp} >>`, 91: drawn("900,000") })),

  // sneaky signatures: under P=2 signing is allowed, drawing a page is not
  sneaky("covers-page-p2", "a signature field as large as the page, with text", "contract-p2", changed(/field|much|cover/), (k) => ({ objects: { ...onPage(k), ...appearance(k) }, widget: `/F 4 /P 10 0 R /Rect [0 0 595 842] /AP << /N ${k.top} 0 R >>` })),
  sneaky("covers-page-indirect-p2", "as before, with a /Rect whose numbers stand in other objects", "contract-p2", changed(/field|much|cover/), (k) => ({ objects: { [k.top + 3]: "595", [k.top + 4]: "842", ...appearance(k), [N.annots]: k.obj(N.annots).replace("]", ` ${k.top + 5} 0 R]`) }, widget: `/F 4 /P 10 0 R /Rect [0 0 ${k.top + 3} 0 R ${k.top + 4} 0 R] /AP << /N ${k.top} 0 R >>` })),
  sneaky("covers-page-in-parts-p2", "two signature fields that together cover the page, one of them not signed but drawn by /MK", "contract-p2", changed(/field|much|cover/), (k) => ({ objects: { [N.form]: k.obj(N.form).replace("42 0 R", `42 0 R ${k.top + 3} 0 R`), ...appearance(k), [k.top + 3]: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Upper) /F 4 /P 10 0 R /Rect [0 421 595 842] /MK << /BG [1 1 1] >> >>", [N.annots]: k.obj(N.annots).replace("]", ` ${k.top + 3} 0 R ${k.top + 4} 0 R]`) }, widget: `/F 4 /P 10 0 R /Rect [0 0 595 200] /AP << /N ${k.top} 0 R >>` })),
  sneaky("background-p2", "a genuine signature field as large as the page, not drawn, but with a background and a caption", "contract-p2", changed(/field|much|cover/), (k) => ({ objects: onPage(k, N.annots, 0), widget: "/F 4 /P 10 0 R /Rect [0 0 595 842] /MK << /BG [1 1 1] /CA (The price is 900,000) >>" })),
  sneaky("border-p2", "a genuine signature field as large as the page, not drawn, but with a border that fills it", "contract-p2", changed(/field|much|cover/), (k) => ({ objects: onPage(k, N.annots, 0), widget: "/F 4 /P 10 0 R /Rect [0 0 595 842] /BS << /W 400 /S /S >>" })),
  { ...sneaky("unknown-kind", "a drawn signature field over the price, whose signature is of a kind that nobody can judge", "contract", { ...changed("broken-signature-added", /Sly/), intact: [] }, (k) => drawnOver(k, { subFilter: "Forged.Unknown" })), expect: { ...changed("broken-signature-added", /Sly/), victims: ["Sig1"] } },
  { ...sneaky("no-attributes", "a drawn signature field over the price, whose CMS has no signed attributes", "contract", {}, (k) => drawnOver(k, { make: (m) => cms.sign(k.who.forger, m, { bare: true }) })), expect: { ...changed("broken-signature-added", /Sly/), victims: ["Sig1"] } },
  sneaky("covers-price-p2", "a small signature field exactly over the price", "contract-p2", either(changed(/field|cover/), flagged({ level: "form-filling" }, /Sly/)), (k) => ({ objects: { ...onPage(k), ...appearance(k) }, widget: `/F 4 /P 10 0 R /Rect [70 700 300 740] /AP << /N ${k.top} 0 R >>` })),
  sneaky("covers-page-p1", "a signature field with text under P=1", "contract-p1", either(forbidden(/Sly|field/), changed(/field/)), (k) => ({ objects: { ...onPage(k), ...appearance(k) }, widget: `/F 4 /P 10 0 R /Rect [0 0 595 842] /AP << /N ${k.top} 0 R >>` })),
  sneaky("invisible-p1", "an invisible second signature under P=1", "contract-p1", forbidden(/Sly/), () => ({})),
  sneaky("existing-field-p2", "the empty field Sig2 is signed, and moved over the price", "contract-p2", changed(N.sig2), (k) => ({ objects: { ...appearance(k), [N.sig2]: k.obj(N.sig2).replace(/\/Rect \[.*?\]/, `/Rect [50 650 550 760] /AP << /N ${k.top} 0 R >>`) } })),
  sneaky("appearance-borrowed", "the new field's looks are a stream of the page, overwritten", "contract-p2", changed(N.table), (k) => ({ objects: { ...onPage(k, N.annots), [N.table]: drawn("900 each"), [k.top]: "null" }, widget: "/F 4 /P 10 0 R /Rect [70 160 300 180] /AP << /N 22 0 R >>" })),
  sneaky("page-content-too", "a good second signature whose revision changes page content as well", "contract", changed(N.body1), () => ({ objects: { [N.body1]: streamText("BT (900) Tj ET") } })),
  { ...sneaky("reverted", "the second party signs a page that says 900; an update puts the first page back", "contract", changed(N.body1), () => ({})), expect: { ...changed(N.body1), victims: ["Sly"] },
    make: (k) => k.increment(k.signMore(k.file, k.who.partner, { field: "Sly", objects: { [N.body1]: streamText("BT (900) Tj ET") } }), { [N.body1]: k.obj(N.body1) }) },
  sneaky("field-value-too", "a good second signature whose revision changes a filled field", "contract", either(changed(N.price), flagged({ code: "filled-field-changed" })), (k) => ({ objects: { [N.price]: k.obj(N.price).replace("(100)", "(900)") } }), 21),
  sneaky("text-field-too", "a good second signature whose revision adds a text field", "contract", changed(/field/, 90), (k) => ({ objects: { [N.form]: k.obj(N.form).replace("30 0 R", "90 0 R 30 0 R"), 90: `<< /Type /Annot ${KINDS.widget} >>` } })),
  ...["Square", "FreeText", "Stamp", "Watermark"].map((type) => row(`unsigned-field-as-${type.toLowerCase()}`, `an empty signature field is added whose /Subtype is ${type}, with a thick border over the price`, "contract-p2", changed(/field|annotation/, 90), ({ obj }) => ({
    [N.annots]: obj(N.annots).replace("]", " 90 0 R]"), [N.form]: obj(N.form).replace("30 0 R", "30 0 R 90 0 R"), 90: `<< /Type /Annot /Subtype /${type} /FT /Sig /T (Sly) ${over} /DA (/Helv 80 Tf 0 g) /BS << /W 60 /S /S >> /Border [0 0 60] >>` }))),
  sneaky("as-stamp", "a genuine second signature whose field is a stamp, not a widget", "contract-p2", changed(/field|annotation/), (k) => ({ objects: { ...onPage(k), ...appearance(k) }, widget: `/Subtype /Stamp /F 4 /P 10 0 R /Rect [70 700 300 740] /AP << /N ${k.top} 0 R >>` })),
  row("existing-field-forged", "the empty field Sig2 gets a signature dictionary that is empty, and looks as if signed", "contract-p2", { ...changed(N.sig2, /Sig2/), intact: ["Sig2"] }, ({ obj }) => ({
    [N.sig2]: obj(N.sig2).replace("/T (Sig2)", "/T (Sig2) /V 92 0 R /AP << /N 91 0 R >>"), 91: drawn("signed by the buyer", "0 0 200 20"), 92: "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached >>" })),
  row("unsigned-field-drawn", "an empty signature field with drawn text is added under P=2", "contract-p2", changed(/field/, 90), ({ obj }) => ({
    [N.annots]: obj(N.annots).replace("]", " 90 0 R]"), [N.form]: obj(N.form).replace("30 0 R", "30 0 R 90 0 R"), 90: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sly) ${over} /AP << /N 91 0 R >> >>`, 91: drawn("900,000") })),
  row("unsigned-field-background", "an empty signature field with a background colour over the price", "contract-p2", changed(/field/, 90), ({ obj }) => ({
    [N.annots]: obj(N.annots).replace("]", " 90 0 R]"), [N.form]: obj(N.form).replace("30 0 R", "30 0 R 90 0 R"), 90: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sly) ${over} /MK << /BG [1 1 1] /CA (900,000) >> >>` })),
  row("forged-signature-drawn", "a signature field over the price, whose signature dictionary is empty", "contract-p2", changed(/field/, 90), ({ obj }) => ({
    [N.annots]: obj(N.annots).replace("]", " 90 0 R]"), [N.form]: obj(N.form).replace("30 0 R", "30 0 R 90 0 R"), 90: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sly) /Rect [70 700 300 740] /F 4 /AP << /N 91 0 R >> /V 92 0 R >>`, 91: drawn("900,000"), 92: "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached >>" })),
];

function changedOr(...where) {
  const places = where.length ? where : added;
  return either(changed(...places), forbidden(...places));
}
