// PDFs of the kinds that people upload, made by the programs that make them: LibreOffice,
// Cairo, qpdf's rewritings, scans, forms, hybrid files. Nothing is downloaded.
import fs from "node:fs";
import path from "node:path";
import { run } from "./judge.mjs";
import { assemble, stream } from "./pdfs.mjs";

const paragraph = "甲及び乙は、本契約の成立を証するため、本書を電磁的に作成し、双方にて電子署名を施し、各自これを保管する。";

function html() {
  const rows = ["件名|業務委託契約書", "金額|１，２３４，０００円（税込）", "期間|2026年12月1日～2027年11月30日", "担当|髙橋 﨑子"]
    .map((r) => `<tr>${r.split("|").map((c) => `<td>${c}</td>`).join("")}</tr>`).join("");
  const articles = Array.from({ length: 30 }, (_, i) => `<h2>第${i + 1}条</h2><p>${paragraph.repeat(3)}</p>`).join("");
  return `<!doctype html><meta charset="utf-8"><title>業務委託契約書</title><h1>業務委託契約書</h1><table border="1">${rows}</table>${articles}`;
}

/** LibreOffice writes dir/name.pdf of an HTML text; filter options as in its manual. */
function libreOffice(dir, name, options) {
  const source = path.join(dir, `${name}.html`);
  fs.writeFileSync(source, html());
  const filter = options ? `pdf:writer_web_pdf_Export:${JSON.stringify(options)}` : "pdf:writer_web_pdf_Export";
  const r = run("soffice", [`-env:UserInstallation=file://${dir}/profile`, "--headless", "--convert-to", filter, "--outdir", dir, source]);
  fs.rmSync(source);
  if (!fs.existsSync(path.join(dir, `${name}.pdf`))) throw new Error(`soffice made no ${name}.pdf: ${r.out}${r.err}`);
  return path.join(dir, `${name}.pdf`);
}

const rewritings = {
  "qpdf-object-streams": ["--object-streams=generate"],
  "qpdf-no-object-streams": ["--object-streams=disable", "--force-version=1.4"],
  "qpdf-linearized": ["--linearize"],
  "qpdf-linearized-object-streams": ["--linearize", "--object-streams=generate"],
  "qpdf-uncompressed": ["--stream-data=uncompress", "--object-streams=disable"],
  "qpdf-qdf": ["--qdf"],
  "qpdf-recompressed": ["--recompress-flate", "--compression-level=9", "--object-streams=generate"],
};

function rewrite(dir, from) {
  return Object.entries(rewritings).map(([name, args]) => {
    const out = path.join(dir, `${name}.pdf`);
    const r = run("qpdf", [...args, from, out]);
    if (r.status !== 0) throw new Error(`qpdf ${args.join(" ")}: ${r.err}`);
    return out;
  });
}

