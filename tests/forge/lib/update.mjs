// Incremental updates of every kind that ISO 32000-2 §7.5 knows, and of some that it does not.
import { cat, latin, tail } from "./pdf.mjs";

const ten = (n) => String(n).padStart(10, "0");
const five = (n) => String(n).padStart(5, "0");
const object = (number, generation, body) => cat(`${number} ${generation} obj\n`, body, "\nendobj\n");

/** An unpacked object stream: {dict, data} of [number, body] pairs. */
export function objectStream(pairs, dict = "") {
  let at = 0;
  const index = pairs.map(([n, body]) => {
    const entry = `${n} ${at}`;
    at += body.length + 1;
    return entry;
  }).join(" ");
  const data = `${index}\n${pairs.map(([, body]) => `${body}\n`).join("")}`;
  return `<< /Type /ObjStm /N ${pairs.length} /First ${index.length + 1} ${dict}/Length ${data.length} >>\nstream\n${data}\nendstream`;
}

/** Rows of a table; entries: {number: {off, gen} | null}. */
export function tableRows(entries) {
  return Object.entries(entries).map(([n, e]) =>
    (e === null || e.free ? `${n} 1\n${ten(e?.next ?? 0)} ${five(e?.gen ?? 1)} f \n` : `${n} 1\n${ten(e.off)} ${five(e.gen ?? 0)} n \n`)).join("");
}

/** A cross-reference stream's body, not compressed; entries may be {stm, index} too. */
export function xrefStream(entries, dict) {
  const numbers = Object.keys(entries).map(Number).sort((a, b) => a - b);
  const data = Buffer.alloc(numbers.length * 7);
  numbers.forEach((n, i) => {
    const e = entries[n];
    const free = e === null || e.free;
    data[i * 7] = free ? 0 : e.stm !== undefined ? 2 : 1;
    data.writeUInt32BE(free ? 0 : e.stm ?? e.off, i * 7 + 1);
    data.writeUInt16BE(free ? e?.gen ?? 1 : e.index ?? e.gen ?? 0, i * 7 + 5);
  });
  return cat(`<< /Type /XRef /W [1 4 2] /Index [${numbers.map((n) => `${n} 1`).join(" ")}] ${dict}/Length ${data.length} >>\nstream\n`, data, "\nendstream");
}

function place(file, objects, { generation = 0, offsets = {}, packed = {}, protect = (n, body) => body }, last) {
  const parts = [file.at(-1) === 10 ? "" : "\n"];
  const entries = {};
  let at = file.length + parts[0].length;
  let top = last.size;
  for (const [n, body] of Object.entries(objects)) {
    top = Math.max(top, Number(n) + 1);
    entries[n] = body === null ? null : { off: offsets[n] ?? at, gen: generation };
    if (body === null || offsets[n] !== undefined) continue;
    const bytes = object(n, generation, protect(Number(n), body));
    parts.push(bytes);
    at += bytes.length;
  }
  const pairs = Object.entries(packed);
  if (pairs.length) {
    for (const [n] of pairs) top = Math.max(top, Number(n) + 1);
    pairs.forEach(([n], index) => { entries[n] = { stm: top, index }; });
    entries[top] = { off: at };
    const bytes = object(top, 0, objectStream(pairs));
    top++;
    parts.push(bytes);
    at += bytes.length;
  }
  return { parts, entries, at, top };
}

/**
 * Appends a revision. objects: {number: body}; null frees one. kind: "table", "stream" or "hybrid" (a table
 * whose /XRefStm holds the entries of `hidden`). packed: objects that go into an object stream (kind "stream").
 * The other options are lies: prev, root, size, generation, id, extra (trailer entries), eof, offsets (say that
 * an object stands elsewhere), protect (what encrypts an object), rows (change the table's text), startxref, trailer (change the trailer's text).
 */
export function increment(file, objects, options = {}) {
  const last = tail(file);
  const { kind = "table", prev = last.startxref, root = last.root, id = last.id, extra = "", eof = "%%EOF\n", hidden = {},
    rows = (t) => t, startxref = (n) => n, trailer = (t) => t } = options;
  const { parts, entries, at, top } = place(file, { ...objects, ...hidden }, options, last);
  const dict = (size, more = "") => `/Size ${options.size ?? size} /Root ${root} /Prev ${prev} ${id} ${extra}${more}`;
  let xref = at;
  if (kind === "stream") {
    parts.push(object(top, 0, xrefStream({ ...entries, [top]: { off: at } }, dict(top + 1))));
  } else {
    let more = "";
    if (kind === "hybrid") {
      const mine = Object.fromEntries(Object.keys(hidden).map((n) => [n, entries[n]]));
      const bytes = object(top, 0, xrefStream(mine, `/Size ${top + 1} `));
      parts.push(bytes);
      for (const n of Object.keys(hidden)) entries[n] = null;
      entries[top] = { off: at };
      xref += bytes.length;
      more = `/XRefStm ${at} `;
    }
    parts.push(`xref\n${rows(tableRows(entries))}${trailer(`trailer\n<< ${dict(kind === "hybrid" ? top + 1 : top, more)}>>`)}\n`);
  }
  return cat(file, ...parts, `startxref\n${startxref(xref)}\n${eof}`);
}

/** A file from nothing whose objects of `packed` stand in an object stream (the number after the last). */
export function assemblePacked(bodies, packed, { header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" } = {}) {
  const parts = [latin(header)];
  const entries = { 0: { free: true, gen: 65535 } };
  let at = parts[0].length;
  const put = (n, body) => {
    const bytes = object(n, 0, body);
    entries[n] = { off: at };
    parts.push(bytes);
    at += bytes.length;
  };
  const box = bodies.length + 1;
  bodies.forEach((body, i) => { if (!packed.includes(i + 1)) put(i + 1, body); });
  put(box, objectStream(packed.map((n) => [n, bodies[n - 1]])));
  packed.forEach((n, index) => { entries[n] = { stm: box, index }; });
  entries[box + 1] = { off: at };
  parts.push(object(box + 1, 0, xrefStream(entries, `/Size ${box + 2} /Root 1 0 R `)), `startxref\n${at}\n%%EOF\n`);
  return cat(...parts);
}
