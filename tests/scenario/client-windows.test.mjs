// skysign-client.exe, built for Windows and run under wine: a contract of the running service is signed with keys from files
// and from the Windows certificate store; whoever is not the server of the list gets nothing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import https from "node:https";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { startPeer } from "../support/agent-peer.mjs";
import { startClientFront } from "../support/client-front.mjs";
import * as judge from "../support/judge.mjs";
import { localRoot } from "../support/judged.mjs";
import { makeOnlineCa, startPages } from "../support/online-ca.mjs";
import { ask, open, own, sent } from "../support/party-signing.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Service, agree, people, setUp, waitForState } from "../support/service.mjs";
import { importer, installer, missing, place, program, run, startWine, stopWine, toWindows } from "../support/wine.mjs";

const RSA = ["RSA", "rsa_keygen_bits:2048"], P384 = ["EC", "ec_paramgen_curve:P-384"];
const parties = ["rsa", "p256", "p384", "rc2", "store"].map((key, i) => ({
  key, person: { name: `署名 ${i + 1}郎`, email: `${key}@party.example`, company: `${key}商店` },
}));
const ticket = () => crypto.randomBytes(32).toString("base64url");
let dir;

/** Signs for a ticket. The list of servers is the only one that the program is given. */
const sign = (origin, options, code, key, { lang = "en" } = {}) => {
  const list = `${dir}/servers-${crypto.randomUUID()}`;
  fs.writeFileSync(list, `${origin} ${options}\r\n`);
  return run(program, ["sign", "--server", origin, "--servers", toWindows(list), "--ticket-stdin", "--pin-fd", "0", "--key", key,
    "--yes", "--lang", lang], { input: `${code}\r\nsecret\r\n` });
};
const ca = (file) => `ca=${toWindows(file)}`;

function p12Of({ key, cert }, more = []) {
  const file = `${cert}${more.length}.p12`;
  execFileSync("openssl", ["pkcs12", "-export", "-inkey", key, "-in", cert, "-passout", "pass:secret", "-out", file, ...more]);
  return `p12:${toWindows(file)}`;
}

/** A service that knows an authority, whose keys the parties have. */
async function startAll() {
  const pages = {}, web = await startPages(pages), authority = makeOnlineCa(web.url, "");
  pages["/sub.cer"] = authority.der(authority.sub);
  pages["/root.crl"] = authority.crl({ by: "root" });
  pages["/sub.crl"] = authority.crl();
  const service = await Service.start({
    settings: { verify_trust: authority.root, revocation_allow_private: "true", trusted_proxies: "127.0.0.1" },
  });
  const front = await startClientFront(service);
  const close = async () => { front.close(); await service.stop(); web.close(); };
  return { authority, service, front, owner: await setUp(service), close };
}

/** Where each party's key is, as --key says it. */
async function keysOf(authority) {
  const made = Object.fromEntries([["rsa", RSA], ["p256"], ["p384", P384], ["rc2", RSA], ["store", RSA]]
    .map(([name, kind]) => [name, authority.issue(`Party ${name}`, { kind, ocsp: "" })]));
  const file = p12Of(made.store).slice(4), imported = await run(importer, [file, "secret"]);
  assert.equal(imported.out.trim(), "1", imported.err);
  const sum = crypto.createHash("sha256").update(authority.der(made.store.cert)).digest("hex");
  return {
    rsa: p12Of(made.rsa), p256: p12Of(made.p256), p384: p12Of(made.p384),
    rc2: p12Of(made.rc2, ["-legacy"]), store: `store:${sum.toUpperCase()}`,
  };
}

/** A server with this certificate; everything that it gets is kept. */
async function startEvil(tls) {
  const got = [];
  const server = https.createServer({ key: fs.readFileSync(tls.key), cert: fs.readFileSync(tls.cert) }, (rq, rs) => {
    got.push(rq.url, JSON.stringify(rq.headers));
    rq.on("data", (d) => got.push(String(d)));
    rq.on("end", () => rs.writeHead(200, { "Content-Type": "application/json" }).end("{}"));
  });
  server.on("tlsClientError", () => {});
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { got, origin: `https://localhost:${server.address().port}`, close: () => { server.close(); server.closeAllConnections(); } };
}

