// The Debian package of the signing program: what is in it works when it is unpacked.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { program } from "../support/client-front.mjs";
import * as judge from "../support/judge.mjs";

const script = path.resolve(import.meta.dirname, "../../packaging/client/deb.sh");

test("the package has both programs, their desktop entry and the list of servers", () => {
  const dir = judge.tempDir("package");
  const deb = execFileSync(script, [path.dirname(program), dir], { encoding: "utf8" }).trim();
  const root = `${dir}/root`;
  execFileSync("dpkg-deb", ["-x", deb, root]);
  execFileSync("dpkg-deb", ["-e", deb, `${dir}/control`]);
  const control = fs.readFileSync(`${dir}/control/control`, "utf8"), of = (field) => control.match(new RegExp(`^${field}: (.*)$`, "m"))[1];
  assert.match(of("Depends"), /libc6.*libpcsclite1.*libssl3/);
  assert.doesNotMatch(of("Depends"), /gtk/, "a server without a desktop can install it");
  assert.match(of("Recommends"), /libgtk-4-1.*pcscd/);
  assert.equal(fs.readFileSync(`${dir}/control/conffiles`, "utf8"), "/etc/skysign/servers\n", "kept when the package is replaced");

  const desktop = `${root}/usr/share/applications/skysign-client.desktop`;
  execFileSync("desktop-file-validate", [desktop]);
  const entry = Object.fromEntries(fs.readFileSync(desktop, "utf8").split("\n")
    .filter((line) => line.includes("=")).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  assert.equal(entry.MimeType, "x-scheme-handler/skysign;");
  const [file, ...args] = entry.Exec.split(" "), where = path.basename(file);
  assert.deepEqual([file, ...args], ["/usr/bin/skysign-client-gtk", "--url", "%u"], "the address is one argument, and neither a shell nor PATH between");

  const run = (name, ...given) => spawnSync(`${root}/usr/bin/${name}`, given, { encoding: "utf8", env: { PATH: process.env.PATH, LANG: "en_US" } });
  const url = `skysign://sign/sign.example.jp/${"A".repeat(43)}`;
  const listed = run("skysign-client", "--url", url); // the list of a new installation names nobody
  assert.equal(listed.status, 3, listed.stderr);
  assert.match(listed.stderr, /\/etc\/skysign\/servers|sign\.example\.jp/);
  const window = run(where, "--url", url); // tests/browser/handler.spec.ts starts it on a desktop
  assert.equal(window.status, 8, window.stderr);
  assert.match(window.stderr, /No window can be opened here/);
  for (const wrong of [[], ["sign"], ["--servers", "x"], ["--version", "x"]]) assert.equal(run(where, ...wrong).status, 2, wrong.join(" "));
  for (const name of ["skysign-client", where]) assert.match(run(name, "--version").stdout, new RegExp(`^${name} \\d`));
});
