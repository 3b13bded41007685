// Documents written by hand: honest shapes that ordinary producers write, each rare by itself.
import { assemble, plainPdf, stream } from "../support/pdfs.mjs";

const latin = (text) => Buffer.from(text, "latin1");
const font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";

/** Classic tables as some programs write them: lines that end with CR LF, or with CR alone. */
function withLineEnds(end) {
  const pieces = [`%PDF-1.4${end}%\xe2\xe3\xcf\xd3${end}`];
  const offsets = [];
  const object = (n, body) => {
    offsets[n] = pieces.join("").length;
    pieces.push(`${n} 0 obj${end}${body}${end}endobj${end}`);
  };
  const content = "BT /F1 18 Tf 72 720 Td (Agreement) Tj ET";
  object(1, "<< /Type /Catalog /Pages 2 0 R >>");
  object(2, `<< /Type /Pages${end}/Kids [3 0 R]${end}/Count 1 >>`);
  object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>");
  object(4, `<< /Length ${content.length} >>${end}stream\r\n${content}${end}endstream`);
  object(5, font);
  const at = pieces.join("").length;
  const row = end.length === 2 ? end : ` ${end}`;
  const rows = offsets.slice(1).map((o) => `${String(o).padStart(10, "0")} 00000 n${row}`).join("");
  pieces.push(`xref${end}0 6${end}0000000000 65535 f${row}${rows}trailer${end}<< /Size 6 /Root 1 0 R >>${end}startxref${end}${at}${end}%%EOF${end}`);
  return latin(pieces.join(""));
}

/** A page tree of `depth` levels, sizes and resources inherited from the top. */
function deepPages(depth) {
  const bodies = ["<< /Type /Catalog /Pages 2 0 R >>"];
  for (let i = 0; i < depth; i++)
    bodies.push(`<< /Type /Pages /Kids [${i + 3} 0 R] /Count 1 ${i ? `/Parent ${i + 1} 0 R` : `/MediaBox [0 0 595 842] /Resources << /Font << /F1 ${depth + 4} 0 R >> >>`} >>`);
  bodies.push(`<< /Type /Page /Parent ${depth + 1} 0 R /Contents ${depth + 3} 0 R >>`, stream("", "BT /F1 18 Tf 72 720 Td (Agreement) Tj ET"), font);
  return assemble(bodies);
}

const resources = (n) => `/DR << /Font << /Helv ${n} 0 R >> >> /DA (/Helv 0 Tf 0 g)`;
const widget = "/Type /Annot /Subtype /Widget /F 4 /P 3 0 R";

