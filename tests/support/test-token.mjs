// A token of the tests' own PKCS#11 module (tests/token/module.c), which counts wrong PINs as a card does.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** The module for this system; Windows' is of the Windows build. */
export function buildModule(out) {
  const flags = execFileSync("pkg-config", ["--cflags", "--libs", "p11-kit-1", "libcrypto"], { encoding: "utf8" }).trim().split(/\s+/);
  execFileSync("gcc", ["-shared", "-fPIC", "-o", out, path.resolve(import.meta.dirname, "../token/module.c"), ...flags]);
  return out;
}

/** Keys: {key, cert}; their ids are 01, 02 … Gives {dir, logins(), tries(n), always()}: what was logged in to since it was asked last;
 * how many tries are left, or that they are n; every signature asks for the PIN from now on. */
export function makeTestToken(dir, keys, { pin = "4711" } = {}) {
  fs.mkdirSync(dir);
  fs.writeFileSync(`${dir}/pin`, pin);
  keys.forEach(({ key, cert }, i) => {
    execFileSync("openssl", ["pkcs8", "-topk8", "-nocrypt", "-in", key, "-outform", "DER", "-out", `${dir}/${i + 1}.key`]);
    execFileSync("openssl", ["x509", "-in", cert, "-outform", "DER", "-out", `${dir}/${i + 1}.der`]);
  });
  const read = (name) => { try { return fs.readFileSync(`${dir}/${name}`, "utf8"); } catch { return ""; } };
  return {
    dir,
    logins: () => { const got = read("logins").split(/\r?\n/).filter(Boolean); fs.rmSync(`${dir}/logins`, { force: true }); return got; },
    tries: (n) => (n === undefined ? Number(read("tries") || 3) : fs.writeFileSync(`${dir}/tries`, String(n))),
    always: () => fs.writeFileSync(`${dir}/always`, "1"),
  };
}

/** What a signing program must do with such a token, whatever the system. sign({pin, key}) gives {status, out, err} of a signing by
 * `key` ("pkcs11:…"); assert: node's. */
export async function judgeToken(assert, token, sign) {
  const good = await sign({ pin: "4711", key: "pkcs11:id=%01" });
  assert.equal(good.status, 0, good.err);
  assert.deepEqual(token.logins(), ["user"], "one log-in");
  const ec = await sign({ pin: "4711", key: "pkcs11:token=test%20card;id=%02" });
  assert.equal(ec.status, 0, ec.err);
  token.logins();

  const wrong = await sign({ pin: "0000", key: "pkcs11:id=%01" });
  assert.notEqual(wrong.status, 0);
  assert.match(wrong.err, /few tries are left/);
  assert.deepEqual([token.logins(), token.tries()], [["user"], 2], "a wrong PIN is tried once");
  token.tries(1);
  const spared = await sign({ pin: "4711", key: "pkcs11:id=%01" });
  assert.match(spared.err, /one try of the PIN is left/i);
  assert.deepEqual([token.logins(), token.tries()], [[], 1], "the last try is the vendor's program's");
  token.tries(0);
  const locked = await sign({ pin: "4711", key: "pkcs11:id=%01" });
  assert.match(locked.err, /locked/);
  assert.deepEqual(token.logins(), []);
  token.tries(3);

  token.always();
  const always = await sign({ pin: "4711", key: "pkcs11:id=%01" });
  assert.equal(always.status, 0, always.err);
  assert.deepEqual(token.logins(), ["user", "context"], "the PIN again for the signature");
}
