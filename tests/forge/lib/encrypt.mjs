// The standard security handler, revision 4 with AES, opened by the empty user password (ISO 32000-2 §7.6.4).
import crypto from "node:crypto";
import { assemble, stream } from "../../support/pdfs.mjs";
import { cat, latin } from "./pdf.mjs";

const PAD = Buffer.from("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a", "hex");
const md5 = (...parts) => crypto.createHash("md5").update(Buffer.concat(parts)).digest();

function rc4(key, data) {
  const s = Array.from({ length: 256 }, (_, i) => i);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + s[i] + key[i % key.length]) & 255;
    [s[i], s[j]] = [s[j], s[i]];
  }
  let i = 0, j = 0;
  return Buffer.from(data.map((byte) => {
    i = (i + 1) & 255;
    j = (j + s[i]) & 255;
    [s[i], s[j]] = [s[j], s[i]];
    return byte ^ s[(s[i] + s[j]) & 255];
  }));
}

/** One file's key. text: its /Encrypt dictionary; protect(number, body): strings and streams of an object encrypted. */
export function encryption({ permissions = -4, id = Buffer.alloc(16, 0x5a), owner = Buffer.alloc(32, 0x6f), strings = "/StdCF" } = {}) {
  const p = Buffer.alloc(4);
  p.writeInt32LE(permissions);
  let key = md5(PAD, owner, p, id);
  for (let i = 0; i < 50; i++) key = md5(key);
  let user = md5(PAD, id);
  for (let i = 0; i < 20; i++) user = rc4(key.map((b) => b ^ i), user);
  const text = `<< /Filter /Standard /V 4 /R 4 /Length 128 /P ${permissions} /O <${owner.toString("hex")}> /U <${user.toString("hex")}${"00".repeat(16)}> /CF << /StdCF << /CFM /AESV2 /AuthEvent /DocOpen /Length 16 >> >> /StmF /StdCF /StrF ${strings} >>`;
  const seal = (number, data) => {
    const n = Buffer.from([number & 255, (number >> 8) & 255, number >> 16, 0, 0]);
    const iv = crypto.randomBytes(16);
    const c = crypto.createCipheriv("aes-128-cbc", md5(key, n, Buffer.from("sAlT")), iv);
    return Buffer.concat([iv, c.update(data), c.final()]);
  };
  const protect = (number, body) => {
    const raw = latin(body);
    const at = raw.indexOf("stream\n");
    const words = (at < 0 ? raw : raw.subarray(0, at)).toString("latin1").replace(/\(([^()]*)\)/g, (_, s) => `<${seal(number, latin(s)).toString("hex")}>`);
    if (at < 0) return words;
    const data = seal(number, raw.subarray(at + 7, raw.lastIndexOf("\nendstream")));
    return cat(words.replace(/\/Length \d+/, `/Length ${data.length}`), "stream\n", data, "\nendstream");
  };
  return { text, protect, id: `/ID [<${id.toString("hex")}> <${id.toString("hex")}>]` };
}

export const ENCRYPT = 9; // the number of the /Encrypt dictionary

/** An encrypted document of one page with a form; object 4 is the page's content, 7 a filled field. */
export function encryptedDocument(lock) {
  const bodies = ["<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [7 0 R 8 0 R] /Resources << /Font << /F1 5 0 R >> >> >>",
    stream("", "BT /F1 18 Tf 72 720 Td (The price is 100) Tj ET"), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    "<< /Fields [7 0 R 8 0 R] /DA (/F1 12 Tf 0 g) >>",
    "<< /Type /Annot /Subtype /Widget /FT /Tx /T (price) /V (100) /F 4 /Rect [72 600 272 620] >>",
    "<< /Type /Annot /Subtype /Widget /FT /Tx /T (note) /F 4 /Rect [72 570 272 590] >>"];
  return assemble([...bodies.map((b, i) => lock.protect(i + 1, b)), lock.text], { trailer: `/Encrypt ${ENCRYPT} 0 R ${lock.id} ` });
}
