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
  const n = body.length < 256 ? 1 : body.length < 65536 ? 2 : 3;
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
