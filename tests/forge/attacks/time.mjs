// Validation data and time-stamps (traps 16, 17).
import * as cms from "../lib/cms.mjs";
import * as der from "../lib/der.mjs";
import { cmsOf, streamText, withCms } from "../lib/pdf.mjs";
import { changed, crypto, either, format, time, untimed, untrusted } from "../lib/expect.mjs";

const shows = "a signature that seems older, or better proved, than it is";
const dssShows = "proofs that were collected at signing are gone or exchanged";
/** Object numbers in the base "dss": DSS, certificates of the signer and the authority, VRI entry. */
const D = (k) => { const dss = Number(k.text.match(/\/DSS (\d+) 0 R/)[1]); return { dss, cert: dss + 1, tsa: dss + 2, vri: dss + 3 }; };
const dss = (name, how, expect, change) => ({ name: `dss-${name}`, trap: 16, base: "archived", how: `${how}, after a document time-stamp`, shows: dssShows,
  expect: { ...expect, victims: ["Stamp1"] }, make: (k) => k.up(change(k, D(k))) });
const gone = changed(/alidation data|DSS|VRI|object \d+ was replaced/);
const swapped = (k, n, from, to) => {
  const after = k.obj(n).replace(from, to);
  if (after === k.obj(n)) throw new Error(`object ${n} has no ${from}`);
  return { [n]: after };
};

/** Another time-stamp in the CMS of the base "stamped". make(k) gives the token. */
const stamped = (name, how, expect, make) => ({ name: `stamp-${name}`, trap: 17, base: "stamped", how, shows, expect,
  make: (k) => {
    const own = cmsOf(k.file);
    const value = cms.signerParts(own).find((p) => p[0] === 0x04);
    const token = make({ ...k, own, imprint: cms.sha(der.read(value).body), old: cms.signerParts(own).find((p) => p[0] === 0xa1) });
    const attrs = Buffer.isBuffer(token) ? [der.write(0xa1, cms.tokenAttribute(token))] : token;
    return withCms(k.file, der.editSigner(own, (parts) => [...parts.filter((p) => p[0] !== 0xa1), ...attrs]));
  } });
const bad = either(time("timestamp-forged"), time("timestamp-not-counted"));
const other = (k) => cms.signerParts(cmsOf(k.bases["stamped-other"])).find((p) => p[0] === 0xa1);
/** The token in the first unsigned attribute of a file's signature. */
function tokenOf(file) {
  const unsigned = cms.signerParts(cmsOf(file)).find((p) => p[0] === 0xa1);
  const [attribute] = der.children(der.read(unsigned).body);
  return der.children(attribute.body)[1].body;
}
const wrong = (k) => () => cms.token(k.who.tsa, Buffer.alloc(32));
const early = new Date("2001-01-01T00:00:00Z");

/** A document time-stamp in a revision of its own, with something wrong. */
const document_ = (name, how, expect, options) => ({ name: `stamp-document-${name}`, trap: 17, base: "plain", how, shows, expect: { ...expect, victims: ["Stamp1"] },
  make: (k) => k.signMore(k.file, k.who.tsa, { field: "Stamp1", stamp: true, ...options(k) }) });

/** Signed by one whose certificate is revoked; something pretends that it was not, or not yet. */
const revoked = (name, trap, how, make) => ({ name: `${trap === 16 ? "dss" : "stamp"}-revoked-${name}`, trap, base: "contract", how: `signed with a revoked certificate; ${how}`, shows: "a signature by a stolen key",
  expect: { ...untrusted("certificate-revoked"), victims: ["Stolen"] }, make: (k) => make(k, k.signMore(k.docs.contract, k.who.revoked, { field: "Stolen" })) });
const stored = (k, file, key, data) => {
  const top = 100;
  return k.increment(file, { 1: k.obj(1).replace("/Type /Catalog", `/Type /Catalog /DSS ${top} 0 R`), [top]: `<< /Type /DSS /${key} [${top + 1} 0 R] >>`, [top + 1]: streamText(data.toString("latin1")) });
};

