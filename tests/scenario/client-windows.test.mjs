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
import { Service, agree, people, setUp, until, waitForState } from "../support/service.mjs";
import { judgeToken, makeTestToken } from "../support/test-token.mjs";
import { Hands, importer, installer, missing, place, program, run, startWine, stopWine, toWindows, tokenModule, windowProgram } from "../support/wine.mjs";

const RSA = ["RSA", "rsa_keygen_bits:2048"], P384 = ["EC", "ec_paramgen_curve:P-384"];
const partiesOf = (...keys) => keys.map((key, i) => ({
  key, person: { name: `署名 ${i + 1}郎`, email: `${key}@party.example`, company: `${key}商店` },
}));
/** Certificates of earlier runs stay in the store. */
const holder = (key) => `Party ${key} ${process.pid}`;
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
async function keysOf(authority, kinds) {
  const keys = {};
  for (const [name, kind] of Object.entries(kinds)) {
    const made = authority.issue(holder(name), { kind, ocsp: "" });
    keys[name] = p12Of(made, name === "rc2" ? ["-legacy"] : []);
    if (name !== "store") continue;
    const imported = await run(importer, [keys.store.slice(4), "secret"]);
    assert.equal(imported.out.trim(), "1", imported.err);
    keys.store = `store:${crypto.createHash("sha256").update(authority.der(made.cert)).digest("hex").toUpperCase()}`;
  }
  return keys;
}

/** A contract of the service, signed by each party as `signs` does it; then everything is judged. */
async function concluded(kinds, signs) {
  const w = await startAll(), parties = partiesOf(...Object.keys(kinds));
  try {
    const keys = await keysOf(w.authority, kinds), envelope = await sent(w, [...parties.map(({ person }, i) => ({ person, order: i + 1 })), { ...own, order: parties.length + 1 }]);
    const origin = w.front.origin.replace("127.0.0.1", "localhost");
    for (const { key, person } of parties) {
      const at = await open(w, envelope, person);
      const asked = await ask(at, person);
      await signs({ w, origin, asked, key, named: keys[key], document: at.view.documents[0] });
      const told = await at.client.get(`/api/v1/recipient/signing-tickets/${asked.id}`);
      assert.equal(told.state, "done");
      assert.equal(told.agent.os, "windows");
    }
    const at = await open(w, envelope, people.owner);
    await agree(at.client, at.view, people.owner);
    const done = await waitForState(w.owner, envelope, "completed", 120);
    await judged(w, envelope, done.documents[0], parties);
  } finally {
    await w.close();
  }
}

