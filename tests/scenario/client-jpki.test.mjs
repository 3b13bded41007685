// A My Number card (マイナンバーカード) at the real signing program: an emulated card in a virtual reader, over a real pcscd, signs
// contracts of a running service whose anchor is an authority in JPKI's form.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { program, startClientFront } from "../support/client-front.mjs";
import * as judge from "../support/judge.mjs";
import { localRoot } from "../support/judged.mjs";
import { JpkiCard, makeJpki, startReaders } from "../support/jpki-card.mjs";
import { startPages } from "../support/online-ca.mjs";
import { agentOf, ask, hanako, open, own, problem, sent, taro, ticketOf } from "../support/party-signing.mjs";
import { Service, agree, setUp, until, waitForState } from "../support/service.mjs";

const dir = judge.tempDir("client-jpki");
let readers, jpki, closed, service, front, w;

before(async () => {
  closed = await startPages({}); // J-LIS answers approved verifiers alone
  jpki = makeJpki({ ocsp: closed.url });
  [readers, service] = await Promise.all([startReaders(), Service.start({
    settings: { verify_trust: jpki.roots, revocation_allow_private: "true", trusted_proxies: "127.0.0.1" } })]);
  Object.assign(process.env, readers.env);
  front = await startClientFront(service);
  w = { service, owner: await setUp(service) };
});
after(async () => {
  front?.close();
  closed?.close();
  await readers?.close();
  await service?.stop();
});

/** A card in the first reader for as long as body takes. */
async function withCard(options, body) {
  const card = new JpkiCard({ certificate: jpki.signature.der, ca: jpki.ca, key: fs.readFileSync(jpki.signature.key), ...options });
  const { tries = 5, application = true } = options;
  card.tries = tries;
  if (!application) card.twist = (entry, answer) => (entry.what === "application" ? "6a82" : answer);
  await card.insert(readers.ports[0]);
  try {
    return await body(card);
  } finally {
    card.remove();
  }
}

/** Signs with a fresh ticket of `at`. */
async function sign(at, { key = "jpki:", ...options } = {}) {
  const ticket = await ask(at, taro), r = await front.sign(ticket.code, key, options);
  return { ...r, state: (await ticketOf(at, ticket)).state };
}

