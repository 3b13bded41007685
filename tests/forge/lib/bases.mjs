// Honest files, freshly signed by the real program. The forgeries of attacks/ are made out of these.
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { assemble, plainPdf, stream } from "../../support/pdfs.mjs";
import { identity, sha } from "./cms.mjs";
import { N, PACKED, contract, contractBodies, contractUnsaid, contractUnsaidPacked } from "./contract.mjs";
import { anatomy, objectText } from "./pdf.mjs";
import { formOf, signMore } from "./sign.mjs";
import { encryptedDocument, encryption, ENCRYPT } from "./encrypt.mjs";
import { assemblePacked, increment } from "./update.mjs";

/** The people: signer and partner are trusted (by the root in DIR/ca), one is revoked; the forger is trusted only by himself, under the signer's name. */
function people(dir, run) {
  run("ca", "init", `${dir}/ca`);
  for (const [name, kind] of [["signer", "signer"], ["partner", "signer"], ["revoked", "signer"], ["tsa", "tsa"]])
    run("ca", "issue", `${dir}/ca`, "--kind", kind, "--name", name, "--out", `${dir}/${name}`);
  run("ca", "revoke", `${dir}/ca`, new crypto.X509Certificate(fs.readFileSync(`${dir}/revoked.cer`)).serialNumber.toLowerCase(), "--reason", "key-compromise");
  run("ca", "crl", `${dir}/ca`);
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${dir}/forger.key`,
    "-out", `${dir}/forger.cer`, "-days", "300", "-subj", "/O=SkySign/CN=signer", "-addext", "keyUsage=critical,digitalSignature,nonRepudiation",
    "-addext", "extendedKeyUsage=critical,timeStamping"], { stdio: "ignore" });
  const of = (name) => identity(`${dir}/${name}.cer`, `${dir}/${name}.key`);
  return { signer: of("signer"), partner: of("partner"), tsa: of("tsa"), forger: of("forger"), revoked: of("revoked") };
}

function hybrid() {
  const table = assemble(["<< /Type /Catalog /Pages 2 0 R /Extra 6 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    stream("", "BT /F1 18 Tf 72 720 Td (The price is 100) Tj ET"), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]);
  return increment(table, {}, { kind: "hybrid", hidden: { 6: "<< /Hidden true >>" } });
}

/** One plain document per way of writing files. */
function documents(dir) {
  const lock = "<< /Type /SigFieldLock /Action /Include /Fields [(price) (company) (seal)] >>";
  const docs = {
    plain: plainPdf(), other: plainPdf({ text: "Another" }), contract: contract(), hybrid: hybrid(),
    locked: contract({ lock }), "locked-all": contract({ lock: "<< /Type /SigFieldLock /Action /All >>" }),
    "locked-rest": contract({ lock: "<< /Type /SigFieldLock /Action /Exclude /Fields [(note)] >>" }),
    "locked-p1": contract({ lock: "<< /Type /SigFieldLock /Action /Include /Fields [(price)] /P 1 >>" }),
    packed: assemblePacked(contractBodies(), PACKED),
    unsaid: assemble(contractUnsaid()), "unsaid-packed": assemblePacked(contractUnsaidPacked(), PACKED),
    covered: contractCovered(), twin: twin(), checked: contractChecked(), alias: contractAlias(), redrawn: contractRedrawn(), "redrawn-fonts": contractRedrawn("/DR << /Font << /Other 21 0 R >> >>"), "alias-field": contractAliasField(),
  };
  for (const [name, bytes] of Object.entries(docs)) fs.writeFileSync(`${dir}/${name}.pdf`, bytes);
  execFileSync("qpdf", ["--linearize", `${dir}/plain.pdf`, `${dir}/linear.pdf`]);
}

/** A forger's offer: a white stamp hides what the signer would not sign. */
function contractCovered() {
  const bodies = contractBodies();
  bodies[N.annots - 1] = bodies[N.annots - 1].replace("]", " 48 0 R]");
  return assemble(bodies);
}

function contractChecked() {
  const bodies = contractBodies();
  bodies[N.agree - 1] = bodies[N.agree - 1].replace("/V /Off /AS /Off", "/V /Yes /AS /Yes");
  return assemble(bodies);
}

/** A forger's offer: things that the page draws have names that mean something harmless in the catalog and the trailer. */
function contractAlias() {
  const b = contractBodies();
  b[N.resources - 1] = "<< /Font << /F1 19 0 R /Info 20 0 R >> /XObject << /Info 22 0 R /Extensions 23 0 R /Metadata 7 0 R >> >>";
  b[N.body1 - 1] = stream("", "q /Info Do /Metadata Do 50 0 0 20 72 660 cm /Extensions Do Q BT /Info 18 Tf 72 600 Td (one copy) Tj ET");
  b[N.catalog - 1] = b[N.catalog - 1].replace(/\/Extensions <<.*?>> >>/, "");
  b[N.metadata - 1] = stream("/Type /Metadata /Subtype /Form /BBox [0 0 595 842] /Resources 12 0 R", "BT /F1 18 Tf 72 720 Td (The price is 100) Tj ET");
  return assemble(b);
}

/** A forger's offer: the pages' XObject resources are a push button too, and what they call /AP is drawn. */
function contractAliasField() {
  const b = contractBodies();
  b.push("<< /FT /Btn /Ff 65536 /T (x) /AP 22 0 R /Im 23 0 R >>");
  b[N.resources - 1] = `<< /Font << /F1 19 0 R >> /XObject ${b.length} 0 R >>`;
  b[N.body1 - 1] = stream("", "/AP Do");
  b[N.form - 1] = b[N.form - 1].replace("42 0 R", `42 0 R ${b.length} 0 R`);
  return assemble(b);
}

/** A form whose fields every viewer draws anew. */
function contractRedrawn(resources = "") {
  const b = contractBodies();
  b[N.form - 1] = b[N.form - 1].replace(/\/DA \(.*?\)/, "").replace(/\/DR <<.*>> >> >>/, `${resources} /NeedAppearances true >>`);
  return assemble(b);
}

/** Two bodies under one number: the table points to the second. */
function twin() {
  const forged = stream("", "BT /F1 18 Tf 72 720 Td (The price is 900,000) Tj ET").toString("latin1");
  return assemble(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    stream("", "BT /F1 18 Tf 72 720 Td (The price is 100) Tj ET"), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"],
  { header: `%PDF-1.7\n%\xe2\xe3\xcf\xd3\n4 0 obj\n${forged}\nendobj\n` });
}

// name of the base: [document, who, field, further options of `skysign sign`]
const SIGNED = {
  plain: ["plain", "signer", "Sig1"],
  "plain-p1": ["plain", "signer", "Sig1", "--certify", "1"],
  "plain-p2": ["plain", "signer", "Sig1", "--certify", "2"],
  "plain-p3": ["plain", "signer", "Sig1", "--certify", "3"],
  contract: ["contract", "signer", "Sig1"],
  "contract-p1": ["contract", "signer", "Sig1", "--certify", "1"],
  "contract-p2": ["contract", "signer", "Sig1", "--certify", "2"],
  "contract-p3": ["contract", "signer", "Sig1", "--certify", "3"],
  locked: ["locked", "signer", "Sig1"],
  "locked-all": ["locked-all", "signer", "Sig1"],
  "locked-rest": ["locked-rest", "signer", "Sig1"],
  "locked-p1": ["locked-p1", "signer", "Sig1"],
  packed: ["packed", "signer", "Sig1"],
  hybrid: ["hybrid", "signer", "Sig1"],
  linear: ["linear", "signer", "Sig1"],
  covered: ["covered", "signer", "Sig1"],
  twin: ["twin", "signer", "Sig1"],
  checked: ["checked", "signer", "Sig1"],
  alias: ["alias", "signer", "Sig1"],
  redrawn: ["redrawn", "signer", "Sig1"],
  "redrawn-fonts": ["redrawn-fonts", "signer", "Sig1"],
  "alias-field": ["alias-field", "signer", "Sig1"],
  stamped: ["plain", "signer", "Sig1", "--tsa", "local"],
  "stamped-other": ["other", "signer", "Sig1", "--tsa", "local"],
  visible: ["plain", "signer", "Sig1", "--visible", "1,50,50,150,60"],
  two: ["@plain", "partner", "Sig2"],
  "two-p2": ["@contract-p2", "partner", "Sig2"],
  "two-locked": ["@locked", "partner", "Sig2"],
  unsaid: ["unsaid", "signer", "Sig1"],
  "unsaid-two": ["@unsaid", "partner", "Sig2"],
  "unsaid-packed": ["unsaid-packed", "signer", "Sig1"],
  "unsaid-packed-two": ["@unsaid-packed", "partner", "Sig2"],
};

/** Validation data, and a document time-stamp over it, as EN 319 142-1 §5.4 has them. */
function archived(file, who) {
  const form = formOf(file);
  const a = anatomy(file);
  const vri = sha(Buffer.from(file.toString("latin1", a.hole + 1, a.end - 1), "hex"), "sha1").toString("hex").toUpperCase();
  const top = Number(file.toString("latin1").match(/[^]*\/Size (\d+)/)[1]);
  const stored = increment(file, {
    [form.root]: form.catalog.replace("/Type /Catalog", `/Type /Catalog /DSS ${top} 0 R`),
    [top]: `<< /Type /DSS /Certs [${top + 1} 0 R ${top + 2} 0 R] /VRI << /${vri} ${top + 3} 0 R >> >>`,
    [top + 1]: stream("", who.signer.cert), [top + 2]: stream("", who.tsa.cert),
    [top + 3]: `<< /Type /VRI /Cert [${top + 1} 0 R] >>` });
  return { dss: stored, stamped: signMore(stored, who.tsa, { field: "Stamp1", stamp: true }) };
}

function derived(made, who) {
  const filled = increment(made.contract, { [N.note]: objectText(made.contract, N.note).replace("/T (note)", "/T (note) /V (hello)"),
    [N.agree]: objectText(made.contract, N.agree).replace("/V /Off", "/V /Yes").replace("/AS /Off", "/AS /Yes") });
  const plain = archived(made.plain, who);
  const p1 = archived(made["plain-p1"], who);
  return { filled, dss: plain.dss, archived: plain.stamped, "archived-p1": p1.stamped,
    "by-tool": signMore(fs.readFileSync(who.document), who.signer, { field: "Tool" }),
    streams: increment(made.contract, { [N.note]: objectText(made.contract, N.note).replace("/T (note)", "/T (note) /V (hello)") }, { kind: "stream" }) };
}

/** {bases: {name: Buffer}, docs (not signed), who, root}: makes all in dir (which must be there). */
export function makeBases(dir, skysign) {
  // fonts and Cairo keep caches that a sanitized build would count as leaks
  const env = { ...process.env, ASAN_OPTIONS: "detect_leaks=0" };
  const run = (...args) => execFileSync(skysign, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const who = people(dir, run);
  documents(dir);
  const made = {};
  for (const [name, [from, by, field, ...more]] of Object.entries(SIGNED)) {
    const to = `${dir}/base-${name}.pdf`;
    const source = from.startsWith("@") ? `${dir}/base-${from.slice(1)}.pdf` : `${dir}/${from}.pdf`;
    run("sign", source, to, "--key", `${dir}/${by}.key`, "--cert", `${dir}/${by}.cer`, "--field", field, "--data", dir, ...more);
    made[name] = fs.readFileSync(to);
  }
  const lock = encryption();
  made.encrypted = signMore(encryptedDocument(lock), who.signer, { field: "Sig1", options: { extra: `/Encrypt ${ENCRYPT} 0 R `, protect: lock.protect } });
  fs.writeFileSync(path.join(dir, "base-encrypted.pdf"), made.encrypted);
  const more = derived(made, { ...who, document: `${dir}/contract.pdf` });
  for (const [name, bytes] of Object.entries(more)) fs.writeFileSync(path.join(dir, `base-${name}.pdf`), bytes);
  const docs = { plain: fs.readFileSync(`${dir}/plain.pdf`), contract: fs.readFileSync(`${dir}/contract.pdf`) };
  return { bases: { ...made, ...more }, docs, who, lock, root: `${dir}/ca` };
}