function formPdf({ form, annots, bodies }) {
  return assemble([`<< /Type /Catalog /Pages 2 0 R /AcroForm ${form} >>`, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots ${annots} >>`,
    stream("", "0 0 m 100 100 l S"), font, ...bodies]);
}

/** Field and widget in one dictionary; the form dictionary is direct. */
const merged = () => formPdf({ form: `<< /Fields [6 0 R 7 0 R 8 0 R] ${resources(5)} >>`, annots: "[6 0 R 7 0 R 8 0 R]", bodies: [
  `<< ${widget} /FT /Tx /T (company) /Rect [72 700 300 720] /DA (/Helv 12 Tf 0 g) >>`,
  `<< ${widget} /FT /Tx /T (person) /Rect [72 660 300 680] /DA (/Helv 12 Tf 0 g) >>`,
  `<< ${widget} /FT /Btn /T (agree) /Rect [72 620 90 638] /AS /Off /AP << /N << /Yes 9 0 R /Off 10 0 R >> >> >>`,
  stream("/Type /XObject /Subtype /Form /BBox [0 0 18 18]", "0 0 m 18 18 l S"),
  stream("/Type /XObject /Subtype /Form /BBox [0 0 18 18]", "")] });

/** Fields with /Kids: two widgets of one text field, radio buttons; /FT inherited; form, fields and annotations apart. */
const kids = () => formPdf({ form: "6 0 R", annots: "8 0 R", bodies: [
  `<< /Fields 7 0 R ${resources(5)} >>`, "[9 0 R 13 0 R]", "[11 0 R 12 0 R 14 0 R 15 0 R]",
  "<< /T (party) /FT /Tx /DA (/Helv 12 Tf 0 g) /Kids [10 0 R] >>",
  "<< /T (company) /Parent 9 0 R /Kids [11 0 R 12 0 R] >>",
  `<< ${widget} /Parent 10 0 R /Rect [72 700 300 720] >>`, `<< ${widget} /Parent 10 0 R /Rect [72 660 300 680] >>`,
  "<< /T (size) /FT /Btn /Ff 49152 /V /Off /Kids [14 0 R 15 0 R] >>",
  ...["small", "large"].map((name, i) => `<< ${widget} /Parent 13 0 R /Rect [${72 + 40 * i} 600 ${90 + 40 * i} 618] /AS /Off /AP << /N << /${name} 16 0 R /Off 17 0 R >> >> >>`),
  stream("/Type /XObject /Subtype /Form /BBox [0 0 18 18]", "0 0 m 18 18 l S"),
  stream("/Type /XObject /Subtype /Form /BBox [0 0 18 18]", "")] });

/** Object 4 is hidden from readers that know no cross-reference streams (ISO 32000-2 §7.5.8.4). */
function hybrid() {
  const offsets = [];
  let text = "%PDF-1.5\n%\xe2\xe3\xcf\xd3\n";
  const object = (n, body) => {
    offsets[n] = text.length;
    text += `${n} 0 obj\n${body}\nendobj\n`;
  };
  object(1, "<< /Type /Catalog /Pages 2 0 R /PieceInfo 4 0 R >>");
  object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>");
  object(4, "<< /Maker << /LastModified (D:20260101) >> >>");
  const row = String.fromCharCode(1, offsets[4] >> 8, offsets[4] & 255, 0);
  object(5, `<< /Type /XRef /Size 6 /W [1 2 1] /Index [4 1] /Length 4 >>\nstream\n${row}\nendstream`);
  const table = text.length;
  const line = (n) => (n === 0 ? "0000000000 65535 f \n" : n === 4 ? "0000000000 00000 f \n" : `${String(offsets[n]).padStart(10, "0")} 00000 n \n`);
  text += `xref\n0 6\n${[0, 1, 2, 3, 4, 5].map(line).join("")}trailer\n<< /Size 6 /Root 1 0 R /XRefStm ${offsets[5]} >>\nstartxref\n${table}\n%%EOF\n`;
  return latin(text);
}

/** The same as a word processor writes it: a table and a trailer, then an empty table whose trailer names a stream with all entries again. */
function hybridOfTwo() {
  const offsets = [];
  let text = "%PDF-1.7\r\n%\xb5\xb5\xb5\xb5\r\n";
  const object = (n, body) => {
    offsets[n] = text.length;
    text += `${n} 0 obj\r\n${body}\r\nendobj\r\n`;
  };
  object(1, "<</Type/Catalog/Pages 2 0 R/Lang(ja)>>");
  object(2, "<</Type/Pages/Count 1/Kids[3 0 R]>>");
  object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>");
  object(4, "<</Length 15>>\r\nstream\r\n0 0 m 9 9 l S  \r\nendstream");
  const inUse = (n) => [1, offsets[n] >> 8, offsets[n] & 255, 0];
  offsets[5] = text.length;
  const row = String.fromCharCode(0, 0, 0, 255, ...[1, 2, 3, 4, 5].flatMap(inUse));
  text += `5 0 obj\r\n<</Type/XRef/Size 6/W[1 2 1]/Root 1 0 R/Length ${row.length}>>\r\nstream\r\n${row}\r\nendstream\r\nendobj\r\n`;
  const first = text.length;
  text += `xref\r\n0 6\r\n0000000000 65535 f\r\n${[1, 2, 3, 4, 5].map((n) => `${String(offsets[n]).padStart(10, "0")} 00000 n\r\n`).join("")}trailer\r\n<</Size 6/Root 1 0 R>>\r\nstartxref\r\n${first}\r\n%%EOF\r\n`;
  const second = text.length;
  text += `xref\r\n0 0\r\ntrailer\r\n<</Size 6/Root 1 0 R/Prev ${first}/XRefStm ${offsets[5]}>>\r\nstartxref\r\n${second}\r\n%%EOF`;
  return latin(text);
}

/** Bytes before the header, offsets counted from the start of the file; white space behind the end. */
function framed() {
  const lead = "\r\n\r\n";
  const text = plainPdf().toString("latin1");
  const moved = text.replace(/^\d{10}(?= \d{5} n)/gm, (o) => String(Number(o) + lead.length).padStart(10, "0")).replace(/startxref\n(\d+)/, (m, o) => `startxref\n${Number(o) + lead.length}`);
  return latin(`${lead}${moved}\n\n`);
}

/** What is a little wrong in many files and leads no reader astray. */
const untidy = () => latin(plainPdf().toString("latin1").replace(/startxref\n(\d+)/, (m, o) => `startxref ${Number(o) - 1}`).replace(/\/Size \d+/, "/Size 3").replace("65535 f", "65536 f"));

/** An annotation array apart, with a link; the document information is there. */
const indirectAnnots = () => assemble(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots 4 0 R >>", "[5 0 R]",
  "<< /Type /Annot /Subtype /Link /Rect [72 700 200 720] /Border [0 0 0] /A << /S /URI /URI (https://example.com/) >> >>",
  "<< /Title (Agreement) /Producer (By hand) >>"], { trailer: "/Info 6 0 R " });

export const shapes = {
  "hand-plain": () => plainPdf({ pages: 2 }),
  "hand-crlf": () => withLineEnds("\r\n"),
  "hand-cr": () => withLineEnds("\r"),
  "hand-no-last-newline": () => plainPdf().subarray(0, -1),
  "hand-deep-pages": () => deepPages(20),
  "hand-hybrid": hybrid,
  "hand-hybrid-of-two": hybridOfTwo,
  "hand-framed": framed,
  "hand-untidy": untidy,
  "hand-indirect-annots": indirectAnnots,
  "hand-form-merged": merged,
  "hand-form-kids": kids,
  "hand-two-revisions": () => Buffer.concat([plainPdf(), secondRevision(plainPdf())]),
};

function secondRevision(first) {
  const text = first.toString("latin1");
  const at = first.length;
  const object = "1 0 obj\n<< /Type /Catalog /Pages 2 0 R /PageMode /UseNone >>\nendobj\n";
  return latin(`${object}xref\n0 1\n0000000000 65535 f \n1 1\n${String(at).padStart(10, "0")} 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev ${text.lastIndexOf("xref\n0")} >>\nstartxref\n${at + object.length}\n%%EOF\n`);
}
