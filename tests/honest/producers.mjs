// The documents that are signed: name → (context, path) writes one. What LibreOffice makes is made in office.mjs.
import fs from "node:fs";
import { createRequire } from "node:module";
import { PDF } from "@libpdf/core";
import { PDFDocument, StandardFonts } from "pdf-lib";
import { must } from "./programs.mjs";
import { shapes } from "./shapes.mjs";

const require = createRequire(import.meta.url);

/** A contract with pdf-lib; useObjectStreams is its default. */
async function pdfLib(out, { form = false, objectStreams = true } = {}) {
  const doc = await PDFDocument.create();
  const page = doc.addPage([595, 842]);
  page.drawText("Agreement made with pdf-lib", { x: 72, y: 720, font: await doc.embedFont(StandardFonts.Helvetica) });
  if (form) {
    const f = doc.getForm();
    ["company", "person"].forEach((name, i) => f.createTextField(name).addToPage(page, { x: 72, y: 600 - 40 * i, width: 200, height: 20 }));
    f.createCheckBox("agree").addToPage(page, { x: 72, y: 500, width: 18, height: 18 });
    const colour = f.createDropdown("colour");
    colour.addOptions(["red", "green"]);
    colour.addToPage(page, { x: 72, y: 460, width: 100, height: 20 });
    const size = f.createRadioGroup("size");
    ["small", "large"].forEach((name, i) => size.addOptionToPage(name, page, { x: 72 + 40 * i, y: 420, width: 18, height: 18 }));
  }
  fs.writeFileSync(out, await doc.save({ useObjectStreams: objectStreams }));
}

async function libPdf(out, { form = false, xrefStream = false } = {}) {
  const pdf = PDF.create();
  const page = pdf.addPage({ size: "a4" });
  page.drawText("Agreement made with LibPDF", { x: 72, y: 720 });
  if (form) {
    const f = pdf.getOrCreateForm();
    ["company", "person"].forEach((name, i) => page.drawField(f.createTextField(name, {}), { x: 72, y: 600 - 40 * i, width: 200, height: 20 }));
  }
  fs.writeFileSync(out, await pdf.save({ useXRefStream: xrefStream }));
}

function pdfKit(out) {
  const Kit = require("pdfkit");
  const doc = new Kit({ size: "A4", info: { Title: "Agreement" } });
  doc.text("Agreement made with PDFKit", 72, 72);
  doc.end();
  return new Promise((done) => doc.pipe(fs.createWriteStream(out)).on("finish", done));
}

const qpdf = (...args) => async (c, out) => must("qpdf", [...args, await c.need("office-tagged"), out]);
const qpdfForm = (...args) => async (c, out) => must("qpdf", [...args, await c.need("pdfbox-form"), out]);
const java = (verb, options, from) => async (c, out) => c.java(verb, from ? await c.need(from) : "", out, options);

export const producers = {
  ...Object.fromEntries(Object.entries(shapes).map(([name, make]) => [name, (c, out) => fs.writeFileSync(out, make())])),
  "cairo": async (c, out) => must("pdftocairo", ["-pdf", await c.need("office-tagged"), out]),
  "ghostscript": async (c, out) => must("gs", ["-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite", `-sOutputFile=${out}`, await c.need("office-tagged")]),
  "ghostscript-14": async (c, out) => must("gs", ["-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite", "-dCompatibilityLevel=1.4", `-sOutputFile=${out}`, await c.need("office-tagged")]),
  "qpdf-object-streams": qpdf("--object-streams=generate"),
  "qpdf-classic": qpdf("--object-streams=disable", "--force-version=1.4"),
  "qpdf-linearized": qpdf("--linearize"),
  "qpdf-linearized-streams": qpdf("--linearize", "--object-streams=generate"),
  "qpdf-qdf": qpdf("--qdf"),
  "qpdf-form-linearized": qpdfForm("--linearize"),
  "qpdf-form-streams": qpdfForm("--object-streams=generate"),
  "qpdf-rc4-128": qpdfForm("--allow-weak-crypto", "--encrypt", "", "owner", "128", "--use-aes=n", "--"),
  "qpdf-aes-128": qpdfForm("--allow-weak-crypto", "--encrypt", "", "owner", "128", "--use-aes=y", "--"),
  "qpdf-aes-256": qpdfForm("--encrypt", "", "owner", "256", "--"),
  "qpdf-aes-256-streams": qpdfForm("--encrypt", "", "owner", "256", "--", "--object-streams=generate"),
  "mupdf-clean": async (c, out) => must("mutool", ["clean", "-gggz", await c.need("office-tagged"), out]),
  "podofo-text": (c, out) => {
    fs.writeFileSync(`${out}.txt`, "Agreement made with PoDoFo\n".repeat(20));
    return must("podofotxt2pdf", [`${out}.txt`, out]);
  },
  "poppler-unite": async (c, out) => must("pdfunite", [await c.need("hand-plain"), await c.need("hand-crlf"), out]),
  "pdftk": async (c, out) => must("pdftk", [await c.need("office-tagged"), "cat", "1", "output", out]),
  "pdfbox": java("box-make", {}),
  "pdfbox-form": java("box-make", { form: "" }),
  "pdfbox-rc4-128": java("box-encrypt", { bits: 128 }, "pdfbox-form"),
  "pdfbox-aes-256": java("box-encrypt", { bits: 256, aes: "" }, "pdfbox-form"),
  "itext5": java("itext5-make", {}),
  "itext5-compressed": java("itext5-make", { compressed: "" }),
  "itext5-tagged": java("itext5-make", { tagged: "" }),
  "itext5-form": java("itext5-make", { form: "" }),
  "itext5-form-compressed": java("itext5-make", { form: "", compressed: "" }),
  "itext2": java("itext2-make", {}),
  "pdf-lib": (c, out) => pdfLib(out),
  "pdf-lib-classic": (c, out) => pdfLib(out, { objectStreams: false }),
  "pdf-lib-form": (c, out) => pdfLib(out, { form: true }),
  "libpdf": (c, out) => libPdf(out),
  "libpdf-streams": (c, out) => libPdf(out, { xrefStream: true }),
  "libpdf-form": (c, out) => libPdf(out, { form: true }),
  "pdfkit": (c, out) => pdfKit(out),
};
