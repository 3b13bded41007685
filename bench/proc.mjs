// What /proc tells of the service's processes.
import fs from "node:fs";
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Seconds of CPU used so far, to the nanosecond (the ticks of /proc/PID/stat are 10 ms). */
export function cpu(pid) {
  let ns = 0;
  for (const task of fs.readdirSync(`/proc/${pid}/task`)) {
    try {
      ns += Number(fs.readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // a thread that ended meanwhile
    }
  }
  return ns / 1e9;
}

export const cpuOf = (pids) => Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpu(pid)]));

export const minus = (after, before) =>
  Object.fromEntries(Object.keys(after).map((k) => [k, after[k] - (before[k] ?? 0)]));

/** Proportional memory in MB (10^6 bytes), each process and together. */
export function pss(pids) {
  const out = { total: 0 };
  for (const [name, pid] of Object.entries(pids)) {
    const kb = Number(fs.readFileSync(`/proc/${pid}/smaps_rollup`, "utf8").match(/^Pss:\s+(\d+)/m)[1]);
    out[name] = kb * 1024 / 1e6;
    out.total += out[name];
  }
  return out;
}

/** Samples pss() while work() runs; gives the highest of each. */
export async function highest(pids, work, pause = 5) {
  const top = pss(pids);
  let running = true;
  const done = work().finally(() => { running = false; });
  while (running) {
    for (const [k, v] of Object.entries(pss(pids))) top[k] = Math.max(top[k], v);
    await sleep(pause);
  }
  return { top, result: await done };
}

/** Counts fsync and fdatasync of each process by what was synced, while work() runs; null without strace. */
export async function syncs(pids, work) {
  const file = `/tmp/syncs-${process.pid}`;
  const tracers = Object.entries(pids).map(([name, pid]) => ({
    name,
    out: `${file}-${name}`,
    child: spawn("strace", ["-f", "-y", "-qq", "-e", "trace=fsync,fdatasync", "-o", `${file}-${name}`, "-p", String(pid)], { stdio: "ignore" })
      .on("error", () => {}),
  }));
  await sleep(1000);
  const attached = tracers.every((t) => fs.existsSync(t.out));
  const result = await work();
  await sleep(200);
  const counts = {};
  for (const t of tracers) {
    t.child.kill("SIGINT");
    if (!attached) continue;
    await new Promise((resolve) => (t.child.exitCode === null && t.child.signalCode === null ? t.child.on("exit", resolve) : resolve()));
    for (const [, path] of fs.readFileSync(t.out, "utf8").matchAll(/f(?:data)?sync\(\d+<([^>]*)>/g)) {
      const what = `${t.name}: ${kindOf(path)}`;
      counts[what] = (counts[what] ?? 0) + 1;
    }
    fs.rmSync(t.out);
  }
  return { counts: attached ? counts : null, result };
}

function kindOf(path) {
  if (/-wal$/.test(path)) return "commits (write-ahead log)";
  if (/\.db$/.test(path)) return "checkpoints";
  if (/register/.test(path)) return "register";
  if (/blb_/.test(path)) return "blob files";
  if (/blobs/.test(path)) return "blob folders";
  return path.split("/").at(-1);
}
