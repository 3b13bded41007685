// What long-term validation is about: authorities whose certificates and revocation lists have the dates that
// a test wants, document time-stamps and security stores as increments. Everything is signed by openssl.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { nextNumber, objectText } from "../forge/lib/pdf.mjs";
import { increment } from "../forge/lib/update.mjs";
import { tempDir } from "./judge.mjs";

const latin = (s) => Buffer.from(s, "latin1");
const stamp = (iso) => iso.replace(/[-:T]/g, "").replace(/Z?$/, "Z");
const keys = { p256: ["EC", "ec_paramgen_curve:P-256"], rsa1024: ["RSA", "rsa_keygen_bits:1024"], rsa2048: ["RSA", "rsa_keygen_bits:2048"] };
const purposes = {
  ca: "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n",
  signer: "keyUsage=critical,digitalSignature,nonRepudiation\n",
  tsa: "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n",
};

const config = (dir) => `[ca]
default_ca=c
[c]
dir=${dir}
database=${dir}/index
new_certs_dir=${dir}
serial=${dir}/serial
default_md=sha256
default_days=365
policy=p
unique_subject=no
[p]
commonName=supplied
`;

/** {dir, make(name, {issuer, from, to, kind, md, purpose}), crl(ca, {revoked, from, to})}; dates as 2027-01-01T00:00:00Z. */
export function makePki() {
  const dir = tempDir("ltv");
  const ssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"], cwd: dir });
  fs.writeFileSync(`${dir}/cnf`, config(dir));
  fs.writeFileSync(`${dir}/index`, "");
  fs.writeFileSync(`${dir}/serial`, "1001\n");
  const make = (name, { issuer, from = "2025-01-01T00:00:00Z", to = "2046-01-01T00:00:00Z", kind = "p256", md = "sha256", purpose = "signer" } = {}) => {
    const key = `${dir}/${name}.key`, cert = `${dir}/${name}.pem`, der = `${dir}/${name}.cer`;
    ssl("genpkey", "-algorithm", keys[kind][0], "-pkeyopt", keys[kind][1], "-out", key);
    ssl("req", "-new", "-key", key, "-subj", `/CN=${name}`, "-out", `${dir}/${name}.csr`);
    fs.writeFileSync(`${dir}/${name}.ext`, purposes[purpose]);
    ssl("ca", "-batch", "-notext", "-config", `${dir}/cnf`, "-md", md, "-startdate", stamp(from), "-enddate", stamp(to),
      "-in", `${dir}/${name}.csr`, "-extfile", `${dir}/${name}.ext`, "-out", cert,
      ...(issuer ? ["-cert", issuer.cert, "-keyfile", issuer.key] : ["-selfsign", "-keyfile", key]));
    ssl("x509", "-in", cert, "-outform", "DER", "-out", der);
    return { name, key, cert, der, bytes: fs.readFileSync(der), serial: ssl("x509", "-in", cert, "-noout", "-serial").toString().trim().slice(7) };
  };
  let lists = 0;
  const crl = (ca, { revoked = [], from, to, md = "sha256" }) => {
    const base = `${dir}/crl-${++lists}`;
    const rows = revoked.map((r) => `R\t460101000000Z\t${stamp(r.at).slice(2)}${r.reason ? `,${r.reason}` : ""}\t${r.cert.serial}\tunknown\t/CN=x\n`);
    fs.writeFileSync(`${base}.index`, rows.join(""));
    fs.writeFileSync(`${base}.cnf`, config(dir).replace(`${dir}/index`, `${base}.index`));
    ssl("ca", "-gencrl", "-config", `${base}.cnf`, "-cert", ca.cert, "-keyfile", ca.key, "-md", md, "-crl_lastupdate", stamp(from),
      "-crl_nextupdate", stamp(to), "-out", `${base}.pem`);
    ssl("crl", "-in", `${base}.pem`, "-outform", "DER", "-out", `${base}.crl`);
    return { file: `${base}.crl`, bytes: fs.readFileSync(`${base}.crl`) };
  };
  return { dir, make, crl };
}

const stream = (bytes) => `<< /Length ${bytes.length} >>\nstream\n${bytes.toString("latin1")}\nendstream`;

/** What the store holds already, as references. */
function heldBy(file, key) {
  const dss = objectText(file, 1).match(/\/DSS (\d+) 0 R/)?.[1];
  return dss ? (objectText(file, dss).match(new RegExp(`/${key} \\[([^\\]]*)\\]`))?.[1].match(/\d+ 0 R/g) ?? []) : [];
}

