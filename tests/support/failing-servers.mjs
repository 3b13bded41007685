// The servers that a signature needs to reach a level that lasts, one of each kind and each able to fail in every way:
// an OCSP responder, a server of revocation lists, one of issuers' certificates, and a time-stamp authority. Each has a
// port of its own, which stays its own while it is closed. What they say is signed by openssl.
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { freePort } from "./service.mjs";
import { tempDir } from "./judge.mjs";

const CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";
const OCSP_SIGNER = "extendedKeyUsage=OCSPSigning\nnoCheck=yes\n";
const TSA = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n";
const LEAF = "keyUsage=critical,digitalSignature,nonRepudiation\n";
const GIB = 1 << 30;

const config = (dir) => `[ca]\ndefault_ca=c\n[c]\ndatabase=${dir}/index\nserial=${dir}/serial\nnew_certs_dir=${dir}\ndefault_md=sha256\npolicy=p\nunique_subject=no
[p]\ncommonName=supplied\n`;
const tsConfig = (dir, name) => `[ts]\ndefault_tsa=t\n[t]\nserial=${dir}/${name}.ts\nsigner_cert=${dir}/${name}.pem\nsigner_key=${dir}/${name}.key
signer_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha384,sha512\ness_cert_id_alg=sha256\n`;

/** The authority behind the servers: {dir, path(name), der(pem), …}. */
function makeAuthority(url) {
  const dir = tempDir("failing");
  const path = (name) => `${dir}/${name}`;
  const ssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"], cwd: dir });
  const past = (when, ...args) => execFileSync("faketime", ["-f", when, "openssl", ...args], { stdio: ["ignore", "pipe", "pipe"], cwd: dir });
  fs.writeFileSync(path("cnf"), config(dir));
  fs.writeFileSync(path("serial"), "1001\n");
  fs.writeFileSync(path("index"), "");
  fs.writeFileSync(path("none"), "");
  const key = (name) => ssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", `${name}.key`);
  const earlier = (...args) => past("-60d", ...args); // so that what is said today could have been said a month ago
  const certify = (name, by, subject, ext, { days = 2000, own = true, as = name, run = earlier } = {}) => {
    if (own) key(name);
    ssl("req", "-new", "-key", `${name}.key`, "-subj", `/CN=${subject}`, "-out", `${as}.csr`);
    fs.writeFileSync(path(`${as}.ext`), ext);
    run("x509", "-req", "-in", `${as}.csr`, ...(by ? ["-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial"] : ["-key", `${name}.key`]),
      "-days", String(days), "-extfile", `${as}.ext`, "-out", `${as}.pem`);
  };
  const der = (name) => ssl("x509", "-in", `${name}.pem`, "-outform", "DER");
  certify("root", null, "Drill Root", CA);
  const below = `${CA}crlDistributionPoints=URI:${url.good}root.crl\n`;
  certify("sub", "root", "Drill Authority", below);
  certify("sub", "root", "Drill Authority", below, { own: false, as: "sub-ended", days: 1, run: (...args) => past("-30d", ...args) });
  certify("false-root", null, "Drill Root", CA);
  certify("false-sub", "false-root", "Drill Authority", CA); // the name of ours, and a key of its own
  certify("responder", "sub", "Responder", OCSP_SIGNER);
  certify("false-responder", "false-sub", "Responder", OCSP_SIGNER);
  certify("stamps", "root", "Stamps", `${TSA}crlDistributionPoints=URI:${url.good}root.crl\n`);
  certify("false-stamps", "false-root", "Stamps", TSA);
  const points = {
    ocsp: `authorityInfoAccess=OCSP;URI:${url.ocsp},caIssuers;URI:${url.good}sub.cer\n`,
    crl: `authorityInfoAccess=caIssuers;URI:${url.good}sub.cer\ncrlDistributionPoints=URI:${url.crl}sub.crl\n`,
    issuer: `authorityInfoAccess=caIssuers;URI:${url.issuer}sub.cer\ncrlDistributionPoints=URI:${url.good}sub.crl\n`,
    tsa: `authorityInfoAccess=caIssuers;URI:${url.good}sub.cer\ncrlDistributionPoints=URI:${url.good}sub.crl\n`,
  };
  for (const [kind, at] of Object.entries(points)) certify(`signer-${kind}`, "sub", `signer-${kind}`, LEAF + at);
  certify("somebody", "sub", "somebody", LEAF);
  for (const name of ["stamps", "false-stamps"]) {
    fs.writeFileSync(path(`${name}.ts`), "01\n");
    fs.writeFileSync(path(`${name}.cnf`), tsConfig(dir, name));
  }
  // what openssl ocsp knows of: every certificate, good
  const serial = (name) => ssl("x509", "-in", `${name}.pem`, "-noout", "-serial").toString().trim().slice(7);
  fs.writeFileSync(path("known"), ["signer-ocsp", "somebody"].map((n) => `V\t460101000000Z\t\t${serial(n)}\tunknown\t/CN=${n}\n`).join(""));
  return { dir, path, ssl, past, der };
}

