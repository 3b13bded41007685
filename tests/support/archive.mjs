// A file for keeping (PDF/A-1b), and PDFBox's judge of such files.
import fs from "node:fs";
import assert from "node:assert/strict";
import * as judge from "./judge.mjs";
import { assemble, stream } from "./pdfs.mjs";

/** A PDF/A-1b of four blank pages that lie in every way, by the colours of a profile of Debian's ghostscript. */
export function archivePdf() {
  const icc = fs.readFileSync("/usr/share/color/icc/ghostscript/srgb.icc");
  const xmp = '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    + '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';
  const page = (n) => `<< /Type /Page /Parent 2 0 R /Resources << >> /Rotate ${n * 90} >>`;
  return assemble([
    "<< /Type /Catalog /Pages 2 0 R /Metadata 7 0 R /OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB) /DestOutputProfile 8 0 R >>] >>",
    "<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R 6 0 R] /Count 4 /MediaBox [0 0 595 842] >>",
    page(0), page(1), page(2), page(3),
    stream("/Type /Metadata /Subtype /XML", xmp),
    stream("/N 3", icc),
  ], { header: "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", trailer: "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] " });
}

const preflightJars = ["preflight", "xmpbox", "commons-io", "jaxb-api"].map((j) => `/usr/share/java/${j}.jar`).join(":");

/** What PDFBox's judge of PDF/A-1b complains of; "": nothing. */
export function preflight(file) {
  const r = judge.run("java", ["-cp", `${judge.jars}:${preflightJars}`, "org.apache.pdfbox.preflight.Validator_A1b", file]);
  const text = r.out + r.err;
  assert.match(text, /is a valid PDF\/A-1b file|is not valid/, text);
  return /is a valid PDF\/A-1b file/.test(text) ? "" : text;
}
