// Forged files, made from a freshly signed one. See README.md.
import * as der from "./der.mjs";

const latin = (s) => Buffer.from(s, "latin1");

/** Where the last signature stands: offsets of its parts in the file. */
export function anatomy(file) {
  const text = file.toString("latin1");
  const dict = text.lastIndexOf("/ByteRange");
  const range = text.slice(dict).match(/^\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/);
  const hole = Number(range[2]);
  const end = Number(range[3]);
  const start = text.lastIndexOf(" 0 obj", dict);
  const number = Number(text.slice(0, start).match(/(\d+)$/)[1]);
  const close = text.indexOf("endobj", end);
  return { text, dict, rangeText: range[0], range: range.slice(1).map(Number), hole, end, number,
    body: text.slice(start + 6, close).trim(), startxref: Number(text.match(/startxref\s+(\d+)\s+%%EOF\s*$/)[1]) };
}

/** The CMS in a file's last signature, without its padding. */
export function cmsOf(file) {
  const a = anatomy(file);
  const raw = Buffer.from(file.toString("latin1", a.hole + 1, a.end - 1), "hex");
  return raw.subarray(0, der.read(raw).end);
}

/** The file with another CMS in the same hole. */
export function withCms(file, cms, padding = 0) {
  const a = anatomy(file);
  const room = a.end - a.hole - 2;
  const hex = cms.toString("hex");
  if (hex.length > room) throw new Error("the CMS does not fit");
  const fill = hex + (padding ? padding.toString(16).padStart(2, "0").repeat((room - hex.length) / 2) : "0".repeat(room - hex.length));
  return Buffer.concat([file.subarray(0, a.hole + 1), latin(fill), file.subarray(a.end - 1)]);
}

/** Replaces text once, at the last place it stands; the length must stay. */
export function patch(file, from, to) {
  if (from.length !== to.length) throw new Error(`lengths differ: ${from} / ${to}`);
  const at = file.toString("latin1").lastIndexOf(from);
  if (at < 0) throw new Error(`"${from}" is not there`);
  return Buffer.concat([file.subarray(0, at), latin(to), file.subarray(at + from.length)]);
}

export function flip(file, at) {
  const out = Buffer.from(file);
  out[at] ^= 1;
  return out;
}

/** The text of the newest trailer, and the next free object number by it. */
const trailerOf = (text) => text.slice(text.lastIndexOf("trailer"));
export const nextNumber = (file) => Number(trailerOf(file.toString("latin1")).match(/\/Size (\d+)/)[1]);

/** An incremental update. objects: {number: body}; null frees one. */
export function increment(file, objects, { prev, root = "1 0 R", size, generation = 0, extra = "", id = trailerOf(file.toString("latin1")).match(/\/ID ?\[.*?\]/)?.[0] ?? "", eof = "%%EOF\n", offsets = {} } = {}) {
  const before = file.toString("latin1");
  const last = Number(before.match(/startxref\s+(\d+)[^\d]*$/)[1]);
  let out = before.endsWith("\n") ? "" : "\n";
  let rows = "";
  let top = nextNumber(file);
  for (const [n, body] of Object.entries(objects)) {
    const at = offsets[n] ?? before.length + out.length;
    top = Math.max(top, Number(n) + 1);
    if (body === null) {
      rows += `${n} 1\n0000000000 00001 f \n`;
      continue;
    }
    rows += `${n} 1\n${String(at).padStart(10, "0")} ${String(generation).padStart(5, "0")} n \n`;
    if (offsets[n] === undefined) out += `${n} ${generation} obj\n${body}\nendobj\n`;
  }
  const xref = before.length + out.length;
  out += `xref\n${rows}trailer\n<< /Size ${size ?? top} /Root ${root} /Prev ${prev ?? last} ${id} ${extra}>>\nstartxref\n${xref}\n${eof}`;
  return Buffer.concat([file, latin(out)]);
}

/** The newest text of an object, as it stands between "obj" and "endobj". */
export function objectText(file, number) {
  const text = file.toString("latin1");
  const all = [...text.matchAll(new RegExp(`(?:^|[\\r\\n])${number} 0 obj`, "g"))];
  const at = all.at(-1);
  const from = at.index + at[0].length;
  return text.slice(from, text.indexOf("endobj", from)).trim();
}

const stream = (text, dict = "") => `<< ${dict}/Length ${text.length} >>\nstream\n${text}\nendstream`;