/** Revocation lists, OCSP answers and time-stamps, right and wrong. */
function makeMouths(ca) {
  const { dir, ssl, past } = ca;
  let n = 0;
  const file = (content) => {
    const name = `${dir}/asked-${++n}`;
    fs.writeFileSync(name, content);
    return name;
  };
  const crl = (by, run = ssl, hours = 48) => {
    const out = file("");
    fs.writeFileSync(`${dir}/cnf-crl`, config(dir).replace(`${dir}/index`, `${dir}/none`));
    run("ca", "-gencrl", "-config", `${dir}/cnf-crl`, "-cert", `${by}.pem`, "-keyfile", `${by}.key`, "-crlhours", String(hours), "-out", out);
    return ssl("crl", "-in", out, "-outform", "DER");
  };
  const ocsp = (request, { by = "responder", run = ssl } = {}) => {
    const out = file("");
    run("ocsp", "-index", "known", "-CA", "sub.pem", "-rsigner", `${by}.pem`, "-rkey", `${by}.key`, "-reqin", file(request), "-ndays", "1", "-respout", out);
    return fs.readFileSync(out);
  };
  const ocspRequest = (name) => {
    const out = file("");
    ssl("ocsp", "-issuer", "sub.pem", "-cert", `${name}.pem`, "-no_nonce", "-reqout", out);
    return fs.readFileSync(out);
  };
  const stamp = (query, { by = "stamps", run = ssl } = {}) => {
    const out = file("");
    run("ts", "-reply", "-config", `${by}.cnf`, "-section", "t", "-queryfile", file(query), "-out", out);
    return fs.readFileSync(out);
  };
  const stampQuery = () => {
    const out = file("");
    ssl("ts", "-query", "-data", file("something else"), "-sha256", "-cert", "-out", out);
    return fs.readFileSync(out);
  };
  const old = (...args) => past("-30d", ...args);
  return {
    ocsp: { type: "application/ocsp-response", good: (q) => ocsp(q), stale: (q) => ocsp(q, { run: old }), stranger: (q) => ocsp(q, { by: "false-responder" }),
      other: () => ocsp(ocspRequest("somebody")), busy: () => Buffer.from("30030a0103", "hex"), unauthorized: () => Buffer.from("30030a0106", "hex") },
    crl: { type: "application/pkix-crl", good: () => crl("sub"), stale: () => crl("sub", old, 1), stranger: () => crl("false-sub"), other: () => crl("root") },
    issuer: { type: "application/pkix-cert", good: () => ca.der("sub"), stale: () => ca.der("sub-ended"), stranger: () => ca.der("false-sub"), other: () => ca.der("somebody") },
    tsa: { type: "application/timestamp-reply", good: (q) => stamp(q), stale: (q) => stamp(q, { run: old }), stranger: (q) => stamp(q, { by: "false-stamps" }),
      other: () => stamp(stampQuery()), busy: () => Buffer.from("30053003020102", "hex") },
    always: { "/root.crl": crl("root"), "/sub.crl": crl("sub"), "/sub.cer": ca.der("sub") },
  };
}