export default [
  dss("removed", "the catalog loses its /DSS", gone, (k, d) => swapped(k, 1, `/DSS ${d.dss} 0 R`, "")),
  dss("emptied", "/DSS is overwritten with an empty one", gone, (k, d) => ({ [d.dss]: "<< /Type /DSS >>" })),
  dss("repointed", "the catalog names another /DSS, with fewer certificates", gone, (k, d) => ({ ...swapped(k, 1, `/DSS ${d.dss} 0 R`, "/DSS 90 0 R"), 90: `<< /Type /DSS /Certs [${d.cert} 0 R] >>` })),
  dss("certificate-dropped", "a certificate is dropped from /Certs", gone, (k, d) => swapped(k, d.dss, `${d.cert} 0 R ${d.tsa} 0 R`, `${d.tsa} 0 R`)),
  dss("certificate-overwritten", "a certificate's stream is overwritten with the forger's", changed(/./), (k, d) => ({ [d.cert]: streamText(k.who.forger.cert.toString("latin1")) })),
  dss("certificate-freed", "a certificate's stream is freed", changed(/./), (k, d) => ({ [d.cert]: null })),
  dss("vri-changed", "the entry of /VRI is overwritten", changed(/./), (k, d) => ({ [d.vri]: "<< /Type /VRI >>" })),
  dss("vri-removed", "/VRI is taken out", gone, (k, d) => swapped(k, d.dss, /\/VRI <<.*?>>/, "")),
  dss("vri-renamed", "the key of /VRI becomes another signature's", gone, (k, d) => swapped(k, d.dss, /\/VRI << \/[0-9A-F]{4}/, "/VRI << /0000")),
  dss("vri-bad-key", "/VRI gets a key that is no SHA-1 in capital letters", either(changed(/alidation data|VRI/)), (k, d) => swapped(k, d.dss, "/VRI <<", `/VRI << /lower ${d.vri} 0 R`)),
  dss("vri-unknown", "an entry of /VRI with a script is added", either(changed(/alidation data|VRI/)), (k, d) => ({ ...swapped(k, d.dss, "/VRI <<", "/VRI << /00112233445566778899AABBCCDDEEFF00112233 90 0 R"), 90: "<< /Type /VRI /JS (app.alert\\(1\\)) >>" })),
  dss("unknown-key", "/DSS gets an unknown entry", changed(/unknown|alidation/), (k, d) => swapped(k, d.dss, "/Type /DSS", "/Type /DSS /Extra (x)")),
  dss("is-content", "a certificate added to /Certs is the page's content, overwritten with one", changed(4), (k, d) => ({ ...swapped(k, d.dss, `${d.cert} 0 R`, `${d.cert} 0 R 4 0 R`), 4: streamText(k.who.forger.cert.toString("latin1")) })),
  dss("is-page", "/Certs of a later /DSS is an object of the page, overwritten", changed(5), (k, d) => ({ ...swapped(k, d.dss, /\/Certs \[.*?\]/, "/Certs 5 0 R"), 5: "[]" })),

  stamped("copied", "the token of another file", bad, (k) => [other(k)]),
  stamped("added-first", "the token of another file before the own one", bad, (k) => [der.write(0xa1, der.read(other(k)).body, der.read(k.old).body)]),
  stamped("two-values", "one attribute with two tokens", bad, (k) => {
    const [oid, set] = der.children(der.children(der.read(k.old).body)[0].body);
    const set2 = der.children(der.children(der.read(other(k)).body)[0].body)[1];
    return [der.write(0xa1, der.seq(der.copy(oid), der.write(0x31, set2.body, set.body)))];
  }),
  stamped("imprint-of-document", "a token over the document's digest, not the signature's", bad, (k) => cms.token(k.who.tsa, cms.sha(k.file))),
  stamped("imprint-zero", "a token over zeros", bad, (k) => cms.token(k.who.tsa, Buffer.alloc(32))),
  stamped("forger", "a token by the forger's own authority, dated 2001", bad, (k) => cms.token(k.who.forger, k.imprint, { time: early })),
  stamped("not-an-authority", "a token signed with the signer's own certificate", bad, (k) => cms.token(k.who.signer, k.imprint)),
  stamped("no-certificate", "a token without its certificate", bad, (k) => cms.token(k.who.tsa, k.imprint, { certs: [k.who.forger.cert] })),
  stamped("borrowed-name", "a token that names the authority's certificate, signed by the forger", bad, (k) => cms.token(k.who.forger, k.imprint, { claim: k.who.tsa.cert, certs: [k.who.tsa.cert] })),
  stamped("no-signing-certificate", "a token without signing-certificate-v2", bad, (k) => cms.token(k.who.tsa, k.imprint, { change: ({ cert, ...rest }) => (void cert, rest) })),
  stamped("wrong-signing-certificate", "a token whose signing-certificate-v2 names the forger's", bad, (k) => cms.token(k.who.tsa, k.imprint, { change: (a) => ({ ...a, cert: cms.essCertV2(k.who.forger.cert) }) })),
  stamped("noise", "the own token with a byte flipped", bad, (k) => { const t = Buffer.from(k.old); t[t.length - 3] ^= 1; return [t]; }),
  stamped("not-a-token", "the attribute holds a CMS that is no token", bad, (k) => cms.sign(k.who.tsa, Buffer.from("x"))),
  stamped("empty", "the attribute has no value", either(bad, untimed), () => [der.write(0xa1, der.seq(der.oid(cms.OID.token), der.write(0x31)))]),
  stamped("future", "a token dated 2090", either(bad, time("timestamp-order", "certificate-expired")), (k) => cms.token(k.who.tsa, k.imprint, { time: new Date("2090-01-01T00:00:00Z") })),
  stamped("tomorrow", "a token of the real authority dated tomorrow", either(bad, time("timestamp-order")), (k) => cms.token(k.who.tsa, k.imprint, { time: new Date(Date.now() + 864e5) })),
  stamped("before-certificate", "a token of the real authority dated 2001, before its own and the signer's certificate", either(bad, time("timestamp-order", "signed-before-validity", "certificate-not-yet-valid")), (k) => cms.token(k.who.tsa, k.imprint, { time: early })),

  document_("type-sig", "a document time-stamp says /Type /Sig (allowed by some readers, so its token must hold): its token is over zeros", crypto("token-imprint"), (k) => ({ type: "/Type /Sig ", make: wrong(k) })),
  document_("no-type", "a document time-stamp without /Type, whose token is another's", crypto("token-imprint"), (k) => ({ type: "", make: wrong(k) })),
  document_("imprint", "the token's imprint is that of other bytes", crypto("token-imprint"), (k) => ({ make: wrong(k) })),
  document_("copied", "the token of a signature's time-stamp", crypto("token-imprint"), (k) => ({ make: () => tokenOf(k.bases.stamped) })),
  document_("forger", "the forger's own authority, dated 2001", untrusted(), (k) => ({ make: (m) => cms.token(k.who.forger, cms.sha(m), { time: early }) })),
  document_("not-an-authority", "signed with a certificate that is not for time-stamps", untrusted("tsa-usage", "no-chain", "chain-rules", "key-usage"), (k) => ({ make: (m) => cms.token(k.who.partner, cms.sha(m)) })),
  document_("signature-instead", "/SubFilter says ETSI.RFC3161, /Contents is an ordinary signature", either(format("cms-content-type", "token-syntax", "cms-syntax")), (k) => ({ make: (m) => cms.sign(k.who.tsa, m) })),
  document_("no-certificate", "a token without its certificate, and no /DSS that has it", either(untrusted("no-signing-certificate", "no-chain"), format("cms-syntax")), (k) => ({ make: (m) => cms.token(k.who.tsa, cms.sha(m), { certs: [k.who.forger.cert] }) })),
  document_("changed-imprint-digest", "the token's content is altered, its signature is not", crypto("hash", "signature-value", "token-imprint", "cms-syntax"), (k) => ({ make: (m) => {
    const t = cms.token(k.who.tsa, Buffer.alloc(32));
    const at = t.indexOf(Buffer.alloc(32));
    cms.sha(m).copy(t, at);
    return t;
  } })),
  { name: "stamp-order", trap: 17, base: "stamped", how: "the signature's token says tomorrow; a genuine document time-stamp over it says today", shows, expect: { ...either(bad, time("timestamp-order")), victims: ["Sig1"] },
    make: (k) => {
      const own = cmsOf(k.file);
      const imprint = cms.sha(der.read(cms.signerParts(own).find((p) => p[0] === 0x04)).body);
      const late = der.write(0xa1, cms.tokenAttribute(cms.token(k.who.tsa, imprint, { time: new Date(Date.now() + 864e5) })));
      const changedFile = withCms(k.file, der.editSigner(own, (parts) => [...parts.filter((p) => p[0] !== 0xa1), late]));
      return k.signMore(changedFile, k.who.tsa, { field: "Stamp1", stamp: true });
    } },
  revoked("plain", 16, "nothing is forged but the claim /M", (k, signed) => signed),
  revoked("crl", 16, "/DSS has a revocation list under the authority's name that the forger signed", (k, signed) => stored(k, signed, "CRLs", cms.emptyCrl(k.who.forger, k.who.revoked.cert))),
  revoked("crl-by-signer", 16, "/DSS has a revocation list that the revoked signer signed himself", (k, signed) => stored(k, signed, "CRLs", cms.emptyCrl(k.who.revoked, k.who.revoked.cert))),
  revoked("crl-by-authority", 16, "/DSS has a revocation list that the time-stamp authority signed", (k, signed) => stored(k, signed, "CRLs", cms.emptyCrl(k.who.tsa, k.who.revoked.cert))),
  revoked("stamp", 17, "a document time-stamp of the forger's own authority says 2001", (k, signed) => k.signMore(signed, k.who.forger, { field: "Stamp1", stamp: true, make: (m) => cms.token(k.who.forger, cms.sha(m), { time: early }) })),
  revoked("stamp-before", 17, "a genuine document time-stamp, over other bytes, from before the revocation", (k, signed) => k.signMore(signed, k.who.tsa, { field: "Stamp1", stamp: true, make: () => cms.token(k.who.tsa, Buffer.alloc(32), { time: new Date(Date.now() - 3000) }) })),
  { name: "stamp-token-as-signature", trap: 17, base: "plain", how: "/SubFilter says ETSI.CAdES.detached, /Contents is a time-stamp token", shows, expect: { ...format("cms-content-type", "cms-content", "cms-syntax"), victims: ["Sly"] },
    make: (k) => k.signMore(k.file, k.who.tsa, { field: "Sly", make: (m) => cms.token(k.who.tsa, cms.sha(m)) }) },
  { name: "stamp-signed-later-change", trap: 17, base: "plain", how: "page content is overwritten, then a genuine document time-stamp proves the result", shows, expect: { ...changed(4), intact: ["Stamp1"] },
    make: (k) => k.signMore(k.up({ 4: streamText("BT (I owe you) Tj ET") }), k.who.tsa, { field: "Stamp1", stamp: true }) },
];