async function judged(w, envelope, document, parties) {
  const file = `${dir}/${envelope.id}.pdf`, roots = `${dir}/${envelope.id}.pem`; // a judge knows its roots by the name of their file
  fs.writeFileSync(file, await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${document.id}/file`));
  fs.writeFileSync(roots, fs.readFileSync(await localRoot(w.service), "utf8") + fs.readFileSync(w.authority.root, "utf8"));
  const seen = judge.pdfsig(file, { root: roots, ocsp: false }); // which trusts nobody without OCSP: openssl judges the chains
  for (const { key } of parties) {
    const s = seen.find((x) => x.signer === holder(key));
    assert.equal(s?.signature, "Signature is Valid.", `${key}: ${s?.text}`);
  }
  for (let i = 0; i < document.signatures; i++) {
    const cades = judge.opensslCades(file, roots, i);
    assert.ok(cades.ok, cades.text);
  }
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

/** The list of servers of this PC, and nothing remembered of this person. */
function listOf(origin, roots, { forget = true } = {}) {
  const list = `${place("programData")}/SkySign/servers`;
  fs.mkdirSync(path.dirname(list), { recursive: true });
  fs.writeFileSync(list, `${origin} ${ca(roots)}\r\n`);
  if (forget) fs.rmSync(`${place("appData")}/SkySign`, { recursive: true, force: true });
  return list;
}
const addressOf = (origin, code) => `skysign://sign/${origin.slice("https://".length)}/${code}`;

/** What the window says, in both languages. */
const pages = {
  ja: { offer: "電子署名を求められています", place: "署名に使う証明書はどこにありますか", password: "パスワードを入力してください", wrong: "パスワードが違います",
    choose: "署名に使う証明書を選んでください", consent: "この内容で電子署名します", waiting: "しばらくお待ちください", done: "署名が完了しました",
    stopped: "署名を中止しました", failed: "署名できませんでした", next: "次へ", cancel: "中止する", agree: "同意して電子署名する", file: "証明書ファイル",
    browse: "ファイルを選ぶ", elsewhere: "ほかの場所を選ぶ", store: "Windowsの証明書ストア", close: "閉じる", token: "カードリーダーやUSBポート", pin: "暗証番号（PIN）を入力してください", pinWrong: "暗証番号（PIN）が違います" },
  en: { offer: "You are asked for a signature", place: "Where is the certificate", password: "Enter the password", choose: "Choose the certificate",
    consent: "This is what you are about to sign", done: "Signed", agree: "Agree and sign" },
};
const FILE_NAME = 1148; // cmb13 of dlgs.h
const entry = (hands) => hands.seen.controls.filter((c) => c.kind === "Edit" && c.stop).at(-1).id;

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

  it("signs a contract of the running service with keys from files and from the Windows store", () =>
    concluded({ rsa: RSA, p256: undefined, p384: P384, rc2: RSA, store: RSA }, async ({ w, origin, asked, key, named, document }) => {
      const signed = await sign(origin, ca(w.front.ca.root), asked.code, named);
      assert.equal(signed.status, 0, `${key}: ${signed.err}${signed.out}`);
      assert.ok(signed.out.includes(asked.confirm_code) && signed.out.includes(document.digest), signed.out);
    }));

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

  describe("tokens over PKCS#11", () => {
    let token, peer, origin, modules, rsa, list, hands;
    const named = (text) => { fs.mkdirSync(path.dirname(modules), { recursive: true }); fs.writeFileSync(modules, text); };
    const more = () => ({ SKYSIGN_TEST_TOKEN: toWindows(token.dir) });
    before(async () => {
      modules = `${place("programData")}/SkySign/modules`;
      fs.rmSync(modules, { force: true });
      hands = new Hands();
      rsa = tlsCa.issue("card", { kind: "rsa2048" });
      token = makeTestToken(`${dir}/token`, [rsa, signer]);
      peer = await startPeer({ dir, tls, signers: [rsa, signer] });
      origin = `https://localhost:${peer.port}`;
      list = listOf(origin, tlsCa.root);
    });
    after(() => { hands.close(); peer.close(); for (const file of [modules, list]) fs.rmSync(file, { force: true }); });
    const signWith = ({ pin, key }) => run(program, ["sign", "--server", origin, "--ticket-stdin", "--pin-fd", "0", "--key", key, "--yes", "--lang", "en"],
      { input: `${peer.ticket()}\r\n${pin}\r\n`, more: more() });

    it("are used by the modules that the administrator's list names, and by no other", async () => {
      const none = await signWith({ pin: "4711", key: "pkcs11:" });
      assert.match(none.err, /no PKCS#11 module may be loaded yet: .*ProgramData\\SkySign\\modules/);
      named("# modules\r\ntest-token.dll\r\n");
      assert.match((await signWith({ pin: "4711", key: "pkcs11:" })).err, /no whole path/);
      named(`${toWindows(program)}\r\n`);
      assert.match((await signWith({ pin: "4711", key: "pkcs11:" })).err, /no PKCS#11 module|cannot be loaded/);
      named(`# the tests' own\r\nC:\\absent.dll\r\n${toWindows(tokenModule)}\r\n`);
      const other = await signWith({ pin: "4711", key: `pkcs11:id=%01?module-path=${encodeURIComponent(toWindows(`${dir}/planted.dll`))}` });
      assert.match(other.err, /is not in the list of .*modules/);
      assert.deepEqual(token.logins(), []);
      await judgeToken(assert, token, signWith);
      fs.rmSync(`${token.dir}/always`);
      assert.equal(peer.wrong(), null);
    });

    it("believe no list that another user has made", { skip: process.getuid() === 0 ? false : "only root gives files away" }, async () => {
      fs.chownSync(modules, 65534, 65534);
      const r = await signWith({ pin: "4711", key: "pkcs11:" });
      fs.chownSync(modules, 0, 0);
      assert.match(r.err, /belongs neither to an administrator nor to you/);
      assert.deepEqual(token.logins(), []);
    });

    it("ask for the PIN in the window, and say what a wrong one costs", async () => {
      const words = pages.ja;
      const start = () => run(windowProgram, ["--url", addressOf(origin, peer.ticket())], { more: { ...more(), LC_ALL: "ja" } });
      const toPin = async () => {
        await hands.page(words.offer);
        await hands.key("Return");
        await hands.page(words.place);
        await hands.press(words.token);
        await hands.press(words.next);
        await hands.page(words.choose);
        await hands.key("Return");
        await hands.page(words.consent);
        await hands.pressUntil(words.agree, words.pin);
      };
      fs.rmSync(`${place("appData")}/SkySign`, { recursive: true, force: true });
      const stopped = start();
      await toPin();
      await hands.key("Return"); // nothing costs no try
      await hands.press(words.cancel);
      await hands.page(words.stopped);
      await hands.press(words.close);
      assert.equal((await stopped).status, 3);
      assert.deepEqual(token.logins(), []);

      fs.rmSync(`${place("appData")}/SkySign`, { recursive: true, force: true });
      const before = peer.signed.length, ended = start();
      await toPin();
      await hands.set(entry(hands), "0000");
      await hands.key("Return");
      await hands.page(words.pinWrong);
      assert.match(hands.seen.controls.map((c) => c.text).join("\n"), /残りわずか/);
      await hands.set(entry(hands), "4711");
      await hands.key("Return");
      await hands.page(words.done);
      await hands.press(words.close);
      assert.equal((await ended).status, 0);
      assert.equal(peer.signed.length, before + 1);
      assert.equal(fs.readFileSync(`${place("appData")}/SkySign/key`, "utf8"), "pkcs11:\n");
    });
  });

  describe("its window", () => {
    let hands;
    before(() => { hands = new Hands(); });
    after(() => hands.close());
    const start = (origin, code, lang = "ja") => run(windowProgram, ["--url", addressOf(origin, code)], { more: { LC_ALL: lang } });
    const picture = (name) => process.env.PICTURES && hands.picture(path.resolve(import.meta.dirname, `../browser/out/${name}.png`));

    /** The ways from one page to the next, with the signer's file. */
    const ways = (words, file) => [
      ["offer", () => hands.key("Return")],
      ["place", async () => { await hands.set(entry(hands), toWindows(file)); await hands.key("Return"); }],
      ["password", async () => { await hands.set(entry(hands), "secret"); await hands.key("Return"); }],
      ["choose", () => hands.key("Return")],
      ["consent", () => hands.pressUntil(words.agree, words.waiting)],
    ];
    const peerFor = async (twist) => {
      const peer = await startPeer({ dir, tls, signers: [signer], twist }), origin = `https://localhost:${peer.port}`;
      return { peer, origin, list: listOf(origin, tlsCa.root), file: p12Of(signer).slice(4).replace(/^Z:/, "").replaceAll("\\", "/") };
    };

    it("signs a contract of the running service with a chosen file, and with the Windows store", async () => {
      const words = pages.ja;
      const toPlace = async () => { await hands.page(words.password); await hands.press(words.elsewhere); await hands.page(words.place); };
      const withFile = async (named) => {
        await hands.page(words.place);
        picture("windows-2-place");
        await hands.press(words.browse);
        await until("Windows' own dialog", async () => (await hands.look()).controls.some((c) => c.id === FILE_NAME));
        await hands.set(FILE_NAME, named.slice(4));
        await hands.key("Return");
        await hands.page(words.place);
        assert.ok(hands.control(words.file, "Button").checked, "the file that was chosen is meant");
        await hands.press(words.next);
        await hands.page(words.password);
        await hands.set(entry(hands), "mistyped");
        await hands.key("Return");
        await hands.page(words.wrong);
        picture("windows-3-password");
        await hands.set(entry(hands), "secret");
        await hands.key("Return");
      };
      const withStore = async () => {
        await toPlace(); // the file is remembered
        await hands.press(words.store);
        await hands.press(words.next);
      };
      await concluded({ file: RSA, store: RSA }, async ({ w, origin, asked, key, named, document }) => {
        const kept = `${place("appData")}/SkySign/key`;
        listOf(origin, w.front.ca.root, { forget: key === "file" });
        const ended = start(origin, asked.code);
        await hands.page(words.offer);
        picture("windows-1-offer");
        const text = hands.seen.controls.map((c) => c.text).join("\n").replaceAll(" ", "");
        for (const said of [asked.confirm_code, document.digest, document.name, origin]) assert.ok(text.includes(said.replaceAll(" ", "")), said);
        await hands.key("Return");
        await (key === "file" ? withFile : withStore)(named);
        await hands.page(words.choose);
        const row = hands.control(holder(key), "Button");
        await hands.ask(`press ${row.id}`);
        picture("windows-4-choose");
        await hands.press("この証明書を使う");
        await hands.page(words.consent);
        await hands.key("Return"); // who hurries agrees to nothing
        picture("windows-5-consent");
        await hands.pressUntil(words.agree, words.done);
        picture("windows-6-done");
        await hands.press(words.close);
        assert.equal((await ended).status, 0);
        assert.equal(fs.readFileSync(kept, "utf8"), key === "file" ? `${named}\n` : "store:\n");
      });
    });

    it("ends cleanly wherever the person cancels or closes it, and the server hears of it", async () => {
      const words = pages.ja;
      const { peer, origin, list, file } = await peerFor({ prepare: () => ({ state: "working" }) });
      const stops = { button: () => hands.press(words.cancel), key: () => hands.key("Escape"), cross: () => hands.ask("close") };
      const walk = [...ways(words, file), ["waiting"]];
      for (const [i, [last]] of walk.entries())
        for (const [how, stop] of Object.entries(stops)) {
          if (how === "key" && i) continue; // the same as the button
          const before = peer.asked.length, ended = start(origin, peer.ticket());
          fs.rmSync(`${place("appData")}/SkySign`, { recursive: true, force: true });
          for (const [page, on] of walk.slice(0, i)) { await hands.page(words[page]); await on(); }
          await hands.page(words[last]);
          await stop();
          if (how !== "cross") { await hands.page(words.stopped); await hands.press(words.close); }
          assert.equal((await ended).status, 3, `${last}, ${how}`);
          const calls = peer.asked.slice(before);
          assert.deepEqual([calls[0].call, calls.at(-1).call, calls.at(-1).body.reason], ["redeem", "cancel", "user"], `${last}, ${how}`);
        }
      peer.close();
      fs.rmSync(list);
      assert.equal(peer.signed.length, 0);
    });

    it("is whole by the keyboard, named for who cannot see, and at its smallest", async () => {
      const words = pages.en;
      const { peer, origin, list, file } = await peerFor();
      const ended = start(origin, peer.ticket(), "en");
      for (const [page, on] of [...ways(words, file), ["done"]]) {
        await hands.page(words[page]);
        await hands.ask("size 420 320");
        await accessible(page);
        if (page === "consent") { await until("the guard to be over", async () => !(await hands.look()).controls.at(-1).disabled); await hands.key("alt+s"); }
        else if (on) await on();
      }
      picture("windows-smallest");
      await hands.key("Return");
      assert.equal((await ended).status, 0);
      assert.equal(peer.wrong(), null);
      assert.equal(peer.signed.length, 1);
      peer.close();
      fs.rmSync(list);
    });

    async function accessible(page) {
      const { controls } = await hands.look(), pane = controls.find((c) => c.kind === "#32770");
      const marks = controls.flatMap((c) => c.text.match(/(?<!&)&[^&]/gi) ?? []).map((m) => m.toLowerCase());
      assert.equal(new Set(marks).size, marks.length, `${page}: one key, one button: ${marks}`);
      for (const [i, c] of controls.entries()) {
        if (c.kind === "Button") assert.ok(c.text, `${page}: a button without a name`);
        if (/^(Edit|ListBox|msctls_progress32)$/.test(c.kind)) assert.match(`${controls[i - 1].kind}: ${controls[i - 1].text}`, /^Static: ./, `${page}: what is ${c.text}?`);
      }
      const inside = controls.slice(controls.indexOf(pane) + 1).filter((c) => !(c.kind === "Button" && c.top >= pane.bottom));
      for (const c of inside) assert.ok(c.left >= pane.left && c.right <= pane.right && c.bottom > c.top, `${page}: "${c.text}" is cut off`);
      const reached = new Set(), stops = controls.filter((c) => c.stop && !c.disabled);
      for (const _ of stops) {
        await hands.key("Tab");
        const now = await until("the focus to move", async () => {
          const i = (await hands.look()).controls.findIndex((c) => c.focus);
          return i >= 0 && !reached.has(i) ? { i, c: (await hands.look()).controls[i] } : null;
        }, 5);
        reached.add(now.i);
        assert.ok(now.c.top < pane.bottom ? now.c.bottom > pane.top : now.c.top >= pane.bottom, `${page}: "${now.c.text}" is out of sight`);
      }
    }

  it("says so when it is not a browser that starts it, and looks at no other argument", async () => {
      const words = pages.ja, url = addressOf("https://sign.example.jp", ticket());
      assert.match((await run(windowProgram, ["--version"])).out, /^skysign-client-window 1\.0\.0 /);
      for (const args of [[], ["--url", url, "--servers=C:\\evil"], ["--url", `${url}" --servers="C:\\evil`], [`--url=${url}`], ["sign", "--url", url]]) {
        const ended = run(windowProgram, args, { more: { LC_ALL: "ja" } });
        await hands.page(words.failed);
        await hands.press(words.close);
        assert.equal((await ended).status, 2, `${args}`);
      }
      const ended = run(windowProgram, ["--url", url], { more: { LC_ALL: "ja" } });
      await hands.page(words.failed);
      assert.match(hands.seen.controls.map((c) => c.text).join("\n"), /ProgramData\\SkySign\\servers/);
      await hands.ask("close");
      assert.equal((await ended).status, 3);
    });
  });

  describe("its installer", { skip: installer ? false : "no installer: make package-windows" }, () => {
    const install = (exe, mode, more) => run(exe, ["/S", `/${mode}`], { more });
    /** Wine takes its own icacls for every other of this name, unless it is told. */
    const overrides = (order) => ({ WINEDLLOVERRIDES: `mscoree,mshtml=;icacls.exe=${order}` });
    const command = (root) => run("reg", ["query", `${root}\\Software\\Classes\\skysign\\shell\\open\\command`, "/ve"]);
    const exeOf = ({ out }) => out.match(/REG_SZ\s+"([^"]*\\skysign-client-window\.exe)" --url "%1"\s*$/m)?.[1];
    const uninstall = (exe, mode) => run(exe.replace("skysign-client-window.exe", "uninstall.exe"), [`/${mode}`, "/S", `_?=${exe.slice(0, exe.lastIndexOf("\\"))}`]);
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
        assert.match((await run(exe, ["--version"])).out, /^skysign-client-window /);
        assert.match((await run(exe.replace("-window", ""), ["--version"])).out, /^skysign-client /);
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