/** The program alone: {status, out, err}. */
function run(args, { pin = "", command = program, env = {} } = {}) {
  return new Promise((done) => {
    const p = spawn(command, args, { cwd: dir, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe", "pipe"] });
    let out = "", err = "";
    p.stdout.on("data", (d) => (out += d));
    p.stderr.on("data", (d) => (err += d));
    p.stdio[3].on("error", () => {}).end(`${pin}\n`);
    p.stdin.on("error", () => {});
    p.on("close", (status) => done({ status, out, err }));
    p.typed = (text) => p.stdin.write(`${text}\n`);
  });
}

let shared;
/** A contract that stays unsigned through all that fails. */
const contract = () => (shared ??= (async () => {
  const envelope = await sent(w, [{ person: taro }, own], { documents: 2 });
  return { envelope, at: await open(w, envelope, taro) };
})());

/** Refused for `why`, in Japanese; the server knows, and no signature came into being. */
async function refused(why, options, { state = "cancelled" } = {}) {
  const { at } = await contract();
  const r = await sign(at, { pin: "ABC123", lang: "ja", ...options });
  assert.equal(r.status, 8, r.err);
  assert.match(r.err, why);
  assert.doesNotMatch(r.err + r.out, /ABC123|abc123/);
  assert.equal(r.state, state);
  return r;
}

test("a card is missing, is another, or has nothing to sign with", async () => {
  await refused(/リーダーにカードがありません[^]*もう一度/);
  await refused(/その?指定した名前のICカードリーダーがありません|指定した名前/, { key: "jpki:Another Reader" });
  await withCard({ application: false }, () => refused(/マイナンバーカードではない/));
  await withCard({ certificate: Buffer.alloc(600) }, (card) => refused(/署名用の電子証明書が入っていません/).then(() => assert.equal(card.did("verify"), 1)));
  await refused(/pcscd[^]*動いていません/, { env: { PCSCLITE_CSOCK_NAME: `${dir}/nothing` } });
  const none = await startReaders({ readers: false });
  await refused(/ICカードリーダーがありません/, { env: none.env });
  await none.close();
});

test("two cards need a choice, by the reader's name", async () => {
  await withCard({}, async (card) => {
    const second = new JpkiCard({ ...card });
    await second.insert(readers.ports[1]);
    await refused(/複数のリーダー/);
    const r = await run(["certificates", "--key", "jpki:Virtual PCD 00 01", "--pin-fd", "3", "--lang", "ja"], { pin: "ABC123" });
    assert.equal(r.status, 0, r.err);
    assert.match(r.out, /氏名: 山田　太郎[^]*鍵: RSA 2048[^]*保管場所: Virtual PCD 00 01/);
    assert.equal(card.did("verify"), 0);
    second.remove();
  });
});

test("a wrong password is tried once, and how many are left is told; the last try is spared, a blocked one left alone", async () => {
  await withCard({}, async (card) => {
    await refused(/署名用パスワードが違います。残りは4回/, { pin: "WRONG1" });
    assert.equal(card.did("verify"), 1);
    await refused(/英数字6文字から16文字/, { pin: "1234" });
    assert.equal(card.did("verify"), 1);
    card.tries = 2;
    await refused(/残りは1回/, { pin: "WRONG1" });
    for (let i = 0; i < 2; i++) await refused(/残りが1回以下[^]*市区町村の窓口/, { pin: "ABC123" });
    assert.deepEqual([card.did("verify"), card.tries], [2, 1]);
    card.tries = 0;
    await refused(/ロックされています[^]*市区町村の窓口/);
    assert.equal(card.did("verify"), 2);
  });
});

test("a card that is taken away is noticed at each step, and no password goes to the next one", async () => {
  await withCard({}, async (card) => {
    // while the person types; another card lies there when the password comes
    const next = new JpkiCard({ ...card });
    const pin = until("the card to be asked", () => card.did("tries")).then(async () => {
      card.remove();
      await until("the reader to notice", () => /Card Removed/.test(readers.said()));
      await next.insert(readers.ports[0]);
      return "ABC123";
    });
    await refused(/カードが抜かれたか/, { pin });
    assert.equal(next.did("verify") + card.did("verify"), 0);
    next.remove();
  });
  for (const what of ["verify", "read certificate", "sign"])
    await withCard({}, async (card) => {
      card.twist = (entry, answer) => (entry.what === what ? card.remove() ?? null : answer);
      await refused(/カードが抜かれたか|カードを読み取れません/);
      assert.equal(card.did("verify"), 1);
    });
});

test("a contract is signed and concluded; nobody reaches the card in between", async () => {
  const { envelope, at } = await contract();
  await withCard({}, async (card) => {
    // another program wants the card as soon as it is unlocked
    let other;
    card.twist = async (entry, answer) => {
      if (entry.what === "verify") {
        other = run(["-c", "opensc-tool --reader 0 --card-driver default --send-apdu 00:A4:04:0C:02:FF:FF"], { command: "sh" });
        await until("the other program to wait", () => readers.said().length).then(() => new Promise((done) => { setTimeout(done, 300); }));
      }
      return answer;
    };
    const r = await sign(at, { pin: "abc123" }); // typed in small letters
    assert.equal(r.status, 0, r.err);
    assert.equal(r.state, "done");
    assert.match(r.err, /name, address, date of birth and sex[^]*whether this certificate has been revoked could not be asked/);
    assert.match(r.out, /Name: 山田　太郎/);
    await other;
    const did = card.log.map((e) => e.what), from = did.indexOf("verify"), to = did.lastIndexOf("sign");
    assert.deepEqual(did.slice(from, to + 1).filter((x) => !x.startsWith("read")),
      ["verify", "select certificate", "select ca", "select key", "sign", "select key", "sign"]);
    assert.equal(did[to + 1], "reset", "what was unlocked is locked before anybody else comes");
    assert.ok(card.log.some((e) => e.command === "00a4040c02ffff"), "and then the other came");
    assert.ok(!did.some((x) => x.includes("login")));
  });
  await judged(envelope);
});

async function judged(envelope) {
  const at = await open(w, envelope, hanako);
  await agree(at.client, at.view, hanako);
  const done = await waitForState(w.owner, envelope, "completed", 60);
  const roots = `${dir}/roots.pem`;
  fs.writeFileSync(roots, fs.readFileSync(await localRoot(service), "utf8") + fs.readFileSync(jpki.roots, "utf8"));
  for (const d of done.documents) {
    const file = `${dir}/${d.id}.pdf`;
    fs.writeFileSync(file, await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${d.id}/file`));
    const found = judge.pdfsig(file, { root: roots, ocsp: false });
    assert.ok(found.every((s) => s.signature === "Signature is Valid." && s.certificate === "Certificate is Trusted."), JSON.stringify(found));
    assert.ok(found.some((s) => /20261127000000sign/.test(s.text)));
    for (let i = 0; i < d.signatures; i++) {
      const cades = judge.opensslCades(file, roots, i);
      assert.ok(cades.ok, cades.text);
    }
  }
  return done;
}

test("the certificate for logging in is refused by the server", async () => {
  const envelope = await sent(w, [{ person: taro }, own]), at = await open(w, envelope, taro);
  const agent = agentOf(w, jpki.login);
  await agent.redeem((await ask(at, taro)).code);
  await assert.rejects(agent.show(), problem("cert-key-usage", 422));
});
