// Certification: removed, weakened, doubled, or late (trap 15); the signature dictionary redefined (trap 7).
import { changed, either, forbidden, format } from "../lib/expect.mjs";
import { N } from "../lib/contract.mjs";
import { streamText } from "../lib/pdf.mjs";

const shows = "a document that claims to allow more, or other, than its author certified";
const mdp = (p) => `/M (D:20260101000000Z) /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V /1.2 /P ${p} >> >>] `;
const row = (trap, prefix) => (name, how, base, expect, make) => ({ name: `${prefix}-${name}`, trap, base, how, shows, expect, make });
const perms = row(15, "permission"), redefined = row(7, "redefined");
const was = changed(/Perms|catalog/, N.catalog);
const again = either(format("signature-redefined", "byterange-gap"), changed());
/** The signature dictionary once more under its number, changed. */
const redefine = (name, how, change, base = "plain") => redefined(name, how, base, again, ({ up, a }) => {
  const after = change(a.body);
  if (after === a.body) throw new Error("nothing is changed");
  return up({ [a.number]: after });
});

/** A signature with several references; the update changes one field after it. */
const field = (action, ...names) => `<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Type /TransformParams /V /1.2 /Action /${action} ${names.length || action !== "All" ? `/Fields [${names.map((n) => `(${n})`).join(" ")}] ` : ""}>> >>`;
const changes = {
  price: { [N.price]: ["/V (100)", "/V (900)"] }, note: { [N.note]: ["(note)", "(note) /V (900)"] }, town: { [N.companyTown]: ["(town)", "(town) /V (Kobe)"] },
  agree: { [N.agree]: ["/V /Off /AS /Off", "/V /Yes /AS /Yes"] },
};
const filled = (k, what) => Object.fromEntries(Object.entries(changes[what]).map(([n, [from, to]]) => [n, k.obj(Number(n)).replace(from, to)]));
const rules = (name, how, references, what, { widget, objects = {}, expect = forbidden(Number(Object.keys(changes[what])[0])) } = {}) =>
  perms(`rules-${name}`, `${how}; ${what} is filled in`, "contract", expect, (k) => k.increment(k.signMore(k.docs.contract, k.who.partner, { field: "Tool",
    more: `/M (D:20260101000000Z) /Reference ${references} `, objects, ...(widget && { widget }) }), filled(k, what)));
const three = `[${field("Include", "note")} ${field("Include", "agree")} ${field("Include", "company")}]`;
const many = (n, last) => `[${Array.from({ length: n }, (_, i) => field("Include", `other${i}`)).join(" ")} ${last}]`;