function byteRangeForgeries(file, a) {
  const same = (t) => t.padEnd(a.rangeText.length - 1, " ") + "]";
  const [, b, c, d] = a.range;
  const range = (t) => patch(file, a.rangeText, same(`/ByteRange [${t}`));
  return [
    { name: "ByteRange begins at 1", trap: 4, bytes: range(`1 ${b - 1} ${c} ${d}`) },
    { name: "ByteRange with a negative number", trap: 4, bytes: range(`0 ${b} ${c} -${d}`) },
    { name: "ByteRange with a real number", trap: 4, bytes: range(`0 ${b} ${c} ${d}.`) },
    { name: "ByteRange of three numbers", trap: 4, bytes: range(`0 ${b} ${c}`) },
    { name: "ByteRange of six numbers", trap: 4, bytes: range(`0 ${b} ${c} 1 2 3`) },
    { name: "ByteRange beyond the end", trap: 4, bytes: range(`0 ${b} ${c} ${d + 1}`) },
    { name: "ByteRange overflows", trap: 4, bytes: range(`0 ${b} ${c} 99999999999`) },
    { name: "ByteRange ends early", trap: 3, bytes: range(`0 ${b} ${c} ${d - 30}`) },
    { name: "ByteRange leaves out more before the hole", trap: 3, bytes: range(`0 ${b - 12} ${c} ${d}`) },
    { name: "ByteRange leaves out more after the hole", trap: 3, bytes: range(`0 ${b} ${c + 9} ${d - 9}`) },
    { name: "ByteRange leaves out nothing", trap: 3, bytes: range(`0 ${c} ${c} ${d}`) },
    { name: "no ByteRange", trap: 5, bytes: patch(file, "/ByteRange", "/ByteRangX") },
    { name: "ByteRange is null", trap: 5, bytes: patch(file, a.rangeText, "/ByteRange null".padEnd(a.rangeText.length)) },
  ];
}

function contentsForgeries(file, a) {
  const room = a.end - a.hole;
  const hole = (t) => Buffer.concat([file.subarray(0, a.hole), latin(t.padEnd(room, " ")), file.subarray(a.end)]);
  const hex = file.toString("latin1", a.hole + 1, a.end - 1);
  return [
    { name: "no Contents", trap: 5, bytes: patch(file, "/Contents <30", "/ContentX <30") },
    { name: "Contents is null", trap: 5, bytes: hole("null") },
    { name: "Contents is empty", trap: 5, bytes: hole("<>") },
    { name: "Contents is one zero byte", trap: 5, bytes: hole("<00>") },
    { name: "Contents is all zeros", trap: 5, bytes: hole(`<${"0".repeat(room - 2)}>`) },
    { name: "Contents is a literal string", trap: 3, bytes: hole("(none)") },
    { name: "Contents ends early and padding follows", trap: 3, bytes: hole(`<${hex.replace(/(00)+$/, "")}>`) },
    { name: "an object hides in the hole", trap: 3, bytes: hole(`<${hex.replace(/(00)+$/, "")}>/Reason(forged)`) },
    { name: "a comment hides in the hole", trap: 3, bytes: hole(`<${hex.replace(/(00)+$/, "")}>%forged\n`) },
    { name: "white space inside the hexadecimal string", trap: 3, bytes: hole(`<${hex.slice(0, -4)}  00>`) },
    { name: "Contents is noise", trap: 6, bytes: hole(`<${"5a".repeat(40)}${"0".repeat(room - 82)}>`) },
  ];
}