/** Endless, slow and large answers end when the client goes away. */
function flood(rs, total) {
  const piece = Buffer.alloc(1 << 16, 0x30);
  let sent = 0;
  const more = () => {
    while (sent < total && !rs.destroyed) {
      sent += piece.length;
      if (!rs.write(piece)) return void rs.once("drain", more);
    }
    if (!rs.destroyed) rs.end();
  };
  more();
}

function drip(rs, body) {
  let at = 0;
  const timer = setInterval(() => (at < body.length - 1 ? rs.write(body.subarray(at, ++at)) : undefined), 400);
  rs.on("close", () => clearInterval(timer));
}

/** Ways to fail once asked, each (response, mouth, query, world). */
export const faults = {
  hangs: () => {},
  garbage: (rs) => rs.end(crypto.randomBytes(2000)),
  empty: (rs) => rs.end(),
  "status 500": (rs) => rs.writeHead(500).end("sorry"),
  stale: (rs, mouth, query) => rs.end(mouth.stale(query)),
  "wrong signer": (rs, mouth, query) => rs.end(mouth.stranger(query)),
  "of another": (rs, mouth, query) => rs.end(mouth.other(query)),
  "try later": (rs, mouth, query) => rs.end(mouth.busy(query)),
  unauthorized: (rs, mouth, query) => rs.end(mouth.unauthorized(query)),
  "1 GiB": (rs) => flood(rs, GIB),
  "1 GiB announced": (rs) => {
    rs.writeHead(200, { "Content-Length": String(GIB) });
    flood(rs, GIB);
  },
  drips: (rs, mouth, query) => drip(rs, mouth.good(query)),
  redirects: (rs, mouth, query, world) => rs.writeHead(302, { Location: `${world.hidden}secret` }).end(),
  truncated: (rs, mouth, query) => {
    const whole = mouth.good(query);
    rs.end(whole.subarray(0, whole.length >> 1));
  },
};

/** {ca, url, kinds, fail(kind, fault), mend(kind), asked, close()}; fault "refused" closes the port. */
export async function startFailingServers() {
  const kinds = ["ocsp", "crl", "issuer", "tsa", "good", "hidden"];
  const ports = Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, await freePort()])));
  const url = Object.fromEntries(kinds.map((kind) => [kind, `http://127.0.0.1:${ports[kind]}/`]));
  const ca = makeAuthority(url);
  const mouths = makeMouths(ca);
  const state = {}, asked = {}, servers = {};
  const world = { hidden: url.hidden };

  const answer = (kind) => (rq, rs) => {
    const parts = [];
    asked[kind] = (asked[kind] ?? 0) + 1;
    rq.on("data", (d) => parts.push(d));
    rq.on("end", () => {
      const mouth = mouths[kind];
      if (kind === "good" || kind === "hidden") return void rs.writeHead(mouths.always[rq.url] ? 200 : 404).end(mouths.always[rq.url] ?? "");
      rs.setHeader("Content-Type", mouth.type);
      if (state[kind]) faults[state[kind]](rs, mouth, Buffer.concat(parts), world);
      else rs.end(mouth.good(Buffer.concat(parts)));
    });
  };
  const open = (kind) => new Promise((done) => {
    servers[kind] = http.createServer(answer(kind)).listen(ports[kind], "127.0.0.1", done);
  });
  const shut = (kind) => new Promise((done) => {
    servers[kind].close(done);
    servers[kind].closeAllConnections();
  });
  await Promise.all(kinds.map(open));
  return {
    ca, url, asked,
    fail: async (kind, fault) => {
      if (fault === "refused") await shut(kind);
      else state[kind] = fault;
    },
    mend: async (kind) => {
      state[kind] = undefined;
      servers[kind].closeAllConnections();
      if (!servers[kind].listening) await open(kind);
    },
    close: async () => {
      await Promise.all(kinds.map((kind) => (servers[kind].listening ? shut(kind) : undefined)));
      fs.rmSync(ca.dir, { recursive: true, force: true });
    },
  };
}
