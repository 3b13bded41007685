// Hostile files of about one megabyte: each asks for far more time or memory than its size is worth.
import crypto from "node:crypto";
import * as der from "../forge/lib/der.mjs";
import { OID, attribute, signedData } from "../forge/lib/cms.mjs";
import { File, flate, plainCms, ref, refs, signerInfo, stream } from "./file.mjs";
import { CA, certificate, crl, extension, newKey, ocsp, people, rsaSpki, spkiOf } from "./people.mjs";

const MB = 1 << 20;
const N = { catalog: 1, pages: 2, page: 3, content: 4, form: 5, field: 7, value: 8, free: 20 };
const zeros = (n) => Buffer.alloc(n);
const pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const text = "BT /F1 18 Tf 72 720 Td (The price is 100) Tj ET";
const range = (n) => Array.from({ length: n }, (_, i) => i);
const sigField = (value, title = "S", more = "") => `<< /FT /Sig /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132 /P 3 0 R /T (${title}) /V ${ref(value)} ${more}>>`;

/** One page, one form, what `more` puts there, and one signature unless told otherwise. */
function begin(k, { catalog = "", page = "", form = "", fields = "7 0 R", more = () => {}, make = plainCms(k.signer), signed = true, room = 2000, sig = "", lock = "", tail = {} } = {}) {
  const f = new File();
  f.put(1, `<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R ${catalog} >>`);
  f.put(2, pages);
  f.put(3, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R ${page} >>`);
  f.put(4, stream(text));
  f.put(5, `<< /SigFlags 3 /Fields ${fields.startsWith("#") ? fields.slice(1) : `[${fields}]`} ${form} >>`);
  if (signed) f.put(7, sigField(8, "S", lock));
  more(f);
  if (signed) f.signature(8, make, { room, more: sig });
  return f.end(tail);
}

const catalogWith = (more) => `<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R ${more} >>`;
/** n signatures, a revision each, by a CMS without certificates (they stand in the DSS). */
function signMany(k, f, n, { each = () => {}, room = 700, sig = "", from = 1000, lock = "" } = {}) {
  const list = [ref(7)];
  for (let i = 0; i < n; i++) {
    const at = from + 2 * i;
    list.push(ref(at));
    each(f, i);
    f.put(at, sigField(at + 1, `s${i}`, lock));
    f.signature(at + 1, plainCms(k.signer, { certs: [] }), { room, more: sig });
    if (i + 1 < n && !f.together) {
      f.pack(f.top, [[6, `[${list.join(" ")}]`]]);
      f.end();
    }
  }
  f.pack(f.top, [[6, `[${list.join(" ")}]`]]);
  return f.end();
}

const dssOf = (k, more = "") => ({ catalog: `/DSS << /Certs [11 0 R] ${more} >>`, put: (f) => f.put(11, stream(k.signer.cert)) });
/** All signatures by one key, each in its own revision, over a store of validation data. */
function manyOver(k, n, store, put, options = {}) {
  const dss = dssOf(k, store);
  const f = begin(k, { catalog: dss.catalog, fields: "#6 0 R", more: (g) => { dss.put(g); g.put(6, "[7 0 R]"); put(g); }, make: plainCms(k.signer, { certs: [] }), ...options.begin });
  return signMany(k, f, n, options).bytes();
}

// --- streams that grow ---
const lzwBomb = (codes) => {
  // CLEAR, 0, then each code refers to the one being made: the longest run per code
  let acc = 0n, have = 0, width = 9, next = 258, previous = false;
  const out = [];
  const emit = (code) => {
    acc = (acc << BigInt(width)) | BigInt(code);
    have += width;
    while (have >= 8) { out.push(Number((acc >> BigInt(have - 8)) & 255n)); have -= 8; }
    acc &= (1n << BigInt(have)) - 1n;
  };
  emit(256);
  for (let i = 0; i < codes; i++) {
    if (!previous) { emit(0); previous = true; continue; }
    if (next >= 4094) { emit(256); width = 9; next = 258; previous = false; continue; }
    emit(next);
    next++;
    if (next + 1 >= 1 << width && width < 12) width++;
  }
  emit(257);
  if (have) out.push(Number((acc << BigInt(8 - have)) & 255n));
  return Buffer.from(out);
};

const inDss = (k, body, n = 1000) => begin(k, { catalog: `/DSS << /Certs [${Array(n).fill("20 0 R").join(" ")}] /CRLs [${Array(n).fill("20 0 R").join(" ")}] >>`, more: (f) => f.put(20, body) }).bytes();
const packedBomb = (k, boxes, bytes) => begin(k, { catalog: "/Names 20 0 R", more: (f) => {
  const filler = " ".repeat(bytes);
  f.put(20, `[${refs(2000, boxes)}]`);
  range(boxes).forEach((i) => {
    f.entries.set(2000 + i, [2, 4000 + i, 0]);
    f.put(4000 + i, stream(flate(`${2000 + i} 0 \n1${filler}`), "/FlateDecode", "/Type /ObjStm /N 1 /First 8 "));
  });
} }).end().bytes();

/** Revisions that say all the same again: an array of n references in a packed object. */
function rewritten(k, { revisions, list, first, signed = true }) {
  const f = begin(k, { ...first, signed, fields: first.fields ?? "7 0 R", more: (g) => { first.more?.(g); g.pack(30, [[40, list(0)]]); } });
  for (let i = 1; i <= revisions; i++) {
    f.pack(f.top, [[40, list(i)]]);
    f.end();
  }
  return f.bytes();
}

const xrefStream = (size, index, w, data, filter = "/FlateDecode", more = "") => (prev, root) =>
  stream(filter ? flate(data) : data, filter, `/Type /XRef /W [${w}] /Index [${index}] /Size ${size} /Root ${root} ${prev}${more}`);

/** A second revision with a cross-reference of its own making. */
const update = (k, xref, options) => begin(k, options).end({ xref }).bytes();

const textField = (n, title, more = "") => `<< /FT /Tx /T (${title}) ${more}>>`;

const certsBy = (k, n, subject = "S", issuer = "X") =>
  range(n).map((i) => certificate({ subject, issuer, spki: k.signer.spki, serial: i + 2, extensions: CA, signature: k.signature }));

/** Certificates that all issue one another, each really signed. */
function web(k, n) {
  const pair = newKey();
  const spki = spkiOf(pair.publicKey);
  const all = range(n).map((i) => certificate({ subject: "X", issuer: "X", spki, by: pair.privateKey, serial: i + 2, extensions: CA }));
  const leaf = certificate({ subject: "L", issuer: "X", spki, by: pair.privateKey, serial: 1 });
  return { who: { cert: leaf, key: pair.privateKey }, all };
}

const constraints = (n, kind = 0x82) => extension("2.5.29.30", der.seq(der.write(0xa0, ...range(n).map((i) => der.seq(der.write(kind, Buffer.from(`a${i}.example`)))))), true);
const altNames = (n) => extension("2.5.29.17", der.seq(...range(n).map((i) => der.write(0x82, Buffer.from(`h.a${i}.example`)))));
const wanted = extension("2.5.29.36", der.seq(der.write(0x80, Buffer.from([0]))), true);
const policies = (n) => extension("2.5.29.32", der.seq(...range(n).map((i) => der.seq(der.oid(`1.2.3.${i}`)))));
const mappings = (n) => extension("2.5.29.33", der.seq(...range(n).flatMap((i) => [i, (i + 1) % n].map((j) => der.seq(der.oid(`1.2.3.${i}`), der.oid(`1.2.3.${j}`))))));

/** A chain of `depth` authorities under the root with these extensions; the signer under the last. */
function chain(k, depth, more, leafMore = []) {
  const certs = [];
  let by = k.root, issuer = "R";
  for (let i = 0; i < depth; i++) {
    const pair = newKey();
    certs.push(certificate({ subject: `I${i}`, issuer, spki: spkiOf(pair.publicKey), by: by.key, extensions: [...CA, ...more] }));
    by = { key: pair.privateKey };
    issuer = `I${i}`;
  }
  const pair = newKey();
  const cert = certificate({ subject: "L", issuer, spki: spkiOf(pair.publicKey), by: by.key, extensions: [extension("2.5.29.15", der.write(0x03, Buffer.from([6, 0xc0])), true), ...leafMore] });
  return { who: { cert, key: pair.privateKey }, certs: [cert, ...certs] };
}

const oneSignature = (k, who, certs, options = {}) => {
  const room = 2 * (certs.reduce((n, c) => n + c.length, 0) + 2000 + (options.extraBytes ?? 0));
  return begin(k, { make: plainCms(who, { certs, ...options }), room }).bytes();
};

const bigRsa = (k, bytes, exponent) => ({ cert: certificate({ subject: "B", issuer: "B", spki: rsaSpki(bytes, exponent), by: k.root.key, serial: 1 }), rsa: true, bogus: Buffer.concat([Buffer.from([0]), crypto.randomBytes(bytes - 1)]) });

/** n signatures that all claim the whole file: one certificate, the same CMS. */
function overWhole(k, n, { subFilter = "ETSI.CAdES.detached", cms, more = "", room = 700 }) {
  const dss = dssOf(k);
  const f = begin(k, { catalog: dss.catalog, fields: `7 0 R ${refs(1000, n)}`, signed: false, more: (g) => {
    dss.put(g);
    g.put(7, textField(7, "t"));
    const fixed = cms();
    range(n).forEach((i) => {
      g.put(1000 + i, sigField(3000 + i, `s${i}`));
      g.signature(3000 + i, () => fixed, { room, subFilter, more });
    });
  } });
  return f.bytes();
}

const nested = (open, close, n, core = "") => open.repeat(n) + core + close.repeat(n);
const deepForm = (k, depth) => begin(k, { fields: "7 0 R 20 0 R", more: (f) => range(depth).forEach((i) => f.put(20 + i, i + 1 < depth ? `<< /T (${"n".repeat(900)}) /Kids [${ref(21 + i)}] >>` : textField(0, "end"))) }).bytes();
const longNames = (k, n, long) => begin(k, { fields: "7 0 R 20 0 R", more: (f) => {
  f.put(20, `<< /FT /Tx /T (${"p".repeat(long)}) /Kids [${refs(21, n)}] >>`);
  f.pack(19, range(n).map((i) => [21 + i, `<< /T (${i}) /Parent 20 0 R >>`]));
} });

const referenceList = (names) => `/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Type /TransformParams /V /1.2 /Action /Exclude /Fields ${names} >> >>] `;

export const makers = {
  "objstm-flate": ["object stream that inflates to 100 MB", (k) => begin(k, { catalog: "/Names 30 0 R", more: (f) => { f.entries.set(30, [2, 31, 0]); f.put(31, stream(flate(`30 0 \n1${" ".repeat(100 * MB)}`), "/FlateDecode", "/Type /ObjStm /N 1 /First 6 ")); } }).end().bytes()],
  "objstm-many": ["120 object streams of 1 MB each", (k) => packedBomb(k, 120, MB)],
  "objstm-items": ["object stream with 10 million numbers", (k) => begin(k, { catalog: "/Names 40 0 R", more: (f) => f.pack(30, [[40, `[${"1 ".repeat(10e6)}]`]]) }).end().bytes()],
  "objstm-dicts": ["object stream with millions of empty dictionaries", (k) => begin(k, { catalog: "/Names 40 0 R", more: (f) => f.pack(30, [[40, `[${"<<>>".repeat(6e6)}]`]]) }).end().bytes()],
  "objstm-again": ["300 revisions, each with a packed list of 100,000 references", (k) => rewritten(k, { revisions: 300, list: () => `[${"7 0 R ".repeat(100000)}]`, first: { page: "/Annots 40 0 R" } })],
  "dss-flate": ["the DSS names one bomb 2,000 times", (k) => inDss(k, stream(flate(zeros(60 * MB)), "/FlateDecode"))],
  "dss-flate-small": ["the DSS names one stream of 1 MB 2,000 times", (k) => inDss(k, stream(flate(zeros(MB)), "/FlateDecode"))],
  "dss-lzw": ["LZW bomb in the DSS", (k) => inDss(k, stream(lzwBomb(300000), "/LZWDecode"), 50)],
  "dss-chained": ["Flate in Flate in the DSS", (k) => inDss(k, stream(flate(flate(zeros(100 * MB))), "[/FlateDecode /FlateDecode]"))],
  "dss-run-length": ["run lengths in the DSS", (k) => inDss(k, stream(Buffer.alloc(900000, Buffer.from([129, 0])), "/RunLengthDecode"), 500)],
  "dss-predictor": ["a predictor of wide rows in the DSS", (k) => inDss(k, stream(flate(zeros(40 * MB)), "/FlateDecode", "/DecodeParms << /Predictor 15 /Columns 1000000 >> "), 200)],
  "dss-ascii": ["hexadecimal digits in eight layers", (k) => inDss(k, stream(Buffer.from("30".repeat(450000)), `[${"/ASCIIHexDecode ".repeat(1)}/ASCII85Decode]`), 1000)],
  "xmp-bomb": ["changed metadata that inflate to 60 MB", (k) => {
    const f = begin(k, { catalog: "/Metadata 20 0 R", more: (g) => g.put(20, stream("<x/>", "", "/Type /Metadata /Subtype /XML ")) });
    range(200).forEach(() => { f.put(20, stream(flate(Buffer.alloc(4 * MB, "<a> ")), "/FlateDecode", "/Type /Metadata /Subtype /XML ")); f.end(); });
    return f.bytes();
  }],
  "xref-full": ["cross-reference stream of 8 million entries", (k) => update(k, xrefStream(8388607, "0 8388607", "1 1 0", Buffer.alloc(2 * 8388607, Buffer.from([0, 0]))))],
  "xref-objects": ["5 million entries that say an object is there", (k) => update(k, xrefStream(5000020, "20 5000000", "1 1 0", Buffer.alloc(2 * 5000000, Buffer.from([1, 9]))))],
  "xref-sparse": ["30,000 entries, 256 numbers apart", (k) => update(k, xrefStream(8388607, range(30000).map((i) => `${256 * (i + 1)} 1`).join(" "), "1 1 0", Buffer.alloc(60000, Buffer.from([1, 9]))))],
  "xref-again": ["600 revisions of 20,000 entries", (k) => {
    const f = begin(k);
    range(600).forEach(() => f.end({ xref: xrefStream(30000, "100 20000", "1 1 0", Buffer.alloc(40000, Buffer.from([0, 0]))) }));
    return f.bytes();
  }],
  "xref-again-objects": ["600 revisions of 20,000 objects that are one place", (k) => {
    const f = begin(k);
    range(600).forEach((i) => f.end({ xref: xrefStream(30000, "100 20000", "1 2 0", Buffer.alloc(60000, Buffer.from([1, 0, 9 + (i & 1)]))) }));
    return f.bytes();
  }],
  "xref-table": ["table of 50,000 objects that are one place", (k) => {
    const f = begin(k, { more: (g) => range(48000).forEach((i) => g.entries.set(100 + i, [1, 15, 0])), tail: { table: true } });
    return f.bytes();
  }],
  "size-max": ["4,000 revisions with /Size 8,388,607", (k) => {
    const f = begin(k, { tail: { table: true, size: 8388607 } });
    range(4000).forEach((i) => { f.put(4, stream(`${text}%${i}`)); f.end({ table: true, size: 8388607 }); });
    return f.bytes();
  }],
  "size-max-used": ["2,000 revisions with the largest object number", (k) => {
    const f = begin(k, { more: (g) => g.put(8388600, "null"), tail: { table: true, size: 8388607 } });
    range(2000).forEach((i) => { f.put(8388600 - 300 * i, `(${i})`); f.end({ table: true, size: 8388607 }); });
    return f.bytes();
  }],
  hybrid: ["1,500 hybrid sections", (k) => {
    const f = begin(k, { tail: { table: true } });
    range(1500).forEach((i) => {
      const at = f.size;
      const n = f.top++;
      f.write(`${n} 0 obj\n`, stream(Buffer.from([1, 0, 9]), "", `/Type /XRef /W [1 2 0] /Index [9 1] /Size 8388607 `), "\nendobj\n");
      f.entries.set(9, [0, 0, 1]);
      f.end({ table: true, extra: `/XRefStm ${at} `, size: 8388607 });
    });
    return f.bytes();
  }],
  "revisions-empty": ["4,000 revisions that change nothing", (k) => {
    const f = begin(k, { tail: { table: true } });
    range(4000).forEach(() => { f.entries.set(0, [0, 0, 65535]); f.end({ table: true }); });
    return f.bytes();
  }],
  "revisions-signed": ["500 signatures, a revision each", (k) => manyOver(k, 500, "", () => {})],
  "signed-crls": ["300 signatures over a DSS of 1,000 names of one CRL", (k) => manyOver(k, 300, `/CRLs [${Array(1000).fill("12 0 R").join(" ")}]`, (f) => f.put(12, stream(crl(k.root, 1000))))],
  "signed-crls-own": ["300 signatures over 900 CRLs", (k) => manyOver(k, 300, `/CRLs [${refs(5000, 900)}]`, (f) => range(900).forEach((i) => f.put(5000 + i, stream(crl(k.root, 1, i + 100)))))],
  "signed-ocsps": ["300 signatures over 900 OCSP responses", (k) => manyOver(k, 300, `/OCSPs [${refs(5000, 900)}]`, (f) => range(900).forEach((i) => f.put(5000 + i, stream(ocsp(k.root, 1)))))],
  "signed-ocsps-same": ["300 signatures over one OCSP response of 3,000 answers named 1,000 times", (k) => manyOver(k, 300, `/OCSPs [${Array(1000).fill("12 0 R").join(" ")}]`, (f) => f.put(12, stream(ocsp(k.root, 3000))))],
  "signed-certs": ["300 signatures over 900 certificates of one name", (k) => manyOver(k, 300, "", () => {}, { begin: { catalog: `/DSS << /Certs [11 0 R ${refs(5000, 900)}] >>`, fields: "#6 0 R", more: (f) => {
    f.put(11, stream(k.signer.cert));
    f.put(6, "[7 0 R]");
    certsBy(k, 900, "R", "R").forEach((c, i) => f.put(5000 + i, stream(c)));
  } } })],
  "crl-large": ["CRL of a million entries, packed", (k) => begin(k, { catalog: "/DSS << /CRLs [20 0 R] >>", more: (f) => f.put(20, stream(flate(crl(k.root, 800000)), "/FlateDecode")) }).bytes()],
  "crl-large-plain": ["CRL of 40,000 entries, 300 times", (k) => begin(k, { catalog: `/DSS << /CRLs [${Array(300).fill("20 0 R").join(" ")}] >>`, more: (f) => f.put(20, stream(crl(k.root, 40000))) }).bytes()],
  "whole-file": ["1,000 signatures that all claim the whole file", (k) => overWhole(k, 990, { cms: () => plainCms(k.signer, { certs: [] })(zeros(32)) })],
  "whole-file-raw": ["500 raw signatures that all claim the whole file, digest unknown", (k) => overWhole(k, 700, { subFilter: "adbe.x509.rsa_sha1", more: `/Cert 2999 0 R `, cms: () => der.octets(crypto.randomBytes(256)), room: 600 })],
  "fields-many": ["signature over a form of 20,000 fields, filled in later", (k) => {
    const f = begin(k, { fields: `7 0 R ${refs(100, 8000)}`, more: (g) => range(8000).forEach((i) => g.put(100 + i, textField(i, `f${i}`))) });
    range(8000).forEach((i) => f.put(100 + i, textField(i, `f${i}`, "/V (x)")));
    return f.end().bytes();
  }],
  "fields-packed": ["100,000 packed fields", (k) => {
    const n = 90000;
    return begin(k, { fields: `#40 0 R`, more: (g) => g.pack(30, [[40, `[7 0 R ${refs(100, n)}]`], ...range(n).map((i) => [100 + i, textField(i, "f")])]) }).end({ extra: "" }).bytes();
  }],
  "fields-long-names": ["20,000 fields under a parent with a name of 30,000 letters", (k) => longNames(k, 20000, 30000).end().bytes()],
  "fields-added": ["5,000 signature fields are added to 5,000", (k) => {
    const stem = "n".repeat(60);
    const f = begin(k, { fields: "#6 0 R", more: (g) => { g.put(6, `[7 0 R ${refs(100, 5000)}]`); range(5000).forEach((i) => g.put(100 + i, `<< /FT /Sig /T (${stem}a${i}) >>`)); } });
    f.put(6, `[7 0 R ${refs(100, 10000)}]`);
    range(5000).forEach((i) => f.put(5100 + i, `<< /FT /Sig /T (${stem}b${i}) >>`));
    return f.end().bytes();
  }],
  "fields-added-packed": ["30,000 packed signature fields are added", (k) => {
    const f = begin(k, { fields: "#6 0 R", more: (g) => g.put(6, "[7 0 R]") });
    f.pack(30, [[6, `[7 0 R ${refs(100, 30000)}]`], ...range(30000).map((i) => [100 + i, `<< /FT /Sig /T (${"n".repeat(100)}${i}) >>`])]);
    return f.end().bytes();
  }],
  "fields-signed": ["300 signatures, and 4,000 fields filled after each of them", (k) => {
    const dss = dssOf(k);
    const f = begin(k, { catalog: dss.catalog, fields: "#6 0 R", more: (g) => { dss.put(g); g.put(6, `[7 0 R ${refs(5000, 4000)}]`); g.pack(50, range(4000).map((i) => [5000 + i, textField(i, `f${i}`)])); } });
    const list = [ref(7), refs(5000, 4000)];
    range(300).forEach((i) => {
      const at = 10000 + 2 * i;
      list.push(ref(at));
      f.put(at, sigField(at + 1, `s${i}`));
      f.signature(at + 1, plainCms(k.signer, { certs: [] }), { room: 700 });
      if (i === 299) f.pack(f.top, [[6, `[${list.join(" ")}]`]]);
      f.end();
    });
    f.pack(f.top, range(4000).map((i) => [5000 + i, textField(i, `f${i}`, "/V (x)")]));
    return f.end().bytes();
  }],
  "field-mdp": ["200 signatures that lock all but 10,000 names, 4,000 fields filled in", (k) => {
    const dss = dssOf(k);
    const names = `[${range(10000).map((i) => `(g${"x".repeat(40)}${i})`).join(" ")}]`;
    const f = begin(k, { catalog: dss.catalog, fields: "#6 0 R", more: (g) => { dss.put(g); g.pack(51, [[52, names]]); g.pack(50, range(4000).map((i) => [5000 + i, textField(i, `g${"x".repeat(40)}${i}`)])); g.put(6, `[7 0 R ${refs(10000, 200)} ${refs(5000, 4000)}]`); range(200).forEach((i) => g.put(10000 + i, `<< /FT /Sig /T (s${i}) >>`)); } });
    range(200).forEach((i) => {
      f.put(10000 + i, sigField(12000 + i, `s${i}`));
      f.signature(12000 + i, plainCms(k.signer, { certs: [] }), { room: 700, more: referenceList("52 0 R") });
      f.end();
    });
    f.pack(f.top, range(4000).map((i) => [5000 + i, textField(i, `g${"x".repeat(40)}${i}`, "/V (x)")]));
    return f.end().bytes();
  }],
  "reference-many": ["/Reference of 100,000 entries", (k) => begin(k, { more: (f) => f.pack(51, [[52, `[${`<< /TransformMethod /FieldMDP /TransformParams << /Action /Include /Fields [(a)] >> >>`.repeat(60000)}]`]]), sig: "/Reference 52 0 R " }).end().bytes()],
  "annots-many": ["/Annots of 40,000 annotations, turned around", (k) => {
    const n = 40000;
    const f = begin(k, { page: "/Annots 40 0 R", more: (g) => g.pack(30, [[40, `[${refs(100, n)}]`], ...range(n).map((i) => [100 + i, `<< /Type /Annot /Subtype /Text /Rect [0 0 1 1] >>`])]) });
    f.pack(f.top, [[40, `[${range(n).map((i) => ref(100 + n - 1 - i)).join(" ")}]`]]);
    f.end();
    f.pack(f.top, [[40, "[]"]]);
    return f.end().bytes();
  }],
  "annots-changed": ["40,000 annotations changed, 20 signatures look", (k) => {
    const n = 40000;
    const dss = dssOf(k);
    const f = begin(k, { catalog: dss.catalog, fields: "#6 0 R", page: "/Annots 40 0 R", more: (g) => { dss.put(g); g.put(6, "[7 0 R]"); g.pack(30, [[40, `[${refs(5000, n)}]`], ...range(n).map((i) => [5000 + i, `<< /Type /Annot /Subtype /Text /Rect [0 0 1 1] >>`])]); } });
    signMany(k, f, 100);
    f.pack(f.top, range(n).map((i) => [5000 + i, `<< /Type /Annot /Subtype /Text /Rect [0 0 1 2] >>`]));
    return f.end().bytes();
  }],
  "dss-lists": ["DSS of 10,000 entries turned around", (k) => {
    const list = (back) => range(10000).map((i) => ref(100 + (back ? 9999 - i : i))).join(" ");
    const dss = (back) => `<< /Certs [${list(back)}] /CRLs [${list(back)}] /OCSPs [${list(back)}] >>`;
    const f = begin(k, { catalog: "/DSS 40 0 R", more: (g) => g.pack(30, [[40, dss(false)]]) });
    range(8).forEach((i) => { f.pack(f.top, [[40, dss(!(i & 1))]]); f.end(); });
    return f.bytes();
  }],
  "dss-vri": ["DSS with 20,000 VRI names, in two revisions", (k) => {
    const key = (i) => i.toString(16).toUpperCase().padStart(40, "A");
    const vri = (n) => `<< /VRI << ${range(n).map((i) => `/${key(i)} << >>`).join(" ")} >> >>`;
    const f = begin(k, { catalog: "/DSS 40 0 R", more: (g) => g.put(40, vri(9000)) });
    f.pack(f.top, [[40, vri(30000)]]);
    return f.end().bytes();
  }],
  "keys-many": ["a page with 60,000 keys, all changed", (k) => {
    const page = (v) => `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R ${range(60000).map((i) => `/K${i} ${v}`).join(" ")} >>`;
    const f = begin(k, { more: (g) => g.pack(30, [[3, page(1)]]) });
    f.pack(f.top, [[3, page(2)]]);
    return f.end().bytes();
  }],
  "resources-many": ["form resources with 60,000 fonts, one added", (k) => {
    const form = (v) => `<< /SigFlags 3 /Fields [7 0 R] /DR << /Font << ${range(60000).map((i) => `/K${i} 4 0 R`).join(" ")} ${v} >> >> >>`;
    const f = begin(k, { more: (g) => g.pack(30, [[5, form("")]]) });
    range(4).forEach((i) => { f.pack(f.top, [[5, form(range(i + 1).map((j) => `/Z${j} 4 0 R`).join(" "))]]); f.end(); });
    return f.bytes();
  }],
  "radio-states": ["3,000 radio buttons with 3,000 states each", (k) => {
    const n = 3000;
    const states = `<< /N << ${range(n).map((i) => `/s${i} 4 0 R`).join(" ")} >> >>`;
    const kid = (as) => `<< /Type /Annot /Subtype /Widget /Parent 99 0 R /Rect [0 0 1 1] /AS /${as} /AP 98 0 R >>`;
    const f = begin(k, { fields: "7 0 R 99 0 R", more: (g) => {
      g.put(99, `<< /FT /Btn /Ff 32768 /T (r) /V /Off /Kids [${refs(100, n)}] >>`);
      g.put(98, states);
      g.pack(30, range(n).map((i) => [100 + i, kid("Off")]));
    } });
    range(3).forEach((r) => {
      f.put(99, `<< /FT /Btn /Ff 32768 /T (r) /V /s${n - 1 - r} /Kids [${refs(100, n)}] >>`);
      f.pack(f.top, range(n).map((i) => [100 + i, kid(`s${n - 1 - r}`)]));
      f.end();
    });
    return f.bytes();
  }],
  "radio-fields": ["1,000 radio groups that share 1,000 kids", (k) => {
    const n = 1000;
    const f = begin(k, { fields: `7 0 R ${refs(5000, n)}`, more: (g) => {
      g.put(98, `<< /N << ${range(300).map((i) => `/s${i} 4 0 R`).join(" ")} >> >>`);
      g.put(97, `[${refs(100, n)}]`);
      g.pack(30, range(n).map((i) => [100 + i, "<< /Subtype /Widget /AS /Off /AP 98 0 R >>"]));
      g.pack(31, range(n).map((i) => [5000 + i, `<< /FT /Btn /Ff 32768 /T (r${i}) /Kids 97 0 R >>`]));
    } });
    f.pack(f.top, range(n).map((i) => [5000 + i, `<< /FT /Btn /Ff 32768 /T (r${i}) /V /s1 /Kids 97 0 R >>`]));
    return f.end().bytes();
  }],
  "states-nested": ["a field's appearance of 40,000 new states", (k) => {
    const f = begin(k, { fields: "7 0 R 99 0 R", more: (g) => g.pack(30, [[99, `<< /FT /Tx /T (t) /Subtype /Widget /AP << /N << ${range(30000).map((i) => `/s${i} 4 0 R`).join(" ")} >> >> >>`]]) });
    range(3).forEach((r) => { f.pack(f.top, [[99, `<< /FT /Tx /T (t) /V (${r}) /Subtype /Widget /AP << /N << ${range(30000).map((i) => `/s${i} 4 0 R`).join(" ")} /z ${r} >> >> >>`]]); f.end(); });
    return f.bytes();
  }],
  "events-many": ["60,000 objects replaced, 300 signatures look", (k) => {
    const n = 60000;
    const dss = dssOf(k);
    const f = begin(k, { catalog: `${dss.catalog} /Names 40 0 R`, fields: "#6 0 R", more: (g) => { dss.put(g); g.put(6, "[7 0 R]"); g.pack(30, [[40, `[${refs(5000, n)}]`], ...range(n).map((i) => [5000 + i, "1"])]); } });
    signMany(k, f, 300);
    f.pack(f.top, range(n).map((i) => [5000 + i, "2"]));
    return f.end().bytes();
  }],
  "broken-many": ["500 signatures whose later ones are broken", (k) => {
    const dss = dssOf(k);
    const f = begin(k, { catalog: dss.catalog, fields: "#6 0 R", more: (g) => { dss.put(g); g.put(6, "[7 0 R]"); } });
    const broken = Buffer.alloc(32);
    const list = [ref(7)];
    range(500).forEach((i) => {
      const at = 1000 + 2 * i;
      list.push(ref(at));
      f.put(at, sigField(at + 1, `s${i}`));
      f.signature(at + 1, i < 250 ? plainCms(k.signer, { certs: [] }) : () => plainCms(k.signer, { certs: [] })(broken), { room: 700 });
      f.pack(f.top, [[6, `[${list.join(" ")}]`]]);
      f.end();
    });
    return f.bytes();
  }],
  "cms-signers": ["CMS with 3,000 SignerInfos", (k) => begin(k, { make: (d) => signedData(range(1500).map(() => signerInfo(k.signer, d)), { certs: [k.signer.cert] }), room: 1100000 }).bytes()],
  "cms-attributes": ["CMS with 20,000 attributes", (k) => oneSignature(k, k.signer, [k.signer.cert], { extra: range(20000).map((i) => attribute(`1.2.3.${i}`, der.integer(1))), extraBytes: 450000 })],
  "cms-values": ["CMS with an attribute of 100,000 values", (k) => oneSignature(k, k.signer, [k.signer.cert], { extra: [der.seq(der.oid("1.2.3.4"), der.write(0x31, Buffer.concat(range(120000).map((i) => der.integer(i % 100)))))], extraBytes: 450000 })],
  "cms-certs": ["CMS with 1,500 certificates", (k) => oneSignature(k, k.signer, [k.signer.cert, ...certsBy(k, 1500)])],
  "cms-issuers": ["CMS with 1,500 issuers of one name, none of which signed", (k) => {
    const pair = newKey();
    const cert = certificate({ subject: "L", issuer: "X", spki: spkiOf(pair.publicKey), by: pair.privateKey });
    return oneSignature(k, { cert, key: pair.privateKey }, [cert, ...certsBy(k, 1500, "X", "X")]);
  }],
  "cms-web": ["200 certificates that all issued one another", (k) => {
    const { who, all } = web(k, 190);
    return oneSignature(k, who, [who.cert, ...all]);
  }],
  "cms-web-often": ["500 signatures over 200 certificates that all issued one another", (k) => {
    const { who, all } = web(k, 190);
    const f = begin(k, { catalog: `/DSS << /Certs [${refs(5000, 191)}] >>`, fields: "#6 0 R", more: (g) => { g.put(6, "[7 0 R]"); [who.cert, ...all].forEach((c, i) => g.put(5000 + i, stream(c))); }, make: plainCms(who, { certs: [] }) });
    return signMany({ ...k, signer: who }, f, 500).bytes();
  }],
  "cms-tokens": ["time-stamp attribute with garbage of 500 kB", (k) => oneSignature(k, k.signer, [k.signer.cert], { unsigned: [attribute(OID.token, der.seq(crypto.randomBytes(450000)))], extraBytes: 460000 })],
  "cms-nested": ["CMS nested 100,000 deep", (k) => begin(k, { make: () => { let b = Buffer.alloc(0); for (let i = 0; i < 4000; i++) b = der.seq(b); return b; }, room: 40000 }).bytes()],
  "cms-indefinite": ["CMS of 200,000 open lengths", (k) => begin(k, { make: (d) => Buffer.concat([Buffer.alloc(400000, Buffer.from([0x30, 0x80])), d]), room: 1000000 }).bytes()],
  "rsa-16384": ["RSA key of 16,384 bits and an exponent of 64", (k) => {
    const who = bigRsa(k, 2048, Buffer.alloc(8, 255));
    const dss = `/DSS << /Certs [11 0 R] >>`;
    const f = begin({ ...k, signer: who }, { catalog: dss, fields: "#6 0 R", more: (g) => { g.put(6, "[7 0 R]"); g.put(11, stream(who.cert)); }, make: plainCms(who, { certs: [] }), room: 5000 });
    return signMany({ ...k, signer: who }, f, 190, { room: 5000 }).bytes();
  }],
  "rsa-exponent": ["RSA keys of 3,072 bits with exponents of 3,071 bits", (k) => {
    const who = bigRsa(k, 384, Buffer.concat([Buffer.from([127]), Buffer.alloc(383, 255)]));
    const f = begin({ ...k, signer: who }, { catalog: "/DSS << /Certs [11 0 R] >>", fields: "#6 0 R", more: (g) => { g.put(6, "[7 0 R]"); g.put(11, stream(who.cert)); }, make: plainCms(who, { certs: [] }), room: 1600 });
    return signMany({ ...k, signer: who }, f, 450, { room: 1600 }).bytes();
  }],
  "names-bomb": ["name constraints of 10,000 against 10,000 names", (k) => {
    const c = chain(k, 2, [constraints(7000)], [altNames(7000)]);
    return oneSignature(k, c.who, c.certs);
  }],
  "policy-tree": ["policies and mappings that multiply, in eight authorities", (k) => {
    const c = chain(k, 8, [policies(400), mappings(400), wanted], [policies(400)]);
    return oneSignature(k, c.who, c.certs);
  }],
  "encrypt-r6": ["encryption of revision 6 with a long /U", (k) => begin(k, { tail: { extra: `/ID [<00> <00>] /Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O <${"41".repeat(48)}> /U <${"42".repeat(400000)}> /OE <${"43".repeat(32)}> /UE <${"44".repeat(32)}> /Perms <${"45".repeat(16)}> /CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen >> >> /StmF /StdCF /StrF /StdCF >>` } }).bytes()],
  "pages-cycle": ["page tree of 40,000 nodes that all lead to the first", (k) => begin(k, { more: (f) => { f.put(2, `<< /Type /Pages /Count 1 /Kids [${refs(100, 15000)}] >>`); range(15000).forEach((i) => f.put(100 + i, "<< /Type /Pages /Parent 2 0 R /Count 1 /Kids [2 0 R] >>")); } }).bytes()],
  "tree-cycle": ["structure tree in which everybody is everybody's kid", (k) => begin(k, { catalog: "/StructTreeRoot 100 0 R", more: (f) => { f.put(99, `[${refs(100, 4000)}]`); range(4000).forEach((i) => f.put(100 + i, `<< /P ${ref(100 + ((i + 1) % 4000))} /K 99 0 R /Kids 99 0 R /A 99 0 R /Annots 99 0 R /AP 99 0 R /Fields 99 0 R /V 99 0 R >>`)); } }).end().bytes()],
  "graph-keys": ["one list of 150,000 under 40 keys", (k) => {
    const keys = "Contents Pages Font FontDescriptor FontFile FontFile2 FontFile3 DescendantFonts Encoding ToUnicode CharProcs XObject SMask ColorSpace ExtGState Pattern Resources OCProperties OCGs Names EmbeddedFiles EF OpenAction StructTreeRoot Outlines Perms Lock V Kids Annots Popup IRT Parent P Obj Data Other AP".split(" ");
    const f = begin(k, { catalog: "/X 41 0 R", more: (g) => { g.put(41, `<< ${keys.map((s) => `/${s} 40 0 R`).join(" ")} >>`); g.pack(30, [[40, `[${"7 0 R ".repeat(150000)}]`]]); } });
    range(300).forEach((i) => { f.pack(f.top, [[40, `[${"7 0 R ".repeat(1500)} ${i}]`]]); f.end(); });
    return f.bytes();
  }],
  "fields-cycle": ["fields whose kids lead back", (k) => begin(k, { fields: "7 0 R 100 0 R", more: (f) => range(10000).forEach((i) => f.put(100 + i, `<< /T (a) /Kids [${ref(101 + (i % 9999))} 100 0 R] >>`)) }).bytes()],
  "fields-deep": ["fields nested 1,000 deep with long names", (k) => deepForm(k, 900)],
  "fields-kids-shared": ["5,000 fields that name one list of 5,000 kids", (k) => begin(k, { fields: `7 0 R ${refs(100, 5000)}`, more: (f) => { f.put(99, `[${refs(6000, 5000)}]`); range(5000).forEach((i) => f.put(100 + i, `<< /FT /Btn /T (a${i}) /Kids 99 0 R >>`)); f.pack(98, range(5000).map((i) => [6000 + i, "<< /Subtype /Widget >>"])); } }).end().bytes()],
  "arrays-deep": ["arrays nested 500,000 deep", (k) => begin(k, { catalog: "/Names 20 0 R", more: (f) => f.put(20, nested("[", "]", 500000)) }).bytes()],
  "dicts-deep": ["dictionaries nested 100,000 deep", (k) => begin(k, { catalog: "/Names 20 0 R", more: (f) => f.put(20, nested("<</A ", ">>", 100000, "1")) }).bytes()],
  "string-long": ["a field's name of a megabyte", (k) => begin(k, { fields: "7 0 R 20 0 R", more: (f) => f.put(20, textField(0, "x".repeat(MB))) }).end().bytes()],
  "string-packed": ["reasons and names of 15 MB, packed, in 60 signatures", (k) => {
    const dss = dssOf(k);
    const f = begin(k, { catalog: dss.catalog, fields: "#6 0 R", more: (g) => { dss.put(g); g.put(6, "[7 0 R]"); g.pack(50, [[51, `(${"r".repeat(15 * MB)})`]]); } });
    return signMany(k, f, 60, { sig: "/Reason 51 0 R /Name 51 0 R /Location 51 0 R " }).bytes();
  }],
  "filled-long": ["values of 100,000 letters that change in 4,000 revisions", (k) => {
    const f = begin(k, { fields: "7 0 R 20 0 R", more: (g) => g.put(20, textField(0, "t".repeat(100000))) });
    range(1500).forEach((i) => { f.put(20, `<< /FT /Tx /T 21 0 R /V (${i}) /X 1 >>`); f.end({ table: true }); });
    return f.bytes();
  }],
  "refs-chain": ["references to references", (k) => begin(k, { catalog: "/Names 100 0 R", more: (f) => range(15000).forEach((i) => f.put(100 + i, `${101 + i} 0 R`)) }).end().bytes()],
  "overlap": ["40,000 objects that share one body", (k) => {
    const body = `<< ${range(900).map((i) => `/A${i} ${"[".repeat(20)}${"]".repeat(20)}`).join(" ")} >>`;
    return begin(k, { catalog: "/Names 20 0 R", more: (f) => { f.put(20, `[${refs(100, 30000)}]`); f.put(21, body); range(30000).forEach((i) => f.entries.set(100 + i, f.entries.get(21))); } }).bytes();
  }],
};

const TARGET = 1.1 * MB;

/** {name, how, bytes}, one at a time. */
export function* hostileFiles({ only } = {}) {
  const k = people();
  k.signature = crypto.sign("sha256", Buffer.from("x"), k.root.key);
  for (const [title, [how, make]] of Object.entries(makers)) {
    if (only && !only.test(title)) continue;
    const bytes = make(k);
    yield { name: title, how, bytes, root: k.root.cert, over: bytes.length > 2 * TARGET };
  }
}
