// Trust of skysign verify: anchors, and what is fetched from servers that answer, fail or lie.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { run, skysign, tempDir } from "../support/judge.mjs";
import { makeOnlineCa, startOcsp, startPages } from "../support/online-ca.mjs";
import { Service, freePort } from "../support/service.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { spawn } from "node:child_process";

const dir = tempDir("verify-trust");
const at = (name) => path.join(dir, name);
const quiet = { env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0" } };
const pages = {};
let web, ca, ocspPort, ocsp, ocspUrl;

function sign(who) {
  const r = run(skysign, ["sign", at("plain.pdf"), at(`${who.name}.pdf`), "--key", who.key, "--cert", who.cert, "--field", "S"], quiet);
  assert.equal(r.status, 0, r.err);
  return at(`${who.name}.pdf`);
}

/** Runs beside this process, whose servers must answer meanwhile. */
function verify(file, ...more) {
  return new Promise((done, fail) => {
    const child = spawn(skysign, ["verify", "--json", "--trust", ca.root, ...more, file], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "", err = "";
    child.stdout.on("data", (d) => { out += d; });
    child.stderr.on("data", (d) => { err += d; });
    child.on("error", fail);
    child.on("close", () => {
      try {
        assert.equal(err, "");
        const r = JSON.parse(out);
        done({ ...r, signer: r.signatures[0].signer, codes: r.signatures[0].findings.map((f) => f.code) });
      } catch (e) { fail(e); }
    });
  });
}
const online = (file, ...more) => verify(file, "--online", "--allow-private", ...more);

test.before(async () => {
  web = await startPages(pages);
  ocspPort = await freePort();
  ocspUrl = `http://127.0.0.1:${ocspPort}/`;
  ca = makeOnlineCa(web.url, ocspUrl);
  pages["/sub.cer"] = ca.der(ca.sub);
  pages["/root.crl"] = ca.crl({ by: "root" });
  fs.writeFileSync(at("plain.pdf"), plainPdf());
});

test.after(async () => {
  await ocsp?.close();
  web.close();
  fs.rmSync(dir, { recursive: true, force: true });
  fs.rmSync(ca.dir, { recursive: true, force: true });
});

test("offline nothing is asked, and the issuer is not known", async () => {
  const file = sign(ca.issue("offline"));
  const r = await verify(file);
  assert.equal(r.signatures[0].sub_indication, "NO_CERTIFICATE_CHAIN_FOUND");
  assert.deepEqual(web.asked, []);
  const helped = await verify(file, "--certs", ca.sub);
  assert.equal(helped.verdict, "TOTAL-PASSED");
  assert.equal(helped.signer.revocation, "not-checked");
  assert.ok((await verify(file, "--offline", "--trust-timestamp", ca.sub)).codes.includes("no-chain"));
  assert.equal((await verify(file, "--trust-signature", ca.sub)).verdict, "TOTAL-PASSED");
});

test("the issuer's certificate and OCSP are asked; revoked is revoked", async () => {
  const who = ca.issue("asked");
  const file = sign(who);
  ocsp = await startOcsp(ca, ocspPort);
  const good = await online(file);
  assert.equal(good.signer.revocation, "good", JSON.stringify(good.signatures[0].findings));
  assert.equal(good.verdict, "TOTAL-PASSED");
  ca.revoke("asked");
  const revoked = await online(file);
  assert.equal(revoked.signer.revocation, "revoked");
  assert.equal(revoked.signatures[0].sub_indication, "REVOKED_NO_POE");
});

test("private addresses are not asked unless allowed", async () => {
  web.asked.length = 0;
  const r = await verify(at("offline.pdf"), "--online");
  assert.equal(r.signatures[0].sub_indication, "NO_CERTIFICATE_CHAIN_FOUND");
  assert.deepEqual(web.asked, []);
});

test("an OCSP responder of somebody else's is not believed", async () => {
  const file = sign(ca.issue("lied-to", { crl: null }));
  await ocsp.close();
  ocsp = await startOcsp(ca, ocspPort, { signer: "stranger" });
  assert.equal((await online(file)).signer.revocation, "not-checked");
  await ocsp.close();
  ocsp = undefined;
  assert.equal((await online(file)).signer.revocation, "not-checked", "refused connection");
});

test("CRLs: good, stale, of another signer, garbage, over 16 MiB, without end, redirected", async () => {
  const file = sign(ca.issue("listed", { ocsp: null }));
  const state = async (page, ...more) => {
    pages["/sub.crl"] = page;
    const r = await online(file, ...more);
    assert.ok(["TOTAL-PASSED", "INDETERMINATE"].includes(r.verdict));
    return r.signer.revocation;
  };
  const good = ca.crl();
  assert.equal(await state(good), "good");
  assert.equal(await state(ca.crl({ options: ["-crl_lastupdate", "20200101000000Z", "-crl_nextupdate", "20200108000000Z"] })), "not-checked");
  assert.equal(await state(ca.crl({ by: "root" })), "not-checked");
  assert.equal(await state(Buffer.from("<html>Down for maintenance</html>")), "not-checked");
  assert.equal(await state(undefined), "not-checked");
  assert.equal(await state(good.subarray(0, good.length - 1)), "not-checked");
  let sent = 0;
  assert.equal(await state((_rq, rs) => { // a gigabyte, said and sent
    rs.writeHead(200, { "Content-Length": String(1 << 30) });
    const more = () => { while (sent < 1 << 30 && rs.write(Buffer.alloc(1 << 20))) sent += 1 << 20; };
    rs.on("drain", more);
    more();
  }), "not-checked");
  sent = 0;
  assert.equal(await state((_rq, rs) => { // and not said
    rs.writeHead(200);
    const more = () => { while (sent < 1 << 30 && rs.write(Buffer.alloc(1 << 20))) sent += 1 << 20; };
    rs.on("drain", more);
    more();
  }), "not-checked");
  assert.ok(sent < 64 << 20, `${sent} bytes were taken`);
  const before = web.asked.length;
  pages["/moved.crl"] = good;
  assert.equal(await state((_rq, rs) => rs.writeHead(302, { Location: `${web.url}moved.crl` }).end()), "not-checked");
  assert.ok(!web.asked.slice(before).includes("/moved.crl"), "redirects are not followed");
  const began = Date.now();
  assert.equal(await state(() => {}), "not-checked", "a server that never answers");
  assert.ok(Date.now() - began < 20_000);
  ca.revoke("listed");
  assert.equal(await state(ca.crl()), "revoked");
});

test("a folder keeps what was fetched", async () => {
  const file = sign(ca.issue("kept", { ocsp: null }));
  pages["/sub.crl"] = ca.crl();
  assert.equal((await online(file, "--cache", at("cache"))).signer.revocation, "good");
  const files = fs.readdirSync(at("cache"));
  assert.equal(files.length, 3);
  web.asked.length = 0;
  assert.equal((await online(file, "--cache", at("cache"))).signer.revocation, "good");
  assert.deepEqual(web.asked, []);
  for (const f of files) fs.appendFileSync(at(`cache/${f}`), "x");
  assert.equal((await online(file, "--cache", at("cache"))).signer.revocation, "good");
  assert.deepEqual(web.asked.sort(), ["/root.crl", "/sub.cer", "/sub.crl"]);
});

test("a policy can be demanded", async () => {
  const file = sign(ca.issue("policy", { more: "certificatePolicies=1.2.392.1.2\n" }));
  assert.equal((await verify(file, "--certs", ca.sub, "--policy", "1.2.392.1.2")).verdict, "INDETERMINATE", "the authority has none");
  const anchored = await verify(file, "--trust", ca.sub, "--policy", "1.2.392.1.1", "--policy", "1.2.392.1.2");
  assert.equal(anchored.verdict, "TOTAL-PASSED");
  const other = await verify(file, "--trust", ca.sub, "--policy", "1.2.392.1.1");
  assert.ok(other.codes.includes("chain-rules"));
});

test("JPKI is indeterminate unless a provider tells", async () => {
  const file = sign(ca.issue("citizen", { ocsp: null, crl: null, more: "certificatePolicies=1.2.392.200149.8.5.1.1.20\n" }));
  const trust = ["--trust", ca.sub];
  const closed = await verify(file, ...trust);
  assert.equal(closed.verdict, "INDETERMINATE");
  assert.ok(closed.codes.includes("revocation-closed"));
  const provider = (name, script) => {
    fs.writeFileSync(at(name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return ["--revocation-provider", at(name)];
  };
  const good = await verify(file, ...trust, ...provider("good", "/usr/bin/openssl x509 -inform DER -noout && echo good"));
  assert.equal(good.verdict, "TOTAL-PASSED");
  assert.equal(good.signer.revocation, "good");
  const revoked = await verify(file, ...trust, ...provider("revoked", "echo revoked 2021-01-01T00:00:00Z"));
  assert.equal(revoked.signatures[0].sub_indication, "REVOKED_NO_POE");
  for (const [name, script] of [["unknown", "echo unknown"], ["failed", "echo good; exit 1"], ["chatty", "yes good"], ["odd", "echo GOOD"], ["mute", ""]]) {
    const r = await verify(file, ...trust, ...provider(name, script));
    assert.equal(r.verdict, "INDETERMINATE", name);
    assert.ok(r.codes.includes("revocation-closed"), name);
  }
  const wrong = run(skysign, ["verify", file, "--revocation-provider", "relative"]);
  assert.equal(wrong.status, 4);
});

test("the service verifies with the same trust, and asks once for several files", async () => {
  const file = sign(ca.issue("served", { ocsp: null }));
  pages["/sub.crl"] = ca.crl();
  const service = await Service.start({ settings: { verify_trust: ca.root, verify_online: "true", verify_allow_private: "true" } });
  try {
    web.asked.length = 0;
    for (let i = 0; i < 2; i++) {
      const r = await fetch(`${service.url}/api/v1/verify?name=served.pdf`, { method: "POST", headers: { "Content-Type": "application/pdf" }, body: fs.readFileSync(file) });
      const report = await r.json();
      assert.equal(report.verdict, "TOTAL-PASSED");
      assert.equal(report.signatures[0].signer.revocation, "good");
    }
    assert.deepEqual(web.asked.sort(), ["/root.crl", "/sub.cer", "/sub.crl"]);
  } finally {
    await service.stop();
  }
});