export default [
  ...["note", "agree", "town"].map((what, i) => rules(`three-${i + 1}`, "three FieldMDP each name one field", three, what)),
  rules("three-mixed", "FieldMDP for two fields, and one for all but three", `[${field("Include", "price")} ${field("Include", "seal")} ${field("Exclude", "note", "price", "seal")}]`, "town"),
  rules("excludes", "two FieldMDP that each leave one field out, not the same", `[${field("Exclude", "note")} ${field("Exclude", "agree")}]`, "note"),
  rules("excludes-second", "two FieldMDP that each leave one field out, not the same", `[${field("Exclude", "note")} ${field("Exclude", "agree")}]`, "agree"),
  rules("exclude-then-include", "a FieldMDP leaves out what the next one names", `[${field("Exclude", "note")} ${field("Include", "note")}]`, "note"),
  rules("include-then-all", "three FieldMDP that name others, the fourth locks all", `[${field("Include", "x")} ${field("Include", "y")} ${field("Include", "z")} ${field("All")}]`, "note"),
  rules("all-then-include", "the first FieldMDP locks all, the next one names others", `[${field("All")} ${field("Include", "price")}]`, "note"),
  rules("fifth", "five FieldMDP: the last one names the field", many(4, field("Include", "note")), "note"),
  rules("tenth", "ten FieldMDP: the last one names the field", many(9, field("Include", "note")), "note"),
  rules("thirtieth", "thirty FieldMDP: the last one names the field", many(29, field("Include", "note")), "note"),
  rules("thirtieth-p1", "thirty references: the last one is a DocMDP with P=1", many(29, "<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V /1.2 /P 1 >> >>"), "note"),
  rules("indirect", "three FieldMDP, each part of them an object of its own", "70 0 R", "town", { objects: { 70: "[71 0 R 72 0 R 73 0 R]", 71: field("Include", "note"), 72: field("Include", "agree"),
    73: "<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams 74 0 R >>", 74: "<< /Type /TransformParams /Action /Include /Fields 75 0 R >>", 75: "[76 0 R]", 76: "(company)" } }),
  rules("and-lock", "three FieldMDP name others, the field's /Lock names this one", three, "price", { widget: "/F 132 /Rect [0 0 0 0] /Lock << /Type /SigFieldLock /Action /Include /Fields [(price)] >>", expect: either(forbidden(N.price), changed(N.price)) }),
  rules("four-and-lock", "four FieldMDP name others, the field's /Lock names this one", many(3, field("Include", "x")), "town", { widget: "/F 132 /Rect [0 0 0 0] /Lock << /Type /SigFieldLock /Action /Include /Fields [(company)] >>" }),
  rules("action-unknown", "the third FieldMDP has an action that nobody knows", `[${field("Include", "x")} ${field("Include", "y")} ${field("Only", "z")}]`, "note"),
  rules("no-parameters", "a FieldMDP says nothing of what it locks", "[<< /Type /SigRef /TransformMethod /FieldMDP >>]", "note"),
  perms("removed", "/Perms is taken out of the catalog", "contract-p1", was, ({ up, obj }) => up({ [N.catalog]: obj(N.catalog).replace(/\/Perms <<.*?>>/, "") })),
  perms("emptied", "/Perms is emptied", "contract-p2", was, ({ up, obj }) => up({ [N.catalog]: obj(N.catalog).replace(/\/Perms <<.*?>>/, "/Perms << >>") })),
  perms("removed-and-filled", "/Perms is taken out, then a field is filled in as if P=1 were not", "contract-p1", was, ({ up, obj, k }) =>
    k.increment(up({ [N.catalog]: obj(N.catalog).replace(/\/Perms <<.*?>>/, "") }), { [N.note]: obj(N.note).replace("(note)", "(note) /V (900)") })),
  perms("repointed", "/Perms /DocMDP is re-pointed to an approval signature", "two-p2", was, ({ up, obj, a }) => up({ [N.catalog]: obj(N.catalog).replace(/\/DocMDP \d+ 0 R/, `/DocMDP ${a.number} 0 R`) })),
  perms("repointed-weak", "/Perms /DocMDP is re-pointed to a new dictionary that says P=3", "contract-p1", was, ({ up, obj, top, k }) =>
    up({ [N.catalog]: obj(N.catalog).replace(/\/DocMDP \d+ 0 R/, `/DocMDP ${top} 0 R`), [top]: k.a.body.replace("/P 1", "/P 3") })),
  perms("usage-rights", "usage rights (UR3) are added", "contract-p2", was, ({ up, obj, top }) => up({ [N.catalog]: obj(N.catalog).replace(/\/Perms <</, `/Perms << /UR3 ${top} 0 R `), [top]: "<< /Type /Sig /Filter /Adobe.PPKLite >>" })),
  perms("second-certification", "a trusted second signer certifies anew with P=3", "contract-p1", either(was, forbidden()), ({ k, file, who, obj, top }) =>
    k.signMore(file, who.partner, { field: "Sly", more: mdp(3), objects: { [N.catalog]: obj(N.catalog).replace(/\/DocMDP \d+ 0 R/, `/DocMDP ${top + 1} 0 R`) } })),
  perms("certified-late", "a certification follows an approval signature", "contract", either(was, format("certified-late")), ({ k, file, who, obj, top }) =>
    k.signMore(file, who.partner, { field: "Sly", more: mdp(2), objects: { [N.catalog]: obj(N.catalog).replace("/Pages", `/Perms << /DocMDP ${top + 1} 0 R >> /Pages`) } })),
  perms("weaker-reference", "a second signer's dictionary says P=3, without /Perms; then a field is filled in", "contract-p1", forbidden(), ({ k, file, who }) => {
    const signed = k.signMore(file, who.partner, { field: "Sly", more: mdp(3) });
    return k.increment(signed, { [N.note]: k.obj(N.note).replace("(note)", "(note) /V (900)") });
  }),
  perms("filled-p1", "a field is filled in under P=1", "contract-p1", forbidden(N.note, /note/), ({ up, obj }) => up({ [N.note]: obj(N.note).replace("(note)", "(note) /V (900)") })),
  perms("signed-p1", "an empty signature field is added under P=1", "contract-p1", forbidden(/Sly|field/), ({ up, obj, top }) =>
    up({ [N.form]: obj(N.form).replace("42 0 R", `42 0 R ${top} 0 R`), [top]: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sly) /F 132 /Rect [0 0 0 0] >>" })),
  perms("content-p3", "page content is overwritten under P=3", "contract-p3", changed(N.body1), ({ up, obj }) => up({ [N.body1]: obj(N.body1).replace("is 100", "is 900") })),
  perms("content-p1", "page content is overwritten under P=1", "contract-p1", changed(N.body1), ({ up, obj }) => up({ [N.body1]: obj(N.body1).replace("is 100", "is 900") })),
  perms("content-in-archive-p1", "page content is overwritten in the revision of a document time-stamp under P=1", "contract-p1", { ...changed(N.body1), intact: ["Stamp"] }, ({ k, file, who, obj }) =>
    k.signMore(file, who.tsa, { field: "Stamp", stamp: true, objects: { [N.body1]: obj(N.body1).replace("is 100", "is 900") } })),
  perms("stamp-drawn-p1", "a document time-stamp that is drawn over the page under P=1", "contract-p1", { ...either(changed(/stamp|field/), forbidden(/stamp|field/)), intact: ["Stamp"] }, ({ k, file, who, top, obj }) =>
    k.signMore(file, who.tsa, { field: "Stamp", stamp: true, widget: `/F 4 /P 10 0 R /Rect [70 700 300 740] /AP << /N ${top} 0 R >>`,
      objects: { [top]: streamText("1 g 0 0 500 500 re f", "/Type /XObject /Subtype /Form /BBox [0 0 230 40] "), [N.annots]: obj(N.annots).replace("]", ` ${top + 1} 0 R]`) } })),
  perms("stamp-background-p1", "a document time-stamp as large as the page, not drawn, but with a background, under P=1", "contract-p1", { ...either(changed(/stamp|field/), forbidden(/stamp|field/)), intact: ["Stamp"] }, ({ k, file, who, top, obj }) =>
    k.signMore(file, who.tsa, { field: "Stamp", stamp: true, widget: "/F 4 /P 10 0 R /Rect [0 0 595 842] /MK << /BG [1 1 1] >>", objects: { [N.annots]: obj(N.annots).replace("]", ` ${top} 0 R]`) } })),
  perms("not-a-number", "the certified P is no number: it is overwritten in place", "contract-p2", either({ reason: "hash", codes: ["hash"] }), ({ k, file }) => k.patch(file, "/P 2>>", "/P/2>>")),
  perms("in-place", "the certified P=1 is overwritten in place with 3", "contract-p1", either({ reason: "hash", codes: ["hash"] }), ({ k, file }) => k.patch(file, "/P 1>>", "/P 3>>")),

  redefine("reason", "the signature dictionary is redefined with a /Reason", (b) => b.replace("/Type /Sig", "/Type /Sig\n/Reason (I sold my house)")),
  redefine("name", "the signature dictionary is redefined with another /Name", (b) => b.replace("/Type /Sig", "/Type /Sig\n/Name (The Emperor)")),
  redefine("time", "the signature dictionary is redefined with another time", (b) => b.replace(/\/M \(D:\d{4}/, "/M (D:1999")),
  redefine("permission", "the certification is redefined with P=3", (b) => b.replace("/P 1", "/P 3"), "contract-p1"),
  redefine("permission-removed", "the certification is redefined without its /Reference", (b) => b.replace(/\/Reference \[.*?\]/, ""), "contract-p1"),
  redefine("lock-removed", "the signature is redefined without the lock in its /Reference", (b) => b.replace(/\/Reference \[<<[^]*?>>\]/, ""), "locked"),
  redefine("range", "the signature dictionary is redefined with a /ByteRange over less", (b) => b.replace(/\/ByteRange \[0 +\d+/, (m) => m.replace(/\d+$/, (n) => String(n - 1).padStart(n.length)))),
  redefine("subfilter", "the signature dictionary is redefined with another /SubFilter", (b) => b.replace("ETSI.CAdES.detached", "adbe.pkcs7.detached")),
  redefine("contents", "the signature dictionary is redefined with the forger's CMS", (b) => b.replace(/\/Contents <[0-9a-f]{8}/, "/Contents <30030201")),
  redefined("value-null", "the field's /V becomes null", "plain", { reason: "vanished", codes: [] }, ({ up, k }) => up({ [k.field]: k.obj(k.field).replace(/\/V \d+ 0 R/, "/V null") })),
  redefined("value-removed", "the field loses its /V", "plain", { reason: "vanished", codes: [] }, ({ up, k }) => up({ [k.field]: k.obj(k.field).replace(/\/V \d+ 0 R/, "") })),
  redefined("value-swapped", "two parties' fields exchange their signatures", "two", either(format("signed-part-without-signature", "signature-redefined"), changed()), ({ up, k }) => {
    const [one, two] = [k.obj(6), k.obj(k.field)];
    const [v1, v2] = [one, two].map((t) => t.match(/\/V \d+ 0 R/)[0]);
    return up({ 6: one.replace(v1, v2), [k.field]: two.replace(v2, v1) });
  }),
  redefined("resigned", "the field's /V is replaced by the forger's own signature", "plain", { ...either({ reason: "untrusted", codes: ["no-chain"] }, changed(), format("signature-redefined", "byterange-bounds", "byterange-gap")) }, ({ k, who, a, docs }) => {
    const forged = k.signMore(docs.contract, who.forger, { field: "Tool" });
    return k.up({ [k.field]: k.obj(k.field).replace(/\/V \d+ 0 R/, `/V ${a.number} 0 R`), [a.number]: k.anatomy(forged).body });
  }),
  redefined("freed", "the signature dictionary is freed", "plain", either({ reason: "vanished", codes: [] }, format("signature-dictionary")), ({ up, a }) => up({ [a.number]: null })),
];
