// What is generated from tables is what lies in the repository.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
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
