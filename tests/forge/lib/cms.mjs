// CMS signed data and time-stamp tokens, right ones and every wrong one that a forger may want.
import crypto from "node:crypto";
import fs from "node:fs";
import * as der from "./der.mjs";

export const OID = {
  data: "1.2.840.113549.1.7.1", signedData: "1.2.840.113549.1.7.2", tstInfo: "1.2.840.113549.1.9.16.1.4",
  contentType: "1.2.840.113549.1.9.3", messageDigest: "1.2.840.113549.1.9.4", signingTime: "1.2.840.113549.1.9.5",
  certV2: "1.2.840.113549.1.9.16.2.47", token: "1.2.840.113549.1.9.16.2.14",
  sha256: "2.16.840.1.101.3.4.2.1", sha1: "1.3.14.3.2.26", ecdsaSha256: "1.2.840.10045.4.3.2", ecdsaSha1: "1.2.840.10045.4.1",
};

export const sha = (data, name = "sha256") => crypto.createHash(name).update(data).digest();

/** {cert (DER), key}: of files as `skysign ca issue` or openssl write them, DER or PEM. */
export function identity(certFile, keyFile) {
  const cert = new crypto.X509Certificate(fs.readFileSync(certFile)).raw;
  const raw = fs.readFileSync(keyFile);
  const key = raw[0] === 0x30 ? crypto.createPrivateKey({ key: raw, format: "der", type: "pkcs8" }) : crypto.createPrivateKey(raw);
  return { cert, key };
}

/** issuerAndSerialNumber of a certificate. */
export function issuerAndSerial(cert) {
  const tbs = der.children(der.read(der.read(cert).body).body);
  const at = tbs[0].tag === 0xa0 ? 1 : 0;
  return der.seq(der.copy(tbs[at + 2]), der.copy(tbs[at]));
}

export const attribute = (type, ...values) => der.seq(der.oid(type), der.set(...values));
export const essCertV2 = (cert) => attribute(OID.certV2, der.seq(der.seq(der.seq(der.octets(sha(cert))))));

/** The signed attributes that PAdES asks for, by name, so that `change` can take one out. */
function attributes({ digest, cert, type, signingTime }) {
  const list = { contentType: attribute(OID.contentType, der.oid(type)), messageDigest: attribute(OID.messageDigest, der.octets(digest)),
    cert: essCertV2(cert) };
  if (signingTime) list.signingTime = attribute(OID.signingTime, der.write(0x17, Buffer.from(signingTime)));
  return list;
}

/**
 * A SignerInfo. change(attributes) alters the named signed attributes; `bare` leaves them all out (the
 * signature is then over `message`); unsigned: attributes outside.
 */
export function signerInfo(who, { digest, message, type = OID.data, hash = "sha256", signingTime, change = (a) => a, bare = false, unsigned = [], claim = who.cert } = {}) {
  const attrs = bare ? null : der.set(...Object.values(change(attributes({ digest, cert: who.cert, type, signingTime }))).flat());
  const value = crypto.sign(hash, attrs ?? message, who.key);
  const own = attrs ? [Buffer.concat([Buffer.from([0xa0]), attrs.subarray(1)])] : [];
  const outer = unsigned.length ? [der.write(0xa1, ...unsigned)] : [];
  return der.seq(der.integer(1), issuerAndSerial(claim), der.seq(der.oid(OID[hash])), ...own,
    der.seq(der.oid(hash === "sha1" ? OID.ecdsaSha1 : OID.ecdsaSha256)), der.octets(value), ...outer);
}

/** SignedData around SignerInfos. content: bytes to carry inside. */
export function signedData(infos, { certs, type = OID.data, content, version = 1, hash = "sha256" } = {}) {
  const inside = content ? [der.write(0xa0, der.octets(content))] : [];
  return der.seq(der.oid(OID.signedData), der.write(0xa0, der.seq(der.integer(version), der.set(der.seq(der.oid(OID[hash]))),
    der.seq(der.oid(type), ...inside), der.write(0xa0, ...certs), der.set(...infos))));
}

/** A plain detached CMS over a message. */
export function sign(who, message, options = {}) {
  const { certs = [who.cert], content, ...more } = options;
  const info = signerInfo(who, { digest: sha(message, more.hash), message, ...more });
  return signedData([info], { certs, content, hash: more.hash });
}

const generalizedTime = (date) => der.write(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+Z/g, "")}Z`));

/** A time-stamp token (RFC 3161) over the SHA-256 digest `imprint`. */
export function token(tsa, imprint, { time = new Date(), serial = 7, certs = [tsa.cert], ...more } = {}) {
  const info = der.seq(der.integer(1), der.oid("1.2.3.4.1"), der.seq(der.seq(der.oid(OID.sha256), der.nil), der.octets(imprint)),
    der.integer(serial), generalizedTime(time));
  const signer = signerInfo(tsa, { digest: sha(info), type: OID.tstInfo, ...more });
  return signedData([signer], { certs, type: OID.tstInfo, content: info, version: 3 });
}

export const tokenAttribute = (t) => attribute(OID.token, t);

/** A CRL under the name of the issuer of `cert`, signed by `who`, that revokes nobody. */
export function emptyCrl(who, cert, days = 30) {
  const tbs = der.children(der.read(der.read(cert).body).body);
  const alg = der.seq(der.oid(OID.ecdsaSha256));
  const utc = (offset) => der.write(0x17, Buffer.from(`${new Date(Date.now() + offset * 864e5).toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));
  const list = der.seq(der.integer(1), alg, der.copy(tbs[3]), utc(-1), utc(days));
  return der.seq(list, alg, der.write(0x03, Buffer.from([0]), crypto.sign("sha256", list, who.key)));
}

/** The parts [version, sid, digest, attributes, algorithm, value, unsigned] of the first SignerInfo. */
export function signerParts(cms) {
  let found;
  der.editSigner(cms, (infos) => {
    found = infos;
    return infos;
  });
  return found;
}
