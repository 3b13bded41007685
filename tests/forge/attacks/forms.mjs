// Forms: fields renamed, retyped, re-drawn, re-filled behind the signer's back (traps 14, 21), and locks (15).
import { streamText } from "../lib/pdf.mjs";
import { changed, either, flagged, forbidden, format } from "../lib/expect.mjs";
import { N } from "../lib/contract.mjs";
import { drawn } from "./text.mjs";

const shows = "another value, look or meaning of a field than at signing";
const row = (trap, prefix) => (name, how, where, change, base = "contract") => ({
  name: `${prefix}-${name}`, trap, base, how, shows, expect: where.reason ? where : changed(...[].concat(where)), make: (k) => k.up(change(k)),
});
const form = row(14, "form"), refill = row(21, "refill"), lock = row(15, "lock");
const swap = (number, ...pairs) => ({ obj }) => {
  let text = obj(number);
  for (let i = 0; i < pairs.length; i += 2) {
    const after = text.replace(pairs[i], pairs[i + 1]);
    if (after === text) throw new Error(`object ${number} has no ${pairs[i]}`);
    text = after;
  }
  return { [number]: text };
};
const join = (...changes) => (k) => Object.assign({}, ...changes.map((c) => c(k)));
const add = (key, value) => [/^<<\s*/, `<< ${key} ${value} `];
const look = (text) => () => ({ 90: drawn(text, "0 0 200 20") });
const textField = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (extra) /V (900) /Rect [72 300 272 320] /F 4 >>";
const locked = (...w) => either(forbidden(...w), changed(...w));

/** Value and look of the filled field `price` are replaced. */
const newPrice = join(swap(N.price, "/V (100)", "/V (900)", "/N 28 0 R", "/N 90 0 R"), look("900"));
const newSeal = join(swap(N.seal, "/N 29 0 R", "/N 90 0 R"), look("seal of somebody else"));