function must(program, args) {
  const r = run(program, args);
  if (r.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${r.err}`);
}

/** Each page an image, as a scanner makes them: JPEG in colour, one bit in black and white. */
function scans(dir, from) {
  const base = path.join(dir, "scan");
  must("pdftoppm", ["-r", "100", "-l", "1", "-singlefile", "-jpeg", from, base]);
  must("pdftoppm", ["-r", "100", "-l", "1", "-singlefile", "-mono", from, base]);
  const jpeg = fs.readFileSync(`${base}.jpg`);
  const pbm = fs.readFileSync(`${base}.pbm`);
  const [head, w, h] = pbm.toString("latin1").match(/^P4\s+(\d+)\s+(\d+)\s/);
  const of = (filter, data, extra) => assemble([
    "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /XObject << /Im 4 0 R >> >> >>",
    stream(`/Type /XObject /Subtype /Image /Width ${w} /Height ${h} ${filter} ${extra}`, data),
    stream("", "q 595 0 0 842 0 0 cm /Im Do Q"),
  ], { header: "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" });
  fs.rmSync(`${base}.jpg`);
  fs.rmSync(`${base}.pbm`);
  return {
    "scan-jpeg": of("/Filter /DCTDecode", jpeg, "/ColorSpace /DeviceRGB /BitsPerComponent 8"),
    "scan-mono": of("", pbm.subarray(head.length), "/ColorSpace /DeviceGray /BitsPerComponent 1 /Decode [1 0]"),
  };
}

/** A form whose fields, annotations and form dictionary stand direct or apart. */
function forms() {
  const text = (name, y, more = "") => `<< /Type /Annot /Subtype /Widget /FT /Tx /T (${name}) /V (x) /F 4 /P 3 0 R /Rect [72 ${y} 300 ${y + 20}] /DA (/Helv 12 Tf 0 g) ${more} >>`;
  const make = (catalog, page, extra) => assemble([
    `<< /Type /Catalog /Pages 2 0 R /AcroForm ${catalog} >>`, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots ${page} >>`,
    text("buyer", 700), text("seller", 660),
    "<< /FT /Sig /T (sig) /Type /Annot /Subtype /Widget /F 132 /P 3 0 R /Rect [72 600 200 640] >>", ...extra,
  ]);
  const resources = "/DR << /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /DA (/Helv 0 Tf 0 g)";
  return {
    "form-direct": make(`<< /Fields [4 0 R 5 0 R 6 0 R] ${resources} >>`, "[4 0 R 5 0 R 6 0 R]", []),
    "form-apart": make("7 0 R", "9 0 R", [`<< /Fields 8 0 R /SigFlags 1 ${resources} >>`, "[4 0 R 5 0 R 6 0 R]", "[4 0 R 5 0 R 6 0 R]"]),
  };
}

/** Object 4 is hidden from readers that know no cross-reference streams (ISO 32000-2 §7.5.8.4). */
function hybrid() {
  const parts = [];
  const offsets = [];
  let at = 0;
  const put = (text) => { const b = Buffer.from(text, "latin1"); parts.push(b); at += b.length; };
  const object = (n, body) => { offsets[n] = at; put(`${n} 0 obj\n${body}\nendobj\n`); };
  put("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n");
  object(1, "<< /Type /Catalog /Pages 2 0 R /Extra 4 0 R >>");
  object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>");
  object(4, "<< /Hidden true >>");
  const row = Buffer.from([1, offsets[4] >> 8, offsets[4] & 255, 0]).toString("latin1");
  object(5, `<< /Type /XRef /Size 6 /W [1 2 1] /Index [4 1] /Length 4 >>\nstream\n${row}\nendstream`);
  const table = at;
  const line = (n) => (n === 0 ? "0000000000 65535 f \n" : n === 4 ? "0000000000 00000 f \n" : `${String(offsets[n]).padStart(10, "0")} 00000 n \n`);
  put(`xref\n0 6\n${[0, 1, 2, 3, 4, 5].map(line).join("")}trailer\n<< /Size 6 /Root 1 0 R /XRefStm ${offsets[5]} >>\nstartxref\n${table}\n%%EOF\n`);
  return { "hybrid-xref": Buffer.concat(parts) };
}

/** Writes all of them into dir; returns their paths. */
export function makePdfs(dir) {
  const office = libreOffice(dir, "libreoffice");
  const archive = libreOffice(dir, "libreoffice-pdfa2", { SelectPdfVersion: { type: "long", value: "2" } });
  const cairo = path.join(dir, "cairo.pdf");
  must("pdftocairo", ["-pdf", office, cairo]);
  const made = { ...scans(dir, office), ...forms(), ...hybrid() };
  const written = Object.entries(made).map(([name, bytes]) => {
    const file = path.join(dir, `${name}.pdf`);
    fs.writeFileSync(file, bytes);
    return file;
  });
  const noNewline = path.join(dir, "no-last-newline.pdf");
  fs.writeFileSync(noNewline, fs.readFileSync(cairo).subarray(0, -1));
  fs.rmSync(path.join(dir, "profile"), { recursive: true, force: true });
  return [office, archive, cairo, noNewline, ...rewrite(dir, office), ...written];
}
