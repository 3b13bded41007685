// The document that is signed and forged: two pages, everything a forger likes to reach for. Numbers of its objects:
import { assemble, stream } from "../../support/pdfs.mjs";

export const N = {
  catalog: 1, pages: 2, form: 3, names: 4, labels: 5, structure: 6, metadata: 7, layers: 8, element: 9, page1: 10, page2: 11,
  resources: 12, layer: 13, filespec: 14, shared: 15, body1: 16, annots: 17, body2: 18, font1: 19, font2: 20, helv: 21, table: 22,
  image: 23, profile: 24, attachment: 25, unicode: 26, encoding: 27, priceLook: 28, sealLook: 29, price: 30, note: 31, agree: 32,
  plan: 33, planA: 34, planB: 35, term: 36, seal: 37, company: 38, companyName: 39, companyTown: 40, sig1: 41, sig2: 42, link: 43,
  memo: 44, shadowText: 45, shadowPages: 46, shadowPage: 47, overlay: 48, on: 49, off: 50, lock: 51, noteLook: 52, cmap: 53, lock2: 54, total: 55, totalWidget: 56,
};

const draw = (text, x, y) => `BT /F1 18 Tf ${x} ${y} Td (${text}) Tj ET`;
export const look = (text, box = "0 0 200 20", more = "") => stream(`/Type /XObject /Subtype /Form /BBox [${box}] ${more}`, `BT /Helv 12 Tf 2 5 Td (${text}) Tj ET`).toString("latin1");
const widget = (name, type, y, more) => `<< /Type /Annot /Subtype /Widget /FT /${type} /T (${name}) /P 10 0 R /F 4 /Rect [72 ${y} 272 ${y + 20}] ${more} >>`;
const xmp = '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta><?xpacket end="w"?>';
const toUnicode = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 beginbfchar <31> <0031> endbfchar endcmap end end";

