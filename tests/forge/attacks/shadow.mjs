// Shadow attacks and page shadowing: what is shown changes while what was signed stays in the file (trap 12).
import { streamText } from "../lib/pdf.mjs";
import { changed, either, flagged, forbidden, unreadable } from "../lib/expect.mjs";
import { N } from "../lib/contract.mjs";
import { FORGED, drawn, forgedPage } from "./text.mjs";

const shows = "other text, amounts or pages than those signed";
const row = (kind) => (name, how, where, change, base = "contract") => ({
  name: `shadow-${kind}-${name}`, trap: 12, base, how, shows, kind, expect: where.reason ? where : changed(...[].concat(where)),
  make: (k) => k.up(change(k)),
});
const hide = row("hide"), replace = row("replace"), both = row("hide-and-replace"), page = row("page"), doc = row("document");
/** No annotation may go or move after an approval. */
const gone = either(changed(N.overlay, N.annots), forbidden(N.overlay, N.annots));
const alias = (name, how, where, change) => row("page")(`alias-${name}`, how, where, change, "alias");
const aliasInfo = (name, how, number, body) => ({ ...alias(name, how, number, () => ({})), make: ({ up }) => up({ [number]: body }, { extra: `/Info ${number} 0 R ` }) });
/** An object's text with one part replaced; it must be there. */
const swap = (number, from, to) => ({ obj }) => {
  const text = obj(number);
  const after = text.replace(from, to);
  if (after === text) throw new Error(`object ${number} has no ${from}`);
  return { [number]: after };
};
const add = (key, value) => [/^<<\s*/, `<< ${key} ${value} `];
const script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";
const with2 = (change, more) => (k) => ({ ...change(k), ...more(k) });

