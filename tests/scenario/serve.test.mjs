// `skysign serve` as its operator meets it: starts, heals, ends, refuses a second one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { it } from "node:test";
import { skysign, tempDir } from "../support/judge.mjs";
import { Service, freePort, until } from "../support/service.mjs";

/** Is there such a process, and not only its zombie? */
function lives(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return !"ZX".includes(stat[stat.lastIndexOf(")") + 2]);
  } catch {
    return false;
  }
}

it("prints where it is and the set-up link, and marks itself ready part by part", async () => {
  const s = await Service.start();
  try {
    assert.match(s.out, new RegExp(`^SkySign: ${s.url}\n.*${s.url}/setup#[A-Za-z0-9_-]{43}\n$`, "s"));
    const ready = await (await fetch(`${s.url}/readyz`)).json();
    assert.deepEqual(ready, { ready: true, parts: { database: true, sealer: true, worker: true, disk: true } });
    assert.equal(fs.statSync(`${s.dir}/data`).mode & 0o777, 0o700);
    assert.equal(fs.readFileSync(`/proc/${s.pids().sealer}/limits`, "utf8").match(/Max core file size +(\d+)/)[1], "0");
  } finally {
    assert.deepEqual(await s.stop(), { code: 0, signal: null });
  }
});

it("is not ready while the sealer takes connections but gives no answer", async () => {
  const s = await Service.start();
  const { sealer } = s.pids();
  try {
    process.kill(sealer, "SIGSTOP");
    const answer = await fetch(`${s.url}/readyz`);
    assert.equal(answer.status, 503);
    assert.equal((await answer.json()).parts.sealer, false);
  } finally {
    process.kill(sealer, "SIGCONT");
    assert.deepEqual(await s.stop(), { code: 0, signal: null });
  }
});

it("brings each process back within a second when it is killed", async () => {
  const s = await Service.start();
  try {
    for (const name of ["web", "worker", "sealer"]) {
      const before = s.kill(name);
      const began = Date.now();
      await until(`${name} again`, async () => {
        const now = s.pids()[name];
        return now && now !== before && (await fetch(`${s.url}/readyz`).catch(() => ({}))).ok;
      }, 10, 10);
      // a sanitized or loaded machine is slower; the pause before the restart is what is judged
      assert.ok(Date.now() - began < 5000, `${name}: ${Date.now() - began} ms`);
      await sleep(1100);
    }
  } finally {
    await s.stop();
  }
});

it("takes its processes with it when it is killed itself", async () => {
  const s = await Service.start();
  const pids = Object.values(s.pids());
  assert.equal(pids.length, 3);
  s.child.kill("SIGKILL");
  await until("all to end", () => pids.every((p) => !lives(p)), 5);
  await s.restart();
  await s.stop();
});

it("is refused a second time on the same directory, by the number of the first", async () => {
  const s = await Service.start();
  try {
    const r = spawnSync(skysign, ["serve", "--set", `data_dir=${s.dir}/data`, "--set", `listen=127.0.0.1:${await freePort()}`], { encoding: "utf8" });
    assert.equal(r.status, 5);
    assert.match(r.stderr, new RegExp(`process ${s.child.pid}\\).*stop it first`));
  } finally {
    await s.stop();
  }
});

it("says why it cannot start", async () => {
  const r = spawnSync(skysign, ["serve", "--set", "listen=nowhere", "--set", `data_dir=${fs.mkdtempSync("/tmp/serve-")}/data`], { encoding: "utf8", timeout: 60_000 });
  assert.notEqual(r.status, 0);
  assert.match(r.stderr, /listen is ADDRESS:PORT/);
});

it("tells a person who migrates what is next, and a program only the token", () => {
  const data = `${tempDir("migrate")}/data`;
  const command = [skysign, "migrate", "--set", `data_dir=${data}`, "--set", "listen=127.0.0.1:9999"];
  const person = spawnSync("script", ["-qec", command.join(" "), "/dev/null"], { encoding: "utf8" });
  assert.equal(person.status, 0, person.stdout);
  assert.match(person.stdout, /^The database is up to date\.\r\n.*http:\/\/127\.0\.0\.1:9999\/setup#[A-Za-z0-9_-]{43}\r\n$/s);
  const program = spawnSync(command[0], command.slice(1), { encoding: "utf8" });
  assert.match(program.stdout, /^setup [A-Za-z0-9_-]{43}\n$/);
});
