// Signature fields whose /V is nothing: whoever defines it later would have signed it (trap 14).
import { fill, dictionary } from "../lib/sign.mjs";
import * as cms from "../lib/cms.mjs";
import { changed, either, flagged, format, unreadable } from "../lib/expect.mjs";
import { N } from "../lib/contract.mjs";
import { tail } from "../lib/pdf.mjs";
import { drawn } from "./text.mjs";

const shows = "a field that looks signed, or is signed later by whoever defines what it refers to";
const row = (name, how, expect, make, base = "contract-p2") => ({ name: `nothing-${name}`, trap: 14, base, how, shows, expect: { intact: [], ...expect }, make });
const told = changed(N.sig2, /Sig2/);

/** Sig2 gets this /V. */
const valued = (k, v, more = "") => k.obj(N.sig2).replace("/T (Sig2)", `/T (Sig2) /V ${v} ${more}`);
const value = (name, how, v, expect = told) => row(name, how, expect, (k) => k.up({ [N.sig2]: valued(k, typeof v === "function" ? v(k) : v) }));
/** An update that defines `number` as a signature by the forger, over everything. */
const defined = (k, file, number) => fill(k.increment(file, { [number]: dictionary() }), (m) => cms.sign(k.who.forger, m));
/** The document with a form like `change` says, signed by the first party in a field of its own. */
const signed = (k, objects, field = "First") => k.signMore(k.increment(k.docs.contract, objects), k.who.signer, { field });
const parted = "<< /FT /Sig /T (Sig2) /Kids [90 0 R] >>";
const widget = (more = "") => `<< /Type /Annot /Subtype /Widget /Parent ${N.sig2} 0 R /P 10 0 R /F 4 /Rect [72 160 272 180] ${more} >>`;
/** A new signature field in the form. */
const added = (k, body) => ({ [N.form]: k.obj(N.form).replace("42 0 R", "42 0 R 90 0 R"), [N.annots]: k.obj(N.annots).replace("]", " 90 0 R]"), 90: body });
const fresh = (v) => `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sly) /P 10 0 R /F 132 /Rect [0 0 0 0] /V ${v} >>`;

export default [
  value("dangling", "an empty field's /V refers to an object that nobody defined", "900 0 R"),
  value("at-size", "an empty field's /V refers to the number that /Size says is the first unused one", (k) => `${tail(k.file).size} 0 R`),
  value("zero", "an empty field's /V refers to object 0", "0 0 R", either(told, unreadable())),
  value("generation", "an empty field's /V refers to an object that is there, in a generation that is not", `${N.memo} 7 R`, either(told, unreadable())),
  value("number", "an empty field's /V is a number", "5"),
  value("string", "an empty field's /V is a string", "(signed)"),
  value("dictionary-inline", "an empty field's /V is an empty dictionary of its own", "<< >>"),
  row("through", "an empty field's /V refers to a reference to nothing", told, (k) => k.up({ [N.sig2]: valued(k, "90 0 R"), 90: "901 0 R" })),
  row("circle", "an empty field's /V refers to a reference to itself", either(told, unreadable()), (k) => k.up({ [N.sig2]: valued(k, "90 0 R"), 90: "90 0 R" })),
  row("freed", "an empty field's /V refers to an object that the same update frees", told, (k) => k.up({ [N.sig2]: valued(k, "90 0 R"), 90: null })),
  row("stream", "an empty field's /V is a stream", told, (k) => k.up({ [N.sig2]: valued(k, "90 0 R"), 90: drawn("signed by the buyer") })),
  row("drawn", "an empty field's /V refers to nothing, and the field looks as if signed", told, (k) => k.up({ [N.sig2]: valued(k, "900 0 R", "/AP << /N 91 0 R >>"), 91: drawn("signed by the buyer", "0 0 200 20") })),
  row("defined-next", "as before, and the next update defines it as the forger's signature", told, (k) => defined(k, k.up({ [N.sig2]: valued(k, "900 0 R") }), 900)),
  row("defined-at-size", "an empty field's /V refers to the first unused number, which the next update defines as the forger's signature", told, (k) =>
    defined(k, k.up({ [N.sig2]: valued(k, `${tail(k.file).size} 0 R`) }), tail(k.file).size)),
  row("beside-signature", "a good second signature whose revision gives the other party's field a /V that is nothing", { ...told, intact: ["Sly"] }, (k) =>
    k.signMore(k.file, k.who.partner, { field: "Sly", objects: { [N.sig2]: valued(k, "900 0 R") } }), "contract"),
  row("stamped", "an empty field's /V refers to nothing, and a document time-stamp proves it", { ...told, victims: ["Sig1"] }, (k) =>
    k.signMore(k.up({ [N.sig2]: valued(k, "900 0 R") }), k.who.tsa, { field: "Stamp", stamp: true })),
  row("kid-only", "the widget below a signature field gets a /V that is nothing; the field has none", changed(90, /Sig2/), (k) =>
    k.increment(signed(k, { [N.sig2]: parted, 90: widget(), [N.annots]: k.obj(N.annots).replace("42 0 R", "90 0 R") }), { 90: widget("/V 900 0 R") }), "contract"),
  row("kid-only-signed", "the widget below a signature field gets the forger's signature as its own /V; the field has none", changed(90, /Sig2/), (k) =>
    defined(k, k.increment(signed(k, { [N.sig2]: parted, 90: widget(), [N.annots]: k.obj(N.annots).replace("42 0 R", "90 0 R") }), { 90: widget("/V 95 0 R") }), 95), "contract"),
  row("new-dangling", "a new signature field's /V refers to nothing", changed(/field/, 90), (k) => k.up(added(k, fresh("900 0 R")))),
  row("new-null", "a new signature field's /V is null: it is an empty one", flagged({ level: "form-filling" }, 90), (k) => k.up(added(k, fresh("null")))),
  row("new-null-then-filled", "as before, and the next update signs it, as anybody may", flagged({ level: "form-filling" }, 90), (k) => {
    const file = k.up(added(k, fresh("null")));
    return fill(k.increment(file, { 90: fresh("95 0 R"), 95: dictionary() }), (m) => cms.sign(k.who.forger, m));
  }),
  // signed along: the first party's signature covers the reference to nothing
  row("signed-along", "a document whose second field refers to nothing is signed; an update defines it as the forger's signature", either(changed(900, /900/), format("signed-part-without-signature")), (k) =>
    defined(k, signed(k, { [N.sig2]: valued(k, "900 0 R") }), 900), "contract"),
  row("signed-along-at-size", "as before, with the number that /Size says is the first unused one", changed(), (k) => {
    const size = tail(k.docs.contract).size + 2;
    return defined(k, signed(k, { [N.sig2]: valued(k, `${size} 0 R`) }), size);
  }, "contract"),
  row("signed-along-null", "a document whose second field's /V is null is signed; an update gives it an empty dictionary", told, (k) =>
    k.increment(signed(k, { [N.sig2]: valued(k, "null") }), { [N.sig2]: valued(k, "95 0 R"), 95: "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached >>" }), "contract"),
];
