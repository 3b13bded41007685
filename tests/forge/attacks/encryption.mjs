// Encrypted documents (trap 19): what decrypts the signed bytes may not change, and what is added is judged decrypted.
import { changed, either, flagged, forbidden, unreadable } from "../lib/expect.mjs";
import { ENCRYPT, encryption } from "../lib/encrypt.mjs";
import { FORGED } from "./text.mjs";

const shows = "the signed bytes decrypt to something else, or something else is added under the same lock";
const named = `/Encrypt ${ENCRYPT} 0 R `;
const row = (name, how, expect, make) => ({ name: `encryption-${name}`, trap: 19, base: "encrypted", how, shows, expect,
  make: (k) => make({ ...k, lock: k.made.lock, put: (objects, options) => k.up(objects, { extra: named, protect: k.made.lock.protect, ...options }) }) });
const field = (value, name = "price", y = 600) => `<< /Type /Annot /Subtype /Widget /FT /Tx /T (${name}) ${value ? `/V (${value}) ` : ""}/F 4 /Rect [72 ${y} 272 ${y + 20}] >>`;
const lockChanged = either(changed(ENCRYPT, /Encrypt/), unreadable("pdf-encrypted", "pdf-damaged"));

export default [
  row("content", "page content is overwritten, rightly encrypted", changed(4), ({ put }) => put({ 4: FORGED })),
  row("content-plain", "page content is overwritten, not encrypted: an Identity crypt filter says so", changed(4), ({ put }) =>
    put({ 4: FORGED.replace("<<", "<< /Filter [/Crypt] /DecodeParms [<< /Name /Identity >>]") }, { protect: (n, b) => b })),
  row("content-not-encrypted", "page content is overwritten, not encrypted at all", either(changed(4), unreadable()), ({ put }) => put({ 4: FORGED }, { protect: (n, b) => b })),
  row("value", "a filled field's value is replaced, rightly encrypted", changed(7), ({ put }) => put({ 7: field("900") })),
  row("value-same-bytes", "a filled field's value becomes a string that reads alike only where strings are not decrypted", either(changed(7), unreadable()), ({ put }) => put({ 7: field("100") }, { protect: (n, b) => b })),
  row("value-again", "a filled field is written again with the same value and another name", changed(7), ({ put }) => put({ 7: field("100", "discount") })),
  row("dropped", "the update's trailer has no /Encrypt: all that was signed becomes noise to some readers", lockChanged, ({ put, top }) => put({ [top]: "null" }, { extra: "" })),
  row("dropped-with-content", "as before, and page content is overwritten in plain", lockChanged, ({ put }) => put({ 4: FORGED }, { extra: "", protect: (n, b) => b })),
  row("repointed", "the update's trailer names another /Encrypt dictionary with the same entries", lockChanged, ({ put, top, lock }) =>
    put({ [top]: lock.text }, { extra: `/Encrypt ${top} 0 R `, protect: (n, b) => b })),
  row("direct", "the update's trailer holds the /Encrypt dictionary itself", lockChanged, ({ put, top, lock }) => put({ [top]: "null" }, { extra: `/Encrypt ${lock.text} ` })),
  row("overwritten", "the /Encrypt dictionary is overwritten with another password's", lockChanged, ({ put }) =>
    put({ [ENCRYPT]: encryption({ owner: Buffer.alloc(32, 0x70) }).text }, { protect: (n, b) => b })),
  row("strings-identity", "the /Encrypt dictionary is overwritten: strings are no longer encrypted", lockChanged, ({ put }) =>
    put({ [ENCRYPT]: encryption({ strings: "/Identity" }).text }, { protect: (n, b) => b })),
  row("permissions", "the /Encrypt dictionary is overwritten with other permissions, and their key", lockChanged, ({ put }) =>
    put({ [ENCRYPT]: encryption({ permissions: -44 }).text }, { protect: (n, b) => b })),
  row("freed", "the /Encrypt dictionary is freed", lockChanged, ({ put }) => put({ [ENCRYPT]: null })),
  row("identifier", "the update's /ID changes, from which the key is made", either(changed(/identifier/), unreadable("pdf-encrypted", "pdf-damaged")), ({ put, top }) => put({ [top]: "null" }, { id: "/ID [<00> <00>]" })),
  row("annotation", "an annotation is added, rightly encrypted", either(changed(3, 90), forbidden(3, 90)), ({ put }) =>
    put({ 3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [7 0 R 8 0 R 90 0 R] /Resources << /Font << /F1 5 0 R >> >> >>", 90: "<< /Type /Annot /Subtype /FreeText /Rect [50 650 550 760] /Contents (The price is 900) /DA (/F1 18 Tf 0 g) >>" })),
  row("filled-not-encrypted", "an empty field is filled in with a value that is not encrypted: some read it, others noise", either(unreadable(), changed(8), flagged({ level: "form-filling" }, 8)), ({ put }) =>
    put({ 8: field("", "note", 570).replace("/T (note)", "/V (900)/T (note)") }, { protect: (n, b) => b })),
];
