// The Debian package of the signing program: what is in it works when it is unpacked.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { program } from "../support/client-front.mjs";
import * as judge from "../support/judge.mjs";

const script = path.resolve(import.meta.dirname, "../../packaging/client/deb.sh");

test("the package has the program, its desktop entry and the list of servers", () => {
  const dir = judge.tempDir("package");
  const deb = execFileSync(script, [program, dir], { encoding: "utf8" }).trim();
  const root = `${dir}/root`;
  execFileSync("dpkg-deb", ["-x", deb, root]);
  execFileSync("dpkg-deb", ["-e", deb, `${dir}/control`]);
  assert.match(fs.readFileSync(`${dir}/control/control`, "utf8"), /^Depends: .*libc6.*libpcsclite1.*libssl3.*\nRecommends: pcscd$/m);
  assert.equal(fs.readFileSync(`${dir}/control/conffiles`, "utf8"), "/etc/skysign/servers\n", "kept when the package is replaced");

  const entry = Object.fromEntries(fs.readFileSync(`${root}/usr/share/applications/skysign-client.desktop`, "utf8").split("\n")
    .filter((line) => line.includes("=")).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  assert.equal(entry.MimeType, "x-scheme-handler/skysign;");
  const [where, ...args] = entry.Exec.split(" ");
  assert.deepEqual(args, ["--url", "%u"], "the address is one argument, and no shell is between");

  // as a desktop would start it: the list of a new installation names nobody
  const url = `skysign://sign/sign.example.jp/${"A".repeat(43)}`;
  const started = spawnSync(`${root}${where}`, ["--url", url], { encoding: "utf8", env: { ...process.env, LANG: "C" } });
  assert.equal(started.status, 3, started.stderr);
  assert.match(started.stderr, /\/etc\/skysign\/servers|sign\.example\.jp/);
  assert.equal(spawnSync(`${root}${where}`, ["--version"], { encoding: "utf8" }).stdout.split(" ")[0], "skysign-client");
});
