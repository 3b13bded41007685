// The signer's own program, `skysign-client`: the real executable against a strict server, and against evil ones.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { startPeer } from "../support/agent-peer.mjs";
import * as judge from "../support/judge.mjs";
import { midstate } from "../support/sha2.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { makeToken } from "../support/softhsm.mjs";
import { buildModule, judgeToken, makeTestToken } from "../support/test-token.mjs";

const client = process.env.CLIENT_PROGRAM ?? path.resolve(judge.skysign, "../../client/skysign-client");
const here = import.meta.dirname;
const dir = judge.tempDir("client-sign");
const ca = judge.makeCa();
const signers = [], peers = [];
let tls, softhsm;

/** Runs the program: {status, out, err}. pin goes through descriptor 3; answers: [question, answer] typed when it is asked. */
function run(args, { ticket = "", pin, env = {}, command = client, answers } = {}) {
  return new Promise((done) => {
    const p = spawn(command, args, { cwd: dir, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe", "pipe"] });
    let out = "", err = "";
    p.stdout.on("data", (d) => {
      out += d;
      while (answers?.length && out.includes(answers[0][0])) p.stdin.write(`${answers.shift()[1]}\n`);
    });
    p.stderr.on("data", (d) => (err += d));
    p.stdin.on("error", () => {});
    if (!answers) p.stdin.end(`${ticket}\n`);
    p.stdio[3].on("error", () => {}).end(`${pin ?? ""}\n`);
    p.on("close", (status, signal) => done({ status: signal ?? status, out, err }));
  });
}

/** A peer that is on the program's list, by our own authority: {peer, sign(key, options)}. */
async function start(options = {}) {
  const peer = await startPeer({ dir, tls, signers, ...options });
  peers.push(peer);
  const list = `${dir}/servers-${peer.port}`;
  fs.writeFileSync(list, `# for this test\n${peer.origin} ca=${options.root ?? ca.root}${options.pin ? ` pin=sha256:${options.pin}` : ""}\n`);
  const sign = (key, { pin = "secret", args = ["--yes"], lang = "en", ...rest } = {}) =>
    run(["sign", "--server", peer.origin, "--servers", list, "--ticket-stdin", "--key", key, "--pin-fd", "3", "--lang", lang, ...args],
      { ticket: peer.ticket(), pin, ...rest });
  return { peer, sign, list };
}

/** Signs once with a fresh peer, which must have nothing to complain about. */
async function once(key, options = {}, how = {}) {
  const { peer, sign } = await start(options);
  try {
    const r = await sign(key, how);
    assert.equal(peer.wrong(), null);
    return { ...r, peer };
  } finally {
    peer.close();
  }
}

/** An evil server: the program signs nothing, says why, and cancels. */
async function refused(options, why, { status = 7, reason = "error", ...how } = {}) {
  const r = await once(`p12:${signer("rsa2048").p12}`, options, how);
  assert.equal(r.status, status, r.err);
  assert.match(r.err, why);
  assert.equal(r.peer.signed.length, 0);
  const last = r.peer.asked.at(-1);
  if (reason) assert.deepEqual([last.call, last.body.reason], ["cancel", reason]);
  return r;
}

const signer = (name) => {
  if (!signers.some((s) => s.name === name))
    signers.push(ca.issue(name, { kind: name, subject: `/C=JP/O=株式会社甲/CN=山田 太郎 ${name}` }));
  return signers.find((s) => s.name === name);
};

/** Its keys: 1 RSA, 2 P-256, 3 P-384, 4 one for signing in, 5 one that asks for the PIN each time. */
function makeCard() {
  const always = { ...ca.issue("always", { kind: "rsa2048", subject: "/C=JP/O=株式会社甲/CN=always" }), always: true };
  signers.push(always);
  const card = makeToken(dir, [signer("rsa2048"), signer("p256"), signer("p384"), ca.issue("login", { kind: "p256", purpose: "login" }), always]);
  execFileSync("cc", ["-shared", "-fPIC", "-o", `${dir}/last-try.so`, `${here}/../support/last-try.c`,
    ...judge.run("pkg-config", ["--cflags", "p11-kit-1"]).out.trim().split(" "), "-ldl"]);
  return card;
}

before(() => {
  fs.writeFileSync(`${dir}/classic.pdf`, plainPdf({ pages: 3 }));
  fs.writeFileSync(`${dir}/second.pdf`, plainPdf({ pages: 1 }));
  tls = ca.issue("server", { kind: "p256", purpose: "tls" });
  for (const kind of ["rsa2048", "p256", "p384"]) signer(kind);
  softhsm = makeCard();
});
after(() => {
  for (const p of peers) p.close();
  fs.rmSync(dir, { recursive: true });
});

test("the judge of the proofs agrees with node about SHA-2", () => {
  for (const [alg, block] of [["sha256", 64], ["sha384", 128], ["sha512", 128]]) {
    const text = Buffer.alloc(block - 17, "a"); // padded to one whole block by hand
    const padded = Buffer.concat([text, Buffer.from([0x80]), Buffer.alloc(8), Buffer.from([0, 0, 0, 0, 0, 0, text.length * 8 >> 8, text.length * 8 & 255])]);
    const { midstate: state, tail } = midstate(alg, padded);
    assert.equal(tail.length, 0);
    const size = crypto.createHash(alg).update(text).digest();
    assert.ok(state.subarray(0, size.length).equals(size), alg);
  }
});

describe("keys", () => {
  test("PKCS#12: RSA, P-256, P-384 and a legacy file; two documents with one password", async () => {
    const k = signer("rsa2048"), legacy = `${dir}/legacy.p12`;
    judge.run("openssl", ["pkcs12", "-export", "-legacy", "-inkey", k.key, "-in", k.cert, "-passout", "pass:secret", "-out", legacy]);
    for (const file of [k.p12, signer("p256").p12, signer("p384").p12, legacy]) {
      const r = await once(`p12:${file}`, { files: ["classic.pdf", "second.pdf"] });
      assert.equal(r.status, 0, r.err);
      assert.equal(r.peer.signed.length, 2);
      assert.match(r.out, /Confirmation number: 482913[^]*Title: 業務委託契約[^]*SHA-256: [0-9a-f]{64}[^]*Name: 山田 太郎[^]*Issuer: Test Root[^]*Signed\./);
      assert.doesNotMatch(r.out + r.err, /secret/);
      assert.deepEqual(r.peer.asked.map((a) => a.call), ["redeem", "certificate", "prepare", "prepare", "complete", "status", "status"]);
      for (const s of r.peer.signed.filter((x) => x.alg === "rsa-pkcs1-sha256")) // the same value as in the file made with the key
        assert.ok(s.value.equals(judge.signatureValue(judge.signatureParts(s.out)[0].contents)));
    }
  });
  test("SoftHSM: RSA, P-256 and P-384; several certificates need a choice", async () => {
    for (const id of [1, 2, 3]) {
      const r = await once(softhsm.uri(id), {}, { pin: "4711" });
      assert.equal(r.status, 0, r.err);
      assert.equal(r.peer.signed.length, 1);
      assert.doesNotMatch(r.err, /Note/);
    }
    const r = await once(softhsm.uri(), {}, { pin: "4711" });
    assert.match(r.err, /4 certificates can be used/);
    assert.equal(r.peer.asked.at(-1).call, "cancel");
  });
  test("certificates are listed with what keeps them from being chosen", async () => {
    const r = await run(["certificates", "--key", softhsm.uri(), "--lang", "ja"]);
    assert.equal(r.status, 0, r.err);
    assert.equal(r.out.match(/商号・組織: 株式会社甲/g).length, 4);
    assert.match(r.out, /使えません: 利用者証明（ログイン）用/);
    assert.match(r.out, /保管場所: card/);
    const file = await run(["certificates", "--key", `p12:${signer("p256").p12}`, "--pin-fd", "3"], { pin: "secret" });
    assert.match(file.out, /EC P-256/);
  });
  test("a key that asks for the PIN at each signature gets the one that was entered", async () => {
    const count = `${dir}/logins-always`;
    const r = await once(softhsm.uri(5, `${dir}/last-try.so`), { files: ["classic.pdf", "second.pdf"] }, { pin: "4711", env: { LOGIN_COUNT: count } });
    assert.equal(r.status, 0, r.err);
    assert.equal(fs.readFileSync(count, "utf8"), "1 pin\n2 pin\n2 pin\n");
  });
  test("a wrong PIN is tried once, told to nobody but the person, and the server hears of the end", async () => {
    const count = `${dir}/logins`;
    const uri = softhsm.uri(1, `${dir}/last-try.so`);
    for (const [key, pin, why] of [[uri, "0000", /PIN is wrong/], [`p12:${signer("p256").p12}`, "guess", /password does not open/]]) {
      const r = await once(key, {}, { pin, env: { LOGIN_COUNT: count } });
      assert.notEqual(r.status, 0);
      assert.match(r.err, why);
      assert.deepEqual(r.peer.asked.map((a) => a.call), ["redeem", "cancel"]);
      assert.doesNotMatch(JSON.stringify(r.peer.asked) + r.err + r.out, /0000"|guess/);
    }
    assert.equal(fs.readFileSync(count, "utf8"), "1 pin\n");
  });
  test("a token that counts wrong PINs is used as on Windows, by the same module", async () => {
    const module = buildModule(`${dir}/test-token.so`), keys = ["rsa", "p256"].map((name) => signers.find((s) => s.name.includes(name)));
    const token = makeTestToken(`${dir}/test-token`, keys);
    await judgeToken(assert, token, ({ pin, key }) => once(`${key}?module-path=${module}`, {}, { pin, env: { SKYSIGN_TEST_TOKEN: token.dir } }));
  });

  test("the last try and a locked PIN are left alone; a reader's own pad is used", async () => {
    const uri = softhsm.uri(1, `${dir}/last-try.so`), count = `${dir}/logins-flags`;
    for (const [flags, why] of [["20000", /one try of the PIN is left/], ["40000", /PIN is locked/]]) {
      const r = await once(uri, {}, { pin: "4711", env: { TOKEN_FLAGS: flags, LOGIN_COUNT: count } });
      assert.equal(r.status, 8, r.err);
      assert.match(r.err, why);
      assert.equal(r.peer.asked.at(-1).body.reason, "pin_locked");
      assert.ok(!fs.existsSync(count));
    }
    const r = await once(uri, {}, { env: { TOKEN_FLAGS: "100", LOGIN_COUNT: count } });
    assert.equal(r.status, 0, r.err);
    assert.equal(fs.readFileSync(count, "utf8"), "1 pad\n");
  });
});

describe("the person", () => {
  const typed = (list, peer, answer) => {
    const answers = [["パスワード (", "secret"], ["よろしいですか？", answer]];
    fs.writeFileSync(`${dir}/ticket`, peer.ticket());
    return run(["-qec", `${client} sign --server ${peer.origin} --servers ${list} --ticket-fd 4 --key ` +
    `p12:${signer("rsa2048").p12} --lang ja 4<ticket`, "/dev/null"], { answers, command: "script" });
  };
  test("types the password and agrees on the terminal; without agreement nothing is signed", async () => {
    const { peer, list } = await start();
    const no = await typed(list, peer, "n");
    assert.match(no.out, /確認番号: 482913[^]*署名する方: 山田 太郎[^]*よろしいですか/);
    assert.notEqual(no.status, 0);
    assert.equal(peer.asked.at(-1).body.reason, "user");
    assert.equal(peer.signed.length, 0);
    const yes = await typed(list, peer, "y");
    assert.equal(yes.status, 0, yes.out);
    assert.equal(peer.signed.length, 1);
    assert.doesNotMatch(yes.out, /secret/);
    assert.equal(peer.wrong(), null);
    peer.close();
  });
  test("without a terminal and without --yes nothing is signed", async () => {
    const { peer, list } = await start();
    const r = await run([client, "sign", "--server", peer.origin, "--servers", list, "--ticket-stdin", "--key", `p12:${signer("rsa2048").p12}`,
      "--pin-fd", "3", "--lang", "en"], { command: "setsid", ticket: peer.ticket(), pin: "secret" });
    assert.match(r.err, /no terminal to ask on/);
    assert.equal(peer.asked.at(-1).body.reason, "user");
    assert.equal(peer.signed.length, 0);
    peer.close();
  });
});

describe("another party signs at the same time", () => {
  const conflict = (code) => ({ http: 409, problem: code });
  test("the session prepares anew, and gives up after a while", async () => {
    let n = 0;
    const r = await once(`p12:${signer("rsa2048").p12}`, { twist: { complete: (a) => (n++ ? a : conflict("revision-changed")) } });
    assert.equal(r.status, 0, r.err);
    assert.match(r.err, /preparing anew/);
    assert.equal(r.peer.asked.filter((a) => a.call === "complete").length, 2);
    const busy = await once(`p12:${signer("rsa2048").p12}`, { twist: { prepare: () => conflict("conflict") } }, { lang: "ja" });
    assert.equal(busy.status, 5, busy.err);
    assert.match(busy.err, /他の方の署名と重なったか/);
    assert.equal(busy.peer.asked.filter((a) => a.call === "prepare").length, 6);
    assert.equal(busy.peer.asked.at(-1).call, "cancel");
  });
  test("their signature in the update is told", async () => {
    const before = fs.readFileSync(`${dir}/second.pdf`);
    const first = judge.run(judge.skysign, ["sign", `${dir}/second.pdf`, `${dir}/grown.pdf`, "--overwrite", "--key", signer("p256").key, "--cert", signer("p256").cert]);
    assert.equal(first.status, 0, first.err);
    // the revision that is signed is grown.pdf, what the browser showed is second.pdf
    const shown = { size: before.length, sha256: crypto.createHash("sha256").update(before).digest("hex") };
    const states = Object.fromEntries(Object.entries(midstate("sha256", before)).map(([k, v]) => [k, v.toString("base64")]));
    const twist = {
      redeem: (a) => Object.assign(a.documents[0], shown) && a,
      prepare: (a) => {
        for (const o of a.operations ?? []) {
          const theirs = fs.readFileSync(`${dir}/grown.pdf`).subarray(before.length);
          o.proof = { shown_size: before.length, ...states,
            update: [Buffer.concat([theirs, Buffer.from(o.proof.update[0], "base64")]).toString("base64"), o.proof.update[1]] };
        }
        return a;
      },
    };
    const r = await once(`p12:${signer("rsa2048").p12}`, { files: ["grown.pdf"], twist });
    assert.equal(r.status, 0, r.err);
    assert.match(r.err, /another party's signature was added/);
    assert.equal(r.peer.signed.length, 1);
  });
});

describe("answers that get lost", () => {
  test("the status tells whether the signatures arrived; if not even that comes, nothing is claimed", async () => {
    const gone = () => (rs) => rs.destroy();
    const key = `p12:${signer("rsa2048").p12}`;
    const r = await once(key, { twist: { complete: gone } });
    assert.equal(r.status, 0, r.err);
    assert.equal(r.peer.signed.length, 1);
    const lost = await once(key, { twist: { complete: gone, status: gone } }, { lang: "ja" });
    assert.equal(lost.status, 8);
    assert.match(lost.err, /署名は送りましたが、結果を確認できません/);
    assert.equal(lost.peer.asked.at(-1).call, "status");
  });
});

describe("evil servers", () => {
  const operation = (change) => ({ prepare: (a) => { a.operations?.forEach(change); return a; } });
  const flip = (text, at = 0) => {
    const b = Buffer.from(text, "base64");
    b[at < 0 ? b.length + at : at] ^= 1;
    return b.toString("base64");
  };
  test("one that is not who it says gets no ticket: self-signed, another authority, another key", async () => {
    const other = judge.makeCa();
    for (const [options, why] of [
      [{ root: other.root }, /certificate/i],
      [{ tls: other.issue("evil", { kind: "p256", purpose: "tls" }) }, /certificate/i],
      [{ pin: crypto.createHash("sha256").update("another key").digest("base64") }, /public key|pin/i],
    ]) {
      const r = await once(`p12:${signer("rsa2048").p12}`, options);
      assert.equal(r.status, 8, r.err);
      assert.match(r.err, why);
      assert.equal(r.peer.requests(), 0);
    }
    const key = crypto.createPublicKey(fs.readFileSync(tls.cert)).export({ type: "spki", format: "der" });
    const r = await once(`p12:${signer("rsa2048").p12}`, { pin: crypto.createHash("sha256").update(key).digest("base64") });
    assert.equal(r.status, 0, r.err);
  });
  test("the system's proxy is used and sees no ticket", async () => {
    const { peer, sign } = await start();
    const through = [], bytes = [];
    const proxy = http.createServer((rq, rs) => rs.writeHead(403).end()).on("connect", (rq, socket, head) => {
      through.push(rq.url);
      const there = net.connect(peer.port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        there.write(head);
        socket.on("data", (d) => bytes.push(d)).pipe(there).pipe(socket);
      });
      for (const s of [socket, there]) s.on("error", () => {});
    });
    await new Promise((done) => proxy.listen(0, "127.0.0.1", done));
    const r = await sign(`p12:${signer("rsa2048").p12}`, { env: { HTTPS_PROXY: `http://127.0.0.1:${proxy.address().port}`, NO_PROXY: "" } });
    proxy.close();
    proxy.closeAllConnections();
    peer.close();
    assert.equal(r.status, 0, r.err);
    assert.ok(through.length && through.every((u) => u === `127.0.0.1:${peer.port}`));
    assert.ok(!Buffer.concat(bytes).includes(peer.asked[0].body.ticket));
  });
  test("one that is not on the list is not asked, nor is it without a list, nor over http", async () => {
    const { peer, list } = await start();
    for (const [server, servers, why] of [
      [peer.origin.replace("127.0.0.1", "localhost"), list, /not on this PC's list/],
      [peer.origin, `${dir}/absent`, /no server is allowed yet/],
      [peer.origin.replace("https", "http"), list, /https:/],
    ]) {
      const r = await run(["sign", "--server", server, "--servers", servers, "--ticket-stdin", "--key", `p12:${signer("rsa2048").p12}`, "--lang", "en"],
        { ticket: peer.ticket() });
      assert.notEqual(r.status, 0);
      assert.match(r.err, why);
    }
    assert.equal(peer.requests(), 0);
    peer.close();
  });
  test("redirects, pages, garbage and answers without end are refused", async () => {
    const raw = (status, headers, body) => ({ redeem: () => (rs) => rs.writeHead(status, headers).end(body) });
    const json = { "Content-Type": "application/json" };
    let sent = 0;
    const endless = () => (rs) => {
      const part = Buffer.alloc(1 << 20, " ");
      const more = () => { while (sent++ < 1024) if (!rs.write(part)) return rs.once("drain", more); rs.end("{}"); };
      rs.on("error", () => {}).writeHead(200, json);
      more();
    };
    for (const [twist, why, status] of [
      [raw(302, { Location: "https://127.0.0.1:1/" }), /sends elsewhere/, 8],
      [raw(200, { "Content-Type": "text/html" }, "<html>"), /does not answer as a SkySign server/, 8],
      [raw(200, json, "{"), /no JSON object/, 2],
      [raw(200, json, JSON.stringify({ session: 7 })), /"session"/, 2],
      [{ redeem: endless }, /over 1048576 bytes/, 6],
    ])
      await refused({ twist }, why, { status, reason: null });
    assert.ok(sent < 100, "it hung up early");
  });
  test("another document, another update, other attributes are never signed", async () => {
    const foreign = fs.readFileSync(`${dir}/second.pdf`);
    for (const [twist, why] of [
      [operation((o) => { o.proof.midstate = flip(o.proof.midstate); }), /proof/],
      [operation((o) => { o.proof.tail = flip(o.proof.tail); }), /proof/],
      [operation((o) => { o.proof.update[0] = flip(o.proof.update[0], 20); }), /proof/],
      [operation((o) => { o.proof.update[1] = flip(o.proof.update[1], 20); }), /proof/],
      [operation((o) => { o.proof.shown_size += 64; }), /another size/],
      [operation((o) => { o.message_digest = flip(o.message_digest); }), /proof/],
      [operation((o) => { o.signed_attrs = flip(o.signed_attrs, -1); }), /something else/],
      [operation((o) => { o.signed_attrs = Buffer.alloc(32, 7).toString("base64"); }), /something else/],
      [operation((o) => { o.signature_algorithm = "rsa-pss-sha256"; }), /was agreed/],
      [{ certificate: (a) => ({ ...a, chosen: "ecdsa-p256-sha256" }) }, /not offered/],
      [{ redeem: (a) => { a.documents[0].sha256 = crypto.createHash("sha256").update(foreign).digest("hex"); return a; } }, /another document/],
    ])
      await refused({ twist }, why);
    await refused({ twist: operation((o) => { o.document = "doc_9"; }) }, /not shown/, { status: 2 });
    await refused({ twist: { prepare: (a) => (a.operations ? { ...a, operations: [...a.operations, ...a.operations] } : a) } }, /every document/, { status: 2 });
  });
  test("SHA-384: the state of another document is caught by the digest that was told", async () => {
    const other = Buffer.from(fs.readFileSync(`${dir}/classic.pdf`));
    other[40] ^= 1; // in the first block, so that the end stays
    const forged = (o) => {
      const update = o.proof.update.map((u) => Buffer.from(u, "base64"));
      o.proof.midstate = midstate("sha384", other).midstate.toString("base64");
      o.message_digest = crypto.createHash("sha384").update(other).update(update[0]).update(update[1]).digest("base64");
    };
    const { peer, sign } = await start({ twist: operation(forged) });
    const r = await sign(`p12:${signer("p384").p12}`);
    assert.equal(r.status, 7, r.err);
    assert.match(r.err, /another document/);
    assert.equal(peer.signed.length, 0);
    peer.close();
    await refused({ twist: { redeem: (a) => { delete a.documents[0].sha384; return a; } } }, /sha384/, { status: 2, reason: null });
  });
  test("JavaScript in the update is refused when nobody can be asked", async () => {
    const evil = operation((o) => {
      const update = o.proof.update.map((u) => Buffer.from(u, "base64"));
      update[1] = Buffer.concat([update[1], Buffer.from("\n9 0 obj\n<</S/#4aavaScript/#4A#53(app.alert(1))>>\nendobj\n")]);
      o.proof.update[1] = update[1].toString("base64");
      const file = fs.readFileSync(`${dir}/classic.pdf`);
      const before = Buffer.from(o.message_digest, "base64");
      const digest = crypto.createHash("sha256").update(file).update(update[0]).update(update[1]).digest();
      const attrs = Buffer.from(o.signed_attrs, "base64");
      digest.copy(attrs, attrs.indexOf(before));
      o.message_digest = digest.toString("base64");
      o.signed_attrs = attrs.toString("base64");
    });
    await refused({ twist: evil }, /JavaScript/, { status: 3, reason: "user" });
  });
  test("a ticket works once, and failures of the server are told in the person's language", async () => {
    const { peer, list } = await start({ twist: { certificate: () => ({ http: 422, problem: "cert-revoked" }) } });
    const ticket = peer.ticket();
    const sign = () => run(["sign", "--server", peer.origin, "--servers", list, "--ticket-stdin", "--key", `p12:${signer("rsa2048").p12}`, "--pin-fd", "3",
      "--yes", "--lang", "ja"], { ticket, pin: "secret" });
    assert.match((await sign()).err, /失効しています。別の証明書を選ぶか/);
    assert.equal(peer.asked.at(-1).call, "cancel");
    assert.match((await sign()).err, /署名のコードは使えません[^]*もう一度始めてください/);
    peer.close();
    const failed = await once(`p12:${signer("rsa2048").p12}`,
      { twist: { status: () => ({ state: "failed", error: { title: "署名の値が正しくありません", detail: "" }, documents: [] }) } });
    assert.equal(failed.status, 5);
    assert.match(failed.err, /署名の値が正しくありません/);
    assert.notEqual(failed.peer.asked.at(-1).call, "cancel");
  });
});

describe("the command line", () => {
  const good = `skysign://sign/127.0.0.1:1/${Buffer.alloc(32).toString("base64url")}`;
  test("--url takes one address and nothing beside it", async () => {
    for (const args of [
      ["--url"], ["--url", good, "--servers", "x"], ["--url", `${good}" --server=https://evil "y`], ["--servers", "x", "--url", good],
      ["--url", "skysign://sign/x", "--server=https://evil", "y"], [`--url=${good}`], ["sign", "--url", good], ["--url", "-h"], ["--url", `${good}/`],
    ]) {
      const r = await run(args);
      assert.equal(r.status, 2, `${args}: ${r.err}`);
    }
    const r = await run(["--url", good]); // as it should be: then the PC's own list decides
    assert.equal(r.status, 3, r.err);
  });
  test("what is wrong on the command line is named", async () => {
    for (const [args, why] of [
      [["sign", "--server", "https://a.jp", "--key", "x:y", "--servers", "list"], /p12:FILE, pkcs11:URI/],
      [["sign", "--server", "https://a.jp", "--key", "p12:a", "--servers", "list"], /--ticket-stdin or by --ticket-fd/],
      [["sign", "--server", "https://a.jp", "--key", "p12:a", "--servers", "list", "--ticket-stdin"], /43 characters/],
      [["sign", "--pin", "1234"], /unknown option --pin/], [["sign", "--pin-fd", "-1"], /file descriptor/], [["certificates", "x"], /not understood/],
      [["certificates", "--key", "pkcs11:token=x?pin-value=1"], /PIN does not belong/],
    ]) {
      fs.writeFileSync(`${dir}/list`, "https://a.jp\n");
      const r = await run([...args, "--lang", "en"]);
      assert.equal(r.status, 2, r.err);
      assert.match(r.err, why);
    }
    assert.match((await run(["--help"])).out, /usage: skysign-client sign/);
    assert.match((await run(["--version"])).out, /^skysign-client \d/);
    assert.equal((await run([])).status, 4);
  });
  test("it links little", () => {
    const libs = execFileSync("ldd", [client]).toString();
    assert.doesNotMatch(libs, /pango|cairo|libpq\.|sqlite|microhttpd|archive|turbojpeg/);
  });
});
