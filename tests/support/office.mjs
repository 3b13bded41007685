// Office files as small generators: honest ones and hostile ones.
import zlib from "node:zlib";

const table = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc32 = (bytes) => {
  let c = 0xffffffff;
  for (const b of bytes) c = table[(c ^ b) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
};

/** A ZIP of {name: text or bytes}; store: names kept as they are; lie: {name: size} that headers claim. */
export function zip(files, { store = [], lie = {} } = {}) {
  const parts = [], central = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content), n = Buffer.from(name);
    const stored = store.includes(name);
    const packed = stored ? bytes : zlib.deflateRawSync(bytes, { level: 9 });
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x800, 2);
    head.writeUInt16LE(stored ? 0 : 8, 4);
    head.writeUInt32LE(0x21, 8);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(lie[name] ?? bytes.length, 18);
    head.writeUInt16LE(n.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, n, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), head, tail, n]));
    parts.push(local);
    at += local.length;
  }
  const dir = Buffer.concat(central), end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(dir.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, dir, end]);
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const escaped = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const rels = (list) => `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.map(([id, type, target, mode]) =>
  `<Relationship Id="${id}" Type="${R}/${type}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ""}/>`).join("")}</Relationships>`;

/** The members of a Word document of these paragraphs. */
export function docxParts(paragraphs, { body = "", font } = {}) {
  const run = font ? `<w:rPr><w:rFonts w:ascii="${font}" w:eastAsia="${font}" w:hAnsi="${font}"/></w:rPr>` : "";
  return {
    "[Content_Types].xml": `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    "_rels/.rels": rels([["rId1", "officeDocument", "word/document.xml"]]),
    "word/document.xml": `${xml}<w:document ${W}><w:body>${paragraphs.map((p) => `<w:p><w:r>${run}<w:t xml:space="preserve">${escaped(p)}</w:t></w:r></w:p>`).join("")}${body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"/></w:sectPr></w:body></w:document>`,
  };
}
export const docx = (paragraphs, options) => zip(docxParts(paragraphs, options));

/** A Word document whose template and picture lie at url. */
export function docxElsewhere(paragraphs, url) {
  const picture = '<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape style="width:50pt;height:50pt"><v:imagedata r:id="rId9"/></v:shape></w:pict></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> INCLUDEPICTURE "' + url + '/field.png" \\d </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>';
  const parts = docxParts(paragraphs, { body: picture });
  parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", '<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/></Types>');
  parts["word/settings.xml"] = `${xml}<w:settings ${W}><w:attachedTemplate r:id="rId1"/></w:settings>`;
  parts["word/_rels/settings.xml.rels"] = rels([["rId1", "attachedTemplate", `${url}/template.dotm`, "External"]]);
  parts["word/_rels/document.xml.rels"] = rels([["rId5", "settings", "settings.xml"], ["rId9", "image", `${url}/picture.png`, "External"]]);
  return zip(parts);
}

/** A small file that unpacks to `size` bytes. */
export function bomb(size = 24 * 1024 * 1024) {
  const parts = docxParts(["bomb"]);
  parts["word/media/huge.bin"] = Buffer.alloc(size);
  return zip(parts);
}

/** A text document (ODF) of these paragraphs. */
export function odt(paragraphs) {
  const ns = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"';
  return zip({
    mimetype: "application/vnd.oasis.opendocument.text",
    "content.xml": `${xml}<office:document-content ${ns} office:version="1.3"><office:body><office:text>${paragraphs.map((p) => `<text:p>${escaped(p)}</text:p>`).join("")}</office:text></office:body></office:document-content>`,
    "META-INF/manifest.xml": `${xml}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
  }, { store: ["mimetype"] });
}

/** The same, as if it were protected by a password. */
export function odtEncrypted() {
  return zip({
    mimetype: "application/vnd.oasis.opendocument.text",
    "content.xml": "\x01\x02\x03",
    "META-INF/manifest.xml": `${xml}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>`,
  }, { store: ["mimetype"] });
}

/** A spreadsheet of so many rows and columns in hardly any bytes. */
export function endlessOds(rows = 1048576, columns = 1000) {
  const ns = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"';
  return zip({
    mimetype: "application/vnd.oasis.opendocument.spreadsheet",
    "content.xml": `${xml}<office:document-content ${ns} office:version="1.3"><office:body><office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="${rows}"><table:table-cell table:number-columns-repeated="${columns}" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`,
    "META-INF/manifest.xml": `${xml}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
  }, { store: ["mimetype"] });
}

export const rtf = (text) => Buffer.from(`{\\rtf1\\ansi{\\fonttbl{\\f0 Liberation Sans;}}\\f0 ${text}\\par}`);

const ole = (rest) => Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(504), rest, Buffer.alloc(1024)]);
/** A document that Word encrypted whole, as far as anyone sees who has no password. */
export const ooxmlEncrypted = () => ole(Buffer.from("EncryptedPackage", "utf16le"));
export const oldWord = () => ole(Buffer.from("WordDocument", "utf16le"));
