// A signer that obeys nobody: it puts a signature or a document time-stamp into any increment, with any dictionary.
import * as cms from "./cms.mjs";
import { cat, objectText, tail } from "./pdf.mjs";
import { increment } from "./update.mjs";

const ROOM = 6000;
const RANGE = `[0 ${"0".repeat(10)} ${"0".repeat(10)} ${"0".repeat(10)}]`;
const HOLE = `<${"0".repeat(ROOM)}>`;

/**
 * Fills in ByteRange and Contents of the (only) placeholder in the file. A dishonest signer may ask for another
 * range(hole, end, size), four numbers, which are then what is signed; or other text for the hole (same length).
 */
export function fill(file, makeCms, { range = (hole, end, size) => [0, hole, end, size - end], hole: holeText = (hex) => `<${hex}>` } = {}) {
  const text = file.toString("latin1");
  const hole = text.lastIndexOf(HOLE);
  const end = hole + HOLE.length;
  const numbers = range(hole, end, file.length);
  const at = text.lastIndexOf(RANGE);
  const written = `[${numbers.join(" ")}`.padEnd(RANGE.length - 1);
  const ranged = cat(file.subarray(0, at), `${written}]`, file.subarray(at + RANGE.length));
  const [a, b, c, d] = numbers.map(Number);
  const message = cat(ranged.subarray(a, a + b), ranged.subarray(c, c + d));
  const hex = makeCms(message).toString("hex");
  const whole = holeText(hex.padEnd(ROOM, "0"), hex, ROOM + 2).padEnd(HOLE.length);
  if (whole.length !== HOLE.length) throw new Error("the hole has another length");
  return cat(ranged.subarray(0, hole), whole, ranged.subarray(end));
}

export const dictionary = (more = "", subFilter = "ETSI.CAdES.detached", type = "/Type /Sig ") =>
  `<< ${type}/Filter /Adobe.PPKLite /SubFilter /${subFilter} ${more}/ByteRange ${RANGE} /Contents ${HOLE} >>`;

/** The number of the catalog, of its form, and the form's text (an indirect form is what all our bases have). */
export function formOf(file) {
  const root = Number(tail(file).root.split(" ")[0]);
  const catalog = objectText(file, root);
  const number = Number(catalog.match(/\/AcroForm (\d+) 0 R/)[1]);
  return { root, catalog, number, text: objectText(file, number) };
}

const now = "/M (D:20260101000000Z) ";

/**
 * Appends a revision with a new signature field `field` that is signed by `who`. objects: what else the revision
 * changes ({number: body}, seen before the form is extended). more: entries of the signature dictionary,
 * widget: further entries of the field, stamp: a document time-stamp instead.
 */
export function signMore(file, who, { field = "Sig2", objects = {}, more = now, widget = "/F 132 /Rect [0 0 0 0]", stamp = false, type, subFilter, options = {}, make, lie = {} } = {}) {
  const form = formOf(file);
  const fields = objects[form.number] ?? form.text;
  const numbers = Object.keys(objects).map(Number);
  const top = Math.max(tail(file).size, ...numbers.map((n) => n + 1));
  const list = fields.replace(/(\/Fields ?\[[^\]]*)\]/, `$1 ${top} 0 R]`);
  const sig = stamp ? dictionary("", "ETSI.RFC3161", type ?? "/Type /DocTimeStamp ") : dictionary(more, subFilter, type);
  const all = { ...objects, [form.number]: list,
    [top]: `<< /Type /Annot ${widget.includes("/Subtype") ? "" : "/Subtype /Widget "}/FT /Sig /T (${field}) ${widget} /V ${top + 1} 0 R >>`, [top + 1]: sig };
  const imprint = (message) => cms.token(who, cms.sha(message));
  return fill(increment(file, all, options), make ?? (stamp ? imprint : (message) => cms.sign(who, message)), lie);
}
