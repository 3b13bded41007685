// A writer of large and strange files: many revisions, packed objects, and signatures by a key of the attacker's own, in one pass.
import crypto from "node:crypto";
import zlib from "node:zlib";
import * as der from "../forge/lib/der.mjs";
import { OID, attribute, essCertV2, issuerAndSerial, signedData } from "../forge/lib/cms.mjs";
import { cat, latin } from "../forge/lib/pdf.mjs";

const RANGE = `[0 ${"0".repeat(10)} ${"0".repeat(10)} ${"0".repeat(10)}]`;
export const ref = (n) => `${n} 0 R`;
export const refs = (from, n) => Array.from({ length: n }, (_, i) => ref(from + i)).join(" ");
export const flate = (data) => zlib.deflateSync(latin(data), { level: 6 });

/** A stream's text; filter: written as it is into /Filter. */
export function stream(data, filter = "", more = "") {
  const bytes = latin(data);
  return cat(`<< ${more}${filter && `/Filter ${filter} `}/Length ${bytes.length} >>\nstream\n`, bytes, "\nendstream");
}

/** A SignerInfo with any kind of key, in as few bytes as it takes. */
export function signerInfo(who, digest, { extra = [], unsigned = [], ess = true } = {}) {
  const attrs = der.set(attribute(OID.contentType, der.oid(OID.data)), attribute(OID.messageDigest, der.octets(digest)), ...(ess ? [essCertV2(who.cert)] : []), ...extra);
  const value = who.bogus ?? crypto.sign("sha256", attrs, who.key);
  const outer = unsigned.length ? [der.write(0xa1, ...unsigned)] : [];
  return der.seq(der.integer(1), issuerAndSerial(who.cert), der.seq(der.oid(OID.sha256)), Buffer.concat([Buffer.from([0xa0]), attrs.subarray(1)]),
    who.rsa ? der.seq(der.oid("1.2.840.113549.1.1.1"), der.nil) : der.seq(der.oid(OID.ecdsaSha256)), der.octets(value), ...outer);
}

export const plainCms = (who, options = {}) => (digest) => signedData([signerInfo(who, digest, options)], { certs: options.certs ?? [who.cert] });

export class File {
  constructor({ header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" } = {}) {
    this.parts = [];
    this.size = 0;
    this.hash = crypto.createHash("sha256");
    this.pending = [];
    this.entries = new Map([[0, [0, 0, 65535]]]);
    this.top = 1;
    this.prev = null;
    this.holes = [];
    this.write(header);
  }

  write(...data) {
    for (const d of data) {
      const bytes = latin(d);
      this.pending.push(bytes);
      this.size += bytes.length;
    }
  }

  /** An object of the present revision. */
  put(n, body) {
    this.entries.set(n, [1, this.size, 0]);
    this.top = Math.max(this.top, n + 1);
    this.write(`${n} 0 obj\n`, body, "\nendobj\n");
  }

  /** Objects in a compressed object stream `box`. */
  pack(box, pairs) {
    let at = 0;
    const index = [];
    const texts = pairs.map(([n, body], i) => {
      index.push(n, at);
      this.entries.set(n, [2, box, i]);
      this.top = Math.max(this.top, n + 1);
      at += body.length + 1;
      return body;
    });
    const head = `${index.join(" ")}\n`;
    this.put(box, stream(flate(`${head}${texts.join("\n")}\n`), "/FlateDecode", `/Type /ObjStm /N ${pairs.length} /First ${head.length} `));
  }

  /** A signature dictionary as object n; make(digest) gives the CMS; room: hexadecimal digits. */
  signature(n, make, { room = 2000, more = "", subFilter = "ETSI.CAdES.detached", end } = {}) {
    const head = `${n} 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${subFilter} /M (D:20260101000000Z) ${more}/ByteRange `;
    this.entries.set(n, [1, this.size, 0]);
    this.top = Math.max(this.top, n + 1);
    this.write(head);
    const range = this.size;
    this.write(RANGE, " /Contents ");
    const hole = this.size;
    this.write(`<${"0".repeat(room)}>`);
    this.holes.push({ range, hole, after: this.size, room, make, end });
    this.write(" >>\nendobj\n");
  }

  fill(start, rev) {
    for (const h of this.holes) {
      const end = h.end ?? this.size;
      rev.write(`[0 ${h.hole} ${h.after} ${end - h.after}`.padEnd(RANGE.length - 1), h.range - start, "latin1");
    }
    for (const h of this.holes) {
      const digest = h.make.length ? this.hash.copy().update(rev.subarray(0, h.hole - start)).update(rev.subarray(h.after - start)).digest() : null;
      const hex = h.make(digest).toString("hex");
      if (hex.length > h.room) throw new Error(`${hex.length} digits into ${h.room}`);
      rev.write(hex, h.hole - start + 1, "latin1");
    }
    this.holes = [];
  }

  /** Ends the revision. entries: raw text for [dict, data] of the cross-reference stream in place of the right one. */
  end({ extra = "", xref, root = ref(1), start = this.begun ?? 0, table = false, size } = {}) {
    const at = this.size;
    const prev = this.prev === null ? "" : `/Prev ${this.prev} `;
    if (table) {
      const rows = [...this.entries].sort((a, b) => a[0] - b[0]).map(([n, [kind, off, gen]]) => `${n} 1\n${String(off).padStart(10, "0")} ${String(gen).padStart(5, "0")} ${kind ? "n" : "f"} \n`).join("");
      this.write(`xref\n${rows}trailer\n<< /Size ${size ?? this.top} /Root ${root} ${prev}${extra} >>\n`);
    } else {
      const n = this.top++;
      this.entries.set(n, [1, at, 0]);
      const list = [...this.entries].sort((a, b) => a[0] - b[0]);
      const data = Buffer.alloc(list.length * 8);
      list.forEach(([, [kind, off, gen]], i) => {
        data[i * 8] = kind;
        data.writeUInt32BE(off, i * 8 + 1);
        data.writeUIntBE(gen, i * 8 + 5, 3);
      });
      const index = [];
      for (const [m] of list) {
        if (index.length && index.at(-2) + index.at(-1) === m) index[index.length - 1]++;
        else index.push(m, 1);
      }
      this.write(`${n} 0 obj\n`, xref ? xref(prev, root) : stream(flate(data), "/FlateDecode", `/Type /XRef /W [1 4 3] /Index [${index.join(" ")}] /Size ${size ?? this.top} /Root ${root} ${prev}${extra} `), "\nendobj\n");
    }
    this.write(`startxref\n${at}\n%%EOF\n`);
    const rev = Buffer.concat(this.pending);
    this.fill(start, rev);
    this.hash.update(rev);
    this.parts.push(rev);
    this.pending = [];
    this.entries = new Map();
    this.prev = at;
    this.begun = this.size;
    return this;
  }

  bytes() {
    return Buffer.concat(this.parts);
  }
}
