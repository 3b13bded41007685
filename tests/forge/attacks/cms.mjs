// The CMS in /Contents: malformed, borrowed or signed by somebody else (trap 6). Where the signer's own key is used,
// he is dishonest, or his software bad; where it is not, the forger has only his own.
import * as cms from "../lib/cms.mjs";
import * as der from "../lib/der.mjs";
import { cmsOf, flip, withCms } from "../lib/pdf.mjs";
import { crypto, either, hash, untrusted } from "../lib/expect.mjs";

const shows = "a signature that a lenient CMS library accepts";
/** Another CMS in the hole of a signed file. */
const edit = (name, how, expect, make, base = "plain") => ({ name: `cms-${name}`, trap: 6, base, how, shows, expect,
  make: (k) => withCms(k.file, ...[make({ ...k, own: cmsOf(k.file) })].flat()) });
/** A new signature whose CMS is made by `make`, over bytes that are not touched. */
const sign = (name, how, expect, make) => ({ name: `cms-${name}`, trap: 6, base: "contract", how, shows, expect: { ...expect, victims: ["Sly"] },
  make: (k) => k.signMore(k.docs.contract, k.who.partner, { field: "Sly", make: (m) => make(m, k) }) });
const attrs = (change) => (m, { who }) => cms.sign(who.partner, m, { change });
const without = (key) => attrs((a) => Object.fromEntries(Object.entries(a).filter(([n]) => n !== key)));

/** The three outer elements in BER's indefinite form, as streaming signers write them. */
const outer = (cmsDer) => der.indefinite(cmsDer, 3);

/** Its list of SignerInfo is empty. */
function noSigner(own) {
  const [oid, explicit] = der.children(der.read(own).body);
  const signed = der.children(der.read(explicit.body).body).slice(0, -1).map(der.copy);
  return der.seq(der.copy(oid), der.write(0xa0, der.seq(...signed, der.write(0x31))));
}