/** Adds a document security store, or replaces the one that is there; with `append` it grows. */
export function addDss(file, { certs = [], crls = [], ocsps = [] }, { append = false } = {}) {
  let n = nextNumber(file);
  const objects = {};
  const list = (key, all) => {
    const refs = append ? heldBy(file, key) : [];
    for (const bytes of all) {
      objects[n] = stream(bytes);
      refs.push(`${n++} 0 R`);
    }
    return refs.length ? `/${key} [${refs.join(" ")}] ` : "";
  };
  const dss = `<< /Type /DSS ${list("Certs", certs)}${list("CRLs", crls)}${list("OCSPs", ocsps)}>>`;
  objects[n] = dss;
  objects[1] = objectText(file, 1).replace(/\s*\/DSS \d+ 0 R/, "").replace(/>>$/, ` /DSS ${n} 0 R >>`);
  return increment(file, objects);
}

/** An increment with a signature field; `make` gives the /Contents for the bytes of its ByteRange. */
function addSigned(file, dict, field, make, room = 12000) {
  const n = nextNumber(file);
  const zeros = "0".repeat(room);
  const objects = {};
  objects[n] = `<< ${dict} /ByteRange [0 0000000000 0000000000 0000000000] /Contents <${zeros}> >>`;
  objects[n + 1] = `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${field}) /V ${n} 0 R /Rect [0 0 0 0] /F 132 >>`;
  const root = objectText(file, 1);
  const form = root.match(/\/AcroForm (\d+) 0 R/)?.[1];
  if (form) {
    objects[form] = objectText(file, form).replace(/\/Fields ?\[([^\]]*)\]/, (_, all) => `/Fields [${all.trim()} ${n + 1} 0 R]`);
  } else {
    objects[1] = root.replace(/>>$/, ` /AcroForm ${n + 2} 0 R >>`);
    objects[n + 2] = `<< /SigFlags 3 /Fields [${n + 1} 0 R] >>`;
  }
  const out = increment(file, objects);
  const hole = out.toString("latin1").indexOf(`<${zeros}>`, file.length);
  const end = hole + room + 2;
  const pad = (v) => String(v).padStart(10, "0");
  const range = out.toString("latin1").indexOf("[0 0000000000", file.length);
  latin(`[0 ${pad(hole)} ${pad(end)} ${pad(out.length - end)}]`).copy(out, range);
  latin(make(Buffer.concat([out.subarray(0, hole), out.subarray(end)])).toString("hex")).copy(out, hole + 1);
  return out;
}

/** Adds a document time-stamp (ETSI.RFC3161) by openssl ts with this authority; `at`: the authority's clock, else the system's. */
export function addTimestamp(file, tsa, { field = "Stamp", md = "sha256", at } = {}) {
  return addSigned(file, "/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161", field, (data) => stampOf(data, tsa, md, at));
}

/** Signs by openssl cms, which asks no certificate for its dates. */
export function addSignature(file, who, { field = "S", md = "sha256", chain = [] } = {}) {
  const more = chain.length ? ["-certfile", `${who.cert}.chain`] : []; // openssl takes one file
  if (chain.length) fs.writeFileSync(`${who.cert}.chain`, chain.map((ca) => fs.readFileSync(ca.cert)).join(""));
  return addSigned(file, "/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:20260101000000Z)", field, (data) =>
    execFileSync("openssl", ["cms", "-sign", "-binary", "-cades", "-nosmimecap", "-md", md, "-signer", who.cert, "-inkey", who.key, ...more, "-outform", "DER"], { input: data }));
}

function stampOf(data, tsa, md, at) {
  const dir = tempDir("ltv-ts");
  fs.writeFileSync(`${dir}/data`, data);
  fs.writeFileSync(`${dir}/serial`, "01\n");
  fs.writeFileSync(`${dir}/cnf`, `[ts]\ndefault_tsa=t\n[t]\nserial=${dir}/serial\nsigner_cert=${tsa.cert}\nsigner_key=${tsa.key}\nsigner_digest=${md}\n` +
    `default_policy=1.2.3.4.1\ndigests=sha256,sha384,sha512\ness_cert_id_alg=${md}\n`);
  const ssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
  ssl("ts", "-query", "-data", `${dir}/data`, `-${md}`, "-cert", "-out", `${dir}/q`);
  const late = at ? (...args) => execFileSync("faketime", ["-f", `@${at.slice(0, 19).replace("T", " ")}`, "openssl", ...args],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TZ: "UTC" } }) : ssl;
  late("ts", "-reply", "-config", `${dir}/cnf`, "-section", "t", "-queryfile", `${dir}/q`, "-token_out", "-out", `${dir}/token`);
  const token = fs.readFileSync(`${dir}/token`);
  fs.rmSync(dir, { recursive: true });
  return token;
}
