// What is done to a document, one step after another: signatures and changes. Each says what it is in the eyes of the
// signatures before it (`effect`), and, when it signs, what the validator has to say of the new signature.
import fs from "node:fs";
import { createRequire } from "node:module";
import { HttpTimestampAuthority, P12Signer as LibPdfSigner, PDF } from "@libpdf/core";
import { skysign } from "../support/judge.mjs";
import { must } from "./programs.mjs";

const require = createRequire(import.meta.url);
const { SignPdf } = require("@signpdf/signpdf");
const { P12Signer } = require("@signpdf/signer-p12");
const { plainAddPlaceholder } = require("@signpdf/placeholder-plain");
const { pdflibAddPlaceholder } = require("@signpdf/placeholder-pdf-lib");
const { PDFDocument } = require("pdf-lib");

const detached = "adbe.pkcs7.detached", cades = "ETSI.CAdES.detached", stamp = "ETSI.RFC3161", sha1 = "adbe.pkcs7.sha1", raw = "adbe.x509.rsa_sha1";

/** A signature: form filling for those before it. `says` overrides what is expected of it. */
const signer = (subFilter, run, says = {}) => ({ effect: "form-filling", signs: { sub_filter: subFilter, kind: "approval", indication: "TOTAL-PASSED", ...says }, run });
const timestamp = (run) => ({ effect: "lta", signs: { sub_filter: stamp, kind: "document-timestamp", indication: "TOTAL-PASSED" }, run });
const change = (effect, run) => ({ effect, run });
const java = (verb, options) => (c, from, to) => c.java(verb, from, to, options);
const legacy = { indication: "INDETERMINATE" }; // SHA-1: right, but no longer trusted

const box = (options = {}, subFilter = detached, says) => signer(subFilter, java("box-sign", { filter: subFilter, ...options }), says);
const itext5 = (options = {}, says) => signer("cades" in options ? cades : detached, java("itext5-sign", options), says);
const itext2 = (subFilter, options = {}, says) => signer(subFilter, java("itext2-sign", { filter: subFilter, ...options }), says);

/** One at a time: our own time-stamp authority lets in one program. */
let turn = Promise.resolve();
const queued = (run) => (...args) => (turn = turn.catch(() => {}).then(() => run(...args)));