function selfSigned() {
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${dir}/evil.key`, "-out",
    `${dir}/evil.pem`, "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], { stdio: "pipe" });
  return { key: `${dir}/evil.key`, cert: `${dir}/evil.pem` };
}

const pinOf = (cert) => crypto.createHash("sha256")
  .update(new crypto.X509Certificate(fs.readFileSync(cert)).publicKey.export({ type: "spki", format: "der" })).digest("base64");

describe("the signing program for Windows", { skip: missing }, () => {
  let tlsCa, tls, signer;
  before(async () => {
    dir = judge.tempDir("client-windows");
    await startWine();
    tlsCa = judge.makeCa();
    tls = tlsCa.issue("front", { kind: "p256", purpose: "tls" });
    signer = tlsCa.issue("signer", { kind: "p256" });
    fs.writeFileSync(`${dir}/classic.pdf`, plainPdf({ pages: 1 }));
  });
  after(stopWine);

  it("tells its version and how it is used", async () => {
    const version = await run(program, ["--version"]);
    assert.match(version.out, /^skysign-client 1\.0\.0 /);
    const help = await run(program, ["--help"]);
    assert.match(help.out, /store:/);
    assert.equal((await run(program, [])).status, 4);
  });

  it("takes one address from a browser, and no option beside it", async () => {
    const url = `skysign://sign/sign.example.jp/${ticket()}`;
    await Promise.all([["--url", url, "--servers=C:\\evil"], ["--url", url, "--yes"], ["--yes", "--url", url], ["--url"],
      ["--url", `${url}" --servers="C:\\evil`], ["--url", `${url}/`], [`--url=${url}`], ["sign", "--url", url]].map(async (args) => {
      const r = await run(program, args);
      assert.equal(r.status, 2, `${args}: ${r.err}`);
    }));
    const unknown = await run(program, ["--url", url]);
    assert.equal(unknown.status, 3);
    assert.match(unknown.err, /ProgramData\\SkySign\\servers|sign\.example\.jp/);
  });

  it("signs a contract of the running service with keys from files and from the Windows store", async () => {
    const w = await startAll();
    try {
      const keys = await keysOf(w.authority), envelope = await sent(w, [...parties.map(({ person }, i) => ({ person, order: i + 1 })), { ...own, order: parties.length + 1 }]);
      const origin = w.front.origin.replace("127.0.0.1", "localhost");
      for (const { key, person } of parties) {
        const at = await open(w, envelope, person);
        const asked = await ask(at, person);
        const signed = await sign(origin, ca(w.front.ca.root), asked.code, keys[key]);
        assert.equal(signed.status, 0, `${key}: ${signed.err}${signed.out}`);
        assert.ok(signed.out.includes(asked.confirm_code) && signed.out.includes(at.view.documents[0].digest), signed.out);
        const told = await at.client.get(`/api/v1/recipient/signing-tickets/${asked.id}`);
        assert.equal(told.state, "done");
        assert.equal(told.agent.os, "windows");
      }
      const at = await open(w, envelope, people.owner);
      await agree(at.client, at.view, people.owner);
      const done = await waitForState(w.owner, envelope, "completed", 120);
      const file = `${dir}/signed.pdf`, roots = `${dir}/roots.pem`, n = done.documents[0].signatures;
      fs.writeFileSync(file, await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${done.documents[0].id}/file`));
      fs.writeFileSync(roots, fs.readFileSync(await localRoot(w.service), "utf8") + fs.readFileSync(w.authority.root, "utf8"));
      const seen = judge.pdfsig(file, { root: roots, ocsp: false }); // which trusts nobody without OCSP: openssl judges the chains
      for (const { key } of parties) {
        const s = seen.find((x) => x.signer === `Party ${key}`);
        assert.equal(s?.signature, "Signature is Valid.", `${key}: ${s?.text}`);
      }
      for (let i = 0; i < n; i++) {
        const cades = judge.opensslCades(file, roots, i);
        assert.ok(cades.ok, cades.text);
      }
    } finally {
      await w.close();
    }
  });

  it("gives nothing to a server that is not the one of the list", async () => {
    const evil = selfSigned(), mine = p12Of(signer);
    const cases = [
      [evil, ca(tlsCa.root), /authority that ca= names/],
      [evil, "", /certificate/],
      [tls, `${ca(tlsCa.root)} pin=sha256:${pinOf(evil.cert)}`, /key is not the one that pin= names/],
      [tlsCa.issue("elsewhere", { kind: "p256" }), ca(tlsCa.root), /certificate/],
    ];
    for (const [cert, options, why] of cases) {
      const server = await startEvil(cert);
      const r = await sign(server.origin, options, ticket(), mine);
      server.close();
      assert.equal(r.status, 8, r.err);
      assert.match(r.err, why);
      assert.deepEqual(server.got, [], "not a byte of a request");
    }
    const right = await startEvil(tls); // which knows no protocol
    const r = await sign(right.origin, `${ca(tlsCa.root)} pin=sha256:${pinOf(tls.cert)}`, ticket(), mine);
    right.close();
    assert.ok(right.got.some((s) => s.includes("ticket")), "the right one gets it");
    assert.equal(r.status, 2, r.err);
  });

  it("gives its session to nobody who comes in between later", async () => {
    const evil = selfSigned(), twist = { redeem: (answer) => {
      peer.server.setSecureContext({ key: fs.readFileSync(evil.key), cert: fs.readFileSync(evil.cert) });
      return answer;
    } };
    const peer = await startPeer({ dir, tls, signers: [signer], twist });
    const r = await sign(`https://localhost:${peer.port}`, ca(tlsCa.root), peer.ticket(), p12Of(signer));
    peer.close();
    assert.equal(r.status, 8, r.err);
    assert.deepEqual(peer.asked.map((a) => a.call), ["redeem"]);
    assert.equal(peer.requests(), 1, "not even the head of a request");
  });

  it("started by a browser, it believes the list of this PC and takes the key of this person", async () => {
    const peer = await startPeer({ dir, tls, signers: [signer] });
    const list = `${place("programData")}/SkySign/servers`, own = `${place("appData")}/SkySign/key`;
    for (const [file, line] of [[list, `https://localhost:${peer.port} ${ca(tlsCa.root)}\r\n`], [own, `${p12Of(signer)}\r\n`]]) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, line);
    }
    const r = await run(program, ["--url", `skysign://sign/localhost:${peer.port}/${peer.ticket()}`]);
    peer.close();
    for (const file of [list, own]) fs.rmSync(file);
    assert.equal(peer.wrong(), null);
    assert.equal(r.status, 3, "there is nobody to ask for the password");
    assert.match(r.out, /classic\.pdf/);
    assert.deepEqual([peer.asked[0].call, peer.asked.at(-1).call, peer.asked.at(-1).body.reason], ["redeem", "cancel", "user"]);
  });

  it("believes no list and no roots that another user has made", { skip: process.getuid() === 0 ? false : "only root gives files away" }, async () => {
    const peer = await startPeer({ dir, tls, signers: [signer] });
    const list = `${place("programData")}/SkySign/servers`, roots = `${dir}/roots-of-another.pem`, stranger = 65534;
    const start = () => run(program, ["--url", `skysign://sign/localhost:${peer.port}/${peer.ticket()}`]);
    fs.mkdirSync(path.dirname(list), { recursive: true });
    fs.copyFileSync(tlsCa.root, roots);
    fs.writeFileSync(list, `https://localhost:${peer.port} ${ca(roots)}\r\n`);
    try {
      for (const file of [list, path.dirname(list), roots]) {
        fs.chownSync(file, stranger, stranger);
        const r = await start();
        fs.chownSync(file, 0, 0);
        assert.equal(r.status, 3, `${file}: ${r.err}`);
        assert.match(r.err, /belongs neither to an administrator nor to you|管理者/);
      }
      assert.equal(peer.requests(), 0, "nobody is asked");
      assert.match((await start()).out, /classic\.pdf/, "one's own counts");
    } finally {
      peer.close();
      fs.rmSync(list);
    }
  });

  describe("its installer", { skip: installer ? false : "no installer: make package-windows" }, () => {
    const install = (exe, mode, more) => run(exe, ["/S", `/${mode}`], { more });
    /** Wine takes its own icacls for every other of this name, unless it is told. */
    const overrides = (order) => ({ WINEDLLOVERRIDES: `mscoree,mshtml=;icacls.exe=${order}` });
    const command = (root) => run("reg", ["query", `${root}\\Software\\Classes\\skysign\\shell\\open\\command`, "/ve"]);
    const exeOf = ({ out }) => out.match(/REG_SZ\s+"([^"]*\\skysign-client\.exe)" --url "%1"\s*$/m)?.[1];
    const uninstall = (exe, mode) => run(exe.replace("skysign-client.exe", "uninstall.exe"), [`/${mode}`, "/S", `_?=${exe.slice(0, exe.lastIndexOf("\\"))}`]);
    let data, list;
    before(() => {
      data = place("programData");
      list = `${data}/SkySign/servers`;
      for (const name of fs.readdirSync(data)) if (name.startsWith("SkySign")) fs.rmSync(`${data}/${name}`, { recursive: true });
    });

    it("installs for one user or for all, and the browser's address is one quoted argument", async () => {
      for (const [mode, root] of [["CurrentUser", "HKCU"], ["AllUsers", "HKLM"]]) {
        const set = await install(installer, mode);
        assert.equal(set.status, 0, set.err);
        const asked = await command(root), exe = exeOf(asked);
        assert.ok(exe, asked.out);
        assert.match((await run(exe, ["--version"])).out, /^skysign-client /);
        assert.match(fs.readFileSync(list, "utf8"), /^# The servers/);
        await uninstall(exe, mode);
        assert.notEqual((await run("reg", ["query", `${root}\\Software\\Classes\\skysign`])).status, 0, "gone");
      }
    });

    it("puts aside for all what somebody has prepared, and keeps what is the administrator's", async () => {
      const here = `${dir}/downloads`, planted = "https://planted.example\r\n", real = "https://sign.example.jp\r\n", back = process.cwd();
      fs.mkdirSync(here);
      fs.copyFileSync(installer, `${here}/setup.exe`);
      fs.copyFileSync(program, `${here}/icacls.exe`); // which would fail, and with it the installation
      fs.writeFileSync(list, planted);
      const before = fs.readdirSync(data).filter((n) => n.startsWith("SkySign.old-"));
      process.chdir(here); // as a browser starts it
      const first = install(`${here}/setup.exe`, "AllUsers", overrides("n,b"));
      process.chdir(back);
      assert.equal((await first).status, 0);
      assert.match(fs.readFileSync(list, "utf8"), /^# The servers/);
      const aside = fs.readdirSync(data).filter((n) => n.startsWith("SkySign.old-") && !before.includes(n));
      assert.equal(aside.length, 1);
      assert.equal(fs.readFileSync(`${data}/${aside[0]}/servers`, "utf8"), planted);
      fs.writeFileSync(list, real);
      assert.equal((await install(installer, "AllUsers")).status, 0);
      assert.equal(fs.readFileSync(list, "utf8"), real, "installed anew, the list stays");
      const started = await run(program, ["--url", `skysign://sign/elsewhere.example/${ticket()}`]);
      assert.match(started.err, /elsewhere\.example/, "the list is read and believed");
      await uninstall(exeOf(await command("HKLM")), "AllUsers");
    });

    it("installs nothing when the folder of the list cannot be secured", async () => {
      const icacls = `${data}/../windows/system32/icacls.exe`, kept = `${dir}/icacls.exe`;
      fs.copyFileSync(icacls, kept);
      fs.copyFileSync(program, icacls);
      try {
        const refused = await install(installer, "AllUsers", overrides("n"));
        assert.equal(refused.status, 2);
        assert.equal(exeOf(await command("HKLM")), undefined);
      } finally {
        fs.copyFileSync(kept, icacls);
      }
    });
  });
});
