// The matrix of judges for a file that the service signed.
import assert from "node:assert/strict";
import fs from "node:fs";
import * as judge from "./judge.mjs";

/** The local CA's root of a running service, as a PEM file. */
export async function localRoot(service) {
  const der = Buffer.from(await (await fetch(`${service.url}/ca/ca.cer`)).arrayBuffer());
  fs.writeFileSync(`${service.dir}/root.cer`, der);
  const pem = `${service.dir}/root.pem`;
  judge.run("openssl", ["x509", "-inform", "DER", "-in", `${service.dir}/root.cer`, "-out", pem]);
  return pem;
}

function judgePdfsig(file, root, { signatures, stamps }) {
  const found = judge.pdfsig(file, { root }); // which asks our responder
  const signed = found.filter((s) => s.subFilter === "ETSI.CAdES.detached");
  assert.equal(signed.length, signatures);
  assert.equal(found.length, signatures + stamps);
  for (const s of signed) {
    assert.equal(s.signature, "Signature is Valid.", s.text);
    assert.equal(s.certificate, "Certificate is Trusted.", s.text);
  }
  assert.ok(found.some((s) => s.coversWhole), "the last one covers the whole file");
}

function judgeOpenssl(file, root, { signatures, stamps }) {
  const parts = judge.signatureParts(file);
  for (let i = 0; i < signatures; i++) {
    const cades = judge.opensslCades(file, root, i);
    assert.ok(cades.ok, cades.text);
    const stamp = judge.opensslTs(file, root, i);
    assert.ok(stamp.ok, stamp.text);
  }
  for (const part of parts.slice(signatures)) {
    const stamp = judge.opensslTsToken(part.contents, part.content, root);
    assert.ok(stamp.ok, stamp.text);
  }
  assert.equal(parts.length, signatures + stamps);
}

function judgeOurs(file, root, { signatures, stamps, level }) {
  const report = JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", root, file]).out);
  assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report, null, 1));
  const signed = report.signatures.filter((s) => s.kind !== "document-timestamp");
  assert.equal(signed.length, signatures);
  assert.equal(report.signatures.length, signatures + stamps);
  for (const s of report.signatures) assert.ok(s.permitted);
  for (const s of signed) assert.equal(s.level, level);
}

/** Every judge says: whole, signed by our keys, time-stamped; so many signatures, then so many time-stamps over the document. */
export function judgeSignedFile(file, root, signatures, { stamps = 1, level = "B-LTA" } = {}) {
  const expected = { signatures, stamps, level };
  assert.deepEqual(judge.qpdfCheck(file).warnings, []);
  judgePdfsig(file, root, expected);
  judgeOpenssl(file, root, expected);
  for (const s of judge.pdfboxVerify(file, root)) assert.ok(s.valid && s.trusted);
  judgeOurs(file, root, expected);
}
