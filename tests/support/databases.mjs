// The databases that scenario tests run on: SQLite always, PostgreSQL by a real
// cluster in a temporary folder, started once per test file.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./service.mjs";
import { tempDir } from "./judge.mjs";

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), "pg.sh");
let cluster;
let count = 0;

/** A new, empty PostgreSQL database: its URL. */
export async function freshPostgres() {
  cluster ??= await start();
  const name = `skysign_${process.pid}_${++count}`;
  execFileSync(`${cluster.bin}/psql`, [cluster.url, "-qc", `CREATE DATABASE ${name}`], { stdio: "pipe" });
  const url = new URL(cluster.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function start() {
  const dir = tempDir("pg");
  const out = execFileSync("sh", [script, "start", dir, String(await freePort())], { encoding: "utf8" });
  // not the psql of the PATH: Debian's is a script that takes longer than its work
  const bin = execFileSync("sh", [script, "bin"], { encoding: "utf8" }).trim();
  return { dir, bin, url: out.trim().split("\n").pop() };
}

/** The server is ended as by kill -9 and started again. */
export async function crashPostgres() {
  execFileSync("sh", [script, "kill", cluster.dir], { stdio: "inherit" });
  execFileSync("sh", [script, "resume", cluster.dir, new URL(cluster.url).port], { stdio: "pipe" });
}

export function stopPostgres() {
  if (cluster) execFileSync("sh", [script, "stop", cluster.dir], { stdio: "inherit" });
  cluster = undefined;
}

export const databases = [
  { name: "SQLite", fresh: async () => undefined },
  { name: "PostgreSQL", fresh: freshPostgres, crash: crashPostgres },
];
