// The small test programs of tests/tools: built with the unit tests.
import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Where a probe has been built; the sanitized build first. */
export function probe(name) {
  const built = ["build-asan", "build"].map((d) => `${root}/${d}/tests/tools/${name}`).find((p) => fs.existsSync(p));
  if (!built) throw new Error(`${name} is not built: make asan`);
  return built;
}

/** http_probe on a free port; stop() resolves with its exit code and what it wrote to stderr. */
export async function startHttpProbe({ env = {}, folder } = {}) {
  const child = spawn(probe("http_probe"), ["127.0.0.1:0", ...(folder ? [folder] : [])], { env: { ...process.env, ...env } });
  let log = "";
  child.stderr.on("data", (d) => { log += d; });
  const exited = new Promise((resolve) => child.on("exit", (code) => resolve(code)));
  const port = await new Promise((resolve, reject) => {
    child.stdout.on("data", (d) => resolve(Number(/port (\d+)/.exec(d)[1])));
    child.on("exit", () => reject(new Error(log)));
  });
  return {
    port,
    pid: child.pid,
    url: `http://127.0.0.1:${port}`,
    log: () => log,
    stop: async () => { child.stdin.end(); return { code: await exited, log }; },
  };
}

/** Sends bytes as they are and gives everything that came back. pieces: sent one by one, `pause` ms apart. */
export function raw(port, pieces, { pause = 0, limit = 8000 } = {}) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    const chunks = [];
    const began = Date.now();
    const timer = setTimeout(() => socket.destroy(), limit);
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(chunks).toString("latin1");
      resolve({ text, status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), ms: Date.now() - began });
    };
    socket.on("data", (d) => chunks.push(d));
    socket.on("close", finish);
    socket.on("error", () => {});
    (async () => {
      for (const piece of [pieces].flat()) {
        if (socket.destroyed) return;
        socket.write(piece);
        if (pause) await new Promise((r) => setTimeout(r, pause));
      }
    })();
  });
}
