// What is generated from tables is what lies in the repository.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import fs from "node:fs";
import { it } from "node:test";
import { skysign, tempDir } from "../support/judge.mjs";

const run = (...args) => spawnSync(skysign, args, { encoding: "utf8" });

it("docs/operations/settings.md is made from the table of settings", () => {
  assert.equal(run("settings", "--markdown").stdout, fs.readFileSync(new URL("../../docs/operations/settings.md", import.meta.url), "utf8"));
});

it("an unknown setting is refused with the nearest", () => {
  const r = run("settings", "--set", "lisen=1");
  assert.equal(r.status, 2);
  assert.match(r.stderr, /did you mean listen\?/);
});

it("openapi names every schema that it refers to", () => {
  const text = run("openapi").stdout, api = JSON.parse(text);
  assert.match(api.openapi, /^3\.1/);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) assert.ok(api.components.schemas[name], name);
  assert.ok(api.paths["/api/v1/envelopes/{id}/send"].post);
});

it("doctor names what is missing, with its fix, and ends with 1", () => {
  const r = run("doctor", "--set", `data_dir=${tempDir("doctor")}/data`, "--set", "language=en");
  assert.equal(r.status, 1);
  assert.match(r.stdout, /\[--\] Users reach the service by https\n +base_url is not https\n +→ Put a TLS proxy/);
  assert.match(r.stdout, /\[ok\] qpdf is installed/);
  assert.equal(r.stdout.match(/^\[/gm).length, 16);
});

const starts = (settings) => new Promise((done) => {
  const args = Object.entries({ data_dir: `${tempDir("start")}/data`, listen: "127.0.0.1:0", ...settings }).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  execFile(skysign, ["serve", ...args], { timeout: 20_000 }, (e, _, err) => done({ code: e?.code, err }));
});

// A service without a secret of ours could lead the browser on to another one, and hand in that one's code as its own (mix-up, RFC 9700 §4.4).
it("remote signing services have addresses that everybody reads the same, and secrets where there are several", async () => {
  const two = "A,https://a.example/csc/v2,x;B,https://b.example/csc/v2,y", some = { remote_signing_credentials_file: `${tempDir("start")}/secrets` };
  fs.writeFileSync(some.remote_signing_credentials_file, "A,secret of a\n", { mode: 0o600 });
  const cases = [
    [{ remote_signing: "A,https://user@a.example/csc/v2,x" }, /"A" needs .* an https address of a host without user/], [{ remote_signing: "A,https://a.example/csc/v2#f,x" }, /without user, \? and #/],
    [{ remote_signing: "A,http://a.example/csc/v2,x" }, /an https address/], [{ remote_signing: "A,https://a.example\\@b.example,x" }, /of a host/],
    [{ remote_signing: two }, /with several services each needs a secret .* "A" has none/], [{ remote_signing: two, ...some }, /with several services each needs a secret .* "B" has none/],
  ];
  const all = await Promise.all(cases.map(([settings]) => starts(settings)));
  for (const [i, [settings, text]] of cases.entries()) {
    assert.equal(all[i].code, 8, JSON.stringify(settings));
    assert.match(all[i].err, text);
    assert.ok(!all[i].err.includes("secret of a"));
  }
});
