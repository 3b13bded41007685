// A token in software for signing programs: SoftHSM, with keys and certificates put in by OpenSC's pkcs11-tool.
import assert from "node:assert/strict";
import fs from "node:fs";
import { run } from "./judge.mjs";

export const softhsmModule = "/usr/lib/softhsm/libsofthsm2.so";

/** Keys: {name, key, cert, always}; their ids are 01, 02 … `always`: the PIN is asked at each signature. Gives {uri(id, module), remove(), putBack()};
 * SOFTHSM2_CONF of this process names it. */
export function makeToken(dir, keys, { pin = "4711" } = {}) {
  const must = (program, ...args) => {
    const done = run(program, args);
    assert.equal(done.status, 0, done.out + done.err);
  };
  const tokens = `${dir}/tokens`;
  process.env.SOFTHSM2_CONF = `${dir}/softhsm.conf`;
  fs.mkdirSync(tokens);
  fs.writeFileSync(`${dir}/softhsm.conf`, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  must("softhsm2-util", "--init-token", "--free", "--label", "card", "--pin", pin, "--so-pin", "1234");
  keys.forEach(({ name, key, cert, always }, i) => {
    const object = `${dir}/object.der`;
    const write = (type, ...more) => must("pkcs11-tool", "--module", softhsmModule, "--token-label", "card", "--login", "--pin", pin,
      "--write-object", object, "--type", type, "--id", `0${i + 1}`, "--label", name, ...more);
    must("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", key, "-outform", "DER", "-out", object);
    write("privkey", "--usage-sign", ...(always ? ["--always-auth"] : []));
    must("openssl", "x509", "-in", cert, "-outform", "DER", "-out", object);
    write("cert");
    fs.rmSync(object);
  });
  const away = `${dir}/tokens-away`, move = (from, to) => fs.readdirSync(from).forEach((name) => fs.renameSync(`${from}/${name}`, `${to}/${name}`));
  fs.mkdirSync(away);
  return { remove: () => move(tokens, away), putBack: () => move(away, tokens), uri: (id, module = softhsmModule) => `pkcs11:token=card${id ? `;id=%0${id}` : ""}?module-path=${module}` };
}
