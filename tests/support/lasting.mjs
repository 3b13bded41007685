// Authorities for decades: a root, authorities below it, time-stamp authorities one after another, and what they publish over
// HTTP at the time that the test's clock shows. Everything is made by openssl, under faketime when the clock stands elsewhere.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { tempDir } from "./judge.mjs";

const year = new Date().getUTCFullYear();
/** The first of January so many years from this one's. */
export const inYears = (n) => `${year + n}-01-01T00:00:00Z`;

const stamp = (iso) => iso.replace(/[-:T]/g, "").replace(/Z?$/, "Z");
const keyKinds = {
  "rsa2048": ["RSA", "rsa_keygen_bits:2048"], "rsa3072": ["RSA", "rsa_keygen_bits:3072"],
  "p256": ["EC", "ec_paramgen_curve:P-256"], "p384": ["EC", "ec_paramgen_curve:P-384"],
};
const uses = {
  ca: "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n",
  signer: "keyUsage=critical,digitalSignature,nonRepudiation\n",
  tsa: "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n",
  ocsp: "extendedKeyUsage=OCSPSigning\nkeyUsage=critical,digitalSignature\nnoCheck=yes\n",
};

const caConfig = (dir) => `[ca]
default_ca=c
[c]
dir=${dir}
database=${dir}/index
new_certs_dir=${dir}
serial=${dir}/serial
default_md=sha256
default_days=365
default_crl_days=7
policy=p
unique_subject=no
[p]
commonName=supplied
`;

const tsaConfig = (dir, who) => `[ts]
default_tsa=t
[t]
serial=${dir}/ts-serial
signer_cert=${who.cert}
signer_key=${who.key}
certs=${who.cert}
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256,sha384,sha512
accuracy=secs:1
ess_cert_id_alg=sha256
`;

/** The environment and the command line that run a program with its clock at `at` (ISO), now without one. */
export function atTime(at, program, args) {
  if (!at) return { program, args, env: {} };
  return {
    program: "faketime", args: [at.replace("T", " ").replace("Z", ""), program, ...args],
    env: { TZ: "UTC", FAKETIME_DONT_FAKE_MONOTONIC: "1" }, // time limits go on as they are
  };
}

function runAt(at, program, args, options = {}) {
  const r = atTime(at, program, args);
  return execFileSync(r.program, r.args, { stdio: ["pipe", "pipe", "pipe"], ...options, env: { ...process.env, ...r.env } });
}

function makeAuthority(dir) {
  fs.mkdirSync(dir);
  fs.writeFileSync(`${dir}/cnf`, caConfig(dir));
  fs.writeFileSync(`${dir}/index`, "");
  fs.writeFileSync(`${dir}/serial`, "1001\n");
}

/** Where a certificate says that its revocation data and its issuer's certificate are. */
function pointers(url, issuer, { ocsp, crl, aia }) {
  const access = [aia && `caIssuers;URI:${url}${issuer}.cer`, ocsp && `OCSP;URI:${url}ocsp/${issuer}`].filter(Boolean).join(",");
  return (access ? `authorityInfoAccess=${access}\n` : "") + (crl ? `crlDistributionPoints=URI:${url}crl/${issuer}\n` : "");
}

class World {
  #dir = tempDir("lasting");
  #server;
  #made = new Map();
  #certs = new Map();
  clock; // ISO; undefined: now
  asked = [];
  down = new Set(); // paths that answer 503

  get dir() { return this.#dir; }
  #ssl(args, options) { return runAt(undefined, "openssl", args, { cwd: this.#dir, ...options }); }

  /** A certificate: {name, key, cert (PEM), der}. issuer undefined: by itself. */
  make(name, { issuer, use = "signer", kind = "p256", from = inYears(-1), to = inYears(40), ...points } = {}) {
    const at = (ext) => `${this.#dir}/${name}.${ext}`;
    if (use === "ca") makeAuthority(at("ca"));
    const by = issuer ? this.#certs.get(issuer) : { key: at("key"), cert: undefined };
    this.#ssl(["genpkey", "-algorithm", keyKinds[kind][0], "-pkeyopt", keyKinds[kind][1], "-out", at("key")]);
    this.#ssl(["req", "-new", "-key", at("key"), "-subj", `/CN=${name}`, "-utf8", "-out", at("csr")]);
    fs.writeFileSync(at("ext"), uses[use] + pointers(this.url, issuer, points));
    this.#ssl(["ca", "-batch", "-notext", "-config", `${this.#dir}/${issuer ?? name}.ca/cnf`, "-startdate", stamp(from), "-enddate", stamp(to),
      "-in", at("csr"), "-extfile", at("ext"), "-out", at("pem"), ...(issuer ? ["-cert", by.cert, "-keyfile", by.key] : ["-selfsign", "-keyfile", by.key])]);
    const made = { name, key: at("key"), cert: at("pem"), der: this.#ssl(["x509", "-in", at("pem"), "-outform", "DER"]) };
    this.#certs.set(name, made);
    return made;
  }

