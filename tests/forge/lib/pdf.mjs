// Reading and patching files whose layout is known: those that bases.mjs makes.
import * as der from "./der.mjs";

export const latin = (s) => (Buffer.isBuffer(s) ? s : Buffer.from(s, "latin1"));
export const cat = (...parts) => Buffer.concat(parts.map(latin));
export const streamText = (text, dict = "") => `<< ${dict}/Length ${text.length} >>\nstream\n${text}\nendstream`;

/** Where the signature of a field stands (the last one without a name): offsets of its parts in the file. */
export function anatomy(file, index = -1) {
  const text = file.toString("latin1");
  const found = [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].at(index);
  const [hole, end] = [Number(found[2]), Number(found[3])];
  const start = text.lastIndexOf(" 0 obj", found.index);
  const number = Number(text.slice(0, start).match(/(\d+)$/)[1]);
  const close = text.indexOf("endobj", end);
  return { text, dict: found.index, rangeText: found[0], range: found.slice(1).map(Number), hole, end, number,
    signedEnd: end + Number(found[4]), body: text.slice(start + 6, close).trim() };
}

/** The CMS in a file's signature, without its padding. */
export function cmsOf(file, index = -1) {
  const a = anatomy(file, index);
  const raw = Buffer.from(file.toString("latin1", a.hole + 1, a.end - 1), "hex");
  return raw.subarray(0, der.read(raw).end);
}

/** The file with another CMS in the same hole. */
export function withCms(file, cms, padding = 0) {
  const a = anatomy(file);
  const room = a.end - a.hole - 2;
  const hex = cms.toString("hex");
  if (hex.length > room) throw new Error(`the CMS does not fit: ${hex.length} digits into ${room}`);
  const fill = padding.toString(16).padStart(2, "0").repeat((room - hex.length) / 2);
  return cat(file.subarray(0, a.hole + 1), hex + fill, file.subarray(a.end - 1));
}

/** The signed bytes, as the ByteRange says. */
export function signedBytes(file, index = -1) {
  const [a, b, c, d] = anatomy(file, index).range;
  return cat(file.subarray(a, a + b), file.subarray(c, c + d));
}

/** Replaces text once, at the last place it stands (or the first); the length must stay. */
export function patch(file, from, to, { first = false } = {}) {
  if (from.length !== to.length) throw new Error(`lengths differ: ${from} / ${to}`);
  const text = file.toString("latin1");
  const at = first ? text.indexOf(from) : text.lastIndexOf(from);
  if (at < 0) throw new Error(`"${from}" is not there`);
  return cat(file.subarray(0, at), to, file.subarray(at + from.length));
}

export function flip(file, at) {
  const out = Buffer.from(file);
  out[at] ^= 1;
  return out;
}

/** What the newest trailer or cross-reference stream says: {startxref, size, root, id}. */
export function tail(file) {
  const text = file.toString("latin1");
  const startxref = Number([...text.matchAll(/startxref\s+(\d+)/g)].at(-1)[1]);
  const section = text.slice(startxref);
  const dict = section.startsWith("xref") ? section.slice(section.indexOf("trailer")) : section.slice(0, section.indexOf("stream"));
  return { startxref, size: Number(dict.match(/\/Size (\d+)/)[1]), root: dict.match(/\/Root (\d+ \d+ R)/)[1],
    id: dict.match(/\/ID ?\[.*?\]/)?.[0] ?? "" };
}

export const nextNumber = (file) => tail(file).size;

/** The newest text of an object, as it stands between "obj" and "endobj". */
export function objectText(file, number) {
  const text = file.toString("latin1");
  const at = [...text.matchAll(new RegExp(`(?:^|[\\r\\n])${number} 0 obj`, "g"))].at(-1);
  if (!at) throw new Error(`no object ${number}`);
  const from = at.index + at[0].length;
  return text.slice(from, text.indexOf("endobj", from)).trim();
}

/** Where object `number` stands: the offset of "N 0 obj" (the last one, or occurrence `index`). */
export function objectOffset(file, number, index = -1) {
  const at = [...file.toString("latin1").matchAll(new RegExp(`(?:^|[\\r\\n])(?=${number} 0 obj)`, "g"))].at(index);
  return at.index + at[0].length;
}