function cmsForgeries(file, other) {
  const cms = der.editSigner(cmsOf(file), (p) => p.filter((x) => x[0] !== 0xa1)); // without its time-stamp
  const signer = (change) => withCms(file, der.editSigner(cms, change));
  const attrs = (keep) => signer((p) => p.map((part) => {
    if (part[0] !== 0xa0) return part;
    return der.write(0xa0, ...der.children(der.read(part).body).map((e) => der.write(e.tag, e.body)).filter(keep));
  }));
  const has = (hex) => (attr) => !attr.toString("hex").includes(hex);
  const token = (from) => {
    let found;
    der.editSigner(cmsOf(from), (p) => { found = p.find((x) => x[0] === 0xa1); return p; });
    return found;
  };
  return [
    { name: "bytes behind the CMS", trap: 6, bytes: withCms(file, cms, 0x41) },
    { name: "another file's CMS", trap: 6, bytes: withCms(file, cmsOf(other)) },
    { name: "no signed attributes", trap: 6, bytes: signer((p) => p.filter((x) => x[0] !== 0xa0)) },
    { name: "no message digest", trap: 6, bytes: attrs(has("06092a864886f70d010904")) },
    { name: "no signing certificate attribute", trap: 6, bytes: attrs(has("060b2a864886f70d010910022f")) },
    { name: "two signers", trap: 6, bytes: withCms(file, der.editSigner(cms, (p) => [p, p])) },
    { name: "no signer", trap: 6, bytes: withCms(file, der.editSigner(cms, () => [[]])) },
    { name: "a byte of the signature value flipped", trap: 6, bytes: signer((p) => {
      const at = p.findIndex((x) => x[0] === 0x04);
      return p.map((x, i) => (i === at ? flip(x, x.length - 3) : x));
    }) },
    { name: "a time-stamp copied from another file", trap: 17, bytes: signer((p) => [...p, token(other)]) },
    { name: "a time-stamp that is noise", trap: 17, bytes: signer((p) => [...p, flip(token(file), token(file).length - 3)]) },
  ];
}