export default [
  // the form as a whole
  form("need-appearances", "viewers are told to draw every field anew", /redraw|NeedAppearances/, swap(N.form, ...add("/NeedAppearances", "true"))),
  form("need-appearances-value", "as before, and an empty field's value has no look", either(changed(/redraw|NeedAppearances/)), join(swap(N.form, ...add("/NeedAppearances", "true")), swap(N.note, "/T (note)", "/T (note) /V (900)"))),
  form("default-appearance", "the form's /DA draws in white", /DA/, swap(N.form, "0 g)", "1 g)")),
  form("resources-font", "the form's /DR takes another font for Helv", /resources|DR/, join(swap(N.form, "/Helv 21 0 R", "/Helv 90 0 R"), () => ({ 90: "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>" }))),
  form("resources-overwritten", "the font of the form's /DR is overwritten", N.helv, () => ({ [N.helv]: "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>" })),
  form("quadding", "the form gets /Q, which aligns every text anew", N.price, join(swap(N.form, ...add("/Q", "2")), swap(N.price, "(100)", "(900)"))),
  form("xfa", "the form gets /XFA that says something else", /XFA/, join(swap(N.form, ...add("/XFA", "90 0 R")), () => ({ 90: streamText("<xdp/>") }))),
  form("order", "the order of calculation changes", /CO/, swap(N.form, "/CO [36 0 R]", "/CO [30 0 R 36 0 R]")),
  form("flags", "/SigFlags says that there are no signatures, and a field is taken out", /field|form/, swap(N.form, "/SigFlags 3", "/SigFlags 0", "30 0 R 31 0 R", "31 0 R")),
  form("removed", "the catalog loses its form", { reason: "vanished", codes: [] }, swap(N.catalog, "/AcroForm 3 0 R", "")),
  form("replaced", "the catalog gets another form, with the signature field only", /form|field/, join(swap(N.catalog, "/AcroForm 3 0 R", "/AcroForm 90 0 R"), () => ({ 90: "<< /Fields [41 0 R] /SigFlags 3 >>" }))),
  form("direct", "the catalog gets a direct form, and a field's value changes", [N.price, N.form, /form/], join(swap(N.catalog, "/AcroForm 3 0 R", "/AcroForm << /Fields [30 0 R 31 0 R 32 0 R 33 0 R 36 0 R 37 0 R 38 0 R 41 0 R 42 0 R 55 0 R] >>"), swap(N.price, "(100)", "(900)"))),
  form("signature-removed", "the signature field is taken out of the form", { reason: "vanished", codes: [] }, swap(N.form, " 41 0 R", "")),
  form("signature-freed", "the signature field is freed", { reason: "vanished", codes: [] }, () => ({ [N.sig1]: null })),
  form("signature-type", "the signature field becomes a text field", { reason: "vanished", codes: [] }, swap(N.sig1, "/FT /Sig", "/FT /Tx")),
  form("signature-name", "the signature field is renamed", either({ reason: "coverage", codes: ["signed-part-without-signature"] }, changed(N.sig1)), swap(N.sig1, "(Sig1)", "(Buyer)")),
  form("signature-under-parent", "the signature field is hung under another field", either({ reason: "coverage", codes: ["signed-part-without-signature"] }, changed(N.sig1)), join(swap(N.sig1, "/T (Sig1)", "/T (Sig1) /Parent 90 0 R"), swap(N.form, "41 0 R", "90 0 R"), () => ({ 90: "<< /T (Buyer) /Kids [41 0 R] >>" }))),
  // fields
  form("field-removed", "a field is taken out of the form", /field/, swap(N.form, "30 0 R 31 0 R", "31 0 R")),
  form("fields-reordered", "two fields change places", /field/, swap(N.form, "[30 0 R 31 0 R", "[31 0 R 30 0 R")),
  form("text-field-added", "a filled text field is added", [/field/, 90], join(swap(N.form, "30 0 R", "30 0 R 90 0 R"), swap(N.annots, "]", " 90 0 R]"), () => ({ 90: textField }))),
  form("same-name-added", "a second field with the name of a filled one is added", [/field/, 90], join(swap(N.form, "30 0 R", "90 0 R 30 0 R"), () => ({ 90: textField.replace("(extra)", "(price)") }))),
  form("signature-same-name", "a signature field with the name of a filled field is added", [/field/, 90], join(swap(N.form, "42 0 R", "42 0 R 90 0 R"), () => ({ 90: "<< /FT /Sig /T (price) /Subtype /Widget /Rect [0 0 0 0] >>" }))),
  form("old-object-as-field", "an object that was signed along becomes a field", [/field/, N.memo], join(swap(N.form, "42 0 R", "42 0 R 44 0 R"), swap(N.memo, "/Subtype /FreeText", "/Subtype /Widget /FT /Sig /T (x)"))),
  form("renamed", "a filled field is renamed", N.price, swap(N.price, "/T (price)", "/T (discount)")),
  form("renamed-empty", "an empty field is renamed, and filled in", N.note, swap(N.note, "/T (note)", "/T (Price in yen) /V (900)")),
  form("tool-tip", "a field's tool tip, which is read aloud, changes", N.price, swap(N.price, ...add("/TU", "(discount)"))),
  form("export-name", "a field's export name changes", N.price, swap(N.price, ...add("/TM", "(discount)"))),
  form("type", "a text field becomes a button", N.price, swap(N.price, "/FT /Tx", "/FT /Btn")),
  form("type-empty", "an empty text field becomes a choice", N.note, swap(N.note, "/FT /Tx", "/FT /Ch")),
  form("flags-password", "a field becomes a password field, which hides its value", N.price, swap(N.price, ...add("/Ff", "8192"))),
  form("flags-multiline", "an empty field becomes multi-line", N.note, swap(N.note, ...add("/Ff", "4096"))),
  form("flags-pushbutton", "a check box becomes a push button", N.agree, swap(N.agree, ...add("/Ff", "65536"))),
  form("max-length", "a field's greatest length changes", N.price, swap(N.price, "/MaxLen 10", "/MaxLen 1")),
  form("options", "the choices of a list change under the chosen one", N.term, swap(N.term, "(one year) (two years)", "[(one year) (ninety years)] (two years)")),
  form("default-value", "a field gets a default value for the next reset", N.price, swap(N.price, ...add("/DV", "(900)"))),
  form("rich-value", "a field gets a rich text value beside the plain one", N.price, swap(N.price, ...add("/RV", "(<body>900</body>)"))),
  form("field-font", "a filled field's /DA draws in white and tiny", N.price, swap(N.price, "(/Helv 12 Tf 0 g)", "(/Helv 1 Tf 1 g)")),
  form("caption", "the seal's button gets a caption", N.seal, swap(N.seal, ...add("/MK", "<< /CA (void) >>"))),
  form("background", "an empty field gets a background that hides the text below", N.note, swap(N.note, ...add("/MK", "<< /BG [1 1 1] >>"))),
  form("border", "an empty field gets a border as thick as a line of text", N.note, swap(N.note, ...add("/BS", "<< /W 40 >>"))),
  form("moved", "an empty field is moved over the price and filled in", N.note, swap(N.note, /\/Rect \[.*?\]/, "/Rect [70 700 400 740] /V (The price is 900)")),
  form("hidden", "a filled field is hidden", N.price, swap(N.price, "/F 4", "/F 6")),
  form("no-view", "a filled field shows in print only", N.price, swap(N.price, "/F 4", "/F 36")),
  form("not-printed", "a filled field is no longer printed", either(changed(N.price)), swap(N.price, "/F 4", "/F 0")),
  form("page", "a field says that it is on the other page", N.price, swap(N.price, "/P 10 0 R", "/P 11 0 R")),
  form("action", "a field gets a script", N.note, swap(N.note, ...add("/AA", "<< /F << /S /JavaScript /JS (event.value = 900) >> >>"))),
  form("action-click", "the seal gets an action on clicking", N.seal, swap(N.seal, ...add("/A", "<< /S /ResetForm >>"))),
  form("layer", "a filled field is put on a hidden layer", N.price, swap(N.price, ...add("/OC", "13 0 R"))),
  form("lock-added", "a field gets a /Lock after signing", N.sig2, swap(N.sig2, ...add("/Lock", "<< /Type /SigFieldLock /Action /All >>"))),
  form("seed-value", "the empty signature field gets a seed value", N.sig2, swap(N.sig2, ...add("/SV", "<< /Filter /X >>"))),
  // value against look
  form("look-without-value", "a field's look changes, its value does not", [N.price, /price/], join(swap(N.price, "/N 28 0 R", "/N 90 0 R"), look("900"))),
  form("look-overwritten", "the stream that draws a filled field is overwritten", N.priceLook, ({ obj }) => ({ [N.priceLook]: obj(N.priceLook).replace("(100)", "(900)") })),
  form("look-empty-field", "an empty field is drawn as if it were filled in", either(changed(N.note, /note/)), join(swap(N.note, "/N 52 0 R", "/N 90 0 R"), look("and a car"))),
  form("look-overwritten-empty", "the stream that draws an empty field is overwritten", N.noteLook, () => ({ [N.noteLook]: drawn("and a car") })),
  form("look-shared", "the empty field's new look is page content's form, overwritten", N.table, join(swap(N.note, "/T (note)", "/T (note) /V (x)", "/N 52 0 R", "/N 22 0 R"), () => ({ [N.table]: drawn("900 each") }))),
  form("check-look", "the pictures of checked and not checked change places", either(changed(N.agree, N.on, N.off)), swap(N.agree, "/Yes 49 0 R /Off 50 0 R", "/Yes 50 0 R /Off 49 0 R")),
  form("check-overwritten", "the picture of not checked is overwritten with a cross", N.off, ({ obj }) => ({ [N.off]: obj(N.on) })),
  form("check-state", "a check box shows as checked, its value says not", either(changed(N.agree)), swap(N.agree, "/AS /Off", "/AS /Yes")),
  form("check-value", "a check box's value says checked, it shows as not", either(changed(N.agree)), swap(N.agree, "/V /Off", "/V /Yes")),
  form("check-new-state", "a check box gets a state that it did not have", either(changed(N.agree)), join(swap(N.agree, "/Yes 49 0 R", "/Yes 49 0 R /Never 90 0 R", "/V /Off", "/V /Never", "/AS /Off", "/AS /Never"), look("never"))),
  form("look-kid-empty", "an empty field's widget, which stands apart, is drawn as if the field were filled in", [N.totalWidget, /total/], join(swap(N.totalWidget, "/N 52 0 R", "/N 90 0 R"), look("900,000"))),
  form("look-kid-and-state", "as before, and the widget names a state that picks its look", [N.totalWidget, /total/], join(swap(N.totalWidget, "/N 52 0 R", "/N << /On 90 0 R >> /AS /On"), look("900,000"))),
  form("resources-added", "a form that asks to be redrawn had no /DR; an update gives it one whose Helv is another font", /resources|DR/, swap(N.form, ...add("/DR", "<< /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Symbol >> >> >>")), "redrawn"),
  form("default-appearance-added", "a form that asks to be redrawn had no /DA; an update draws in white", /DA/, swap(N.form, ...add("/DA", "(/Helv 12 Tf 1 g)")), "redrawn"),
  form("look-with-rich-text", "an empty field is drawn as if filled in; only its rich text changes, not its value", [N.note, /note/], join(swap(N.note, "/T (note)", "/T (note) /RV (x)", "/N 52 0 R", "/N 90 0 R"), look("and a car"))),
  form("check-new-picture", "a check box that is not checked gets a cross as the picture of that state", [N.agree, /agree/], join(swap(N.agree, "/Off 50 0 R", "/Off 90 0 R"), look("X"))),
  form("check-new-words", "a check box is checked, and the picture of that state becomes a sentence", [N.agree, /agree/], join(swap(N.agree, "/V /Off", "/V /Yes", "/AS /Off", "/AS /Yes", "/Yes 49 0 R", "/Yes 90 0 R"), look("I give up all rights"))),
  form("resources-grown", "a form that asks to be redrawn has no font Helv; an update adds Symbol by that name", [/resources|DR/], swap(N.form, "/Other 21 0 R", "/Other 21 0 R /Helv << /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"), "redrawn-fonts"),
  // kids
  form("kids-removed", "a radio button is taken out", N.plan, swap(N.plan, "[34 0 R 35 0 R]", "[34 0 R]")),
  form("kids-repointed", "the two radio buttons change places", N.plan, swap(N.plan, "[34 0 R 35 0 R]", "[35 0 R 34 0 R]")),
  form("kids-added", "a third radio button over the text", [N.plan, 90], join(swap(N.plan, "35 0 R]", "35 0 R 90 0 R]"), ({ obj }) => ({ 90: obj(N.planB).replace("/Full", "/Free") }))),
  form("kid-parent", "a radio button is hung under another field", N.planA, swap(N.planA, "/Parent 33 0 R", "/Parent 38 0 R")),
  form("kid-circle", "a field becomes its own kid", either(changed(N.company), { reason: "unreadable", codes: ["pdf-damaged", "pdf-limit"] }), swap(N.company, "[39 0 R 40 0 R]", "[38 0 R 39 0 R]")),
  form("kid-state", "a chosen radio button shows as not chosen", [N.plan, N.planA], swap(N.planA, "/AS /Basic", "/AS /Off")),
  form("kid-look", "the button that is not chosen is drawn as chosen", either(changed(N.planB)), swap(N.planB, "/Off 50 0 R", "/Off 49 0 R")),
  form("parent-value", "the parent of two text fields gets a value that both inherit", N.company, swap(N.company, "/T (company)", "/T (company) /V (Other)")),
  form("parent-type", "the parent of two text fields gets a type and flags", N.company, swap(N.company, "/T (company)", "/T (company) /FT /Tx /Ff 8192")),
  form("widget-dangling", "a radio button is taken off the page", [N.annots, /annotation/], swap(N.annots, " 34 0 R", "")),
  form("widget-deleted", "a filled field's widget is taken off the page", [N.annots, /annotation/], swap(N.annots, "[30 0 R ", "[")),

  // trap 21: values that a party filled in and signed
  refill("text", "the signed price and its look are replaced", N.price, newPrice),
  refill("text-value-only", "the signed price is replaced, its look stays", N.price, swap(N.price, "(100)", "(900)")),
  refill("text-emptied", "the signed price is emptied", N.price, swap(N.price, "(100)", "()")),
  refill("text-removed", "the signed price is taken away", N.price, swap(N.price, "/V (100)", "")),
  refill("text-null", "the signed price becomes null", N.price, swap(N.price, "/V (100)", "/V null")),
  refill("text-stream", "the signed price becomes a stream", N.price, join(swap(N.price, "/V (100)", "/V 90 0 R"), () => ({ 90: streamText("900") }))),
  refill("choice", "the signed choice becomes two years", N.term, swap(N.term, "/V (one year)", "/V (two years)")),
  refill("radio", "another radio button is chosen", [N.plan, N.planA, N.planB], join(swap(N.plan, "/V /Basic", "/V /Full"), swap(N.planA, "/AS /Basic", "/AS /Off"), swap(N.planB, "/AS /Off", "/AS /Full"))),
  refill("check", "a check box that was signed as checked is cleared", N.agree, swap(N.agree, "/V /Yes", "/V /Off", "/AS /Yes", "/AS /Off"), "checked"),
  refill("seal", "a party's seal is replaced by another picture", N.seal, newSeal),
  refill("seal-overwritten", "the stream that draws a party's seal is overwritten", [N.seal, N.sealLook], () => ({ [N.sealLook]: drawn("another seal") })),
  refill("seal-removed", "a party's seal is taken away", N.seal, swap(N.seal, "/AP << /N 29 0 R >>", "")),
  refill("seal-rollover", "a party's seal gets another look for print: /D and /R", either(changed(N.seal)), join(swap(N.seal, "/N 29 0 R", "/N 29 0 R /R 90 0 R /D 90 0 R"), look("void"))),
  refill("kid", "the value of a field under a parent is replaced", N.companyName, swap(N.companyName, "(Sky)", "(Sea)")),
  refill("all-signed", "after both parties signed, the price is replaced", N.price, newPrice, "two-p2"),
  refill("all-signed-seal", "after both parties signed, the seal is replaced", N.seal, newSeal, "two-p2"),
  refill("visible-signature", "the look of a visible signature is replaced", either(changed(), format("signature-redefined")), ({ k }) => ({
    [k.field]: k.obj(k.field).replace(/\/N \d+ 0 R/, "/N 90 0 R"), 90: drawn("signed by the emperor") }), "visible"),
  refill("visible-signature-overwritten", "the stream that draws a visible signature is overwritten", changed(), ({ k }) => ({
    [Number(k.obj(k.field).match(/\/N (\d+) 0 R/)[1])]: drawn("signed by the emperor") }), "visible"),
  { ...refill("later-signed", "the price is replaced in the revision that the other party signs", either(changed(N.price), flagged({ code: "filled-field-changed" })), newPrice),
    make: (k) => k.signMore(k.file, k.who.partner, { field: "Sly", objects: newPrice(k) }), expect: { ...either(changed(N.price), flagged({ code: "filled-field-changed" })), intact: ["Sly"] } },
  { ...refill("later-stamped", "the price is replaced, and a document time-stamp follows", N.price, newPrice),
    make: (k) => k.signMore(k.up(newPrice(k)), k.who.tsa, { field: "Stamp", stamp: true }), expect: { ...changed(N.price), intact: ["Stamp"] } },
  { ...refill("later-forger", "the price is replaced in a revision that the forger signs", N.price, newPrice),
    make: (k) => k.signMore(k.file, k.who.forger, { field: "Sly", objects: newPrice(k) }), expect: { ...changed(N.price), intact: [] } },

  // locks
  lock("value", "a locked value is replaced", locked(N.price, /price/), newPrice, "locked"),
  lock("seal", "a locked seal is replaced", locked(N.seal, /seal/), newSeal, "locked"),
  lock("kid-empty", "an empty field under a locked parent is filled in", forbidden(N.companyTown, /town/), swap(N.companyTown, "(town)", "(town) /V (Kobe)"), "locked"),
  lock("kid-filled", "a filled field under a locked parent is replaced", locked(N.companyName, /name/), swap(N.companyName, "(Sky)", "(Sea)"), "locked"),
  lock("all", "everything is locked; an empty field is filled in", forbidden(N.note, /note/), swap(N.note, "(note)", "(note) /V (900)"), "locked-all"),
  lock("all-check", "everything is locked; a check box is checked", forbidden(N.agree, /agree/), swap(N.agree, "/V /Off", "/V /Yes", "/AS /Off", "/AS /Yes"), "locked-all"),
  lock("rest", "all but one is locked; another is filled in", forbidden(N.companyTown, /town/), swap(N.companyTown, "(town)", "(town) /V (Kobe)"), "locked-rest"),
  lock("rest-check", "all but one is locked; a check box is checked", forbidden(N.agree, /agree/), swap(N.agree, "/V /Off", "/V /Yes", "/AS /Off", "/AS /Yes"), "locked-rest"),
  lock("permission", "the lock says P=1; a field that is not locked is filled in", forbidden(N.note, /note/), swap(N.note, "(note)", "(note) /V (x)"), "locked-p1"),
  lock("removed", "the field loses its /Lock, then the locked value is replaced", locked(N.price, N.sig1), join(swap(N.sig1, "/Lock 51 0 R", ""), newPrice), "locked"),
  lock("overwritten", "the lock is overwritten with one that locks nothing", locked(N.lock), join(() => ({ [N.lock]: "<< /Type /SigFieldLock /Action /Include /Fields [] >>" }), newPrice), "locked"),
  lock("two", "the first party's lock holds after the second signed", { ...locked(N.companyTown, /town/), victims: ["Sig1"] }, swap(N.companyTown, "(town)", "(town) /V (Kobe)"), "two-locked"),
  { ...lock("signed-over", "a locked value is replaced in the revision that the other party signs", locked(N.price, /price/), newPrice, "locked"),
    make: (k) => k.signMore(k.file, k.who.partner, { field: "Sly", objects: newPrice(k) }), expect: { ...locked(N.price, /price/), intact: ["Sly"] } },
  { ...lock("renamed-first", "a locked field is renamed by one update and filled by the next", locked(N.price), newPrice, "locked"),
    make: (k) => k.increment(k.up(swap(N.price, "(price)", "(free)")(k)), newPrice({ ...k, obj: (n) => k.obj(n).replace("(price)", "(free)") })) },
];
