// LibreOffice writes its documents, and signs one with a certificate of an NSS store.
import fs from "node:fs";
import { pathToFileURL } from "node:url";
import { must } from "./programs.mjs";

const text = "甲及び乙は、本契約の成立を証するため、本書を電磁的に作成し、双方にて電子署名を施し、各自これを保管する。";
const html = `<!doctype html><meta charset="utf-8"><title>業務委託契約書</title><h1>業務委託契約書</h1>
<table border="1"><tr><td>件名</td><td>業務委託契約書</td></tr></table><p>${text.repeat(40)}</p>
<form><input type="text" name="company"><input type="text" name="person"><input type="checkbox" name="agree" value="1"></form>`;

/** What is written: name → options of the export filter. */
const documents = (certificate) => ({
  "office-tagged": { UseTaggedPDF: true, ExportFormFields: false },
  "office-pdfa2": { SelectPdfVersion: 2, ExportFormFields: false },
  "office-form": { ExportFormFields: true },
  "office-signed": { SignPDF: true, SignCertificateSubjectName: certificate, ExportFormFields: false },
});

const types = { boolean: "boolean", number: "long", string: "string" };

async function write(dir, profile, name, options, store) {
  const typed = Object.fromEntries(Object.entries(options).map(([k, value]) => [k, { type: types[typeof value], value: String(value) }]));
  const at = `${profile}/${name}.html`;
  fs.writeFileSync(at, html);
  await must("soffice", [`-env:UserInstallation=${pathToFileURL(profile)}`, "--headless", "--convert-to",
    `pdf:writer_web_pdf_Export:${JSON.stringify(typed)}`, "--outdir", dir, at], { env: { ...process.env, MOZILLA_CERTIFICATE_FOLDER: `sql:${store}` } });
  if (!fs.existsSync(`${dir}/${name}.pdf`)) throw new Error(`soffice made no ${name}.pdf`);
}

/** Writes them into dir; `store` is an NSS store, `certificate` the subject of the signer's in it. */
export async function makeOffice(dir, store, certificate) {
  const todo = Object.entries(documents(certificate));
  const line = async (profile) => {
    fs.mkdirSync(profile, { recursive: true });
    while (todo.length) await write(dir, profile, ...todo.shift(), store);
    fs.rmSync(profile, { recursive: true });
  };
  await Promise.all([line(`${dir}/profile-1`), line(`${dir}/profile-2`)]);
}