function incrementForgeries(file, a) {
  const page = a.text.match(/(\d+) 0 obj\s*<<[^>]*\/Type \/Page\b/)[1];
  const content = a.text.match(/\/Contents (\d+) 0 R/)[1];
  const top = nextNumber(file);
  const root = objectText(file, 1);
  const pageText = objectText(file, page);
  const formNumber = root.match(/\/AcroForm (\d+) 0 R/)[1];
  const form = objectText(file, formNumber);
  const field = form.match(/\/Fields \[(\d+) 0 R/)[1];
  const fieldText = objectText(file, field);
  const forged = "BT /F1 18 Tf 72 720 Td (I owe you a million) Tj ET";
  const up = (objects, options) => increment(file, objects, options);
  const whole = a.text.slice(0, a.text.indexOf("startxref"));
  return [
    { name: "page content replaced", trap: 12, bytes: up({ [content]: stream(forged) }) },
    { name: "page points to new content", trap: 12, bytes: up({ [page]: pageText.replace(/\/Contents \d+ 0 R/, `/Contents ${top} 0 R`), [top]: stream(forged) }) },
    { name: "page gets a list of contents", trap: 12, bytes: up({ [page]: pageText.replace(/\/Contents (\d+) 0 R/, `/Contents [$1 0 R ${top} 0 R]`), [top]: stream(forged) }) },
    { name: "page resources replaced", trap: 12, bytes: up({ [page]: pageText.replace("/F1 3 0 R", `/F1 ${top} 0 R`), [top]: "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>" }) },
    { name: "font replaced", trap: 12, bytes: up({ 3: "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>" }) },
    { name: "page turned", trap: 12, bytes: up({ [page]: pageText.replace("/Type /Page", "/Type /Page/Rotate 180") }) },
    { name: "page tree re-pointed", trap: 12, bytes: up({ 2: `<< /Type /Pages /Kids [${top} 0 R] /Count 1 >>`, [top]: pageText }) },
    { name: "free text over the page", trap: 13, bytes: up({ [page]: pageText.replace("/Annots [", `/Annots [${top} 0 R `), [top]: "<< /Type /Annot /Subtype /FreeText /Rect [0 0 595 842] /Contents (forged) /DA (/Helv 12 Tf) >>" }) },
    { name: "a text field added", trap: 14, bytes: up({ [formNumber]: form.replace("/Fields [", `/Fields [${top} 0 R `), [page]: pageText.replace("/Annots [", `/Annots [${top} 0 R `), [top]: "<< /Type /Annot /Subtype /Widget /FT /Tx /T (forged) /V (forged) /Rect [0 0 300 300] >>" }) },
    { name: "a drawn but unsigned signature field", trap: 13, bytes: up({ [formNumber]: form.replace(/\]/, ` ${top} 0 R]`), [page]: pageText.replace("/Annots [", `/Annots [${top} 0 R `), [top]: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (forged) /Rect [50 50 500 700] /AP << /N ${top + 1} 0 R >> >>`, [top + 1]: stream(forged, "/Type /XObject /Subtype /Form /BBox [0 0 450 650] ") }) },
    { name: "an action on opening", trap: 12, bytes: up({ 1: root.replace("/Type /Catalog", "/Type /Catalog/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>") }) },
    { name: "permissions removed", trap: 15, bytes: up({ 1: root.replace(/\/Perms <<.*?>>/, "") }), certified: true },
    { name: "form removed", trap: 14, bytes: up({ 1: root.replace(/\/AcroForm \d+ 0 R/, "") }) },
    { name: "signature field removed from the form", trap: 14, bytes: up({ [formNumber]: form.replace(/\/Fields \[[^\]]*\]/, "/Fields []") }) },
    { name: "viewers asked to redraw the form", trap: 14, bytes: up({ [formNumber]: form.replace("<<", "<</NeedAppearances true") }) },
    { name: "signature field renamed", trap: 14, bytes: up({ [field]: fieldText.replace(/\/T \(.*?\)/, "/T (Other)") }) },
    { name: "signature dictionary redefined", trap: 7, bytes: up({ [a.number]: a.body.replace("/Type /Sig", "/Type /Sig\n/Reason (forged)") }) },
    { name: "signature dictionary copied elsewhere", trap: 3, bytes: up({ [field]: fieldText.replace(/\/V \d+ 0 R/, `/V ${top} 0 R`), [top]: a.body.replace("/Type /Sig", "/Type /Sig\n/Name (Forger)") }) },
    { name: "two fields with one signature", trap: 3, bytes: up({ [formNumber]: form.replace(/\]/, ` ${top} 0 R]`), [top]: fieldText.replace(/\/T \(.*?\)/, "/T (Second)") }) },
    { name: "signature taken out of its field", trap: 7, bytes: up({ [field]: fieldText.replace(/\/V \d+ 0 R/, "/V null") }) },
    { name: "page freed", trap: 10, bytes: up({ [content]: null }) },
    { name: "a higher generation", trap: 10, bytes: up({ [content]: stream(forged) }, { generation: 1 }) },
    { name: "another catalog", trap: 10, bytes: up({ [top]: root.replace("/Pages 2 0 R", `/Pages ${top + 1} 0 R`), [top + 1]: `<< /Type /Pages /Kids [${top + 2} 0 R] /Count 1 >>`, [top + 2]: pageText.replace(/\/Parent 2 0 R/, `/Parent ${top + 1} 0 R`).replace(/\/Contents \d+ 0 R/, `/Contents ${top + 3} 0 R`), [top + 3]: stream(forged) }, { root: `${top} 0 R` }) },
    { name: "the signed revision skipped", trap: 10, bytes: up({ 1: root, [page]: pageText, [field]: fieldText, [formNumber]: form, [a.number]: a.body, [content]: stream(forged) }, { prev: Number(whole.length ? a.text.match(/startxref\s+(\d+)/)[1] : 0) }) },
    { name: "encryption claimed later", trap: 19, bytes: up({ [top]: "null" }, { extra: "/Encrypt << /Filter /Standard /V 1 /R 2 >> " }) },
    { name: "a new object inside the signed part", trap: 10, bytes: up({ [top]: "x" }, { offsets: { [top]: a.text.indexOf(`${content} 0 obj`) } }) },
    { name: "an update without its end mark", trap: 1, bytes: up({ [content]: stream(forged) }, { eof: "" }) },
    { name: "objects without cross-references", trap: 2, bytes: Buffer.concat([file, latin(`${content} 0 obj\n${stream(forged)}\nendobj\n`)]) },
    { name: "bytes behind the end", trap: 1, bytes: Buffer.concat([file, latin("forged")]) },
    { name: "a comment behind the end", trap: 1, bytes: Buffer.concat([file, latin("% forged\n%%EOF\n")]) },
  ];
}

/**
 * others: {stamped: the same kind of file, signed with a time-stamp (its hole has room);
 *          otherStamped: another document, likewise}
 */
export function forgeries(file, others) {
  const a = anatomy(file);
  return [
    { name: "a byte of the page flipped", trap: 3, bytes: patch(file, "(Agreement", "(Agreemenx") },
    { name: "the first byte of the signed end flipped", trap: 3, bytes: flip(file, a.end + 1) },
    { name: "the claimed time changed", trap: 7, bytes: flip(file, a.text.lastIndexOf("/M (D:20") + 10) },
    ...byteRangeForgeries(file, a),
    ...contentsForgeries(file, a),
    ...cmsForgeries(others.stamped, others.otherStamped),
    ...incrementForgeries(file, a),
  ];
}
