// PDFs made from nothing, whole and broken, for tests that need exact bytes.
import crypto from "node:crypto";
import zlib from "node:zlib";

/** A classic PDF out of object bodies (index 0 is object 1). */
export function assemble(bodies, { header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", trailer = "" } = {}) {
  const parts = [Buffer.from(header, "latin1")];
  const offsets = [];
  let at = parts[0].length;
  bodies.forEach((body, i) => {
    const text = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), Buffer.isBuffer(body) ? body : Buffer.from(body, "latin1"), Buffer.from("\nendobj\n")]);
    offsets.push(at);
    at += text.length;
    parts.push(text);
  });
  const rows = offsets.map((o) => `${String(o).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(Buffer.from(`xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${bodies.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${at}\n%%EOF\n`));
  return Buffer.concat(parts);
}

export function stream(dict, data) {
  const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data, "latin1");
  return Buffer.concat([Buffer.from(`<< ${dict} /Length ${bytes.length} >>\nstream\n`), bytes, Buffer.from("\nendstream")]);
}

/** A contract of `pages` pages; `weight` bytes of noise image make it as large as wished. */
export function plainPdf({ pages = 1, text = "Agreement", weight = 0, extra = [], catalog = "", page = "", trailer = "" } = {}) {
  const kids = [];
  const bodies = ["", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"];
  let image = "";
  if (weight > 0) {
    const side = Math.ceil(Math.sqrt(weight));
    const noise = Buffer.alloc(side * side);
    for (let i = 0; i < noise.length; i += 1 << 20) crypto.randomFillSync(noise, i, Math.min(1 << 20, noise.length - i));
    bodies.push(stream(`/Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 8`, noise));
    image = `/XObject << /Im ${bodies.length} 0 R >>`;
  }
  for (let i = 0; i < pages; i++) {
    const draw = image && i === 0 ? "q 200 0 0 200 300 500 cm /Im Do Q " : "";
    bodies.push(stream("", `${draw}BT /F1 18 Tf 72 720 Td (${text}, page ${i + 1}) Tj ET`));
    bodies.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${bodies.length} 0 R /Resources << /Font << /F1 3 0 R >> ${image} >> ${page} >>`);
    kids.push(`${bodies.length} 0 R`);
  }
  bodies.push(...extra);
  bodies[0] = `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`;
  bodies[1] = `<< /Type /Pages /Kids [${kids.join(" ")}] /Count ${pages} >>`;
  return assemble(bodies, { trailer });
}

/** A contract whose pages refer to objects that nobody has defined: whoever defines one changes what was signed before. */
export function unsaidPdf({ pages = 1, far = 900 } = {}) {
  const size = 4 + 2 * pages;
  const near = Array.from({ length: 100 }, (_, i) => `${size + i} 0 R`);
  return plainPdf({ pages, page: `/Own [${near.join(" ")} ${far} 0 R]` });
}

/** Uploads that must be refused (with one of the slugs), repaired or accepted as they are. */
export function brokenPdfs() {
  const good = plainPdf();
  const text = good.toString("latin1");
  const bomb = stream("/Filter /FlateDecode", zlib.deflateSync(Buffer.alloc(200 << 20), { level: 9 }));
  const at = (s) => Buffer.from(s, "latin1");
  const bombDoc = () => {
    // the bomb is an object stream, so that opening has to look inside
    const packed = zlib.deflateSync(Buffer.alloc(300 << 20, 0x20), { level: 9 });
    return assemble(["<< /Type /Catalog /Pages 2 0 R /AcroForm << /XFA 4 0 R /Fields [] >> >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>", stream("/Filter /FlateDecode", packed)]);
  };
  return [
    { name: "empty file", bytes: Buffer.alloc(0), slugs: ["pdf-not-a-pdf", "invalid-input"] },
    { name: "not a PDF", bytes: Buffer.from("GIF89a plain text"), slugs: ["pdf-not-a-pdf"] },
    { name: "header only", bytes: at("%PDF-1.7\n"), slugs: ["pdf-damaged", "pdf-not-a-pdf"] },
    { name: "a ZIP named PDF", bytes: Buffer.concat([Buffer.from("PK\x03\x04"), crypto.randomBytes(2000)]), slugs: ["pdf-not-a-pdf"] },
    { name: "noise behind a header", bytes: Buffer.concat([at("%PDF-1.7\n"), crypto.randomBytes(5000)]), slugs: ["pdf-damaged", "pdf-not-a-pdf"] },
    { name: "XFA form", bytes: plainPdf({ catalog: "/AcroForm << /XFA [(a) 3 0 R] /Fields [] >>" }), slugs: ["pdf-xfa"] },
    { name: "PDF/X", bytes: plainPdf({ extra: ["<< /GTS_PDFXVersion (PDF/X-4) >>"], trailer: "/Info 6 0 R " }), slugs: ["pdf-x"] },
    { name: "a reference to the highest number", bytes: unsaidPdf({ far: 8388607 }), slugs: ["pdf-limit"] },
    { name: "a reference that leaves few numbers", bytes: unsaidPdf({ far: 8388000 }), slugs: ["pdf-limit"] },
    { name: "references above all numbers", bytes: plainPdf({ page: "/Own [8388608 0 R 4294967295 0 R]", extra: ["[99999999999 0 R]"] }), slugs: [], accepted: true },
    { name: "a reference to a high number", bytes: unsaidPdf({ far: 8000000 }), slugs: [], accepted: true },
    { name: "no pages", bytes: assemble(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"]), slugs: ["pdf-damaged", "invalid-input"] },
    { name: "page tree loop", bytes: assemble(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]), slugs: ["pdf-damaged", "pdf-limit"] },
    { name: "xref loop", bytes: at(text.replace("/Root 1 0 R", `/Prev ${text.lastIndexOf("xref\n0")} /Root 1 0 R`)), repaired: true },
    { name: "deep nesting", bytes: plainPdf({ extra: ["[".repeat(50_000) + "]".repeat(50_000)], catalog: "/Names 6 0 R" }), slugs: ["pdf-limit", "pdf-damaged"] },
    { name: "inflate bomb", bytes: bombDoc(), slugs: ["pdf-limit", "pdf-xfa"] },
    { name: "unused bomb", bytes: plainPdf({ extra: [bomb] }), slugs: [], accepted: true },
    { name: "root missing", bytes: at(text.replace("/Root 1 0 R", "")), slugs: ["pdf-damaged"] },
    { name: "truncated before its trailer", bytes: good.subarray(0, good.length - 60), slugs: ["pdf-damaged"] },
    { name: "truncated behind its trailer", bytes: good.subarray(0, good.length - 12), repaired: true },
    { name: "junk before the header", bytes: Buffer.concat([at("junk junk\n"), good]), repaired: true },
    { name: "junk after the end", bytes: Buffer.concat([good, crypto.randomBytes(64)]), repaired: true },
    { name: "wrong startxref", bytes: at(text.replace(/startxref\n\d+/, "startxref\n5")), repaired: true },
  ];
}