/** Object bodies by number. lock: the text of a /Lock dictionary for Sig1; lock2: for Sig2. */
export function contractBodies({ lock = "", lock2 = "" } = {}) {
  const b = {
    [N.catalog]: "<< /Type /Catalog /Pages 2 0 R /AcroForm 3 0 R /Names 4 0 R /PageLabels 5 0 R /StructTreeRoot 6 0 R /Metadata 7 0 R /OCProperties 8 0 R /ViewerPreferences << /DisplayDocTitle true >> /Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >> >> >>",
    [N.pages]: "<< /Type /Pages /Kids [10 0 R 11 0 R] /Count 2 /MediaBox [0 0 595 842] /Rotate 0 >>",
    [N.form]: "<< /Fields [30 0 R 31 0 R 32 0 R 33 0 R 36 0 R 37 0 R 38 0 R 41 0 R 42 0 R 55 0 R] /SigFlags 3 /DA (/Helv 12 Tf 0 g) /CO [36 0 R] /DR << /Font << /Helv 21 0 R >> >> >>",
    [N.names]: "<< /EmbeddedFiles << /Names [(terms.txt) 14 0 R] >> >>",
    [N.labels]: "<< /Nums [0 << /S /D >>] >>",
    [N.structure]: "<< /Type /StructTreeRoot /K 9 0 R >>",
    [N.metadata]: stream("/Type /Metadata /Subtype /XML", xmp),
    [N.layers]: "<< /OCGs [13 0 R] /D << /Name (D) /OFF [13 0 R] /Order [13 0 R] >> >>",
    [N.element]: "<< /Type /StructElem /S /P /P 6 0 R /Pg 10 0 R /K 0 /ActualText (The price is 100) >>",
    [N.page1]: "<< /Type /Page /Parent 2 0 R /Contents [15 0 R 16 0 R] /Resources 12 0 R /Annots 17 0 R /CropBox [0 0 595 842] >>",
    [N.page2]: "<< /Type /Page /Parent 2 0 R /Contents [15 0 R 18 0 R] /Resources 12 0 R >>",
    [N.resources]: "<< /Font << /F1 19 0 R /F2 20 0 R >> /XObject << /Fx 22 0 R /Im 23 0 R >> /Properties << /MC 13 0 R >> /ColorSpace << /Cs [/ICCBased 24 0 R] >> >>",
    [N.layer]: "<< /Type /OCG /Name (Draft) >>",
    [N.filespec]: "<< /Type /Filespec /F (terms.txt) /UF (terms.txt) /EF << /F 25 0 R >> >>",
    [N.shared]: stream("", draw("Contract", 72, 760)),
    [N.body1]: stream("", `${draw("The price is 100", 72, 720)} q /Fx Do Q q 50 0 0 20 72 660 cm /Im Do Q /OC /MC BDC ${draw("draft: the price is 900", 72, 500)} EMC`),
    [N.annots]: "[30 0 R 31 0 R 32 0 R 34 0 R 35 0 R 36 0 R 37 0 R 39 0 R 40 0 R 41 0 R 42 0 R 43 0 R 44 0 R 56 0 R]",
    [N.body2]: stream("", draw("The end", 72, 720)),
    [N.font1]: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding 27 0 R >>",
    [N.font2]: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 26 0 R >>",
    [N.helv]: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    [N.table]: stream("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 19 0 R >> >>", draw("100 each", 72, 690)),
    [N.image]: stream("/Type /XObject /Subtype /Image /Width 2 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x00\xff"),
    [N.profile]: stream("/N 1 /Alternate /DeviceGray", "not a real profile"),
    [N.attachment]: stream("/Type /EmbeddedFile", "the terms: 100"),
    [N.unicode]: stream("", toUnicode),
    [N.encoding]: "<< /Type /Encoding /Differences [49 /one] >>",
    [N.priceLook]: look("100"), [N.sealLook]: look("seal of the seller"), [N.noteLook]: look(""),
    [N.price]: widget("price", "Tx", 600, "/V (100) /DA (/Helv 12 Tf 0 g) /MaxLen 10 /AP << /N 28 0 R >>"),
    [N.note]: widget("note", "Tx", 570, "/DA (/Helv 12 Tf 0 g) /AP << /N 52 0 R >>"),
    [N.agree]: widget("agree", "Btn", 540, "/V /Off /AS /Off /AP << /N << /Yes 49 0 R /Off 50 0 R >> >>"),
    [N.plan]: "<< /FT /Btn /Ff 49152 /T (plan) /V /Basic /Kids [34 0 R 35 0 R] >>",
    [N.planA]: "<< /Type /Annot /Subtype /Widget /Parent 33 0 R /P 10 0 R /F 4 /Rect [72 510 92 530] /AS /Basic /AP << /N << /Basic 49 0 R /Off 50 0 R >> >> >>",
    [N.planB]: "<< /Type /Annot /Subtype /Widget /Parent 33 0 R /P 10 0 R /F 4 /Rect [102 510 122 530] /AS /Off /AP << /N << /Full 49 0 R /Off 50 0 R >> >> >>",
    [N.term]: widget("term", "Ch", 480, "/V (one year) /Opt [(one year) (two years)] /Ff 131072 /DA (/Helv 12 Tf 0 g) /AP << /N 28 0 R >>"),
    [N.seal]: widget("seal", "Btn", 420, "/Ff 65536 /AP << /N 29 0 R >>"),
    [N.company]: "<< /T (company) /Kids [39 0 R 40 0 R] >>",
    [N.companyName]: widget("name", "Tx", 390, "/Parent 38 0 R /V (Sky) /DA (/Helv 12 Tf 0 g) /AP << /N 28 0 R >>"),
    [N.companyTown]: widget("town", "Tx", 360, "/Parent 38 0 R /DA (/Helv 12 Tf 0 g)"),
    [N.sig1]: widget("Sig1", "Sig", 200, lock && "/Lock 51 0 R"),
    [N.sig2]: widget("Sig2", "Sig", 160, lock2 && "/Lock 54 0 R"),
    [N.link]: "<< /Type /Annot /Subtype /Link /Rect [300 700 400 720] /A << /S /URI /URI (https://example.test/terms) >> >>",
    [N.memo]: "<< /Type /Annot /Subtype /FreeText /Rect [300 600 500 620] /Contents (delivery in May) /DA (/Helv 12 Tf 0 g) /F 4 >>",
    // a forger who prepared the document may leave these in it, referred to by nobody
    [N.shadowText]: stream("", draw("The price is 900,000", 72, 720)),
    [N.shadowPages]: "<< /Type /Pages /Kids [47 0 R] /Count 1 >>",
    [N.shadowPage]: "<< /Type /Page /Parent 46 0 R /MediaBox [0 0 595 842] /Contents 45 0 R /Resources << /Font << /F1 19 0 R >> >> >>",
    [N.overlay]: "<< /Type /Annot /Subtype /Stamp /Rect [60 700 500 740] /F 4 >>",
    [N.on]: look("X"), [N.off]: look(""),
    [N.lock]: lock || "null", [N.cmap]: stream("", toUnicode.replace("0031", "0039")), [N.lock2]: lock2 || "null",
    [N.total]: "<< /FT /Tx /T (total) /DA (/Helv 12 Tf 0 g) /Kids [56 0 R] >>",
    [N.totalWidget]: "<< /Type /Annot /Subtype /Widget /Parent 55 0 R /P 10 0 R /F 4 /Rect [300 600 400 620] /AP << /N 52 0 R >> >>",
  };
  return Array.from({ length: Object.keys(b).length }, (_, i) => b[i + 1]);
}

/** What stands in an object stream (number BOX) in the base "packed". */
export const BOX = 57;
export const PACKED = [N.pages, N.price, N.note, N.layers, N.link, N.labels, N.font1];

/** Numbers that nobody has defined, in the bases "unsaid" and "unsaid-packed": some from what /Size calls the first unused one on, and one far off. */
export const UNSAID = { first: 57, firstPacked: 59, last: 900 };
const unsaid = (first) => [...Array.from({ length: 12 }, (_, i) => first + i), UNSAID.last].map((n) => `${n} 0 R`).join(" ");

export function contractUnsaid() {
  const bodies = contractBodies();
  bodies[N.page1 - 1] = bodies[N.page1 - 1].replace("16 0 R]", `16 0 R ${unsaid(UNSAID.first)}]`);
  return bodies;
}

/** The same where only an object stream tells of them. */
export function contractUnsaidPacked() {
  const bodies = contractBodies();
  bodies[N.layers - 1] = bodies[N.layers - 1].replace("/OCGs [13 0 R]", `/OCGs [13 0 R ${unsaid(UNSAID.firstPacked)}]`);
  return bodies;
}

export const contract = (options) => assemble(contractBodies(options));
