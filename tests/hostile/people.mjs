// The attacker's own keys and certificates: everything but a trusted signature. `root` is given as an anchor to see the paths behind it too.
import crypto from "node:crypto";
import * as der from "../forge/lib/der.mjs";

const ECDSA = der.seq(der.oid("1.2.840.10045.4.3.2"));
const time = (days) => der.write(0x17, Buffer.from(`${new Date(Date.now() + days * 864e5).toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));
const name = (text) => der.seq(der.set(der.seq(der.oid("2.5.4.3"), der.write(0x0c, Buffer.from(text)))));
export const extension = (oid, value, critical = false) => der.seq(der.oid(oid), ...(critical ? [der.write(0x01, Buffer.from([255]))] : []), der.octets(value));
const bits = (bytes) => der.write(0x03, Buffer.from([0]), bytes);

export const CA = [extension("2.5.29.19", der.seq(der.write(0x01, Buffer.from([255]))), true), extension("2.5.29.15", der.write(0x03, Buffer.from([1, 6])), true)];
const LEAF = [extension("2.5.29.15", der.write(0x03, Buffer.from([6, 0xc0])), true)];

export const newKey = () => crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
export const spkiOf = (publicKey) => publicKey.export({ type: "spki", format: "der" });

/** An RSA key that nobody has the other half of. */
export function rsaSpki(bytes, exponent) {
  const modulus = crypto.randomBytes(bytes);
  modulus[0] |= 0x80;
  modulus[bytes - 1] |= 1;
  const number = (b) => der.write(0x02, b[0] & 0x80 ? Buffer.concat([Buffer.from([0]), b]) : b);
  return der.seq(der.seq(der.oid("1.2.840.113549.1.1.1"), der.nil), bits(der.seq(number(modulus), number(exponent))));
}

export function certificate({ subject, issuer, spki, by, serial = 1, extensions = LEAF, signature }) {
  const tbs = der.seq(der.write(0xa0, der.integer(2)), der.integer(serial), ECDSA, name(issuer), der.seq(time(-10), time(300)), name(subject), spki, der.write(0xa3, der.seq(...extensions)));
  return der.seq(tbs, ECDSA, bits(signature ?? crypto.sign("sha256", tbs, by)));
}

/** {root, signer, other}: each {cert, key}. */
export function people() {
  const make = (subject, issuer, extensions, by) => {
    const pair = newKey();
    return { cert: certificate({ subject, issuer, spki: spkiOf(pair.publicKey), by: by ?? pair.privateKey, extensions }), key: pair.privateKey, spki: spkiOf(pair.publicKey) };
  };
  const root = make("R", "R", CA);
  const signer = make("S", "R", LEAF, root.key);
  return { root, signer, make };
}

/** A CRL of `issuer` with n entries that all look alike, so that they pack well. */
export function crl(root, n, serial = 0x7fffffff) {
  const entry = der.seq(der.integer(serial), time(-2));
  const list = n ? [der.seq(Buffer.concat(Array(n).fill(entry)))] : [];
  const tbs = der.seq(der.integer(1), ECDSA, name("R"), time(-1), time(30), ...list);
  return der.seq(tbs, ECDSA, bits(crypto.sign("sha256", tbs, root.key)));
}

/** An OCSP response by the root itself about certificates that are not there, or about `cert`. */
export function ocsp(root, n) {
  const sha1 = (b) => crypto.createHash("sha1").update(b).digest();
  const when = der.write(0x18, Buffer.from(`${new Date(Date.now() - 864e5).toISOString().replace(/[-:T]|\.\d+Z/g, "")}Z`));
  const single = der.seq(der.seq(der.seq(der.oid("1.3.14.3.2.26"), der.nil), der.octets(sha1(name("R"))), der.octets(sha1(root.spki)), der.integer(99)), der.write(0x80), when);
  const data = der.seq(der.write(0xa1, name("R")), when, der.seq(Buffer.concat(Array(n).fill(single))));
  const basic = der.seq(data, ECDSA, bits(crypto.sign("sha256", data, root.key)));
  return der.seq(der.write(0x0a, Buffer.from([0])), der.write(0xa0, der.seq(der.oid("1.3.6.1.5.5.7.48.1.1"), der.octets(basic))));
}