  revoke(name, issuer) {
    const by = this.#certs.get(issuer);
    this.#ssl(["ca", "-config", `${this.#dir}/${issuer}.ca/cnf`, "-cert", by.cert, "-keyfile", by.key, "-revoke", this.#certs.get(name).cert]);
    this.#made.clear();
  }

  /** The list of an authority as of the clock, DER; one a clock's position, as authorities publish them. */
  crl(issuer) {
    const name = `crl ${issuer} ${this.clock}`, by = this.#certs.get(issuer);
    if (!this.#made.has(name)) {
      runAt(this.clock, "openssl", ["ca", "-gencrl", "-config", `${this.#dir}/${issuer}.ca/cnf`, "-cert", by.cert, "-keyfile", by.key, "-out", `${this.#dir}/crl.pem`]);
      this.#made.set(name, this.#ssl(["crl", "-in", `${this.#dir}/crl.pem`, "-outform", "DER"]));
    }
    return this.#made.get(name);
  }

  #ocsp(issuer, request) {
    fs.writeFileSync(`${this.#dir}/ocsp.req`, request);
    runAt(this.clock, "openssl", ["ocsp", "-index", `${this.#dir}/${issuer}.ca/index`, "-CA", this.#certs.get(issuer).cert, "-rsigner", this.#certs.get(`${issuer}-ocsp`).cert,
      "-rkey", this.#certs.get(`${issuer}-ocsp`).key, "-ndays", "1", "-reqin", `${this.#dir}/ocsp.req`, "-respout", `${this.#dir}/ocsp.res`]);
    return fs.readFileSync(`${this.#dir}/ocsp.res`);
  }

  #stamp(name, request) {
    const who = this.#certs.get(name);
    fs.writeFileSync(`${this.#dir}/ts.cnf`, tsaConfig(this.#dir, who));
    fs.writeFileSync(`${this.#dir}/ts.req`, request);
    runAt(this.clock, "openssl", ["ts", "-reply", "-config", `${this.#dir}/ts.cnf`, "-section", "t", "-queryfile", `${this.#dir}/ts.req`, "-out", `${this.#dir}/ts.res`]);
    return fs.readFileSync(`${this.#dir}/ts.res`);
  }

  #answer(path, body) {
    const [, what, name] = path.split("/");
    if (what === "crl") return [this.crl(name), "application/pkix-crl"];
    if (what === "ocsp") return [this.#ocsp(name, body), "application/ocsp-response"];
    if (what === "tsa") return [this.#stamp(name, body), "application/timestamp-reply"];
    return [this.#certs.get(what.replace(/\.cer$/, "")).der, "application/pkix-cert"];
  }

  async start() {
    fs.writeFileSync(`${this.#dir}/ts-serial`, "01\n");
    this.#server = http.createServer((rq, rs) => {
      const parts = [];
      rq.on("data", (d) => parts.push(d));
      rq.on("end", () => {
        this.asked.push(rq.url);
        if (this.down.has(rq.url)) return void rs.writeHead(503).end();
        const [body, type] = this.#answer(rq.url, Buffer.concat(parts));
        rs.writeHead(200, { "Content-Type": type }).end(body);
      });
    });
    await new Promise((done) => this.#server.listen(0, "127.0.0.1", done));
    this.url = `http://127.0.0.1:${this.#server.address().port}/`;
    return this;
  }

  tsa(name) { return `${this.url}tsa/${name}`; }
  close() {
    this.#server.closeAllConnections();
    this.#server.close();
    fs.rmSync(this.#dir, { recursive: true });
  }
}

/** A root for 40 years; an authority for signers; three time-stamp authorities for some ten years each, one after another. */
export async function makeWorld() {
  const w = await new World().start();
  w.root = w.make("root", { use: "ca", kind: "p384" });
  w.make("root-ocsp", { use: "ocsp", issuer: "root" });
  w.sub = w.make("sub", { use: "ca", issuer: "root", to: inYears(20), crl: true, aia: true });
  w.make("sub-ocsp", { use: "ocsp", issuer: "sub", to: inYears(10) });
  w.make("stamps-1", { use: "tsa", issuer: "root", to: inYears(10), crl: true });
  w.make("stamps-2", { use: "tsa", issuer: "root", from: inYears(8), to: inYears(19), ocsp: true });
  w.make("stamps-3", { use: "tsa", issuer: "root", from: inYears(17), to: inYears(28), ocsp: true, crl: true });
  return w;
}
