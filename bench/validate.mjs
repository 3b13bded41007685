// Our validator and PDFBox 2 with BouncyCastle on the same file, in turn: paired rounds, because a noisy
// machine disturbs both alike; ratios are the medians of the rounds' ratios. PDFBox does the cryptography
// only: no comparison of revisions, no report by EN 319 102-1. Then whole processes, by the clock on the wall.
//   SKYSIGN=… node validate.mjs BENCH_VALIDATE FOLDER SECONDS
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { jars, skysign } from "../tests/support/judge.mjs";

const ROUNDS = 5, PROCESSES = 15, WARM_UP = 8, AT_LEAST = 3;
const [bench, folder, seconds] = process.argv.slice(2);
const file = path.join(folder, "validate.pdf"), root = path.join(folder, "root.cer"), store = path.join(folder, "nss");
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const numbers = (program, args) => execFileSync(program, args).toString().trim().split(" ").map(Number);

execFileSync(bench, ["--file", file, root]);
execFileSync("javac", ["-d", folder, "-cp", jars, path.join(path.dirname(fileURLToPath(import.meta.url)), "Validate.java")]);

function round() {
  const [limit, ours, anew] = numbers(bench, ["--of", file, root, seconds]);
  const [peer, thread] = numbers("java", ["-cp", `${jars}:${folder}`, "Validate", file, root, String(Math.max(AT_LEAST, seconds)), String(WARM_UP)]);
  return { limit, ours, anew, peer, thread };
}

const rounds = Array.from({ length: ROUNDS }, round);
const mid = (what) => median(rounds.map(what));
console.log("\n| 50 kB, one later revision | limit/s | ours/s | of limit | anew/s | PDFBox/s | its thread alone/s | ours/PDFBox | anew/PDFBox | anew/thread |");
console.log("|---|---|---|---|---|---|---|---|---|---|");
console.log(`| medians of ${ROUNDS} paired rounds | ${mid((r) => r.limit).toFixed(0)} | ${mid((r) => r.ours).toFixed(0)} | ${(100 * mid((r) => r.ours / r.limit)).toFixed(1)} % | ${mid((r) => r.anew).toFixed(0)} | ${mid((r) => r.peer).toFixed(0)} | ${mid((r) => r.thread).toFixed(0)} | ${mid((r) => r.ours / r.peer).toFixed(1)} | ${mid((r) => r.anew / r.peer).toFixed(1)} | ${mid((r) => r.anew / r.thread).toFixed(1)} |`);

// Starting a program costs more than judging one small file: this tells what a shell user waits for.
fs.mkdirSync(store);
execFileSync("certutil", ["-N", "-d", `sql:${store}`, "--empty-password"]);
execFileSync("certutil", ["-A", "-d", `sql:${store}`, "-n", "root", "-t", "CT,CT,CT", "-i", root]);
const programs = [
  ["skysign verify --json", skysign, ["verify", file, "--trust", root, "--json"], /"verdict":"TOTAL-PASSED"/],
  ["pdfsig (poppler, NSS)", "pdfsig", ["-nssdir", store, file], /Signature is Valid/],
  ["mutool sign -v", "mutool", ["sign", "-v", file], /Digest|signature|Certificate/i],
];

function wall([, program, args, expected]) {
  const start = process.hrtime.bigint();
  const r = spawnSync(program, args);
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (!expected.test(r.stdout.toString())) throw new Error(`${program}: ${r.stdout}${r.stderr}`);
  return ms;
}

const walls = Array.from({ length: PROCESSES }, () => programs.map(wall));
console.log("\n| process | wall ms (median) |");
console.log("|---|---|");
programs.forEach(([name], i) => console.log(`| ${name} | ${median(walls.map((w) => w[i])).toFixed(1)} |`));
