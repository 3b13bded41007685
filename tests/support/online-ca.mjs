// A public authority as a validator meets it: a root, an authority below it whose certificate, CRLs and
// OCSP answers lie behind HTTP, and servers that fail in every way. OCSP is answered by `openssl ocsp`.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { tempDir } from "./judge.mjs";
import { startResponder } from "./ocsp-server.mjs";

/** `url` is where the pages of `startPages` lie. */
export function makeOnlineCa(url, ocspUrl, { anyPolicy = false } = {}) {
  const dir = tempDir("online-ca");
  const ssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"], cwd: dir });
  fs.writeFileSync(`${dir}/ca.cnf`, `[ca]\ndefault_ca=c\n[c]\ndatabase=${dir}/index.txt\nserial=${dir}/serial\ncrlnumber=${dir}/crlnumber
new_certs_dir=${dir}\ndefault_md=sha256\npolicy=p\ndefault_days=1000\ndefault_crl_days=2\nunique_subject=no\nx509_extensions=leaf
[p]\ncommonName=supplied\norganizationName=optional\ncountryName=optional
`);
  fs.writeFileSync(`${dir}/index.txt`, "");
  fs.writeFileSync(`${dir}/serial`, "1000\n");
  fs.writeFileSync(`${dir}/crlnumber`, "01\n");
  const key = (name, kind = ["EC", "ec_paramgen_curve:P-256"]) => ssl("genpkey", "-algorithm", kind[0], "-pkeyopt", kind[1], "-out", `${name}.key`);
  key("root");
  ssl("req", "-x509", "-key", "root.key", "-out", "root.pem", "-days", "3650", "-subj", "/C=JP/O=Online/CN=Online Root",
    "-addext", "keyUsage=critical,keyCertSign,cRLSign");
  const request = (name, subject, kind) => {
    key(name, kind);
    ssl("req", "-new", "-key", `${name}.key`, "-subj", subject, "-utf8", "-out", `${name}.csr`);
  };
  const below = (name, by, subject, ext) => {
    request(name, subject);
    fs.writeFileSync(`${dir}/${name}.ext`, ext);
    ssl("x509", "-req", "-in", `${name}.csr`, "-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial", "-days", "2000",
      "-extfile", `${name}.ext`, "-out", `${name}.pem`);
  };
  below("sub", "root", "/C=JP/O=Online/CN=Online Authority", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
    + (anyPolicy ? "certificatePolicies=2.5.29.32.0\n" : "")
    + `crlDistributionPoints=URI:${url}root.crl\n`);
  below("responder", "sub", "/C=JP/O=Online/CN=Responder", "extendedKeyUsage=OCSPSigning\nnoCheck=yes\n");
  below("stranger", "root", "/C=JP/O=Online/CN=Responder", "extendedKeyUsage=OCSPSigning\nnoCheck=yes\n");
  const issue = (name, { ocsp = ocspUrl, crl = `${url}sub.crl`, issuer = `${url}sub.cer`, more = "", kind, days,
    usage = "digitalSignature,nonRepudiation" } = {}) => {
    request(name, `/C=JP/O=Online/CN=${name}`, kind);
    const access = [issuer && `caIssuers;URI:${issuer}`, ocsp && `OCSP;URI:${ocsp}`].filter(Boolean).join(",");
    fs.writeFileSync(`${dir}/${name}.ext`, `keyUsage=critical,${usage}\n${access ? `authorityInfoAccess=${access}\n` : ""}`
      + `${crl ? `crlDistributionPoints=URI:${crl}\n` : ""}${more}`);
    ssl("ca", "-batch", "-notext", "-config", "ca.cnf", "-in", `${name}.csr`, "-cert", "sub.pem", "-keyfile", "sub.key",
      "-extfile", `${name}.ext`, "-out", `${name}.pem`, ...(days ? ["-startdate", days[0], "-enddate", days[1]] : []));
    return { key: `${dir}/${name}.key`, cert: `${dir}/${name}.pem`, name };
  };
  return {
    dir, ssl, issue, root: `${dir}/root.pem`, sub: `${dir}/sub.pem`,
    der: (pem) => ssl("x509", "-in", pem, "-outform", "DER"),
    revoke: (name, reason = "keyCompromise") => ssl("ca", "-config", "ca.cnf", "-cert", "sub.pem", "-keyfile", "sub.key", "-revoke", `${name}.pem`, "-crl_reason", reason),
    /** DER; `by` signs, more options go to openssl. */
    crl: ({ by = "sub", options = [] } = {}) => {
      ssl("ca", "-gencrl", "-config", "ca.cnf", "-cert", `${by}.pem`, "-keyfile", `${by}.key`, ...options, "-out", "crl.pem");
      return ssl("crl", "-in", "crl.pem", "-outform", "DER");
    },
  };
}

/** OCSP on a port; signer is "responder" or another name of the authority's folder, env that of the programs that answer. */
export const startOcsp = (ca, port, { signer = "responder", env = {} } = {}) => startResponder({ dir: ca.dir, port, signer, env });

/** Pages by path: a Buffer, or a function of (request, response). */
export async function startPages(pages) {
  const asked = [];
  const server = http.createServer((rq, rs) => {
    asked.push(rq.url);
    rq.resume();
    const page = pages[rq.url];
    if (typeof page === "function") return void page(rq, rs);
    rs.writeHead(page ? 200 : 404);
    rs.end(page ?? "");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}/`, asked,
    close: () => { server.closeAllConnections(); server.close(); },
  };
}
