// A My Number card (マイナンバーカード) at the real signing program: an emulated card in a virtual reader, over a real pcscd, signs
// contracts of a running service whose anchor is an authority in JPKI's form.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { program, startClientFront } from "../support/client-front.mjs";
import * as judge from "../support/judge.mjs";
import { localRoot } from "../support/judged.mjs";
import { JpkiCard, makeJpki, startReaders } from "../support/jpki-card.mjs";
import { startPages } from "../support/online-ca.mjs";
import { accept, agentOf, ask, hanako, open, own, problem, sent, taro, ticketOf } from "../support/party-signing.mjs";
import { Service, agree, setUp, until, waitForState } from "../support/service.mjs";

const dir = judge.tempDir("client-jpki");
let readers, jpki, closed, service, front, w, card, envelope, at;

before(async () => {
  closed = await startPages({}); // J-LIS answers approved verifiers alone
  const starting = startReaders();
  jpki = makeJpki({ ocsp: closed.url });
  [readers, service] = await Promise.all([starting, Service.start({
    settings: { verify_trust: jpki.roots, revocation_allow_private: "true", trusted_proxies: "127.0.0.1" } })]);
  Object.assign(process.env, readers.env);
  front = await startClientFront(service);
  w = { service, owner: await setUp(service) };
  await accept(w, { jpki: true }); // organisations do so themselves; they refuse such cards at first
  card = newCard();
  // it stays unsigned through all that fails
  envelope = await sent(w, [{ person: taro }, own], { documents: 2 });
  at = await open(w, envelope, taro);
});
after(async () => {
  card?.remove();
  front?.close();
  closed?.close();
  await readers?.close();
  await service?.stop();
});
const newCard = () => new JpkiCard({ certificate: jpki.signature.der, ca: jpki.ca, key: fs.readFileSync(jpki.signature.key) });

/** Signs with a fresh ticket. */
async function sign({ key = "jpki:", ...options } = {}) {
  const ticket = await ask(at, taro), r = await front.sign(ticket.code, key, options);
  return { ...r, state: (await ticketOf(at, ticket)).state };
}

/** Refused for `why`, in Japanese; the server knows, and nothing of the password is to be seen. */
async function refused(why, options, status = 8) {
  const r = await sign({ pin: "ABC123", lang: "ja", ...options });
  assert.match(r.err, why);
  assert.equal(r.status, status, r.err);
  assert.doesNotMatch(r.err + r.out, /ABC123|WRONG1/);
  assert.equal(r.state, "cancelled");
}

