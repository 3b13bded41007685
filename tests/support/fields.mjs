// Contracts with fields: documents, a field of every kind, values, and what is done to a signed file.
import { assemble, plainPdf } from "./pdfs.mjs";

/** Two pages that lie on their side. */
export const turnedPdf = () => plainPdf({ pages: 2, page: "/Rotate 90" });

/** A form that somebody else made: a text, a check box, a drop-down. */
export function formPdf() {
  const mark = (body) => `<< /Type /XObject /Subtype /Form /BBox [0 0 20 20] /Length ${body.length} >>\nstream\n${body}\nendstream`;
  return assemble([
    "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R 6 0 R 7 0 R] /DA (/Helv 0 Tf 0 g) /DR << /Font << /Helv 4 0 R >> >> >> >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Annots [5 0 R 6 0 R 7 0 R] >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    "<< /Type /Annot /Subtype /Widget /FT /Tx /T (company) /TU (Company) /Rect [72 700 300 720] /F 4 /P 3 0 R /DA (/Helv 10 Tf 0 g) >>",
    "<< /Type /Annot /Subtype /Widget /FT /Btn /T (agree) /Rect [72 650 92 670] /F 4 /P 3 0 R /AS /Off /AP << /N << /Yes 8 0 R /Off 9 0 R >> >> >>",
    "<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /T (plan) /Opt [(Basic) (Full)] /Rect [72 600 300 620] /F 4 /P 3 0 R /DA (/Helv 10 Tf 0 g) >>",
    mark("0 0 20 20 re f"), mark("q Q"),
  ]);
}

const options = [{ value: "card", label: "カード" }, { value: "bank", label: "銀行振込" }];
const box = (i, { page = 1, x = 0.05, w = 0.4, h = 0.04, value } = {}) => ({ page, x, y: 0.05 + 0.06 * i, w, h, ...(value ? { value } : {}) });

/** A field of every kind for one person on one document, in a column of its own. */
export function everyKind(document_id, recipient_id, { x = 0.05, tag = "" } = {}) {
  const at = (i, more) => [box(i, { x, ...more })];
  const field = (kind, i, more = {}) => ({ document_id, recipient_id, kind, name: `${tag}${kind}`, label: `${kind}欄`, areas: at(i), ...more });
  return [
    field("text", 0, { required: true, max_length: 40 }),
    field("multiline", 1, { areas: at(1, { h: 0.055 }), font_size: 8 }),
    field("date", 2, { format: { pattern: "GGGGy年M月D日" } }),
    field("check", 3, { areas: at(3, { w: 0.03 }) }),
    field("radio", 4, { options, areas: [box(4, { x, w: 0.03, value: "card" }), box(4, { x: x + 0.1, w: 0.03, value: "bank" })] }),
    field("select", 5, { options }),
    field("number", 6, { format: { grouping: true, min: 0, max: 100000000 }, align: "right" }),
    ...["name", "company", "department", "title", "address", "mail"].map((kind, i) => field(kind, 7 + i)),
    field("initials", 13, { areas: at(13, { w: 0.1 }) }),
    field("ink", 0, { areas: [box(0, { page: 2, x, h: 0.15 })] }),
    field("seal", 3, { areas: [box(3, { page: 2, x, w: 0.2, h: 0.2 })] }),
    field("signature", 7, { areas: [box(7, { page: 2, x, h: 0.12 })] }),
  ];
}

/** A good value for each kind; what the recipient's data fills in is left to it. */
export const goodValues = (who) => ({
  text: `${who}の備考`, multiline: `一行目\n${who}の二行目`, date: "2026-04-01", check: "on", radio: "bank", select: "card",
  number: "1,234,500", address: "東京都千代田区１－１", department: "営業部", title: "部長",
  initials: { typed: who.slice(0, 1) }, ink: { ink: [[[0.1, 0.2], [0.4, 0.8], [0.6, 0.2], [0.9, 0.7]]] },
  seal: { seal: { shape: "round", text: who.slice(0, 2), mm: 10.5 } }, signature: { typed: who },
});

export const save = (client, values) => client.call("PUT", "/api/v1/recipient/fields", { values });

/** Fills in all of one's own fields of a view. */
export async function fillIn(client, view, who) {
  const good = goodValues(who);
  const mine = view.fields.filter((f) => f.mine && good[f.kind] !== undefined);
  return save(client, mine.map((f) => ({ field_id: f.id, value: f.source === "form" ? formValue(f) : good[f.kind] })));
}

function formValue(f) {
  return f.kind === "select" ? "Full" : f.kind === "check" ? "on" : "Yamada Works";
}

/** The newest text of the object of the field `name`: {number, dict}. */
export function newest(bytes, name) {
  const text = bytes.toString("latin1");
  const at = Math.max(...[...text.matchAll(new RegExp(`/T\\s*\\(${name}\\)`, "g"))].map((m) => m.index));
  const start = text.lastIndexOf(" 0 obj", at);
  const number = Number(text.slice(text.lastIndexOf("\n", start) + 1, start));
  return { number, dict: text.slice(start + 6, text.indexOf("endobj", at)) };
}

/** An unsigned increment that changes the object of the field `name` as `change` says. */
export function increment(bytes, name, change) {
  const text = bytes.toString("latin1");
  const { number, dict } = newest(bytes, name);
  const prev = text.match(/startxref\s+(\d+)\s+%%EOF\s*$/)[1];
  const size = [...text.matchAll(/\/Size (\d+)/g)].at(-1)[1];
  const root = [...text.matchAll(/\/Root (\d+ \d+ R)/g)].at(-1)[1];
  const changed = change(dict);
  const body = `${number} 0 obj${changed}endobj\n`;
  const xref = `xref\n${number} 1\n${String(bytes.length).padStart(10, "0")} 00000 n \n`;
  const end = `trailer\n<< /Size ${size} /Root ${root} /Prev ${prev} >>\nstartxref\n${bytes.length + body.length}\n%%EOF\n`;
  return Buffer.concat([bytes, Buffer.from(body + xref + end, "latin1")]);
}

export const pdfName = (id) => `SkySign_Field_${id.slice(-16)}`;
