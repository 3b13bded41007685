// Authorities for decades: a root, authorities below it, time-stamp authorities one after another, and what they publish over
// HTTP at the time that the test's clock shows. Everything is made by openssl, under faketime when the clock stands elsewhere.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { Worker } from "node:worker_threads";
import { tempDir } from "./judge.mjs";
import { forgetLists, initial, listOf, runAt, saveState } from "./lasting-server.mjs";

export { atTime } from "./lasting-server.mjs";

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
  #certs = new Map();
  #state = structuredClone(initial);

  #save() { saveState(this.#dir, this.#state); }
  /** ISO; undefined: now. */
  get clock() { return this.#state.clock; }
  set clock(iso) {
    this.#state.clock = iso;
    this.#save();
  }

  /** These paths answer 503 from now on, and no other. */
  setDown(...paths) {
    this.#state.down = paths;
    this.#save();
  }

  /** The paths that were asked for, in their order. */
  get asked() { return fs.readFileSync(`${this.#dir}/asked`, "utf8").split("\n").slice(0, -1); }
  forgetAsked() { fs.writeFileSync(`${this.#dir}/asked`, ""); }

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
    forgetLists(this.#dir);
  }

  crl(issuer) { return listOf(this.#dir, issuer, this.clock); }

  async start() {
    fs.writeFileSync(`${this.#dir}/ts-serial`, "01\n");
    this.forgetAsked();
    this.#save();
    this.#server = new Worker(new URL("lasting-server.mjs", import.meta.url), { workerData: { authorities: this.#dir } });
    this.url = await new Promise((done, fail) => this.#server.once("message", done).on("error", fail));
    return this;
  }

  tsa(name) { return `${this.url}tsa/${name}`; }
  async close() {
    await this.#server.terminate();
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
