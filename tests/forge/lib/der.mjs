// As much DER as is needed to take a CMS apart and put it together again.

/** One element at `at`: {tag, body, end}. */
export function read(buf, at = 0) {
  let len = buf[at + 1];
  let head = 2;
  if (len & 0x80) {
    const n = len & 0x7f;
    len = buf.readUIntBE(at + 2, n);
    head += n;
  }
  return { tag: buf[at], body: buf.subarray(at + head, at + head + len), end: at + head + len };
}

export function children(body) {
  const list = [];
  for (let at = 0; at < body.length;) {
    const e = read(body, at);
    list.push(e);
    at = e.end;
  }
  return list;
}

export function write(tag, ...parts) {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const n = body.length < 256 ? 1 : body.length < 65536 ? 2 : body.length < 1 << 24 ? 3 : 4;
  const head = Buffer.alloc(2 + n);
  head[0] = tag;
  head[1] = 0x80 | n;
  head.writeUIntBE(body.length, 2, n);
  return Buffer.concat([head, body]);
}

const whole = (e) => write(e.tag, e.body);

/** The CMS with its list of SignerInfo elements (bodies as lists of children) changed by `change`. */
export function editSigner(cms, change) {
  const [oid, explicit] = children(read(cms).body);
  const signed = children(read(explicit.body).body);
  const infos = signed.pop();
  const edited = change(children(read(infos.body).body).map(whole));
  const list = Array.isArray(edited[0]) ? edited : [edited];
  const set = write(0x31, ...list.map((parts) => write(0x30, ...parts)));
  return write(0x30, whole(oid), write(0xa0, write(0x30, ...signed.map(whole), set)));
}

// --- written from nothing ---
export const seq = (...parts) => write(0x30, ...parts);
/** A SET OF, in DER's order. */
export const set = (...parts) => write(0x31, ...parts.sort(Buffer.compare));
export const octets = (bytes) => write(0x04, bytes);
export const nil = Buffer.from("0500", "hex");
export const copy = whole;

export function integer(n) {
  let hex = BigInt(n).toString(16);
  if (hex.length % 2) hex = `0${hex}`;
  return write(0x02, Buffer.from(parseInt(hex.slice(0, 2), 16) > 127 ? `00${hex}` : hex, "hex"));
}

export function oid(dotted) {
  const [a, b, ...rest] = dotted.split(".").map(Number);
  const bytes = [40 * a + b];
  for (const n of rest) {
    const digits = [n & 127];
    for (let left = Math.floor(n / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left & 127) | 128);
    bytes.push(...digits);
  }
  return write(0x06, Buffer.from(bytes));
}

/** The same element with BER's indefinite length, and so its first child, `depth` deep. */
export function indefinite(element, depth) {
  const e = read(element);
  if (!depth || !(e.tag & 0x20)) return element;
  const inner = children(e.body).map((c) => indefinite(copy(c), c.tag === 0x30 || c.tag === 0xa0 ? depth - 1 : 0));
  return Buffer.concat([Buffer.from([e.tag, 0x80]), ...inner, Buffer.from([0, 0])]);
}
