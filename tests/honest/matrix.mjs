// The matrix: producer, then the steps. Every row is one file; rows of one line share their documents or their steps.
import { steps } from "./steps.mjs";

/** poppler leaves its field out of a form dictionary that is there already, as these two write it: then nothing is signed. */
const lost = (a, b) => b === "pdfsig" && ["pdfbox", "itext5"].includes(a);

const signers = ["pdfsig", "podofo", "libpdf", "ours", "pdfbox", "itext5"];

/** Each producer with each list of steps. */
const cross = (producers, lists) => producers.flatMap((p) => lists.map((list) => [p, ...list]));

const rows = [
  // every producer's document, signed by several programs, once and one after another
  ...cross(["office-tagged", "office-pdfa2", "cairo", "ghostscript", "ghostscript-14", "qpdf-classic", "qpdf-object-streams",
    "mupdf-clean", "podofo-text", "pdftk", "pdfbox", "itext5", "itext2", "pdf-lib-classic", "libpdf", "pdfkit", "hand-plain"], [["ours"], ["pdfbox", "itext5-cades"]]),
  ...cross(["qpdf-linearized", "qpdf-linearized-streams", "qpdf-qdf", "poppler-unite", "itext5-compressed", "itext5-tagged",
    "pdf-lib", "libpdf-streams", "hand-crlf", "hand-cr", "hand-no-last-newline", "hand-deep-pages", "hand-hybrid", "hand-hybrid-of-two", "hand-untidy", "hand-indirect-annots", "hand-two-revisions"],
    [["pdfbox"], ["itext5", "ours-b-t"]]),
  ...cross(["hand-framed"], [["pdfbox"], ["ours"], ["ours", "pdfbox"]]),
  // every signer, followed by every other
  ...cross(["hand-plain"], signers.flatMap((a) => signers.filter((b) => !lost(a, b)).map((b) => [a, b]))),
  ...cross(["office-tagged"], [["pdfsig", "libpdf", "itext5"], ["podofo", "ours", "libpdf"], ["libpdf", "pdfbox", "podofo"], ["ours", "pdfsig", "pdfbox"], ["pdfbox", "itext5", "ours"],
    ["itext5", "podofo", "pdfbox"], ["ours", "libpdf", "itext5", "pdfbox", "ours-p256"]]),
  // LibreOffice's own signature, and what followed
  ...cross(["office-signed"], [[], ["ours"], ["libpdf"], ["pdfbox"], ["itext5-cades"], ["dss"], ["info"], ["pdfbox-stamp"]]),
  // what only signs documents of a certain shape
  ...cross(["hand-plain", "pdfkit", "pdfbox"], [["signpdf"], ["signpdf", "ours"], ["signpdf", "itext5"]]),
  ...cross(["pdf-lib", "qpdf-classic", "cairo"], [["signpdf-pdf-lib"], ["signpdf-pdf-lib", "pdfbox"]]),
  ...cross(["itext5-form", "itext5-form-compressed"], [["mutool"], ["mutool", "ours"], ["itext5-in-field", "ours"]]),
  // keys, digests, encodings
  ...cross(["hand-plain"], ["ours-p256", "ours-pss", "pdfbox-cades", "pdfbox-cades-b-t", "pdfbox-ber", "pdfbox-no-attributes", "pdfbox-rsa3072",
    "pdfbox-rsa4096", "pdfbox-pss", "pdfbox-p256", "pdfbox-p384", "itext5-sha512", "itext5-b-t", "itext5-cades-b-t", "libpdf-p384", "libpdf-detached", "libpdf-b-t"].map((s) => [s])),
  // signatures of the years before PAdES
  ...cross(["hand-plain"], ["itext2", "pdfbox-digest-sha1", "pdfbox-sha1", "pdfbox-sha1-sha256", "pdfbox-x509", "itext2-sha1", "itext2-x509", "itext2-visible"].map((s) => [s])),
  ...cross(["itext2"], [["itext2-sha1", "ours"], ["itext2-x509", "pdfbox"], ["pdfbox-x509", "itext5"], ["itext2", "ours"], ["itext2-certify-2", "itext2"]]),
  // usage rights: no field, only the catalog's /Perms /UR3
  ["hand-plain", "pdfbox-usage-rights"], ["itext5", "pdfbox-usage-rights"],
  // visible signatures
  ...cross(["hand-plain", "office-tagged"], [["ours-visible", "pdfbox-visible"], ["itext5-visible", "podofo-visible"], ["podofo-visible", "itext5-visible", "ours-visible"]]),
  // certification, and what it permits
  ...["ours", "pdfbox", "itext5"].flatMap((s) => cross(["hand-plain"], [[`${s}-certify-1`], [`${s}-certify-1`, "dss"], [`${s}-certify-1`, "dss", "pdfbox-stamp"],
    [`${s}-certify-2`, "ours"], [`${s}-certify-3`, "note"], [`${s}-certify-3`, "highlight", "ours"], [`${s}-certify-3`, "itext5-note"]])),
  ...cross(["pdfbox-form"], [["pdfbox-certify-2", "fill-company"], ["itext5-certify-2", "itext5-fill-company", "ours"], ["ours-certify-3", "fill-company", "note"]]),
  ...cross(["pdfbox-form"], [["pdfbox-lock-company", "fill-person"], ["pdfbox-lock-all-but-person", "fill-person", "pdfbox"], ["fill-company", "pdfbox-lock-company", "fill-person", "ours"]]),
  ["itext5-form", "itext5-fill-company", "itext5-in-field-lock", "itext5-fill-person"],
  // form filling between and after signatures
  ...cross(["pdfbox-form", "qpdf-form-linearized", "qpdf-form-streams", "hand-form-merged"], [["ours", "fill-company"], ["pdfbox", "fill-company", "itext5", "fill-person"]]),
  ...cross(["itext5-form", "pdf-lib-form"], [["pdfbox", "fill-company"], ["ours", "fill-agree"], ["itext5", "fill-size"],
    ["ours", "itext5-fill-company", "itext5-fill-agree", "pdfbox"], ["pdfbox", "itext5-fill-size"]]),
  ...cross(["pdf-lib-form"], [["pdfbox", "fill-colour"], ["ours", "itext5-fill-colour"]]),
  ...cross(["libpdf-form", "pdf-lib-form"], [["libpdf", "libpdf-fill-company"], ["ours", "libpdf-fill-company", "libpdf"]]),
  ...cross(["hand-form-kids"], [["ours", "fill-party"], ["pdfbox", "fill-size"], ["itext5", "fill-party", "libpdf", "fill-size"]]),
  ["hand-form-merged", "ours", "fill-agree"], ["hand-form-merged", "itext5", "itext5-fill-agree", "podofo"], ["office-form", "libpdf", "itext5-fill-person"], ["office-form", "ours", "itext5-fill-company", "pdfbox", "itext5-fill-person"],
  // validation data, document time-stamps, metadata
  ...["ours-b-t", "pdfbox-cades-b-t", "itext5-cades-b-t", "libpdf-b-t"].flatMap((s) => cross(["office-tagged"], [[s, "dss"], [s, "itext5-ltv"], [s, "dss", "pdfbox-stamp"],
    [s, "itext5-ltv", "itext5-stamp"], [s, "pdfbox-stamp"], [s, "libpdf-stamp"], [s, "dss", "pdfbox-stamp", "itext5-ltv", "itext5-stamp"]])),
  ...cross(["hand-indirect-annots", "office-pdfa2", "qpdf-object-streams"], [["ours", "info"], ["pdfbox", "metadata"], ["itext5", "itext5-info"], ["pdfbox", "info", "ours"]]),
  // encrypted, without a password
  ...cross(["qpdf-rc4-128", "qpdf-aes-128", "qpdf-aes-256", "qpdf-aes-256-streams", "pdfbox-rc4-128", "pdfbox-aes-256"], [["pdfbox"]]),
  ...cross(["qpdf-rc4-128", "qpdf-aes-128", "pdfbox-rc4-128"], [["itext5"]]),
  ...cross(["qpdf-aes-256", "pdfbox-aes-256"], [["pdfbox", "fill-company"], ["pdfbox", "pdfbox-cades"]]),
];

const order = ["none", "lta", "form-filling", "annotations"];

/** What the validator must say of each signature, oldest first. */
function expected([producer, ...list]) {
  const all = producer === "office-signed" ? [{ effect: "form-filling", signs: steps.pdfsig.signs }, ...list.map((s) => steps[s])] : list.map((s) => steps[s]);
  return all.flatMap((step, i) => {
    if (!step.signs) return [];
    const later = all.slice(i + 1).map((s) => order.indexOf(s.effect));
    return [{ ...step.signs, integrity: true, permitted: true, coverage: later.length ? "entire-revision" : "entire-file", later_changes: order[Math.max(0, ...later)] }];
  });
}

export const matrix = rows.map(([producer, ...list]) => ({ name: [producer, ...list].join("+"), producer, steps: list, expected: expected([producer, ...list]) }));