export default [
  edit("trailing-bytes", "other bytes than zeros behind the CMS", crypto("cms-trailing"), ({ own }) => [own, 0x41]),
  edit("trailing-cms", "a second CMS behind the first", crypto("cms-trailing"), ({ own, who }) => Buffer.concat([own, cms.token(who.forger, Buffer.alloc(32)).subarray(0, 60)])),
  edit("leading-zero", "a zero byte before the CMS", crypto("cms-syntax"), ({ own }) => Buffer.concat([Buffer.from([0]), own])),
  edit("truncated", "the CMS is cut", crypto("cms-syntax"), ({ own }) => own.subarray(0, 200)),
  edit("length-lies", "the CMS's outer length is one too large", crypto("cms-syntax", "cms-trailing", "signature-value"), ({ own }) => { const b = Buffer.from(own); b[3] += 1; return b; }),
  edit("octets-around", "the CMS stands in an OCTET STRING", crypto("cms-syntax"), ({ own }) => der.octets(own)),
  edit("certificate-only", "the signer's certificate in place of the CMS", crypto("cms-syntax"), ({ who }) => who.signer.cert),
  edit("copied", "the CMS of another file by the same signer", hash(), ({ bases }) => cmsOf(bases["plain-p2"])),
  edit("value-flipped", "a byte of the signature value is flipped", crypto("signature-value"), ({ own }) => flip(own, own.length - 3)),
  edit("digest-flipped", "a byte of the message digest is flipped", either(hash(), crypto("signature-value")), ({ own }) => { const at = own.indexOf(Buffer.from("06092a864886f70d010904", "hex")); return flip(own, at + 20); }),
  edit("no-signer", "a CMS without any SignerInfo", crypto("cms-signers"), ({ own }) => noSigner(own)),
  { ...edit("page-flipped", "a byte of the page is flipped", hash()), make: ({ file }) => flip(file, file.indexOf("(Agreement") + 1) },
  { ...edit("end-flipped", "the first byte behind the gap becomes another white space", hash()), make: ({ file, a }) => { const b = Buffer.from(file); b[a.end] = 32; return b; } },

  sign("content-inside", "the CMS carries the signed bytes' start as content of its own", crypto("cms-content"), (m, { who }) => cms.sign(who.partner, m, { content: Buffer.from("a letter") })),
  sign("content-empty", "the CMS carries empty content", either(crypto("cms-content")), (m, { who }) => cms.sign(who.partner, m, { content: Buffer.alloc(0) })),
  sign("content-signed", "the CMS carries other content, and its digest is that content's", either(crypto("cms-content"), hash()), (m, { who }) => cms.sign(who.partner, Buffer.from("a letter"), { content: Buffer.from("a letter") })),
  sign("no-attributes", "no signed attributes: the value is over the bytes themselves", crypto("cms-no-signed-attributes"), (m, { who }) => cms.sign(who.partner, m, { bare: true })),
  sign("attributes-as-content", "the signed bytes are other signed attributes: a value made for attributes is used without", either(crypto("cms-no-signed-attributes", "signature-value")), (m, { who }) => cms.sign(who.partner, Buffer.from("31", "hex"), { bare: true })),
  sign("no-digest", "message-digest is missing", crypto("cms-no-message-digest"), without("messageDigest")),
  sign("digest-twice", "message-digest stands twice, the first one wrong", crypto("cms-no-message-digest", "hash", "cms-syntax"), attrs((a) => ({ ...a, messageDigest: [cms.attribute(cms.OID.messageDigest, der.octets(Buffer.alloc(32))), a.messageDigest] }))),
  sign("digest-two-values", "message-digest has two values", crypto("cms-no-message-digest", "hash"), attrs((a) => ({ ...a, messageDigest: cms.attribute(cms.OID.messageDigest, der.octets(Buffer.alloc(32)), der.octets(Buffer.alloc(32, 1))) }))),
  sign("digest-short", "message-digest is only its first byte", crypto("hash", "cms-no-message-digest"), (m, { who }) => cms.sign(who.partner, m, { change: (a) => ({ ...a, messageDigest: cms.attribute(cms.OID.messageDigest, der.octets(cms.sha(m).subarray(0, 1))) }) })),
  sign("digest-empty", "message-digest is empty", crypto("hash", "cms-no-message-digest"), attrs((a) => ({ ...a, messageDigest: cms.attribute(cms.OID.messageDigest, der.octets(Buffer.alloc(0))) }))),
  sign("digest-of-other", "message-digest is that of other bytes", hash(), (m, { who }) => cms.sign(who.partner, Buffer.from("other"))),
  sign("no-content-type", "content-type is missing", crypto("cms-attribute-content-type"), without("contentType")),
  sign("content-type-other", "content-type says time-stamp", crypto("cms-attribute-content-type"), attrs((a) => ({ ...a, contentType: cms.attribute(cms.OID.contentType, der.oid(cms.OID.tstInfo)) }))),
  sign("type-other", "the CMS's own content type is that of time-stamps", crypto("cms-content-type"), (m, { who }) => cms.signedData([cms.signerInfo(who.partner, { digest: cms.sha(m), type: cms.OID.tstInfo })], { certs: [who.partner.cert], type: cms.OID.tstInfo })),
  sign("no-signing-certificate", "signing-certificate-v2 is missing", crypto("signing-certificate-missing"), without("cert")),
  sign("signing-certificate-other", "signing-certificate-v2 names the other party's certificate", crypto("signing-certificate-mismatch"), (m, { who }) => cms.sign(who.partner, m, { change: (a) => ({ ...a, cert: cms.essCertV2(who.signer.cert) }) })),
  sign("signing-certificate-twice", "signing-certificate-v2 stands twice, for two certificates", crypto("signing-certificate-mismatch"), (m, { who }) => cms.sign(who.partner, m, { change: (a) => ({ ...a, cert: [a.cert, cms.essCertV2(who.signer.cert)] }) })),
  sign("signing-certificate-outside", "signing-certificate-v2 stands only among the unsigned attributes", crypto("signing-certificate-missing"), (m, { who }) => cms.sign(who.partner, m, { change: ({ contentType, messageDigest }) => ({ contentType, messageDigest }), unsigned: [cms.essCertV2(who.partner.cert)] })),
  sign("same-signer-twice", "the SignerInfo stands twice", crypto("cms-signers"), (m, { who }) => der.editSigner(cms.sign(who.partner, m), (p) => [p, p])),
  sign("second-signer", "the forger's SignerInfo stands beside the party's", crypto("cms-signers"), (m, { who }) => cms.signedData([cms.signerInfo(who.partner, { digest: cms.sha(m) }), cms.signerInfo(who.forger, { digest: cms.sha(m) })], { certs: [who.partner.cert, who.forger.cert] })),
  sign("second-signer-first", "the forger's SignerInfo stands before another's that is wrong", crypto("cms-signers"), (m, { who }) => cms.signedData([cms.signerInfo(who.forger, { digest: cms.sha(m) }), cms.signerInfo(who.partner, { digest: Buffer.alloc(32) })], { certs: [who.partner.cert, who.forger.cert] })),
  sign("forger", "signed by the forger, whose certificate bears the signer's name", untrusted(), (m, { who }) => cms.sign(who.forger, m)),
  sign("forger-with-chain", "signed by the forger, with the trusted party's certificate beside his own", untrusted(), (m, { who }) => cms.sign(who.forger, m, { certs: [who.signer.cert, who.forger.cert] })),
  sign("borrowed-name", "the SignerInfo names the signer's certificate; the value is by the forger's key", crypto("signature-value", "signing-certificate-mismatch"), (m, { who }) => cms.sign(who.forger, m, { claim: who.signer.cert, certs: [who.signer.cert] })),
  sign("borrowed-everything", "as before, and signing-certificate-v2 names the signer's certificate too", crypto("signature-value"), (m, { who }) => cms.sign(who.forger, m, { claim: who.signer.cert, certs: [who.signer.cert, who.forger.cert], change: (a) => ({ ...a, cert: cms.essCertV2(who.signer.cert) }) })),
  sign("no-certificate", "the signer's certificate is not in the CMS", crypto("no-signing-certificate"), (m, { who }) => cms.sign(who.partner, m, { certs: [who.forger.cert] })),
  sign("authority-signs", "signed with the time-stamp authority's certificate", untrusted("key-usage", "chain-rules"), (m, { who }) => cms.sign(who.tsa, m)),
  sign("sha1", "digest and signature use SHA-1", crypto("algorithm"), (m, { who }) => cms.sign(who.partner, m, { hash: "sha1" })),
  sign("value-empty", "the signature value is empty", crypto("signature-value", "cms-syntax"), (m, { who }) => der.editSigner(cms.sign(who.partner, m), (p) => p.map((x) => (x[0] === 0x04 ? der.octets(Buffer.alloc(0)) : x)))),
  sign("value-zero", "the signature value is r = s = 0", crypto("signature-value"), (m, { who }) => der.editSigner(cms.sign(who.partner, m), (p) => p.map((x) => (x[0] === 0x04 ? der.octets(der.seq(der.integer(0), der.integer(0))) : x)))),
  sign("attributes-changed", "an attribute is added to the signed ones afterwards", crypto("signature-value"), (m, { who }) => der.editSigner(cms.sign(who.partner, m), (p) => p.map((x) => (x[0] === 0xa0 ? der.write(0xa0, der.read(x).body, cms.attribute(cms.OID.signingTime, der.write(0x17, Buffer.from("990101000000Z")))) : x)))),
  sign("ber-forger", "BER of indefinite length around the forger's signature", either(untrusted(), crypto("signature-value", "cms-syntax", "signing-certificate-mismatch")), (m, { who }) => outer(cms.sign(who.forger, m))),
  sign("ber-trailing", "BER of indefinite length, and bytes behind its end", crypto("cms-trailing", "cms-syntax"), (m, { who }) => Buffer.concat([outer(cms.sign(who.partner, m)), Buffer.from("forged")])),
  sign("ber-deep", "BER nested two thousand times", crypto("cms-syntax"), () => Buffer.concat([Buffer.from("3080".repeat(1000), "hex"), Buffer.alloc(900)])),
  sign("ber-huge-length", "a length of 2^63 bytes", crypto("cms-syntax"), () => Buffer.from("30887fffffffffffffff0609", "hex")),
];
