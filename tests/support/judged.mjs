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

function judgePdfsig(file, root, signatures) {
  const found = judge.pdfsig(file, { root });
  assert.equal(found.length, signatures);
  for (const s of found) {
    assert.equal(s.signature, "Signature is Valid.", s.text);
    assert.equal(s.certificate, "Certificate is Trusted.", s.text);
    assert.equal(s.subFilter, "ETSI.CAdES.detached");
  }
  assert.ok(found.some((s) => s.coversWhole), "one signature covers the whole file");
}

function judgeOpenssl(file, root, signatures) {
  for (let i = 0; i < signatures; i++) {
    const cades = judge.opensslCades(file, root, i);
    assert.ok(cades.ok, cades.text);
    const stamp = judge.opensslTs(file, root, i);
    assert.ok(stamp.ok, stamp.text);
  }
}

function judgeOurs(file, root, signatures) {
  const report = JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", root, file]).out);
  assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report, null, 1));
  assert.equal(report.signatures.length, signatures);
  for (const s of report.signatures) {
    assert.equal(s.level, "B-T");
    assert.ok(s.permitted);
  }
}

/** Every judge says: whole, signed by our keys, time-stamped; so many signatures. */
export function judgeSignedFile(file, root, signatures) {
  assert.deepEqual(judge.qpdfCheck(file).warnings, []);
  judgePdfsig(file, root, signatures);
  judgeOpenssl(file, root, signatures);
  for (const s of judge.pdfboxVerify(file, root)) assert.ok(s.valid && s.trusted);
  judgeOurs(file, root, signatures);
}