export default [
  // hide: the forger's prepared cover is taken away after signing
  hide("annotation", "the stamp that covered a clause is taken out of /Annots", gone, swap(N.annots, " 48 0 R", ""), "covered"),
  hide("annotation-null", "the stamp that covered a clause becomes null", gone, () => ({ [N.overlay]: "null" }), "covered"),
  hide("annotation-freed", "the stamp that covered a clause is freed", gone, () => ({ [N.overlay]: null }), "covered"),
  hide("annotation-flag", "the stamp that covered a clause gets the flag Hidden", gone, swap(N.overlay, "/F 4", "/F 2"), "covered"),
  hide("annotation-moved", "the stamp that covered a clause is moved", gone, swap(N.overlay, "[60 700 500 740]", "[0 0 1 1]"), "covered"),
  hide("image", "the image that covered a clause becomes null", N.image, () => ({ [N.image]: "null" })),
  hide("form", "the form XObject with the price table is freed", N.table, () => ({ [N.table]: null })),
  hide("form-empty", "the form XObject with the price table is emptied", N.table, () => ({ [N.table]: streamText("", "/Type /XObject /Subtype /Form /BBox [0 0 1 1] ") })),
  hide("layer-default", "a hidden layer is shown by default", N.layers, swap(N.layers, "/OFF [13 0 R] ", "")),
  hide("layer-base-state", "/BaseState of the layers changes", N.layers, swap(N.layers, "/Name (D) /OFF [13 0 R]", "/BaseState /ON")),
  hide("layer-usage", "the layer gets a /Usage that shows it in print", N.layer, swap(N.layer, ...add("/Usage", "<< /Print << /PrintState /ON >> >>"))),
  hide("layer-config", "the catalog gets other /OCProperties", "catalog-changed", with2(swap(N.catalog, "/OCProperties 8 0 R", "/OCProperties 90 0 R"), () => ({ 90: "<< /OCGs [13 0 R] /D << /ON [13 0 R] >> >>" }))),
  // replace: fonts, maps, streams that the signed page uses
  replace("font", "the page's font is overwritten with Symbol", N.font1, () => ({ [N.font1]: "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>" })),
  replace("encoding", "the font's /Encoding says that 1 is drawn as 9", N.encoding, () => ({ [N.encoding]: "<< /Type /Encoding /Differences [49 /nine] >>" })),
  replace("to-unicode", "/ToUnicode is overwritten: copied text says 9 where 1 is drawn", N.unicode, ({ obj }) => ({ [N.unicode]: obj(N.cmap) })),
  replace("to-unicode-pointer", "the font names another /ToUnicode, which was in the file", N.font2, swap(N.font2, "26 0 R", "53 0 R")),
  replace("font-file", "the font gets a descriptor with a font program", N.font1, with2(swap(N.font1, ...add("/FontDescriptor", "90 0 R")), () => ({ 90: "<< /Type /FontDescriptor /FontName /Helvetica /FontFile3 91 0 R >>", 91: streamText("x") }))),
  replace("profile", "the colour profile is overwritten", N.profile, () => ({ [N.profile]: streamText("other profile", "/N 1 /Alternate /DeviceGray ") })),
  replace("image", "the image is overwritten", N.image, () => ({ [N.image]: streamText("xy", "/Type /XObject /Subtype /Image /Width 2 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 ") })),
  replace("form", "the form XObject with the price table is overwritten", N.table, () => ({ [N.table]: streamText(forgedPage, "/Type /XObject /Subtype /Form /BBox [0 0 595 842] ") })),
  replace("resources", "the pages' /Resources take the form from elsewhere", N.resources, with2(swap(N.resources, "/Fx 22 0 R", "/Fx 90 0 R"), () => ({ 90: drawn("900 each") }))),
  replace("stream-dictionary", "page content keeps its bytes, but gets a /DecodeParms and a /Filter", N.body1, ({ obj }) => ({ [N.body1]: obj(N.body1).replace("<<", "<< /Filter /ASCIIHexDecode") })),
  replace("attachment", "the embedded file is overwritten", N.attachment, () => ({ [N.attachment]: streamText("the terms: 900", "/Type /EmbeddedFile ") })),
  replace("attachment-pointer", "the file specification names another stream", N.filespec, with2(swap(N.filespec, "25 0 R", "90 0 R"), () => ({ 90: streamText("the terms: 900", "/Type /EmbeddedFile ") }))),
  // hide and replace: a second document waits in the signed file
  both("pages", "the catalog's /Pages are re-pointed to the shadow pages, which were signed along", "catalog-changed", swap(N.catalog, "/Pages 2 0 R", `/Pages ${N.shadowPages} 0 R`)),
  both("kids", "/Kids are re-pointed to the shadow page", N.pages, swap(N.pages, "[10 0 R 11 0 R] /Count 2", `[${N.shadowPage} 0 R] /Count 1`)),
  both("contents", "the page's /Contents are re-pointed to the shadow text", N.page1, swap(N.page1, "16 0 R", `${N.shadowText} 0 R`)),
  both("copied-content", "page content is overwritten with the shadow text", N.body1, ({ obj }) => ({ [N.body1]: obj(N.shadowText) })),
  // page shadowing
  page("content", "page content is overwritten", N.body1, () => ({ [N.body1]: FORGED })),
  page("content-shared", "the stream that both pages share is overwritten", N.shared, () => ({ [N.shared]: FORGED })),
  page("content-added", "one more stream in the page's /Contents", N.page1, with2(swap(N.page1, "16 0 R]", "16 0 R 90 0 R]"), () => ({ 90: FORGED }))),
  page("content-in-front", "one more stream before the others in /Contents", N.page2, with2(swap(N.page2, "[15 0 R", "[90 0 R 15 0 R"), () => ({ 90: FORGED }))),
  page("content-missing", "the page loses its /Contents", N.page1, swap(N.page1, /\/Contents \[.*?\]/, "")),
  page("content-order", "the page's streams change places", N.page1, swap(N.page1, "[15 0 R 16 0 R]", "[16 0 R 15 0 R]")),
  page("content-escaped-key", "a second /Contents, spelt with an escape", either(changed(N.page1), unreadable()), with2(swap(N.page1, ...add("/Cont#65nts", "90 0 R")), () => ({ 90: FORGED }))),
  page("content-duplicate-key", "a second /Contents in the same dictionary", either(changed(N.page1), unreadable()), with2(swap(N.page1, ...add("/Contents", "90 0 R")), () => ({ 90: FORGED }))),
  page("resources-own", "the page gets /Resources of its own", N.page1, swap(N.page1, "/Resources 12 0 R", "/Resources << /Font << /F1 20 0 R >> >>")),
  page("resources-inherited", "the page tree's root gets /Resources", N.pages, swap(N.pages, ...add("/Resources", "<< /Font << /F1 20 0 R >> >>"))),
  page("rotate", "a page is turned", N.page1, swap(N.page1, ...add("/Rotate", "180"))),
  page("rotate-inherited", "all pages are turned by the tree's root", N.pages, swap(N.pages, "/Rotate 0", "/Rotate 180")),
  page("media-box", "a page's /MediaBox cuts the price off", N.page1, swap(N.page1, ...add("/MediaBox", "[0 0 595 700]"))),
  page("media-box-inherited", "the inherited /MediaBox cuts the price off", N.pages, swap(N.pages, "[0 0 595 842]", "[0 0 595 700]")),
  page("crop-box", "a page's /CropBox cuts the price off", N.page1, swap(N.page1, "/CropBox [0 0 595 842]", "/CropBox [0 0 595 700]")),
  page("user-unit", "a page's /UserUnit makes it ten times as large", N.page1, swap(N.page1, ...add("/UserUnit", "10"))),
  page("group", "a page gets a transparency /Group", N.page1, swap(N.page1, ...add("/Group", "<< /S /Transparency /CS /DeviceGray >>"))),
  page("parent", "a page names another /Parent, with another size", N.page1, with2(swap(N.page1, "/Parent 2 0 R", "/Parent 90 0 R"), () => ({ 90: "<< /Type /Pages /Kids [10 0 R] /Count 1 /MediaBox [0 0 10 10] >>" }))),
  page("action", "a page gets an action on opening", N.page1, swap(N.page1, ...add("/AA", `<< /O ${script} >>`))),
  page("metadata", "a page gets /Metadata", N.page1, with2(swap(N.page1, ...add("/Metadata", "90 0 R")), () => ({ 90: streamText("x", "/Type /Metadata /Subtype /XML ") }))),
  page("kids-swapped", "the pages change places", N.pages, swap(N.pages, "[10 0 R 11 0 R]", "[11 0 R 10 0 R]")),
  page("kids-added", "a page is added", N.pages, with2(swap(N.pages, "11 0 R] /Count 2", "11 0 R 90 0 R] /Count 3"), ({ obj }) => ({ 90: obj(N.page2) }))),
  page("kids-removed", "a page is taken out", N.pages, swap(N.pages, "[10 0 R 11 0 R] /Count 2", "[10 0 R] /Count 1")),
  page("kids-twin", "a page is replaced by a copy with other content", N.pages, with2(swap(N.pages, "[10 0 R", "[90 0 R"), ({ obj }) => ({ 90: obj(N.page1).replace("16 0 R", `${N.shadowText} 0 R`) }))),
  page("freed", "a page is freed", N.page2, () => ({ [N.page2]: null })),
  page("tabs", "the page gets /Tabs and /PieceInfo, and content too", N.page1, swap(N.page1, "16 0 R]", `16 0 R ${N.shadowText} 0 R] /Tabs /S`)),
  // what the page draws is called like something harmless
  alias("metadata", "a form XObject named /Metadata, which the catalog calls its metadata too, is overwritten", N.metadata, () => ({ [N.metadata]: streamText(forgedPage, "/Type /Metadata /Subtype /Form /BBox [0 0 595 842] /Resources 12 0 R ") })),
  alias("extensions", "an image named /Extensions is overwritten, and the catalog's new /Extensions refers to it", N.image, with2(swap(N.catalog, ...add("/Extensions", "23 0 R")), () => ({ [N.image]: drawn("900 each") }))),
  alias("version", "as before, with the catalog's /Version", [N.image, N.catalog], with2(swap(N.catalog, ...add("/Version", "23 0 R")), () => ({ [N.image]: drawn("900 each") }))),
  alias("mark-info", "as before, with the catalog's /MarkInfo", [N.image, N.catalog], with2(swap(N.catalog, ...add("/MarkInfo", "23 0 R")), () => ({ [N.image]: drawn("900 each") }))),
  row("page")("alias-appearance", "the page draws the /AP of a push button that is its resource dictionary too; that stream is overwritten", N.table, () => ({ [N.table]: drawn("900 each") }), "alias-field"),
  aliasInfo("info", "a form XObject named /Info is overwritten, and the trailer's /Info refers to it", N.table, drawn("900 each")),
  aliasInfo("info-font", "a font named /Info is overwritten, and the trailer's /Info refers to it", N.font2, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"),
  // the document
  doc("open-action", "a script runs on opening", "catalog-changed", swap(N.catalog, ...add("/OpenAction", script))),
  doc("open-action-page", "the document opens at its second page", "catalog-changed", swap(N.catalog, ...add("/OpenAction", "[11 0 R /Fit]"))),
  doc("actions", "the catalog gets /AA with a script on closing", "catalog-changed", swap(N.catalog, ...add("/AA", `<< /WC ${script} >>`))),
  doc("script-names", "a script by name runs on opening", N.names, swap(N.names, ...add("/JavaScript", `<< /Names [(a) ${script}] >>`))),
  doc("names-replaced", "the catalog gets other /Names", "catalog-changed", swap(N.catalog, "/Names 4 0 R", "/Names << /EmbeddedFiles << /Names [] >> >>")),
  doc("attachment-added", "a file is attached", N.names, with2(swap(N.names, "[(terms.txt)", "[(more.txt) 90 0 R (terms.txt)"), () => ({ 90: "<< /Type /Filespec /F (more.txt) /EF << /F 91 0 R >> >>", 91: streamText("more", "/Type /EmbeddedFile ") }))),
  doc("attachment-associated", "the catalog gets an associated file", "catalog-changed", with2(swap(N.catalog, ...add("/AF", "[90 0 R]")), () => ({ 90: "<< /Type /Filespec /F (more.txt) /EF << /F 91 0 R >> >>", 91: streamText("more", "/Type /EmbeddedFile ") }))),
  doc("collection", "the file becomes a portfolio that shows its attachment", "catalog-changed", swap(N.catalog, ...add("/Collection", "<< /View /H /D (terms.txt) >>"))),
  doc("labels", "pages are numbered otherwise", N.labels, swap(N.labels, "/S /D", "/S /r /St 5")),
  doc("labels-pointer", "the catalog gets other /PageLabels", "catalog-changed", swap(N.catalog, "/PageLabels 5 0 R", "/PageLabels << /Nums [0 << /P (X) >>] >>")),
  doc("structure", "the text that is read aloud says 900", N.element, swap(N.element, "is 100", "is 900")),
  doc("structure-root", "the structure tree is replaced", N.structure, with2(swap(N.structure, "/K 9 0 R", "/K 90 0 R"), () => ({ 90: "<< /Type /StructElem /S /P /P 6 0 R /Pg 10 0 R /K 0 /ActualText (900) >>" }))),
  doc("structure-loop", "the structure tree becomes a circle", N.element, swap(N.element, "/K 0", "/K 9 0 R")),
  doc("metadata-entities", "XMP gets a DTD whose entity says another title", N.metadata, ({ obj }) => ({ [N.metadata]: streamText('<!DOCTYPE x [<!ENTITY t "forged">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&t;</x:xmpmeta>', "/Type /Metadata /Subtype /XML ") })),
  doc("metadata-utf16", "XMP with a DTD, in UTF-16 so that a search for <! does not see it", N.metadata, () => {
    const text = `\xfe\xff${[...'<!DOCTYPE x [<!ENTITY t "forged">]><x>&t;</x>'].map((c) => `\0${c}`).join("")}`;
    return { [N.metadata]: streamText(text, "/Type /Metadata /Subtype /XML ") };
  }),
  doc("metadata-broken", "XMP becomes something that is no XML", N.metadata, () => ({ [N.metadata]: streamText("not XML <a", "/Type /Metadata /Subtype /XML ") })),
  doc("metadata-is-content", "/Metadata points to the page's content, which is overwritten", [N.body1, N.catalog], with2(swap(N.catalog, "/Metadata 7 0 R", "/Metadata 16 0 R"), () => ({ [N.body1]: streamText(forgedPage, "/Type /Metadata /Subtype /XML ") }))),
  doc("extensions-content", "/Extensions refers to page content, which is overwritten along with it", [N.body1, N.catalog], with2(swap(N.catalog, /\/Extensions <<.*?>> >>/, "/Extensions 16 0 R"), () => ({ [N.body1]: FORGED }))),
  doc("extensions-kids", "the extension dictionary that is set later holds the page, overwritten", [N.page1, N.catalog], with2(swap(N.catalog, /\/Extensions <<.*?>> >>/, "/Extensions << /ADBE 10 0 R >>"), ({ obj }) => ({ [N.page1]: obj(N.page1).replace("/CropBox", "/Rotate 90 /CropBox") }))),
  doc("extensions-lower", "the extension level is lowered, so that later features are read otherwise", either(changed(/Extensions/), flagged({ level: "lta" }, /Extensions/)), swap(N.catalog, "/ExtensionLevel 8", "/ExtensionLevel 1")),
  doc("version-lower", "the catalog says version 1.0, and page content changes", N.body1, with2(swap(N.catalog, ...add("/Version", "/1.0")), () => ({ [N.body1]: FORGED }))),
  doc("viewer", "viewers are told to hide their bars and to scale", "catalog-changed", swap(N.catalog, "/DisplayDocTitle true", "/HideMenubar true /HideWindowUI true")),
  doc("output-intents", "the catalog gets /OutputIntents", "catalog-changed", swap(N.catalog, ...add("/OutputIntents", "[<< /S /GTS_PDFA1 >>]"))),
  doc("link", "a link leads elsewhere", N.link, swap(N.link, "example.test/terms", "forged.test")),
  doc("outlines", "the catalog gets bookmarks with scripts", "catalog-changed", with2(swap(N.catalog, ...add("/Outlines", "90 0 R")), () => ({ 90: "<< /First 91 0 R /Last 91 0 R /Count 1 >>", 91: `<< /Title (Price) /Parent 90 0 R /A ${script} >>` }))),
  doc("threads", "the catalog loses its /StructTreeRoot", "catalog-changed", swap(N.catalog, "/StructTreeRoot 6 0 R", "")),
  doc("lang", "the catalog gets /Lang and /URI with another base for all links", "catalog-changed", swap(N.catalog, ...add("/URI", "<< /Base (https://forged.test) >>"))),
  { ...doc("info-pointer", "the trailer's /Info is re-pointed to page content, which is overwritten", N.body1, () => ({})),
    make: ({ up }) => up({ [N.body1]: FORGED }, { extra: "/Info 16 0 R " }) },
];