/** A program alone: {status, out, err}. answers: [question, answer] typed when it is asked on the terminal. */
function run(command, args, { pin = "", env = {}, answers = [] } = {}) {
  return new Promise((done) => {
    const p = spawn(command, args, { cwd: dir, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe", "pipe"] });
    let out = "", err = "";
    p.stdout.on("data", (d) => {
      out += d;
      while (answers.length && out.includes(answers[0][0])) {
        out = out.replace(answers[0][0], "");
        p.stdin.write(`${answers.shift()[1]}\n`);
      }
    });
    p.stderr.on("data", (d) => (err += d));
    p.stdio[3].on("error", () => {}).end(`${pin}\n`);
    p.stdin.on("error", () => {});
    p.on("close", (status) => done({ status, out, err }));
  });
}

/** What it says of the card alone, without a server. */
async function lists(why, { key = "jpki:", pin = "ABC123", env } = {}) {
  const r = await run(program, ["certificates", "--key", key, "--pin-fd", "3", "--lang", "ja"], { pin, env });
  assert.match(r.out + r.err, why);
}

test("reader, card or what is on it are missing: it says which", async () => {
  const none = await startReaders({ readers: false });
  await Promise.all([
    refused(/リーダーにカードがありません[^]*もう一度/),
    lists(/指定した名前のICカードリーダーがありません/, { key: "jpki:Another Reader" }),
    lists(/pcscd[^]*動いていません/, { env: { PCSCLITE_CSOCK_NAME: `${dir}/nothing` } }),
    lists(/ICカードリーダーがありません/, { env: none.env }),
  ]);
  await none.close();
  await card.insert(readers);
  for (const [what, answer, why] of [
    ["application", "6a82", /マイナンバーカードではない/],
    ["read certificate", "000000009000", /署名用の電子証明書が入っていません/],
    ["tries", "6f00", /応答が正しくありません[^]*6F00/],
    ["tries", "9000", /ほかのプログラムがカードを使っています/],
  ]) {
    card.twist = (entry, good) => (entry.what === what ? answer : good);
    await lists(why);
  }
  card.twist = (entry, good) => (entry.what === "sign" ? good.replace(/^../, "00") : good);
  await refused(/the key belongs to another one; nothing was sent/);
  card.twist = null;
});

test("a wrong password is tried once, and how many are left is told; the last try is spared, a blocked one left alone", async () => {
  const tried = () => card.did("verify");
  card.log = [];
  await refused(/署名用パスワードが違います。残りは4回/, { pin: "WRONG1" }, 3); // and nothing else is given to it
  await lists(/英数字6文字から16文字/, { pin: "1234" });
  assert.equal(tried(), 1);
  card.tries = 2;
  for (const pin of ["WRONG1", "ABC123"]) await refused(/残りが1回以下[^]*市区町村の窓口/, { pin });
  assert.deepEqual([tried(), card.tries], [2, 1]);
  card.tries = 0;
  await refused(/ロックされています[^]*市区町村の窓口/);
  assert.equal(tried(), 2);
  card.tries = 5;
});

test("a person is told on the terminal what the certificate says, and how many tries are left", async () => {
  const prompt = "署名用パスワード（英数字6〜16文字） (Virtual PCD 00 00): ";
  const r = await run("script", ["-qec", `${program} certificates --key jpki: --lang ja`, "/dev/null"],
    { answers: [[prompt, "WRONG1"], [prompt, "abc123"]] });
  assert.match(r.out, /氏名・住所・生年月日・性別[^]*サーバーに送られ[^]*残りの回数: 5\s[^]*残りは4回[^]*残りの回数: 4\s[^]*氏名: 山田　太郎[^]*鍵: RSA 2048/);
  assert.doesNotMatch(r.out, /WRONG1|abc123/i);
  assert.equal(card.tries, 5);
});

test("two cards need a choice, by the reader's name; without a token that signs, the card is the key", async () => {
  const second = newCard();
  await second.insert(readers, 1);
  card.log = [];
  await lists(/複数のリーダー/);
  await lists(/保管場所: Virtual PCD 00 01/, { key: "jpki:Virtual PCD 00 01" });
  assert.deepEqual([card.did("verify"), second.did("verify")], [0, 1]);
  second.remove();
  const unnamed = { key: null, env: { HOME: dir, SOFTHSM2_CONF: "/dev/null" } };
  await until("the second reader to be empty", () => readers.count(1, "Removed"));
  await refused(/署名用パスワードが違います/, { pin: "WRONG1", ...unnamed }, 3);
  card.remove();
});

test("a card that is taken away is noticed at each step, and no password goes to the next one", async () => {
  const next = newCard();
  card.log = [];
  await card.insert(readers);
  // while the person types; another card lies there when the password comes
  const pin = until("the card to be asked", () => card.did("tries"), 10, 20).then(async () => {
    card.remove();
    await next.insert(readers);
    return "ABC123";
  });
  await refused(/カードが抜かれたか/, { pin });
  assert.equal(next.did("verify") + card.did("verify"), 0);
  for (const what of ["read certificate", "sign"]) {
    if (!next.socket) await next.insert(readers);
    next.twist = (entry, answer) => (entry.what === what ? next.remove() ?? null : answer);
    await refused(/カードが抜かれたか|カードを読み取れません/);
  }
  assert.equal(next.did("verify"), 2);
});

test("a contract is signed and concluded; nobody reaches the card in between", async () => {
  let other;
  card.log = [];
  await card.insert(readers);
  card.twist = async (entry, answer) => { // as soon as it is unlocked, another program wants it
    if (entry.what === "verify" && !other) {
      other = run("opensc-tool", ["--reader", "0", "--card-driver", "default", "--send-apdu", "00:A4:04:0C:02:FF:FF"]);
      await sleep(300); // it waits now, or would have been in between
    }
    return answer;
  };
  const r = await sign({ pin: "abc123" }); // typed in small letters
  assert.equal(r.status, 0, r.err);
  assert.equal(r.state, "done");
  assert.match(r.err, /name, address, date of birth and sex[^]*whether this certificate has been revoked could not be asked/);
  assert.match(r.out, /Name: 山田　太郎/);
  await other;
  const did = card.log.map((e) => e.what), from = did.indexOf("verify"), to = did.lastIndexOf("sign");
  assert.deepEqual(did.slice(from, to + 1).filter((x) => !x.startsWith("read")),
    ["verify", "select certificate", "select ca", "select key", "sign",
      "select password", "tries", "verify", "select key", "sign"], "the card asks for the password before each signature");
  assert.equal(did[to + 1], "reset", "locked before anybody else comes");
  assert.ok(card.log.slice(to).some((e) => e.command === "00a4040c02ffff"), "and then the other came");
  await concluded();
});

/** Concluded, and looked at by judges of others. */
async function concluded() {
  const mine = await open(w, envelope, hanako);
  await agree(mine.client, mine.view, hanako);
  const done = await waitForState(w.owner, envelope, "completed", 60);
  const roots = `${dir}/roots.pem`;
  closed.close(); // pdfsig would ask it, while this process waits for pdfsig
  fs.writeFileSync(roots, fs.readFileSync(await localRoot(service), "utf8") + fs.readFileSync(jpki.roots, "utf8"));
  for (const d of done.documents) {
    const file = `${dir}/${d.id}.pdf`;
    fs.writeFileSync(file, await w.owner.download(`/api/v1/envelopes/${envelope.id}/documents/${d.id}/file`));
    const found = judge.pdfsig(file, { root: roots });
    assert.equal(found.length, d.signatures); // and no time-stamp over the document
    assert.ok(found.every((s) => s.signature === "Signature is Valid."), JSON.stringify(found));
    // of the card's certificate nobody tells pdfsig whether it is revoked
    const others = found.filter((s) => s.certificate === "Certificate is Trusted.");
    assert.deepEqual(found.filter((s) => !others.includes(s)).map((s) => s.signer), ["20261127000000sign"]);
    for (let i = 0; i < d.signatures; i++) {
      const cades = judge.opensslCades(file, roots, i);
      assert.ok(cades.ok, cades.text);
    }
  }
  assert.equal(done.level_reached, "B-T", "without revocation data there is no more");
  const { items } = await w.owner.get(`/api/v1/envelopes/${envelope.id}/events`);
  const shown = items.filter((v) => v.kind === "ticket.certificate").at(-1);
  assert.match(shown.text, /20261127000000sign[^]*jpki[^]*unknown/, "and the trail says so");
}

test("the certificate for logging in is refused by the server; the program never touched its key", async () => {
  const another = await sent(w, [{ person: taro }, own]), there = await open(w, another, taro);
  const agent = agentOf(w, jpki.login);
  await agent.redeem((await ask(there, taro)).code);
  await assert.rejects(agent.show(), problem("cert-key-usage", 422));
  assert.equal(card.log.filter((e) => e.what.includes("login")).length, 0);
});