const ours = (key, args, says) => signer(cades, (c, from, to) =>
  must(skysign, ["sign", from, to, "--key", c.key(key).key, "--cert", c.key(key).cert, "--chain", c.root, ...args.map((a) => (a === "DATA" ? c.data : a))],
    { env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0" } }), says);

const oneByOne = (step) => ({ ...step, run: queued(step.run) });

const pdfsig = (c, from, to) => must("pdfsig", ["-add-signature", "-nss-pwd", "", "-nssdir", c.nss, "-nick", "rsa2048", from, to]);

async function podofo(c, from, to, more = []) {
  await must("podofosign", ["-in", from, "-out", to, "-cert", c.key("rsa2048").cert, "-pkey", c.key("rsa2048").key, ...more]);
}

/** mutool signs a field that is there: its object number is asked from it. Its digest is SHA-1. */
async function mutool(c, from, to, field = "seal") {
  const fields = await must("mutool", ["show", "-g", from, "grep"]);
  const line = fields.split("\n").find((l) => l.includes(`/T(${field})`));
  if (!line) throw new Error(`no field ${field}`);
  await must("mutool", ["sign", "-s", c.key("rsa2048").p12, "-P", "secret", "-o", to, from, line.match(/^[^:]*?(\d+) 0 obj|(\d+):/).slice(1).find(Boolean)]);
}

async function libPdf(c, from, to, options = {}) {
  const pdf = await PDF.load(fs.readFileSync(from));
  const { stamped, key = "rsa2048", ...rest } = options;
  const more = stamped ? { level: stamped, timestampAuthority: new HttpTimestampAuthority(c.tsa) } : {};
  const signed = await pdf.sign({ signer: await LibPdfSigner.create(fs.readFileSync(c.key(key).p12), "secret"), reason: "Agreed", ...rest, ...more });
  fs.writeFileSync(to, signed.bytes);
}

async function libPdfStamp(c, from, to) {
  const pdf = await PDF.load(fs.readFileSync(from));
  const stamped = await pdf.addTimestamp({ timestampAuthority: new HttpTimestampAuthority(c.tsa) });
  fs.writeFileSync(to, stamped.bytes);
}

const placeholder = { reason: "Agreed", contactInfo: "a@example.com", name: "signpdf", location: "Tokyo" };
const p12 = (c) => new P12Signer(fs.readFileSync(c.key("rsa-only").p12), { passphrase: "secret" });

async function signPdf(c, from, to) {
  const pdfBuffer = plainAddPlaceholder({ pdfBuffer: fs.readFileSync(from), ...placeholder });
  fs.writeFileSync(to, await new SignPdf().sign(pdfBuffer, p12(c)));
}

/** pdf-lib writes the whole file anew: only for documents without signatures. */
async function signPdfLib(c, from, to) {
  const doc = await PDFDocument.load(fs.readFileSync(from));
  pdflibAddPlaceholder({ pdfDoc: doc, ...placeholder, widgetRect: [60, 60, 160, 100] });
  fs.writeFileSync(to, await new SignPdf().sign(Buffer.from(await doc.save({ useObjectStreams: false })), p12(c)));
}

async function libPdfFill(c, from, to, values) {
  const pdf = await PDF.load(fs.readFileSync(from));
  pdf.getForm().fill(values);
  fs.writeFileSync(to, await pdf.save({ incremental: true }));
}

export const steps = {
  "pdfsig": signer(detached, pdfsig),
  "mutool": signer(detached, mutool, legacy),
  "podofo": signer(detached, podofo),
  "podofo-visible": signer(detached, (c, from, to) => podofo(c, from, to, ["-annot-position", "1,10,10,60,20", "-annot-print", "-annot-text", "2,2,Signed with PoDoFo"])),
  "libpdf": signer(cades, libPdf),
  "libpdf-p384": signer(cades, (c, from, to) => libPdf(c, from, to, { key: "p384", digestAlgorithm: "SHA-384" })),
  "libpdf-detached": signer(detached, (c, from, to) => libPdf(c, from, to, { subFilter: detached })),
  "libpdf-b-t": signer(cades, (c, from, to) => libPdf(c, from, to, { stamped: "B-T" })),
  "libpdf-stamp": timestamp(libPdfStamp),
  "signpdf": signer(detached, signPdf),
  "signpdf-pdf-lib": signer(detached, signPdfLib),
  "ours": ours("rsa2048", []),
  "ours-p256": ours("p256", []),
  "ours-pss": ours("rsa3072", ["--pss", "--digest", "sha512"]),
  "ours-b-t": oneByOne(ours("rsa2048", ["--tsa", "local", "--data", "DATA"])),
  "ours-visible": ours("rsa2048", ["--visible", "1,50,50,150,60"]),
  "ours-certify-1": ours("rsa2048", ["--certify", "1"], { kind: "certification", doc_mdp: 1 }),
  "ours-certify-2": ours("rsa2048", ["--certify", "2"], { kind: "certification", doc_mdp: 2 }),
  "ours-certify-3": ours("rsa2048", ["--certify", "3"], { kind: "certification", doc_mdp: 3 }),
  "pdfbox": box(),
  "pdfbox-cades": box({}, cades),
  "pdfbox-cades-b-t": box({ stamp: "" }, cades),
  "pdfbox-ber": box({ ber: "" }),
  "pdfbox-no-attributes": box({ noattrs: "" }, detached, { indication: "INDETERMINATE" }), // right, but it does not say by whom
  "pdfbox-rsa3072": box({ key: "rsa3072", digest: "SHA384" }),
  "pdfbox-rsa4096": box({ key: "rsa4096", digest: "SHA512" }),
  "pdfbox-pss": box({ key: "rsa3072", pss: "" }),
  "pdfbox-p256": box({ key: "p256" }),
  "pdfbox-p384": box({ key: "p384", digest: "SHA384" }, cades),
  "pdfbox-digest-sha1": box({ digest: "SHA1" }, detached, legacy),
  "pdfbox-sha1": box({ digest: "SHA1" }, sha1, legacy),
  "pdfbox-sha1-sha256": box({ digest: "SHA256" }, sha1, legacy),
  "pdfbox-x509": box({}, raw, legacy),
  "pdfbox-visible": box({ visible: "" }),
  "pdfbox-certify-1": box({ certify: 1 }, detached, { kind: "certification", doc_mdp: 1 }),
  "pdfbox-certify-2": box({ certify: 2 }, detached, { kind: "certification", doc_mdp: 2 }),
  "pdfbox-certify-3": box({ certify: 3 }, cades, { kind: "certification", doc_mdp: 3 }),
  "pdfbox-lock-company": box({ lock: "Include", fields: "company" }),
  "pdfbox-lock-all-but-person": box({ lock: "Exclude", fields: "person" }),
  "pdfbox-usage-rights": { effect: "form-filling", signs: { sub_filter: detached }, run: java("box-sign", { filter: detached, usage: "" }) },
  "pdfbox-stamp": timestamp(java("box-sign", { filter: stamp })),
  "itext5": itext5(),
  "itext5-rewrite": itext5({ rewrite: "" }),
  "itext5-cades": itext5({ cades: "" }),
  "itext5-cades-b-t": itext5({ cades: "", stamp: "" }),
  "itext5-b-t": itext5({ stamp: "" }),
  "itext5-sha512": itext5({ digest: "SHA-512", key: "rsa4096" }),
  "itext5-visible": itext5({ visible: "Visible" }),
  "itext5-in-field": itext5({ field: "seal" }),
  "itext5-in-field-lock": itext5({ field: "seal", lock: "company" }),
  "itext5-certify-1": itext5({ certify: 1 }, { kind: "certification", doc_mdp: 1 }),
  "itext5-certify-2": itext5({ certify: 2 }, { kind: "certification", doc_mdp: 2 }),
  "itext5-certify-3": itext5({ certify: 3 }, { kind: "certification", doc_mdp: 3 }),
  "itext5-stamp": timestamp(java("itext5-stamp")),
  "itext2": itext2(detached),
  "itext2-certify-2": itext2(detached, { certify: 2 }, { kind: "certification", doc_mdp: 2 }),
  "itext2-sha1": itext2(sha1, {}, legacy),
  "itext2-x509": itext2(raw, {}, legacy),
  "itext2-visible": itext2(sha1, { visible: "Old" }, legacy),

  "fill-company": change("form-filling", java("box-fill", { fill: "company:Sky" })),
  "fill-person": change("form-filling", java("box-fill", { fill: "person:Taro" })),
  "fill-party": change("form-filling", java("box-fill", { fill: "party.company:Sky" })),
  "fill-agree": change("form-filling", java("box-fill", { fill: "agree:Yes" })),
  "fill-size": change("form-filling", java("box-fill", { fill: "size:large" })),
  "fill-colour": change("form-filling", java("box-fill", { fill: "colour:green" })),
  "itext5-fill-company": change("form-filling", java("itext5-fill", { fill: "company:Sky" })),
  "itext5-fill-person": change("form-filling", java("itext5-fill", { fill: "person:Taro" })),
  "itext5-fill-agree": change("form-filling", java("itext5-fill", { fill: "agree:Yes" })),
  "itext5-fill-size": change("form-filling", java("itext5-fill", { fill: "size:large" })),
  "itext5-fill-colour": change("form-filling", java("itext5-fill", { fill: "colour:green" })),
  "libpdf-fill-company": change("form-filling", (c, from, to) => libPdfFill(c, from, to, { company: "Sky" })),
  "info": change("lta", java("box-info")),
  "metadata": change("lta", java("box-metadata")),
  "itext5-info": change("lta", java("itext5-info")),
  "dss": change("lta", java("box-dss")),
  "itext5-ltv": change("lta", java("itext5-ltv")),
  "note": change("annotations", java("box-note")),
  "highlight": change("annotations", java("box-highlight")),
  "itext5-note": change("annotations", java("itext5-note")),
};
